"""Rounds: made, given a rubric, opened and closed, and what comes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.calls import CallPlan, open_call, remove_draft
from dashboard.community.tables import Contribution
from dashboard.curation.rounds.queries import round_page, rounds
from dashboard.curation.rounds.results import round_results, take_results
from dashboard.curation.rounds.reviews import save_review
from dashboard.curation.rounds.rounds import (
    RoundPlan,
    add_pieces,
    change_round,
    close_round,
    drop_draft,
    drop_piece,
    make_round,
    open_round,
)
from dashboard.curation.rounds.rubric import Criterion, stored_criteria
from dashboard.curation.rounds.rubrics import rubric_row, save_rubric
from dashboard.curation.rounds.sources import answered_calls, answers_to, filled_shortlists, on_shortlist
from dashboard.curation.rounds.tables import Round, Rubric
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import (
    IDEA,
    ON_SQLITE,
    audit,
    closed,
    draft,
    give,
    opened,
    reviewer,
    round_of,
    token_of,
)
from tests.rundown.studio import add_episode, shortlist_for
from tests.world import add_piece

# --- making and running one ---


def test_a_round_is_made_of_the_answers_to_a_call_without_copies(db: Database) -> None:
    call = open_call(db, OPERATOR, CallPlan("Sing the ferry"), publish=True)
    first, second, copy, other = (add_piece(db, title) for title in ("One", "Two", "Two again", "Another"))
    with db.writing() as session:
        for id_ in (first, second, copy):
            session.get_one(Contribution, id_).call_id = call
        session.get_one(Contribution, copy).merged_into_id = second
    with db.reading() as session:
        ids = answers_to(session, call)
        assert answered_calls(session) == {call: "Sing the ferry (2)"}
    assert set(ids) == {first, second}
    made = make_round(db, OPERATOR, RoundPlan("Ferry", call), [*ids, copy, other, 999])
    with db.reading() as session:
        found = round_page(session, made, None)
        assert (found.call_title, len(found.pieces), found.state) == ("Sing the ferry", 3, "draft")
        assert recent(session, limit=1)[0].detail == {"pieces": 3, "call": call, "blind": True}


@ON_SQLITE
def test_a_shortlist_becomes_a_round(db: Database) -> None:
    episode, piece = add_episode(db, OPERATOR), add_piece(db, "One")
    shortlist_for(db, OPERATOR, episode, piece)
    with db.reading() as session:
        ((list_id, label),) = filled_shortlists(session).items()
        assert label.endswith("(1)") and on_shortlist(session, list_id) == [piece]


@ON_SQLITE
def test_a_round_of_nothing_is_refused(db: Database) -> None:
    with pytest.raises(BadInput, match="needs pieces"):
        make_round(db, OPERATOR, RoundPlan("Empty"), [999])
    with db.reading() as session:
        assert rounds(session) == []


@ON_SQLITE
@pytest.mark.parametrize("plan", [RoundPlan(" "), RoundPlan("x" * 201), RoundPlan("x", reviews_wanted=0)])
def test_a_plan_that_cannot_be_kept_is_refused(db: Database, plan: RoundPlan) -> None:
    with pytest.raises(BadInput):
        make_round(db, OPERATOR, plan, [add_piece(db, "One")])


def test_pieces_come_and_go_in_a_draft_only(db: Database) -> None:
    one, two = add_piece(db, "One"), add_piece(db, "Two")
    made = draft(db, [one])
    assert add_pieces(db, OPERATOR, made, 1, [one, two]) == 1
    drop_piece(db, OPERATOR, made, 2, token_of(db, made, one))
    with pytest.raises(Stale):
        add_pieces(db, OPERATOR, made, 2, [one])
    open_round(db, OPERATOR, made, 3)
    with pytest.raises(BadInput, match="is open"):
        add_pieces(db, OPERATOR, made, 4, [one])
    assert round_of(db, made).version == 4


@ON_SQLITE
def test_a_draft_is_thrown_away_and_one_without_pieces_is_not_opened(db: Database) -> None:
    piece = add_piece(db, "One")
    made = draft(db, [piece])
    drop_piece(db, OPERATOR, made, 1, token_of(db, made, piece))
    with pytest.raises(BadInput, match="has no piece"):
        open_round(db, OPERATOR, made, 2)
    drop_draft(db, OPERATOR, made, 2)
    with pytest.raises(NotFound), db.reading() as session:
        round_page(session, made, None)


@ON_SQLITE
def test_an_open_round_stays_as_blind_as_it_was(db: Database) -> None:
    made = opened(db, [add_piece(db, "One")])
    with pytest.raises(BadInput, match="as blind as it was"):
        change_round(db, OPERATOR, made, 2, RoundPlan("Harbour", blind=False))
    change_round(db, OPERATOR, made, 2, RoundPlan("Harbour again", reviews_wanted=5))
    assert (round_of(db, made).title, round_of(db, made).reviews_wanted) == ("Harbour again", 5)


@ON_SQLITE
def test_an_artist_neither_runs_nor_reviews(db: Database) -> None:
    piece = add_piece(db, "One")
    artist = reviewer(db, "Ida", Role.ARTIST)
    with pytest.raises(NotAllowed, match="run review rounds"):
        make_round(db, artist, RoundPlan("Mine"), [piece])
    made = opened(db, [piece])
    with pytest.raises(NotAllowed, match="review pieces in rounds"):
        give(db, artist, made, piece, 5)


def test_a_call_whose_draft_goes_takes_its_rubric_and_leaves_the_round(db: Database) -> None:
    call = open_call(db, OPERATOR, CallPlan("Sing"))
    made = make_round(db, OPERATOR, RoundPlan("Ferry", call), [add_piece(db, "One")])
    save_rubric(db, OPERATOR, call, 0, [IDEA])
    remove_draft(db, OPERATOR, call, 1)
    assert round_of(db, made).call_id is None
    with db.reading() as session:
        assert len(session.scalars(select(Rubric)).all()) == 1


# --- rubrics ---


def test_a_rubric_belongs_to_its_call_and_is_frozen_when_the_round_opens(db: Database, rosa: Actor) -> None:
    call = open_call(db, OPERATOR, CallPlan("Sing"), publish=True)
    piece = add_piece(db, "One")
    made = make_round(db, OPERATOR, RoundPlan("Ferry", call), [piece])
    with db.reading() as session:
        before = round_page(session, made, None)
    assert (before.rubric_version, [c.name for c in before.criteria]) == (0, ["Idea", "Craft", "For the show"])
    save_rubric(db, OPERATOR, call, 0, [IDEA])
    with pytest.raises(Stale):
        save_rubric(db, OPERATOR, call, 0, [IDEA])
    open_round(db, OPERATOR, made, 1)
    save_rubric(db, OPERATOR, call, 1, [Criterion("", "Other", "", 1)])
    save_review(db, rosa, made, token_of(db, made, piece), 0, {"c1": 5})
    with db.reading() as session:
        assert [c.name for c in round_page(session, made, None).criteria] == ["Idea"]
        assert rubric_row(session, call).version == 2
        assert rubric_row(session, None).criteria != stored_criteria([IDEA])


@ON_SQLITE
def test_the_house_has_one_rubric_for_what_has_no_call(db: Database) -> None:
    save_rubric(db, OPERATOR, None, 1, [IDEA])
    with db.reading() as session:
        assert rubric_row(session, None).version == 2
    with pytest.raises(NotFound):
        save_rubric(db, OPERATOR, 999, 0, [IDEA])


# --- results ---


@ON_SQLITE
def test_results_come_with_the_end_of_the_round_only(db: Database, rosa: Actor) -> None:
    piece = add_piece(db, "One")
    made = opened(db, [piece])
    give(db, rosa, made, piece, 4)
    with pytest.raises(BadInput, match="once it is closed"), db.reading() as session:
        round_results(session, made)
    with pytest.raises(NotFound), db.reading() as session:
        round_results(session, 999)


def test_results_name_the_best_first_and_what_nobody_judged(db: Database, rosa: Actor, halima: Actor) -> None:
    best, worst, unseen = (add_piece(db, title, artists=("Ida Holm",)) for title in ("Best", "Worst", "Unseen"))
    made = opened(db, [worst, best, unseen])
    for who, off in ((rosa, 0), (halima, 1)):
        give(db, who, made, best, 4 + off, f"{who.name} likes it.")
        give(db, who, made, worst, 1 + off)
    closed(db, made)
    results = take_results(db, rosa, made)
    assert [(row.card.title, row.card.artists) for row in results.rows] == [("Best", "Ida Holm"), ("Worst", "Ida Holm")]
    assert results.rows[0].words == ("Halima likes it.", "Rosa likes it.")
    assert [card.title for card in results.not_judged] == ["Unseen"]
    assert [results.reviewer_names[one.reviewer] for one in results.judgement.leans] == ["Rosa", "Halima"]
    assert results.overall.alpha is not None and results.by_criterion[0][0] == "Idea"
    assert audit(db)[0].action == "round.results_taken"
    with db.reading() as session:
        (row,) = rounds(session)
    assert (row.state, row.pieces, row.reviews, row.wanted) == ("closed", 3, 4, 9)


@ON_SQLITE
def test_a_round_closes_once(db: Database) -> None:
    made = opened(db, [add_piece(db, "One")])
    closed(db, made)
    with pytest.raises(BadInput, match="is closed"):
        close_round(db, OPERATOR, made, 3)
    with db.reading() as session:
        assert session.get_one(Round, made).closed_at is not None
