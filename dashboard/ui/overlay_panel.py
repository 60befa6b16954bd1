"""What people here corrected about a piece, where its source disagrees, and the form to correct more."""

from __future__ import annotations

import streamlit as st

from dashboard.community.overlays import (
    FIELDS,
    KINDS,
    drop_overlay,
    is_conflict,
    keep_overlay,
    overlays_of,
    write_overlay,
)
from dashboard.community.tables import Contribution, Overlay
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import instant_text
from dashboard.ui.widgets import action, plain, quiet

NAMES = {
    "title": "Title", "text": "Text", "tags": "Tags", "licence": "Licence", "licence_url": "Link to the licence",
    "origin": "Where it comes from", "language": "Language", "kind": "Kind",
}  # fmt: skip
_SHOWN = 200  # characters of a value


def overlay_panel(actor: Actor, piece: Contribution) -> None:
    """The corrections with their conflicts; for those who judge also the form."""
    with database().reading() as session:
        overlays = overlays_of(session, piece.id)
    judges = actor.may(Permission.JUDGE)
    if not overlays and not judges:
        return
    st.header("Corrected here", anchor=False)
    if not overlays:
        st.caption("Nothing; all of it is as its source has it.")
    for overlay in overlays:
        _correction(actor, overlay, judges=judges)
    if judges:
        form = st.expander("Correct something", icon=":material/edit:", key="correct", on_change="rerun")
        if form.open:
            with form:
                _form(actor, piece)


def _correction(actor: Actor, overlay: Overlay, *, judges: bool) -> None:
    name, disputed = NAMES[overlay.field], is_conflict(overlay)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{name}**: {_shown(overlay.value)}")
        if disputed:
            st.markdown(":orange-badge[:material/warning: The source disagrees]")
            st.markdown(f"It said {_shown(overlay.source_value)} and says {_shown(overlay.source_now)} now.")
        else:
            st.markdown(f"The source says {_shown(overlay.source_now)}.")
        st.markdown(quiet(f"{overlay.written_by}, {instant_text(overlay.written_at)}"))
        if judges:
            ask = (database(), actor, overlay.contribution_id, overlay.field)
            with st.container(horizontal=True):
                if disputed:
                    st.button("Keep ours", key=f"keep_{overlay.field}", icon=":material/check:", on_click=action,
                              args=(keep_overlay, *ask), kwargs={"done": f"{name}: ours stands."})  # fmt: skip
                st.button("Take the source's", key=f"drop_{overlay.field}", icon=":material/undo:", on_click=action,
                          args=(drop_overlay, *ask), kwargs={"done": f"{name}: as the source has it."})  # fmt: skip


def _form(actor: Actor, piece: Contribution) -> None:
    field = st.selectbox("What", FIELDS, format_func=NAMES.__getitem__, key="correct_field")
    value = str(getattr(piece, field))
    key = f"correct_{field}_{piece.id}"
    with st.form(f"form_{key}", border=False):
        if field == "kind":
            st.selectbox("Kind", KINDS, index=KINDS.index(value) if value in KINDS else None, key=key)
        elif field == "text":
            st.text_area("Text", value, key=key, height=240)
        else:
            st.text_input(NAMES[field], value, key=key)
        st.form_submit_button(
            "Correct it", type="primary", key="correct_save", on_click=_save, args=(actor, piece.id, field, value, key)
        )


def _save(actor: Actor, piece_id: int, field: str, seen: str, key: str) -> None:
    wanted = st.session_state[key] or ""
    action(write_overlay, database(), actor, piece_id, field, wanted, seen=seen, done=f"{NAMES[field]}: corrected.")


def _shown(value: str) -> str:
    cut = value if len(value) <= _SHOWN else value[:_SHOWN].rstrip() + " …"
    return f"“{plain(' '.join(cut.split()))}”" if cut else "nothing"
