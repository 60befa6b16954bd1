"""Filling and trimming an episode: what it lacks or has too much of, proposals, and one of them put in as one edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from dashboard.community.clearance import CLEARED
from dashboard.credits.queries import CreditedRundown, working_rundown
from dashboard.credits.roll import natural_roll_frames
from dashboard.desk.fitting_candidates import already_in, candidates, roll_lines_of
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Editing, Slip, editing
from dashboard.rundown.edits.parts import act_in, insert_item, lines_said, piece_to_use
from dashboard.rundown.fitting.fitting import ActGap, Answer, Gap, Part, Proposal, Wishes
from dashboard.rundown.fitting.solver import propose
from dashboard.rundown.material import laid_after
from dashboard.rundown.queries import ActRow, ItemRow, Rundown, acts_holding
from dashboard.rundown.tables import Episode, Item
from dashboard.rundown.timing import PIECE, ROLL
from dashboard.storage.engine import Database

MOST_LINES = 240
"""So many further names are reckoned with; a roll of more runs no longer."""


@dataclass(frozen=True)
class Filling:
    """Proposals to fill an episode or one act, and the revision of the rundown that they are for."""

    episode_id: int
    act_id: int | None
    """None for the whole episode."""
    revision: int
    gap: Gap
    answer: Answer


def find_fillings(db: Database, episode_id: int, act_id: int | None, wishes: Wishes) -> Filling:
    """Proposals that fill the episode up to its target, or one act up to its budget; a few seconds at most.

    Raises NotFound for an act that is gone, and BadInput for one without a budget.
    """
    with db.reading() as session:
        credited = working_rundown(session, episode_id)
        gap = gap_of(credited, act_id)
        found = candidates(session, credited) if gap.frames > 0 else ()
        answer = propose(found, gap, wishes, already_in(credited))
        return Filling(episode_id, act_id, credited.rundown.episode.revision, gap, answer)


def put_in(db: Database, actor: Actor, filling: Filling, proposal: Proposal, *, slip: Slip = PLAIN) -> None:
    """Put the pieces of a proposal into the rundown, as one edit.

    Raises Stale where the rundown or its credits have changed since, and BadInput where a piece may no longer air.
    """
    with editing(db, actor, filling.episode_id, "rundown.filled", slip) as (edit, episode):
        before = refuse_changed(edit.session, episode, filling.revision)
        held = acts_holding(edit.session, episode.id)
        items = [_item(edit.session, episode, part, held) for part in proposal.parts]
        edit.session.flush()
        acts = [act.act_id for act in filling.gap.acts]
        refuse_off(edit, episode.id, acts, before, proposal.frames + proposal.roll_frames)
        edit.said = f"filled {_where(acts, episode)} with {lines_said(items)}"
        edit.detail = {
            "items": [item.id for item in items],
            "contributions": [part.piece.piece_id for part in proposal.parts],
        }


def gap_of(credited: CreditedRundown, act_id: int | None) -> Gap:
    """What the episode lacks of its target, or an act of its budget, and how its roll would grow.

    Raises NotFound for an act that is gone, and BadInput for one without a budget.
    """
    rundown = credited.rundown
    rows = acts_asked(rundown, act_id)
    rolls = sum(is_growing_roll(row) for act in rows for row in act.items)
    growth = [rolls * frames for frames in roll_growth(len(roll_lines_of(credited.credits)), rundown.episode.rate)]
    limits = _before_hard_starts(rundown)
    acts = tuple(
        ActGap(
            row.act.id, row.act.title, None if row.timed.over_frames is None else -row.timed.over_frames,
            limits.get(row.act.id), any(is_growing_roll(line) for line in row.items),
        )
        for row in rows
    )  # fmt: skip
    frames = -rundown.timing.over_frames if act_id is None else acts[0].open_frames or 0
    return Gap(frames, rundown.episode.rate, acts, tuple(growth) if rolls else (0,))


def acts_asked(rundown: Rundown, act_id: int | None) -> Sequence[ActRow]:
    """All acts, or the one that is asked for. Raises NotFound, and BadInput for one without a budget."""
    if act_id is None:
        return rundown.acts
    row = next((row for row in rundown.acts if row.act.id == act_id), None)
    if row is None:
        raise NotFound("That act is no longer in the rundown; choose another.")
    if row.timed.over_frames is None:
        raise BadInput(f"“{row.act.title}” has no budget to fill or keep to; give it one under Acts.")
    return [row]


def is_growing_roll(row: ItemRow) -> bool:
    """Whether an item is a credits roll whose length follows from the names."""
    return row.item.kind == ROLL and not row.item.floated and row.item.length_frames is None


def roll_growth(lines: int, rate: Fraction) -> list[int]:
    """By how many frames a roll of so many lines grows with 0, 1, 2, … more; below zero where it takes a column."""
    now = natural_roll_frames(lines, rate)
    return [natural_roll_frames(lines + more, rate) - now for more in range(MOST_LINES)]


def filled_in(rundown: Rundown, act_ids: Sequence[int]) -> int:
    """What these acts run together."""
    return sum(row.timed.filled_frames for row in rundown.acts if row.act.id in act_ids)


def refuse_changed(session: Session, episode: Episode, revision: int) -> Rundown:
    """The rundown as it is before the edit. Raises Stale unless it is the one that the proposal was made for."""
    if episode.revision != revision:
        raise Stale("Somebody has changed the rundown since this was proposed; look for new proposals.")
    return working_rundown(session, episode.id).rundown


def refuse_off(edit: Editing, episode_id: int, act_ids: Sequence[int], before: Rundown, frames: int) -> None:
    """Raise Stale unless these acts now run `frames` more, timed with the credits that go with them."""
    was = filled_in(before, act_ids)
    if filled_in(working_rundown(edit.session, episode_id).rundown, act_ids) - was != frames:
        raise Stale("The pieces or their credits have changed since this was proposed; look for new proposals.")


def _where(act_ids: Sequence[int], episode: Episode) -> str:
    return next(act.title for act in episode.acts if act.id == act_ids[0]) if len(act_ids) == 1 else "the episode"


def _item(session: Session, episode: Episode, part: Part, held: dict[int, str]) -> Item:
    """Insert a piece at its length, and note in `held` where it stands. Raises BadInput with why it cannot be."""
    piece = piece_to_use(session, part.piece.piece_id)
    act = act_in(session, episode, part.act_id)
    if piece.id in held:
        raise BadInput(f"“{piece.title}” stands in {held[piece.id]} already; look for new proposals.")
    if piece.clearance != CLEARED:
        why = piece.clearance_reason or f"“{piece.title}” is not cleared any more."
        raise BadInput(f"{why} Look for new proposals.")
    item = Item(kind=PIECE, slug=piece.title, position=0, layers=laid_after([], [piece], episode))
    for layer in item.layers:
        layer.out_frames = layer.in_frames + part.frames
    insert_item(act, item, None)
    held[piece.id] = act.title
    return item


def _before_hard_starts(rundown: Rundown) -> dict[int, int]:
    """For each act with a hard start after what would be added to it, what may be added so that it is kept.

    Acts before the same hard start share the gap in front of it, the first ones first, up to their budgets.
    """
    limits: dict[int, int] = {}
    waiting: list[ActRow] = []
    for row in rundown.acts:
        closing = [line for line in row.items[-1:] if line.item.kind == ROLL]
        for line in (line for line in row.items if line not in closing):
            if line.timed.gap_frames is not None:
                _share(waiting, line.timed.gap_frames, limits)
                waiting = []
        waiting.append(row)
        if closing and closing[0].timed.gap_frames is not None:
            _share(waiting, closing[0].timed.gap_frames, limits)
            waiting = []
    return limits


def _share(acts: Sequence[ActRow], frames: int, limits: dict[int, int]) -> None:
    left = max(frames, 0)
    for row in acts:
        over = row.timed.over_frames
        limits[row.act.id] = left if over is None or row is acts[-1] else min(left, max(0, -over))
        left -= limits[row.act.id]
