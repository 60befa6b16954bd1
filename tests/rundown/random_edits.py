"""Edits drawn at random: numbers that are made into a command on whatever the rundown holds at that moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from dashboard.errors import GreenroomError
from dashboard.people.roles import Actor
from dashboard.rundown.edits import act_commands, commands, cutting, layer_commands
from dashboard.rundown.edits.state import State, id_of
from dashboard.storage.engine import Database

Numbers = tuple[int, int, int]
numbers = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
Command = tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]


class Drawing:
    """Ids of the acts, items and layers of a state, and what a number picks among them."""

    def __init__(self, state: State, pieces: Sequence[int], drawn: Numbers) -> None:
        self.state, self.pieces = state, pieces
        self.a, self.b, self.c = drawn
        self.layers = [key for item in state.items for key in state.children(item)]

    def act(self) -> int:
        return id_of(self.state.acts[self.b % len(self.state.acts)])

    def item(self) -> int:
        return id_of(self.state.items[self.a % len(self.state.items)])

    def items(self) -> list[int]:
        found = self.state.items
        return [id_of(found[at % len(found)]) for at in (self.a, self.b)]

    def layer(self) -> int:
        return id_of(self.layers[self.a % len(self.layers)])

    def piece(self) -> int:
        return self.pieces[self.c % len(self.pieces)]

    def after(self) -> int | None:
        lines = self.state.children(f"act:{self.act()}")
        return None if self.c % (len(lines) + 1) == 0 else id_of(lines[self.c % len(lines)])


DRAWN: list[Callable[[Drawing], Command]] = [
    lambda d: (commands.move_items, (list(dict.fromkeys(d.items()))[: 1 + d.c % 2], d.act(), d.after()), {}),
    lambda d: (commands.move_items, ([d.item()], d.act(), d.after()), {}),
    lambda d: (commands.remove_items, ([d.item()],), {}),
    lambda d: (commands.float_items, (d.items(),), {"floated": bool(d.c % 2)}),
    lambda d: (commands.lock_items, ([d.item()],), {"locked": d.c % 3 == 0}),
    lambda d: (commands.change_item, (d.item(),), {"slug": f"Line {d.b}", "length_frames": d.c or None}),
    lambda d: (commands.change_item, (d.item(),), {"note": f"Note {d.b}"}),
    lambda d: (commands.add_piece, (d.act(), [d.piece()]), {"position": d.a % 4}),
    lambda d: (commands.add_item, (d.act(), "host", f"Link {d.c}"), {}),
    lambda d: (cutting.split_item, (d.item(), 1 + d.b * 10), {}),
    lambda d: (cutting.merge_items, (d.items(),), {}),
    lambda d: (layer_commands.add_layers, (d.item(), d.piece()), {}),
    lambda d: (layer_commands.trim_layer, (d.layer(), d.b, d.b + 1 + d.c), {}),
    lambda d: (layer_commands.replace_layer, (d.layer(), d.piece()), {}),
    lambda d: (layer_commands.move_layer, (d.layer(), None), {}),
    lambda d: (layer_commands.remove_layer, (d.layer(),), {}),
    lambda d: (
        layer_commands.set_layer,
        (d.layer(),),
        {"gain_db": 0.0, "offset_frames": 0, "fade_in_frames": d.b, "fade_out_frames": d.c},
    ),
    lambda d: (act_commands.move_act, (d.act(), None), {}),
    lambda d: (act_commands.change_act, (d.act(), f"Act {d.a}", d.c), {}),
    lambda d: (act_commands.remove_act, (d.act(),), {}),
]
edits = st.tuples(st.integers(0, len(DRAWN) - 1), numbers)


def make(
    db: Database, actor: Actor, episode_id: int, state: State, pieces: Sequence[int], edit: tuple[int, Numbers]
) -> str:
    """Make a drawn edit; why it was refused, if it was."""
    if not state.acts:
        act_commands.add_act(db, actor, episode_id, "Anew")
        return ""
    drawing = Drawing(state, pieces, edit[1])
    try:
        call, args, kwargs = DRAWN[edit[0]](drawing)
    except ZeroDivisionError:
        return "there is nothing to do it with"
    try:
        call(db, actor, *args, **kwargs)
    except GreenroomError as refusal:
        return str(refusal)
    return ""
