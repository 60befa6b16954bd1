"""Bringing pieces and their people in, in the caller's transaction; repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dashboard.community.arrivals import Arrival, CreditLine
from dashboard.community.clearance import PENDING
from dashboard.community.folding import fold
from dashboard.community.tables import Call, Contribution, Contributor, Credit, MetricReading

Outcome = Literal["new", "changed", "unchanged"]
SEARCHED_CHARACTERS = 2000
_UNSETTLED = "The pull that brought it has not settled its lineage yet; pull its source again."


def upsert(session: Session, source_id: int, arrivals: Collection[Arrival], at: datetime) -> dict[str, Outcome]:
    """Insert or update the pieces of one source; what became of each, by external id.

    A new or changed piece waits as pending until `clearing.refresh_source` has looked at it.
    """
    pieces = _pieces(session, source_id, [arrival.external_id for arrival in arrivals])
    outcomes = {each.external_id: _outcome(each, pieces.get(each.external_id)) for each in arrivals}
    to_write = [arrival for arrival in arrivals if outcomes[arrival.external_id] != "unchanged"]
    people = _people(session, source_id, to_write)
    calls = _calls(session, {arrival.call_key for arrival in to_write if arrival.call_key}, at)
    for arrival in to_write:
        piece = pieces.get(arrival.external_id)
        if piece is None:
            piece = Contribution(source_id=source_id, external_id=arrival.external_id, first_seen_at=at, version=0)
            session.add(piece)
            pieces[arrival.external_id] = piece
        _fill(piece, arrival, calls.get(arrival.call_key), at)
        _credit(piece, arrival.credits, people)
    session.flush()
    here = {pieces[arrival.external_id].id: arrival for arrival in arrivals}
    session.execute(update(Contribution).where(Contribution.id.in_(here)).values(last_seen_at=at))
    _read_metrics(session, here, at)
    return outcomes


def _pieces(session: Session, source_id: int, external_ids: list[str]) -> dict[str, Contribution]:
    query = select(Contribution).where(Contribution.source_id == source_id, Contribution.external_id.in_(external_ids))
    return {piece.external_id: piece for piece in session.scalars(query)}


def _outcome(arrival: Arrival, piece: Contribution | None) -> Outcome:
    if piece is None:
        return "new"
    return "unchanged" if piece.digest == arrival.digest else "changed"


def _fill(piece: Contribution, arrival: Arrival, call_id: int | None, at: datetime) -> None:
    piece.kind, piece.role, piece.title = arrival.kind, arrival.role, arrival.title
    piece.text, piece.tags, piece.note = arrival.text, arrival.tags, arrival.note
    piece.licence, piece.licence_url, piece.origin = arrival.licence, arrival.licence_url, arrival.origin
    piece.media_hash, piece.call_id = arrival.media_hash, call_id
    # A date in the future would keep a piece on top of every list that favours the recent.
    piece.created_at = min(arrival.created_at or piece.created_at or at, at)
    piece.last_seen_at = at
    piece.digest = arrival.digest
    piece.version += 1
    piece.clearance, piece.clearance_reason = PENDING, _UNSETTLED
    artists = " ".join(line.name for line in arrival.credits)
    piece.found = fold(f"{arrival.title} {arrival.text[:SEARCHED_CHARACTERS]} {arrival.tags} {artists}")


def _credit(piece: Contribution, lines: tuple[CreditLine, ...], people: Mapping[str, Contributor]) -> None:
    """Rewrite the credits in place: positions are unique, so rows are reused and the rest removed."""
    del piece.credits[len(lines) :]
    for position, line in enumerate(lines):
        if position == len(piece.credits):
            piece.credits.append(Credit(position=position))
        credit = piece.credits[position]
        credit.contributor = people[line.key]
        credit.role, credit.points, credit.verbatim = line.role, line.points, line.verbatim


def _people(session: Session, source_id: int, arrivals: Iterable[Arrival]) -> dict[str, Contributor]:
    """The contributors that the credits name, by key; new ones are added, known ones filled in."""
    lines = [line for arrival in arrivals for line in arrival.credits]
    of_source = select(Contributor).where(
        Contributor.source_id == source_id, Contributor.external_key.in_({line.key for line in lines})
    )
    people = {person.external_key: person for person in session.scalars(of_source)}
    for line in lines:
        person = people.get(line.key)
        if person is None:
            person = people[line.key] = Contributor(
                source_id=source_id, external_key=line.key, credit_name=line.name, handle="", country=""
            )
            session.add(person)
        person.handle = person.handle or line.handle
        person.country = person.country or line.country
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


def _read_metrics(session: Session, here: Mapping[int, Arrival], at: datetime) -> None:
    """Append what the counters show now, where it differs from what they showed last."""
    if not any(arrival.metrics for arrival in here.values()):
        return
    newest = (
        select(MetricReading.contribution_id, MetricReading.name, func.max(MetricReading.observed_at).label("at"))
        .where(MetricReading.contribution_id.in_(here))
        .group_by(MetricReading.contribution_id, MetricReading.name)
        .subquery()
    )
    same = (
        (MetricReading.contribution_id == newest.c.contribution_id)
        & (MetricReading.name == newest.c.name)
        & (MetricReading.observed_at == newest.c.at)
    )
    last = {(r.contribution_id, r.name): r.value for r in session.scalars(select(MetricReading).join(newest, same))}
    session.add_all(
        MetricReading(contribution_id=piece_id, name=name, value=value, observed_at=at)
        for piece_id, arrival in here.items()
        for name, value in arrival.metrics
        if last.get((piece_id, name)) != value
    )
