"""The rundown of the open episode: its lines in order, against the clock."""

from __future__ import annotations

from dashboard.people.roles import Permission
from dashboard.ui.guard import guard
from dashboard.ui.rundown_desk import rundown_desk
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("Rundown", "The lines of an episode in order, against the clock.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nothing to put in order.", "movie")
    page_link("episodes", "Make an episode", "movie")
else:
    rundown_desk(actor, episode.episode_id)
