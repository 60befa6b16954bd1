"""Where pieces stand, in the database: reading and writing their keys, and making them anew from their gains."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from dashboard.community.copies import Merges
from dashboard.community.tables import Contribution
from dashboard.curation.trends.bulk import among, hour_column, put
from dashboard.curation.trends.folding import LOWEST_KEY, Gains, Standings, Whole, fold, fresh, hour_of
from dashboard.curation.trends.tables import TrendGain, TrendKey

LATE_BY = 10_000
"""By how many numbers a piece may come in after one with a higher one, as happens where two pulls run at once;
what is later still is found at night."""
SCORE_STEP = 0.1
"""By how much a score may differ from its key until the difference is written: 7 % of the interest."""
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
    return Standings.of(session.connection().execute(rows.order_by(TrendKey.contribution_id)).all())


def admit(session: Session, merged: Merges, period_hours: int, at: datetime) -> Whole:
    """Give every piece that has no key yet the one of its date; returns them. A date to come counts as now."""
    last = session.scalar(select(func.max(TrendKey.contribution_id))) or 0
    missing = (
        select(Contribution.id)
        .outerjoin(TrendKey, TrendKey.contribution_id == Contribution.id)
        .where(TrendKey.contribution_id.is_(None), Contribution.id > last - LATE_BY)
    )
    pieces = list(session.scalars(missing))
    write(session, _fresh(session, pieces, period_hours, at), merged)
    return np.array(pieces, np.int64)


def stand_anew(session: Session, pieces: Collection[int], merged: Merges, period_hours: int, at: datetime) -> None:
    """Make the keys of these pieces anew from all gains of theirs and of their copies."""
    standings = _fresh(session, pieces, period_hours, at)
    rows = session.connection().execute(
        select(*_GAIN_COLUMNS).where(among(session, TrendGain.contribution_id, merged.with_copies(pieces)))
    )
    gains = Gains.of(rows.all())
    gains = replace(gains, piece=given(gains.piece, merged))
    write(session, fold(standings, _of(gains, standings), period_hours), merged)


def given(piece: Whole, merged: Merges) -> Whole:
    """Each piece, or for a merged copy the one that its evidence goes to."""
    if not merged.into:
        return piece
    return np.array([merged.kept(id_) for id_ in piece.tolist()], np.int64)


def write(session: Session, standings: Standings, merged: Merges, *, as_they_are: bool = False) -> None:
    """Keep where pieces stand. A merged copy gets the lowest keys. `as_they_are`: no date and no merge has changed."""
    copies = np.isin(standings.piece, np.fromiter(merged.into, np.int64, len(merged.into)))
    columns = vars(standings) | {
        f"key_{h}": np.where(copies, LOWEST_KEY, getattr(standings, f"key_{h}")) for h in (1, 4, 16)
    }
    listed = {name: column.tolist() for name, column in columns.items()}
    ids = listed.pop("piece")
    into = [merged.into.get(id_) for id_ in ids]
    left = ("posted_hour", "given_to_id") if as_they_are else ()
    put(session, TrendKey, {"contribution_id": ids, **listed, "given_to_id": into}, left=left)


def write_scores(session: Session, pieces: Collection[int]) -> None:
    """Bring the scores of these pieces to their keys, within SCORE_STEP: each one written costs many indexes.

    A piece that a pull is just changing is left for the night, since the two could wait for one another.
    """
    moved = (
        select(Contribution.id, TrendKey.key_4)
        .join(TrendKey, TrendKey.contribution_id == Contribution.id)
        .where(among(session, Contribution.id, pieces))
        .where(func.abs(Contribution.score - TrendKey.key_4) > SCORE_STEP)
        .with_for_update(of=Contribution, key_share=True, skip_locked=True)
        .cte("moved")
    )
    session.execute(
        update(Contribution).where(Contribution.id == moved.c.id).values(score=moved.c.key_4),
        execution_options={"synchronize_session": False},
    )


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


def _of(gains: Gains, standings: Standings) -> Gains:
    known = np.isin(gains.piece, standings.piece)
    return replace(gains, **{name: column[known] for name, column in vars(gains).items()})
