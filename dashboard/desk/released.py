"""What of an artist's work is in an episode, and what is owed for it, read off its credits and payments.

Only of episodes that are released or have aired, and only these people's part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.ancestry import made_of
from dashboard.community.copies import merges
from dashboard.community.tables import Contributor, Credit
from dashboard.credits.queries import CreditedRundown, credited_rundown
from dashboard.desk.versions import payments_for
from dashboard.payments.payment_sheet import PaymentSheet
from dashboard.payments.queries import payments_of
from dashboard.payments.splits import Line
from dashboard.rundown.tables import Act, Episode, Item, Layer


@dataclass(frozen=True)
class OnAirAt:
    """One of an artist's works in an episode that the artist may know of."""

    episode_id: int
    episode: str
    aired_at: datetime | None
    """None for one that is released and has not aired yet."""
    work_id: int
    through: str
    """The title of the piece that airs and is built on it; empty where it airs itself."""
    first_frame: int
    rate: Fraction
    roles: tuple[str, ...]
    """As what the artist stands in the credits; none for who asked not to be named."""

    @property
    def clock(self) -> str:
        """`00:07:12`: when in the programme its first frame is shown, whole seconds."""
        minutes, seconds = divmod(int(self.first_frame / self.rate), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}"


@dataclass(frozen=True)
class Owed:
    """One line of what an artist gets for an episode."""

    episode_id: int
    episode: str
    title: str
    """Of the work."""
    piece: str
    """Of the piece that airs."""
    role: str
    share: Fraction
    """Of the piece's amount."""
    amount_minor: int
    currency: str
    held: str
    """Why it waits; empty where it can be paid."""


@dataclass(frozen=True)
class Release:
    """All that an artist may know of the episodes that they are in."""

    on_air: tuple[OnAirAt, ...] = ()
    owed: tuple[Owed, ...] = ()


def released_work(
    session: Session, people: Collection[int], work_ids: Collection[int], *, aired_only: bool = False
) -> Release:
    """Where these works of these people air and what is owed for that, the newest episode first."""
    own = merges(session).with_copies(work_ids)
    on_air: list[OnAirAt] = []
    owed: list[Owed] = []
    for episode in _episodes_of(session, own, aired_only=aired_only):
        credited = credited_rundown(session, episode.id)
        own_lines = [line for line, _ in _lines(payments_of(credited)) if line.work_id in own]
        on_air += _on_air(episode, credited, own_lines, set(people))
        if episode.master_id is not None:
            continue  # its master's sheet holds what its versions owe
        sheet = payments_for(session, episode.id)
        lines = [(line, held) for line, held in _lines(sheet) if line.work_id in own]
        owed += [
            Owed(episode.id, sheet.episode, line.work_title, line.piece_title, line.role, line.share,
                 line.amount_minor, sheet.currency, held)
            for line, held in lines
            if line.contributor_id in people
        ]  # fmt: skip
    return Release(tuple(on_air), tuple(owed))


def aired_works(session: Session, person_ids: Collection[int]) -> tuple[OnAirAt, ...]:
    """What of these people's work has aired, for everybody to see."""
    person = func.coalesce(Contributor.same_as_id, Contributor.id)
    query = select(Credit.contribution_id).join(Contributor).where(person.in_(person_ids)).distinct()
    return released_work(session, person_ids, list(session.scalars(query)), aired_only=True).on_air


def _episodes_of(session: Session, own: Collection[int], *, aired_only: bool) -> list[Episode]:
    """The episodes that may be known and hold one of these works, or what is built on one; the newest first."""
    aired = Episode.aired_at.is_not(None)
    known = aired if aired_only else or_(aired, Episode.released_at.is_not(None))
    holding = (
        select(Act.episode_id)
        .join(Item, Item.act_id == Act.id)
        .join(Layer, Layer.item_id == Item.id)
        .where(Layer.contribution_id.in_({*own, *made_of(session, own)}))
    )
    return list(session.scalars(select(Episode).where(known, Episode.id.in_(holding)).order_by(Episode.id.desc())))


def _lines(sheet: PaymentSheet) -> Iterator[tuple[Line, str]]:
    """Every line of an episode with why it is held, empty where it is paid."""
    for line in sheet.lines:
        yield line, ""
    for unpaid in sheet.unpaid:
        if unpaid.line is not None:
            yield unpaid.line, unpaid.reason


def _on_air(episode: Episode, credited: CreditedRundown, lines: list[Line], people: set[int]) -> list[OnAirAt]:
    """One place a work and a piece in which it airs, in the order of the programme."""
    roles: dict[int, dict[str, None]] = defaultdict(dict)
    for entry in credited.credits.entries:
        if entry.contributor_id in people:
            for use in entry.uses:
                roles[use.work.work_id][entry.role] = None
    first = {piece.piece_id: piece.first_frame for piece in credited.on_air.pieces}
    through = {(line.work_id, line.piece_id): line.piece_title for line in lines}
    places = [
        OnAirAt(episode.id, credited.credits.episode, episode.aired_at, work_id,
                "" if work_id == piece_id else title, first[piece_id], episode.rate, tuple(roles[work_id]))
        for (work_id, piece_id), title in through.items()
    ]  # fmt: skip
    return sorted(places, key=lambda place: (place.first_frame, place.work_id))
