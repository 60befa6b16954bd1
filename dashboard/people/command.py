"""The one way to change anything: permission, transaction and audit entry together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dashboard.people.roles import Actor, Permission, require
from dashboard.storage.audit import Signature, record
from dashboard.storage.engine import Database


@dataclass
class Command:
    """A change under way: its session, and what the audit entry will say."""

    session: Session
    subject: tuple[str, object]
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def command(
    db: Database, actor: Actor, permission: Permission, action: str, subject: tuple[str, object]
) -> Iterator[Command]:
    """Check the permission, open one transaction, and leave one audit entry in it.

    Nothing is kept when the block raises. The block may set `detail`, and `subject` once a new row has its id.
    """
    require(actor, permission)
    with db.writing() as session:
        under_way = Command(session, subject)
        yield under_way
        session.flush()
        who = Signature(actor.account_id, actor.name)
        record(session, who, action, under_way.subject, under_way.detail)
