"""One person under two handles, and one who asked not to be named, in the credits and payments of an episode."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.community.contributors import PersonPlan, change_person, merge, split
from dashboard.community.tables import Contributor
from dashboard.credits.credit_list import CreditEntry
from dashboard.credits.queries import CreditedRundown, credited_rundown
from dashboard.credits.roll import RollName, roll_lines
from dashboard.credits.sheet import write_credits
from dashboard.payments.queries import payments_of
from dashboard.people.roles import OPERATOR
from dashboard.rundown.edits.commands import add_piece as add_item
from dashboard.storage.engine import Database
from tests.community.test_contributors import row
from tests.rundown.studio import act_ids, add_episode
from tests.world import add_edge, add_piece


@pytest.fixture
def night(db: Database) -> int:
    """An episode in which a film by Bo and “ida” airs, over a song by Ida Holm and a duet of both handles."""
    film = add_piece(db, "Night Ferry", artists=("Bo", "ida"))
    add_edge(db, film, add_piece(db, "Harbour Loop", kind="music", artists=("Ida Holm",)), "confirmed")
    duet = add_piece(db, "Duet", kind="music", artists=("ida", "Ida Holm"))
    episode = add_episode(db, OPERATOR)
    for piece in (film, duet):
        add_item(db, OPERATOR, act_ids(db, episode)[0], [piece])
    return episode


def person(db: Database, name: str) -> int:
    with db.reading() as session:
        return session.scalars(select(Contributor.id).where(Contributor.credit_name == name)).one()


def credited(db: Database, episode_id: int) -> CreditedRundown:
    with db.reading() as session:
        return credited_rundown(session, episode_id)


def entries(db: Database, episode_id: int) -> list[CreditEntry]:
    return list(credited(db, episode_id).credits.entries)


def test_a_merged_person_is_one_entry_a_role_and_one_payee(db: Database, night: int) -> None:
    before = payments_of(credited(db, night))
    merge(db, OPERATOR, person(db, "ida"), person(db, "Ida Holm"))
    found = entries(db, night)
    assert [(e.department, e.credit_name, e.titles) for e in found] == [
        ("Films & animation", "Bo", ("Night Ferry",)),
        ("Films & animation", "Ida Holm", ("Night Ferry",)),
        ("Music", "Ida Holm", ("Harbour Loop", "Duet")),
    ]
    sheet = payments_of(credited(db, night))
    assert [payee.display_name for payee in sheet.payees] == ["Bo", "Ida Holm"]
    assert sheet.paid_minor == before.paid_minor == 5_000_000
    by_name = {payee.display_name: payee.amount_minor for payee in before.payees}
    assert sheet.payees[1].amount_minor == by_name["ida"] + by_name["Ida Holm"]


def test_splitting_gives_back_the_credits_of_before(db: Database, night: int) -> None:
    before = credited(db, night).credits
    handle = person(db, "ida")
    merge(db, OPERATOR, handle, person(db, "Ida Holm"))
    assert credited(db, night).credits != before
    split(db, OPERATOR, handle)
    assert credited(db, night).credits == before


def test_who_asked_not_to_be_named_is_paid_and_stands_in_no_credit(db: Database, night: int, tmp_path: Path) -> None:
    merge(db, OPERATOR, person(db, "ida"), person(db, "Ida Holm"))
    ida = person(db, "Ida Holm")
    before = payments_of(credited(db, night))
    change_person(db, OPERATOR, ida, row(db, ida).version, PersonPlan("Ida Holm", takes_no_credit=True))
    sheet = credited(db, night).credits
    assert [entry.credit_name for entry in sheet.entries] == ["Bo"]
    assert [line.name for line in roll_lines(sheet) if isinstance(line, RollName)] == ["Bo"]
    by_title = {each.work.title: each.text for each in sheet.attributions}
    assert '"Night Ferry" by Bo ' in by_title["Night Ferry"]
    assert '"Harbour Loop" by an artist who asked not to be named ' in by_title["Harbour Loop"]
    files = write_credits(tmp_path, sheet, datetime(2026, 3, 4, tzinfo=UTC), "0")
    for name in ("credits_csv", "credits_txt"):
        said = files[name].read_text(encoding="utf-8-sig")
        assert "Bo" in said and "Ida" not in said and "ida;" not in said
    after = payments_of(credited(db, night))
    assert after.payees == before.payees and after.lines == before.lines
    assert ida in {payee.contributor_id for payee in after.payees}
