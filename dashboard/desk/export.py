"""Every sheet of an episode, written at once from one reading of the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from dashboard import __version__
from dashboard.credits.queries import credited_rundown, working_rundown
from dashboard.credits.sheet import write_credits
from dashboard.desk.rundown_print import write_prints
from dashboard.desk.rundown_sheet import write_rundown
from dashboard.desk.timeline_files import write_timelines
from dashboard.desk.versions import payments_for
from dashboard.errors import BadInput
from dashboard.payments.sheet import write_payments
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission, require
from dashboard.rundown.cuts.snapshots import held_episode
from dashboard.rundown.locks.given import FILE, SHEET
from dashboard.rundown.locks.given_out import record_given
from dashboard.storage.base import now
from dashboard.storage.engine import Database

RUNDOWN, TIMELINE, CREDITS, PAYMENTS = "rundown", "timeline", "credits", "payments"
SHEETS: dict[str, Permission] = {
    RUNDOWN: Permission.SEE_RUNDOWN,
    TIMELINE: Permission.SEE_RUNDOWN,
    CREDITS: Permission.EXPORT_CREDITS,
    PAYMENTS: Permission.EXPORT_MONEY,
}
"""The sheets there are, and what each asks for."""


def export_episode(
    db: Database, actor: Actor, episode_id: int, folder: Path, only: Iterable[str] = ()
) -> dict[str, Path]:
    """Write the sheets into `folder`; the paths by `credits_xlsx` and so on. Each export is audited."""
    names = list(only) or list(SHEETS)
    if unknown := [name for name in names if name not in SHEETS]:
        raise BadInput(f"There is no sheet “{unknown[0]}”; choose among {', '.join(SHEETS)}.")
    for name in names:
        require(actor, SHEETS[name])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"The folder {folder} cannot be made ({error.strerror}); choose another.") from None
    with command(db, actor, SHEETS[names[0]], "sheets.exported", ("episode", episode_id)) as change:
        revision = held_episode(change.session, episode_id).revision
        change.detail = {"sheets": names, "revision": revision}
        for name in names:
            kind = FILE if name == TIMELINE else SHEET
            record_given(change.session, actor, episode_id, kind, name, revision)
        return _write(change.session, episode_id, folder, names, now())


def _write(session: Session, episode_id: int, folder: Path, names: list[str], created: datetime) -> dict[str, Path]:
    written: dict[str, Path] = {}
    rundown = working_rundown(session, episode_id).rundown
    if RUNDOWN in names:
        written |= write_rundown(folder, rundown, created) | write_prints(folder, rundown, created)
    if TIMELINE in names:
        written |= write_timelines(folder, rundown)
    if CREDITS in names:
        written |= write_credits(folder, credited_rundown(session, episode_id).credits, created, __version__)
    if PAYMENTS in names:
        written |= write_payments(folder, payments_for(session, episode_id), created, __version__)
    return written
