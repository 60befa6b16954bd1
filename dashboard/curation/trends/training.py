"""The nightly fit: past instants made again from what pieces gained, formulas tried on them, the better one kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.curation.trends.backtest import report, split
from dashboard.curation.trends.choosing import Candidate, Evidence, candidates, choose
from dashboard.curation.trends.folding import hour_of
from dashboard.curation.trends.history import History, past_panel
from dashboard.curation.trends.panels import Panel
from dashboard.curation.trends.scoring import COLD_START, NAMES, Scorer
from dashboard.curation.trends.tables import TrendModel, TrendState
from dashboard.curation.trends.training_history import read_history
from dashboard.storage.engine import Database

MOST_TIMES = 240
"""Instants that are made again."""
WARM_UP = 4
"""Periods at the start of the window in which too little is known to rank by."""
SPARSE_HORIZON = 7
"""Periods looked ahead where little is gained: in one there would be nothing to foresee."""


def refit(db: Database, at: datetime) -> TrendModel:
    """Fit to the history up to `at` and keep what was found; from then on `scorer` gives it."""
    with db.reading() as session:
        period_hours = _period_hours(session)
        history = read_history(session, hour_of(at), period_hours)
    found = learn(history, hour_of(at), period_hours)
    found.fitted_at = at
    with db.writing() as session:
        session.add(found)
    return found


def learn(history: History, end_hour: int, period_hours: int) -> TrendModel:
    """What is to be kept of a history that ends at that hour."""
    evidence = _evidence(history, end_hour, period_hours)
    horizon = SPARSE_HORIZON if evidence.is_little and period_hours > 1 else 1
    panel = _panel(history, end_hour, period_hours, horizon)
    if evidence.too_short or panel is None or not len(split(panel)[0]):
        scorer = Scorer(COLD_START, period_hours)
        return _row(scorer, evidence, {"why": "The history is too short to try another formula on.", "lines": []})
    return judge(panel, evidence)


def judge(panel: Panel, evidence: Evidence) -> TrendModel:
    """The formula chosen on the first 60 % of the times, how it did on the last 40 %, and its fit to all of them."""
    past, future = split(panel)
    choice = choose(past, evidence)
    found = candidates(past, evidence.period_hours)
    shown = {Candidate(COLD_START), choice.candidate}
    lines = report(past, future, {candidate.chosen: found[candidate].scores for candidate in shown}, NAMES)
    backtest = {
        "why": choice.why, "lines": [asdict(line) for line in lines],
        "fitted_times": len(past.times()), "times": len(future.times()), "horizon": panel.horizon,
    }  # fmt: skip
    return _row(candidates(panel, evidence.period_hours)[choice.candidate], evidence, backtest)


def latest(session: Session) -> TrendModel | None:
    """The newest fit; None before the first night."""
    return session.scalar(select(TrendModel).order_by(TrendModel.fitted_at.desc(), TrendModel.id.desc()).limit(1))


def scorer(session: Session) -> Scorer:
    """What to score with now: the newest fit, or the cold start where none fits the present period or version."""
    row, period_hours = latest(session), _period_hours(session)
    if row is None or row.period_hours != period_hours:
        return Scorer(COLD_START, period_hours)
    try:
        return Scorer.from_dict(row.parameters)
    except (KeyError, TypeError, ValueError):  # an older version kept other things
        return Scorer(COLD_START, period_hours)


def _row(scorer: Scorer, evidence: Evidence, backtest: dict[str, Any]) -> TrendModel:
    kept = {
        "gains": evidence.gains, "days": round(evidence.days, 1),
        "gains_a_week": round(evidence.gains_a_week), "little": evidence.is_little,
    }  # fmt: skip
    return TrendModel(
        period_hours=scorer.period_hours, chosen=scorer.chosen, parameters=scorer.to_dict(),
        backtest=backtest, evidence=kept,
    )  # fmt: skip


def _first_hour(history: History, end_hour: int) -> int:
    """From when on something could be ranked and something was gained: what was told of a time before it came in
    says how a piece stood, and nothing could have been foreseen of it."""
    told = history.gains.hour[history.gains.gain > 0]
    if not len(told):
        return end_hour
    return max(int(told[0]), int(history.seen_hour.min(initial=end_hour)))


def _evidence(history: History, end_hour: int, period_hours: int) -> Evidence:
    first = _first_hour(history, end_hour)
    told = (history.gains.gain > 0) & (history.gains.hour >= first)
    return Evidence(int(told.sum()), (end_hour - first) / 24, period_hours)


def _panel(history: History, end_hour: int, period_hours: int, horizon: int) -> Panel | None:
    """At most MOST_TIMES instants, evenly apart, whose outcome is known; None where there is none."""
    first = _first_hour(history, end_hour) // period_hours + 1 + WARM_UP
    last = end_hour // period_hours - horizon
    step = max(-(-(last - first + 1) // MOST_TIMES), 1)
    hours = [period * period_hours for period in range(first, last + 1, step)]
    return past_panel(history, hours, period_hours, horizon) if len(hours) > 1 else None


def _period_hours(session: Session) -> int:
    return session.scalar(select(TrendState.period_hours)) or 24
