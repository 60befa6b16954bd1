"""The inbox: what came in since one last looked, judged piece by piece, and what was reported or withdrawn."""

from __future__ import annotations

import streamlit as st

from dashboard.curation.inbox.queue import counts, open_queue
from dashboard.desk.requests import waiting_requests
from dashboard.people.roles import Permission
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.formats import ago_text
from dashboard.ui.guard import guard
from dashboard.ui.inbox_panel import culling_panel, filters, judged_panel, trouble_panel
from dashboard.ui.waiting import line_links, to_judge
from dashboard.ui.widgets import empty, heading

actor = guard(Permission.JUDGE)
episode = heading("Inbox", "What came in since you last looked.", episode=actor.may(Permission.SHORTLIST))
if actor.account_id is None:
    empty("Everybody has an inbox of their own. Sign in with an account, or act as somebody who has one.", "person")
    st.stop()

queue = open_queue(database(), actor)
with database().reading() as session:
    found = counts(session, actor.account_id, queue.narrowing)
    requests = waiting_requests(session) if actor.may(Permission.ANSWER) else []
    waits = list(to_judge(session, actor))

filters(actor, queue, found)
culling_panel(actor, actor.account_id, episode)
judged_panel(actor.account_id)
trouble_panel(actor, requests)
if waits:
    st.header("What else waits for you", anchor=False)
    line_links(waits)
st.caption(f"Arrivals were last taken in {ago_text(queue.looked_until, now())}.")
