"""The list of answers to send: one row for each artist of each piece, for mail merge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from urllib.parse import urljoin

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.declarations import ADULT
from dashboard.community.submission_tables import PrivateFacts, Submission
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.credits.tabular import Cell, Table, csv_bytes, xlsx_bytes
from dashboard.curation.answer_tables import Answer
from dashboard.curation.answer_words import IN_SHOW, filled
from dashboard.curation.answers import locked_answers, seen, sign
from dashboard.desk.answers import AnswerRow, Narrowed, answer_rows, require_released
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.people.tables import Account
from dashboard.rundown.locks.given_out import record_message
from dashboard.storage.base import now
from dashboard.storage.engine import Database

HEADER = ("name", "title", "call", "kind", "answer", "link", "email")
MOST_LISTED = 10_000
"""Pieces in one list."""
_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)


def answer_list(db: Database, actor: Actor, narrowed: Narrowed, address: str, form: str) -> bytes:
    """The answers of a view as a `csv` or `xlsx` file; that it was taken away is written down.

    `address` is where this Greenroom is reached. An e-mail address stands only where the artist has an account
    here and has posted no piece as a minor. Raises: `BadInput` where a piece is told to be in the show and its
    episode is not released any more.
    """
    with command(db, actor, Permission.ANSWER, "answers.taken", ("answers", "list")) as change:
        rows = answer_rows(change.session, narrowed, per_page=MOST_LISTED)
        told = [row.card.contribution_id for row in rows if row.answer.kind == IN_SHOW]
        require_released(change.session, list(change.session.scalars(_pieces(told))))
        record_message(change.session, actor, "answers to artists", told)
        lines = _lines(change.session, rows, address)
        change.detail = {"pieces": len(rows), "view": narrowed.view}
    if form == "csv":
        return csv_bytes(HEADER, lines)
    return xlsx_bytes([Table("Answers", HEADER, lines)], now())


def mark_listed(db: Database, actor: Actor, chosen: Mapping[int, int]) -> int:
    """Note that these answers were handed out; how many. One that was changed after the list was made is left."""
    with command(db, actor, Permission.ANSWER, "answers.listed", ("answers", "list")) as change:
        session = change.session
        there = {row.contribution_id: row for row in session.scalars(locked_answers(chosen))}
        pieces = [piece.id for piece in session.scalars(_pieces(chosen).with_for_update())]
        by_itself = seen(session)
        same = [id_ for id_ in pieces if (there[id_].version if id_ in there else 0) == chosen[id_]]
        for id_ in same:
            row = there.get(id_) or Answer(contribution_id=id_, kind=by_itself.kind, words=by_itself.words, version=0)
            row.listed_at = now()
            if row.version == 0:
                sign(session, row, actor)
            else:
                row.version += 1
        change.detail = {"pieces": same}
        return len(same)


def _pieces(ids: Collection[int]) -> Select[Contribution]:
    return select(Contribution).where(Contribution.id.in_(list(ids))).order_by(Contribution.id)


def _lines(session: Session, rows: list[AnswerRow], address: str) -> list[tuple[Cell, ...]]:
    ids = [row.card.contribution_id for row in rows]
    people = _people_of(session, ids)
    emails = _emails(session, {person for each in people.values() for person in each})
    return [
        (name, row.card.title, row.call, row.answer.kind,
         filled(row.answer.words, name=name, title=row.card.title, call=row.call),
         urljoin(address, f"/contribution?piece={row.card.contribution_id}"), emails.get(person, ""))
        for row in rows
        for person, name in (people.get(row.card.contribution_id) or {0: ""}).items()
    ]  # fmt: skip


def _people_of(session: Session, piece_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """The credited people of each piece and their names, in the order of its credits."""
    query = select(Credit).where(Credit.contribution_id.in_(piece_ids)).options(selectinload(Credit.contributor))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for credit in session.scalars(query.order_by(Credit.contribution_id, Credit.position)):
        found[credit.contribution_id][credit.contributor.person_id] = credit.contributor.shown_name
    return found


def _emails(session: Session, people: Collection[int]) -> dict[int, str]:
    """The address of the first open account of each person; none of minors, who read their answer here."""
    minors = select(Submission.account_id).where(Submission.age_band != ADULT)
    known = select(Contributor.account_id).join(PrivateFacts, PrivateFacts.contributor_id == Contributor.id)
    known = known.where(PrivateFacts.age_band.not_in(("", ADULT)), Contributor.account_id.is_not(None))
    query = select(_PERSON, Account.email).join(Account, Contributor.account_id == Account.id)
    query = query.where(_PERSON.in_(people), Account.active)
    query = query.where(Account.id.not_in(minors), Account.id.not_in(known)).order_by(Account.id.desc())
    return dict(session.execute(query).all())
