"""What pages read of artists: the list, one person with every handle, what they made, and likely doubles.

No query here reads what is private: no address of an account, no age, no contact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from dashboard.community.copies import kept_id
from dashboard.community.doubles import Double, Known, likely_doubles
from dashboard.community.folding import fold
from dashboard.community.lineage import REFUSED
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge, Source
from dashboard.errors import NotFound

PER_PAGE = 24
_PERSON = func.coalesce(Contributor.same_as_id, Contributor.id)


@dataclass(frozen=True)
class PersonRow:
    """A person in a list."""

    person_id: int
    credit_name: str
    handles: tuple[str, ...]
    """Every handle and its source, such as “ida at The street”, those of merged rows too."""
    country: str
    pieces: int
    is_claimed: bool


@dataclass(frozen=True)
class Handle:
    """One row of a person, as one source knows them."""

    contributor_id: int
    credit_name: str
    handle: str
    source: str
    is_main: bool


@dataclass(frozen=True)
class Person:
    """One person as their page shows them."""

    person_id: int
    credit_name: str
    pronouns: str
    links: tuple[str, ...]
    country: str
    takes_no_credit: bool
    is_claimed: bool
    version: int
    handles: tuple[Handle, ...]
    """The main one first."""


@dataclass(frozen=True)
class Made:
    """A piece in a person's list."""

    contribution_id: int
    title: str
    kind: str
    artists: str
    of: str = ""
    """For what others made: the title of the piece that it is built on."""
    state: str = ""
    """For what others made: where that link stands."""


def people(session: Session, words: str = "", page: int = 1) -> tuple[list[PersonRow], int]:
    """One page (1 is the first) of the people whose names or handles hold all the words, and how many there are."""
    chosen = _matching(words)
    persons = select(_PERSON.label("id")).where(*chosen).distinct().subquery()
    total = session.scalar(select(func.count()).select_from(persons)) or 0
    mains = (
        select(Contributor.id)
        .join(persons, Contributor.id == persons.c.id)
        .order_by(func.lower(Contributor.credit_name), Contributor.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return _person_rows(session, list(session.scalars(mains))), total


def people_named(session: Session, ids: Collection[int]) -> dict[int, PersonRow]:
    """These people, by the id of their main row."""
    return {row.person_id: row for row in _person_rows(session, list(ids))}


def person(session: Session, contributor_id: int) -> Person:
    """The person behind a row, whichever of theirs it is."""
    row = session.get(Contributor, contributor_id)
    if row is None:
        raise NotFound("There is no such artist; look for them on the Artists page.")
    rows = _rows_of(session, [row.person_id])
    main = next(each for each, _ in rows if each.id == row.person_id)
    handles = sorted(rows, key=lambda found: (found[0].id != main.id, found[1], found[0].id))
    return Person(
        main.id, main.credit_name, main.pronouns, tuple(map(str, main.links)), main.country, main.takes_no_credit,
        any(each.account_id is not None for each, _ in rows), main.version,
        tuple(Handle(each.id, each.credit_name, each.handle, source, each.id == main.id) for each, source in handles),
    )  # fmt: skip


def made_by(session: Session, person_ids: Collection[int]) -> list[Made]:
    """What these people made under any handle, the newest first."""
    query = (
        select(Contribution)
        .where(Contribution.id.in_(_pieces_of(person_ids)), Contribution.merged_into_id.is_(None))
        .order_by(Contribution.created_at.desc(), Contribution.id.desc())
        .options(*_WITH_ARTISTS)
    )
    return [Made(piece.id, piece.title, piece.kind, _artists(piece)) for piece in session.scalars(query)]


def built_on(session: Session, person_ids: Collection[int], limit: int = 100) -> list[Made]:
    """What others made of it, one step down, the newest first; refused links count for nothing, copies as one piece."""
    made_of_it, used = aliased(Contribution), aliased(Contribution)
    child, parent = aliased(Contribution), aliased(Contribution)
    own = _pieces_of(person_ids)
    query = (
        select(child, parent.title, LineageEdge.state)
        .join(made_of_it, child.id == func.coalesce(made_of_it.merged_into_id, made_of_it.id))
        .join(LineageEdge, LineageEdge.child_id == made_of_it.id)
        .join(used, LineageEdge.parent_id == used.id)
        .join(parent, parent.id == func.coalesce(used.merged_into_id, used.id))
        .where(used.id.in_(own), child.id.not_in(own), LineageEdge.state != REFUSED)
        .order_by(child.created_at.desc(), child.id.desc(), LineageEdge.id)
        .limit(limit)
        .options(selectinload(child.credits).selectinload(Credit.contributor))
    )
    found: dict[tuple[int, str], Made] = {}
    for piece, of, state in session.execute(query):
        found.setdefault((piece.id, of), Made(piece.id, piece.title, piece.kind, _artists(piece), of, state))
    return list(found.values())


def doubles(session: Session, among: int | None = None) -> list[Double]:
    """Who may be one person with whom; with `among` only those that concern this person."""
    columns = (
        _PERSON, Contributor.credit_name, Contributor.handle, Contributor.source_id, Contributor.links,
        Contributor.account_id,
    )  # fmt: skip
    rows = session.execute(select(*columns).order_by(Contributor.id))
    found = likely_doubles(Known(row[0], row[1], row[2], row[3], tuple(row[4] or ()), row[5]) for row in rows)
    return [double for double in found if among is None or among in (double.person_id, double.other_id)]


_WITH_ARTISTS = (selectinload(Contribution.credits).selectinload(Credit.contributor).selectinload(Contributor.same_as),)


def _artists(piece: Contribution) -> str:
    people = (credit.contributor.same_as or credit.contributor for credit in piece.credits)
    return ", ".join(dict.fromkeys(each.credit_name for each in people)) or "Artist not named"


def _pieces_of(person_ids: Collection[int]) -> Select[int]:
    return select(Credit.contribution_id).join(Contributor).where(_PERSON.in_(person_ids))


def _rows_of(session: Session, person_ids: Collection[int]) -> list[tuple[Contributor, str]]:
    query = select(Contributor, Source.name).join(Source).where(_PERSON.in_(person_ids)).order_by(Contributor.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def _person_rows(session: Session, ids: list[int]) -> list[PersonRow]:
    by_person: dict[int, list[tuple[Contributor, str]]] = defaultdict(list)
    for row, source in _rows_of(session, ids):
        by_person[row.person_id].append((row, source))
    pieces = (
        select(_PERSON, func.count(kept_id().distinct()))
        .select_from(Contributor)
        .join(Credit)
        .join(Contribution)
        .where(_PERSON.in_(ids))
    )
    counts = {row[0]: row[1] for row in session.execute(pieces.group_by(_PERSON))}
    return [_person_row(id_, by_person[id_], counts.get(id_, 0)) for id_ in ids if id_ in by_person]


def _person_row(person_id: int, rows: Iterable[tuple[Contributor, str]], pieces: int) -> PersonRow:
    found = list(rows)
    main = next(row for row, _ in found if row.id == person_id)
    handles = tuple(f"{row.handle or row.credit_name} at {source}" for row, source in found)
    claimed = any(row.account_id is not None for row, _ in found)
    return PersonRow(person_id, main.credit_name, handles, main.country, pieces, claimed)


def _matching(words: str) -> list[ColumnElement[bool]]:
    """Each word in a name or a handle. A database may not fold other letters than ours, so words go as typed, too."""
    wanted: list[ColumnElement[bool]] = []
    for word in words.split():
        forms = {word, fold(word), word.capitalize()}
        columns = (Contributor.credit_name, Contributor.handle, Contributor.external_key)
        wanted.append(or_(*(column.icontains(form, autoescape=True) for column in columns for form in forms)))
    return wanted
