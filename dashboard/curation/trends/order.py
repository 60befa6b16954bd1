"""The order in which lists show pieces: what is rising first."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution
from dashboard.curation.trends.tables import TrendKey

_Shown = TypeVar("_Shown")


def rising_first(session: Session, query: Select[_Shown], most: int) -> list[_Shown]:
    """The first of what a query over contributions finds, by the key of the middle half-life.

    Those that have no key yet come last, the newest first. Asked for by themselves, so that the index over the keys is
    read no further than it takes.
    """
    keyed = query.join(TrendKey, TrendKey.contribution_id == Contribution.id)
    keyed = keyed.order_by(TrendKey.key_4.desc(), TrendKey.contribution_id.desc())
    found = list(session.scalars(keyed.limit(most)))
    if len(found) < most:
        without = query.where(Contribution.id.not_in(select(TrendKey.contribution_id)))
        found += session.scalars(without.order_by(Contribution.id.desc()).limit(most - len(found)))
    return found
