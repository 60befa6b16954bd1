"""Dead letters from pull to pull, and what a person may do about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.intake.outcome import PullResult
from dashboard.intake.queries import dead_letters, pulls, source_named, sources
from dashboard.intake.service import ignore_letter
from dashboard.intake.tables import DeadLetter
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from tests.intake.conftest import Folder

PullIt = Callable[..., PullResult]


def only_letter(db: Database) -> DeadLetter:
    with db.reading() as session:
        return session.scalars(select(DeadLetter)).one()


def test_a_letter_counts_up_resolves_and_opens_again(db: Database, folder: Folder, pull: PullIt) -> None:
    rows = [{"id": "1", "file": "a.txt", "title": "A"}, {"id": "2", "file": "b.txt", "title": "B"}]
    folder.text("a.txt")
    folder.manifest(*rows)
    for times in (1, 2):
        pull()
        letter = only_letter(db)
        assert (letter.what, letter.stage, letter.state, letter.times) == (
            "row 3 (b.txt)",
            "read",
            "open",
            times,
        )
    assert letter.raw == rows[1]
    assert letter.first_at < letter.last_at
    folder.text("b.txt")
    pull()
    assert only_letter(db).state == "resolved"
    (folder.path / "b.txt").unlink()
    pull()
    assert (only_letter(db).state, only_letter(db).times) == ("open", 3)


def test_a_row_that_is_gone_is_no_longer_open(db: Database, folder: Folder, pull: PullIt) -> None:
    good = {"file": folder.text("a.txt"), "title": "A"}
    folder.manifest(good, {"file": "b.txt", "title": "B"})
    pull()
    folder.manifest(good)
    pull()
    assert only_letter(db).state == "resolved"


def test_an_ignored_letter_stays_ignored_while_it_is_wrong(
    db: Database, actor: Actor, folder: Folder, pull: PullIt
) -> None:
    folder.manifest({"file": "a.txt", "title": "A"})
    pull()
    ignore_letter(db, actor, only_letter(db).id)
    pull()
    assert (only_letter(db).state, only_letter(db).times) == ("ignored", 2)
    with pytest.raises(BadInput, match=r"row 2 \(a.txt\) is ignored already"):
        ignore_letter(db, actor, only_letter(db).id)


def test_pulling_again_brings_the_piece_in_once_it_is_right_even_where_its_letter_was_ignored(
    db: Database, actor: Actor, folder: Folder, pull: PullIt
) -> None:
    folder.manifest({"file": "a.txt", "title": "A"})
    pull()
    letter = only_letter(db)
    ignore_letter(db, actor, letter.id)
    folder.text("a.txt")
    assert pull().new == 1
    assert only_letter(db).state == "resolved"
    with pytest.raises(BadInput, match="is resolved already"):
        ignore_letter(db, actor, letter.id)


def test_only_those_who_pull_may_and_only_what_is_there(db: Database, actor: Actor) -> None:
    accountant = Actor(None, "Cy", frozenset({Role.ACCOUNTANT}))
    with pytest.raises(NotAllowed):
        ignore_letter(db, accountant, 1)
    with pytest.raises(NotFound):
        ignore_letter(db, actor, 1)


def test_pages_read_sources_pulls_and_letters(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.manifest(
        *({"file": f"{n}.txt", "title": "T"} for n in range(3)), {"file": folder.text("a.txt"), "title": "A"}
    )
    pull()
    pull()
    with db.reading() as session:
        (line,) = sources(session)
        assert (line.source.name, line.pieces, line.open_letters) == ("From the street", 1, 3)
        assert line.last_pull is not None
        assert [p.id for p in pulls(session)] == [line.last_pull.id, line.last_pull.id - 1]
        assert pulls(session, source_id=line.source.id + 1) == []
        page = dead_letters(session, source_id=line.source.id, limit=2, offset=1)
        assert ([letter.what for letter in page.letters], page.total) == (
            ["row 3 (1.txt)", "row 4 (2.txt)"],
            3,
        )
        assert page.letters[0].source.name == "From the street"
        assert dead_letters(session, state="ignored").total == 0
        assert dead_letters(session, state=None).total == 3
        named = source_named(session, "From the street")
        assert named is not None
        assert named.location == str(folder.path)
        assert source_named(session, "Elsewhere") is None
