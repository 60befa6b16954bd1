"""Shortlists: who picks what and why, and taking pieces off again; each change locks its shortlist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.tables import Contribution
from dashboard.curation.tables import Shortlist, ShortlistEntry, ShortlistPick
from dashboard.curation.trends.tables import TrendKey
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

PLACES = 1_000
"""How far down a piece's place on Trending is counted when it is picked."""
TRENDING, SEARCH, INBOX, ROUND, PIECE, SHORTLIST = "trending", "search", "inbox", "round", "piece", "shortlist"
PICKED_FROM = ("", TRENDING, SEARCH, INBOX, ROUND, PIECE, SHORTLIST)
"""Where one can come upon a piece; empty for elsewhere."""
PICKED, UNPICKED = "piece.shortlisted", "piece.pick_taken_back"
"""As the audit trail calls it."""


def shortlist_piece(
    db: Database, actor: Actor, shortlist_id: int, contribution_id: int, note: str = "", *, picked_from: str = ""
) -> int:
    """Pick a piece for a shortlist; `note` is why. Returns the entry's id.

    Several people may pick the same piece, each for reasons of their own. Picking it again without a note changes
    nothing. A copy that was merged into another piece counts as that piece.
    """
    with changing(db, actor, shortlist_id, PICKED) as change:
        pick = pick_piece(change.session, actor, shortlist_id, contribution_id, note, picked_from)
        change.detail = {"contribution": pick.entry.contribution_id, "from": pick.picked_from}
        return pick.entry.id


def pick_piece(
    session: Session, actor: Actor, shortlist_id: int, contribution_id: int, why: str, picked_from: str
) -> ShortlistPick:
    """`shortlist_piece` in the caller's transaction, who has checked the permission and leaves the audit entry."""
    if picked_from not in PICKED_FROM:
        raise BadInput(f"“{picked_from}” is no place to pick from; use one of {', '.join(PICKED_FROM[1:])}.")
    _lock(session, shortlist_id)
    piece = _piece(session, contribution_id)
    entry = _entry_of(session, shortlist_id, piece)
    if entry is None:
        entry = ShortlistEntry(shortlist_id=shortlist_id, contribution_id=piece.id, picked_at=now())
        session.add(entry)
    pick = _own_pick(entry, actor)
    if pick is None:
        pick = _new_pick(session, actor, piece, picked_from)
        entry.picks.append(pick)
    pick.why = why.strip() or pick.why
    session.flush()
    return pick


def give_reason(db: Database, actor: Actor, shortlist_id: int, contribution_id: int, why: str) -> None:
    """Say anew why one picked a piece; an empty reason takes the old one away."""
    with changing(db, actor, shortlist_id, "piece.reason_given") as change:
        entry = _held(change.session, shortlist_id, contribution_id)
        pick = _own_pick(entry, actor)
        if pick is None:
            raise NotFound("You have not picked that piece; pick it first, then say why.")
        pick.why = why.strip()
        change.detail = {"contribution": entry.contribution_id}


def take_back_pick(db: Database, actor: Actor, shortlist_id: int, contribution_id: int) -> bool:
    """Take one's own pick back; returns whether the piece left the list, as it does with its last pick."""
    with changing(db, actor, shortlist_id, UNPICKED) as change:
        why, left = unpick_piece(change.session, actor, shortlist_id, contribution_id)
        change.detail = {"contribution": contribution_id, "why": why}
        return left


def unpick_piece(session: Session, actor: Actor, shortlist_id: int, contribution_id: int) -> tuple[str, bool]:
    """`take_back_pick` in the caller's transaction, who has checked the permission and leaves the audit entry.

    Returns why it had been picked, and whether the piece left the list.
    """
    _lock(session, shortlist_id)
    entry = _held(session, shortlist_id, contribution_id)
    pick = _own_pick(entry, actor)
    if pick is None:
        raise NotFound("You have not picked that piece, others have; drop it on the Shortlist page.")
    entry.picks.remove(pick)
    if not entry.picks:
        session.delete(entry)
    return pick.why, not entry.picks


def drop_from_shortlist(db: Database, actor: Actor, shortlist_id: int, contribution_id: int) -> None:
    """Take a piece off a shortlist, whoever picked it; the audit trail remembers that it was there."""
    with changing(db, actor, shortlist_id, "piece.dropped") as change:
        entry = _held(change.session, shortlist_id, contribution_id)
        change.detail = _remembered(entry)
        change.session.delete(entry)


def drop_entries(db: Database, actor: Actor, shortlist_id: int, entry_ids: Collection[int]) -> None:
    """Take several pieces off a shortlist at once."""
    with changing(db, actor, shortlist_id, "pieces.dropped") as change:
        entries = entries_on(change.session, shortlist_id, entry_ids)
        change.detail = {"dropped": [_remembered(entry) for entry in entries]}
        for entry in entries:
            change.session.delete(entry)


def copy_entries(db: Database, actor: Actor, entry_ids: Collection[int], shortlist_id: int) -> int:
    """Put these pieces on another shortlist with their notes, tags and picks; returns how many were not there yet.

    Whoever copies picks them there, beside those who picked them here.
    """
    with changing(db, actor, shortlist_id, "pieces.copied") as change:
        session = change.session
        query = select(ShortlistEntry).where(ShortlistEntry.id.in_(entry_ids)).order_by(ShortlistEntry.id)
        on_it = select(ShortlistEntry.contribution_id).where(ShortlistEntry.shortlist_id == shortlist_id)
        here = set(session.scalars(on_it))
        copied = [
            _copy(session, actor, entry, shortlist_id)
            for entry in session.scalars(query.options(selectinload(ShortlistEntry.picks)))
            if entry.contribution_id not in here and entry.shortlist_id != shortlist_id
        ]
        session.add_all(copied)
        change.detail = {"contributions": [entry.contribution_id for entry in copied]}
        return len(copied)


@contextmanager
def changing(db: Database, actor: Actor, shortlist_id: int, action: str) -> Iterator[Command]:
    """One change of one shortlist, whose row is locked, so that two picks of one piece meet in one entry."""
    with command(db, actor, Permission.SHORTLIST, action, ("shortlist", shortlist_id)) as change:
        _lock(change.session, shortlist_id)
        yield change


def _lock(session: Session, shortlist_id: int) -> None:
    if session.get(Shortlist, shortlist_id, with_for_update=True) is None:
        raise NotFound("That shortlist no longer exists; open another episode.")


def _piece(session: Session, contribution_id: int) -> Contribution:
    piece = session.get(Contribution, contribution_id)
    if piece is not None and piece.merged_into_id is not None:
        piece = session.get(Contribution, piece.merged_into_id)
    if piece is None:
        raise NotFound("That piece no longer exists.")
    return piece


def _entry_of(session: Session, shortlist_id: int, piece: Contribution) -> ShortlistEntry | None:
    """The entry of a piece or of a copy that was merged into it."""
    query = (
        select(ShortlistEntry)
        .join(ShortlistEntry.contribution)
        .where(
            ShortlistEntry.shortlist_id == shortlist_id,
            or_(Contribution.id == piece.id, Contribution.merged_into_id == piece.id),
        )
        .order_by(ShortlistEntry.id)
    )
    return session.scalars(query).first()


def _held(session: Session, shortlist_id: int, contribution_id: int) -> ShortlistEntry:
    entry = _entry_of(session, shortlist_id, _piece(session, contribution_id))
    if entry is None:
        raise NotFound("That piece is not on this shortlist any more.")
    return entry


def entries_on(session: Session, shortlist_id: int, entry_ids: Collection[int]) -> Sequence[ShortlistEntry]:
    """Those entries of the shortlist; some may have gone meanwhile, yet not all of them."""
    query = (
        select(ShortlistEntry)
        .where(ShortlistEntry.shortlist_id == shortlist_id, ShortlistEntry.id.in_(entry_ids))
        .order_by(ShortlistEntry.id)
        .options(selectinload(ShortlistEntry.picks), selectinload(ShortlistEntry.contribution))
    )
    found = session.scalars(query).all()
    if not found:
        raise NotFound("None of these pieces is on this shortlist any more; choose again.")
    return found


def _own_pick(entry: ShortlistEntry, actor: Actor) -> ShortlistPick | None:
    """Without an account it is the name that tells people apart."""
    mine = (pick for pick in entry.picks if pick.account_id == actor.account_id)
    return next((pick for pick in mine if actor.account_id is not None or pick.picked_by == actor.name), None)


def _new_pick(session: Session, actor: Actor, piece: Contribution, picked_from: str) -> ShortlistPick:
    return ShortlistPick(
        account_id=actor.account_id, picked_by=actor.name, picked_at=now(), picked_from=picked_from, why="",
        trend_place=_trend_place(session, piece),
    )  # fmt: skip


def _trend_place(session: Session, piece: Contribution) -> int | None:
    own = session.get(TrendKey, piece.id)
    if own is None:
        return None  # it came in just now
    above = select(TrendKey.contribution_id).where(TrendKey.key_4 > own.key_4)
    counted = select(func.count()).select_from(above.limit(PLACES).subquery())
    return 1 + (session.scalar(counted) or 0)


def _copy(session: Session, actor: Actor, entry: ShortlistEntry, shortlist_id: int) -> ShortlistEntry:
    made = ShortlistEntry(
        shortlist_id=shortlist_id, contribution_id=entry.contribution_id, note=entry.note, tags=entry.tags,
        picked_at=now(),
    )  # fmt: skip
    made.picks = [
        ShortlistPick(
            account_id=pick.account_id, picked_by=pick.picked_by, picked_at=pick.picked_at,
            picked_from=pick.picked_from, why=pick.why, trend_place=pick.trend_place,
        )
        for pick in entry.picks
    ]  # fmt: skip
    if _own_pick(made, actor) is None:
        made.picks.append(_new_pick(session, actor, _piece(session, entry.contribution_id), SHORTLIST))
    return made


def _remembered(entry: ShortlistEntry) -> dict[str, object]:
    picks = [{"account": pick.account_id, "why": pick.why} for pick in entry.picks]
    return {"contribution": entry.contribution_id, "note": entry.note, "tags": entry.tags, "picks": picks}
