"""The counters of sources: appended when they moved, never overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival
from dashboard.community.tables import MetricReading


def read_metrics(session: Session, here: Mapping[int, Arrival], new: Collection[int], at: datetime) -> None:
    """Append what the counters of these pieces show now, where it differs from what they showed last.

    `new` are those that have no readings yet.
    """
    last = _last(session, [id_ for id_, arrival in here.items() if arrival.metrics and id_ not in new])
    rows = [
        {"contribution_id": id_, "name": name, "value": value, "observed_at": at}
        for id_, arrival in here.items()
        for name, value in arrival.metrics
        if last.get((id_, name)) != value
    ]
    if rows:
        session.execute(insert(MetricReading), rows)


def _last(session: Session, ids: list[int]) -> dict[tuple[int, str], int]:
    if not ids:
        return {}
    newest = (
        select(MetricReading.contribution_id, MetricReading.name, func.max(MetricReading.observed_at).label("at"))
        .where(MetricReading.contribution_id.in_(ids))
        .group_by(MetricReading.contribution_id, MetricReading.name)
        .subquery()
    )
    same = (
        (MetricReading.contribution_id == newest.c.contribution_id)
        & (MetricReading.name == newest.c.name)
        & (MetricReading.observed_at == newest.c.at)
    )
    columns = (MetricReading.contribution_id, MetricReading.name, MetricReading.value)
    return {(row[0], row[1]): row[2] for row in session.execute(select(*columns).join(newest, same))}
