"""Commands without a screen. Results go to standard output, the log to standard error.

Every command takes --json and ends with 0, with 1 when something in the data is wrong (and says what), or with
2 when the call itself is.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from dashboard import __version__
from dashboard.errors import BadInput, GreenroomError, NotFound, SettingsWrong
from dashboard.settings import ROOT, settings
from dashboard.storage.engine import Database, database
from dashboard.storage.upgrade import upgrade

Result = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    args = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], Result] = args.run
    try:
        result = run(args)
        if result:
            _say(result, as_json=args.json)
    except GreenroomError as error:
        return _refuse(str(error), 2 if isinstance(error, BadInput | NotFound | SettingsWrong) else 1, args)
    except DBAPIError as error:
        told = str(error.orig).strip().splitlines()[0]
        return _refuse(
            f"The database cannot be used ({told}); check its disk, DATABASE_URL and GREENROOM_HOME.", 2, args
        )
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        return 1
    except OSError as error:
        where = f" about {error.filename}" if error.filename else ""
        return _refuse(f"The system says “{error.strerror}”{where}; put that right and try again.", 1, args)
    except KeyboardInterrupt:
        return 130
    return 1 if result.get("wrong") else 0


def _refuse(sentence: str, status: int, args: argparse.Namespace) -> int:
    print(sentence, file=sys.stderr)
    if args.json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    return status


def _say(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False), flush=True)
        return
    for name, value in result.items():
        if isinstance(value, list):
            print(f"{name}: {len(value)}")
            for entry in value:
                print("  " + (" — ".join(map(str, entry.values())) if isinstance(entry, dict) else str(entry)))
        elif isinstance(value, dict):
            print(f"{name}: " + ", ".join(f"{key} {part}" for key, part in value.items()))
        else:
            print(f"{name}: {value}")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="From a community to air.")
    parser.add_argument("--version", action="version", version=f"Greenroom {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], Result], about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--json", action="store_true", help="one JSON object on standard output")
        command.set_defaults(run=run)
        return command

    serve = add("serve", _serve, "Serve the dashboard, with a worker beside it.")
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--open", action="store_true", help="open a browser once it answers")
    work = add("work", _work, "Do the jobs that people ask for on the pages.")
    work.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    sample = add("sample", _sample, "Load the sample show; harmless to repeat.")
    sample.add_argument("--first-time", action="store_true", help="only when nothing was ever pulled")
    add("upgrade", _upgrade, "Bring the database to this version's tables.")
    pull = add("pull", _pull, "Pull a folder, a table, an address, or a source that was pulled before, by its name.")
    pull.add_argument("source", metavar="SOURCE")
    pull.add_argument("--kind", help="only pieces of this kind")
    pull.add_argument("--dry-run", action="store_true", help="say what would come, and keep nothing")
    pull.add_argument("--full", action="store_true", help="read all of it, not only what is new")
    pull.add_argument("--connector", default="", help="what reads a new source, where its address does not tell")
    produce = add("produce", _produce, "From a folder to an assembled episode with all its sheets.")
    produce.add_argument("source", metavar="SOURCE")
    produce.add_argument("--trt", required=True, metavar="MM:SS", help="the running time to hit")
    produce.add_argument("-o", "--out", required=True, type=Path, metavar="DIR")
    produce.add_argument("--rate", default="30000/1001")
    produce.add_argument("--budget", default="50000", help="in --currency, such as 50000.00")
    produce.add_argument("--currency", default="USD")
    render = add("render", _render, "Assemble an episode as one MP4.")
    render.add_argument("episode", type=_episode_number, metavar="EPISODE")
    render.add_argument("-o", "--out", required=True, type=Path, metavar="FILE.mp4")
    render.add_argument("--profile", default="programme", choices=("preview", "programme"))
    export = add("export", _export, "Write an episode's sheets.")
    export.add_argument("episode", type=_episode_number, metavar="EPISODE")
    export.add_argument("-o", "--out", required=True, type=Path, metavar="DIR")
    export.add_argument("--only", nargs="+", default=[], metavar="NAME")
    add("verify", _verify, "Check every invariant of the live data.")
    bench = add("bench", _bench, "Measure the figures, as ratios against the named peers.")
    bench.add_argument("name", nargs="?", default="")
    return parser


def _episode_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:20]) < 2**31:
        raise argparse.ArgumentTypeError(f"{text} is not the number of an episode")
    return int(text)


def _ready() -> Database:
    db = database()
    upgrade(db)
    return db


def _serve(args: argparse.Namespace) -> Result:
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py"),
        "--server.port", str(args.port), "--server.headless", "true",
    ]  # fmt: skip
    _ready()
    url = f"http://localhost:{args.port}"
    print(f"Greenroom is at {url} ; stop it with Ctrl+C.", file=sys.stderr)
    if args.open:
        threading.Thread(target=_open_browser, args=(url,), daemon=True).start()
    with subprocess.Popen(command, cwd=ROOT) as server:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())  # or it would go on without us
        return {"ended": server.wait()}


def _open_browser(url: str) -> None:
    """Where there is a screen; without one the printed address has to do."""
    for _ in range(120):
        time.sleep(0.5)
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - our own address
                webbrowser.open(url)
                return
        except OSError:
            continue


def _work(args: argparse.Namespace) -> Result:
    from dashboard.desk.jobs import between_jobs, handlers
    from dashboard.media.store import MediaStore
    from dashboard.work.worker import work

    shutdown = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: shutdown.set())
    if args.with_parent:
        threading.Thread(target=_wait_for_parent, args=(shutdown,), daemon=True).start()
    db = _ready()
    store = MediaStore(settings().media_root)
    work(db, handlers(db, store), shutdown, lambda: between_jobs(db, store, shutdown.is_set))
    return {"ended": "as asked"}


def _wait_for_parent(shutdown: threading.Event) -> None:
    """The parent holds the other end of standard input: when it is gone, reading ends."""
    while os.read(0, 4096):
        pass
    shutdown.set()


def _sample(args: argparse.Namespace) -> Result:
    from dashboard.desk.sample import has_sources, load_sample
    from dashboard.media.store import MediaStore

    db = _ready()
    if args.first_time and has_sources(db):
        return {"loaded": "before"}
    return _pulled(load_sample(db, MediaStore(settings().media_root), _log_progress))


def _upgrade(_: argparse.Namespace) -> Result:
    return {"upgraded": upgrade(database())}


def _pull(args: argparse.Namespace) -> Result:
    from dashboard.desk.pulling import pull_and_fetch, told
    from dashboard.media.store import MediaStore
    from dashboard.people.roles import OPERATOR

    result = pull_and_fetch(
        _ready(), MediaStore(settings().media_root), OPERATOR, args.source, source_kind=args.connector, kind=args.kind,
        dry_run=args.dry_run, full=args.full, on_progress=_log_progress,
    )  # fmt: skip
    said = told(result)
    return {**said, "wrong": 1} if result.problem else said


def _pulled(result: Any) -> Result:
    letters = [{"what": note.what, "reason": note.reason} for note in result.dead_letters]
    counts = {name: getattr(result, name) for name in ("new", "changed", "unchanged", "rejected")}
    return {**counts, "dead_letters": letters}


def _produce(args: argparse.Namespace) -> Result:
    from dashboard.desk.produce import Order, produce
    from dashboard.media.store import MediaStore

    order = Order.read(args.source, args.trt, args.out, args.rate, args.budget, args.currency)
    return produce(_ready(), MediaStore(settings().media_root), order, _log_progress)


def _render(args: argparse.Namespace) -> Result:
    from dashboard.desk.deliver import render
    from dashboard.media.store import MediaStore

    return render(_ready(), MediaStore(settings().media_root), args.episode, args.out, args.profile, _log_progress)


def _export(args: argparse.Namespace) -> Result:
    from dashboard.desk.export import export_episode
    from dashboard.people.roles import OPERATOR

    written = export_episode(_ready(), OPERATOR, args.episode, args.out, args.only)
    return {"files": {name: str(path) for name, path in written.items()}}


def _verify(_: argparse.Namespace) -> Result:
    from dashboard.desk.verify import verify
    from dashboard.media.store import MediaStore

    return verify(_ready(), MediaStore(settings().media_root))


def _bench(args: argparse.Namespace) -> Result:
    from dashboard.desk.bench import bench

    return bench(args.name, as_json=args.json)


_progress_log = logging.getLogger("greenroom")


def _log_progress(done: int, total: int, message: str) -> None:
    _progress_log.info("%s of %s  %s", done, total or "?", message)
