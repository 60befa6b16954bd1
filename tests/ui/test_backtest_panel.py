"""The backtest on the page: which formula is used, why, how much it rests on, and every figure as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.curation.trends.choosing import Evidence
from dashboard.curation.trends.scoring import NAMES
from dashboard.curation.trends.training import judge, refit
from dashboard.storage.engine import Database
from tests.curation.trends.test_backtest import panel
from tests.ui.showing import shown

NIGHT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def page() -> str:
    """What the panel shows."""

    def script() -> None:
        from dashboard.storage.engine import database  # noqa: PLC0415 - this runs as a script of its own
        from dashboard.ui.backtest_panel import backtest_panel  # noqa: PLC0415

        with database().reading() as session:
            backtest_panel(session)

    at = AppTest.from_function(script, default_timeout=30).run()
    assert not at.exception
    return shown(at)


def keep(db: Database, evidence: Evidence) -> Any:
    row = judge(panel(40), evidence)
    row.fitted_at = NIGHT
    with db.writing() as session:
        session.add(row)
    return row


def test_before_the_first_night_it_says_what_will_be_here(house: Database) -> None:
    text = page()
    assert "**Cold start** is used: nothing has been fitted yet." in text
    assert "Every night" in text


def test_it_names_the_formula_in_use_with_the_figures_of_all(house: Database) -> None:
    row = keep(house, Evidence(10_000, 40.0, 24))
    text = page()
    assert f"**{NAMES[row.chosen]}** is used. {row.backtest['why']}" in text
    assert "1,750 gains a week over 40 days" in text
    assert "Fitted on 23 Nov 2026 at 03:00 UTC" in text
    assert f"{NAMES[row.chosen]} (used)" in text
    for line in row.backtest["lines"]:
        assert f"{line['did']['mean']:.3f}" in text
    assert "Little evidence" not in text


def test_little_evidence_is_said_with_its_numbers(house: Database) -> None:
    keep(house, Evidence(400, 40.0, 24))
    assert "Little evidence: 70 gains a week over 40 days." in page()


def test_a_community_without_history_has_a_plain_answer(house: Database) -> None:
    refit(house, NIGHT)
    text = page()
    assert "**Cold start** is used. The history is too short to try another formula on." in text
    assert "Little evidence: 0 gains a week over 0 days." in text
