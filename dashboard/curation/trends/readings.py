"""Evidence of interest from the counters of sources: what each gained against where it stood when last folded."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution, MetricReading
from dashboard.curation.trends.bulk import hour_column
from dashboard.curation.trends.evidence import FUTURE, UNKNOWN, Evidence, Span
from dashboard.curation.trends.folding import HIGHEST_COUNT, SKEW
from dashboard.curation.trends.folding_counters import NAMES, NONE, Readings, rises
from dashboard.curation.trends.tables import TrendCounter, TrendKey
from dashboard.intake.tables import Pull

_BELOW = "below zero or higher than any counter goes"
_LATE = "older than a reading that is counted already"
_PLACES = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Told:
    """What counters say, with where each stands now and the source of each piece."""

    evidence: Evidence
    standing: dict[tuple[int, str], tuple[int, int]]
    """By piece and name: the value and its hour."""
    source_of: dict[int, int]


def told(session: Session, span: Span, at: datetime) -> Told:
    """The readings of that span; those that make no sense are refused and change nothing."""
    rows = session.execute(_rows(session, span, at)).all()
    refused: Counter[tuple[str, str]] = Counter()
    counted = []
    for row in rows:
        if reason := _refusal(row):
            refused[f"{row.name} of piece {row.piece}", reason] += 1
        else:
            counted.append(row)
    standing = {(row.piece, row.name): (row.value, int(row.hour)) for row in counted}
    gains = rises(_readings(counted, _sweeps(session)))
    return Told(Evidence(gains, refused), standing, {row.piece: row.source_id for row in counted})


def _rows(session: Session, span: Span, at: datetime) -> Any:
    reading, before = MetricReading, TrendCounter
    hour = hour_column(session, reading.observed_at).label("hour")
    same = and_(before.contribution_id == reading.contribution_id, before.name == reading.name)
    return (
        select(
            reading.contribution_id.label("piece"), reading.name, reading.value, hour, Contribution.source_id,
            (reading.observed_at > at + SKEW).label("future"), TrendKey.posted_hour,
            before.value.label("was"), before.hour.label("was_hour"),
        )
        .outerjoin(Contribution, Contribution.id == reading.contribution_id)
        .outerjoin(TrendKey, TrendKey.contribution_id == reading.contribution_id)
        .outerjoin(before, same)
        .where(reading.id > span.after, reading.id <= span.upto, reading.name.in_(NAMES))
        .order_by(reading.contribution_id, reading.name, hour, reading.id)
    )  # fmt: skip


def _refusal(row: Any) -> str:
    if row.source_id is None:
        return UNKNOWN
    if row.future:
        return FUTURE
    if not 0 <= row.value <= HIGHEST_COUNT:
        return _BELOW
    return _LATE if row.was_hour is not None and row.hour < row.was_hour else ""


def _sweeps(session: Session) -> dict[int, list[int]]:
    """When all of each source was read, as rising hours: a counter that did not move then was not written down."""
    hours: dict[int, list[int]] = defaultdict(list)
    query = select(Pull.source_id, hour_column(session, Pull.started_at)).where(
        Pull.full, Pull.finished_at.is_not(None)
    )
    for source_id, hour in session.execute(query.order_by(Pull.started_at)):
        hours[source_id].append(int(hour))
    return hours


def _readings(rows: list[Any], sweeps: dict[int, list[int]]) -> Readings:
    def swept(row: Any) -> int:
        hours = sweeps.get(row.source_id, [])
        place = bisect_left(hours, row.hour)
        return hours[place - 1] if place else NONE

    columns = [
        [row.piece for row in rows], [_PLACES[row.name] for row in rows], [int(row.hour) for row in rows],
        [row.value for row in rows], [row.was or 0 for row in rows],
        [NONE if row.was_hour is None else row.was_hour for row in rows],
        [row.posted_hour or 0 for row in rows], [swept(row) for row in rows],
    ]  # fmt: skip
    return Readings(*(np.array(column, np.int64) for column in columns))
