"""The trending list: candidates scored, three axes mixed, and what is said of each piece in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.copies import merges
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.curation.insight import person_id
from dashboard.curation.trends.bulk import among
from dashboard.curation.trends.candidates import Rising, rising, standings_now
from dashboard.curation.trends.mixing import (
    GROWING,
    LOVED,
    TEN,
    UNSEEN,
    Entrant,
    Mix,
    Place,
    loved,
    mixed,
    ranked,
    unseen,
)
from dashboard.curation.trends.reasons import explain
from dashboard.curation.trends.tables import SourceBaseline, TrendState
from dashboard.curation.trends.training import latest
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.full_text_sql import NEWCOMER_PIECES

MIXED = "mixed"
POOL = 600
"""Of each axis the first pieces of which it is looked up who made them; further down nobody caps or lifts."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: the mix, or one axis alone; of one kind, or in answer to one call."""

    view: str = MIXED
    mix: Mix = field(default_factory=Mix)
    kind: str = ""
    call_id: int | None = None

    @property
    def shares(self) -> Mix:
        """The mix, or all ten places for the axis; the cap for each artist holds for both."""
        if self.view == MIXED:
            return self.mix
        only = {axis: TEN if axis == self.view else 0 for axis in (GROWING, LOVED, UNSEEN)}
        return Mix(**only, fresh=0, per_artist=self.mix.per_artist)


@dataclass(frozen=True)
class Listing:
    """An order that stays while somebody pages through it."""

    wish: Wish
    places: tuple[Place, ...]
    last_id: int
    """The newest piece that was here then."""


@dataclass(frozen=True)
class Note:
    """What a card says of a piece's interest."""

    sentence: str
    parts: tuple[tuple[str, float], ...]
    """What each reason adds to the score; 0.7 is about twice as much."""
    totals_only: bool
    """Whether all that is known was told by its source as totals."""
    newcomer: bool
    never_aired: bool


def listing(session: Session, wish: Wish, at: datetime) -> Listing:
    """The order at an instant; the same for the same day but for what came meanwhile."""
    found = rising(session, at, kind=wish.kind, call_id=wish.call_id)
    orders = _orders(session, found, at)
    shares = wish.shares
    pool = {piece for axis in shares.shares for piece in orders[axis][:POOL]}
    places = mixed(orders, _entrants(session, pool), shares)
    newest = session.scalar(select(func.max(Contribution.id))) or 0
    return Listing(wish, tuple(places), newest)


def arrived_since(session: Session, shown: Listing) -> int:
    """How many pieces came that the listing cannot know of."""
    query = select(func.count()).where(Contribution.id > shown.last_id, Contribution.merged_into_id.is_(None))
    if shown.wish.kind:
        query = query.where(Contribution.kind == shown.wish.kind)
    if shown.wish.call_id is not None:
        query = query.where(Contribution.call_id == shown.wish.call_id)
    return session.scalar(query) or 0


def notes(session: Session, pieces: Collection[int], at: datetime) -> dict[int, Note]:
    """What to say of these pieces; those that are not folded yet are left out."""
    found = standings_now(session, pieces, at)
    people, newcomers = _people(session, pieces), _newcomers(session, pieces)
    aired = _aired_people(session)
    units = _units(session, found)
    said = {}
    for row, piece in enumerate(found.standings.piece.tolist()):
        why = explain(found.scorer, found.signals, row, units[row])
        said[piece] = Note(
            why.sentence, why.parts, found.totals_only(row), piece in newcomers,
            never_aired=_never_aired(people[piece], aired),
        )  # fmt: skip
    return said


def evidence_is_little(session: Session) -> bool:
    """Whether the order is to be read as a hint only."""
    fitted = latest(session)
    return fitted is None or bool(fitted.evidence.get("little"))


def _orders(session: Session, found: Rising, at: datetime) -> dict[str, list[int]]:
    standings = found.standings
    rows = session.execute(
        select(Contribution.id, Contribution.source_id).where(among(session, Contribution.id, standings.piece.tolist()))
    )
    source_of = {row[0]: row[1] for row in rows}
    source = np.array([source_of[piece] for piece in standings.piece.tolist()], np.int64)
    hearts = loved(standings.likes, standings.views, source)
    hidden = unseen(standings.piece, found.signals.age, standings.views, source, at.toordinal())
    return {
        GROWING: found.ids(), LOVED: ranked(standings.piece, hearts), UNSEEN: ranked(standings.piece, hidden),
    }  # fmt: skip


def _entrants(session: Session, pieces: Collection[int]) -> dict[int, Entrant]:
    people, newcomers, aired = _people(session, pieces), _newcomers(session, pieces), _aired_people(session)
    return {piece: Entrant(people[piece], piece in newcomers or _never_aired(people[piece], aired)) for piece in pieces}


def _never_aired(people: frozenset[int], aired: frozenset[int]) -> bool:
    """Whether a piece has artists of whom none was ever on air; where nobody was, it says nothing of anyone."""
    return bool(people) and bool(aired) and not people & aired


def _people(session: Session, pieces: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The artists of each piece, as persons."""
    query = (
        select(Credit.contribution_id, person_id())
        .join(Contributor, Contributor.id == Credit.contributor_id)
        .where(among(session, Credit.contribution_id, pieces))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for piece, person in session.execute(query):
        found[piece].add(person)
    return defaultdict(frozenset, {piece: frozenset(people) for piece, people in found.items()})


def _newcomers(session: Session, pieces: Collection[int]) -> set[int]:
    """Those of the pieces that are among the first of one of their artists, whatever the handle."""
    person = person_id().label("person")
    makers = (
        select(person)
        .join(Credit, Credit.contributor_id == Contributor.id)
        .where(among(session, Credit.contribution_id, pieces))
    )
    place = func.row_number().over(partition_by=person, order_by=Credit.contribution_id)
    theirs = (
        select(Credit.contribution_id, place.label("place"))
        .join(Contributor, Contributor.id == Credit.contributor_id)
        .join(Contribution, Contribution.id == Credit.contribution_id)
        .where(person_id().in_(makers), Contribution.merged_into_id.is_(None))
        .subquery()
    )
    first = select(theirs.c.contribution_id).where(theirs.c.place <= NEWCOMER_PIECES)
    return set(session.scalars(first)) & set(pieces)


def _aired_people(session: Session) -> frozenset[int]:
    """Everybody with a piece in an episode that has aired."""
    aired = (
        select(Layer.contribution_id)
        .join(Item, Item.id == Layer.item_id)
        .join(Act, Act.id == Item.act_id)
        .join(Episode, Episode.id == Act.episode_id)
        .where(Episode.aired_at.is_not(None), ~Item.floated)
    )
    pieces = merges(session).with_copies({id_ for id_ in session.scalars(aired) if id_ is not None})
    return frozenset(person for people in _people(session, pieces).values() for person in people)


def _units(session: Session, found: Rising) -> list[float]:
    """What a gain of 1 is worth in likes for each piece: at its source, or here where accounts here gave it."""
    pieces = found.standings.piece.tolist()
    usual = select(Contribution.id, SourceBaseline.usual).join(
        SourceBaseline, SourceBaseline.source_id == Contribution.source_id
    )
    rows = session.execute(usual.where(Contribution.id.in_(pieces)))
    told = {row[0]: row[1] for row in rows}
    here = session.scalar(select(TrendState.usual_here)) or 1.0
    return [told.get(piece, here) if found.totals_only(row) else here for row, piece in enumerate(pieces)]
