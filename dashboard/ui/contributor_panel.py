"""An artist on the page: who it is under every handle, what may be changed about them, and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from dashboard.community.claims import ClaimRow, claim, decide_claim
from dashboard.community.contributor_queries import Made, Person, PersonRow, people, people_named
from dashboard.community.contributors import PersonPlan, change_person, merge, split
from dashboard.community.doubles import Double
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import database
from dashboard.ui.formats import counted, date_text
from dashboard.ui.piece_lineage import STATES
from dashboard.ui.widgets import action, attempt, page_link, plain, quiet, row

DOUBLES_SHOWN = 10


def person_line(found: PersonRow) -> None:
    """One person in a list."""
    with st.container(border=True, gap="xsmall"):
        page_link("artist", f"**{plain(found.credit_name)}**", artist=found.person_id)
        facts = ", ".join(filter(None, [found.country, counted(found.pieces, "piece")]))
        st.markdown(f"{plain(facts)}  \n{quiet('; '.join(found.handles))}")


def double_lines(actor: Actor, doubles: Sequence[Double], here: int | None = None) -> None:
    """Likely doubles with their reason; whoever knows the artists merges them one way or the other."""
    with database().reading() as session:
        ids = {id_ for double in doubles for id_ in (double.person_id, double.other_id)}
        named = people_named(session, ids)
    for double in doubles[:DOUBLES_SHOWN]:
        one, other = named[double.person_id], named[double.other_id]
        if here == other.person_id:
            one, other = other, one
        with st.container(border=True, gap="xsmall"):
            for each in (one, other):
                if each.person_id != here:
                    page_link("artist", f"**{plain(each.credit_name)}**", artist=each.person_id)
                    st.markdown(quiet("; ".join(each.handles)))
            st.markdown(plain(double.reason))
            with st.container(horizontal=True):
                merge_button(actor, other, one)
                merge_button(actor, one, other)
    if len(doubles) > DOUBLES_SHOWN:
        st.caption(f"And {counted(len(doubles) - DOUBLES_SHOWN, 'more pair')}.")


def merge_button(actor: Actor, leaving: PersonRow, into: PersonRow) -> None:
    """Merges one person into another, under whose name both go from then on."""
    label = f"Merge under “{plain(into.credit_name)}”"
    if leaving.credit_name == into.credit_name:
        label += f", {plain(into.handles[0].rpartition(' at ')[2])}"
    st.button(
        label, key=f"merge{leaving.person_id}_{into.person_id}", icon=":material/merge:", on_click=action,
        args=(merge, database(), actor, leaving.person_id, into.person_id),
        kwargs={"done": f"Both go by “{into.credit_name}” now; it can be split again."},
    )  # fmt: skip


def handles_panel(actor: Actor, person: Person) -> None:
    """Every handle of a person; whoever knows the artists splits one off, or merges in somebody found by name."""
    knows = actor.may(Permission.KNOW_ARTISTS)
    for handle in person.handles:
        known_as = f" as @{handle.handle.removeprefix('@')}" if handle.handle else ""
        words = f"{plain(handle.credit_name + known_as)} {quiet(handle.source)}"
        with row(words, share=3):
            if knows and not handle.is_main:
                st.button(
                    "Split off", key=f"split{handle.contributor_id}", icon=":material/call_split:", on_click=action,
                    args=(split, database(), actor, handle.contributor_id),
                    kwargs={"done": f"{handle.credit_name} is somebody else again."},
                )  # fmt: skip
    if knows:
        finder = st.expander("Merge with somebody", icon=":material/merge:", key="merge_with", on_change="rerun")
        if finder.open:
            with finder:
                _find(actor, person)


def _find(actor: Actor, person: Person) -> None:
    words = st.text_input("Name or handle", key="merge_words", type="search")
    if not words:
        return
    with database().reading() as session:
        found, total = people(session, words)
        here = people_named(session, [person.person_id])[person.person_id]
    others = [each for each in found if each.person_id != person.person_id]
    if not others:
        st.caption("Nobody else goes by these words.")
    for other in others[:DOUBLES_SHOWN]:
        with row(f"**{plain(other.credit_name)}** {quiet('; '.join(other.handles))}", share=4):
            merge_button(actor, other, here)
    if total > DOUBLES_SHOWN:
        st.caption("More people match; add a word.")


def person_form(actor: Actor, person: Person) -> None:
    """What is known of a person, to be changed by themself or by whoever knows the artists."""
    key = f"person{person.person_id}_{person.version}"
    with st.form(key, border=False):
        st.text_input("Credit name", person.credit_name, key=f"{key}name", help="As it is to stand in the roll.")
        with st.container(horizontal=True):
            st.text_input("Pronouns", person.pronouns, key=f"{key}pronouns")
            st.text_input("Country", person.country, key=f"{key}country")
        st.text_area("Links, one a line", "\n".join(person.links), key=f"{key}links", height=100)
        st.checkbox("Not named in credits, paid all the same", person.takes_no_credit, key=f"{key}unnamed")
        st.form_submit_button("Save", type="primary", key=f"{key}save", on_click=_save, args=(actor, person, key))


def _save(actor: Actor, person: Person, key: str) -> None:
    typed = {name: st.session_state[key + name] for name in ("name", "pronouns", "country", "links", "unnamed")}
    links = tuple(line.strip() for line in (typed["links"] or "").splitlines() if line.strip())
    plan = PersonPlan(
        typed["name"] or "", typed["pronouns"] or "", links, typed["country"] or "", bool(typed["unnamed"])
    )
    action(change_person, database(), actor, person.person_id, person.version, plan, done="Saved.")


def claim_button(actor: Actor, person: Person, own: Iterable[ClaimRow]) -> None:
    """“This is me”, for an artist whom nobody is yet; else how far the claim is."""
    mine = next((c for c in own if c.contributor_id in {h.contributor_id for h in person.handles}), None)
    if mine is not None and mine.state == "asked":
        st.markdown(":blue-badge[:material/hourglass: You said that this is you; somebody will confirm it]")
        return
    if person.is_claimed or not actor.may(Permission.CONTRIBUTE) or actor.account_id is None:
        return
    if mine is not None and mine.state == "refused":
        st.caption(f"{plain(mine.decided_by)} did not confirm that this is you; ask again with more to go by.")
    with st.popover("This is me", icon=":material/person_check:", key="open_claim"):
        st.text_area("How can one tell?", key="claim_words", placeholder="Such as a site of yours that says so")
        st.button("Ask for it", key="claim", type="primary", on_click=_claim, args=(actor, person.person_id))


def _claim(actor: Actor, person_id: int) -> None:
    words = st.session_state["claim_words"] or ""
    attempt(claim, database(), actor, person_id, words, done="Asked; a curator, producer or admin confirms it.")


def claim_lines(actor: Actor, claims: Iterable[ClaimRow]) -> None:
    """The claims that wait, to be confirmed or refused."""
    for each in claims:
        with st.container(border=True, gap="xsmall"):
            page_link("artist", f"**{plain(each.credit_name)}**", artist=each.contributor_id)
            st.markdown(f"{plain(each.claimed_by)} says: this is me. {quiet(date_text(each.asked_at))}")
            if each.words:
                st.markdown(f"“{plain(' '.join(each.words.split()))}”")
            with st.container(horizontal=True):
                ask = (decide_claim, database(), actor, each.claim_id)
                st.button("Confirm", key=f"confirm_claim{each.claim_id}", icon=":material/check:", on_click=action,
                          args=ask, kwargs={"confirms": True, "done": "Confirmed."})  # fmt: skip
                st.button("Refuse", key=f"refuse_claim{each.claim_id}", icon=":material/close:", on_click=action,
                          args=ask, kwargs={"confirms": False, "done": "Refused."})  # fmt: skip


def made_lines(made: Sequence[Made]) -> None:
    """Pieces in a list, each a link; with what it is built on and where that link stands."""
    for piece in made:
        with st.container(gap=None):
            page_link("contribution", f"**{plain(piece.title)}**", piece=piece.contribution_id)
            of = f", of “{piece.of}”, {STATES[piece.state][0].lower()}" if piece.of else ""
            st.markdown(quiet(f"{piece.artists}, {piece.kind}{of}"))
