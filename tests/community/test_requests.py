"""Requests about pieces: raised once, holding where they should, answered with words."""

from __future__ import annotations

import pytest

from dashboard.community.reporting import answer_request, ask_about, report_problem
from dashboard.community.requests import (
    hold_of_requests,
    open_requests,
    raise_request,
    requests_about,
    requests_by,
)
from dashboard.community.submission_tables import PieceRequest
from dashboard.community.tables import Contributor
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from tests.community.test_claims import artist
from tests.community.test_contributors import CURATOR, give
from tests.world import add_edge, add_piece, piece_named

MAX = Actor(None, "Max", frozenset({Role.ACCOUNTANT}))


def request(db: Database, request_id: int) -> PieceRequest:
    with db.reading() as session:
        return session.get_one(PieceRequest, request_id)


def own(db: Database, piece_id: int, actor: Actor) -> None:
    """Make the only artist of a piece the actor."""
    with db.reading() as session:
        person = session.query(Contributor).filter(Contributor.credit_name == "Ida Holm").one().id
    assert piece_named(db, piece_id) is not None
    give(db, person, actor.account_id or 0)


def test_one_request_is_open_for_a_piece_a_kind_and_an_account(db: Database) -> None:
    piece, other = add_piece(db, "Night Ferry"), add_piece(db, "Low Tide")
    with db.writing() as session:
        first = raise_request(session, piece, "gone", raised_by="the weekly sweep", words="Not found.")
        assert raise_request(session, piece, "gone", raised_by="the weekly sweep", words="Not found.") is first
        assert raise_request(session, other, "gone", raised_by="the weekly sweep") is not first
        assert raise_request(session, piece, "reported", raised_by="Max") is not first
        first.state = "done"
        again = raise_request(session, piece, "gone", raised_by="the weekly sweep", words="Gone again.")
        assert again is not first
    with db.reading() as session:
        assert len(open_requests(session)) == 3
        assert [r.words for r in requests_about(session, piece)] == ["Not found.", "", "Gone again."]


def test_a_piece_that_is_gone_at_its_source_is_not_held(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    with db.writing() as session:
        made = raise_request(session, piece, "gone", raised_by="the weekly sweep")
        assert hold_of_requests(session, piece) == ""
    answer_request(db, CURATOR, made.id, "We have its file and its licence.")
    assert (request(db, made.id).state, piece_named(db, piece).clearance) == ("done", "cleared")


def test_a_report_holds_the_piece_and_all_that_is_built_on_it_until_it_is_dismissed(db: Database) -> None:
    loop, film = add_piece(db, "Harbour Loop"), add_piece(db, "Night Ferry")
    add_edge(db, film, loop, "confirmed")
    made = report_problem(db, MAX, loop, "  The melody is not theirs. ")
    assert "it was reported" in piece_named(db, loop).hold
    assert [piece_named(db, piece).clearance for piece in (loop, film)] == ["pending", "pending"]
    answer_request(db, CURATOR, made, "The melody is from 1850.")
    assert piece_named(db, loop).hold == ""
    assert [piece_named(db, piece).clearance for piece in (loop, film)] == ["cleared", "cleared"]
    found = request(db, made)
    assert (found.state, found.answer, found.answered_by, found.words) == (
        "done", "The melody is from 1850.", "Cora", "The melody is not theirs.",
    )  # fmt: skip


def test_an_upheld_report_keeps_the_piece_off_the_air_until_it_is_dismissed(db: Database) -> None:
    piece = add_piece(db, "Harbour Loop")
    made = report_problem(db, MAX, piece, "Not theirs.")
    answer_request(db, CURATOR, made, "You are right.", uphold=True)
    with db.reading() as session:
        assert open_requests(session) == []
        assert "stays off the air" in hold_of_requests(session, piece)
    assert "stays off the air" in piece_named(db, piece).hold
    assert piece_named(db, piece).clearance == "pending"
    with pytest.raises(Stale, match="Cora has answered this already"):
        answer_request(db, CURATOR, made, "Still.", uphold=True)
    answer_request(db, CURATOR, made, "They have shown us the licence.")
    assert (piece_named(db, piece).hold, piece_named(db, piece).clearance) == ("", "cleared")
    with pytest.raises(Stale):
        answer_request(db, CURATOR, made, "Once more.")


def test_two_reports_hold_until_both_are_answered(db: Database) -> None:
    piece = add_piece(db, "Harbour Loop")
    first = report_problem(db, artist(db, "Bo"), piece, "Too loud.")
    second = report_problem(db, artist(db, "Cy"), piece, "Not theirs.")
    assert first != second
    answer_request(db, CURATOR, first, "We turn it down.")
    assert piece_named(db, piece).hold
    answer_request(db, CURATOR, second, "It is theirs.")
    assert not piece_named(db, piece).hold


def test_an_artist_asks_about_credits_of_any_piece_and_payments_of_their_own(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    ida = artist(db)
    asked = ask_about(db, ida, piece, "credit", "I drew the second half.")
    with pytest.raises(NotAllowed, match="Only its artists"):
        ask_about(db, ida, piece, "payment", "When?")
    own(db, piece, ida)
    ask_about(db, ida, piece, "payment", "When?")
    assert ask_about(db, ida, piece, "credit", "And the titles.") == asked
    answer_request(db, CURATOR, asked, "Added.")
    assert piece_named(db, piece).clearance == "cleared"
    with db.reading() as session:
        found = requests_by(session, ida.account_id or 0)
    assert [(r.kind, r.state, r.answer) for r in found] == [("payment", "open", ""), ("credit", "done", "Added.")]
    assert found[1].words == "I drew the second half.\nAnd the titles."


def test_who_may_and_what_is_refused(db: Database) -> None:
    piece = add_piece(db, "Night Ferry")
    both = artist(db, "Both", Role.ARTIST, Role.CURATOR)
    own(db, piece, both)
    made = report_problem(db, MAX, piece, "Wrong.")
    with pytest.raises(NotAllowed, match="Nobody answers a report about their own piece"):
        answer_request(db, both, made, "It is fine.")
    with pytest.raises(NotAllowed):
        answer_request(db, MAX, made, "It is fine.")
    with pytest.raises(BadInput, match="Write an answer"):
        answer_request(db, CURATOR, made, "  ")
    with pytest.raises(NotFound):
        answer_request(db, CURATOR, 999, "Yes.")
    with pytest.raises(NotFound):
        report_problem(db, MAX, 999, "Wrong.")
    with pytest.raises(BadInput, match="Say what is wrong"):
        report_problem(db, MAX, piece, "")
    with pytest.raises(BadInput, match="characters"):
        report_problem(db, MAX, piece, "x" * 4001)
    with pytest.raises(BadInput, match="about a credit or about a payment"):
        ask_about(db, both, piece, "weather", "Rain?")
    assert request(db, made).state == "open"
