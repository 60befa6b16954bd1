"""The only router: who is here, which screens they find, and what is said when something fails."""

# ruff: noqa: E402  (the root folder must be found before anything of ours is imported)

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st
from streamlit.errors import FragmentHandledException
from streamlit.navigation.page import Page

from dashboard.people.roles import Actor
from dashboard.ui import faults
from dashboard.ui.consents_panel import waiting_panel
from dashboard.ui.screens import SCREENS, Screen
from dashboard.ui.sign_in import ACTING_AS, LOCAL_USER, admin_names, local_mode, local_people, present
from dashboard.ui.widgets import plain, said

STATIC = ROOT / "dashboard" / "static"
TALLY, WORDMARK = STATIC / "favicon.png", STATIC / "wordmark.svg"
SIDEBAR_PX = 240


def main() -> None:
    """One run of the app."""
    st.set_page_config(page_title="Greenroom", page_icon=str(TALLY), layout="wide", initial_sidebar_state=SIDEBAR_PX)
    st.html(ROOT / "dashboard" / "ui" / "accent.css")
    st.logo(WORDMARK, size="large")
    actor, refusal = None, None
    try:
        actor = present()  # first of all: it refuses strangers
        if local_mode():
            choose_person()
            actor = present()
    except Exception as error:  # told below, once the navigation is set
        refusal = error
    page = navigation(actor)
    try:
        if refusal is not None:
            turned_away(refusal)
        elif actor is None:
            sign_in_page()
        elif not actor.roles:
            no_role_page(actor)
        else:
            person_panel(actor)
            page.run()
    except FragmentHandledException:  # shown already, by the fragment
        raise
    except Exception as error:
        faults.show(error)


def navigation(actor: Actor | None) -> Page:
    """The page that was asked for.

    Every screen is registered for everybody, so that a link to one that is closed says whom to ask. The list
    is flat: the headings that Streamlit puts between sections break the list for screen readers.
    """
    pages = [_page(screen, actor) for screen in SCREENS]
    nobody = actor is None or not actor.roles
    return st.navigation(pages, position="hidden" if nobody else "sidebar", expanded=True)


def _page(screen: Screen, actor: Actor | None) -> Page:
    shown = screen.in_navigation and actor is not None and actor.may(screen.permission)
    return st.Page(
        ROOT / "pages" / f"{screen.name}.py",
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.name,
        default=screen is SCREENS[0],
        visibility="visible" if shown else "hidden",
        help=screen.help,
    )


def sign_in_page() -> None:
    """The door, for whoever is not signed in."""
    st.title("Greenroom", anchor=False)
    st.write("From the community to air, and everyone credited and paid.")
    if st.button("Sign in", type="primary"):
        st.login()


def no_role_page(actor: Actor) -> None:
    """What somebody sees whom an admin has not let in yet."""
    names = admin_names()
    whom = plain(f"an admin ({', '.join(names)})" if names else "whoever runs this Greenroom")
    st.title(f"Welcome, {plain(actor.name)}", anchor=False)
    st.info(f"You have no role yet. Ask {whom} to give you one, then reload this page.")
    waiting_panel(actor)  # a guardian comes for this alone
    said()
    sign_out_button()


def turned_away(refusal: Exception) -> None:
    """Why the person cannot go on, and the way out."""
    st.title("Greenroom", anchor=False)
    faults.show(refusal)
    if not local_mode():
        sign_out_button()


def choose_person() -> None:
    """Lets one act as any of the sample people; the address keeps the choice, so that a reload does not undo it."""
    names = {one.id: one.name for one in local_people()}
    if names:
        st.sidebar.selectbox("You act as", names, key=ACTING_AS, format_func=names.__getitem__, bind="query-params")
    else:
        st.sidebar.write(f"You act as **{LOCAL_USER.name}**")


def person_panel(actor: Actor) -> None:
    """Who one is and as what, and the way out."""
    with st.sidebar:
        if not local_mode():
            st.write(f"**{plain(actor.name)}**  \n{', '.join(sorted(actor.roles))}")
            sign_out_button()
            return
        st.caption(f"{', '.join(sorted(actor.roles))}  \nLocal mode: only this machine can open this page.")


def sign_out_button() -> None:
    """Ends the session here and, where the provider can, there."""
    if st.button("Sign out"):
        st.logout()


main()
