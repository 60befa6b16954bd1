"""Bringing pieces and their people in, in the caller's transaction; repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, selectinload

from dashboard.community.arrivals import Arrival, CreditLine
from dashboard.community.clearing import first_clearance
from dashboard.community.folding import fold
from dashboard.community.overlays import apply_overlays
from dashboard.community.searching import found_words
from dashboard.community.tables import Call, Contribution, Contributor, Credit, RemoteFile

Outcome = Literal["new", "changed", "unchanged"]
WAITING = "waiting"
SHOWN_FIELDS = (
    "kind", "role", "title", "text", "tags", "note", "language", "licence", "licence_url", "origin", "media_hash",
)  # fmt: skip
"""What is compared field by field when a piece changed."""


@dataclass(frozen=True)
class Came:
    """What became of one arrival."""

    piece_id: int
    outcome: Outcome
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a changed piece: by field, what it was and what it is."""


def upsert(session: Session, source_id: int, arrivals: Collection[Arrival], at: datetime) -> dict[str, Came]:
    """Insert or update the pieces of one source; what became of each, by external id. No id may come twice.

    A new piece gets the clearance that it has by itself: `arriving.bring_in` links it and looks at its ancestors.
    """
    known = _known(session, source_id, [arrival.external_id for arrival in arrivals])
    new = [arrival for arrival in arrivals if arrival.external_id not in known]
    changed = {
        known[arrival.external_id][0]: arrival
        for arrival in arrivals
        if arrival.external_id in known and known[arrival.external_id][1] != arrival.digest
    }
    people = _people(session, source_id, [*new, *changed.values()])
    calls = _calls(session, {a.call_key for a in (*new, *changed.values()) if a.call_key}, at)
    here = {id_: Came(id_, "unchanged") for id_, _ in known.values()}
    here |= _change(session, changed, people, calls, at)
    ids = {external_id: id_ for external_id, (id_, _) in known.items()}
    ids |= _insert(session, source_id, new, people, calls, at)
    if known:
        seen = update(Contribution).where(Contribution.id.in_([id_ for id_, _ in known.values()]))
        session.execute(seen.values(last_seen_at=at, gone_at=None), execution_options={"synchronize_session": False})
    _offer(session, {ids[arrival.external_id]: arrival for arrival in new}, changed)
    return {a.external_id: here.get(ids[a.external_id]) or Came(ids[a.external_id], "new") for a in arrivals}


def _known(session: Session, source_id: int, external_ids: list[str]) -> dict[str, tuple[int, str]]:
    query = select(Contribution.external_id, Contribution.id, Contribution.digest)
    query = query.where(Contribution.source_id == source_id, Contribution.external_id.in_(external_ids))
    return {row.external_id: (row.id, row.digest) for row in session.execute(query)}


def _insert(
    session: Session,
    source_id: int,
    arrivals: list[Arrival],
    people: Mapping[str, int],
    calls: Mapping[str, int],
    at: datetime,
) -> dict[str, int]:
    """Add new pieces with their credits; their ids by external id."""
    if not arrivals:
        return {}
    rows = [
        {
            **_said(arrival, calls.get(arrival.call_key)),
            **_cleared(arrival),
            "source_id": source_id,
            "external_id": arrival.external_id,
            "first_seen_at": at,
            "last_seen_at": at,
            "created_at": _created(arrival, None, at),
            "version": 1,
            "media_hash": arrival.media_hash,
            "media_state": WAITING if arrival.media and not arrival.media_hash else "",
        }
        for arrival in arrivals
    ]
    made = session.execute(insert(Contribution).returning(Contribution.id, Contribution.external_id), rows)
    ids = {row.external_id: row.id for row in made}
    credited = [
        _credit(ids[arrival.external_id], position, line, people)
        for arrival in arrivals
        for position, line in enumerate(arrival.credits)
    ]
    if credited:
        session.execute(insert(Credit), credited)
    return ids


def _said(arrival: Arrival, call_id: int | None) -> dict[str, Any]:
    """The columns that follow from what the source says."""
    return {
        "kind": arrival.kind, "role": arrival.role, "title": arrival.title, "text": arrival.text,
        "tags": arrival.tags, "note": arrival.note, "language": arrival.language, "licence": arrival.licence,
        "licence_url": arrival.licence_url, "origin": arrival.origin, "call_id": call_id, "digest": arrival.digest,
        "title_key": fold(arrival.title),
        "found": found_words(arrival.title, arrival.text, arrival.tags, (line.name for line in arrival.credits)),
    }  # fmt: skip


def _cleared(arrival: Arrival) -> dict[str, str]:
    found = first_clearance(arrival)
    return {"clearance": found.state, "clearance_reason": found.reason}


def _created(arrival: Arrival, before: datetime | None, at: datetime) -> datetime:
    # A date in the future would keep a piece on top of every list that favours the recent.
    return min(arrival.created_at or before or at, at)


def _credit(piece_id: int, position: int, line: CreditLine, people: Mapping[str, int]) -> dict[str, Any]:
    return {
        "contribution_id": piece_id, "contributor_id": people[line.key], "position": position, "role": line.role,
        "points": line.points, "verbatim": line.verbatim,
    }  # fmt: skip


def _change(
    session: Session,
    arrivals: Mapping[int, Arrival],
    people: Mapping[str, int],
    calls: Mapping[str, int],
    at: datetime,
) -> dict[int, Came]:
    """Fill in what changed; what a person corrected here stays."""
    if not arrivals:
        return {}
    query = select(Contribution).where(Contribution.id.in_(arrivals)).options(selectinload(Contribution.credits))
    pieces = {piece.id: piece for piece in session.scalars(query)}
    before = {id_: {name: getattr(piece, name) for name in SHOWN_FIELDS} for id_, piece in pieces.items()}
    for id_, piece in pieces.items():
        arrival = arrivals[id_]
        for name, value in _said(arrival, calls.get(arrival.call_key)).items():
            setattr(piece, name, value)
        if arrival.media_hash or not arrival.media:
            piece.media_hash, piece.media_state = arrival.media_hash, ""
        piece.created_at = _created(arrival, piece.created_at, at)
        piece.version += 1
        _rewrite_credits(piece, arrival.credits, people)
    apply_overlays(session, pieces)
    session.flush()
    return {id_: Came(id_, "changed", _differences(before[id_], piece)) for id_, piece in pieces.items()}


def _differences(before: Mapping[str, Any], piece: Contribution) -> dict[str, tuple[str, str]]:
    now = {name: getattr(piece, name) for name in SHOWN_FIELDS}
    return {name: (str(was or ""), str(now[name] or "")) for name, was in before.items() if was != now[name]}


def _rewrite_credits(piece: Contribution, lines: tuple[CreditLine, ...], people: Mapping[str, int]) -> None:
    """Rewrite the credits in place: positions are unique, so rows are reused and the rest removed."""
    del piece.credits[len(lines) :]
    for position, line in enumerate(lines):
        if position == len(piece.credits):
            piece.credits.append(Credit(position=position))
        credit = piece.credits[position]
        credit.contributor_id = people[line.key]
        credit.role, credit.points, credit.verbatim = line.role, line.points, line.verbatim


def _offer(session: Session, new: Mapping[int, Arrival], changed: Mapping[int, Arrival]) -> None:
    """Note where files lie that are still to be fetched; one whose address changed is fetched anew."""
    offers = [
        {"contribution_id": id_, "url": a.media.url, "mime": a.media.mime, "size_bytes": a.media.size_bytes}
        for id_, a in new.items()
        if a.media and not a.media_hash
    ]
    if offers:
        session.execute(insert(RemoteFile), offers)
    for id_, arrival in changed.items():
        offer, remote = arrival.media, session.get(RemoteFile, id_)
        if remote is not None and (offer is None or arrival.media_hash):
            session.delete(remote)
        elif offer is not None and not arrival.media_hash and (remote is None or remote.url != offer.url):
            remote = remote or RemoteFile(contribution_id=id_)
            remote.url, remote.mime, remote.size_bytes = offer
            remote.state, remote.tries, remote.next_try_at, remote.reason, remote.etag = WAITING, 0, None, "", ""
            session.add(remote)
            session.get_one(Contribution, id_).media_state = WAITING
    session.flush()


def _people(session: Session, source_id: int, arrivals: Iterable[Arrival]) -> dict[str, int]:
    """The contributors that the credits name, by key; new ones are added, known ones filled in."""
    lines: dict[str, CreditLine] = {}
    handles: dict[str, str] = {}
    countries: dict[str, str] = {}
    for line in (line for arrival in arrivals for line in arrival.credits):
        lines.setdefault(line.key, line)
        handles[line.key] = handles.get(line.key) or line.handle
        countries[line.key] = countries.get(line.key) or line.country
    if not lines:
        return {}
    columns = (Contributor.id, Contributor.external_key, Contributor.handle, Contributor.country)
    query = select(*columns).where(Contributor.source_id == source_id, Contributor.external_key.in_(lines))
    known = {row.external_key: row for row in session.execute(query)}
    for key, row in known.items():
        filled = {"handle": row.handle or handles[key], "country": row.country or countries[key]}
        if filled != {"handle": row.handle, "country": row.country}:
            session.execute(update(Contributor).where(Contributor.id == row.id).values(**filled))
    rows = [
        {"source_id": source_id, "external_key": key, "credit_name": line.name, "handle": handles[key],
         "country": countries[key]}
        for key, line in lines.items() if key not in known
    ]  # fmt: skip
    people = {key: row.id for key, row in known.items()}
    if rows:
        made = session.execute(insert(Contributor).returning(Contributor.id, Contributor.external_key), rows)
        people |= {row.external_key: row.id for row in made}
    return people


def _calls(session: Session, keys: set[str], at: datetime) -> dict[str, int]:
    """The calls by key. One that is not known yet is opened under its key: no answer to it may be lost."""
    if not keys:
        return {}
    calls = {call.key: call for call in session.scalars(select(Call).where(Call.key.in_(keys)))}
    for key in sorted(keys - calls.keys()):
        calls[key] = Call(key=key, title=key, deadline=None, fixed_fee_minor=None, created_at=at)
        session.add(calls[key])
    session.flush()
    return {key: call.id for key, call in calls.items()}
