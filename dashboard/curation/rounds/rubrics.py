"""The rubrics that are kept: one a call, and one of the house."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call
from dashboard.curation.rounds.rubric import Criterion, checked_criteria, stored_criteria
from dashboard.curation.rounds.tables import Rubric
from dashboard.errors import NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database


def save_rubric(db: Database, actor: Actor, call_id: int | None, version: int, criteria: Iterable[Criterion]) -> None:
    """Change the rubric of a call, or of the house for none. `version` is 0 for a call's first.

    Rounds that are open keep the rubric that they were opened with.
    """
    wanted = checked_criteria(criteria)
    with command(db, actor, Permission.RUN_ROUNDS, "rubric.changed", ("call", call_id or "house")) as change:
        session = change.session
        if call_id is not None and session.get(Call, call_id, with_for_update=True) is None:
            raise NotFound("That call no longer exists; choose another.")
        row = session.scalar(select(Rubric).where(_of_call(call_id)).with_for_update())
        if (row.version if row else 0) != version:
            raise Stale("Somebody else changed this rubric; look again and repeat your change.")
        if row is None:
            session.add(Rubric(call_id=call_id, criteria=stored_criteria(wanted), version=1))
        else:
            row.criteria, row.version = stored_criteria(wanted), row.version + 1
        change.detail = {"criteria": [[criterion.name, criterion.weight] for criterion in wanted]}


def rubric_row(session: Session, call_id: int | None) -> Rubric:
    """The rubric of a call, else that of the house, which is always there."""
    own = session.scalar(select(Rubric).where(_of_call(call_id)))
    return own or session.scalars(select(Rubric).where(Rubric.call_id.is_(None)).order_by(Rubric.id).limit(1)).one()


def _of_call(call_id: int | None) -> ColumnElement[bool]:
    return Rubric.call_id.is_(None) if call_id is None else Rubric.call_id == call_id
