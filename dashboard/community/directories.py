"""The directory in which the references of some links are looked up: only what they may mean is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.community.folding import fold
from dashboard.community.parents import Directory, Known, Link, parts_of
from dashboard.community.tables import Contribution, Contributor, Credit, OtherName

Value = TypeVar("Value", int, str)
AT_ONCE = 5000  # ids in one query; SQLite takes 32,766 parameters


def directory_for(session: Session, source_id: int, links: Iterable[Link]) -> Directory:
    """What the open references among `links` may mean: ids, names and titles of one source, addresses of any."""
    refs = {each.ref for each in links if each.parent_id is None}
    wanted = {form for ref in refs for each in (ref, *parts_of(ref)) for form in (each, each.removeprefix("./"))}
    own = Contribution.source_id == source_id
    ids: set[int] = set()
    names: dict[str, int] = {}
    for part in in_parts(wanted):
        exact = (own & Contribution.external_id.in_(part), Contribution.origin.in_(part))
        ids.update(session.scalars(select(Contribution.id).where(or_(*exact))))
        named = select(OtherName.name, OtherName.contribution_id).order_by(OtherName.contribution_id.desc())
        rows = session.execute(named.where(OtherName.source_id == source_id, OtherName.name.in_(part)))
        names |= {row.name: row.contribution_id for row in rows}
    for part in in_parts({fold(ref) for ref in refs} - {""}):
        ids.update(session.scalars(select(Contribution.id).where(own, Contribution.title_key.in_(part))))
    return _directory(session, source_id, ids | set(names.values()), names)


def in_parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in an order of their own, so many as one query takes."""
    ordered = sorted(values)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _directory(session: Session, source_id: int, ids: set[int], names: dict[str, int]) -> Directory:
    columns = (
        Contribution.id,
        Contribution.source_id,
        Contribution.external_id,
        Contribution.title,
        Contribution.origin,
    )
    credited = select(Credit.contribution_id, Contributor.credit_name, Credit.verbatim).join(Credit.contributor)
    artists: dict[int, dict[str, None]] = defaultdict(dict)
    rows: list[Any] = []
    for part in in_parts(ids):
        rows += session.execute(select(*columns).where(Contribution.id.in_(part))).all()
        for id_, name, verbatim in session.execute(credited.where(Credit.contribution_id.in_(part))):
            artists[id_] |= {name: None, verbatim: None}
    own = {row.id: row for row in rows if row.source_id == source_id}
    known = [Known(r.id, r.external_id, r.title, r.origin, tuple(artists[r.id])) for r in own.values()]
    keys = {name: own[id_].external_id for name, id_ in names.items() if id_ in own}
    directory = Directory.of(known, keys)
    for row in rows:
        if row.source_id != source_id and row.origin:
            directory.by_origin[row.origin].append(row.id)
    return directory
