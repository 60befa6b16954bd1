"""What is locked, what is still open, and what was changed since."""

from __future__ import annotations

import streamlit as st

from dashboard.desk.delivery import numbered_changes
from dashboard.people.roles import Permission
from dashboard.rundown.locks.given_out import given_out
from dashboard.rundown.locks.queries import conditions_of, lock_history, obstacles
from dashboard.rundown.locks.rules import DELIVERY, PICTURE
from dashboard.rundown.locks.standing import standing
from dashboard.rundown.queries import load_episode
from dashboard.storage.engine import database
from dashboard.ui.guard import guard
from dashboard.ui.locks_changes import changes, given_out_table
from dashboard.ui.locks_conditions import conditions
from dashboard.ui.locks_panel import lock_history_table, lock_steps
from dashboard.ui.widgets import empty, heading, page_link

actor = guard(Permission.SEE_RUNDOWN)
episode = heading("Locks", "What is locked, what is still open, and what was changed since.", episode=True)
if episode is None:
    empty("There is no episode yet, so there is nothing to lock.", "movie")
    page_link("episodes", "Make an episode", "movie")
    st.stop()

with database().reading() as session:
    held = standing(session, episode.episode_id)
    in_the_way = obstacles(session, episode.episode_id)
    waiting = conditions_of(session, episode.episode_id)
    changed = numbered_changes(session, episode.episode_id)
    given = given_out(session, episode.episode_id)
    past = lock_history(session, episode.episode_id)
    acts = load_episode(session, episode.episode_id).acts
lines = {item.id: f"{act.title}: {item.slug}" for act in acts for item in act.items}
steps = {lock.step for lock in held}

lock_steps(actor, episode.episode_id, held, in_the_way)
lock_history_table(past)
if waiting or PICTURE in steps:
    may_add = PICTURE in steps and DELIVERY not in steps
    conditions(actor, episode.episode_id, waiting, lines, may_add=may_add)
changes(changed)
given_out_table(actor, episode.episode_id, given)
