"""More like this: pieces that are like another one, with the reasons in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from math import log

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.community.copies import Merges, merges
from dashboard.community.lineage import CONFIRMED, DECLARED
from dashboard.community.searching import index_words
from dashboard.community.standing import listed
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.curation.duplicates.tables import DuplicatePair
from dashboard.curation.search.index import ids_holding
from dashboard.curation.search.tables import SearchWord
from dashboard.curation.trends.order import rising_first

MOST_TAGS, MOST_WORDS, MOST_OF_CALL, MOST_WEIGHED = 8, 8, 100, 200
COMMON_WORD = 5000
"""A word that more pieces hold says nothing about any of them."""
ALIKE, LINKED, SAME_PARENT, SAME_CALL, SHARED_TAG, SHARED_WORD = 6.0, 5.0, 4.0, 1.5, 2.0, 1.0
"""What each reason weighs; a tag and a word less, the more pieces hold it."""
LEAST = 1.0
"""What weighs less is not called alike."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_ALIKE = {
    "same_file": "the same file", "near_picture": "nearly the same picture", "near_sound": "the same recording",
    "near_text": "nearly the same words",
}  # fmt: skip


@dataclass(frozen=True)
class Similar:
    """A piece that is like another, and why: `same call; three tags in common; built on the same piece`."""

    contribution_id: int
    reason: str
    weight: float


@dataclass
class _Likeness:
    weight: float = 0.0
    reasons: list[str] = field(default_factory=list)
    tags: int = 0
    words: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str) -> None:
        if reason not in self.reasons:
            self.weight += weight
            self.reasons.append(reason)


def similar_to(session: Session, contribution_id: int, most: int = 8) -> list[Similar]:
    """The pieces most like this one, itself and its copies left out; none where there is no such piece."""
    piece = session.get(Contribution, contribution_id)
    if piece is None:
        return []
    found: dict[int, _Likeness] = defaultdict(_Likeness)
    merged = merges(session)
    _by_prints(session, piece, found)
    _by_lineage(session, merged, piece, found)
    _by_call(session, piece, found)
    tags = _by_tags(session, piece, found)
    _by_words(session, piece, tags, found)
    mine = merged.with_copies([piece.id])
    best = sorted((id_ for id_ in found if id_ not in mine), key=lambda id_: (-found[id_].weight, -id_))
    shown = _shown(session, best[:MOST_WEIGHED])
    return [
        Similar(id_, _said(found[id_]), found[id_].weight)
        for id_ in best[:MOST_WEIGHED]
        if id_ in shown and found[id_].weight >= LEAST
    ][:most]


def _by_prints(session: Session, piece: Contribution, found: dict[int, _Likeness]) -> None:
    """What the fingerprints of pictures, sounds and texts met, unless a person said that it is another work."""
    pair = DuplicatePair
    either = or_(pair.first_id == piece.id, pair.second_id == piece.id)
    query = select(pair.first_id, pair.second_id, pair.sort, pair.likeness).where(either, pair.state != "apart")
    for first, second, sort, likeness in session.execute(query):
        other = second if first == piece.id else first
        found[other].add(ALIKE * likeness, _ALIKE.get(sort, "nearly the same"))


def _by_lineage(session: Session, merged: Merges, piece: Contribution, found: dict[int, _Likeness]) -> None:
    counts = LineageEdge.state.in_((CONFIRMED, DECLARED))
    edge = (LineageEdge.child_id, LineageEdge.parent_id)
    mine = merged.with_copies([piece.id])
    parents: set[int] = set()
    touching = or_(LineageEdge.child_id.in_(mine), LineageEdge.parent_id.in_(mine))
    for child, parent in session.execute(select(*edge).where(counts, touching)):
        if parent is None:
            continue
        if child in mine:
            parents.add(merged.kept(parent))
            found[merged.kept(parent)].add(LINKED, "this is built on it")
        else:
            found[merged.kept(child)].add(LINKED, "built on this")
    beside = select(LineageEdge.child_id).where(counts, LineageEdge.parent_id.in_(merged.with_copies(parents)))
    for child in session.scalars(beside.limit(MOST_WEIGHED)):
        found[merged.kept(child)].add(SAME_PARENT, "built on the same piece")


def _by_call(session: Session, piece: Contribution, found: dict[int, _Likeness]) -> None:
    if piece.call_id is None:
        return
    query = select(Contribution.id).where(Contribution.call_id == piece.call_id, Contribution.merged_into_id.is_(None))
    for id_ in rising_first(session, query, MOST_OF_CALL):
        found[id_].add(SAME_CALL, "same call")


def _by_tags(session: Session, piece: Contribution, found: dict[int, _Likeness]) -> set[str]:
    """Count the tags in common; returns the words of the tags."""
    tags = {tuple(words) for tag in listed(piece.tags) if (words := index_words(tag))}
    met: dict[int, float] = defaultdict(float)
    for tag_words in sorted(tags)[:MOST_TAGS]:
        holding = ids_holding(session, tag_words)
        if len(holding) <= COMMON_WORD:
            for id_ in holding.tolist():
                met[id_] += _rarity(len(holding))
    likely = sorted(met, key=lambda id_: (-met[id_], -id_))[:MOST_WEIGHED]
    rows = session.execute(select(Contribution.id, Contribution.tags).where(Contribution.id.in_(likely)))
    for row in rows:
        shared = tags & {tuple(index_words(tag)) for tag in listed(row.tags)}
        found[row.id].tags = len(shared)
        found[row.id].weight += SHARED_TAG * len(shared)
    return {word for words in tags for word in words}


def _by_words(session: Session, piece: Contribution, tagged: Collection[str], found: dict[int, _Likeness]) -> None:
    """The words of title and text that say most, as the vocabulary knows how many pieces hold each."""
    words = set(index_words(f"{piece.title} {piece.text}")) - set(tagged)
    rarest = (
        select(SearchWord.word)
        .where(SearchWord.word.in_(words), SearchWord.pieces.between(2, COMMON_WORD))
        .order_by(SearchWord.pieces, SearchWord.word)
        .limit(MOST_WORDS)
    )
    for word in session.scalars(rarest).all():
        holding = ids_holding(session, (word,))
        for id_ in holding.tolist():
            found[id_].weight += SHARED_WORD * _rarity(len(holding))
            found[id_].words.append(word)


def _rarity(pieces: int) -> float:
    """1 for what hardly any piece holds, 0 for a common word."""
    return max(0.0, 1 - log(max(1, pieces)) / log(COMMON_WORD))


def _shown(session: Session, ids: Collection[int]) -> set[int]:
    query = select(Contribution.id).where(Contribution.id.in_(ids), Contribution.merged_into_id.is_(None))
    return set(session.scalars(query))


def _said(likeness: _Likeness) -> str:
    reasons = list(likeness.reasons)
    if likeness.tags:
        reasons.append(f"{_NUMBERS[likeness.tags]} tag{'s' * (likeness.tags > 1)} in common")
    if likeness.words:
        reasons.append(f"both say {', '.join(f'“{word}”' for word in likeness.words[:3])}")
    return "; ".join(reasons)
