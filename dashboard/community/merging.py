"""Merging copies of one work by one person, such as the same song at two sources, and parting them again.

Merging changes `merged_into_id` and nothing else: a copy keeps its links, counters, credits and places, which count
as those of the piece that is kept. Who was merged into whom is in the audit trail, from which parting knows what a
copy had brought along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.ancestry import loop_closed_by
from dashboard.community.consents import settle_hold
from dashboard.community.copies import itself_and_copies
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry

MERGED, PARTED = "piece.merged", "piece.parted"


def merge_pieces(db: Database, actor: Actor, keep_id: int, other_id: int) -> None:
    """Say that `other_id` is a copy of `keep_id`, by the same person: one card, one credit, one payment from now on.

    What was merged into the other comes along. Raises Stale where either was merged meanwhile, and BadInput, with
    what to do, where merging would take a credit, a file or a link of lineage away.
    """
    with command(db, actor, Permission.JUDGE, MERGED, ("contribution", other_id)) as change:
        session = change.session
        if keep_id == other_id:
            raise BadInput("A piece cannot be merged into itself; choose the other one of the two.")
        here = {id_: _locked(session, id_) for id_ in sorted((keep_id, other_id))}
        keep, other = here[keep_id], here[other_id]
        for piece in (keep, other):
            if piece.merged_into_id is not None:
                raise Stale(f"Somebody else has just merged “{piece.title}”; load the page again.")
        _refuse_loss(session, keep, other)
        copies = [id_ for id_ in session.scalars(itself_and_copies(other_id)) if id_ != other_id]
        _point(session, [other_id, *copies], keep_id)
        settle_hold(session, keep_id)
        change.detail = {"into": keep_id, "with": sorted(copies)}


def part_pieces(db: Database, actor: Actor, copy_id: int) -> None:
    """Take a merge back: the copy is a piece of its own again, with what it had brought along."""
    with command(db, actor, Permission.JUDGE, PARTED, ("contribution", copy_id)) as change:
        session = change.session
        copy = _locked(session, copy_id)
        kept_id = copy.merged_into_id
        if kept_id is None:
            raise Stale(f"“{copy.title}” stands by itself already; load the page again.")
        _locked(session, kept_id)
        others = set(session.scalars(itself_and_copies(kept_id))) - {kept_id}
        along = _brought_along(_merged_by_itself(session, others), copy_id) - {copy_id}
        _point(session, [copy_id], None)
        _point(session, along, copy_id)
        settle_hold(session, kept_id)
        settle_hold(session, copy_id)
        change.detail = {"from": kept_id, "with": sorted(along)}


def people_behind(session: Session, piece_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The main rows of everybody credited on each of these pieces, whichever handle they came in under."""
    query = (
        select(Credit.contribution_id, Contributor)
        .join(Contributor, Credit.contributor_id == Contributor.id)
        .where(Credit.contribution_id.in_(piece_ids))
    )
    found: dict[int, set[int]] = {id_: set() for id_ in piece_ids}
    for piece_id, contributor in session.execute(query):
        found[piece_id].add(contributor.person_id)
    return {id_: frozenset(people) for id_, people in found.items()}


def _refuse_loss(session: Session, keep: Contribution, other: Contribution) -> None:
    people = people_behind(session, [keep.id, other.id])
    kept, leaving = people[keep.id], people[other.id]
    if not kept or not leaving:
        nameless = other if kept else keep
        raise BadInput(
            f"“{nameless.title}” names no artist, so nobody can tell that both are by one person; "
            "say which is built on which, or ask whose work it is."
        )
    if not kept & leaving:
        raise BadInput(
            f"“{keep.title}” and “{other.title}” are by different artists; merge the artists first if they are one "
            "person, else say which is built on which, or ask whose work it is."
        )
    if not leaving <= kept:
        remedy = f"keep “{other.title}” instead" if kept <= leaving else "correct the credits of one of them first"
        raise BadInput(f"“{keep.title}” does not credit everybody whom “{other.title}” credits; {remedy}.")
    if keep.media_hash is None and other.media_hash is not None:
        raise BadInput(f"“{keep.title}” has no file here; keep “{other.title}” instead, or fetch it first.")
    if loop_closed_by(session, keep.id, other.id) or loop_closed_by(session, other.id, keep.id):
        raise BadInput(
            f"The links say that of “{keep.title}” and “{other.title}” one is built on the other; "
            "refuse those links first if both are one work."
        )


def _locked(session: Session, contribution_id: int) -> Contribution:
    piece = session.get(Contribution, contribution_id, with_for_update=True)
    if piece is None:
        raise NotFound("One of these pieces no longer exists; load the page again.")
    return piece


def _point(session: Session, piece_ids: Iterable[int], kept_id: int | None) -> None:
    for id_ in sorted(piece_ids):
        _locked(session, id_).merged_into_id = kept_id
    session.flush()


def _brought_along(merged_into: Mapping[int, int], copy_id: int) -> set[int]:
    """The copy itself and those that were merged into it, or into one of those, before it was merged on."""
    found = {copy_id}
    while met := {id_ for id_, into in merged_into.items() if into in found} - found:
        found |= met
    return found


def _merged_by_itself(session: Session, ids: Collection[int]) -> dict[int, int]:
    """For each of these copies the piece that a person merged it into by itself, unless it was parted since."""
    query = select(AuditEntry).where(
        AuditEntry.action.in_((MERGED, PARTED)),
        AuditEntry.subject == "contribution",
        AuditEntry.subject_id.in_([str(id_) for id_ in ids]),
    )
    last = {int(entry.subject_id): entry for entry in session.scalars(query.order_by(AuditEntry.id))}
    return {id_: int(entry.detail["into"]) for id_, entry in last.items() if entry.action == MERGED}
