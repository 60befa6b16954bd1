"""What a call shows to look at or listen to: pieces that are here, and files sent with it."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.call_tables import CallReference
from dashboard.community.calls import call_at, changing_call, permission_for, require_change
from dashboard.community.tables import Contribution
from dashboard.errors import BadInput, NotFound
from dashboard.media.admit import note_admitted
from dashboard.media.staging import admit_stream
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor, require
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MOST_REFERENCES = 20


def add_reference_piece(db: Database, actor: Actor, call_id: int, version: int, contribution_id: int) -> None:
    """Show a piece that is here with a call."""
    with changing_call(db, actor, call_id, version, "call.reference_added") as (change, _call):
        session = change.session
        if session.get(Contribution, contribution_id) is None:
            raise NotFound("That piece no longer exists.")
        shown = select(CallReference.id).where(
            CallReference.call_id == call_id, CallReference.contribution_id == contribution_id
        )
        if session.scalar(shown) is None:
            _refer(session, CallReference(call_id=call_id, contribution_id=contribution_id, media_hash=None))
        change.detail = {"contribution": contribution_id}


def add_reference_file(
    db: Database, store: MediaStore, actor: Actor, call_id: int, version: int, stream: BinaryIO, name: str
) -> None:
    """Show a file with a call, after the same decode check as any other. Raises MediaRefused where it fails."""
    require(actor, permission_for(actor))
    with db.reading() as session:
        require_change(session, actor, call_at(session, call_id, version))  # before the long look at the file
    admitted = admit_stream(store, stream, name)
    with changing_call(db, actor, call_id, version, "call.reference_added") as (change, _call):
        note_admitted(change.session, [admitted], now())
        reference = CallReference(call_id=call_id, contribution_id=None, media_hash=admitted.content_hash, name=name)
        _refer(change.session, reference)
        change.detail = {"media": admitted.content_hash}


def drop_reference(db: Database, actor: Actor, call_id: int, version: int, reference_id: int) -> None:
    """Show a reference no longer."""
    with changing_call(db, actor, call_id, version, "call.reference_dropped") as (change, _call):
        reference = change.session.get(CallReference, reference_id)
        if reference is None or reference.call_id != call_id:
            raise NotFound("That reference is gone already.")
        change.session.delete(reference)


def _refer(session: Session, reference: CallReference) -> None:
    of_call = select(func.max(CallReference.position), func.count()).where(CallReference.call_id == reference.call_id)
    last, number = session.execute(of_call).one()
    if number >= MOST_REFERENCES:
        raise BadInput(f"A call shows at most {MOST_REFERENCES} references; drop one first.")
    reference.position = 0 if last is None else last + 1
    session.add(reference)
