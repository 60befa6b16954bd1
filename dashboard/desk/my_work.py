"""An artist's own work: where each piece stands, who built on it, how far it has come.

Nothing here tells of an episode that its producer has not released.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import credit_name_of, people_of
from dashboard.community.copies import kept_id, merges
from dashboard.community.interest import OPENED, Interest, interest_in
from dashboard.community.lineage import REFUSED
from dashboard.community.requests import HOLDING, WITHDRAWN
from dashboard.community.submission_tables import PieceRequest, Submission
from dashboard.community.tables import Contribution, Contributor, Credit, InterestEvent, LineageEdge
from dashboard.curation.answers import read_by_artist
from dashboard.curation.queries import Card, card
from dashboard.curation.tables import ShortlistEntry
from dashboard.desk.released import OnAirAt, Release, released_work
from dashboard.people.roles import Role
from dashboard.people.tables import AccountRole

RECEIVED, SEEN, CONSIDERED, WITHDRAWN_NOW, IN_SHOW, AIRED = (
    "received", "seen", "being considered", "withdrawn", "in the show", "aired",
)  # fmt: skip
"""Where a piece stands, in the words that its artist reads."""


@dataclass(frozen=True)
class BuiltOn:
    """A piece that somebody made of one's own."""

    contribution_id: int
    title: str
    artists: str
    state: str
    """Where the link stands."""


@dataclass(frozen=True)
class MyPiece:
    """A piece and where it stands."""

    card: Card
    standing: str
    """One of the words above."""
    on_air: tuple[OnAirAt, ...]
    built_on: tuple[BuiltOn, ...]
    interest: Interest
    answer: str
    """What those who choose say of it; empty before anybody judged it."""

    @property
    def sentence(self) -> str:
        """Where it stands, in a sentence."""
        if self.on_air:
            return " ".join(_said(place) for place in self.on_air)
        return {
            RECEIVED: "Nobody has opened it yet.",
            SEEN: "Those who choose have looked at it.",
            CONSIDERED: "Nothing is decided yet.",
            WITHDRAWN_NOW: "You have withdrawn it; it will not air.",
        }[self.standing]


def my_pieces(session: Session, account_id: int) -> list[MyPiece]:
    """The pieces of the artist whom this account stands for, under every handle, the newest first."""
    pieces = _own_pieces(session, account_id)
    ids = [piece.id for piece in pieces]
    released = released_work(session, people_of(session, account_id), ids)
    places: dict[int, list[OnAirAt]] = defaultdict(list)
    for place in released.on_air:
        places[place.work_id].append(place)
    interest, children = interest_in(session, ids), _built_on(session, ids)
    cards = [card(piece) for piece in pieces]
    answers = read_by_artist(session, cards, set(places), credit_name_of(session, account_id))
    standing = _standing(session, account_id, ids, answers)
    return [
        MyPiece(
            one, _furthest(places[id_]) or standing[id_], tuple(places[id_]), tuple(children[id_]), interest[id_],
            answers.get(id_, ""),
        )
        for id_, one in zip(ids, cards, strict=True)
    ]  # fmt: skip


def my_release(session: Session, account_id: int) -> Release:
    """Where the artist's works air and what is owed for that, in released and aired episodes only."""
    own = [piece.id for piece in _own_pieces(session, account_id)]
    return released_work(session, people_of(session, account_id), own)


_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)


def _own_pieces(session: Session, account_id: int) -> list[Contribution]:
    people = people_of(session, account_id)
    credited = select(Credit.contribution_id).join(Contributor).where(_PERSON.in_(people))
    posted = select(Submission.contribution_id).where(Submission.account_id == account_id)
    own = select(kept_id()).where(or_(Contribution.id.in_(credited), Contribution.id.in_(posted)))
    query = (
        select(Contribution)
        .where(Contribution.id.in_(own))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .options(selectinload(Contribution.credits).selectinload(Credit.contributor), selectinload(Contribution.media))
    )
    return list(session.scalars(query))


def _standing(session: Session, account_id: int, ids: list[int], judged: Collection[int]) -> dict[int, str]:
    """Where pieces stand as far as the community goes: the furthest that is true, or that they were withdrawn."""
    merged = merges(session)
    alike = merged.with_copies(ids)
    standing = dict.fromkeys(ids, RECEIVED) | dict.fromkeys(judged, SEEN)
    chooses = select(AccountRole.account_id).where(AccountRole.role.in_((Role.CURATOR.value, Role.PRODUCER.value)))
    opened = select(InterestEvent.contribution_id).where(
        InterestEvent.contribution_id.in_(alike), InterestEvent.kind == OPENED, InterestEvent.account_id != account_id,
        InterestEvent.account_id.in_(chooses),
    )  # fmt: skip
    listed = select(ShortlistEntry.contribution_id).where(ShortlistEntry.contribution_id.in_(alike))
    withdrawn = select(PieceRequest.contribution_id).where(
        PieceRequest.contribution_id.in_(alike), PieceRequest.kind == WITHDRAWN, PieceRequest.state.in_(HOLDING)
    )
    for query, word in ((opened, SEEN), (listed, CONSIDERED), (withdrawn, WITHDRAWN_NOW)):
        standing.update(dict.fromkeys(map(merged.kept, session.scalars(query)), word))
    return standing


def _built_on(session: Session, ids: list[int]) -> dict[int, list[BuiltOn]]:
    merged = merges(session)
    with_artists = selectinload(LineageEdge.child).selectinload(Contribution.credits)
    query = (
        select(LineageEdge)
        .where(LineageEdge.parent_id.in_(merged.with_copies(ids)), LineageEdge.state != REFUSED)
        .order_by(LineageEdge.id)
        .options(with_artists.selectinload(Credit.contributor), selectinload(LineageEdge.child, Contribution.media))
    )
    found: dict[int, list[BuiltOn]] = defaultdict(list)
    for edge in session.scalars(query):
        child = card(edge.child)
        found[merged.kept(edge.parent_id or 0)].append(
            BuiltOn(child.contribution_id, child.title, child.artists, edge.state)
        )
    return found


def _furthest(places: Collection[OnAirAt]) -> str:
    if not places:
        return ""
    return AIRED if any(place.aired_at is not None for place in places) else IN_SHOW


def _said(place: OnAirAt) -> str:
    within = f", in “{place.through}”" if place.through else ""
    if place.aired_at is None:
        return f"In the show: {place.episode}{within}."
    return f"Aired at {place.clock} in {place.episode}{within}."
