"""Answers to artists: the pieces to choose from, writing to one or many of them, the templates, the list to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard.curation.answer_words import FINALIST, IN_SHOW, KINDS, LONGEST, NOT_NOW, SEEN, SHORTLISTED, with_reason
from dashboard.curation.answers import Template
from dashboard.desk.answers import LISTED, AnswerRow, Narrowed, save_template, write_answers
from dashboard.desk.answers_list import answer_list, mark_listed
from dashboard.people.roles import Actor
from dashboard.people.service import current
from dashboard.storage.engine import database
from dashboard.ui.downloads import MIME
from dashboard.ui.formats import counted, date_text
from dashboard.ui.widgets import action, attempt, page_link, plain, quiet

BADGES = {
    SEEN: ("visibility", "gray"), NOT_NOW: ("do_not_disturb_on", "gray"), SHORTLISTED: ("bookmark", "blue"),
    FINALIST: ("star", "violet"), IN_SHOW: ("campaign", "green"),
}  # fmt: skip
"""The shape and the colour of each kind of answer."""
_CHOSEN = "answer_chosen"


def kind_badge(kind: str) -> str:
    """A kind of answer in Markdown: a word, a shape and a colour."""
    icon, colour = BADGES[kind]
    return f":{colour}-badge[:material/{icon}: {kind.capitalize()}]"


def rows_panel(rows: Sequence[AnswerRow]) -> dict[int, int]:
    """The pieces of a page, each to tick; gives the versions of the answers of those that are ticked, by piece."""
    st.button("Choose all on this page", icon=":material/done_all:", on_click=_choose, args=([_tick(r) for r in rows],))
    chosen = {}
    for row in rows:
        card, answer = row.card, row.answer
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                if st.checkbox(f"**{plain(card.title)}**", key=_tick(row), width="stretch"):
                    chosen[card.contribution_id] = answer.version
                page_link("contribution", "Look at it", "arrow_forward", icon_last=True, piece=card.contribution_id)
            facts = [card.artists, card.kind, row.call, "on a shortlist" if row.shortlisted else ""]
            st.markdown(f"{kind_badge(answer.kind)} {quiet(' · '.join(fact for fact in facts if fact))}")
            st.markdown(_lines(row.preview()))
            if answer.version:
                st.markdown(quiet(_written(row)))
    return chosen


def writing_panel(
    actor: Actor, rows: Sequence[AnswerRow], chosen: Mapping[int, int], templates: Mapping[str, Template]
) -> None:
    """One answer for all that is chosen: its kind, its words, the reason, and how the first of them will read."""
    st.caption(f"{counted(len(chosen), 'piece')} chosen. Each artist is addressed by their own name.")
    kind = st.segmented_control("Answer", KINDS, format_func=str.capitalize, default=NOT_NOW, key="answer_kind")
    kind = kind or NOT_NOW
    template = templates[kind]
    words = st.text_area("Words", template.words, key=_words_key(kind, template), max_chars=LONGEST, height=120)
    reason = st.text_area(
        "Reason", key="answer_reason", max_chars=LONGEST, height=80,
        placeholder="What speaks for this piece, in your own words" if kind == FINALIST else "Stands where {reason} is",
    )  # fmt: skip
    first = next((row for row in rows if row.card.contribution_id in chosen), None)
    if first is not None:
        with st.container(border=True):
            st.markdown(quiet(f"{first.card.artists} will read"))
            st.markdown(_lines(first.preview(with_reason(words, reason))))
    st.button(
        f"Answer {counted(len(chosen), 'piece')}", key="answer_go", type="primary", disabled=not chosen,
        on_click=_write, args=(actor, dict(chosen), templates),
    )  # fmt: skip


def list_panel(actor: Actor, narrowed: Narrowed, rows: Mapping[int, int]) -> None:
    """The answers of the view as a file for mail merge; afterwards they are noted as handed out.

    `rows` are the versions of all answers of the view, by piece.
    """
    st.caption(
        "One row for each artist: name, title, call, kind, answer, link, and the e-mail address of who has an account "
        "here. It names people, so keep it as carefully."
    )
    address = st.context.url or "http://localhost:8501"
    with st.container(horizontal=True):
        for form, label in (("csv", "List as CSV"), ("xlsx", "List as workbook")):
            st.download_button(
                label, partial(_file, actor, narrowed, address, form), f"answers.{form}", MIME[form],
                key=f"answers_{form}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        if narrowed.view != LISTED:
            st.button(
                f"Note {counted(len(rows), 'answer')} as handed out", key="answers_listed", on_click=action,
                args=(mark_listed, database(), actor, dict(rows)), kwargs={"done": "Noted as handed out."},
            )  # fmt: skip


def templates_panel(actor: Actor, templates: Mapping[str, Template]) -> None:
    """The words that each kind of answer begins with."""
    st.caption("{name}, {title}, {call} and {reason} are filled in for each piece.")
    for kind, template in templates.items():
        key = f"template_{kind}_{template.version}"
        with st.form(key, border=False, enter_to_submit=False):
            st.text_area(kind.capitalize(), template.words, key=f"{key}_words", max_chars=LONGEST, height=80)
            st.form_submit_button(
                f"Save the words for {kind}", key=f"{key}_save", on_click=_save_template,
                args=(actor, kind, template.version, f"{key}_words"),
            )  # fmt: skip


def _words_key(kind: str, template: Template) -> str:
    return f"answer_words_{kind}_{template.version}"


def _tick(row: AnswerRow) -> str:
    """The key of a piece's box; another one once it was answered, so that it is no longer ticked."""
    return f"{_CHOSEN}_{row.card.contribution_id}_{row.answer.version}"


def _choose(keys: Sequence[str]) -> None:
    st.session_state.update(dict.fromkeys(keys, True))


def _lines(words: str) -> str:
    return "  \n".join(plain(line) for line in words.splitlines())


def _written(row: AnswerRow) -> str:
    listed = row.answer.listed_at
    return f"Written by {row.answer.written_by}" + (f", handed out {date_text(listed)}" if listed else "")


def _write(actor: Actor, chosen: dict[int, int], templates: Mapping[str, Template]) -> None:
    """Takes what stands in the fields: the arguments of a button are older than what was typed just before it."""
    state = st.session_state
    kind = state["answer_kind"] or NOT_NOW
    words = state.get(_words_key(kind, templates[kind]), templates[kind].words) or ""
    done = f"{counted(len(chosen), 'piece')} answered: {kind}."
    if attempt(write_answers, database(), actor, chosen, kind, words, state["answer_reason"] or "", done=done):
        state["answer_reason"] = ""


def _save_template(actor: Actor, kind: str, version: int, key: str) -> None:
    words = st.session_state[key] or ""
    action(save_template, database(), actor, kind, version, words, done="The words are changed.")


def _file(actor: Actor, narrowed: Narrowed, address: str, form: str) -> bytes:
    """The rights are asked for anew: the button may have stood there for hours."""
    db = database()
    return answer_list(db, current(db, actor), narrowed, address, form)
