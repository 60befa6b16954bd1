"""Finding pieces that are the same or nearly, as they come in; a person decides what they are.

What lineage links already is a remix and no copy. What seems to be built on something else is suggested as a link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.ancestry import ancestor_ids
from dashboard.community.clearing import refresh_clearance
from dashboard.community.copies import Merges, merges
from dashboard.community.declaring import BuiltOn, declare_uses
from dashboard.community.lineage import SUGGESTED
from dashboard.community.merging import people_behind
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.curation.duplicates.likeness import Likenesses, Met, by_people
from dashboard.curation.duplicates.rules import SAME_FILE, Copy, Lineage
from dashboard.curation.duplicates.tables import DuplicatePair, SearchedPiece
from dashboard.curation.duplicates.text import text_print
from dashboard.errors import LineageCycle
from dashboard.media.tables import MediaCheck
from dashboard.storage.base import now
from dashboard.storage.engine import Database

AT_ONCE = 200
"""Pieces that one search takes on; the rest waits for the next."""


def find_new(db: Database, most: int = AT_ONCE) -> int:
    """Compare the pieces that came, or changed, since the last search with all others; how many were compared.

    A piece waits until its file is measured. What is found becomes pairs to be decided and suggested links: measured
    and decided by nobody, so it leaves no audit entry. Call it again until it gives 0.
    """
    with db.reading() as session:
        pieces = _waiting(session, most)
        if not pieces:
            return 0
        prints = {piece.id: text_print(piece.text) if piece.kind == "text" else None for piece in pieces}
        merged = merges(session)
        likenesses = Likenesses(session, merged, prints)
        met = [each for piece in pieces for each in _unrelated(session, list(likenesses.of(piece)))]
    with db.writing() as session:
        here = set(session.scalars(select(Contribution.id).where(Contribution.id.in_(prints))))
        for piece in pieces:
            if piece.id in here:
                seen = {"version": piece.version, "media_hash": piece.media_hash or "", "text_print": prints[piece.id]}
                session.merge(SearchedPiece(contribution_id=piece.id, **seen))
        _keep_pairs(session, merged, met)
        _suggest_links(session, merged, met)
    return len(pieces)


def _waiting(session: Session, most: int) -> list[Contribution]:
    """Pieces to be compared whose file, if they have one, is measured; those that came first before the others."""
    searched = SearchedPiece
    file = func.coalesce(Contribution.media_hash, "")
    query = (
        select(Contribution)
        .outerjoin(searched, searched.contribution_id == Contribution.id)
        .outerjoin(MediaCheck, MediaCheck.content_hash == Contribution.media_hash)
        .where(
            or_(
                searched.contribution_id.is_(None),
                searched.version != Contribution.version,
                searched.media_hash != file,
            ),
            or_(Contribution.media_hash.is_(None), MediaCheck.version > 0),
        )
        .order_by(Contribution.id)
        .limit(most)
    )
    return list(session.scalars(query))


def _unrelated(session: Session, met: Collection[Met]) -> list[Met]:
    """What lineage does not explain, as far as it is worth telling."""
    if not met:
        return []
    ids = {each.piece_id for each in met} | {each.other_id for each in met}
    people = people_behind(session, ids)
    above = {id_: {id_, *ancestor_ids(session, id_, confirmed_only=False)} for id_ in ids}
    left = []
    for each in met:
        one, other = above[each.piece_id], above[each.other_id]
        linked = each.piece_id in other or each.other_id in one
        # Two works that use the same third one sound or look alike where it is heard or seen.
        told = isinstance(each.finding, Copy) and (
            each.finding.sort == SAME_FILE or bool(people[each.piece_id] & people[each.other_id])
        )
        if not linked and (told or not one & other):
            left.append(each)
    return by_people(left, people)


def _keep_pairs(session: Session, merged: Merges, met: Iterable[Met]) -> None:
    known = _known_pairs(session, merged)
    for each in met:
        pair = _in_order(each.piece_id, each.other_id)
        if isinstance(each.finding, Copy) and pair not in known:
            known.add(pair)
            session.add(
                DuplicatePair(
                    first_id=pair[0], second_id=pair[1], sort=each.finding.sort, likeness=each.finding.likeness,
                    measured=each.finding.measured, state="open", found_at=now(), decided_at=None,
                )
            )  # fmt: skip
    session.flush()


def _suggest_links(session: Session, merged: Merges, met: Iterable[Met]) -> None:
    """Suggest what the child does not use yet, neither itself nor as a copy of it."""
    alike: dict[int, set[int]] = {}
    for first, second in _known_pairs(session, merged):
        alike.setdefault(first, set()).add(second)
        alike.setdefault(second, set()).add(first)
    for each in met:
        if not isinstance(each.finding, Lineage) or each.other_id in alike.get(each.piece_id, ()):
            continue
        child_id, parent_id = merged.kept(each.finding.child_id), merged.kept(each.finding.parent_id)
        linked = _linked(session, merged, child_id)
        if parent_id in linked or linked & alike.get(parent_id, set()):
            continue
        child = session.get(Contribution, child_id)
        if child is not None and session.get(Contribution, parent_id) is not None:
            try:
                declare_uses(session, child, [BuiltOn(parent_id, each.finding.relation)], state=SUGGESTED)
            except LineageCycle:
                continue
            refresh_clearance(session, [child_id])


def _linked(session: Session, merged: Merges, piece_id: int) -> set[int]:
    """What a piece is linked with either way, and what a person refused to link with it."""
    alike = merged.with_copies([piece_id])
    query = select(LineageEdge.child_id, LineageEdge.parent_id).where(
        or_(LineageEdge.child_id.in_(alike), LineageEdge.parent_id.in_(alike))
    )
    return {merged.kept(id_) for row in session.execute(query) for id_ in row if id_ is not None} - {piece_id}


def _known_pairs(session: Session, merged: Merges) -> set[tuple[int, int]]:
    """Every pair that was ever proposed, by the pieces that stand for it now, the lower id first."""
    rows = session.execute(select(DuplicatePair.first_id, DuplicatePair.second_id))
    return {_in_order(merged.kept(first), merged.kept(second)) for first, second in rows}


def _in_order(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
