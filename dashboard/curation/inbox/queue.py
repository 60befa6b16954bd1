"""The inbox: what a curator has not seen, in a queue that stays as it is until asked to take in more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from dashboard.community.interest import OPENED
from dashboard.community.tables import Call, Contribution, InterestEvent
from dashboard.curation.inbox.culling import account_of, changing
from dashboard.curation.inbox.tables import InboxQueue, Verdict
from dashboard.curation.inbox.verdicts import MAYBE, PICK, REJECT
from dashboard.curation.rounds.tables import Review, RoundPiece
from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.storage.base import now
from dashboard.storage.engine import Database

NEW, PASSED, STARRED = "new", "passed", "starred"
VIEWS = (NEW, PASSED, PICK, MAYBE, REJECT, STARRED)
"""What a queue is made of: what one has not seen, has seen without a verdict, or has said that of."""

MOST = 500
"""Pieces that a queue takes in at once; what waits behind them joins when they are done."""
NO_CALL = 0
"""Stands for the pieces that answer no call."""


@dataclass(frozen=True)
class Narrowing:
    """What a queue is made of: a view, and a kind and a call where it is narrowed to them."""

    view: str = NEW
    kind: str = ""
    call_id: int | None = None
    """None for every call and none."""


@dataclass(frozen=True)
class Queue:
    """An account's queue as it stands."""

    piece_ids: tuple[int, ...]
    position: int
    narrowing: Narrowing
    made_at: datetime
    looked_until: datetime
    newest_id: int


@dataclass(frozen=True)
class Counts:
    """How much is new to an account: in all, and by kind and by call, each within what the other is narrowed to."""

    new: int
    kinds: dict[str, int]
    calls: dict[int, tuple[str, int]]
    """Title and number by the call's id; NO_CALL without a title."""


def queue_of(session: Session, account_id: int) -> Queue | None:
    """The account's queue, without pieces that are gone or merged since; none before the first."""
    row = session.get(InboxQueue, account_id)
    if row is None:
        return None
    here = _here(session, row.piece_ids)
    ids = tuple(id_ for id_ in row.piece_ids if id_ in here)
    position = sum(id_ in here for id_ in row.piece_ids[: row.position])
    return Queue(
        ids, max(0, min(position, len(ids) - 1)), Narrowing(**row.narrowed), row.made_at, row.looked_until,
        row.newest_id,
    )  # fmt: skip


def open_queue(db: Database, actor: Actor) -> Queue:
    """The queue where it was left, in whatever browser; a new one where all of the last one is seen."""
    account_id = account_of(actor)
    with db.reading() as session:
        queue = queue_of(session, account_id)
        if queue is not None and (queue.narrowing.view != NEW or _unseen_among(session, account_id, queue.piece_ids)):
            return queue
    return narrow(db, actor, queue.narrowing if queue else Narrowing())


def narrow(db: Database, actor: Actor, narrowing: Narrowing) -> Queue:
    """Make the account's queue anew: the oldest first of what is new, the latest verdict first of anything else."""
    account_id = account_of(actor)
    if narrowing.view not in VIEWS:
        raise BadInput("The inbox has no such list; choose one of those on the page.")
    with changing(db, actor, "inbox.queued") as change:
        session = change.session
        row = session.get(InboxQueue, account_id) or InboxQueue(account_id=account_id)
        row.piece_ids = _ids(session, account_id, narrowing, ())
        row.position, row.narrowed = 0, asdict(narrowing)
        row.made_at = row.looked_until = now()
        row.newest_id = _newest_id(session)
        session.add(row)
        session.flush()
        change.detail = {"pieces": len(row.piece_ids), **asdict(narrowing)}
        return Queue(tuple(row.piece_ids), 0, narrowing, row.made_at, row.looked_until, row.newest_id)


def take_in(db: Database, actor: Actor) -> int:
    """Add to the end of the queue what came in since and what still waits; returns how many. The order stays."""
    account_id = account_of(actor)
    with changing(db, actor, "inbox.arrivals_joined") as change:
        session = change.session
        row = session.get(InboxQueue, account_id)
        if row is None:
            raise BadInput("There is no queue to add to yet; open the inbox first.")
        more = _ids(session, account_id, Narrowing(**row.narrowed), row.piece_ids)
        row.piece_ids = [*row.piece_ids, *more]
        row.looked_until, row.newest_id = now(), _newest_id(session)
        change.detail = {"pieces": len(more)}
        return len(more)


def arrived(session: Session, account_id: int, queue: Queue) -> int:
    """How many new pieces came in since arrivals were last taken into the queue."""
    if queue.narrowing.view != NEW:
        return 0
    query = _of(account_id, queue.narrowing).where(Contribution.id > queue.newest_id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def counts(session: Session, account_id: int, narrowing: Narrowing) -> Counts:
    """How many pieces are new to the account. Reads all that is new: 0.1 s for 100,000."""
    query = _of(account_id, Narrowing()).with_only_columns(Contribution.kind, Contribution.call_id, func.count())
    kinds: dict[str, int] = {}
    calls: dict[int, int] = {}
    new = 0
    for kind, call, number in session.execute(query.group_by(Contribution.kind, Contribution.call_id)):
        call_id = call or NO_CALL
        new += number
        if narrowing.call_id in (None, call_id):
            kinds[kind] = kinds.get(kind, 0) + number
        if narrowing.kind in ("", kind):
            calls[call_id] = calls.get(call_id, 0) + number
    titles = dict(session.execute(select(Call.id, Call.title).where(Call.id.in_(calls))).all())
    ordered = sorted(calls.items(), key=lambda item: (item[0] == NO_CALL, -item[1], item[0]))
    return Counts(new, dict(sorted(kinds.items())), {id_: (titles.get(id_, ""), number) for id_, number in ordered})


def _of(account_id: int, narrowing: Narrowing) -> Select[Any]:
    """The ids of the pieces that belong to a narrowing."""
    own = and_(Verdict.contribution_id == Contribution.id, Verdict.account_id == account_id)
    query = select(Contribution.id).outerjoin(Verdict, own)
    query = query.where(Contribution.merged_into_id.is_(None), *_of_view(account_id, narrowing.view))
    if narrowing.kind:
        query = query.where(Contribution.kind == narrowing.kind)
    if narrowing.call_id is not None:
        query = query.where(Contribution.call_id.is_not_distinct_from(narrowing.call_id or None))
    return query


def _of_view(account_id: int, view: str) -> list[ColumnElement[bool]]:
    if view == STARRED:
        return [Verdict.stars > 0]
    if view not in (NEW, PASSED):
        return [Verdict.choice == view]
    opened = (
        select(InterestEvent.id)
        .where(
            InterestEvent.account_id == account_id, InterestEvent.contribution_id == Contribution.id,
            InterestEvent.kind == OPENED,
        )
        .exists()
    )  # fmt: skip
    reviewed = (
        select(Review.id)
        .join(RoundPiece, Review.round_piece_id == RoundPiece.id)
        .where(Review.account_id == account_id, RoundPiece.contribution_id == Contribution.id)
        .exists()
    )
    looked = or_(opened, reviewed)
    if view == NEW:
        return [Verdict.seen_at.is_(None), ~looked]
    nothing_said = or_(Verdict.account_id.is_(None), and_(Verdict.choice == "", Verdict.stars == 0))
    return [or_(Verdict.seen_at.is_not(None), looked), nothing_said]


def _ids(session: Session, account_id: int, narrowing: Narrowing, but: Collection[int]) -> list[int]:
    query = _of(account_id, narrowing)
    if narrowing.view == NEW:
        query = query.order_by(Contribution.first_seen_at, Contribution.id)
    else:
        query = query.order_by(Verdict.changed_at.desc().nulls_last(), Contribution.id.desc())
    if but:
        query = query.where(Contribution.id.not_in(but))
    return list(session.scalars(query.limit(MOST)))


def _here(session: Session, ids: Collection[int]) -> set[int]:
    query = select(Contribution.id).where(Contribution.id.in_(ids), Contribution.merged_into_id.is_(None))
    return set(session.scalars(query))


def _unseen_among(session: Session, account_id: int, ids: Collection[int]) -> bool:
    query = _of(account_id, Narrowing()).where(Contribution.id.in_(ids))
    return session.scalar(query.limit(1)) is not None


def _newest_id(session: Session) -> int:
    return session.scalar(select(func.max(Contribution.id))) or 0
