"""An artist posts a piece here: a file, words or a link, with co-authors, licence, declarations and lineage."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival, Offer
from dashboard.community.consents import ask_consents, settle_hold
from dashboard.community.declarations import Declaration
from dashboard.community.declaring import BuiltOn, declare_uses
from dashboard.community.standing import OPEN, call_standing
from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Call, Contribution, Source
from dashboard.community.terms import require_current
from dashboard.community.upsert import upsert
from dashboard.errors import BadInput, NotFound
from dashboard.intake.authors import CoAuthor, credit_lines, own_contributor
from dashboard.intake.cells import one_line, passage, readable
from dashboard.intake.kinds import KINDS, kind_of
from dashboard.media.admit import Admitted, note_admitted
from dashboard.media.facts import MediaFacts
from dashboard.media.staging import admit_stream
from dashboard.media.store import MediaStore
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database

HERE = "here"
NAME = "Greenroom"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_TAGS = 300, 200_000, 500
MOST_PARENTS = 30


@dataclass(frozen=True)
class Post:
    """What an artist posts, besides the file."""

    title: str
    credit_name: str
    """The name to be credited under; the account's where the artist has posted before."""
    kind: str = ""
    """For links, where nothing can be looked at yet; for files a hint that tells song from sound."""
    role: str = ""
    """The artist's own, such as vocals."""
    points: int = 1
    """The artist's own share points."""
    text: str = ""
    """The words of a text piece, else a description."""
    tags: str = ""
    language: str = ""
    licence: str = ""
    licence_url: str = ""
    link: str = ""
    """Where the file lies, for a piece that is not sent; it is fetched later."""
    call_id: int | None = None
    co_authors: tuple[CoAuthor, ...] = ()
    built_on: tuple[BuiltOn, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    """Names the piece; posting again under the same token makes no second one."""

    def check(self) -> None:
        """Raise BadInput for what cannot be taken in."""
        if len(self.title) > LONGEST_TITLE or len(self.tags) > LONGEST_TAGS:
            raise BadInput(f"A title holds {LONGEST_TITLE} characters and the tags {LONGEST_TAGS}; shorten them.")
        if len(self.text) > LONGEST_TEXT:
            raise BadInput(f"Words pasted here end at {LONGEST_TEXT:,} characters; send longer ones as a file.")
        if not self.licence.strip():
            raise BadInput("Choose a licence; without one the piece may not air.")
        if len(self.built_on) > MOST_PARENTS:
            raise BadInput(f"A piece names at most {MOST_PARENTS} others that it is built on.")
        if self.kind and self.kind not in KINDS:
            raise BadInput(f"“{self.kind}” is no kind of piece; the kinds are {', '.join(KINDS)}.")


def contribute_file(
    db: Database, store: MediaStore, actor: Actor, stream: BinaryIO, name: str, post: Post, declared: Declaration
) -> int:
    """Post a file; it is copied in blocks, never held in memory, and decoded from end to end. Returns the piece.

    Raises MediaRefused with the reason where the file is not admitted; nothing is kept then.
    """
    _ready(db, actor, post, declared)
    return _post_file(db, actor, admit_stream(store, stream, name), name, post, declared)


def contribute_words(db: Database, actor: Actor, post: Post, declared: Declaration) -> int:
    """Post a text, pasted as it is to be read. Returns the piece."""
    if not post.text.strip():
        raise BadInput("There are no words yet; paste them, send a file, or give a link.")
    if not post.title.strip():
        raise BadInput("Give the piece a title.")
    _ready(db, actor, post, declared)
    return _post(db, actor, post, declared, _arrival(post, "text"), None)


def contribute_link(db: Database, actor: Actor, post: Post, declared: Declaration) -> int:
    """Post a piece whose file lies elsewhere; it waits to be fetched. Returns the piece."""
    if urlsplit(post.link.strip()).scheme not in ("http", "https") or not urlsplit(post.link.strip()).netloc:
        raise BadInput("A link begins with https:// and leads to the file itself.")
    if not post.title.strip():
        raise BadInput("Give the piece a title.")
    if not post.kind:
        raise BadInput("Say of what kind the piece behind the link is.")
    _ready(db, actor, post, declared)
    link = post.link.strip()
    arrival = replace(_arrival(post, post.kind), media=Offer(link), origin=link)
    return _post(db, actor, post, declared, arrival, None)


def here_source(session: Session, at: datetime) -> Source:
    """The source of what artists post themselves; made on first use."""
    source = session.scalar(select(Source).where(Source.kind == HERE))
    if source is None:
        source = Source(name=NAME, kind=HERE, location=HERE, created_at=at, fetches_media=True)
        session.add(source)
        session.flush()
    return source


def _ready(db: Database, actor: Actor, post: Post, declared: Declaration) -> None:
    """All that can be refused before a file is looked at, which may take minutes."""
    require(actor, Permission.CONTRIBUTE)
    post.check()
    declared.check()
    with db.reading() as session:
        account = session.get(Account, actor.account_id) if actor.account_id is not None else None
        if account is None:
            raise BadInput("A piece is posted by somebody with an account; sign in with yours.")
        if declared.guardian == account.email:
            raise BadInput("A guardian signs in with an address of their own; give theirs, not yours.")
        if post.call_id is not None:
            _open_call(session, post.call_id)


def _open_call(session: Session, call_id: int) -> Call:
    call = session.get(Call, call_id)
    if call is None:
        raise NotFound("That call no longer exists; post the piece freely or answer another.")
    if call_standing(call.state, call.deadline, now()) != OPEN:
        raise BadInput(f"“{call.title}” takes no more answers; post the piece freely or answer another call.")
    return call


def _post_file(db: Database, actor: Actor, admitted: Admitted, name: str, post: Post, declared: Declaration) -> int:
    facts = admitted.facts
    titled = replace(post, title=post.title.strip() or readable(name), text=facts.text or post.text)
    arrival = replace(_arrival(titled, _kind(facts, titled)), media_hash=admitted.content_hash)
    return _post(db, actor, titled, declared, arrival, admitted)


def _kind(facts: MediaFacts, post: Post) -> str:
    return kind_of(
        facts.kind, declared=post.kind, role=post.role, title=post.title, duration_ms=facts.duration_ms,
        is_jpeg=facts.container == "jpeg_pipe",
    )  # fmt: skip


def _arrival(post: Post, kind: str) -> Arrival:
    return Arrival(
        external_id=post.token, kind=kind, title=one_line(post.title), role=one_line(post.role),
        text=passage(post.text), tags=", ".join(filter(None, (one_line(tag) for tag in post.tags.split(",")))),
        language=one_line(post.language), licence=one_line(post.licence), licence_url=one_line(post.licence_url),
    )  # fmt: skip


def _post(
    db: Database, actor: Actor, post: Post, declared: Declaration, arrival: Arrival, admitted: Admitted | None
) -> int:
    try:
        with command(db, actor, Permission.CONTRIBUTE, "piece.contributed", ("contribution", "new")) as change:
            piece_id = _bring_in(change.session, actor, post, declared, arrival, admitted)
            change.subject = ("contribution", piece_id)
            change.detail = {"terms": declared.terms_version, "call": post.call_id, "co_authors": len(post.co_authors)}
            return piece_id
    except IntegrityError as other:
        # Only the very first posts of a house can meet like this.
        raise BadInput("Somebody else posted at the same moment; press the button again.") from other


def _bring_in(
    session: Session, actor: Actor, post: Post, declared: Declaration, arrival: Arrival, admitted: Admitted | None
) -> int:
    at = now()
    assert actor.account_id is not None  # noqa: S101 - `_ready` asked; this is for the type checker
    source = here_source(session, at)
    same = (Contribution.source_id == source.id, Contribution.external_id == post.token)
    posted = session.scalar(select(Contribution.id).where(*same))
    if posted is not None:
        return posted
    own = own_contributor(session, source, actor.account_id, post.credit_name)
    lines = credit_lines(session, source, own, post.role, post.points, post.co_authors)
    call = _open_call(session, post.call_id) if post.call_id is not None else None
    if admitted is not None:
        note_admitted(session, [admitted], at)
    upsert(session, source.id, [replace(arrival, credits=lines, call_key=call.key if call else "")], at)
    piece = session.scalars(select(Contribution).where(*same)).one()
    session.add(_submission(session, piece.id, actor.account_id, declared, at))
    session.flush()
    declare_uses(session, piece, post.built_on)
    ask_consents(session, piece, own.id)
    settle_hold(session, piece.id)
    return piece.id


def _submission(
    session: Session, contribution_id: int, account_id: int, declared: Declaration, at: datetime
) -> Submission:
    return Submission(
        contribution_id=contribution_id, account_id=account_id, accepted_at=at,
        terms_version=require_current(session, declared.terms_version), age_band=declared.age_band,
        people=declared.people.strip(), brands=declared.brands.strip(), third_party=declared.third_party.strip(),
        machine_made=declared.machine_made.strip(), guardian_email=declared.guardian, guardian_id=None,
        guardian_accepted_at=None, guardian_terms_version=None, withdrawn_at=None,
    )  # fmt: skip
