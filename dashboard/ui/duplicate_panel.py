"""On a piece's own page: where else it is, what it may be a copy of, and whether it is asked whose work it is."""

from __future__ import annotations

import streamlit as st

from dashboard.community.artists import is_own_piece
from dashboard.community.requests import OPEN, OWNERSHIP, requests_about
from dashboard.curation.duplicates.copies import CopyRow, merged_copies
from dashboard.curation.duplicates.queries import Pair, open_pairs_of
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.duplicate_pairs import part_button
from dashboard.ui.formats import date_text
from dashboard.ui.widgets import page_link, plain, quiet, row


def duplicate_panel(actor: Actor, contribution_id: int) -> None:
    """The copies of a piece for everybody; open pairs for those who judge; an ownership question for its artists."""
    judges = actor.may(Permission.JUDGE)
    with database().reading() as session:
        copies = merged_copies(session, of=contribution_id)
        pairs = open_pairs_of(session, contribution_id) if judges else []
        own = is_own_piece(session, actor.account_id, contribution_id)
        asked = [each for each in requests_about(session, contribution_id) if each.kind == OWNERSHIP]
    for copy in copies:
        _copy(actor, copy, contribution_id, judges=judges)
    for pair in pairs:
        _pair(pair, contribution_id)
    if own and not actor.may(Permission.ANSWER):  # who answers requests reads it among them
        for question in asked:
            colour, answer = ("orange", "") if question.state == OPEN else ("gray", f"  \n{plain(question.answer)}")
            st.markdown(f":{colour}-badge[:material/help: Whose work it is was asked]")
            st.markdown("  \n".join(map(plain, question.words.splitlines())) + answer)


def _copy(actor: Actor, copy: CopyRow, shown_id: int, *, judges: bool) -> None:
    if copy.copy_id == shown_id:
        text = f":blue-badge[:material/merge: A copy] This stands for itself no more: it is “{plain(copy.kept_title)}”."
    else:
        where = f"[{plain(copy.source)}]({copy.origin})" if copy.origin.startswith("https://") else plain(copy.source)
        text = f":blue-badge[:material/merge: Also at {where}] “{plain(copy.copy_title)}” "
        text += quiet(date_text(copy.created_at))
    with row(text, share=4):
        if copy.copy_id == shown_id:
            page_link("contribution", "Open it", "arrow_forward", icon_last=True, piece=copy.kept_id)
        if judges:
            part_button(actor, copy)


def _pair(pair: Pair, shown_id: int) -> None:
    other = pair.right if pair.left.card.contribution_id == shown_id else pair.left
    words = f"“{plain(other.card.title)}” by {plain(other.card.artists)} at {plain(other.source)}"
    with row(f":orange-badge[:material/file_copy: May be a copy] {words}: {plain(pair.measured)}.", share=3):
        page_link("duplicates", "Decide", "arrow_forward", icon_last=True, piece=shown_id)
