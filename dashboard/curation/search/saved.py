"""Saved searches: kept by an account under a name, and what matches that did not when it was last opened."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dashboard.curation.search.facets import Numbers
from dashboard.curation.search.searching import Search, matching_ids
from dashboard.curation.search.tables import SavedSearch
from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

LONGEST_NAME, MOST_SAVED = 80, 20


@dataclass(frozen=True)
class Saved:
    """A saved search as a list shows it."""

    saved_id: int
    name: str
    search: Search


@dataclass(frozen=True)
class News:
    """A saved search with what matches now and did not when it was last opened, the newest first."""

    saved: Saved
    new_ids: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many are new."""
        return len(self.new_ids)


def news_of_saved(session: Session, account_id: int | None, used: Collection[int] | None = None) -> list[News]:
    """All saved searches of an account, each with its news. `used` as for `search`."""
    query = select(SavedSearch).where(SavedSearch.account_id == account_id).order_by(SavedSearch.name)
    return [_news(session, row, used) for row in session.scalars(query).all()]


def save_search(db: Database, actor: Actor, name: str, wanted: Search, used: Collection[int] | None = None) -> int:
    """Keep a search under a name that the account has not given yet; what matches now is not news. Returns its id."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise BadInput("Give the search a name to save it under.")
    if wanted.is_everything:
        raise BadInput("There is nothing to save yet; type a word or choose a filter first.")
    account_id = _account(actor)
    with command(db, actor, Permission.SEE_PIECES, "search.saved", ("saved search", 0)) as change:
        session = change.session
        names = set(session.scalars(select(SavedSearch.name).where(SavedSearch.account_id == account_id)))
        if name in names:
            raise BadInput(f"A search is saved as “{name}” already; choose another name, or delete that one first.")
        if len(names) >= MOST_SAVED:
            raise BadInput(f"{MOST_SAVED} searches are saved already; delete one first.")
        known = _bits(matching_ids(session, wanted, used))
        row = SavedSearch(account_id=account_id, name=name, query=wanted.as_dict(), known=known, opened_at=now())
        session.add(row)
        session.flush()
        change.subject = ("saved search", row.id)
        return row.id


def delete_saved(db: Database, actor: Actor, saved_id: int) -> None:
    """Forget a saved search of one's own."""
    with command(db, actor, Permission.SEE_PIECES, "search.deleted", ("saved search", saved_id)) as change:
        change.session.delete(_own(change.session, actor, saved_id))


def open_saved(db: Database, actor: Actor, saved_id: int, used: Collection[int] | None = None) -> News:
    """The search with its news, which are none from now on. Looking leaves no audit entry."""
    with db.reading() as session:
        news = _news(session, _own(session, actor, saved_id), used)
    try:
        with db.writing() as session:
            row = _own(session, actor, saved_id)
            row.known, row.opened_at = _bits(matching_ids(session, _saved(row).search, used)), now()
    except OperationalError:  # the database is busy; the news stay news until the next time
        pass
    return news


def _news(session: Session, row: SavedSearch, used: Collection[int] | None) -> News:
    saved = _saved(row)
    matching = matching_ids(session, saved.search, used)
    known = _ids(row.known)
    new = np.sort(np.setdiff1d(matching, known, assume_unique=True))[::-1]
    return News(saved, tuple(new.tolist()))


def _saved(row: SavedSearch) -> Saved:
    return Saved(row.id, row.name, Search.from_dict(row.query))


def _own(session: Session, actor: Actor, saved_id: int) -> SavedSearch:
    row = session.get(SavedSearch, saved_id)
    if row is None or row.account_id != _account(actor):
        raise NotFound("That saved search no longer exists.")
    return row


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise BadInput("Searches are saved for an account; sign in first.")
    return actor.account_id


def _bits(ids: Numbers) -> bytes:
    flags = np.zeros(int(ids.max()) + 1 if len(ids) else 0, bool)
    flags[ids] = True
    return zlib.compress(np.packbits(flags).tobytes())


def _ids(known: bytes) -> Numbers:
    return np.flatnonzero(np.unpackbits(np.frombuffer(zlib.decompress(known), np.uint8))) if known else np.zeros(0, int)
