"""An artist's own work: where it stands, who built on it, where it airs and what is owed, and what stays quiet."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.community.contributors import PersonPlan, change_person, merge
from dashboard.community.interest import note_opened
from dashboard.community.tables import Contributor
from dashboard.desk.my_work import MyPiece, my_pieces, my_release
from dashboard.desk.released import Release, aired_works
from dashboard.desk.requests import withdraw_piece
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_item
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.release import mark_aired, release_episode, withdraw_release
from dashboard.storage.engine import Database
from tests.community.test_claims import artist
from tests.community.test_contributors import give, row
from tests.rundown.studio import act_ids, add_episode, shortlist_for
from tests.world import add_edge, add_piece

SHOW = "Night Shift 1: Harbour"


def person(db: Database, name: str) -> int:
    with db.reading() as session:
        return session.query(Contributor).filter(Contributor.credit_name == name).one().id


@pytest.fixture
def loop(db: Database) -> int:
    return add_piece(db, "Harbour Loop", kind="music", artists=("Ida Holm",))


@pytest.fixture
def ida(db: Database, loop: int) -> Actor:
    made = artist(db)
    give(db, person(db, "Ida Holm"), made.account_id or 0)
    return made


@pytest.fixture
def film(db: Database, loop: int) -> int:
    """A film by Bo over the loop."""
    made = add_piece(db, "Night Ferry", artists=("Bo",))
    add_edge(db, made, loop, "confirmed")
    return made


@pytest.fixture
def night(db: Database, film: int) -> int:
    """An episode that opens with a host link of 7 minutes 12 seconds and goes on with the film."""
    episode = add_episode(db, OPERATOR)
    act = act_ids(db, episode)[0]
    add_to_act(db, OPERATOR, act, [film], position=0)
    add_item(db, OPERATOR, act, "slate", "Opening", length_frames=(7 * 60 + 12) * 25, position=0)
    return episode


def pieces(db: Database, actor: Actor) -> list[MyPiece]:
    with db.reading() as session:
        return my_pieces(session, actor.account_id or 0)


def release(db: Database, actor: Actor) -> Release:
    with db.reading() as session:
        return my_release(session, actor.account_id or 0)


def test_a_piece_goes_from_received_to_seen_to_being_considered(db: Database, loop: int, ida: Actor) -> None:
    assert [(piece.card.title, piece.standing) for piece in pieces(db, ida)] == [("Harbour Loop", "received")]
    note_opened(db, ida, loop)
    note_opened(db, artist(db, "Max", Role.ACCOUNTANT), loop)
    assert pieces(db, ida)[0].standing == "received"
    note_opened(db, artist(db, "Cora", Role.CURATOR), loop)
    assert pieces(db, ida)[0].standing == "seen"
    shortlist_for(db, OPERATOR, add_episode(db, OPERATOR), loop)
    (piece,) = pieces(db, ida)
    assert (piece.standing, piece.sentence, piece.interest.opened) == ("being considered", "Nothing is decided yet.", 2)
    withdraw_piece(db, ida, loop, "Sorry.")
    assert pieces(db, ida)[0].standing == "withdrawn"


def test_nothing_is_told_of_an_episode_that_is_not_released(db: Database, ida: Actor, film: int, loop: int) -> None:
    episode = add_episode(db, OPERATOR)
    shortlist_for(db, OPERATOR, episode, loop, film)
    before = (pieces(db, ida), release(db, ida))
    for piece in (loop, film):
        add_to_act(db, OPERATOR, act_ids(db, episode)[0], [piece])
    assert (pieces(db, ida), release(db, ida)) == before
    release_episode(db, OPERATOR, episode)
    assert (pieces(db, ida), release(db, ida)) != before
    withdraw_release(db, OPERATOR, episode)
    assert (pieces(db, ida), release(db, ida)) == before


def test_a_released_piece_is_in_the_show_and_an_aired_one_says_when(db: Database, ida: Actor, night: int) -> None:
    release_episode(db, OPERATOR, night)
    (piece,) = pieces(db, ida)
    assert (piece.standing, piece.sentence) == ("in the show", f"In the show: {SHOW}, in “Night Ferry”.")
    mark_aired(db, OPERATOR, night, date(2026, 3, 4))
    (piece,) = pieces(db, ida)
    assert (piece.standing, piece.sentence) == ("aired", f"Aired at 00:07:12 in {SHOW}, in “Night Ferry”.")
    assert piece.on_air[0].roles == ("music",)


def test_what_is_owed_is_ones_own_part_and_nobody_elses(db: Database, ida: Actor, night: int) -> None:
    bo = artist(db, "Bo")
    give(db, person(db, "Bo"), bo.account_id or 0)
    release_episode(db, OPERATOR, night)
    (mine,), (theirs,) = release(db, ida).owed, release(db, bo).owed
    assert (mine.title, mine.piece, mine.episode, mine.held) == ("Harbour Loop", "Night Ferry", SHOW, "")
    assert (mine.amount_minor, theirs.amount_minor, mine.currency) == (1_500_000, 3_500_000, "USD")
    assert release(db, artist(db, "Stranger")) == Release()


def test_a_handle_that_was_merged_brings_its_pieces_and_its_money(db: Database, ida: Actor, night: int) -> None:
    release_episode(db, OPERATOR, night)
    assert len(release(db, ida).owed) == 1
    merge(db, OPERATOR, person(db, "Bo"), person(db, "Ida Holm"))
    assert [piece.card.title for piece in pieces(db, ida)] == ["Night Ferry", "Harbour Loop"]
    assert sum(line.amount_minor for line in release(db, ida).owed) == 5_000_000


def test_who_takes_no_credit_is_owed_all_the_same(db: Database, ida: Actor, night: int) -> None:
    release_episode(db, OPERATOR, night)
    before = release(db, ida).owed
    main = person(db, "Ida Holm")
    change_person(db, ida, main, row(db, main).version, PersonPlan("Ida Holm", takes_no_credit=True))
    after = release(db, ida)
    assert after.owed == before and after.on_air[0].roles == ()


def test_who_built_on_a_piece_is_told_with_the_state_of_the_link(
    db: Database, ida: Actor, loop: int, film: int
) -> None:
    add_edge(db, add_piece(db, "Cover", artists=("Cy",)), loop, "declared")
    add_edge(db, add_piece(db, "Nothing of it", artists=("Cy",)), loop, "refused")
    (piece,) = pieces(db, ida)
    assert [(each.title, each.artists, each.state) for each in piece.built_on] == [
        ("Night Ferry", "Bo", "confirmed"), ("Cover", "Cy", "declared"),
    ]  # fmt: skip


def test_everybody_may_know_what_aired_and_only_that(db: Database, night: int, loop: int) -> None:
    ida = person(db, "Ida Holm")
    release_episode(db, OPERATOR, night)
    with db.reading() as session:
        assert aired_works(session, [ida]) == ()
    mark_aired(db, OPERATOR, night, date(2026, 3, 4))
    with db.reading() as session:
        (place,) = aired_works(session, [ida])
    assert (place.work_id, place.through, place.clock) == (loop, "Night Ferry", "00:07:12")
