"""What is said of pieces on a shortlist: notes, tags and owners, one piece or many at a time."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.folding import fold
from dashboard.community.standing import listed
from dashboard.curation.shortlists import changing, entries_on
from dashboard.errors import BadInput, Stale
from dashboard.people.roles import ALLOWED, Actor, Permission
from dashboard.people.tables import Account, AccountRole
from dashboard.storage.engine import Database

LONGEST_TAG, MOST_TAGS = 40, 12


def change_entry(
    db: Database, actor: Actor, shortlist_id: int, entry_id: int, version: int, *,
    note: str, tags: str, owner_id: int | None,
) -> None:  # fmt: skip
    """Set what is said of a piece on a shortlist. `tags` are divided by commas. Raises Stale for an old version."""
    with changing(db, actor, shortlist_id, "shortlist.entry_changed") as change:
        (entry,) = entries_on(change.session, shortlist_id, [entry_id])
        if entry.version != version:
            raise Stale(
                f"Somebody else changed what is said of “{entry.contribution.title}”; look again and repeat it."
            )
        if owner_id != entry.owner_id:
            _check_owner(change.session, owner_id)
        entry.note, entry.tags, entry.owner_id = note.strip(), clean_tags(tags), owner_id
        entry.version += 1
        change.detail = {"contribution": entry.contribution_id, "tags": entry.tags, "owner": owner_id}


def tag_entries(db: Database, actor: Actor, shortlist_id: int, entry_ids: Collection[int], tags: str) -> None:
    """Add tags, divided by commas, to several pieces of a shortlist."""
    added = clean_tags(tags)
    if not added:
        raise BadInput("No tag was written; write one, or several divided by commas.")
    with changing(db, actor, shortlist_id, "shortlist.tagged") as change:
        entries = entries_on(change.session, shortlist_id, entry_ids)
        for entry in entries:
            entry.tags = clean_tags(f"{entry.tags},{added}")
            entry.version += 1
        change.detail = {"contributions": [entry.contribution_id for entry in entries], "tags": added}


def own_entries(
    db: Database, actor: Actor, shortlist_id: int, entry_ids: Collection[int], owner_id: int | None
) -> None:
    """Give several pieces of a shortlist to one owner, or to nobody."""
    with changing(db, actor, shortlist_id, "shortlist.owner_set") as change:
        _check_owner(change.session, owner_id)
        entries = entries_on(change.session, shortlist_id, entry_ids)
        for entry in entries:
            entry.owner_id = owner_id
            entry.version += 1
        change.detail = {"contributions": [entry.contribution_id for entry in entries], "owner": owner_id}


def clean_tags(text: str) -> str:
    """Tags as they are kept: divided by `, `, without `#`, each once whatever its case.

    Raises BadInput for one that is too long, and for too many.
    """
    kept: dict[str, str] = {}
    for word in listed(text):
        tag = " ".join(word.lstrip("#").split())
        if len(tag) > LONGEST_TAG:
            raise BadInput(f"“{tag[:LONGEST_TAG]}…” is too long for a tag; keep it within {LONGEST_TAG} letters.")
        if tag:
            kept.setdefault(fold(tag), tag)
    if len(kept) > MOST_TAGS:
        raise BadInput(f"A piece takes at most {MOST_TAGS} tags; leave some out.")
    return ", ".join(kept.values())


def possible_owners(session: Session) -> list[Account]:
    """Whoever may shortlist and whose account is open, by name."""
    roles = [role.value for role in ALLOWED[Permission.SHORTLIST]]
    may = select(AccountRole.account_id).where(AccountRole.role.in_(roles))
    query = select(Account).where(Account.active, Account.id.in_(may)).order_by(Account.name, Account.id)
    return list(session.scalars(query))


def _check_owner(session: Session, owner_id: int | None) -> None:
    if owner_id is not None and owner_id not in {account.id for account in possible_owners(session)}:
        raise BadInput("Only somebody who may shortlist can own a piece here; choose a curator or a producer.")
