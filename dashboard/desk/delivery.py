"""What was changed after a lock, and what that made stale of all that had been given out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.desk.stale import Stale, made_stale
from dashboard.rundown.edits.delta import delta_from_json
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.locks.given_out import given_out


@dataclass(frozen=True)
class NumberedChange:
    """An edit that was made although something was locked."""

    number: int
    revision: int
    said: str
    reason: str
    made_by: str
    made_at: datetime
    undone: bool
    """Whether a later change has taken it back."""
    stale: tuple[Stale, ...]

    @property
    def waiting(self) -> int:
        """How many of the things that it made stale nobody has given out anew."""
        return sum(1 for one in self.stale if one.again is None)


def numbered_changes(session: Session, episode_id: int) -> list[NumberedChange]:
    """The changes after a lock, the newest first, each with what it made stale."""
    query = select(RundownEdit).where(RundownEdit.episode_id == episode_id, RundownEdit.change_number.is_not(None))
    given = given_out(session, episode_id)
    return [
        NumberedChange(
            edit.change_number or 0, edit.revision, edit.said, edit.reason, edit.made_by, edit.made_at, edit.undone,
            tuple(made_stale(delta_from_json(edit.delta), edit.revision, given)),
        )
        for edit in session.scalars(query.order_by(RundownEdit.change_number.desc()))
    ]  # fmt: skip
