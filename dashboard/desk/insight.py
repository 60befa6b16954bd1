"""How curation is going, as far as the programme tells: whose picks aired, what trending was worth, who is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from dashboard.community.copies import kept_id
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.curation.insight import Share, arrived_pieces, newcomers_among, person_id, picked_pieces
from dashboard.curation.shortlists import PLACES
from dashboard.curation.tables import ShortlistEntry, ShortlistPick
from dashboard.people.tables import Account
from dashboard.rundown.tables import Act, Episode, Item, Layer

CAME_IN, PICKED, AIRED = "Came in", "Picked", "Aired"
TOP, HIGH = 50, 500
FAIR_SHARE = 8
"""An artist has more than a fair share above one in so many picks, and above LEAST_FAIR in any case."""
LEAST_FAIR = 2
MOST_ARTISTS = 10


@dataclass(frozen=True)
class Outcome:
    """What became of some picked pieces."""

    name: str
    picked: int
    placed: int
    """Stand in a rundown, floated ones left out."""
    aired: int


@dataclass(frozen=True)
class PickedPiece:
    """One picked piece: its best place on Trending when somebody picked it, and what became of it."""

    place: int | None
    """1 for the highest, PLACES + 1 for all that stood lower; none where it had no score yet."""
    placed: bool
    aired: bool


@dataclass(frozen=True)
class Exposure:
    """In how many picked pieces one artist has part, and in how many of these that aired."""

    person_id: int
    name: str
    picked: int
    aired: int


@dataclass(frozen=True)
class Exposures:
    """The artists that were picked most, and the wholes that their numbers are parts of."""

    artists: tuple[Exposure, ...]
    picked: int
    """Pieces picked in all."""
    people: int
    """Artists who were picked in all."""

    @property
    def fair(self) -> int:
        """So many picked pieces are a fair share for one artist."""
        return max(LEAST_FAIR, self.picked // FAIR_SHARE)


def newcomers(session: Session, since: datetime) -> dict[str, Share]:
    """How many pieces that came in, were picked and aired since then are the first here of one of their artists."""
    sets = {
        CAME_IN: arrived_pieces(since), PICKED: picked_pieces(since), AIRED: _standing(Episode.aired_at >= since),
    }  # fmt: skip
    return newcomers_among(session, sets)


def whose_picks(session: Session, since: datetime) -> list[Outcome]:
    """What became of the picks that each person made since then, by name. A piece counts for all who picked it."""
    piece, name = kept_id(), func.coalesce(Account.name, ShortlistPick.picked_by)
    query = (
        select(
            name, func.count(piece.distinct()), _count_in(piece, _standing()),
            _count_in(piece, _standing(Episode.aired_at.is_not(None))),
        )
        .select_from(ShortlistPick)
        .join(ShortlistEntry, ShortlistPick.entry_id == ShortlistEntry.id)
        .join(Contribution, ShortlistEntry.contribution_id == Contribution.id)
        .outerjoin(Account, ShortlistPick.account_id == Account.id)
        .where(ShortlistPick.picked_at >= since)
        .group_by(ShortlistPick.account_id, name)
        .order_by(name)
    )  # fmt: skip
    return [Outcome(*row) for row in session.execute(query)]


def picked_places(session: Session, since: datetime) -> list[PickedPiece]:
    """Every piece that was picked since then, with its place on Trending at the time and what became of it."""
    piece = kept_id()
    best = (
        select(piece.label("id"), func.min(ShortlistPick.trend_place).label("place"))
        .join(ShortlistEntry, ShortlistEntry.contribution_id == Contribution.id)
        .join(ShortlistPick, ShortlistPick.entry_id == ShortlistEntry.id)
        .where(ShortlistPick.picked_at >= since)
        .group_by(piece)
        .subquery()
    )
    placed, aired = best.c.id.in_(_standing()), best.c.id.in_(_standing(Episode.aired_at.is_not(None)))
    rows = session.execute(select(best.c.place, placed, aired).order_by(best.c.id))
    return [PickedPiece(place, bool(stands), bool(went)) for place, stands, went in rows]


def by_place(pieces: Sequence[PickedPiece]) -> list[Outcome]:
    """What became of the picked pieces by where they stood on Trending when they were picked."""
    groups: dict[str, list[PickedPiece]] = {f"Top {TOP}": [], f"{TOP + 1} to {HIGH}": [], f"Below {HIGH}": []}
    unknown: list[PickedPiece] = []
    names = list(groups)
    for piece in pieces:
        if piece.place is None:
            unknown.append(piece)
        else:
            groups[names[(piece.place > TOP) + (piece.place > HIGH)]].append(piece)
    if unknown:
        groups["No score yet"] = unknown
    return [
        Outcome(name, len(group), sum(one.placed for one in group), sum(one.aired for one in group))
        for name, group in groups.items()
    ]


def median_place(pieces: Sequence[PickedPiece], *, aired: bool) -> int | None:
    """The middle place on Trending of the picks that aired, or of those that did not, rounded down; none of nothing.

    PLACES + 1 and no exact place where the middle one stood lower than is counted.
    """
    places = [one.place for one in pieces if one.aired == aired and one.place is not None]
    return min(int(median(places)), PLACES + 1) if places else None


def exposure(session: Session, since: datetime) -> Exposures:
    """The artists with part in the most pieces that were picked since then, and in how many of these that aired."""
    picked = picked_pieces(since).subquery()
    (key,) = picked.c
    pieces = session.scalar(select(func.count()).select_from(picked)) or 0
    people = select(func.count(person_id().distinct())).select_from(Credit).join(Contributor)
    in_all = session.scalar(people.where(Credit.contribution_id.in_(select(key)))) or 0
    parts = _parts(select(key)).order_by(func.count(Credit.contribution_id.distinct()).desc(), person_id())
    most = session.execute(parts.limit(MOST_ARTISTS)).all()
    ids = [person for person, _ in most]
    on_air = _parts(select(key).where(key.in_(_standing(Episode.aired_at.is_not(None)))))
    aired = {row[0]: row[1] for row in session.execute(on_air.where(person_id().in_(ids)))}
    names = {row.id: row.credit_name for row in session.scalars(select(Contributor).where(Contributor.id.in_(ids)))}
    artists = tuple(Exposure(person, names[person], times, aired.get(person, 0)) for person, times in most)
    return Exposures(artists, pieces, in_all)


def _parts(piece_ids: Select[int]) -> Select[int, int]:
    """Of each person, in how many of these pieces they have part."""
    return (
        select(person_id(), func.count(Credit.contribution_id.distinct()))
        .select_from(Credit)
        .join(Contributor, Credit.contributor_id == Contributor.id)
        .where(Credit.contribution_id.in_(piece_ids))
        .group_by(person_id())
    )


def _standing(*conditions: ColumnElement[bool]) -> Select[int]:
    """The pieces in the rundowns of episodes that meet the conditions; floated items do not count."""
    piece = aliased(Contribution)
    return (
        select(func.coalesce(piece.merged_into_id, piece.id))
        .join(Layer, Layer.contribution_id == piece.id)
        .join(Item, Layer.item_id == Item.id)
        .join(Act, Item.act_id == Act.id)
        .join(Episode, Act.episode_id == Episode.id)
        .where(Item.floated.is_(False), *conditions)
        .distinct()
    )


def _count_in(piece: ColumnElement[int], ids: Select[int]) -> ColumnElement[int]:
    return func.count(case((piece.in_(ids), piece)).distinct())
