"""Edits of acts. Each locks the episode, applies if it still can, and raises the revision by one."""

from __future__ import annotations

from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import act_in, at_most_a_day, episode_of_act, named, renumber
from dashboard.rundown.tables import Act
from dashboard.storage.engine import Database

BUDGET = "An act's budget"


def add_act(
    db: Database, actor: Actor, episode_id: int, title: str, budget_frames: int = 0, *, slip: Slip = PLAIN
) -> int:
    """Add an act at the end; returns its id."""
    with editing(db, actor, episode_id, "act.added", slip) as (edit, episode):
        budget = at_most_a_day(budget_frames, episode.rate, BUDGET)
        act = Act(position=len(episode.acts), title=named(title, "An act"), budget_frames=budget)
        episode.acts.append(act)
        edit.session.flush()
        edit.said = f"added the act “{act.title}”"
        edit.detail = {"act": act.id, "title": act.title}
        return act.id


def change_act(db: Database, actor: Actor, act_id: int, title: str, budget_frames: int, *, slip: Slip = PLAIN) -> None:
    """Rename an act or set its budget; 0 takes the budget away."""
    with editing(db, actor, episode_of_act(db, act_id), "act.changed", slip) as (edit, episode):
        act = act_in(edit.session, episode, act_id)
        edit.said = f"changed the act “{act.title}”"
        edit.detail = {"act": act_id, "title": [act.title, title], "budget_frames": budget_frames}
        act.title = named(title, "An act")
        act.budget_frames = at_most_a_day(budget_frames, episode.rate, BUDGET)


def move_act(db: Database, actor: Actor, act_id: int, after_id: int | None, *, slip: Slip = PLAIN) -> None:
    """Put an act, with all its lines, behind another; without one it comes first."""
    with editing(db, actor, episode_of_act(db, act_id), "act.moved", slip) as (edit, episode):
        act = act_in(edit.session, episode, act_id)
        rest = [other for other in episode.acts if other is not act]
        ahead = None if after_id is None else act_in(edit.session, episode, after_id)
        if ahead is act:
            raise BadInput(f"“{act.title}” cannot stand behind itself; choose another act.")
        rest.insert(0 if ahead is None else rest.index(ahead) + 1, act)
        renumber(rest)
        edit.said = f"moved the act “{act.title}” " + ("to the beginning" if ahead is None else f"after {ahead.title}")
        edit.detail = {"act": act_id, "after": after_id}


def remove_act(db: Database, actor: Actor, act_id: int, *, slip: Slip = PLAIN) -> None:
    """Remove an empty act; one with items is refused, so that nothing is lost by a slip."""
    with editing(db, actor, episode_of_act(db, act_id), "act.removed", slip) as (edit, episode):
        act = act_in(edit.session, episode, act_id)
        if act.items:
            raise BadInput(f"“{act.title}” still has items; move or remove them first.")
        episode.acts.remove(act)
        renumber(episode.acts)
        edit.said = f"removed the act “{act.title}”"
        edit.detail = {"act": act_id, "title": act.title}
