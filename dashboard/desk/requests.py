"""Withdrawing a piece before it airs, and where a piece with an open request is shortlisted or used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.ancestry import descendant_ids
from dashboard.community.artists import is_own_piece
from dashboard.community.consents import settle_hold
from dashboard.community.copies import itself_and_copies, merges
from dashboard.community.reporting import said
from dashboard.community.requests import DONE, HOLDING, WITHDRAWN, open_requests, raise_request
from dashboard.community.submission_tables import PieceRequest, Submission
from dashboard.community.tables import Contribution
from dashboard.curation.tables import Shortlist, ShortlistEntry
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.base import now
from dashboard.storage.engine import Database


@dataclass(frozen=True)
class Place:
    """Where a piece is wanted: a shortlist, or the rundown of an episode."""

    label: str
    """The shortlist's name, or show, number and title of the episode."""
    episode_id: int | None
    """None for a shortlist."""
    through: str = ""
    """The title of the piece that is there and is built on it; empty where it is there itself."""


@dataclass(frozen=True)
class RequestRow:
    """A request with the places that it concerns."""

    request: PieceRequest
    places: tuple[Place, ...]


def waiting_requests(session: Session, limit: int = 50) -> list[RequestRow]:
    """The open requests, the oldest first, each with where its piece is shortlisted or used."""
    return [
        RequestRow(request, tuple(places(session, request.contribution_id)))
        for request in open_requests(session, limit)
    ]


def places(session: Session, contribution_id: int) -> list[Place]:
    """Where a piece or a copy of it is shortlisted or used, by itself or in what is built on it: rundowns first."""
    merged = merges(session)
    below = merged.with_copies(descendant_ids(session, contribution_id, confirmed_only=False))
    titles = dict(session.execute(select(Contribution.id, Contribution.title).where(Contribution.id.in_(below))).all())
    concerned = merged.with_copies([contribution_id]) | below
    used = {
        Place(_label(episode), episode.id, titles.get(piece_id, ""))
        for piece_id, episode in _episodes(session, concerned)
    }
    query = select(ShortlistEntry.contribution_id, Shortlist.name).join(
        Shortlist, ShortlistEntry.shortlist_id == Shortlist.id
    )
    rows = session.execute(query.where(ShortlistEntry.contribution_id.in_(concerned)))
    listed = {Place(row.name, None, titles.get(row.contribution_id, "")) for row in rows}
    return [*sorted(used, key=_in_order), *sorted(listed, key=_in_order)]


def withdraw_piece(db: Database, actor: Actor, contribution_id: int, words: str) -> None:
    """Withdraw a piece of one's own, with the reason: it may not air from now on, and whoever wants it is told.

    Refused once it has aired.
    """
    words = said(words, "Say why you withdraw it; whoever has shortlisted it reads that.")
    with command(db, actor, Permission.CONTRIBUTE, "piece.withdrawn", ("contribution", contribution_id)) as change:
        session = change.session
        piece = _own_piece(session, actor, contribution_id)
        if aired := _aired_in(session, contribution_id):
            raise BadInput(f"“{piece.title}” has aired in {aired}; report a problem instead, and a producer answers.")
        if _standing_withdrawals(session, contribution_id):
            raise BadInput(f"“{piece.title}” is withdrawn already.")
        raise_request(
            session, contribution_id, WITHDRAWN, raised_by=actor.name, words=words, account_id=actor.account_id
        )
        submission = session.get(Submission, contribution_id)
        if submission is not None:
            submission.withdrawn_at = now()
        settle_hold(session, contribution_id)


def take_back_withdrawal(db: Database, actor: Actor, contribution_id: int) -> None:
    """Let a piece air again that one withdrew oneself."""
    with command(
        db, actor, Permission.CONTRIBUTE, "withdrawal.taken_back", ("contribution", contribution_id)
    ) as change:
        session = change.session
        piece = _own_piece(session, actor, contribution_id)
        standing = _standing_withdrawals(session, contribution_id)
        own = [request for request in standing if request.account_id == actor.account_id]
        if not own:
            whose = f"only {standing[0].raised_by} can take that back" if standing else "there is nothing to take back"
            raise BadInput(f"You have not withdrawn “{piece.title}”; {whose}.")
        for request in own:
            request.state = DONE
            if not request.answer:
                request.answer, request.answered_by = "Taken back by its artist.", actor.name
                request.answered_at = now()
        withdrawn = select(Submission).where(Submission.contribution_id.in_(itself_and_copies(contribution_id)))
        for submission in session.scalars(withdrawn):
            submission.withdrawn_at = None
        settle_hold(session, contribution_id)


def _own_piece(session: Session, actor: Actor, contribution_id: int) -> Contribution:
    piece = session.get(Contribution, contribution_id, with_for_update=True)
    if piece is None:
        raise NotFound("That piece no longer exists.")
    submission = session.get(Submission, contribution_id)
    posted_it = submission is not None and submission.account_id == actor.account_id
    if not posted_it and not is_own_piece(session, actor.account_id, contribution_id):
        raise NotAllowed(f"Only its artists withdraw “{piece.title}”; report a problem instead.")
    return piece


def _standing_withdrawals(session: Session, contribution_id: int) -> list[PieceRequest]:
    query = select(PieceRequest).where(
        PieceRequest.contribution_id.in_(itself_and_copies(contribution_id)),
        PieceRequest.kind == WITHDRAWN,
        PieceRequest.state.in_(HOLDING),
    )
    return list(session.scalars(query.order_by(PieceRequest.id)))


def _aired_in(session: Session, contribution_id: int) -> str:
    below = descendant_ids(session, contribution_id, confirmed_only=True)
    concerned = merges(session).with_copies([contribution_id, *below])
    used = _episodes(session, concerned, Item.floated.is_(False), Episode.aired_at.is_not(None))
    return _label(used[0][1]) if used else ""


def _episodes(session: Session, piece_ids: Collection[int], *besides: ColumnElement[bool]) -> list[tuple[int, Episode]]:
    """The episodes whose rundowns hold one of these pieces, with the piece."""
    query = (
        select(Layer.contribution_id, Episode)
        .join(Item, Layer.item_id == Item.id)
        .join(Act, Item.act_id == Act.id)
        .join(Episode, Act.episode_id == Episode.id)
        .where(Layer.contribution_id.in_(piece_ids), *besides)
        .options(selectinload(Episode.show))
        .order_by(Episode.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _label(episode: Episode) -> str:
    return f"{episode.show.title} {episode.number}: {episode.title}"


def _in_order(place: Place) -> tuple[bool, str, str]:
    return bool(place.through), place.label, place.through
