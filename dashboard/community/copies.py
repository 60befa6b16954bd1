"""Copies: pieces that a person merged into another, which stands for all of them wherever works are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution


@dataclass(frozen=True)
class Merges:
    """Of every copy the piece that is kept for it."""

    into: Mapping[int, int]

    def kept(self, piece_id: int) -> int:
        """The piece that stands for this one: itself, unless it is a copy."""
        return self.into.get(piece_id, piece_id)

    def with_copies(self, piece_ids: Iterable[int]) -> set[int]:
        """The pieces that stand for these, and every copy of them."""
        kept = {self.kept(id_) for id_ in piece_ids}
        return kept.union(*(self._copies[id_] for id_ in kept & self._copies.keys()))

    @cached_property
    def _copies(self) -> dict[int, set[int]]:
        of_piece: dict[int, set[int]] = defaultdict(set)
        for copy, kept in self.into.items():
            of_piece[kept].add(copy)
        return dict(of_piece)


def merges(session: Session) -> Merges:
    """All merges there are; one query by index, a few thousand rows at most."""
    query = select(Contribution.id, Contribution.merged_into_id).where(Contribution.merged_into_id.is_not(None))
    return Merges({copy: kept for copy, kept in session.execute(query) if kept is not None})


def itself_and_copies(piece_id: int) -> Select[int]:
    """The ids of a piece and of all that is merged into it, for a query to look among."""
    return select(Contribution.id).where(or_(Contribution.id == piece_id, Contribution.merged_into_id == piece_id))


def kept_id() -> ColumnElement[int]:
    """In a query over contributions the id of the piece that stands for each."""
    return func.coalesce(Contribution.merged_into_id, Contribution.id)
