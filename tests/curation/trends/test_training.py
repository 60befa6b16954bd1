"""The nightly fit on a database: what it reads, what it keeps, and what is scored with until there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, select, update

from dashboard.community.tables import Contribution, Source
from dashboard.curation.trends.folding import fold, hour_of, signals
from dashboard.curation.trends.history import History, past_panel
from dashboard.curation.trends.scoring import COLD_START, Scorer
from dashboard.curation.trends.tables import TrendGain, TrendKey, TrendModel, TrendState
from dashboard.curation.trends.training import latest, learn, refit, scorer
from dashboard.curation.trends.training_history import read_history
from dashboard.storage.engine import Database
from tests.curation.trends.engagement import FIRST_HOUR, community


def instant(hour: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)


def plant(db: Database, history: History) -> None:
    """Put a history into the database as folding would have left it."""
    stand = fold(history.start, history.gains, 24)
    keys = {name: column.tolist() for name, column in vars(stand).items()}
    keys["contribution_id"] = keys.pop("piece")
    gains = {name: column.tolist() for name, column in vars(history.gains).items()}
    gains["contribution_id"] = gains.pop("piece")
    with db.writing() as session:
        source = Source(name="A community", kind="folder", location="a", created_at=instant(FIRST_HOUR))
        session.add(source)
        session.flush()
        session.execute(
            insert(Contribution),
            [
                {"id": id_, "source_id": source.id, "external_id": str(id_), "kind": "text", "title": f"Piece {id_}",
                 "created_at": instant(hour), "first_seen_at": instant(hour), "last_seen_at": instant(hour),
                 "digest": ""}
                for id_, hour in zip(keys["contribution_id"], keys["posted_hour"], strict=True)
            ],
        )  # fmt: skip
        session.execute(insert(TrendKey), _rows(keys))
        session.execute(insert(TrendGain), _rows(gains))


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.fixture
def lively() -> tuple[History, int]:
    """Seven weeks with enough to learn from."""
    return community(5, weeks=7, posts_a_week=120, votes_a_week=3000)


def test_without_a_fit_the_cold_start_scores(db: Database) -> None:
    with db.reading() as session:
        assert latest(session) is None
        assert scorer(session) == Scorer(COLD_START, 24)


def test_an_empty_community_is_fitted_without_complaint(db: Database) -> None:
    row = refit(db, instant(FIRST_HOUR))
    assert row.chosen == COLD_START
    assert row.evidence["little"]
    assert row.evidence["gains"] == 0
    assert row.backtest["lines"] == []


def test_pieces_that_came_in_only_now_have_no_past_to_be_ranked_in(db: Database, lively: tuple[History, int]) -> None:
    history, end = lively
    plant(db, history)
    with db.writing() as session:
        session.execute(update(Contribution).values(first_seen_at=instant(end)))
    row = refit(db, instant(end))
    assert (row.chosen, row.backtest["lines"], row.evidence["days"]) == (COLD_START, [], 0.0)
    assert "too short" in row.backtest["why"]


@pytest.mark.parametrize(
    ("days", "period_hours"),
    [(0, 24), (1, 24), (5, 24), (6, 24), (8, 24), (12, 24), (27, 24), (28, 24), (29, 24), (0, 1), (1, 1), (7, 1)],
)
def test_however_short_the_time_in_which_they_could_be_ranked_it_is_fitted_without_complaint(
    lively: tuple[History, int], days: int, period_hours: int
) -> None:
    history, end = lively
    late = replace(history, seen_hour=np.maximum(history.seen_hour, end - 24 * days))
    row = learn(late, end, period_hours)
    assert row.evidence["days"] == days
    assert bool(row.backtest["lines"]) == (days >= (28 if period_hours == 24 else 7))


def test_a_fit_is_kept_and_scored_with(db: Database, lively: tuple[History, int]) -> None:
    history, end = lively
    plant(db, history)
    refit(db, instant(end))
    with db.reading() as session:
        row, ready = latest(session), scorer(session)
    assert row is not None
    assert row.fitted_at == instant(end)
    assert not row.evidence["little"]
    assert row.chosen == ready.chosen != COLD_START
    assert row.backtest["fitted_times"] > row.backtest["times"] > 10
    now = signals(fold(history.start, history.gains, 24), instant(end), 24)
    assert np.isfinite(ready.scores(now)).all()


def test_the_history_comes_back_as_it_was_with_the_totals_before_the_window(
    db: Database, lively: tuple[History, int]
) -> None:
    history, end = lively
    before = np.arange(len(history.start)) % 3
    known = replace(history, start=replace(history.start, total=before.astype(float), likes=before))
    plant(db, known)
    with db.reading() as session:
        read = read_history(session, end, 24)
    assert read.start.likes.tolist() == before.tolist()
    assert read.start.total == pytest.approx(known.start.total)
    assert read.seen_hour.tolist() == history.seen_hour.tolist()
    one, other = (past_panel(each, [end - 240, end - 120], 24, 1) for each in (known, read))
    assert one.gained == pytest.approx(other.gained)
    assert one.signals.total == pytest.approx(other.signals.total)


def test_nothing_after_the_instant_is_learnt_from(sqlite_db: Database, lively: tuple[History, int]) -> None:
    history, end = lively
    plant(sqlite_db, history)
    early = instant(end - 14 * 24)
    first = refit(sqlite_db, early)
    with sqlite_db.writing() as session:
        session.execute(update(TrendGain).where(TrendGain.hour >= hour_of(early)).values(gain=1000.0))
    again = refit(sqlite_db, early)
    assert again.parameters == first.parameters
    assert again.backtest == first.backtest


def test_gains_of_a_merged_copy_are_those_of_the_piece_it_went_into(
    sqlite_db: Database, lively: tuple[History, int]
) -> None:
    history, end = lively
    plant(sqlite_db, history)
    copy, kept = 7, 3
    with sqlite_db.writing() as session:
        session.execute(update(TrendKey).where(TrendKey.contribution_id == copy).values(given_to_id=kept))
    with sqlite_db.reading() as session:
        read = read_history(session, end, 24)
    assert copy not in read.start.piece
    assert (read.gains.piece == kept).sum() == np.isin(history.gains.piece, (copy, kept)).sum()


def test_what_was_fitted_for_another_period_or_version_is_not_used(
    sqlite_db: Database, lively: tuple[History, int]
) -> None:
    history, end = lively
    plant(sqlite_db, history)
    refit(sqlite_db, instant(end))
    with sqlite_db.writing() as session:
        session.execute(update(TrendModel).values(parameters={"chosen": "model"}))
    with sqlite_db.reading() as session:
        assert scorer(session).chosen == COLD_START
        assert session.scalar(select(TrendState.period_hours)) == 24
    with sqlite_db.writing() as session:
        session.execute(update(TrendState).values(period_hours=1))
    with sqlite_db.reading() as session:
        assert scorer(session) == Scorer(COLD_START, 1)


def test_a_piece_is_a_candidate_only_once_it_came_in_and_its_future_is_not_known(
    lively: tuple[History, int],
) -> None:
    history, end = lively
    hour = end - 20 * 24
    whole = past_panel(history, [hour], 24, 1)
    known = history.gains.hour < hour
    cut = replace(
        history, gains=replace(history.gains, **{name: col[known] for name, col in vars(history.gains).items()})
    )
    blind = past_panel(cut, [hour], 24, 1)
    assert (whole.signals.age > 0).all()
    assert whole.signals.age.max() < (hour - FIRST_HOUR) / 24
    assert whole.signals.total == pytest.approx(blind.signals.total)
    assert whole.gained.sum() > blind.gained.sum() == 0


def test_what_was_learnt_later_than_it_came_counts_by_its_share_in_the_horizon(lively: tuple[History, int]) -> None:
    history, end = lively
    hour = end - 20 * 24
    slow = replace(history.gains, hours=np.full(len(history.gains), 48))
    plain, spread = (past_panel(each, [hour], 24, 1).gained.sum() for each in (history, replace(history, gains=slow)))
    assert 0 < spread < plain


def test_a_panel_of_many_pieces_holds_the_likely_ones_only() -> None:
    history, end = community(1, weeks=5, posts_a_week=400, votes_a_week=3000)
    one = past_panel(history, [end - 48], 24, 1)
    assert 200 <= len(one) <= 800 < len(history.start)
    assert len(np.unique(one.time)) == 1
