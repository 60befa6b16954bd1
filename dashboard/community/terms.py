"""The submission terms: numbered, kept for ever, and accepted in the newest version only."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.community.submission_tables import Terms
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

FIRST_TERMS = """\
I made this piece, alone or with the people I name, or I hold the rights that I pass on here. What others made \
in it is declared.

I let the show use the piece, cut it, and combine it with others, on air, on the web and in advertising for the \
show, under the licence that I choose. The piece stays mine.

Everybody I name is credited under the name they choose, and what the piece earns is divided by the share points \
that all of us accept.

Recognisable people in it have agreed to be shown or heard, or I say that they have not.

I may withdraw the piece until the episode that uses it is delivered.
"""
"""Version 1, in force until the house publishes its own."""


@dataclass(frozen=True)
class TermsText:
    """One version as it is shown."""

    version: int
    text: str


def current_terms(session: Session) -> TermsText:
    """The newest version, which is the one to accept."""
    newest = session.scalar(select(Terms).order_by(Terms.version.desc()).limit(1))
    return TermsText(newest.version, newest.text) if newest else TermsText(1, FIRST_TERMS)


def terms_version(session: Session, version: int) -> TermsText:
    """A version as it was published; old ones stay readable."""
    found = session.get(Terms, version)
    if found is None:
        if version != 1:
            raise NotFound(f"There is no version {version} of the submission terms.")
        return TermsText(1, FIRST_TERMS)
    return TermsText(found.version, found.text)


def publish_terms(db: Database, actor: Actor, text: str) -> int:
    """Put a new version in force; returns its number. What was accepted before stays accepted."""
    words = text.strip()
    if not words:
        raise BadInput("Terms need words; write what an artist agrees to.")
    with command(db, actor, Permission.JUDGE, "terms.published", ("terms", "new")) as change:
        session = change.session
        keep_first_terms(session)
        newest = session.scalar(select(func.max(Terms.version))) or 0
        terms = Terms(version=newest + 1, text=words, published_at=now())
        session.add(terms)
        session.flush()
        change.subject = ("terms", terms.version)
        return terms.version


def require_current(session: Session, version: int) -> int:
    """The version again, if it is the newest; it has a row from then on. Raises Stale when a newer one is in force."""
    keep_first_terms(session)
    newest = current_terms(session).version
    if version != newest:
        raise Stale(f"The submission terms have changed: read version {newest} and accept it.")
    return newest


def keep_first_terms(session: Session) -> None:
    """Give the built-in version its row, so that others can point at it."""
    if session.scalar(select(Terms.version).limit(1)) is None:
        # Somebody else may be the first at this moment.
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.add(Terms(version=1, text=FIRST_TERMS, published_at=now()))
