"""Reads the history of gains for the nightly fit: columns only, and no more than memory takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.curation.trends.bulk import hour_column
from dashboard.curation.trends.folding import Gains, Standings, fresh
from dashboard.curation.trends.history import History
from dashboard.curation.trends.panels import Whole
from dashboard.curation.trends.tables import TrendGain, TrendKey

WINDOW_DAYS = {24: 60, 1: 21}
"""How far back is read, by the hours of a period."""
MOST_GAINS = 2_000_000
"""Rows of gains in memory; where there are more, the window is shorter."""
_ROWS_A_TIME = 50_000
_COUNTS = ("likes", "comments", "views", "negatives")


def read_history(session: Session, end_hour: int, period_hours: int) -> History:
    """What pieces gained in the window that ends with `end_hour`, and where they stood before it.

    The gains of a merged copy are those of the piece it went into.
    """
    pieces = _pieces(session)
    piece, posted, seen = pieces[:, 0], pieces[:, 1], pieces[:, 2]
    gains = _gains(session, _first_hour(session, end_hour, period_hours), piece)
    start = fresh(piece, posted, period_hours)
    before = _before(session, start, gains)
    known = gains.hour < end_hour
    return History(before, seen, replace(gains, **{name: column[known] for name, column in vars(gains).items()}))


def _pieces(session: Session) -> Whole:
    """Id, hour of posting and hour of coming in of every piece that is not a merged copy, by rising id."""
    first_seen: ColumnElement[Any] = Contribution.__table__.c.first_seen_at
    rows = session.execute(
        select(TrendKey.contribution_id, TrendKey.posted_hour, hour_column(session, first_seen))
        .join(Contribution, Contribution.id == TrendKey.contribution_id)
        .where(TrendKey.given_to_id.is_(None))
        .order_by(TrendKey.contribution_id)
    )
    return np.array([tuple(row) for row in rows], np.int64).reshape(-1, 3)


def _first_hour(session: Session, end_hour: int, period_hours: int) -> int:
    """Of the window: later than its usual length says where more happened than memory takes."""
    usual = end_hour - 24 * WINDOW_DAYS[period_hours]
    by_hour = select(TrendGain.hour, func.count()).where(TrendGain.hour >= usual).group_by(TrendGain.hour)
    taken = 0
    for hour, count in session.execute(by_hour.order_by(TrendGain.hour.desc())):
        taken += count
        if taken > MOST_GAINS:
            return hour + 1
    return usual


def _gains(session: Session, first_hour: int, piece: Whole) -> Gains:
    """By rising hour; those of pieces that are not in `piece` are left out."""
    columns = (
        TrendGain.contribution_id, TrendGain.hour, TrendGain.here, TrendGain.gain, TrendGain.hours,
        TrendGain.likes, TrendGain.comments, TrendGain.views, TrendGain.negatives,
    )  # fmt: skip
    query = select(*columns).where(TrendGain.hour >= first_hour)
    parts = [Gains.of(rows) for rows in session.execute(query).yield_per(_ROWS_A_TIME).partitions()]
    if not parts:
        return Gains.of([])
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    whole["piece"] = _given(session, whole["piece"])
    known = np.flatnonzero(np.isin(whole["piece"], piece))
    known = known[np.argsort(whole["hour"][known], kind="stable")]
    return Gains(**{name: column[known] for name, column in whole.items()})


def _given(session: Session, piece: Whole) -> Whole:
    """Each piece, or for a merged copy the one that its evidence goes to."""
    rows: Sequence[Any] = session.execute(
        select(TrendKey.contribution_id, TrendKey.given_to_id)
        .where(TrendKey.given_to_id.is_not(None))
        .order_by(TrendKey.contribution_id)
    ).all()
    if not rows:
        return piece
    copy, given_to = np.array([tuple(row) for row in rows], np.int64).T
    at = np.minimum(np.searchsorted(copy, piece), len(copy) - 1)
    return np.where(copy[at] == piece, given_to[at], piece)


def _before(session: Session, start: Standings, gains: Gains) -> Standings:
    """The pieces with the totals they had before these gains: those they have now, less what they gained since."""
    names = ("total", *_COUNTS)
    rows = session.execute(
        select(*(getattr(TrendKey, name) for name in names))
        .where(TrendKey.given_to_id.is_(None))
        .order_by(TrendKey.contribution_id)
    )
    now = np.array([tuple(row) for row in rows], np.float64).reshape(-1, len(names))
    row = np.searchsorted(start.piece, gains.piece)
    since = [np.bincount(row, getattr(gains, name), len(start)) for name in ("gain", *_COUNTS)]
    total, *counts = np.maximum(now.T - np.array(since), 0.0)
    whole = {name: count.astype(np.int64) for name, count in zip(_COUNTS, counts, strict=True)}
    return replace(start, total=total, **whole)
