"""The panel of one line: where it stands, how long it runs, what it is made of."""

from __future__ import annotations

from fractions import Fraction

import streamlit as st

from dashboard.people.roles import Actor
from dashboard.rundown.edits.commands import change_item, float_items, move_items, remove_items
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.queries import ItemRow, Rundown
from dashboard.rundown.tables import Item
from dashboard.rundown.timecode import parse_duration
from dashboard.rundown.timing import HOST, PIECE, SLATE
from dashboard.storage.engine import Database
from dashboard.ui.change_reason import edit
from dashboard.ui.formats import NOTHING, duration_text
from dashboard.ui.layers_panel import layer_lines, layers_panel
from dashboard.ui.rundown_table import KIND_NAMES, notes, place_after
from dashboard.ui.widgets import plain

WORDS = {HOST: "What is said", SLATE: "What it reads"}
NOTE_STYLES = {"blocked": ":red[:material/block: {}]", "pending": ":orange[:material/help: {}]"}


def line_panel(actor: Actor, rundown: Rundown, row: ItemRow, *, may_edit: bool) -> None:
    """Everything about the chosen line; without the right to edit, to look at only."""
    item, rate = row.item, rundown.episode.rate
    with st.container(gap="xxsmall"):
        st.header(plain(item.slug), anchor=False)
        st.caption(_about(rundown, row))
    for note in notes(row):
        st.markdown(NOTE_STYLES.get(note["state"], ":orange[:material/timer_off: {}]").format(plain(note["text"])))
    if not may_edit:
        st.markdown(_length_said(row, rate))
        if item.script:
            st.markdown(plain(item.script))
        layer_lines(item, rate)
        return
    _order(actor, rundown, row)
    _length(actor, row, rate)
    _details(actor, item, rate)
    if item.kind == PIECE or item.layers:
        layers_panel(actor, rundown, item)


def move_by(actor: Actor, rundown: Rundown, item_id: int, steps: int) -> None:
    """Move a line so many lines down, or up if negative; at either end it stays. For callbacks."""
    acts = [(act.act.id, [row.item.id for row in act.items]) for act in rundown.acts]
    if place := place_after(acts, item_id, steps):
        move_to(actor, rundown, item_id, *place)


def move_to(actor: Actor, rundown: Rundown, item_id: int, act_id: int, position: int) -> None:
    """Put a line at a place of an act, 0 for the first; beyond the end means last. For callbacks."""
    rows = next((act.items for act in rundown.acts if act.act.id == act_id), ())
    before = [row.item.id for row in rows if row.item.id != item_id][:position]
    edit(move_items, actor, [item_id], act_id, before[-1] if before else None)


def _about(rundown: Rundown, row: ItemRow) -> str:
    act = next(act for act in rundown.acts if row in act.items)
    place = f"{plain(act.act.title)}, line {act.items.index(row) + 1} of {len(act.items)}"
    state = " · floated: kept here without time, credit or pay" if row.item.floated else ""
    return f"{KIND_NAMES[row.item.kind]} · {place}{state}"


def _order(actor: Actor, rundown: Rundown, row: ItemRow) -> None:
    item = row.item
    with st.container(horizontal=True, gap="xsmall"):
        for label, icon, steps in (("Up", "arrow_upward", -1), ("Down", "arrow_downward", 1)):
            st.button(
                label, icon=f":material/{icon}:", key=f"line_{label}", on_click=move_by,
                args=(actor, rundown, item.id, steps),
            )  # fmt: skip
        st.button(
            "Unfloat" if item.floated else "Float", key="line_float", on_click=edit,
            args=(float_items, actor, [item.id]), kwargs={"floated": not item.floated},
        )  # fmt: skip
        with st.popover("Remove", key=f"line_remove_{item.id}"):
            st.write(f"Take “{plain(item.slug)}” out of the rundown? Floating keeps it at hand.")
            st.button(
                "Remove this line", key="line_remove", type="primary", on_click=edit,
                args=(remove_items, actor, [item.id]),
                kwargs={"done": f"“{item.slug}” was removed."},
            )  # fmt: skip
    _move_form(actor, rundown, row)


def _move_form(actor: Actor, rundown: Rundown, row: ItemRow) -> None:
    acts = {act.act.id: act for act in rundown.acts}
    item, here = row.item, acts[row.item.act_id]
    # The keys carry the place, so that the fields follow the line when it moves.
    act_key, at_key = f"move_act_{item.id}_{item.act_id}", f"move_at_{item.id}_{item.act_id}_{item.position}"
    with (
        st.form(f"move_{item.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"),
    ):
        st.selectbox(
            "Move to act", list(acts), index=list(acts).index(here.act.id), key=act_key,
            format_func=lambda key: acts[key].act.title,
        )  # fmt: skip
        st.number_input("Line", min_value=1, value=item.position + 1, step=1, key=at_key, width=90)
        args = (actor, rundown, item.id, act_key, at_key)
        st.form_submit_button("Move", key="line_move", on_click=_move_to, args=args)


def _move_to(actor: Actor, rundown: Rundown, item_id: int, act_key: str, at_key: str) -> None:
    place = int(st.session_state[at_key]) - 1
    move_to(actor, rundown, item_id, int(st.session_state[act_key]), place)


def _length_said(row: ItemRow, rate: Fraction) -> str:
    natural = row.timed.natural_frames
    of_itself = f"`{duration_text(natural, rate)}`" if natural else NOTHING
    if row.item.length_frames is None:
        return f"Length {of_itself}, from {_origin(row.item)}"
    return f"Length `{duration_text(row.timed.planned_frames, rate)}`, **set by hand**; of itself {of_itself}"


def _origin(item: Item) -> str:
    return {
        PIECE: "its layers", HOST: "what is said", "roll": "the number of credits",
    }.get(item.kind, "what is usual")  # fmt: skip


def _length(actor: Actor, row: ItemRow, rate: Fraction) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_length_said(row, rate), width="stretch")
        if row.item.length_frames is not None:
            st.button(
                "Reset length", icon=":material/restart_alt:", key="line_reset", on_click=edit,
                args=(change_item, actor, row.item.id),
                kwargs={"length_frames": None},
            )  # fmt: skip


def _details(actor: Actor, item: Item, rate: Fraction) -> None:
    # A key with the stored value in it: a field starts anew only when its own value was changed.
    set_length = "" if item.length_frames is None else duration_text(item.length_frames, rate)
    keys = [f"line_{name}_{item.id}_{hash(value)}" for name, value in
            (("name", item.slug), ("script", item.script), ("length", item.length_frames))]  # fmt: skip
    with st.form(f"details_{item.id}", border=False):
        if item.kind in WORDS:
            st.text_area(WORDS[item.kind], item.script, key=keys[1], height=120)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            st.text_input("Name", item.slug, key=keys[0])
            st.text_input("Set length", set_length, key=keys[2], placeholder="m:ss", width=90)
            st.form_submit_button("Save", key="line_save", on_click=_save, args=(actor, item, rate, keys))


def _save(actor: Actor, item: Item, rate: Fraction, keys: list[str]) -> None:
    typed = [st.session_state.get(key) for key in keys]
    edit(_change_line, actor, item, rate, typed, done="The line is saved.")


def _change_line(
    db: Database, actor: Actor, item: Item, rate: Fraction, typed: list[str | None], *, slip: Slip
) -> None:
    """A length left as it was shown keeps its frames."""
    slug, script, length = (
        typed[0] or "",
        item.script if typed[1] is None else typed[1],
        (typed[2] or "").strip(),
    )
    frames = item.length_frames
    if frames is None or length != duration_text(frames, rate):
        frames = parse_duration(length, rate) if length else None
    seen = {"slug": item.slug, "script": item.script, "length_frames": item.length_frames}
    change_item(db, actor, item.id, slug=slug, script=script, length_frames=frames, seen=seen, slip=slip)
