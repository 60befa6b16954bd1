"""CPU of one rerun of each page on the sample show, against a page that shows one word.

Both run in this process through Streamlit's own test runner, so the ratio says what our code adds to it.
Prints one JSON line a page.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from dashboard.desk.sample import load_sample
from dashboard.media.store import MediaStore
from dashboard.people.roles import Role
from dashboard.settings import ROOT, settings
from dashboard.storage.engine import database
from dashboard.storage.upgrade import upgrade
from dashboard.ui.screens import SCREENS
from dashboard.ui.sign_in import ACTING_AS
from tests.running_server import add_sample_person

RUNS = 9
PEER = "a Streamlit page that shows one word"


def main() -> None:
    """Load the sample show into a folder of its own, then rerun page after page."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as home:
        os.environ["GREENROOM_HOME"] = home
        db = database()
        upgrade(db)
        everybody = add_sample_person(db, "Everybody", *Role)
        load_sample(db, MediaStore(settings().media_root))
        empty = Path(home, "empty.py")
        empty.write_text('import streamlit as st\nst.write("hello")\n')
        peer = _cpu_ms(AppTest.from_file(str(empty), default_timeout=60))
        for screen in SCREENS:
            page = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
            page.session_state[ACTING_AS] = everybody
            page.query_params["piece"] = "1"
            page.run()
            page.switch_page(f"../pages/{screen.name}.py")
            _say(screen.name, _cpu_ms(page), peer)
        db.engine.dispose()


def _cpu_ms(page: AppTest) -> float:
    page.run()
    assert not page.exception and not page.error, [*page.exception, *page.error]
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        page.run()
        spent.append((time.process_time() - began) * 1000)
    return median(spent)


def _say(name: str, figure_ms: float, peer_ms: float) -> None:
    line = {
        "name": f"rerun of {name}", "figure": round(figure_ms, 1), "unit": "ms CPU", "peer": PEER,
        "ratio": round(figure_ms / peer_ms, 2), "runs": RUNS,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
