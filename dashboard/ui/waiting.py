"""What waits for whoever looks: one line each, with the way to where it is dealt with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st
from sqlalchemy.orm import Session

from dashboard.community.claims import open_claims
from dashboard.community.overlays import conflicted
from dashboard.curation.duplicates.queries import open_pair_count
from dashboard.curation.inbox.queue import Narrowing, counts
from dashboard.curation.queries import open_links
from dashboard.curation.rounds.queries import waiting_rounds
from dashboard.curation.search.saved import news_of_saved
from dashboard.desk.home import not_airing, open_dead_letter_count, open_jobs, open_link_count
from dashboard.desk.requests import RequestRow, waiting_requests
from dashboard.people.roles import Actor, Permission
from dashboard.ui.consents_panel import waiting_panel as agreements
from dashboard.ui.formats import counted
from dashboard.ui.piece_lineage import STATES
from dashboard.ui.requests_panel import waiting_panel as requests_panel
from dashboard.ui.widgets import clearance_badge, empty, plain, row_link

LINKS_SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing that waits: Markdown, the page that deals with it, the word on its link, and what its address says."""

    text: str
    page: str
    label: str
    query: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Waiting:
    """All that waits for somebody."""

    requests: Sequence[RequestRow]
    lines: Sequence[Line]


def waiting(session: Session, actor: Actor, shortlist_id: int | None, problems: Sequence[str]) -> Waiting:
    """What waits for this person; `problems` are the open episode's, as sentences."""
    requests = waiting_requests(session) if actor.may(Permission.ANSWER) else []
    lines = [*_unseen(session, actor), *to_judge(session, actor), *_community(session, actor)]
    lines += _episode(session, shortlist_id, problems)
    if actor.may(Permission.JUDGE):
        lines += _links(session)
    if actor.may(Permission.PULL):
        lines += _coming_in(session)
    return Waiting(requests, lines)


def waiting_panel(actor: Actor, waits: Waiting) -> None:
    """The whole of it, under its heading for those who work on the show."""
    if actor.may(Permission.SEE_RUNDOWN):
        st.header("What waits for you", anchor=False)
        if not (waits.requests or waits.lines):
            empty("Nothing waits for you. Requests, open links and pieces that may not air show here.", "task_alt")
    agreements(actor)
    requests_panel(actor, waits.requests)
    line_links(waits.lines)


def line_links(lines: Sequence[Line]) -> None:
    """The lines, each with its link."""
    for line in lines:
        row_link(line.text, line.page, line.label, **dict(line.query))


def _unseen(session: Session, actor: Actor) -> Iterator[Line]:
    if actor.may(Permission.JUDGE) and actor.account_id is not None:
        new = counts(session, actor.account_id, Narrowing()).new
        if new:
            yield Line(f":blue-badge[:material/inbox: New] {counted(new, 'piece')} you have not seen.", "inbox", "Look")


def to_judge(session: Session, actor: Actor) -> Iterator[Line]:
    """What waits for a curator's judgement besides the inbox: rounds, news of saved searches, pieces that are alike."""
    if actor.account_id is None:
        return
    if actor.may(Permission.REVIEW):
        for row in waiting_rounds(session, actor.account_id):
            badge = ":blue-badge[:material/how_to_vote: Round]"
            text = f"{badge} {counted(row.left, 'piece')} to judge in {plain(row.title)}."
            yield Line(text, "review", "Review", (("round", row.round_id),))
    for found in news_of_saved(session, actor.account_id):
        if found.count:
            badge = ":blue-badge[:material/saved_search: Search]"
            text = f"{badge} {counted(found.count, 'new piece')} for {plain(found.saved.name)}."
            yield Line(text, "search", "Look", (("saved", found.saved.saved_id),))
    if actor.may(Permission.JUDGE) and (pairs := open_pair_count(session)):
        badge = ":orange-badge[:material/file_copy: Alike]"
        yield Line(f"{badge} {counted(pairs, 'pair')} of pieces are the same or nearly.", "duplicates", "Look")


def _community(session: Session, actor: Actor) -> Iterator[Line]:
    if actor.may(Permission.KNOW_ARTISTS):
        for claim in open_claims(session):
            badge = ":blue-badge[:material/person_check: This is me]"
            text = f"{badge} {plain(claim.claimed_by)} is “{plain(claim.credit_name)}”?"
            yield Line(text, "artist", "Decide", (("artist", claim.contributor_id),))
    if actor.may(Permission.JUDGE):
        for piece in conflicted(session):
            text = f":orange-badge[:material/warning: Corrected] The source of “{plain(piece.title)}” disagrees."
            yield Line(text, "contribution", "Settle", (("piece", piece.id),))


def _episode(session: Session, shortlist_id: int | None, problems: Sequence[str]) -> Iterator[Line]:
    for problem in problems:
        yield Line(f":orange-badge[:material/warning: In the rundown] {plain(problem)}", "rundown", "Rundown")
    if shortlist_id is None:
        return
    judged = {edge.child_id for edge in open_links(session, LINKS_SHOWN)}
    for card in not_airing(session, shortlist_id):
        if card.clearance_reason not in problems and card.contribution_id not in judged:
            text = f"{clearance_badge(card.clearance)} {plain(card.clearance_reason)}"
            yield Line(text, "contribution", "Look", (("piece", card.contribution_id),))


def _links(session: Session) -> Iterator[Line]:
    shown = open_links(session, LINKS_SHOWN)
    for edge in shown:
        parent = edge.parent.title if edge.parent else edge.parent_ref
        word, icon, colour = STATES[edge.state]
        text = f":{colour}-badge[:material/{icon}: {word}] “{plain(edge.child.title)}” uses “{plain(parent)}”."
        yield Line(text, "contribution", "Judge", (("piece", edge.child.merged_into_id or edge.child_id),))
    more = open_link_count(session) - len(shown)
    if more > 0:
        text = f":gray[And {counted(more, 'more link')} to judge, on the pages of their pieces.]"
        yield Line(text, "trending", "Trending")


def _coming_in(session: Session) -> Iterator[Line]:
    for job in open_jobs(session):
        badge = f":blue-badge[:material/sync: {job.state.capitalize()}]"
        text = f"{badge} {job.kind.capitalize()}: {plain(job.message or 'waits for its turn')}"
        yield Line(text, "sources", "Look")
    if letters := open_dead_letter_count(session):
        badge = ":orange-badge[:material/mail_off: Not taken in]"
        yield Line(f"{badge} {counted(letters, 'thing')} did not come in.", "sources", "Look")
