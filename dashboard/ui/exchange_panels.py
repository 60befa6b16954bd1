"""A rundown's ways out, and a sheet's way back in: which column is what, what it would change, then the change."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.export import RUNDOWN, TIMELINE
from dashboard.errors import GreenroomError
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import Slip
from dashboard.rundown.edits.state import key_of
from dashboard.rundown.queries import Rundown
from dashboard.rundown.sheets.reading import read_sheet
from dashboard.rundown.sheets.rules import ROW, Merged, SheetRow, suggest
from dashboard.rundown.sheets.taking_in import counted, moved_lines, preview, take_in
from dashboard.storage.engine import database
from dashboard.ui.downloads import downloads
from dashboard.ui.formats import duration_text
from dashboard.ui.widgets import action, plain

SHEETS = {
    "rundown_xlsx": "Workbook", "rundown_csv": "CSV", "rundown_pdf": "PDF", "rundown_html": "Page to print",
}  # fmt: skip
TIMELINES = {"otio": "OpenTimelineIO", "fcp7_xml": "FCP7 XML", "edl_zip": "EDLs"}
WORDS = {
    "slug": "Slug", "length_frames": "Length", "floated": "Float", "note": "Note", "script": "Script",
}  # fmt: skip
LABELS = {
    "id": "Our id", "act": "Act", "kind": "Kind", "slug": "Slug", "length": "Length", "float": "Float", "note": "Note",
    "script": "Script",
}  # fmt: skip
NONE = ""
FILE, REASON = "sheet_file", "sheet_reason"


def way_out(actor: Actor, rundown: Rundown) -> None:
    """The sheets, to take away."""
    st.header("Take it away", anchor=False)
    st.caption("The workbook can be changed by hand and taken in again below; it carries the id of each line.")
    downloads(actor, rundown.episode.id, RUNDOWN, SHEETS)
    st.subheader("For the editor", anchor=False)
    st.caption(
        "OpenTimelineIO for Resolve, FCP7 XML for Premiere and Resolve, EDLs, one a track, for everything else. "
        "Floats are left out, breaks are gaps, and what has no file is offline under its name."
    )
    downloads(actor, rundown.episode.id, TIMELINE, TIMELINES)


def way_in(actor: Actor, rundown: Rundown) -> None:
    """A sheet in: choose the file, check its columns, look at what would change, take it in."""
    st.header("Bring a sheet back", anchor=False)
    st.caption("Nothing is changed before you have seen what it would be. Lines and fields that it lacks stay.")
    sent = st.file_uploader("Sheet", ["xlsx", "csv", "tsv"], key=FILE, max_upload_size=8)
    if sent is None:
        return
    try:
        header, rows = read_sheet(sent.getvalue(), sent.name)
        mapping = _mapping(header, rows)
        with database().reading() as session:
            merged = preview(session, rundown, header, rows, mapping)
    except GreenroomError as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        return
    moved = _moved(rundown, merged)
    _shown(rundown, merged, moved)
    if merged.added or merged.changes or merged.new_acts or moved:
        st.text_input("Reason, where the rundown is locked", key=REASON, placeholder="Why it is changed after the lock")
        st.button(
            "Take it in", type="primary", key="sheet_take", on_click=_take, args=(actor, rundown, header, rows, mapping)
        )
    else:
        st.info("The sheet says what the rundown says; there is nothing to take in.", icon=":material/check_circle:")


def _mapping(header: tuple[str, ...], rows: list[SheetRow]) -> dict[str, str]:
    """Which of their columns is which of ours, as suggested and as corrected."""
    guessed = suggest(header)
    options = [NONE, *dict.fromkeys(cell for cell in header if cell)]
    said = f"{len(rows)} rows; columns: {', '.join(guessed.values())}"
    with st.expander(said, expanded="slug" not in guessed), st.container(horizontal=True):
        chosen = {
            ours: st.selectbox(
                label, options, index=options.index(guessed.get(ours, NONE)), key=f"sheet_column_{ours}", width=170,
                format_func=lambda cell: cell or "not in the sheet",
            )
            for ours, label in LABELS.items()
        }  # fmt: skip
    found = {ours: theirs for ours, theirs in chosen.items() if theirs}
    return found | ({ROW: guessed[ROW]} if ROW in guessed else {})


def _shown(rundown: Rundown, merged: Merged, moved: list[dict[str, str]]) -> None:
    st.markdown(f"**{counted(merged).capitalize()}; {len(moved)} moved.**")
    if merged.new_acts:
        st.markdown(f"New acts: {plain(', '.join(merged.new_acts))}.")
    rows = _changed(rundown, merged) + moved + _new(merged)
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch", alt="What the sheet would change, line by line")
    if merged.kept:
        slugs = {key_of("item", row.item.id): row.item.slug for row in rundown.items}
        with st.expander(f"Not in the sheet, and kept: {len(merged.kept)}"):
            st.markdown("\n".join(f"- {plain(slugs[key])}" for key in merged.kept))


def _changed(rundown: Rundown, merged: Merged) -> list[dict[str, str]]:
    slugs = {key_of("item", row.item.id): row.item.slug for row in rundown.items}
    numbers = {key: line.number for line, key in merged.lines if key is not None}
    return [
        {"Row": str(numbers[key]), "Line": slugs[key], "What": WORDS[name], "Now": _said(rundown, name, old),
         "Then": _said(rundown, name, new)}
        for key, pairs in merged.changes
        for name, (old, new) in pairs.items()
    ]  # fmt: skip


def _new(merged: Merged) -> list[dict[str, str]]:
    acts = {at: act for act, keys in merged.order.items() for at in keys if isinstance(at, int)}
    return [
        {"Row": str(line.number), "Line": str(line.fields["slug"]), "What": "New line", "Now": "", "Then": acts[at]}
        for at, (line, key) in enumerate(merged.lines)
        if key is None
    ]


def _said(rundown: Rundown, name: str, value: object) -> str:
    if name == "length_frames":
        return "of itself" if value is None else duration_text(int(str(value)), rundown.episode.rate)
    if name == "floated":
        return "yes" if value else "no"
    return str(value)


def _moved(rundown: Rundown, merged: Merged) -> list[dict[str, str]]:
    slugs = {key_of("item", row.item.id): row.item.slug for row in rundown.items}
    numbers = {key: str(line.number) for line, key in merged.lines}
    return [
        {"Row": numbers.get(key, ""), "Line": slugs[key], "What": "Place", "Now": _place(now), "Then": _place(then)}
        for key, now, then in moved_lines(merged, rundown)
    ]


def _place(place: tuple[str, int]) -> str:
    return f"{place[0]}, line {place[1]}"


def _take(
    actor: Actor, rundown: Rundown, header: tuple[str, ...], rows: list[SheetRow], mapping: dict[str, str]
) -> None:
    slip = Slip(reason=st.session_state.get(REASON, ""))
    action(take_in, database(), actor, rundown, header, rows, mapping, slip, done="Taken in; one undo takes it back.")
