"""Judging lineage: a person confirms or refuses what the source or the program says."""

from __future__ import annotations

from dashboard.community.ancestry import loop_closed_by
from dashboard.community.clearing import refresh_clearance
from dashboard.community.lineage import CONFIRMED, REFUSED
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.errors import BadInput, LineageCycle, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database


def decide_edge(db: Database, actor: Actor, edge_id: int, state: str, parent_id: int | None = None) -> None:
    """Confirm or refuse one edge, naming its parent when it was only known in words.

    The parent is pinned at its present version. Clearance of the piece and of all that was made of it follows.
    Raises LineageCycle, naming the loop, when confirming would make a piece its own ancestor.
    """
    if state not in (CONFIRMED, REFUSED):
        raise BadInput("A link is confirmed or refused.")
    with command(db, actor, Permission.JUDGE, f"lineage.{state}", ("lineage", edge_id)) as change:
        session = change.session
        edge = session.get(LineageEdge, edge_id, with_for_update=True)
        if edge is None:
            raise NotFound("That link no longer exists.")
        if parent_id is not None:
            edge.parent = session.get(Contribution, parent_id)
        if state == CONFIRMED:
            if edge.parent is None:
                raise BadInput(f"“{edge.parent_ref}” is not here yet; choose the piece that is meant.")
            if way := loop_closed_by(session, edge.child_id, edge.parent.id, but=edge_id):
                titles = [session.get_one(Contribution, piece).title for piece in way]
                named = " uses ".join([*titles, titles[0]])
                raise LineageCycle(f"That would close a loop: {named}; refuse one of these links.")
            edge.parent_version = edge.parent.version
        change.detail = {"child": edge.child_id, "parent": edge.parent_id, "was": edge.state}
        edge.state = state
        session.flush()
        refresh_clearance(session, [edge.child_id])
