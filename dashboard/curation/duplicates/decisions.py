"""What a person decides about two pieces that are alike, apart from merging them (`community/merging.py`).

Never a rejection: one is built on the other, it is asked whose work it is, or they are two works.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.clearing import refresh_clearance
from dashboard.community.consents import settle_hold
from dashboard.community.copies import merges
from dashboard.community.declaring import BuiltOn, declare_uses
from dashboard.community.lineage import CONFIRMED
from dashboard.community.requests import OWNERSHIP, raise_request
from dashboard.community.tables import Contribution, Credit, LineageEdge
from dashboard.curation.duplicates.tables import DuplicatePair
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

OPEN, LINKED, QUESTIONED, APART = "open", "linked", "questioned", "apart"
LONGEST_WORDS = 2_000


def link_pair(db: Database, actor: Actor, pair_id: int, child_id: int, relation: str) -> None:
    """Say that the piece `child_id` of a pair is built on the other; the link is confirmed and pinned.

    Raises LineageCycle, naming the loop, where the other is itself made of it.
    """
    with command(db, actor, Permission.JUDGE, "duplicate.linked", ("duplicate", pair_id)) as change:
        session = change.session
        pair, ids = _open_pair(session, pair_id)
        child = next((piece for piece in ids if piece.id == child_id), None)
        if child is None:
            raise BadInput("Say which of the two pieces is built on the other.")
        parent = ids[0] if child is ids[1] else ids[1]
        declare_uses(session, child, [BuiltOn(parent.id, relation)])
        edges = select(LineageEdge).where(LineageEdge.child_id == child.id, LineageEdge.parent_id == parent.id)
        for edge in session.scalars(edges):
            edge.state, edge.relation, edge.parent_version = CONFIRMED, relation, parent.version
        refresh_clearance(session, [child.id])
        _decide(pair, actor, LINKED, "")
        change.detail = {"child": child.id, "parent": parent.id, "relation": relation}


def ask_ownership(db: Database, actor: Actor, pair_id: int, held_ids: Collection[int], words: str = "") -> None:
    """Ask whose work the pieces of a pair are: those of `held_ids` may not air until the question is answered.

    The question names both pieces and their artists; it is answered where requests are.
    """
    words = _short(words)
    with command(db, actor, Permission.JUDGE, "duplicate.questioned", ("duplicate", pair_id)) as change:
        session = change.session
        pair, pieces = _open_pair(session, pair_id)
        held = [piece for piece in pieces if piece.id in held_ids]
        if not held:
            raise BadInput("Say which of the two pieces may not air until it is answered.")
        for piece in held:
            other = pieces[0] if piece is pieces[1] else pieces[1]
            asked = f"Whose work is it? {_named(piece)} and {_named(other)}: {pair.measured}."
            raise_request(
                session, piece.id, OWNERSHIP, raised_by=actor.name, account_id=actor.account_id,
                words="\n".join(filter(None, (asked, words))),
            )  # fmt: skip
            settle_hold(session, piece.id)
        _decide(pair, actor, QUESTIONED, words)
        change.detail = {"pieces": [piece.id for piece in pieces], "held": sorted(piece.id for piece in held)}


def tell_apart(db: Database, actor: Actor, pair_id: int, reason: str = "") -> None:
    """Say that the two are different works; they are never proposed again."""
    reason = _short(reason)
    with command(db, actor, Permission.JUDGE, "duplicate.apart", ("duplicate", pair_id)) as change:
        pair, pieces = _open_pair(change.session, pair_id)
        _decide(pair, actor, APART, reason)
        change.detail = {"pieces": [piece.id for piece in pieces]}


def reopen_pair(db: Database, actor: Actor, pair_id: int) -> None:
    """Take back that two pieces are different works."""
    with command(db, actor, Permission.JUDGE, "duplicate.reopened", ("duplicate", pair_id)) as change:
        pair = _locked(change.session, pair_id)
        if pair.state != APART:
            raise Stale("These two are not told apart any more; load the page again.")
        pair.state, pair.decided_by, pair.decided_at, pair.reason = OPEN, "", None, ""


def _open_pair(session: Session, pair_id: int) -> tuple[DuplicatePair, tuple[Contribution, Contribution]]:
    """The pair, locked, and the two pieces that stand for it now."""
    pair = _locked(session, pair_id)
    if pair.state != OPEN:
        raise Stale(f"{pair.decided_by} has decided about these two already; load the page again.")
    merged = merges(session)
    one, other = (_piece(session, merged.kept(id_)) for id_ in (pair.first_id, pair.second_id))
    if one is other:
        raise Stale("Somebody has merged these two; part them first, or load the page again.")
    return pair, (one, other)


def _locked(session: Session, pair_id: int) -> DuplicatePair:
    pair = session.get(DuplicatePair, pair_id, with_for_update=True)
    if pair is None:
        raise NotFound("One of these two pieces is no longer here; load the page again.")
    return pair


def _piece(session: Session, piece_id: int) -> Contribution:
    with_credits = selectinload(Contribution.credits).selectinload(Credit.contributor)
    return session.get_one(Contribution, piece_id, options=[with_credits, selectinload(Contribution.source)])


def _decide(pair: DuplicatePair, actor: Actor, state: str, reason: str) -> None:
    pair.state, pair.reason = state, reason
    pair.decided_by, pair.decided_at = actor.name, now()


def _named(piece: Contribution) -> str:
    names = ", ".join(dict.fromkeys(credit.contributor.shown_name for credit in piece.credits))
    return f"“{piece.title}” by {names or 'an artist who is not named'} ({piece.source.name})"


def _short(words: str) -> str:
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Say it in {LONGEST_WORDS:,} characters.")
    return words
