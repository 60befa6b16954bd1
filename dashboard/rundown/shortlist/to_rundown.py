"""From the shortlist into the rundown: each piece into the act it is meant for, in one edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.clearance import CLEARED
from dashboard.community.tables import Contribution
from dashboard.curation.tables import ShortlistEntry
from dashboard.errors import BadInput, NotFound
from dashboard.people.roles import Actor
from dashboard.rundown.edits.editing import PLAIN, Slip, editing
from dashboard.rundown.edits.parts import insert_item, lines_said
from dashboard.rundown.material import laid_after
from dashboard.rundown.queries import acts_holding
from dashboard.rundown.tables import Act, Episode, Item, ShortlistPlace
from dashboard.rundown.timing import PIECE
from dashboard.storage.engine import Database

MOST_SAID = 3
"""So many reasons are told one by one."""


@dataclass(frozen=True)
class Moved:
    """What came of moving pieces into the rundown."""

    added: tuple[str, ...]
    """Titles in the order in which they now stand."""
    skipped: tuple[str, ...]
    """Why each of the others was left out, a sentence each."""

    @property
    def sentence(self) -> str:
        """What was done and what was not."""
        done = f"“{self.added[0]}” is" if len(self.added) == 1 else f"{len(self.added)} pieces are"
        return " ".join([f"{done} in the rundown now.", *_told(self.skipped)])


def to_rundown(db: Database, actor: Actor, entry_ids: Sequence[int], *, slip: Slip = PLAIN) -> Moved:
    """Put shortlisted pieces into the acts they are meant for, in this order, each as an item at full length.

    Left out are pieces that stand in the rundown already, may not air, cannot be shown or heard, or are meant for no
    act. Raises BadInput with the reasons where that is all of them.
    """
    with db.reading() as session:
        episode_id = _episode_of(session, entry_ids)
    with editing(db, actor, episode_id, "pieces.added", slip) as (change, episode):
        held = acts_holding(change.session, episode_id)
        items: list[Item] = []
        skipped: list[str] = []
        for piece, act in _meant(change.session, entry_ids):
            try:
                items.append(_added(piece, act, held, episode))
            except BadInput as reason:
                skipped.append(str(reason))
        if not items:
            raise BadInput(" ".join(["Nothing was added.", *_told(skipped)]))
        change.session.flush()
        change.said = f"added {lines_said(items)} from the shortlist"
        change.detail = {
            "items": [item.id for item in items],
            "contributions": [item.layers[0].contribution_id for item in items],
            "left_out": len(skipped),
        }
        return Moved(tuple(item.slug for item in items), tuple(skipped))


def _episode_of(session: Session, entry_ids: Sequence[int]) -> int:
    query = select(Episode.id).join(ShortlistEntry, ShortlistEntry.shortlist_id == Episode.shortlist_id)
    query = query.where(Episode.master_id.is_(None))  # versions share the shortlist and take over from the master
    found = set(session.scalars(query.where(ShortlistEntry.id.in_(entry_ids))))
    if len(found) > 1:
        raise BadInput("These pieces are on the shortlists of several episodes; add those of one at a time.")
    if not found:
        raise NotFound("None of these pieces is on a shortlist any more; choose again.")
    return found.pop()


def _meant(session: Session, entry_ids: Sequence[int]) -> list[tuple[Contribution, Act | None]]:
    """Each piece with its act, in the order given; a copy that was merged stands for the piece it is a copy of."""
    query = (
        select(ShortlistEntry, Act)
        .outerjoin(ShortlistPlace, ShortlistPlace.entry_id == ShortlistEntry.id)
        .outerjoin(Act, Act.id == ShortlistPlace.act_id)
        .where(ShortlistEntry.id.in_(entry_ids))
        .options(selectinload(ShortlistEntry.contribution).selectinload(Contribution.media))
    )
    found = {entry.id: (entry.contribution, act) for entry, act in session.execute(query)}
    ordered = [found[entry_id] for entry_id in dict.fromkeys(entry_ids) if entry_id in found]
    return [
        (session.get_one(Contribution, piece.merged_into_id) if piece.merged_into_id else piece, act)
        for piece, act in ordered
    ]


def _added(piece: Contribution, act: Act | None, held: dict[int, str], episode: Episode) -> Item:
    """Insert a piece, and note in `held` where it stands now. Raises BadInput with why it cannot be."""
    if piece.id in held:
        raise BadInput(f"“{piece.title}” stands in {held[piece.id]} already.")
    if piece.clearance != CLEARED:
        raise BadInput(piece.clearance_reason or f"“{piece.title}” is not cleared yet.")
    if act is None:
        raise BadInput(f"“{piece.title}” is meant for no act yet; choose one first.")
    item = Item(kind=PIECE, slug=piece.title, position=0, layers=laid_after([], [piece], episode))
    insert_item(act, item, None)
    held[piece.id] = act.title
    return item


def _told(reasons: Sequence[str]) -> list[str]:
    """The first few reasons, and how many more there are."""
    more = len(reasons) - MOST_SAID
    rest = [f"{more} more {'was' if more == 1 else 'were'} left out."] if more > 0 else []
    return [*reasons[:MOST_SAID], *rest]
