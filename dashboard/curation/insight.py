"""How curation is going, as far as pieces and looks tell: what comes in, how soon it is looked at, newcomers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.copies import kept_id
from dashboard.community.interest import OPENED
from dashboard.community.tables import Call, Contribution, Contributor, Credit, InterestEvent
from dashboard.curation.inbox.tables import Verdict
from dashboard.curation.insight_counts import DAY, MONTH, Group, Steps, grouped, percentile, steps, within
from dashboard.curation.rounds.tables import Review, RoundPiece
from dashboard.curation.tables import ShortlistEntry, ShortlistPick
from dashboard.people.roles import ALLOWED, Permission
from dashboard.people.tables import AccountRole

KIND, CALL, COUNTRY = "kind", "call", "country"
NO_CALL, NO_COUNTRY = "No call", "Not known"
LIMITS_H = (1, 24, 72, 168)
"""Waits are told apart at one hour, a day, three days and a week."""
_HOUR_S = 3_600


@dataclass(frozen=True)
class Looks:
    """How soon the pieces of a period were first looked at by somebody who chooses. Whole hours, rounded down."""

    arrived: int
    looked_at: int
    median_h: int | None
    """Of those that were looked at: half were within so many hours; none where none was."""
    ninetieth_h: int | None
    """Nine in ten were."""
    within: tuple[int, ...]
    """How many were within each of LIMITS_H and not the one before, and last how many later."""

    @property
    def unseen(self) -> int:
        """How many nobody has looked at yet."""
        return self.arrived - self.looked_at


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


def steps_of(session: Session, period: str, today: date) -> Steps:
    """The steps of a period up to today; where it is all there is, from the first piece on."""
    first = session.scalar(select(func.min(Contribution.first_seen_at)).where(_is_kept()))
    return steps(period, today, first.date() if first else None)


def arrivals(session: Session, cut: Steps, by: str) -> tuple[Group, ...]:
    """What came in, by KIND, CALL or COUNTRY, a group each for the largest; one query over an index."""
    start = _step_start(session, Contribution.first_seen_at, cut.grain)
    named = {KIND: Contribution.kind, CALL: Contribution.call_id, COUNTRY: Contributor.country}[by]
    query = select(start, named, func.count()).where(_is_kept(), Contribution.first_seen_at >= cut.since)
    if by == COUNTRY:
        first = (Credit.contribution_id == Contribution.id) & (Credit.position == 0)
        query = query.outerjoin(Credit, first).outerjoin(Contributor, Credit.contributor_id == Contributor.id)
    titles: dict[Any, str] = _titles(session) if by == CALL else {}
    nothing = NO_CALL if by == CALL else NO_COUNTRY
    rows = session.execute(query.group_by(start, named)).all()
    return grouped(cut, ((_day(row[0]), titles.get(row[1]) or str(row[1] or nothing), row[2]) for row in rows))


def first_looks(session: Session, since: datetime) -> Looks:
    """From arrival to first look, of the pieces that came in since then.

    A look is that a curator or producer opened the piece, judged it or reviewed it in a round, whichever came first.
    """
    first = _first_looks(since).subquery()
    hours = _hours_between(session, Contribution.first_seen_at, first.c.at)
    came = (_is_kept(), Contribution.first_seen_at >= since)
    query = select(hours, func.count()).join(first, first.c.contribution_id == Contribution.id).where(*came)
    counted: dict[int, int] = {}
    for waited, times in session.execute(query.group_by(hours)):
        counted[max(0, waited)] = counted.get(max(0, waited), 0) + times
    arrived = session.scalar(select(func.count()).select_from(Contribution).where(*came)) or 0
    median, ninetieth = percentile(counted, Fraction(1, 2)), percentile(counted, Fraction(9, 10))
    return Looks(arrived, sum(counted.values()), median, ninetieth, within(counted, LIMITS_H))


def newcomers_among(session: Session, sets: Mapping[str, Select[int]]) -> dict[str, Share]:
    """Of each set of pieces, by its name, how many are the first here of one of their artists, whatever the handle.

    One query for all sets, since finding the first pieces of everybody is what takes time.
    """
    every = union_all(
        *(select(literal(name).label("name"), ids.subquery().c[0].label("id")) for name, ids in sets.items())
    ).subquery()
    part = func.count(case((every.c.id.in_(_first_pieces()), 1)))
    rows = {row[0]: row for row in session.execute(select(every.c.name, part, func.count()).group_by(every.c.name))}
    return {name: Share(*rows[name][1:]) if name in rows else Share(0, 0) for name in sets}


def arrived_pieces(since: datetime) -> Select[int]:
    """The pieces that came in since then, copies that were merged left out."""
    return select(Contribution.id).where(_is_kept(), Contribution.first_seen_at >= since)


def picked_pieces(since: datetime) -> Select[int]:
    """The pieces that somebody picked since then; a copy that was merged stands as its piece."""
    return (
        select(kept_id())
        .join(ShortlistEntry, ShortlistEntry.contribution_id == Contribution.id)
        .join(ShortlistPick, ShortlistPick.entry_id == ShortlistEntry.id)
        .where(ShortlistPick.picked_at >= since)
        .distinct()
    )


def person_id() -> ColumnElement[int]:
    """In a query over contributors the main row of each person."""
    return func.coalesce(Contributor.same_as_id, Contributor.id)


def _is_kept() -> ColumnElement[bool]:
    return Contribution.merged_into_id.is_(None)


def _first_pieces() -> Select[int]:
    """The first piece of each person: of each of their handles by index, then the least of these."""
    copies = select(Contribution.id).where(Contribution.merged_into_id.is_not(None))
    of_handle = select(func.min(Credit.contribution_id)).where(
        Credit.contributor_id == Contributor.id, Credit.contribution_id.not_in(copies)
    )
    handles = select(person_id().label("person"), of_handle.correlate(Contributor).scalar_subquery().label("first"))
    each = handles.subquery()
    return select(func.min(each.c.first)).group_by(each.c.person)


def _titles(session: Session) -> dict[Any, str]:
    return {row.id: row.title for row in session.execute(select(Call.id, Call.title))}


def _first_looks(since: datetime) -> Select[Any]:
    """When each piece was first looked at. No piece is looked at before it comes, so older looks are left out."""
    roles = [role.value for role in ALLOWED[Permission.JUDGE]]
    chooses = select(AccountRole.account_id).where(AccountRole.role.in_(roles))
    opened = select(InterestEvent.contribution_id, InterestEvent.at).where(
        InterestEvent.kind == OPENED, InterestEvent.at >= since, InterestEvent.account_id.in_(chooses)
    )
    judged = select(Verdict.contribution_id, Verdict.seen_at.label("at")).where(Verdict.seen_at >= since)
    reviewed = select(RoundPiece.contribution_id, Review.given_at.label("at")).join(
        Review, Review.round_piece_id == RoundPiece.id
    )
    looks = union_all(opened, judged, reviewed.where(Review.given_at >= since, Review.recused.is_(False))).subquery()
    return select(looks.c.contribution_id, func.min(looks.c.at).label("at")).group_by(looks.c.contribution_id)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _step_start(session: Session, instant: InstrumentedAttribute[datetime], grain: str) -> ColumnElement[Any]:
    """The first day of the step that an instant lies in: text on SQLite, a date on PostgreSQL."""
    if not _is_sqlite(session):
        return cast(func.date_trunc(grain, func.timezone("UTC", instant)), Date)
    text = type_coerce(instant, String)
    if grain == DAY:
        return func.substr(text, 1, 10)
    return func.substr(text, 1, 7) if grain == MONTH else func.date(text, "weekday 0", "-6 days")


def _day(start: date | str) -> date:
    if isinstance(start, date):
        return start
    return date.fromisoformat(start if len(start) > 7 else f"{start}-01")


def _hours_between(session: Session, start: Any, end: Any) -> ColumnElement[int]:
    if _is_sqlite(session):
        days = func.julianday(type_coerce(end, String)) - func.julianday(type_coerce(start, String))
        # julianday() is exact to about a tenth of a millisecond: without it a wait of one hour could count as none.
        return cast(days * 24 + 1e-6, Integer)
    return cast(func.floor(extract("epoch", end - start) / _HOUR_S), Integer)
