"""Who is here: the person whom the provider vouches for, or, in the local mode, whoever one acts as."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.errors import NotAllowed, SettingsWrong
from dashboard.people.door import REFUSAL, is_this_machine
from dashboard.people.roles import Actor, Role
from dashboard.people.service import accounts, act_as, sample_people, sign_in
from dashboard.people.tables import Account
from dashboard.storage.engine import database

ACTING_AS = "acting_as"
"""The session-state key of the sample person that the local mode acts as: an account id."""
LOCAL_USER = Actor(None, "Local user", frozenset(Role))
"""Who acts in the local mode before there are sample people; no account that one could sign in to later."""


@cache
def local_mode() -> bool:
    """Whether nobody signs in here: no [auth] section in the secrets. Settled once in the life of a process.

    Raises SettingsWrong for secrets that cannot be read, which would otherwise look like none.
    """
    if st.secrets.load_if_toml_exists():
        return "auth" not in st.secrets
    unreadable = [file for file in st.get_option("secrets.files") if Path(file).exists()]
    if unreadable:
        raise SettingsWrong(f"{unreadable[0]} cannot be read as TOML; correct or remove it, and start again.")
    return True


def over_https() -> bool:
    """Whether people come by HTTPS, as the address says to which the provider sends them back."""
    return not local_mode() and str(st.secrets["auth"].get("redirect_uri", "")).startswith("https://")


def present() -> Actor | None:
    """Who acts in this run, with the roles held now; None when nobody has signed in.

    Raises NotAllowed for a closed account, an unproven address, or a local mode that strangers could reach.
    """
    if local_mode():
        return _local_person()
    if not st.user.get("is_logged_in", False):
        return None
    return _proven_person()


def local_people() -> list[Account]:
    """Whom the local mode lets one act as."""
    with database().reading() as session:
        return sample_people(session)


def admin_names() -> list[str]:
    """Whom somebody without a role may ask."""
    with database().reading() as session:
        return [a.name for a in accounts(session) if a.active and Role.ADMIN in {r.role for r in a.roles}]


def _local_person() -> Actor:
    # The server's own door refuses strangers; this holds where a script is started without it.
    host = st.context.headers.get("Host", "localhost")
    if not is_this_machine(st.get_option("server.address") or "") or not is_this_machine(str(host)):
        raise NotAllowed(REFUSAL)
    ids = [account.id for account in local_people()]
    if not ids:
        return LOCAL_USER
    chosen = st.session_state.get(ACTING_AS)
    return act_as(database(), chosen if chosen in ids else ids[0])


def _proven_person() -> Actor:
    email = str(st.user.get("email") or "")
    if not email:
        raise NotAllowed("The sign-in provider gave no e-mail address; ask an admin to allow the e-mail scope there.")
    if str(st.user.get("email_verified", True)).lower() == "false":
        raise NotAllowed(f"The sign-in provider has not verified {email} yet; verify it there and sign in again.")
    return sign_in(database(), email, str(st.user.get("name") or ""))
