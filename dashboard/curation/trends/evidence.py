"""Evidence of interest from accounts here.

The events themselves are the record of who did what: an act counts if its account did not do the same to the same
piece before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from dashboard.community.copies import Merges
from dashboard.community.interest import LIKED, OPENED, UNLIKED
from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Contribution, Contributor, Credit, InterestEvent
from dashboard.curation.trends.bulk import among, hour_column, rows_of
from dashboard.curation.trends.folding import SKEW, WEIGHTS, Gains, Whole, cells, turned

UNKNOWN = "the piece is not here"
FUTURE = "dated later than it came"
_REFUSALS = ("", UNKNOWN, "of a kind that is not known", FUTURE, "takes back a like that was never given")
_COUNTED, _UNKNOWN, _STRANGE, _FUTURE, _NO_LIKE = range(len(_REFUSALS))
_AGAIN = -1
"""Stands among the refusals for what the account did before."""
_WORDS = (LIKED, OPENED, UNLIKED, "acts")
_LIKES, _OPENS, _UNLIKES, _OTHERS = range(len(_WORDS))


@dataclass(frozen=True)
class Evidence:
    """What was read: gains as weighed interest, and what is refused, as (what, reason), with how often."""

    gains: Gains
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Span:
    """Rows after one id up to another, or all up to it that are of some pieces."""

    after: int
    upto: int
    pieces: Collection[int] | None = None


def acts(session: Session, span: Span, merges: Merges, at: datetime) -> Evidence:
    """The acts of accounts here: each account once a piece and kind, ever, the owners of a piece never.

    For a piece and its merged copies an account counts once in all, with the first thing it did.
    """
    number, *facts = turned(rows_of(session, _acts(session, span, at)), ["Whole"] * 6)
    rows = np.column_stack(facts)[np.argsort(number)]
    rows = _with_unknown(session, rows[rows[:, 4] != _AGAIN])
    rows = rows[~_by_owners(session, rows, merges)]
    refused = Counter(
        (f"{_WORDS[kind]} of piece {piece}", _REFUSALS[why])
        for piece, _account, kind, _hour, why in rows[rows[:, 4] != _COUNTED].tolist()
    )
    rows = _once_a_group(session, rows[rows[:, 4] == _COUNTED], span, merges)
    return Evidence(_gains_of_acts(rows), refused)


def _once_a_group(session: Session, rows: Whole, span: Span, merges: Merges) -> Whole:
    """The rows without those of an account that did the same to another copy before."""
    groups = merges.with_copies(merges.into.values())
    in_group = np.isin(rows[:, 0], np.fromiter(groups, np.int64, len(groups)))
    seen = _seen(session, set(rows[in_group, 0].tolist()), span, merges)
    first = ~in_group
    for place in np.flatnonzero(in_group).tolist():
        piece, account, kind, _hour, _why = rows[place].tolist()
        act = (account, merges.kept(piece), _WORDS[kind])
        first[place] = act not in seen
        seen.add(act)
    return rows[first]


def _with_unknown(session: Session, rows: Whole) -> Whole:
    """The rows, those refused whose piece is not here: the database lets none in, so that counting is nearly all."""
    pieces = np.unique(rows[:, 0])
    here = among(session, Contribution.id, pieces.tolist())
    if session.scalar(select(func.count()).select_from(Contribution).where(here)) != len(pieces):
        known = list(session.scalars(select(Contribution.id).where(here)))
        rows[~np.isin(rows[:, 0], known), 4] = _UNKNOWN
    return rows


def _acts(session: Session, span: Span, at: datetime) -> Select[Any]:
    """The number of an act, its piece, account, kind, hour, and why it is refused, or _AGAIN.

    What was done before is looked up for each by itself, in the order of that index: as a join it would read all acts
    there ever were.
    """
    wanted = [InterestEvent.id > span.after, InterestEvent.id <= span.upto]
    if span.pieces is not None:
        wanted.append(among(session, InterestEvent.contribution_id, span.pieces))
    by_index = (InterestEvent.account_id, InterestEvent.contribution_id, InterestEvent.kind)
    event = aliased(InterestEvent, select(InterestEvent).where(*wanted).order_by(*by_index).subquery())
    earlier, liked = aliased(InterestEvent), aliased(InterestEvent)
    kind = case({LIKED: _LIKES, OPENED: _OPENS, UNLIKED: _UNLIKES}, value=event.kind, else_=_OTHERS)
    again = select(earlier.id).where(
        earlier.account_id == event.account_id, earlier.contribution_id == event.contribution_id,
        earlier.kind == event.kind, earlier.id < event.id, earlier.at <= at + SKEW,
    )  # fmt: skip
    given = select(liked.id).where(
        liked.account_id == event.account_id, liked.contribution_id == event.contribution_id,
        liked.kind == LIKED, liked.id < event.id, liked.at <= at + SKEW,
    )  # fmt: skip
    refusal = case(
        (again.exists(), _AGAIN),
        (kind == _OTHERS, _STRANGE),
        (event.at > at + SKEW, _FUTURE),
        ((event.kind == UNLIKED) & ~given.exists(), _NO_LIKE),
        else_=_COUNTED,
    )
    hour = hour_column(session, event.at)
    return select(event.id, event.contribution_id, event.account_id, kind, hour, refusal)


def _by_owners(session: Session, rows: Whole, merges: Merges) -> npt.NDArray[np.bool_]:
    """Which acts are by an artist of the piece, under whatever handle, by whoever posted it, or by their guardian."""
    person = func.coalesce(Contributor.same_as_id, Contributor.id)
    handles = select(Contributor.account_id, person).where(Contributor.account_id.is_not(None))
    people: dict[int, set[int]] = {}
    for account, who in session.execute(handles):
        people.setdefault(account or 0, set()).add(who)
    by_artists = rows[np.isin(rows[:, 1], np.fromiter(people, np.int64, len(people))), 0]
    credited = (
        select(Credit.contribution_id, person)
        .join(Contributor, Contributor.id == Credit.contributor_id)
        .where(among(session, Credit.contribution_id, merges.with_copies(by_artists.tolist())))
    )
    made = {(merges.kept(row[0]), row[1]) for row in session.execute(credited)}
    posted = select(Submission.contribution_id, Submission.account_id, Submission.guardian_id).where(
        among(session, Submission.contribution_id, merges.with_copies(np.unique(rows[:, 0]).tolist()))
    )
    owned = {(merges.kept(row[0]), account) for row in session.execute(posted) for account in row[1:]}
    owns = np.zeros(len(rows), np.bool_)
    accounts = {*people, *(account or 0 for _piece, account in owned)}
    for place in np.flatnonzero(np.isin(rows[:, 1], np.fromiter(accounts, np.int64, len(accounts)))).tolist():
        piece, account = merges.kept(int(rows[place, 0])), int(rows[place, 1])
        owns[place] = (piece, account) in owned or any((piece, who) in made for who in people.get(account, ()))
    return owns


def _seen(session: Session, pieces: Collection[int], span: Span, merges: Merges) -> set[tuple[int, int, str]]:
    """What accounts did before to pieces that have copies, or to the copies."""
    if not pieces or span.pieces is not None:
        return set()
    event = InterestEvent
    before = select(event.account_id, event.contribution_id, event.kind).where(
        event.id <= span.after, event.contribution_id.in_(merges.with_copies(pieces))
    )
    return {(row[0], merges.kept(row[1]), row[2]) for row in session.execute(before)}


def _gains_of_acts(rows: Whole) -> Gains:
    """A row a piece and hour."""
    piece, hour, row = cells(rows[:, 0], rows[:, 3])
    counts = [np.bincount(row[rows[:, 2] == kind], minlength=len(piece)) for kind in (_LIKES, _OPENS, _UNLIKES)]
    likes, opens, unlikes = (count.astype(np.int64) for count in counts)
    gain = WEIGHTS["likes"] * likes + WEIGHTS["views"] * opens
    none = np.zeros(len(piece), np.int64)
    here = np.ones(len(piece), np.bool_)
    return Gains(piece, hour, here, gain, none + 1, likes, none, opens, unlikes)
