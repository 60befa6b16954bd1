"""The first statement of every page: may this person be here?"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from dashboard.errors import GreenroomError, NotAllowed
from dashboard.people.roles import Actor, Permission, require
from dashboard.ui.sign_in import present
from dashboard.ui.widgets import plain


def guard(permission: Permission) -> Actor:
    """The actor of this run; without the permission the page ends here with whom to ask.

    It asks for the identity anew, so that a page is as closed when it runs without the router.
    """
    try:
        actor = present()
        if actor is None:
            raise NotAllowed("Sign in first; open the home page to do so.")
        require(actor, permission)
    except GreenroomError as refusal:
        _close(refusal)
    return actor


def _close(refusal: GreenroomError) -> NoReturn:
    st.title("No access", anchor=False)
    st.info(plain(str(refusal)), icon=":material/lock:")
    st.stop()
    raise refusal  # outside a running app st.stop() does nothing
