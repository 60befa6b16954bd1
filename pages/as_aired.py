"""The editor's final cut against the rundown, and what is accepted as aired."""

from __future__ import annotations

from dashboard.people.roles import Permission
from dashboard.ui.as_aired_desk import as_aired_desk
from dashboard.ui.guard import guard
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("As aired", "What went to air: the only basis of final credits and payments.", episode=True)
if episode is None:
    empty("There is no episode yet, so nothing has gone to air.", "movie")
    page_link("episodes", "Make an episode", "movie")
else:
    as_aired_desk(actor, episode.episode_id)
