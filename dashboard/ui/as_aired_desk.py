"""What went to air: an editor's final cut matched, compared and accepted, or the lock accepted as it is."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.as_aired import accept_cut, accept_lock, accepted, take_back
from dashboard.desk.as_aired_comparison import Comparison, compare
from dashboard.desk.as_aired_reading import FinalCut, look
from dashboard.errors import BadInput
from dashboard.people.roles import ALLOWED, Actor, Permission
from dashboard.rundown.cuts.frozen import completed, snapshot_state
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.interchange.cut_list import SentFile
from dashboard.rundown.interchange.formats import EDL, FCP7, LARGEST_BYTES, OTIO
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.tables import Episode
from dashboard.rundown.versions.tables import AsAired
from dashboard.storage.engine import database
from dashboard.ui.as_aired_clips import by_hand, clip_table, forget, resolve_panel, said_of
from dashboard.ui.as_aired_tables import comparison_figures, comparison_tables
from dashboard.ui.formats import counted, instant_text
from dashboard.ui.widgets import action, attempt, empty, page_link, plain

ORIGINS = {EDL: "an edit list", OTIO: "an OTIO timeline", FCP7: "an FCP7 XML sequence"}
FILES = "as_aired_files"


def as_aired_desk(actor: Actor, episode_id: int) -> None:
    """The whole page of one episode: what is accepted, or the way there."""
    with database().reading() as session:
        aired = accepted(session, episode_id)
    if aired is not None:
        _accepted(actor, aired)
        return
    st.markdown(
        ":orange-badge[:material/pending: Nothing accepted yet] "
        "Credits, cue sheets and payments follow the rundown as it stands until what aired is accepted."
    )
    if not actor.may(Permission.EDIT_EPISODE):
        holders = " or ".join(sorted(role.value for role in ALLOWED[Permission.EDIT_EPISODE]))
        empty(f"Somebody with the role of {holders} accepts what went to air here.", "fact_check")
        return
    st.header("The editor's final cut", anchor=False)
    sent = st.file_uploader(
        "Final cut as .edl, .otio or FCP7 .xml; several edit lists go together", type=["edl", "otio", "xml"],
        accept_multiple_files=True, key=f"{FILES}_{episode_id}", max_upload_size=LARGEST_BYTES // 1_000_000,
    )  # fmt: skip
    if sent:
        _final_cut(actor, episode_id, [SentFile(file.name, file.getvalue()) for file in sent])
    _lock_panel(actor, episode_id)


def _final_cut(actor: Actor, episode_id: int, files: list[SentFile]) -> None:
    try:
        with database().reading() as session:
            final = look(session, session.get_one(Episode, episode_id), files, said_of(files))
            state, decided = final.rundown()
            found = compare(session, actor, episode_id, final.base, state)
    except BadInput as wrong:
        st.error(plain(str(wrong)), icon=":material/error:")
        return
    _heading_of_cut(final, decided)
    resolve_panel(files, final)
    by_hand(files, final)
    clip_table(final)
    st.header("Against the rundown", anchor=False)
    if final.unresolved:
        st.caption("Proposals count here as proposed until somebody decides, clips without one as no contribution.")
    _comparison(actor, found)
    _accept_button(actor, episode_id, files, final)


def _heading_of_cut(final: FinalCut, decided: tuple[str, ...]) -> None:
    clips = counted(len(final.matches), "clip")
    waiting = counted(len(final.unresolved), "clip")
    badge = (
        f":orange-badge[:material/help: {waiting} to resolve]"
        if final.unresolved
        else ":green-badge[:material/check_circle: All resolved]"
    )
    st.markdown(f"{badge} {plain(final.file_name)}: {clips}, from {ORIGINS[final.origin]}.")
    for remark in (*final.remarks, *decided):
        st.caption(f":material/info: {plain(remark)}")


def _comparison(actor: Actor, found: Comparison) -> None:
    with_money = actor.may(Permission.SEE_MONEY)
    comparison_figures(found)
    comparison_tables(found, with_money=with_money)


def _accept_button(actor: Actor, episode_id: int, files: list[SentFile], final: FinalCut) -> None:
    waiting = len(final.unresolved)
    st.button(
        "Accept as aired", type="primary", icon=":material/fact_check:", key="accept_cut", disabled=bool(waiting),
        on_click=_accept_cut, args=(actor, episode_id, files),
    )  # fmt: skip
    if waiting:
        st.caption(f"{counted(waiting, 'clip')} must be resolved first.")


def _accept_cut(actor: Actor, episode_id: int, files: list[SentFile]) -> None:
    done = "Accepted. Credits and payments now follow what aired."
    if attempt(accept_cut, database(), actor, episode_id, files, said_of(files), done=done):
        forget(files)


def _lock_panel(actor: Actor, episode_id: int) -> None:
    with database().reading() as session:
        held = standing(session, episode_id)
    with st.expander("It aired as it was locked", icon=":material/lock:", key="accept_lock_panel"):
        if held:
            st.markdown(
                f"The {held[-1].step} lock of {instant_text(held[-1].locked_at)}, with the numbered changes since, is "
                "taken as what went to air."
            )
        else:
            st.markdown("No lock holds, so the rundown as it stands now is taken as what went to air.")
        st.button(
            "Accept the lock as aired" if held else "Accept the rundown as aired", key="accept_lock",
            icon=":material/fact_check:", on_click=action, args=(accept_lock, database(), actor, episode_id),
            kwargs={"done": "Accepted. Credits and payments now follow it."},
        )  # fmt: skip


def _accepted(actor: Actor, aired: AsAired) -> None:
    origin = ORIGINS.get(aired.origin, "the lock")
    file = f" ({plain(aired.file_name)})" if aired.file_name else ""
    with st.container(border=True):
        st.markdown(
            f":green-badge[:material/check_circle: Accepted as aired] {plain(aired.accepted_by)}, "
            f"{instant_text(aired.accepted_at)}, from {origin}{file}."
        )
        st.caption(
            "Credits, cue sheets and payments follow this cut. The rundown can be worked on without changing it."
        )
        with st.container(horizontal=True):
            page_link("credits", "Credits", "groups")
            if actor.may(Permission.SEE_MONEY):
                page_link("payments", "Payments", "payments")
    with database().reading() as session:
        before = completed(read_state(session, aired.episode_id))
        found = compare(session, actor, aired.episode_id, before, snapshot_state(aired.snapshot))
    st.header("Against the rundown", anchor=False)
    _comparison(actor, found)
    if actor.may(Permission.EDIT_EPISODE):
        _take_back_panel(actor, aired.episode_id)


def _take_back_panel(actor: Actor, episode_id: int) -> None:
    with (
        st.expander("Take the acceptance back", icon=":material/undo:", key="take_back_panel"),
        st.form("take_back", border=False),
    ):
        st.text_input("Why", key="take_back_reason", placeholder="The network asked for another cut")
        st.form_submit_button("Take it back", on_click=_take_back, args=(actor, episode_id))


def _take_back(actor: Actor, episode_id: int) -> None:
    done = "Taken back. Credits and payments follow the rundown again."
    action(take_back, database(), actor, episode_id, st.session_state["take_back_reason"] or "", done=done)
