"""A page of arrivals made part of the community: pieces, people, links, counters and clearance, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival, Said
from dashboard.community.clearing import refresh_clearance
from dashboard.community.linking import link
from dashboard.community.parents import Loop
from dashboard.community.readings import read_metrics
from dashboard.community.tables import AwaitedChild, Contribution, OtherName
from dashboard.community.upsert import Came, upsert


@dataclass(frozen=True)
class Brought:
    """What became of the arrivals, by external id, and the links that were refused because they close a loop."""

    came: Mapping[str, Came]
    loops: list[Loop] = field(default_factory=list)


def bring_in(session: Session, source_id: int, arrivals: Collection[Arrival], at: datetime) -> Brought:
    """Insert or update pieces of one source and settle all that hangs on them; no external id may come twice."""
    if not arrivals:
        return Brought({})
    came = upsert(session, source_id, arrivals, at)
    here = {came[arrival.external_id].piece_id: arrival for arrival in arrivals}
    new = {one.piece_id for one in came.values() if one.outcome == "new"}
    moved = {id_: arrival for id_, arrival in here.items() if came[arrival.external_id].outcome != "unchanged"}
    _keep_names(session, source_id, moved, new)
    said, besides = _said(session, source_id, moved)
    linked = link(session, said, moved, besides)
    read_metrics(session, here, new, at)
    refresh_clearance(session, linked.touched | (moved.keys() - new))
    return Brought(came, linked.loops)


def _keep_names(session: Session, source_id: int, moved: Mapping[int, Arrival], new: Collection[int]) -> None:
    if moved.keys() - new:
        session.execute(delete(OtherName).where(OtherName.contribution_id.in_(moved.keys() - new)))
    rows = [
        {"source_id": source_id, "name": name, "contribution_id": id_}
        for id_, arrival in moved.items()
        for name in dict.fromkeys(arrival.names)
        if name and name != arrival.external_id
    ]
    if rows:
        session.execute(insert(OtherName), rows)


def _said(
    session: Session, source_id: int, moved: Mapping[int, Arrival]
) -> tuple[dict[int, list[Said]], dict[int, list[Said]]]:
    """What is said of the parents of moved pieces, by themselves and by their parents, and what moved pieces say
    of children that were here before."""
    told = _told_of(session, source_id, moved)
    said = {id_: [*arrival.uses, *told.get(arrival.external_id, ())] for id_, arrival in moved.items()}
    parents: dict[str, list[Said]] = defaultdict(list)
    for arrival in moved.values():
        for child in arrival.made_into:
            parents[child].append(Said(arrival.external_id))
    if not parents:
        return said, {}
    query = select(Contribution.id, Contribution.external_id).where(Contribution.source_id == source_id)
    rows = session.execute(query.where(Contribution.external_id.in_(parents)))
    return said, {row.id: parents[row.external_id] for row in rows if row.id not in said}


def _told_of(session: Session, source_id: int, moved: Mapping[int, Arrival]) -> dict[str, list[Said]]:
    """Keep what these pieces say was made of them; then what anybody has said of these pieces as children."""
    keys = {arrival.external_id for arrival in moved.values()}
    if not keys:
        return {}
    of_source = AwaitedChild.source_id == source_id
    session.execute(delete(AwaitedChild).where(of_source, AwaitedChild.parent_key.in_(keys)))
    rows = [
        {"source_id": source_id, "child_key": child, "parent_key": arrival.external_id}
        for arrival in moved.values()
        for child in dict.fromkeys(arrival.made_into)
        if child != arrival.external_id
    ]
    if rows:
        session.execute(insert(AwaitedChild), rows)
    told: dict[str, list[Said]] = defaultdict(list)
    for row in session.scalars(select(AwaitedChild).where(of_source, AwaitedChild.child_key.in_(keys))):
        told[row.child_key].append(Said(row.parent_key))
    return told
