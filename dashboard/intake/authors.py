"""The people of a piece that is posted here: who posts it, and the co-authors that it names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.arrivals import CreditLine
from dashboard.community.artists import people_of
from dashboard.community.folding import fold
from dashboard.community.tables import Contributor, Source
from dashboard.errors import BadInput, NotFound
from dashboard.intake.cells import one_line

MOST_CO_AUTHORS, MOST_POINTS, LONGEST_NAME = 60, 1000, 120


@dataclass(frozen=True)
class CoAuthor:
    """Somebody who made the piece too: known here, or named for the first time."""

    name: str = ""
    contributor_id: int | None = None
    role: str = ""
    points: int = 1


def own_contributor(session: Session, source: Source, account_id: int, credit_name: str) -> Contributor:
    """The artist behind an account as this source knows them; made where it does not yet.

    An artist who is known from other sources is the same person here. A name is changed on the artist's own page.
    """
    there = session.scalar(
        select(Contributor)
        .where(Contributor.source_id == source.id, Contributor.account_id == account_id)
        .order_by(Contributor.id)
        .limit(1)
    )
    if there is not None:
        return there
    people = sorted(people_of(session, account_id))
    main = session.get(Contributor, people[0]) if people else None
    name = _name(main.credit_name if main else credit_name)
    made = Contributor(
        source_id=source.id, external_key=f"account:{account_id}", credit_name=name, account_id=account_id,
        same_as_id=main.id if main else None, takes_no_credit=main.takes_no_credit if main else False,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def credit_lines(
    session: Session, source: Source, own: Contributor, role: str, points: int, co_authors: tuple[CoAuthor, ...]
) -> tuple[CreditLine, ...]:
    """Whoever posts first, then the co-authors in their order. Raises BadInput for one named twice."""
    if len(co_authors) > MOST_CO_AUTHORS:
        raise BadInput(f"A piece names at most {MOST_CO_AUTHORS} co-authors.")
    lines = [_line(own, role, points)]
    people = {own.person_id}
    for co_author in co_authors:
        contributor = _known(session, source, co_author.contributor_id) if co_author.contributor_id else None
        contributor = contributor or _new(session, source, own, co_author.name)
        if contributor.person_id in people:
            raise BadInput(f"{contributor.credit_name} is named twice; give each person one role and one share.")
        people.add(contributor.person_id)
        lines.append(_line(contributor, co_author.role, co_author.points))
    return tuple(lines)


def _known(session: Session, source: Source, contributor_id: int) -> Contributor:
    """Somebody of any source, by a row of this one."""
    found = session.get(Contributor, contributor_id)
    if found is None:
        raise NotFound("A co-author is no longer here; search for them again.")
    if found.source_id == source.id:
        return found
    person = session.get_one(Contributor, found.person_id)
    made = _at(session, source, f"person:{person.id}")
    if made is None:
        made = Contributor(
            source_id=source.id, external_key=f"person:{person.id}", credit_name=person.credit_name,
            same_as_id=person.id, takes_no_credit=person.takes_no_credit,
        )  # fmt: skip
        session.add(made)
        session.flush()
    return made


def _new(session: Session, source: Source, own: Contributor, typed: str) -> Contributor:
    # The key holds who named them: two artists may each know somebody of the same name.
    name = _name(typed)
    key = f"name:{own.id}:{fold(name)}"
    made = _at(session, source, key)
    if made is None:
        made = Contributor(source_id=source.id, external_key=key, credit_name=name)
        session.add(made)
        session.flush()
    return made


def _at(session: Session, source: Source, key: str) -> Contributor | None:
    return session.scalar(
        select(Contributor).where(Contributor.source_id == source.id, Contributor.external_key == key)
    )


def _name(typed: str) -> str:
    name = one_line(typed)
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"Everybody credited needs a name of at most {LONGEST_NAME} characters.")
    return name


def _line(contributor: Contributor, role: str, points: int) -> CreditLine:
    if not 1 <= points <= MOST_POINTS:
        raise BadInput(f"Share points are whole numbers from 1 to {MOST_POINTS:,}.")
    name = contributor.credit_name
    return CreditLine(name, contributor.external_key, one_line(role), points, verbatim=name)
