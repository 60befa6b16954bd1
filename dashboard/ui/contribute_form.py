"""The form by which an artist posts a piece: the piece, its people, what it is built on, licence and terms."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st

from dashboard.community.artists import credit_name_of
from dashboard.community.call_queries import open_calls
from dashboard.community.declarations import ADULT, AGE_BANDS, Declaration
from dashboard.community.declaring import RELATIONS, BuiltOn
from dashboard.community.licences import read_licence
from dashboard.community.tables import Call
from dashboard.community.terms import current_terms
from dashboard.errors import BadInput
from dashboard.intake.authors import MOST_POINTS
from dashboard.intake.contribute import Post, contribute_file, contribute_link, contribute_words
from dashboard.intake.kinds import KINDS
from dashboard.intake.receiving import Upload
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.settings import settings
from dashboard.storage.base import now
from dashboard.storage.engine import database
from dashboard.ui.co_authors import co_authors, co_authors_panel
from dashboard.ui.components.upload import upload_field
from dashboard.ui.consents_panel import terms_text
from dashboard.ui.finder import find_pieces
from dashboard.ui.widgets import plain

FILE, WORDS, LINK = "A file", "Words", "A link"
OWN_WORDS = "Other, in my own words"
LICENCES = {
    "CC BY 4.0": "Others may use and change it, and name you",
    "CC BY-SA 4.0": "The same, and what they make is shared alike",
    "CC0 1.0": "You keep no rights at all",
    "CC BY-NC 4.0": "Not for earning money: it cannot go on air",
    OWN_WORDS: "It airs only once a person here has read it",
}
UPLOAD, GENERATION, POSTED = "contribute_upload", "contribute_generation", "contribute_posted"


def form_prefix() -> str:
    """The key that all fields of this form begin with; another one once a piece was posted, so that all are empty."""
    return f"post{st.session_state.setdefault(GENERATION, 0)}"


def contribute_form(actor: Actor, call_id: int | None) -> bool:
    """Draw the form; whether it is to be posted now."""
    prefix = form_prefix()
    with database().reading() as session:
        calls = {call.id: call for call in open_calls(session, now())}
        name, terms = credit_name_of(session, actor.account_id), current_terms(session)
    st.header("The piece", anchor=False)
    _piece(prefix, calls, call_id)
    st.header("Who made it", anchor=False)
    _people(prefix, name, actor.name)
    st.header("What it builds on", anchor=False)
    _built_on(prefix, calls)
    st.header("Licence", anchor=False)
    _licence(prefix)
    st.header("What is in it", anchor=False)
    _declarations(prefix)
    st.header(f"Submission terms, version {terms.version}", anchor=False)
    terms_text(terms)
    accepted = st.checkbox(f"I accept version {terms.version} of the terms", key=f"{prefix}_terms{terms.version}")
    return st.button("Post the piece", type="primary", key=f"{prefix}_post", disabled=not accepted)


def post_piece(actor: Actor) -> None:
    """Post what the form says; a file is decoded from end to end first. Raises what the services refuse."""
    prefix, typed = form_prefix(), _typed(form_prefix())
    post, declared = _post(prefix, typed), _declared(typed)
    match typed.get("way"):
        case "Words":
            piece_id = contribute_words(database(), actor, post, declared)
        case "A link":
            piece_id = contribute_link(database(), actor, post, declared)
        case _:
            piece_id = _send_file(actor, str(typed.get("sent") or ""), post, declared)
    st.session_state[POSTED] = piece_id
    st.session_state[GENERATION] += 1
    st.session_state.pop(UPLOAD, None)


def _send_file(actor: Actor, name: str, post: Post, declared: Declaration) -> int:
    upload: Upload = st.session_state[UPLOAD]
    if not name or not upload.path.is_file():
        raise BadInput("Choose a file first, and wait until it has arrived.")
    store = MediaStore(settings().media_root)
    with upload.path.open("rb") as stream:
        piece_id = contribute_file(database(), store, actor, stream, name, post, declared)
    upload.path.unlink(missing_ok=True)
    return piece_id


def _piece(prefix: str, calls: Mapping[int, Call], call_id: int | None) -> None:
    way = st.segmented_control("You send", [FILE, WORDS, LINK], default=FILE, key=f"{prefix}_way", required=True)
    if way == FILE:
        _file(prefix)
    elif way == LINK:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Link to the file itself", key=f"{prefix}_link", placeholder="https://")
            st.selectbox("Kind", KINDS, index=None, key=f"{prefix}_kind", width=180)
    st.text_input("Title", key=f"{prefix}_title", max_chars=300)
    st.text_area("Words" if way == WORDS else "About it", key=f"{prefix}_text", height=240 if way == WORDS else 100)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Tags", key=f"{prefix}_tags", placeholder="harbour, rain")
        st.text_input("Language", key=f"{prefix}_language", placeholder="en", width=120)
    at = list(calls).index(call_id) if call_id is not None and call_id in calls else None
    st.selectbox(
        "It answers the call", list(calls), index=at, key=f"{prefix}_call", format_func=lambda id_: calls[id_].title,
        placeholder="None: it is posted freely",
    )  # fmt: skip


def _file(prefix: str) -> None:
    upload: Upload = st.session_state.setdefault(UPLOAD, Upload.new())
    upload_field(
        "File", "Film, sound, picture, text or project file, up to 8 GB.", upload.address,
        sent=st.session_state.get(f"{prefix}_sent", ""), key=f"{prefix}_field", on_sent=lambda: _arrived(prefix),
    )  # fmt: skip


def _arrived(prefix: str) -> None:
    st.session_state[f"{prefix}_sent"] = str(st.session_state[f"{prefix}_field"].sent or "")


def _people(prefix: str, name: str, account_name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if name:
            st.markdown(f"**{plain(name)}** :small[:gray[you]]", width=220)
        else:
            st.text_input("Your credit name", account_name, key=f"{prefix}_name", help="As it stands in the roll.")
        st.text_input("Your role", key=f"{prefix}_role", placeholder="Such as vocals")
        st.number_input("Your share points", 1, MOST_POINTS, 1, key=f"{prefix}_points", width=150)
    co_authors_panel(f"{prefix}_co")


def _built_on(prefix: str, calls: Mapping[int, Call]) -> None:
    key, about = f"{prefix}_parents", calls.get(st.session_state.get(f"{prefix}_call") or 0)
    if about and about.about_id and st.session_state.get(f"{key}_of") != about.id:
        # Whoever answers a call about a piece builds on it, unless they take it out again.
        st.session_state[key] = [*dict.fromkeys((*st.session_state.get(key, []), about.about_id))]
        st.session_state[f"{key}_of"] = about.id
    chosen = find_pieces("Pieces it uses", key, help="Theirs is a part of what yours earns.")
    for id_ in chosen:
        usual = RELATIONS.index("answers") if about and id_ == about.about_id else 0
        st.selectbox(
            f"How it uses piece {id_}" if len(chosen) > 1 else "How it uses it", RELATIONS, usual, key=f"{key}_{id_}",
            format_func=lambda name: name.replace("_", " ").capitalize(), width=260,
        )  # fmt: skip


def _licence(prefix: str) -> None:
    chosen = st.selectbox(
        "You offer it under",
        list(LICENCES),
        key=f"{prefix}_licence",
        format_func=lambda name: f"{name}: {LICENCES[name]}",
    )
    if chosen == OWN_WORDS:
        words = st.text_input("In your own words", key=f"{prefix}_licence_words")
        if words and not read_licence(words).known:
            st.caption("Nobody here knows a licence of this name, so the piece waits for a person to read it.")


def _declarations(prefix: str) -> None:
    band = st.selectbox(
        "You are", list(AGE_BANDS), index=None, key=f"{prefix}_age", format_func=AGE_BANDS.__getitem__,
        help="Nobody is shown it. Under 18, a parent or guardian must agree before the piece airs.",
    )  # fmt: skip
    if band not in (None, ADULT):
        st.text_input(
            "E-mail of a parent or guardian", key=f"{prefix}_guardian", type="email",
            help="They sign in with this address and find your piece there. Nobody else is shown it.",
        )  # fmt: skip
    with st.grid(2, min_column_width=300):
        st.text_input("Recognisable people, and whether they agreed", key=f"{prefix}_people", placeholder="None")
        st.text_input("Brands that can be seen or heard", key=f"{prefix}_brands", placeholder="None")
        st.text_input("Material of others in it", key=f"{prefix}_third_party", placeholder="None")
        st.text_input("What of it a machine made", key=f"{prefix}_machine_made", placeholder="Nothing")


def _typed(prefix: str) -> dict[str, object]:
    return {
        key.removeprefix(f"{prefix}_"): value
        for key, value in st.session_state.items()
        if isinstance(key, str) and key.startswith(f"{prefix}_")
    }


def _post(prefix: str, typed: Mapping[str, object]) -> Post:
    licence = str(typed.get("licence_words") or "") if typed.get("licence") == OWN_WORDS else str(typed["licence"])
    call_id, parents = typed.get("call"), st.session_state.get(f"{prefix}_parents", [])
    is_link = typed.get("way") == LINK
    return Post(
        title=_words(typed, "title"), credit_name=_words(typed, "name"), role=_words(typed, "role"),
        points=int(st.session_state[f"{prefix}_points"]), text=_words(typed, "text"), tags=_words(typed, "tags"),
        language=_words(typed, "language"), licence=licence, call_id=call_id if isinstance(call_id, int) else None,
        kind=_words(typed, "kind") if is_link else "", link=_words(typed, "link") if is_link else "",
        co_authors=co_authors(f"{prefix}_co"),
        built_on=tuple(BuiltOn(id_, _words(typed, f"parents_{id_}") or RELATIONS[0]) for id_ in parents),
        token=st.session_state.setdefault(f"{prefix}_token", secrets.token_hex(16)),
    )  # fmt: skip


def _declared(typed: Mapping[str, object]) -> Declaration:
    with database().reading() as session:
        newest = current_terms(session).version
    accepted = newest if typed.get(f"terms{newest}") else 0
    return Declaration(
        accepted, _words(typed, "age"), _words(typed, "people"), _words(typed, "brands"),
        _words(typed, "third_party"), _words(typed, "machine_made"), _words(typed, "guardian"),
    )  # fmt: skip


def _words(typed: Mapping[str, object], name: str) -> str:
    return str(typed.get(name) or "")
