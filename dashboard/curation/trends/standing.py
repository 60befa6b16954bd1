"""Where pieces stand, in the database: reading and writing their keys, and making them anew from their gains."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from dashboard.community.copies import Merges
from dashboard.community.tables import Contribution
from dashboard.curation.trends.bulk import Values, among, hour_column, put, rows_of
from dashboard.curation.trends.folding import LOWEST_KEY, Gains, Standings, Whole, fold, fresh, hour_of
from dashboard.curation.trends.tables import TrendGain, TrendKey

LATE_BY = 10_000
"""By how many numbers a piece may come in after one with a higher one, as happens where two pulls run at once;
what is later still is found at night."""
STANDING_COLUMNS = (
    TrendKey.contribution_id, TrendKey.posted_hour, TrendKey.key_1, TrendKey.key_4, TrendKey.key_16, TrendKey.period,
    TrendKey.newest_gain, TrendKey.last_gain, TrendKey.before_gain, TrendKey.total, TrendKey.likes, TrendKey.comments,
    TrendKey.views, TrendKey.negatives, TrendKey.acts_here,
)  # fmt: skip
"""In the order of the fields of Standings."""
_GAIN_COLUMNS = (
    TrendGain.contribution_id, TrendGain.hour, TrendGain.here, TrendGain.gain, TrendGain.hours, TrendGain.likes,
    TrendGain.comments, TrendGain.views, TrendGain.negatives,
)  # fmt: skip


def standings_of(session: Session, pieces: Collection[int]) -> Standings:
    """Where these pieces stand, by rising id; those that have no key yet are left out."""
    rows = select(*STANDING_COLUMNS).where(among(session, TrendKey.contribution_id, pieces))
    return Standings.of(rows_of(session, rows.order_by(TrendKey.contribution_id)))


def admit(session: Session, merged: Merges, period_hours: int, at: datetime) -> int:
    """Give every piece that has no key yet the one of its date; returns how many. A date to come counts as now."""
    after = (session.scalar(select(func.max(TrendKey.contribution_id))) or 0) - LATE_BY
    has_key = select(TrendKey.contribution_id).where(TrendKey.contribution_id > after)
    missing = select(Contribution.id).where(Contribution.id > after, Contribution.id.not_in(has_key))
    pieces = list(session.scalars(missing))
    if pieces:
        write(session, _fresh(session, pieces, period_hours, at), merged)
    return len(pieces)


def stand_anew(session: Session, pieces: Collection[int], merged: Merges, period_hours: int, at: datetime) -> None:
    """Make the keys of these pieces anew from all gains of theirs and of their copies."""
    standings = _fresh(session, pieces, period_hours, at)
    kept = select(*_GAIN_COLUMNS).where(among(session, TrendGain.contribution_id, merged.with_copies(pieces)))
    gains = Gains.of(rows_of(session, kept))
    gains = replace(gains, piece=given(gains.piece, merged))
    write(session, fold(standings, of_those(gains, standings), period_hours), merged)


def given(piece: Whole, merged: Merges) -> Whole:
    """Each piece, or for a merged copy the one that its evidence goes to."""
    if not merged.into:
        return piece
    return np.array([merged.kept(id_) for id_ in piece.tolist()], np.int64)


def write(session: Session, standings: Standings, merged: Merges, *, as_they_are: bool = False) -> None:
    """Keep where pieces stand. A merged copy gets the lowest keys. `as_they_are`: no date and no merge has changed."""
    copies = np.isin(standings.piece, np.fromiter(merged.into, np.int64, len(merged.into)))
    columns: dict[str, Values] = vars(standings) | {
        f"key_{h}": np.where(copies, LOWEST_KEY, getattr(standings, f"key_{h}")) for h in (1, 4, 16)
    }
    ids = columns["contribution_id"] = columns.pop("piece")
    if as_they_are:
        put(session, TrendKey, columns, left=("posted_hour",))
    else:
        put(session, TrendKey, columns | {"given_to_id": [merged.into.get(int(id_)) for id_ in ids]})


def _fresh(session: Session, pieces: Collection[int], period_hours: int, at: datetime) -> Standings:
    posted = case(
        (Contribution.created_at < Contribution.first_seen_at, Contribution.created_at),
        else_=Contribution.first_seen_at,
    )
    rows: Any = session.execute(
        select(Contribution.id, hour_column(session, posted))
        .where(among(session, Contribution.id, pieces))
        .order_by(Contribution.id)
    )
    found = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2)
    return fresh(found[:, 0], np.clip(found[:, 1], 0, hour_of(at)), period_hours)


def of_those(gains: Gains, standings: Standings) -> Gains:
    """The gains of pieces that have a standing; what came in too late for one gets it at night."""
    known = np.isin(gains.piece, standings.piece)
    return replace(gains, **{name: column[known] for name, column in vars(gains).items()})
