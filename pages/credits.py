"""The credit sheet of the open episode: everybody whose work airs or went into what airs."""

from __future__ import annotations

import streamlit as st

from dashboard.credits.queries import credited_rundown
from dashboard.desk.as_aired import accepted
from dashboard.desk.export import CREDITS
from dashboard.people.roles import Permission
from dashboard.storage.engine import database
from dashboard.ui.basis import basis
from dashboard.ui.credit_tables import attribution_tables, credit_figures, people_tables
from dashboard.ui.downloads import downloads
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

FILES = {"credits_xlsx": "Workbook", "credits_csv": "CSV", "credits_txt": "Plain text"}

actor = guard(Permission.SEE_CREDITS)
episode = heading("Credits", "Everybody whose work airs, or went into what airs.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nobody to credit.", "groups")
    page_link("episodes", "Go to Episodes", "movie")
    st.stop()

with database().reading() as session:
    credited = credited_rundown(session, episode.episode_id)
    aired = accepted(session, episode.episode_id)
basis(aired)

if not credited.credits.entries:
    empty("Nothing airs in this episode yet. Whoever made a piece in its rundown will stand here.", "groups")
    page_link("rundown", "Go to the rundown", "format_list_numbered")
    st.stop()

credit_figures(credited)
downloads(actor, episode.episode_id, CREDITS, FILES)
people, attributions = st.tabs(["By department", "Attributions"])
with people:
    people_tables(credited.credits)
with attributions:
    attribution_tables(credited.credits)
