"""The pieces worth scoring, found by index, and how each of them is doing now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.copies import merges
from dashboard.community.tables import Contribution
from dashboard.curation.trends.folding import Standings, Whole, signals
from dashboard.curation.trends.scoring import Scorer
from dashboard.curation.trends.signals import Column, Signals
from dashboard.curation.trends.standing import STANDING_COLUMNS, standings_of
from dashboard.curation.trends.tables import TrendKey, TrendState
from dashboard.curation.trends.training import scorer

DEEP = 1000
"""How many candidates each half-life gives, and how many the newest pieces do."""


@dataclass(frozen=True)
class Rising:
    """Candidates with their scores, the highest first; of equal ones the newest row first."""

    standings: Standings
    """By rising id."""
    signals: Signals
    scores: Column
    order: Whole
    """Rows of all these, from the highest score to the lowest."""
    scorer: Scorer

    def ids(self, most: int | None = None) -> list[int]:
        """The pieces from the highest score down."""
        found: list[int] = self.standings.piece[self.order[:most]].tolist()
        return found

    def totals_only(self, row: int) -> bool:
        """Whether all that is known of a piece are totals that its source told."""
        counts = (self.standings.likes, self.standings.comments, self.standings.views, self.standings.negatives)
        return bool(self.standings.acts_here[row] == 0 and any(count[row] for count in counts))


def rising(session: Session, at: datetime, *, kind: str = "", call_id: int | None = None, deep: int = DEEP) -> Rising:
    """The candidates of a kind and call, scored; what no half-life and no date brings up is not among them.

    Filters hold before the first thousand are taken, so that a rare kind is not crowded out.
    """
    period_hours = session.scalar(select(TrendState.period_hours)) or 24
    query = _candidates(narrowed_kind=bool(kind), narrowed_call=call_id is not None, deep=deep)
    rows = session.connection().execute(query, {"kind": kind, "call_id": call_id}).all()
    return _scored(Standings.of(rows), scorer(session), at, period_hours)


def standings_now(session: Session, pieces: Collection[int], at: datetime) -> Rising:
    """These pieces scored; without those that were not folded yet, and without merged copies."""
    wanted = set(pieces) - merges(session).into.keys()
    period_hours = session.scalar(select(TrendState.period_hours)) or 24
    return _scored(standings_of(session, wanted), scorer(session), at, period_hours)


def _scored(standings: Standings, how: Scorer, at: datetime, period_hours: int) -> Rising:
    known = signals(standings, at, period_hours)
    scores = how.scores(known)
    order = np.lexsort((-standings.piece, -scores))
    return Rising(standings, known, scores, order, how)


@cache
def _candidates(*, narrowed_kind: bool, narrowed_call: bool, deep: int) -> Any:
    """One narrow subquery an index, then the columns of what they found."""

    def first(column: InstrumentedAttribute[Any]) -> Any:
        query = select(TrendKey.contribution_id)
        if narrowed_kind or narrowed_call:
            query = query.join(Contribution, Contribution.id == TrendKey.contribution_id)
        if narrowed_kind:
            query = query.where(Contribution.kind == bindparam("kind"))
        if narrowed_call:
            query = query.where(Contribution.call_id == bindparam("call_id"))
        # A subquery of its own, since SQLite takes no order inside a union.
        ordered = query.order_by(column.desc(), TrendKey.contribution_id.desc()).limit(deep).subquery()
        return select(ordered.c.contribution_id)

    keys = (TrendKey.key_1, TrendKey.key_4, TrendKey.key_16, TrendKey.posted_hour)
    found = union(*(first(key) for key in keys)).subquery()
    return (
        select(*STANDING_COLUMNS)
        .join(found, found.c.contribution_id == TrendKey.contribution_id)
        .where(TrendKey.given_to_id.is_(None))
        .order_by(TrendKey.contribution_id)
    )
