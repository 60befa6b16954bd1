"""Age, contact and addresses reach no page, match, sheet or audit entry: planted, then looked for everywhere."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community import call_queries, contributor_queries, requests, tree_queries
from dashboard.community.claims import claim, claims_by, claims_on, decide_claim, open_claims
from dashboard.community.interest import interest_in, like
from dashboard.community.overlays import overlays_of, write_overlay
from dashboard.community.reporting import report_problem
from dashboard.community.submission_tables import PrivateFacts, Submission, Terms
from dashboard.community.tables import Contributor
from dashboard.credits.queries import credited_rundown
from dashboard.curation import matches
from dashboard.curation import queries as curation
from dashboard.curation.search.order import first_cards
from dashboard.desk import home, my_work, released
from dashboard.desk import requests as desk_requests
from dashboard.desk.export import export_episode
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.people.tables import Account, AccountRole
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.release import release_episode
from dashboard.storage.base import Base, now
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.rundown.studio import act_ids, add_episode, shortlist_for
from tests.world import add_edge, add_piece

PRIVATE = ("secret-mail@private.example", "+47 555 01 99", "13-15-private", "mother@private.example", "16-17-private")


@pytest.fixture
def planted(db: Database) -> Database:
    """A minor with every private fact there is, a piece in a released episode, a claim, a report and a correction."""
    song, film = add_piece(db, "Harbour Loop", kind="music"), add_piece(db, "Night Ferry", artists=("Bo",))
    add_edge(db, film, song, "confirmed")
    with db.writing() as session:
        account = Account(email=PRIVATE[0], name="Ida", created_at=now())
        account.roles = [AccountRole(role=Role.ARTIST.value)]
        session.add_all([account, Terms(version=1, text="Terms", published_at=now())])
        session.flush()
        person = session.scalars(select(Contributor).where(Contributor.credit_name == "Ida Holm")).one()
        session.add(PrivateFacts(contributor_id=person.id, contact=PRIVATE[1], age_band=PRIVATE[2]))
        session.add(
            Submission(
                contribution_id=song, account_id=account.id, terms_version=1, accepted_at=now(),
                age_band=PRIVATE[4], guardian_email=PRIVATE[3],
            )
        )  # fmt: skip
        ida, person_id = Actor(account.id, "Ida", frozenset({Role.ARTIST})), person.id
    decide_claim(db, OPERATOR, claim(db, ida, person_id, "It is me."), confirms=True)
    report_problem(db, ida, film, "Too loud.")
    like(db, ida, film, likes=True)
    write_overlay(db, OPERATOR, film, "tags", "boat")
    episode = add_episode(db, OPERATOR)
    shortlist_for(db, OPERATOR, episode, song, film)
    add_to_act(db, OPERATOR, act_ids(db, episode)[0], [film])
    release_episode(db, OPERATOR, episode)
    return db


def words_in(value: object) -> Iterator[str]:
    """Every word that can be read off what a query gives: values, and the columns of rows that are loaded."""
    held: Iterable[object]
    match value:
        case Base():
            held = [held for name, held in vars(value).items() if name != "_sa_instance_state"]
        case dict():
            held = [*value, *value.values()]
        case list() | tuple() | set() | frozenset():
            held = value
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = [getattr(value, field.name) for field in fields(value)]
        case _:
            yield str(value)
            return
    for each in held:
        yield from words_in(each)


Query = Callable[[Session], Any]
QUERIES: dict[str, Query] = {
    "people": contributor_queries.people,
    "person": lambda s: contributor_queries.person(s, 1),
    "made by": lambda s: contributor_queries.made_by(s, [1, 2]),
    "built on": lambda s: contributor_queries.built_on(s, [1, 2]),
    "doubles": contributor_queries.doubles,
    "tree": lambda s: tree_queries.remix_tree(s, 1),
    "claims": lambda s: (open_claims(s), claims_by(s, 1), claims_on(s, 1)),
    "requests": lambda s: (requests.open_requests(s), requests.requests_by(s, 1), requests.requests_about(s, 2)),
    "places": desk_requests.waiting_requests,
    "corrections": lambda s: overlays_of(s, 2),
    "interest": lambda s: interest_in(s, [1, 2]),
    "my work of another": lambda s: (my_work.my_pieces(s, 2), my_work.my_release(s, 2)),
    "my own work": lambda s: (my_work.my_pieces(s, 1), my_work.my_release(s, 1)),
    "what aired": lambda s: released.aired_works(s, [1, 2]),
    "cards": lambda s: curation.latest_cards(s, 24),
    "cards with a word": lambda s: first_cards(s, "ida", 24),
    "piece": lambda s: (curation.piece(s, 1), curation.piece(s, 2)),
    "shortlist": lambda s: curation.shortlist(s, 1),
    "credits": lambda s: credited_rundown(s, 1),
    "home": lambda s: (home.not_airing(s, 1), home.standing(s, 1)),
    "matches": lambda s: (matches.suggestions(s, now()), matches.fillers_of(s, 2), matches.filled_by(s, 1, now())),
    "calls": lambda s: call_queries.calls(s, OPERATOR, now()),
    "audit": lambda s: s.scalars(select(AuditEntry)).all(),
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_gives_what_is_private(name: str, planted: Database) -> None:
    with planted.reading() as session:
        found = "\n".join(words_in(QUERIES[name](session)))
    assert [secret for secret in PRIVATE if secret in found] == []


def test_what_was_planted_is_there_and_would_be_found(planted: Database) -> None:
    with planted.reading() as session:
        facts = session.scalars(select(PrivateFacts)).one()
        assert facts.contact == PRIVATE[1]
        found = "\n".join(words_in([{"a": (facts,)}]))
    assert PRIVATE[1] in found and PRIVATE[2] in found
    with planted.reading() as session:
        assert "Harbour Loop" in "\n".join(words_in(QUERIES["cards"](session)))


def test_no_sheet_holds_what_is_private(planted: Database, tmp_path: Path) -> None:
    files = export_episode(planted, OPERATOR, 1, tmp_path)
    content = b""
    for path in files.values():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                content += b"\n".join(book.read(name) for name in book.namelist())
        else:
            content += path.read_bytes()
    assert len(files) > 5 and content.count(b"Ida Holm") > 5
    assert [secret for secret in PRIVATE if secret.encode() in content] == []
