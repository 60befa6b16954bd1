"""The pages of calls, contributing and matches on a real database: their states, and each action in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.community.calls import CallPlan, open_call, set_call_state
from dashboard.community.consents import consents_of
from dashboard.community.declarations import Declaration
from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Call, Contribution, Contributor, Credit
from dashboard.community.terms import TermsText, current_terms
from dashboard.intake.authors import CoAuthor
from dashboard.intake.contribute import Post, contribute_words
from dashboard.intake.receiving import Upload
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.act_commands import change_act
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import artist_of
from tests.rundown.studio import act_ids, add_episode
from tests.ui.showing import opened, shown
from tests.world import add_piece, piece_named

EMPTY = {"calls": "No call is open", "call": "There is no such call", "matches": "No pair was found yet"}


@pytest.fixture
def ida(people: dict[Role, int]) -> Actor:
    """The artist among the people."""
    return Actor(people[Role.ARTIST], "Artist Person", frozenset({Role.ARTIST}))


@pytest.fixture
def call(house: Database) -> int:
    plan = CallPlan("Sing the last ferry", "One verse.\nIn any language.", ("vocals",), ("lead",))
    return open_call(house, OPERATOR, plan, publish=True)


def only_call(house: Database) -> Call:
    with house.reading() as session:
        return session.scalars(select(Call)).one()


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.main.button if button.label == label).click().run()
    assert not at.exception
    return at


def fill(at: AppTest, prefix: str, **values: Any) -> None:
    for name, value in values.items():
        at.session_state[f"{prefix}_{name}"] = value


# --- empty, wrong, forbidden ---


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_page_says_what_will_be_here(page: str, people: dict[Role, int]) -> None:
    assert EMPTY[page] in shown(opened(page, people[Role.CURATOR]))


@pytest.mark.parametrize("asked", ["999", "boat", "-1"])
def test_a_link_to_no_call_says_where_calls_are(asked: str, people: dict[Role, int], call: int) -> None:
    assert "choose one on the Calls page" in shown(opened("call", people[Role.CURATOR], call=asked))


def test_an_accountant_reads_and_follows_and_opens_nothing(people: dict[Role, int], call: int) -> None:
    at = opened("call", people[Role.ACCOUNTANT], call=str(call))
    assert {button.label for button in at.main.button} == {"Follow"}


# --- calls ---


def test_a_call_that_nobody_answered_stands_out_with_how_long(
    house: Database, people: dict[Role, int], call: int
) -> None:
    with house.writing() as session:
        session.get_one(Call, call).created_at = now() - timedelta(days=9)
    words = shown(opened("calls", people[Role.ARTIST]))
    assert "Nobody has answered for 9 days" in words
    with house.writing() as session:
        session.get_one(Contribution, add_piece(house, "A verse")).call_id = call
    assert "Nobody has answered" not in shown(opened("calls", people[Role.ARTIST]))


def test_a_curator_opens_a_call_with_a_fee(house: Database, people: dict[Role, int]) -> None:
    at = opened("calls", people[Role.CURATOR], {"opening": True})
    at.text_input(key="call_new_0_title").set_value("Draw the harbour")
    at.multiselect(key="call_new_0_kinds").set_value(["illustration", "photo"])
    at.text_input(key="call_new_0_fee").set_value("250.00")
    press(at, "Publish the call")
    made = only_call(house)
    assert (made.title, made.kind, made.state) == ("Draw the harbour", "illustration, photo", "open")
    assert (made.fixed_fee_minor, made.currency) == (25_000, "USD")
    assert "fee 250.00 USD" in shown(at)


def test_a_fee_that_could_mean_two_amounts_is_refused_and_what_was_typed_stays(
    house: Database, people: dict[Role, int]
) -> None:
    at = opened("calls", people[Role.CURATOR], {"opening": True})
    at.text_input(key="call_new_0_title").set_value("Draw the harbour")
    at.text_input(key="call_new_0_fee").set_value("1,5")
    press(at, "Publish the call")
    assert "is not an amount in USD" in shown(at)
    assert at.text_input(key="call_new_0_title").value == "Draw the harbour"
    with house.reading() as session:
        assert session.scalars(select(Call)).all() == []


def test_an_artist_is_offered_only_their_own_pieces_and_no_fee(
    house: Database, people: dict[Role, int], ida: Actor
) -> None:
    own = add_piece(house, "Harbour Loop")
    add_piece(house, "Tideline", artists=("Bo",))
    artist_of(house, ida, own)
    at = opened("calls", people[Role.ARTIST], {"opening": True})
    assert at.selectbox(key="call_new_0_about").options == ["Harbour Loop"]
    assert not [field for field in at.text_input if field.label == "Fixed fee"]
    at.text_input(key="call_new_0_title").set_value("Sing over it")
    at.selectbox(key="call_new_0_about").set_value(own)
    press(at, "Keep it as a draft")
    assert (only_call(house).about_id, only_call(house).state) == (own, "draft")


def test_following_is_one_press_and_so_is_leaving(people: dict[Role, int], call: int) -> None:
    at = opened("call", people[Role.ARTIST], call=str(call))
    press(at, "Follow")
    assert [b.label for b in at.main.button if b.key == f"follow{call}"] == ["Following"]
    press(at, "Following")
    assert [b.label for b in at.main.button if b.key == f"follow{call}"] == ["Follow"]


def test_a_call_shows_its_brief_and_its_answers(house: Database, people: dict[Role, int], call: int) -> None:
    piece_id = add_piece(house, "A verse", kind="vocals")
    with house.writing() as session:
        session.get_one(Contribution, piece_id).call_id = call
    words = shown(opened("call", people[Role.CURATOR], call=str(call)))
    assert "In any language." in words and "Ida Holm" in words and "1 answer" in words


def test_a_curator_changes_and_closes_a_call(house: Database, people: dict[Role, int], call: int) -> None:
    at = opened("call", people[Role.CURATOR], {"changing": True}, call=str(call))
    at.text_input(key=f"call_{call}_1_title").set_value("Sing it twice")
    press(at, "Save the call")
    assert only_call(house).title == "Sing it twice"
    press(at, "Close it")
    assert only_call(house).state == "closed"


def test_a_call_from_a_manifest_that_names_a_medium_can_be_changed(house: Database, people: dict[Role, int]) -> None:
    call_id = open_call(house, OPERATOR, CallPlan("Sing", "", ("audio",)), publish=True)
    at = opened("call", people[Role.CURATOR], {"changing": True}, call=str(call_id))
    assert at.multiselect(key=f"call_{call_id}_1_kinds").value == ["audio"]


def test_a_change_that_comes_too_late_is_refused(house: Database, people: dict[Role, int], call: int) -> None:
    at = opened("call", people[Role.CURATOR], call=str(call))
    set_call_state(house, OPERATOR, call, 1, "closed")
    press(at, "Close it")
    assert "Somebody else changed" in shown(at)


def test_a_gap_in_an_act_becomes_a_draft_in_one_press_and_stands_beside_it(
    house: Database, people: dict[Role, int]
) -> None:
    producer = Actor(people[Role.PRODUCER], "Producer Person", frozenset({Role.PRODUCER, Role.CURATOR}))
    night = add_episode(house, producer, acts=("Quay",))
    change_act(house, producer, act_ids(house, night)[0], "Quay", 90 * 25)
    at = opened("rundown", people[Role.PRODUCER], {"rundown_panel": "Acts"}, episode=str(night))
    (button,) = [each for each in at.main.button if each.label.startswith("Call for the missing")]
    button.click().run()
    assert only_call(house).state == "draft"
    assert "Calls for Quay" in shown(at) and "Nobody has answered it yet." in shown(at)


def test_new_terms_are_published_by_a_curator_and_by_no_artist(house: Database, people: dict[Role, int]) -> None:
    at = opened("calls", people[Role.CURATOR], {"terms": True})
    at.text_area(key="terms_text1").set_value("No drones.")
    press(at, "Publish as version 2")
    with house.reading() as session:
        assert current_terms(session) == TermsText(2, "No drones.")
    assert not opened("calls", people[Role.ARTIST], {"terms": True}).text_area


# --- contributing ---


def test_an_artist_answers_a_call_with_words_and_a_co_author(
    house: Database, people: dict[Role, int], call: int
) -> None:
    at = opened("contribute", people[Role.ARTIST], call=str(call))
    assert at.selectbox(key="post0_call").value == call
    assert at.button(key="post0_post").disabled
    at.segmented_control(key="post0_way").set_value("Words").run()
    at.text_input(key="post0_title").set_value("Slow Letter")
    at.text_area(key="post0_text").set_value("Salt on the rail.")
    at.text_input(key="post0_co_who").set_value("Bo Lind").run()
    press(at, "Somebody new: Bo Lind")
    at.text_input(key="post0_co_role1").set_value("voice")
    at.selectbox(key="post0_age").set_value("adult")
    at.checkbox(key="post0_terms1").check().run()
    press(at, "Post the piece")
    assert "Your piece is here" in shown(at)
    with house.reading() as session:
        piece = session.scalars(select(Contribution)).one()
        credits_ = session.scalars(select(Credit).order_by(Credit.position)).all()
        assert (piece.title, piece.call_id) == ("Slow Letter", call)
        assert [(c.contributor.credit_name, c.role) for c in credits_] == [("Artist Person", ""), ("Bo Lind", "voice")]
        assert session.scalars(select(Submission)).one().account_id == people[Role.ARTIST]
    assert at.text_input(key="post1_title").value == ""


def test_a_file_that_has_arrived_is_posted_and_taken_away(house: Database, people: dict[Role, int]) -> None:
    upload = Upload.new()
    upload.path.parent.mkdir(parents=True)
    upload.path.write_bytes(b"Rain on the quay.")
    at = opened("contribute", people[Role.ARTIST], {"contribute_upload": upload, "post0_sent": "night_ferry.txt"})
    at.selectbox(key="post0_age").set_value("adult")
    at.checkbox(key="post0_terms1").check().run()
    press(at, "Post the piece")
    assert "Your piece is here" in shown(at)
    with house.reading() as session:
        assert session.scalars(select(Contribution)).one().title == "Night ferry"
    assert not upload.path.exists()


def test_a_minor_is_asked_for_a_guardian_and_what_was_typed_stays(house: Database, people: dict[Role, int]) -> None:
    at = opened("contribute", people[Role.ARTIST])
    at.segmented_control(key="post0_way").set_value("Words").run()
    at.text_input(key="post0_title").set_value("Slow Letter")
    at.text_area(key="post0_text").set_value("Salt on the rail.")
    at.selectbox(key="post0_age").set_value("13-15").run()
    assert [field.label for field in at.text_input if field.key == "post0_guardian"]
    at.checkbox(key="post0_terms1").check().run()
    press(at, "Post the piece")
    assert "parent or guardian" in shown(at)
    assert at.text_area(key="post0_text").value == "Salt on the rail."
    at.text_input(key="post0_guardian").set_value("mother@example.org")
    press(at, "Post the piece")
    with house.reading() as session:
        assert session.scalars(select(Submission)).one().guardian_email == "mother@example.org"


def test_what_waits_for_agreement_is_found_and_answered(house: Database, people: dict[Role, int], ida: Actor) -> None:
    bo = Actor(people[Role.CURATOR], "Curator Person", frozenset({Role.CURATOR, Role.ARTIST}))
    artist_of(house, ida, add_piece(house, "Harbour Loop"))
    with house.reading() as session:
        known = session.scalars(select(Contributor)).one().id
    post = Post("Slow Letter", "Bo", text="Salt.", licence="CC BY 4.0", co_authors=(CoAuthor(contributor_id=known),))
    piece_id = contribute_words(house, bo, post, Declaration(1, "adult"))
    at = opened("contribute", people[Role.ARTIST])
    assert "names you in “Slow Letter”" in shown(at)
    press(at, "Accept")
    assert "Waits for your agreement" not in shown(at)
    with house.reading() as session:
        assert [consent.state for consent in consents_of(session, piece_id)] == ["accepted"]
    assert piece_named(house, piece_id).clearance == "cleared"


# --- matches ---


def test_a_pair_is_shown_with_its_reason_and_becomes_a_call(house: Database, people: dict[Role, int]) -> None:
    film = add_piece(house, "Harbour Rain", seconds=65, sound=False)
    add_piece(house, "Rain Theme", kind="music", seconds=62, artists=("Joost",))
    at = opened("matches", people[Role.CURATOR])
    assert "runs 1:02 against its 1:05" in shown(at)
    press(at, "Call for music")
    assert (only_call(house).about_id, only_call(house).state) == (film, "draft")


def test_one_piece_is_matched_both_ways(house: Database, people: dict[Role, int]) -> None:
    add_piece(house, "Harbour Rain", seconds=65, sound=False)
    score = add_piece(house, "Rain Theme", kind="music", seconds=62, artists=("Joost",))
    words = shown(opened("matches", people[Role.ARTIST], piece=str(score)))
    assert "What “Rain Theme” lacks" in words and "has no sound" in words
    assert "Call for" not in words
