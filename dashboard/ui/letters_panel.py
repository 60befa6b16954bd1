"""One dead letter: what did not come in, how far it came, why, what was sent, and what can be done."""

from __future__ import annotations

import json

import streamlit as st

from dashboard.desk.jobs import ask_for_pull
from dashboard.intake.service import ignore_letter
from dashboard.intake.tables import DeadLetter
from dashboard.people.roles import Actor
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text, counted
from dashboard.ui.widgets import action, plain, quiet, row

LETTERS_PER_PAGE = 10
STAGES = {"read": "Not readable", "record": "Not usable", "media": "File refused", "link": "Link refused"}


def letter_line(actor: Actor, letter: DeadLetter) -> None:
    """For those who may pull."""
    met = f"{letter.source.name}, met {counted(letter.times, 'time')}, last {ago_text(letter.last_at, now())}"
    stage = f":orange-badge[{STAGES.get(letter.stage, letter.stage)}]"
    with row(f"**{plain(letter.what)}** {stage}  \n{plain(letter.reason)}  \n{quiet(met)}", share=3):
        again = (ask_for_pull, database(), actor, letter.source.location)
        st.button("Try again", key=f"retry{letter.id}", icon=":material/refresh:", on_click=action, args=again)
        st.button(
            "Ignore", key=f"ignore{letter.id}", icon=":material/visibility_off:", on_click=action,
            args=(ignore_letter, database(), actor, letter.id), kwargs={"done": f"{letter.what} is set aside."},
        )  # fmt: skip
    raw = st.expander("What was sent", key=f"raw{letter.id}", on_change="rerun")
    if raw.open:
        raw.code(json.dumps(letter.raw, indent=1, ensure_ascii=False), language="json", wrap_lines=True)
