"""An artist's own work: where each piece stands, who built on it, how far it has come.

Nothing here tells of an episode that its producer has not released.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.artists import people_of
from dashboard.community.interest import OPENED, Interest, interest_in
from dashboard.community.lineage import REFUSED
from dashboard.community.requests import HOLDING, WITHDRAWN
from dashboard.community.submission_tables import PieceRequest, Submission
from dashboard.community.tables import Contribution, Contributor, Credit, InterestEvent, LineageEdge
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

    @property
    def sentence(self) -> str:
        """Where it stands, in a sentence."""
        if self.on_air:
            return " ".join(_said(place) for place in self.on_air)
        return {
            RECEIVED: "Received; nobody has opened it yet.",
            SEEN: "Seen by those who choose.",
            CONSIDERED: "Being considered.",
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
    standing = _standing(session, account_id, ids)
    return [
        MyPiece(
            card(piece),
            _furthest(places[piece.id]) or standing[piece.id],
            tuple(places[piece.id]),
            tuple(children[piece.id]),
            interest[piece.id],
        )
        for piece in pieces
    ]


def my_release(session: Session, account_id: int) -> Release:
    """Where the artist's works air and what is owed for that, in released and aired episodes only."""
    own = [piece.id for piece in _own_pieces(session, account_id)]
    return released_work(session, people_of(session, account_id), own)


_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)


def _own_pieces(session: Session, account_id: int) -> list[Contribution]:
    people = people_of(session, account_id)
    credited = select(Credit.contribution_id).join(Contributor).where(_PERSON.in_(people))
    posted = select(Submission.contribution_id).where(Submission.account_id == account_id)
    query = (
        select(Contribution)
        .where(or_(Contribution.id.in_(credited), Contribution.id.in_(posted)))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .options(selectinload(Contribution.credits).selectinload(Credit.contributor), selectinload(Contribution.media))
    )
    return list(session.scalars(query))


def _standing(session: Session, account_id: int, ids: list[int]) -> dict[int, str]:
    """Where pieces stand as far as the community goes: the furthest that is true, or that they were withdrawn."""
    standing = dict.fromkeys(ids, RECEIVED)
    chooses = select(AccountRole.account_id).where(AccountRole.role.in_((Role.CURATOR.value, Role.PRODUCER.value)))
    opened = select(InterestEvent.contribution_id).where(
        InterestEvent.contribution_id.in_(ids), InterestEvent.kind == OPENED, InterestEvent.account_id != account_id,
        InterestEvent.account_id.in_(chooses),
    )  # fmt: skip
    listed = select(ShortlistEntry.contribution_id).where(ShortlistEntry.contribution_id.in_(ids))
    withdrawn = select(PieceRequest.contribution_id).where(
        PieceRequest.contribution_id.in_(ids), PieceRequest.kind == WITHDRAWN, PieceRequest.state.in_(HOLDING)
    )
    for query, word in ((opened, SEEN), (listed, CONSIDERED), (withdrawn, WITHDRAWN_NOW)):
        standing.update(dict.fromkeys(session.scalars(query), word))
    return standing


def _built_on(session: Session, ids: list[int]) -> dict[int, list[BuiltOn]]:
    with_artists = selectinload(LineageEdge.child).selectinload(Contribution.credits)
    query = (
        select(LineageEdge)
        .where(LineageEdge.parent_id.in_(ids), LineageEdge.state != REFUSED)
        .order_by(LineageEdge.id)
        .options(with_artists.selectinload(Credit.contributor), selectinload(LineageEdge.child, Contribution.media))
    )
    found: dict[int, list[BuiltOn]] = defaultdict(list)
    for edge in session.scalars(query):
        child = card(edge.child)
        found[edge.parent_id or 0].append(BuiltOn(child.contribution_id, child.title, child.artists, edge.state))
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
