"""Folding new evidence of interest into the keys of pieces: once each, whatever order it comes in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dashboard.community.copies import Merges, merges
from dashboard.community.tables import Contribution, InterestEvent, MetricReading
from dashboard.curation.trends.bulk import put, widen_cache
from dashboard.curation.trends.evidence import Span, acts
from dashboard.curation.trends.folding import Gains, fold
from dashboard.curation.trends.folding_counters import measured, usual_and_cap
from dashboard.curation.trends.readings import Told, told
from dashboard.curation.trends.standing import admit, given, of_those, stand_anew, standings_of, write
from dashboard.curation.trends.tables import (
    RefusedEvidence,
    SourceBaseline,
    TrendCounter,
    TrendGain,
    TrendKey,
    TrendState,
)
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MOST_AT_ONCE = 50_000
"""Events and readings in one transaction; the rest follow in the next."""
MOST_REFUSED = 1000
"""Rows of refused evidence that are kept, the last met first."""
_ADDED = ("gain", "likes", "comments", "views", "negatives")


@dataclass(frozen=True)
class Folded:
    """What came of it."""

    rows: int = 0
    """Events and readings that were looked at."""
    admitted: int = 0
    """Pieces that had no key yet."""
    refused: int = 0


def fold_new(db: Database, at: datetime | None = None) -> Folded:
    """Fold what came since the last time, and admit pieces that are new. Derived, so it leaves no audit entry.

    Harmless to repeat, and to run twice at once. Where the database is busy the rest waits for the next time.
    """
    at, whole = at or now(), Folded()
    with db.reading() as session:
        if not _is_waiting(session):
            return whole
    ends = _settled(db)
    more = ends is not None
    while ends is not None and more:
        with db.writing() as session:
            widen_cache(session)
            done, more = _fold_some(session, ends, at)
        whole = Folded(whole.rows + done.rows, whole.admitted + done.admitted, whole.refused + done.refused)
    return whole


def _is_waiting(session: Session) -> bool:
    """Whether there is anything to do; asked every few seconds, so it looks only at the ends of tables."""
    state = session.get_one(TrendState, 1)
    last = {
        table: session.scalar(select(func.max(table.id))) or 0 for table in (InterestEvent, MetricReading, Contribution)
    }
    admitted = session.scalar(select(func.max(TrendKey.contribution_id))) or 0
    return (
        last[InterestEvent] > state.event_id
        or last[MetricReading] > state.reading_id
        or last[Contribution] > admitted
        or _given(session) != merges(session).into
    )


def _given(session: Session) -> dict[int, int | None]:
    """The merged copies as they were folded, with where their evidence went."""
    query = select(TrendKey.contribution_id, TrendKey.given_to_id).where(TrendKey.given_to_id.is_not(None))
    return {row[0]: row[1] for row in session.execute(query)}


def _settled(db: Database) -> tuple[int, int] | None:
    """The last event and the last reading below which no other can still appear.

    On PostgreSQL a number is given out before its transaction ends, so whoever is writing is waited for, in a
    transaction that holds nothing else; None where that takes long.
    """
    last_event, last_reading = select(func.max(InterestEvent.id)), select(func.max(MetricReading.id))
    with db.reading() if db.is_sqlite else db.writing() as session:
        if not db.is_sqlite:
            session.execute(text("SET LOCAL lock_timeout = '3s'"))
            try:
                session.execute(text("LOCK TABLE interest_event, metric_reading IN SHARE MODE"))
            except OperationalError:
                session.rollback()
                return None
        return session.scalar(last_event) or 0, session.scalar(last_reading) or 0


def _fold_some(session: Session, ends: tuple[int, int], at: datetime) -> tuple[Folded, bool]:
    """One transaction's worth: what was done, and whether there is more."""
    state = session.get_one(TrendState, 1, with_for_update=True)
    merged = merges(session)
    admitted = admit(session, merged, state.period_hours, at)
    _regroup(session, state, merged, at)
    span = Span(state.event_id, _end(session, InterestEvent, state.event_id, ends[0]))
    told_span = Span(state.reading_id, _end(session, MetricReading, state.reading_id, ends[1]))
    acted, said = acts(session, span, merged, at), told(session, told_span, at)
    gains = _joined(_here(acted.gains, state), _of_sources(session, said, state.period_hours, at))
    _keep(session, gains)
    _stand(session, gains, merged, state.period_hours)
    _keep_counters(session, said)
    refused = acted.refused + said.evidence.refused
    _record(session, refused, at)
    state.event_id, state.reading_id, state.folded_at = max(span.upto, state.event_id), told_span.upto, at
    rows = (span.upto - span.after) + (told_span.upto - told_span.after)
    return Folded(rows, admitted, refused.total()), span.upto < ends[0] or told_span.upto < ends[1]


def _end(session: Session, table: type[InterestEvent] | type[MetricReading], after: int, last: int) -> int:
    """The last id of as many rows as are folded at once."""
    if last <= after:
        return after
    some = select(table.id).where(table.id > after, table.id <= last).order_by(table.id).limit(MOST_AT_ONCE)
    return session.scalar(select(func.max(some.subquery().c.id))) or last


def _regroup(session: Session, state: TrendState, merged: Merges, at: datetime) -> None:
    """Count anew, each account once, where copies were merged or parted since."""
    before = _given(session)
    moved = {id_ for id_ in before.keys() | merged.into.keys() if before.get(id_) != merged.into.get(id_)}
    if not moved:
        return
    pieces = merged.with_copies(moved | {into for id_ in moved if (into := before.get(id_)) is not None})
    session.execute(delete(TrendGain).where(TrendGain.here, TrendGain.contribution_id.in_(pieces)))
    _keep(session, _here(acts(session, Span(0, state.event_id, pieces), merged, at).gains, state))
    stand_anew(session, pieces, merged, state.period_hours, at)


def _here(gains: Gains, state: TrendState) -> Gains:
    return replace(gains, gain=gains.gain / state.usual_here)


def _of_sources(session: Session, said: Told, period_hours: int, at: datetime) -> Gains:
    """Each in the units of its source; a source that was never measured is measured by what it says now."""
    gains = said.evidence.gains
    sources = np.array([said.source_of[piece] for piece in gains.piece.tolist()], np.int64)
    usual, cap = np.ones(len(gains)), np.ones(len(gains))
    for source_id in np.unique(sources).tolist():
        rows = sources == source_id
        baseline = session.get(SourceBaseline, source_id)
        if baseline is None:
            periods = np.maximum(gains.hours[rows] / period_hours, 1.0)
            found = usual_and_cap(gains.gain[rows] / periods)
            baseline = SourceBaseline(source_id=source_id, usual=found[0], cap=found[1], measured_at=at)
            session.add(baseline)
        usual[rows], cap[rows] = baseline.usual, baseline.cap
    return measured(gains, usual, cap, period_hours)


def _joined(one: Gains, other: Gains) -> Gains:
    return replace(one, **{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in vars(one)})


def _keep(session: Session, gains: Gains) -> None:
    columns = dict(vars(gains))
    put(session, TrendGain, {"contribution_id": columns.pop("piece"), **columns}, added=_ADDED)


def _stand(session: Session, gains: Gains, merged: Merges, period_hours: int) -> None:
    gains = replace(gains, piece=given(gains.piece, merged))
    standings = standings_of(session, np.unique(gains.piece).tolist())
    write(session, fold(standings, of_those(gains, standings), period_hours), merged, as_they_are=True)


def _keep_counters(session: Session, said: Told) -> None:
    rows = [(piece, name, value, hour) for (piece, name), (value, hour) in said.standing.items()]
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    names = ("contribution_id", "name", "value", "hour")
    put(session, TrendCounter, dict(zip(names, map(list, columns), strict=True)))


def _record(session: Session, refused: Counter[tuple[str, str]], at: datetime) -> None:
    """The same once, and no more than MOST_REFUSED in all."""
    if not refused:
        return
    for (what, reason), times in refused.most_common(MOST_REFUSED):
        query = select(RefusedEvidence).where(RefusedEvidence.what == what, RefusedEvidence.reason == reason)
        row = session.scalar(query) or RefusedEvidence(what=what, reason=reason, times=0)
        row.at, row.times = at, row.times + times
        session.add(row)
    session.flush()
    kept = select(RefusedEvidence.id).order_by(RefusedEvidence.at.desc(), RefusedEvidence.id.desc())
    session.execute(delete(RefusedEvidence).where(RefusedEvidence.id.not_in(kept.limit(MOST_REFUSED))))
