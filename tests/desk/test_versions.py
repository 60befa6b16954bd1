"""An episode and its versions are paid together: each piece once, on its longest use."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import select

from dashboard.community.tables import Contribution
from dashboard.credits.works import AiredPiece
from dashboard.desk.versions import master_of, payments_for
from dashboard.errors import NotFound
from dashboard.payments.queries import longest_uses
from dashboard.people.roles import Actor
from dashboard.rundown.edits import commands
from dashboard.rundown.versions.versions import Terms, derive_version
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, plan
from tests.world import add_piece


@pytest.fixture
def family(sqlite_db: Database, actor: Actor) -> tuple[int, int]:
    """A master with one film of twenty seconds, and a web version at another rate with one more of ten."""
    master = add_episode(sqlite_db, actor, plan(budget_minor=90_000))
    commands.add_piece(sqlite_db, actor, act_ids(sqlite_db, master)[0], [add_piece(sqlite_db, "Ferry", seconds=20)])
    web = derive_version(sqlite_db, actor, master, "web", plan(rate="30", budget_minor=0), Terms())
    commands.add_piece(sqlite_db, actor, act_ids(sqlite_db, web)[0], [add_piece(sqlite_db, "Dawn", seconds=10)])
    return master, web


def test_a_piece_in_the_master_and_a_version_is_paid_once(sqlite_db: Database, family: tuple[int, int]) -> None:
    master, web = family
    with sqlite_db.reading() as session:
        sheet = payments_for(session, master)
        assert [(line.piece_title, line.on_air_frames, line.amount_minor) for line in sheet.lines] == [
            ("Ferry", 500, 60_000), ("Dawn", 250, 30_000),
        ]  # fmt: skip
        assert [check.difference for check in sheet.checks] == [0, 0, 0]
        assert payments_for(session, web) == sheet
        assert (master_of(session, web), master_of(session, master)) == (master, master)
        with pytest.raises(NotFound):
            payments_for(session, 999)


def test_it_is_paid_on_its_longest_use(sqlite_db: Database, actor: Actor, family: tuple[int, int]) -> None:
    master, _ = family
    with sqlite_db.reading() as session:
        before = {line.piece_title: line.amount_minor for line in payments_for(session, master).lines}
    promo = derive_version(sqlite_db, actor, master, "promo", plan(rate="50", budget_minor=0), Terms())
    commands.add_piece(sqlite_db, actor, act_ids(sqlite_db, promo)[0], [piece_named(sqlite_db, "Dawn")])
    with sqlite_db.reading() as session:
        assert {line.piece_title: line.amount_minor for line in payments_for(session, master).lines} == before


def test_the_longest_use_is_the_longest_in_seconds() -> None:
    at_25, at_50 = Fraction(25), Fraction(50)
    short, long = AiredPiece(1, "Ferry", 100, ("One",), 5), AiredPiece(1, "Ferry", 150, ("Two",), 10)
    assert longest_uses([([short], at_25), ([long], at_50)], at_25) == (short,)
    assert longest_uses([([long], at_50), ([short], at_25)], at_25) == (short,)
    assert longest_uses([([long], at_50)], at_25) == (AiredPiece(1, "Ferry", 75, ("Two",), 5),)


def piece_named(db: Database, title: str) -> int:
    """The contribution of this title."""
    with db.reading() as session:
        return session.scalars(select(Contribution.id).where(Contribution.title == title)).one()
