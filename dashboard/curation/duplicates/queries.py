"""What pages read of duplicates: open pairs in groups with what is proposed, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.clearance import CLEARED, Clearance
from dashboard.community.clearing import clearance_if_merged
from dashboard.community.copies import merges
from dashboard.community.folding import fold
from dashboard.community.lineage import CONFIRMED, DECLARED
from dashboard.community.merging import people_behind
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.curation.duplicates.decisions import OPEN
from dashboard.curation.duplicates.rules import NEAR_PICTURE, NEAR_SOUND, NEAR_TEXT, SAME_FILE
from dashboard.curation.duplicates.tables import DuplicatePair
from dashboard.curation.queries import NOT_NAMED, Card, cards_of

_SORTS = (SAME_FILE, NEAR_SOUND, NEAR_PICTURE, NEAR_TEXT)
"""The surest first."""


@dataclass(frozen=True)
class Side:
    """One piece of a pair as the page shows it."""

    card: Card
    source: str
    origin: str


@dataclass(frozen=True)
class Pair:
    """Two pieces that are alike, and what is proposed."""

    pair_id: int
    sort: str
    measured: str
    left: Side
    right: Side
    keep_id: int | None
    """Which one is proposed to be kept; None where merging is not proposed."""
    proposal: str
    """What to do and why, in a sentence."""
    one_name: bool = False
    """Whether they are by different artists of one name, who may be one person."""
    state: str = OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""


def open_pair_count(session: Session) -> int:
    """How many pairs wait for a person."""
    return len(_open_ids(session))


def open_groups(session: Session, page: int = 1, per_page: int = 10) -> tuple[list[list[Pair]], int]:
    """One page (1 is the first) of the open pairs, those that share a piece together, and how many groups there are.

    The surest come first: the same file, the same recording, pictures, texts. Beyond the last page stands the last.
    """
    groups = _grouped(_open_ids(session))
    page = min(page, max(1, -(-len(groups) // per_page)))
    shown = groups[(page - 1) * per_page : page * per_page]
    loaded = _pairs(session, [pair for group in shown for pair in group])
    return [[loaded[pair] for pair in group if pair in loaded] for group in shown], len(groups)


def open_pairs_of(session: Session, contribution_id: int) -> list[Pair]:
    """The open pairs of one piece."""
    kept = merges(session).kept(contribution_id)
    own = {pair_id: ends for pair_id, ends in _open_ids(session).items() if kept in ends[:2]}
    return list(_pairs(session, own).values())


def decided_pairs(session: Session, limit: int = 30) -> list[Pair]:
    """What was linked, questioned or told apart, the newest first."""
    query = (
        select(DuplicatePair.id)
        .where(DuplicatePair.state != OPEN)
        .order_by(DuplicatePair.decided_at.desc(), DuplicatePair.id.desc())
    )
    ids = list(session.scalars(query.limit(limit)))
    found = _pairs(session, ids)
    return [found[id_] for id_ in ids if id_ in found]


def _open_ids(session: Session) -> dict[int, tuple[int, int, str]]:
    """Of each open pair the pieces that stand for it, the lower id first, and its sort; the surest first.

    Without those that were merged or linked since, and of several that mean the same two pieces the first.
    """
    either_way = or_(
        and_(LineageEdge.child_id == DuplicatePair.first_id, LineageEdge.parent_id == DuplicatePair.second_id),
        and_(LineageEdge.child_id == DuplicatePair.second_id, LineageEdge.parent_id == DuplicatePair.first_id),
    )
    linked = select(LineageEdge.id).where(either_way, LineageEdge.state.in_((DECLARED, CONFIRMED))).exists()
    columns = (DuplicatePair.id, DuplicatePair.first_id, DuplicatePair.second_id, DuplicatePair.sort)
    merged = merges(session)
    found: dict[tuple[int, int], tuple[int, str]] = {}
    for pair_id, first, second, sort in session.execute(
        select(*columns).where(DuplicatePair.state == OPEN, ~linked).order_by(DuplicatePair.id)
    ):
        ends = sorted((merged.kept(first), merged.kept(second)))
        if ends[0] != ends[1]:
            found.setdefault((ends[0], ends[1]), (pair_id, sort))
    ordered = sorted(found.items(), key=lambda item: (_SORTS.index(item[1][1]), item[1][0]))
    return {pair_id: (*ends, sort) for ends, (pair_id, sort) in ordered}


def _grouped(pairs: dict[int, tuple[int, int, str]]) -> list[list[int]]:
    """Pairs that hang together by a piece that they share, in the order of the first of each group."""
    stands_for: dict[int, int] = {}

    def root(piece: int) -> int:
        while (above := stands_for.setdefault(piece, piece)) != piece:
            stands_for[piece] = stands_for.get(above, above)
            piece = above
        return piece

    for one, other, _ in pairs.values():
        stands_for[root(one)] = root(other)
    groups: dict[int, list[int]] = {}
    for pair_id, (one, _, _) in pairs.items():
        groups.setdefault(root(one), []).append(pair_id)
    return list(groups.values())


def _pairs(session: Session, ids: Iterable[int]) -> dict[int, Pair]:
    merged = merges(session)
    query = select(DuplicatePair).where(DuplicatePair.id.in_(list(ids)))
    rows = {pair.id: pair for pair in session.scalars(query)}
    ends = {pair.id: (merged.kept(pair.first_id), merged.kept(pair.second_id)) for pair in rows.values()}
    pieces = {id_ for two in ends.values() for id_ in two}
    sides = _sides(session, pieces)
    people = people_behind(session, list(pieces))
    return {
        pair_id: _pair(session, rows[pair_id], sides[ends[pair_id][0]], sides[ends[pair_id][1]], people)
        for pair_id in ids
        if pair_id in rows and all(id_ in sides for id_ in ends[pair_id])
    }


def _sides(session: Session, ids: Iterable[int]) -> dict[int, Side]:
    cards = cards_of(session, ids)
    query = select(Contribution).where(Contribution.id.in_(list(cards))).options(selectinload(Contribution.source))
    return {piece.id: Side(cards[piece.id], piece.source.name, piece.origin) for piece in session.scalars(query)}


def _pair(session: Session, row: DuplicatePair, one: Side, other: Side, people: dict[int, frozenset[int]]) -> Pair:
    theirs, others = people[one.card.contribution_id], people[other.card.contribution_id]
    keep_id, one_name = None, not theirs & others and _of_one_name(one, other)
    if theirs and others and (theirs <= others or others <= theirs):
        keep, why = _to_keep(session, one, other, theirs, others)
        keep_id = keep.card.contribution_id
        of_both = (one if theirs <= others else other).card.artists
        proposal = f"Both are by {of_both}: merge them and keep “{keep.card.title}” at {keep.source}, which {why}."
        after = _merged(session, keep, other if keep is one else one)
        if after.state != CLEARED:
            proposal += f" After that this holds: {after.reason}"
    else:
        proposal = _unmerged(one, other, same_people=bool(theirs & others), one_name=one_name)
    return Pair(
        row.id, row.sort, row.measured, one, other, keep_id, proposal, one_name,
        row.state, row.decided_by, row.decided_at, row.reason,
    )  # fmt: skip


def _to_keep(
    session: Session, one: Side, other: Side, theirs: frozenset[int], others: frozenset[int]
) -> tuple[Side, str]:
    """Of two by the same people the one to keep, and why."""
    if theirs != others:
        return (one if others < theirs else other), "credits everybody"
    if _has_file(one.card) != _has_file(other.card):
        return (one if _has_file(one.card) else other), "has the file"
    here, there = (_merged(session, keep, copy).state == CLEARED for keep, copy in ((one, other), (other, one)))
    if here != there:
        return (one if here else other), "is cleared"
    return min(one, other, key=lambda side: (side.card.created_at, side.card.contribution_id)), "was posted first"


def _merged(session: Session, keep: Side, copy: Side) -> Clearance:
    """What would hold for the one that is kept."""
    if keep.card.clearance == copy.card.clearance == CLEARED:
        return Clearance(CLEARED, "")
    return clearance_if_merged(session, keep.card.contribution_id, copy.card.contribution_id)


def _has_file(card: Card) -> bool:
    return card.media_kind != "none"


def _of_one_name(one: Side, other: Side) -> bool:
    """Whether the same names stand on both, however they are typed."""
    if NOT_NAMED in (one.card.artists, other.card.artists):
        return False
    here, there = ({fold(name) for name in side.card.artists.split(",")} for side in (one, other))
    return here == there


def _unmerged(one: Side, other: Side, *, same_people: bool, one_name: bool) -> str:
    if same_people:
        return "Somebody is behind both, but each credits people whom the other leaves out: correct the credits first."
    if NOT_NAMED in (one.card.artists, other.card.artists):
        return "One of them names no artist: say which is built on which, or ask whose work it is."
    if one_name:
        return (
            f"Both are by “{one.card.artists}”, who may be one person: merge the two on the Artists page and these can "
            "be merged too. Else say which is built on which, ask whose work it is, or tell them apart."
        )
    return "By different artists: say which is built on which, ask whose work it is, or tell them apart."
