"""Every invariant of the live data, checked at once; what is found is said, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.assembly.tables import Assembly
from dashboard.community.copies import merges
from dashboard.community.lineage import REFUSED, Uses, by_child, loop
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.credits.queries import CreditedRundown, credited_rundown
from dashboard.desk.versions import payments_for
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaFile
from dashboard.payments.payment_sheet import PaymentSheet
from dashboard.rundown.tables import Episode
from dashboard.storage.engine import Database


def verify(db: Database, store: MediaStore) -> dict[str, Any]:
    """What was checked, and what is wrong: stored files, lineage, and each episode's coverage and sums."""
    with db.reading() as session:
        files = _stored_hashes(session)
        episodes = list(session.scalars(select(Episode.id).order_by(Episode.id)))
        wrong = [*_damaged(store, files), *_loops(session)]
        for episode_id in episodes:
            wrong += _uncovered(credited_rundown(session, episode_id), payments_for(session, episode_id))
    return {"files": len(files), "episodes": len(episodes), "wrong": wrong}


def _stored_hashes(session: Session) -> list[str]:
    columns = (
        MediaFile.content_hash, MediaFile.poster_hash, MediaFile.proxy_hash, MediaFile.raster_hash,
        Assembly.media_hash,
    )  # fmt: skip
    return sorted({found for column in columns for found in session.scalars(select(column)) if found})


def _damaged(store: MediaStore, hashes: list[str]) -> Iterator[str]:
    for content_hash in hashes:
        if not store.has(content_hash):
            yield f"The stored file {content_hash[:12]} is missing; restore it from a backup."
        elif not store.verify(content_hash):
            yield f"The stored file {content_hash[:12]} is damaged; restore it from a backup."


def _loops(session: Session) -> Iterator[str]:
    merged = merges(session)
    edges = [
        Uses(merged.kept(edge.child_id), edge.parent_id and merged.kept(edge.parent_id), edge.parent_ref, edge.state,
             edge.weight)
        for edge in session.scalars(select(LineageEdge).where(LineageEdge.state != REFUSED))
    ]  # fmt: skip
    uses = by_child(edges)
    titles = {row.id: row.title for row in session.execute(select(Contribution.id, Contribution.title))}
    for edge in edges:
        if edge.parent_id is not None and loop(edge.child_id, edge.parent_id, uses):
            yield f"“{titles[edge.child_id]}” is among its own ancestors; refuse one of its links."


def _uncovered(credited: CreditedRundown, payments: PaymentSheet) -> Iterator[str]:
    """Works on air, ancestors included, that nobody is credited for or that no money is set aside for."""
    label = credited.credits.episode
    named = {use.work.work_id for entry in credited.credits.entries for use in entry.uses}
    paid = {line.work_id for line in payments.lines} | {u.line.work_id for u in payments.unpaid if u.line}
    for work in credited.on_air.works:
        if work.work_id not in named:
            yield f"{label}: “{work.title}” is on air and credited to nobody."
        if work.work_id not in paid:
            yield f"{label}: “{work.title}” is on air, and no money is paid or held for it."
    for check in payments.checks:
        if check.difference:
            yield f"{label}: {check.statement}."
