"""What an artist says a piece is built on: links to pieces that are here, pinned to the parent's version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.ancestry import loop_closed_by
from dashboard.community.artists import is_own_piece
from dashboard.community.clearing import refresh_clearance
from dashboard.community.lineage import DECLARED
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.errors import BadInput, LineageCycle, NotAllowed, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database

RELATIONS = ("remix_of", "samples", "version_of", "translation_of", "answers")


@dataclass(frozen=True)
class BuiltOn:
    """One piece that another is built on, and how."""

    parent_id: int
    relation: str = "remix_of"


def declare_later(db: Database, actor: Actor, contribution_id: int, built_on: BuiltOn) -> None:
    """Say of a piece of one's own what else it is built on; a curator may say it of any piece."""
    permission = Permission.JUDGE if actor.may(Permission.JUDGE) else Permission.CONTRIBUTE
    with command(db, actor, permission, "lineage.declared", ("contribution", contribution_id)) as change:
        child = change.session.get(Contribution, contribution_id)
        if child is None:
            raise NotFound("That piece no longer exists.")
        if permission is Permission.CONTRIBUTE and not is_own_piece(change.session, actor.account_id, child.id):
            raise NotAllowed(f"“{child.title}” is not yours; only its artists say what it is built on.")
        declare_uses(change.session, child, [built_on])
        refresh_clearance(change.session, [child.id])
        change.detail = {"parent": built_on.parent_id, "relation": built_on.relation}


def declare_uses(session: Session, child: Contribution, built_on: Iterable[BuiltOn], *, state: str = DECLARED) -> None:
    """Link a piece to its parents in the caller's transaction; one that is linked already stays as it is.

    Raises LineageCycle, naming the loop, where a parent is itself made of the piece.
    """
    there = set(session.scalars(select(LineageEdge.parent_id).where(LineageEdge.child_id == child.id)))
    for use in built_on:
        parent = session.get(Contribution, use.parent_id)
        if parent is None:
            raise NotFound("A piece that it is to be built on no longer exists; choose again.")
        if use.relation not in RELATIONS:
            raise BadInput(f"A piece is built on another as one of {', '.join(RELATIONS).replace('_', ' ')}.")
        _refuse_loop(session, child, parent)
        if parent.id not in there:
            there.add(parent.id)
            reference = _reference(session, parent)
            session.add(
                LineageEdge(
                    child_id=child.id, parent_id=parent.id, parent_ref=reference, relation=use.relation,
                    state=state, parent_version=parent.version,
                )
            )  # fmt: skip
    session.flush()


def _reference(session: Session, parent: Contribution) -> str:
    """Its address where it has one of its own, by which a later pull finds it again; else its title and number."""
    if parent.origin.startswith(("http://", "https://")):
        same = session.scalar(select(func.count()).where(Contribution.origin == parent.origin))
        if same == 1:
            return parent.origin
    return f"{parent.title} (piece {parent.id})"


def _refuse_loop(session: Session, child: Contribution, parent: Contribution) -> None:
    way = loop_closed_by(session, child.id, parent.id)
    if way is None:
        return
    rows = session.execute(select(Contribution.id, Contribution.title).where(Contribution.id.in_(way)))
    titles = {row.id: row.title for row in rows}
    named = " uses ".join(f"“{titles[piece]}”" for piece in (way[-1], *way))
    raise LineageCycle(f"That would close a loop: {named}; take one of these links away.")
