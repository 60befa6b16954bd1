"""Withdrawing a piece, and where a request concerns somebody."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.community.reporting import answer_request, report_problem
from dashboard.community.submission_tables import Submission, Terms
from dashboard.desk.requests import Place, places, take_back_withdrawal, waiting_requests, withdraw_piece
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import OPERATOR, Actor
from dashboard.rundown.edits.commands import add_piece as add_item
from dashboard.rundown.edits.commands import float_items
from dashboard.rundown.release import mark_aired, unmark_aired
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.test_claims import artist
from tests.community.test_contributors import CURATOR
from tests.community.test_requests import MAX, own
from tests.rundown.studio import act_ids, add_episode, shortlist_for
from tests.world import add_edge, add_piece, piece_named

SHOW = "Night Shift 1: Harbour"


@pytest.fixture
def ida(db: Database) -> Actor:
    """The artist of Harbour Loop."""
    return artist(db)


@pytest.fixture
def loop(db: Database, ida: Actor) -> int:
    piece = add_piece(db, "Harbour Loop", kind="music")
    own(db, piece, ida)
    return piece


def test_a_request_says_where_its_piece_is_wanted_by_itself_and_in_what_is_built_on_it(db: Database, loop: int) -> None:
    film, refused = add_piece(db, "Night Ferry", artists=("Bo",)), add_piece(db, "Other", artists=("Bo",))
    add_edge(db, film, loop, "confirmed")
    add_edge(db, refused, loop, "refused")
    episode = add_episode(db, OPERATOR)
    shortlist_for(db, OPERATOR, episode, loop, film, refused)
    add_item(db, OPERATOR, act_ids(db, episode)[0], [film])
    report_problem(db, MAX, loop, "Not theirs.")
    with db.reading() as session:
        (row,) = waiting_requests(session)
        assert places(session, refused) == [Place(SHOW, None)]
    assert row.request.contribution.title == "Harbour Loop"
    assert row.places == (Place(SHOW, episode, "Night Ferry"), Place(SHOW, None), Place(SHOW, None, "Night Ferry"))


def test_a_withdrawn_piece_is_held_until_its_artist_takes_that_back(db: Database, loop: int, ida: Actor) -> None:
    film = add_piece(db, "Night Ferry", artists=("Bo",))
    add_edge(db, film, loop, "confirmed")
    withdraw_piece(db, ida, loop, "A friend asked me to.")
    assert "withdrawn by its artist" in piece_named(db, loop).hold
    assert [piece_named(db, piece).clearance for piece in (loop, film)] == ["pending", "pending"]
    with db.reading() as session:
        (row,) = waiting_requests(session)
    answer_request(db, CURATOR, row.request.id, "We have swapped it.")
    assert "withdrawn by its artist" in piece_named(db, loop).hold
    with db.reading() as session:
        assert waiting_requests(session) == []
    with pytest.raises(BadInput, match="withdrawn already"):
        withdraw_piece(db, ida, loop, "Again.")
    take_back_withdrawal(db, ida, loop)
    assert (piece_named(db, loop).hold, piece_named(db, film).clearance) == ("", "cleared")
    withdraw_piece(db, ida, loop, "After all.")
    assert piece_named(db, loop).hold


def test_what_was_posted_here_says_itself_that_it_was_withdrawn(db: Database, loop: int, ida: Actor) -> None:
    with db.writing() as session:
        session.add(Terms(version=1, text="Terms", published_at=now()))
        session.flush()
        session.add(
            Submission(
                contribution_id=loop, account_id=ida.account_id, terms_version=1, accepted_at=now(), age_band="adult"
            )
        )
    withdraw_piece(db, ida, loop, "Sorry.")
    with db.reading() as session:
        assert session.get_one(Submission, loop).withdrawn_at is not None
    take_back_withdrawal(db, ida, loop)
    with db.reading() as session:
        assert session.get_one(Submission, loop).withdrawn_at is None
    assert piece_named(db, loop).hold == ""


def test_what_has_aired_by_itself_or_in_another_piece_cannot_be_withdrawn(db: Database, loop: int, ida: Actor) -> None:
    film = add_piece(db, "Night Ferry", artists=("Bo",))
    add_edge(db, film, loop, "confirmed")
    episode = add_episode(db, OPERATOR)
    item = add_item(db, OPERATOR, act_ids(db, episode)[0], [film])
    mark_aired(db, OPERATOR, episode, date(2026, 3, 4))
    with pytest.raises(BadInput, match=f"has aired in {SHOW}"):
        withdraw_piece(db, ida, loop, "Sorry.")
    unmark_aired(db, OPERATOR, episode)
    float_items(db, OPERATOR, [item], floated=True)
    mark_aired(db, OPERATOR, episode, date(2026, 3, 4))
    withdraw_piece(db, ida, loop, "Sorry.")
    assert piece_named(db, loop).hold


def test_only_its_artists_withdraw_and_only_who_withdrew_takes_it_back(db: Database, ida: Actor) -> None:
    piece = add_piece(db, "Duet", artists=("Ida Holm", "Bo"))
    own(db, piece, ida)
    stranger = artist(db, "Stranger")
    with pytest.raises(NotAllowed, match="Only its artists withdraw"):
        withdraw_piece(db, stranger, piece, "Mine.")
    with pytest.raises(NotAllowed):
        withdraw_piece(db, CURATOR, piece, "No.")
    with pytest.raises(BadInput, match="nothing to take back"):
        take_back_withdrawal(db, ida, piece)
    with pytest.raises(BadInput, match="Say why"):
        withdraw_piece(db, ida, piece, " ")
    with pytest.raises(NotFound):
        withdraw_piece(db, ida, 999, "Sorry.")
    assert piece_named(db, piece).hold == ""
