"""Review rounds: made of pieces, given a rubric and reviewers, opened and closed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Call, Contribution
from dashboard.curation.rounds.rubrics import rubric_row
from dashboard.curation.rounds.tables import Round, RoundPiece, RoundReviewer
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import ALLOWED, Actor, Permission
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
MOST_PIECES, MOST_REVIEWS = 1_000, 20
_LONGEST_TITLE = 200
_CHANGED = "Somebody else changed this round; look again and repeat your change."


@dataclass(frozen=True)
class RoundPlan:
    """How a round is to be run."""

    title: str
    call_id: int | None = None
    """Whose rubric it uses; none for the house's."""
    blind: bool = True
    names_after: bool = True
    """Whether a reviewer sees the names of what they judged once their own pass is over."""
    reviews_wanted: int = 3
    """A piece with so many reviews is offered to nobody else."""

    def check(self) -> None:
        """Raise BadInput for a plan that cannot be kept."""
        if not self.title.strip() or len(self.title) > _LONGEST_TITLE:
            raise BadInput(f"A round needs a title of at most {_LONGEST_TITLE} characters; say what it is about.")
        if not 1 <= self.reviews_wanted <= MOST_REVIEWS:
            raise BadInput(f"A piece can have from 1 to {MOST_REVIEWS} reviews; choose a number between them.")


def make_round(db: Database, actor: Actor, plan: RoundPlan, contribution_ids: Iterable[int]) -> int:
    """Make a draft of a round of these pieces; returns its id. Pieces that are gone or merged are left out.

    Raises: `BadInput` where none or more than MOST_PIECES are left.
    """
    plan.check()
    with command(db, actor, Permission.RUN_ROUNDS, "round.made", ("round", "new")) as change:
        made = Round(
            state=DRAFT, seed=secrets.token_hex(16), made_by_id=actor.account_id, made_by=actor.name, made_at=now(),
            version=1,
        )  # fmt: skip
        _fill(change.session, made, plan)
        change.session.add(made)
        change.session.flush()
        added = _add(change.session, made, contribution_ids)
        if not added:
            raise BadInput("A round needs pieces; choose at least one that is still here.")
        change.subject = ("round", made.id)
        change.detail = {"pieces": added, "call": made.call_id, "blind": made.blind}
        return made.id


def change_round(db: Database, actor: Actor, round_id: int, version: int, plan: RoundPlan) -> None:
    """Change how a round is run; of an open one only its title and how many reviews each piece gets."""
    plan.check()
    with changing_round(db, actor, round_id, version, "round.changed", DRAFT, OPEN) as (change, round_):
        if round_.state == OPEN and (plan.blind, plan.names_after, plan.call_id) != (
            round_.blind, round_.names_after, round_.call_id,
        ):  # fmt: skip
            raise BadInput("An open round stays as blind as it was opened; make another one for other terms.")
        _fill(change.session, round_, plan)


def add_pieces(db: Database, actor: Actor, round_id: int, version: int, contribution_ids: Iterable[int]) -> int:
    """Put more pieces into a draft; how many were not there yet."""
    with changing_round(db, actor, round_id, version, "round.pieces_added", DRAFT) as (change, round_):
        added = _add(change.session, round_, contribution_ids)
        change.detail = {"pieces": added}
        return added


def drop_piece(db: Database, actor: Actor, round_id: int, version: int, token: str) -> None:
    """Take a piece out of a draft."""
    with changing_round(db, actor, round_id, version, "round.piece_dropped", DRAFT) as (change, _round):
        piece = change.session.scalar(
            select(RoundPiece).where(RoundPiece.round_id == round_id, RoundPiece.token == token)
        )
        if piece is None:
            raise NotFound("That piece is not in the round any more.")
        change.detail = {"contribution": piece.contribution_id}
        change.session.delete(piece)


def assign_reviewers(db: Database, actor: Actor, round_id: int, version: int, account_ids: Collection[int]) -> None:
    """Say who reviews; nobody named means everybody who may. What was reviewed already stays."""
    with changing_round(db, actor, round_id, version, "round.assigned", DRAFT, OPEN) as (change, _round):
        session = change.session
        able = {account.id for account in reviewers_there(session)}
        if not set(account_ids) <= able:
            raise BadInput("One of these accounts may not review; an admin gives the role, or choose another.")
        session.execute(delete(RoundReviewer).where(RoundReviewer.round_id == round_id))
        session.add_all(RoundReviewer(round_id=round_id, account_id=id_) for id_ in sorted(set(account_ids)))
        change.detail = {"reviewers": len(set(account_ids))}


def open_round(db: Database, actor: Actor, round_id: int, version: int) -> None:
    """Let reviewing begin; the rubric is frozen into the round."""
    with changing_round(db, actor, round_id, version, "round.opened", DRAFT) as (change, round_):
        here = select(RoundPiece.id).join(Contribution).where(
            RoundPiece.round_id == round_id, Contribution.merged_into_id.is_(None)
        )  # fmt: skip
        if change.session.scalar(here.limit(1)) is None:
            raise BadInput(f"“{round_.title}” has no piece; add one before you open it.")
        rubric = rubric_row(change.session, round_.call_id)
        round_.criteria, round_.state, round_.opened_at = list(rubric.criteria), OPEN, now()


def close_round(db: Database, actor: Actor, round_id: int, version: int) -> None:
    """End reviewing; results and names are shown from now on."""
    with changing_round(db, actor, round_id, version, "round.closed", OPEN) as (_change, round_):
        round_.state, round_.closed_at = CLOSED, now()


def drop_draft(db: Database, actor: Actor, round_id: int, version: int) -> None:
    """Throw a draft of a round away."""
    with changing_round(db, actor, round_id, version, "round.dropped", DRAFT) as (change, round_):
        change.detail = {"title": round_.title}
        change.session.delete(round_)


def reviewers_there(session: Session) -> list[Account]:
    """The open accounts that may review, by name."""
    roles = {role.value for role in ALLOWED[Permission.REVIEW]}
    accounts = session.scalars(select(Account).where(Account.active).order_by(Account.name, Account.id))
    return [account for account in accounts if roles & {held.role for held in account.roles}]


@contextmanager
def changing_round(
    db: Database, actor: Actor, round_id: int, version: int, action: str, *states: str
) -> Iterator[tuple[Command, Round]]:
    """One change of a round in one of these states, from its present version."""
    with command(db, actor, Permission.RUN_ROUNDS, action, ("round", round_id)) as change:
        round_ = change.session.get(Round, round_id, with_for_update=True)
        if round_ is None:
            raise NotFound("That round no longer exists; look for another on the Rounds page.")
        if round_.version != version:
            raise Stale(_CHANGED)
        if round_.state not in states:
            raise BadInput(f"“{round_.title}” is {round_.state}; that can no longer be changed.")
        round_.version += 1
        yield change, round_


def _fill(session: Session, round_: Round, plan: RoundPlan) -> None:
    if plan.call_id is not None and session.get(Call, plan.call_id) is None:
        raise NotFound("That call no longer exists; choose another.")
    round_.title, round_.call_id = " ".join(plan.title.split()), plan.call_id
    round_.blind, round_.names_after, round_.reviews_wanted = plan.blind, plan.names_after, plan.reviews_wanted


def _add(session: Session, round_: Round, contribution_ids: Iterable[int]) -> int:
    there = set(session.scalars(select(RoundPiece.contribution_id).where(RoundPiece.round_id == round_.id)))
    wanted = set(contribution_ids) - there
    if len(there) + len(wanted) > MOST_PIECES:
        raise BadInput(f"A round holds {MOST_PIECES:,} pieces; choose fewer, or make two of them.")
    here = select(Contribution.id).where(Contribution.id.in_(wanted), Contribution.merged_into_id.is_(None))
    found = list(session.scalars(here))
    session.add_all(RoundPiece(round_id=round_.id, contribution_id=id_, token=secrets.token_hex(8)) for id_ in found)
    session.flush()
    return len(found)
