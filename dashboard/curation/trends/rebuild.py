"""The nightly round: how long a period is, what is usual at each source, and every key anew from the gains."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from sqlalchemy import case, func, select, true, update
from sqlalchemy.orm import Session

from dashboard.community.copies import merges
from dashboard.community.tables import Contribution
from dashboard.curation.trends.folding import hour_of
from dashboard.curation.trends.folding_counters import usual_and_cap
from dashboard.curation.trends.signals import Column
from dashboard.curation.trends.standing import stand_anew
from dashboard.curation.trends.tables import SourceBaseline, TrendGain, TrendState
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MEASURED_OVER = 28
"""Periods from which it is measured what is usual."""
BUSY, QUIET = 2000, 1000
"""Gains a day above which a period is an hour, and below which it is a day again."""
NEAR = 1.25
"""A measure that moved by less than this factor is left as it is, and with it all gains counted by it."""
PIECES_AT_ONCE = 2000
_HERE = 0
"""Stands among the sources for the accounts here."""


def rebuild(db: Database, at: datetime | None = None) -> int:
    """Choose the period, measure the sources, and make all keys anew; returns how many pieces there are.

    Each step is a transaction of its own, so that nobody waits long. Harmless to repeat.
    """
    at = at or now()
    with db.writing() as session:
        _measure(session, session.get_one(TrendState, 1, with_for_update=True), at)
    done, last = 0, 0
    while True:
        with db.writing() as session:
            state = session.get_one(TrendState, 1, with_for_update=True)
            after = select(Contribution.id).where(Contribution.id > last).order_by(Contribution.id)
            pieces = list(session.scalars(after.limit(PIECES_AT_ONCE)))
            if not pieces:
                state.rebuilt_at = at
                return done
            merged = merges(session)
            stand_anew(session, [id_ for id_ in pieces if id_ not in merged.into], merged, state.period_hours, at)
            done, last = done + len(pieces), pieces[-1]


def _measure(session: Session, state: TrendState, at: datetime) -> None:
    state.period_hours = _period(session, state.period_hours, at)
    interest = _interest(session, state, at)
    if _HERE in interest:
        usual, _cap = usual_and_cap(interest.pop(_HERE))
        if _is_far(state.usual_here, usual):
            _rescale(session, None, state.usual_here / usual)
            state.usual_here = usual
    for source_id, gains in interest.items():
        baseline = session.get_one(SourceBaseline, source_id)
        usual, baseline.cap = usual_and_cap(gains)
        baseline.measured_at = at
        if _is_far(baseline.usual, usual):
            _rescale(session, source_id, baseline.usual / usual)
            baseline.usual = usual


def _period(session: Session, present: int, at: datetime) -> int:
    """An hour where thousands of things happen a day, else a day; in between it stays as it is."""
    lately = (TrendGain.hour > hour_of(at) - 7 * 24, TrendGain.hours < 24)
    a_day = (session.scalar(select(func.count()).select_from(TrendGain).where(*lately)) or 0) / 7
    if a_day >= BUSY:
        return 1
    return 24 if a_day < QUIET else present


def _interest(session: Session, state: TrendState, at: datetime) -> dict[int, Column]:
    """Weighed interest in single pieces in single periods, by source."""
    hours = state.period_hours
    source = case((TrendGain.here, _HERE), else_=Contribution.source_id)
    period = TrendGain.hour.op("/")(hours)
    # What came about over several periods counts as what it was in one of them.
    a_period = TrendGain.gain / case((TrendGain.hours > hours, TrendGain.hours / (1.0 * hours)), else_=1.0)
    rows = session.execute(
        select(source.label("source"), func.sum(a_period))
        .join(Contribution, Contribution.id == TrendGain.contribution_id)
        .where(TrendGain.hour > hour_of(at) - MEASURED_OVER * hours)
        .group_by(source, TrendGain.contribution_id, period)
    ).all()
    usual = {row.source_id: row.usual for row in session.scalars(select(SourceBaseline))} | {_HERE: state.usual_here}
    found: dict[int, list[float]] = {}
    for source_id, gain in rows:
        found.setdefault(source_id, []).append(gain * usual[source_id])
    return {source_id: np.array(gains) for source_id, gains in found.items()}


def _is_far(before: float, after: float) -> bool:
    return not 1 / NEAR <= after / before <= NEAR


def _rescale(session: Session, source_id: int | None, factor: float) -> None:
    """Bring the gains of a source, or with none those of accounts here, to another measure."""
    whose = (
        TrendGain.here == true()
        if source_id is None
        else ~TrendGain.here
        & TrendGain.contribution_id.in_(select(Contribution.id).where(Contribution.source_id == source_id))
    )
    statement = update(TrendGain).where(whose).values(gain=TrendGain.gain * factor)
    session.execute(statement, execution_options={"synchronize_session": False})
