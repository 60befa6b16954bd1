"""The pages of rounds, reviewing and answers on a real database, and that a blind one tells nothing to the browser."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import AppTest

from dashboard.community.calls import CallPlan, open_call
from dashboard.community.tables import Contribution, Contributor, MetricReading
from dashboard.curation.answers import answers_of
from dashboard.curation.rounds.masking import MASK
from dashboard.curation.rounds.queries import round_page
from dashboard.curation.rounds.tables import Review, Round
from dashboard.curation.tables import ShortlistEntry
from dashboard.media.tables import MediaFile
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.ui.round_results_panel import results_csv
from tests.curation.rounds.rounds import closed, draft, give, opened, review_of, round_of, token_of
from tests.rundown.studio import add_episode
from tests.ui.showing import opened as page_of
from tests.ui.showing import shown
from tests.world import add_piece

EMPTY = {
    "rounds": "Nothing waits for your judgement", "round": "There is no such round", "review": "is not open",
    "answers": "Nothing waits for an answer",
}  # fmt: skip


@pytest.fixture
def rosa(people: dict[Role, int]) -> Actor:
    return Actor(people[Role.CURATOR], "Curator Person", frozenset({Role.CURATOR}))


@pytest.fixture
def devin(people: dict[Role, int]) -> Actor:
    return Actor(people[Role.PRODUCER], "Producer Person", frozenset({Role.PRODUCER}))


@pytest.fixture
def pair(house: Database) -> tuple[int, int]:
    return add_piece(house, "Night Ferry", artists=("Ida Holm",)), add_piece(house, "Low Tide", artists=("Bo Lind",))


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.main.button if button.label == label).click().run()
    assert not at.exception
    return at


def review(who: Actor, round_id: int, piece: str = "") -> AppTest:
    return page_of("review", who.account_id or 0, round=str(round_id), piece=piece)


def score(at: AppTest, **given: int) -> None:
    for control in at.segmented_control:
        control.set_value(given.get((control.key or "")[-2:], 4))


# --- empty, wrong ---


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_page_says_what_will_be_here(page: str, people: dict[Role, int]) -> None:
    assert EMPTY[page] in shown(page_of(page, people[Role.CURATOR]))


@pytest.mark.parametrize("asked", ["999", "boat", "-1"])
@pytest.mark.parametrize("page", ["round", "review"])
def test_a_link_to_no_round_says_where_rounds_are(page: str, asked: str, people: dict[Role, int]) -> None:
    assert "on the Rounds page" in shown(page_of(page, people[Role.CURATOR], round=asked))


# --- running one ---


def test_a_round_is_made_of_a_calls_answers_and_opened(
    house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int]
) -> None:
    call = open_call(house, OPERATOR, CallPlan("Sing the ferry"), publish=True)
    with house.writing() as session:
        for id_ in pair:
            session.get_one(Contribution, id_).call_id = call
    at = page_of("rounds", rosa.account_id or 0, {"making": True})
    at.text_input(key="round_new_0_title").set_value("Ferry, first look")
    at.selectbox(key="round_new_0_call").set_value(call)
    press(at, "Make the draft")
    assert "Ferry, first look" in str([link.proto.label for link in at.get("page_link")])
    with house.reading() as session:
        made = session.scalars(select(Round)).one()
        assert (made.call_id, len(round_page(session, made.id, None).pieces)) == (call, 2)
    at = page_of("round", devin.account_id or 0, round=str(made.id))
    at.text_input(key=f"rubric_{call}_0_3_name").set_value("Voice")
    press(at, "Save the rubric")
    press(at, "Open the round")
    assert (round_of(house, made.id).state, len(round_of(house, made.id).criteria)) == ("open", 4)
    assert "0 of 6 reviews in" in str([bar.proto.text for bar in at.get("progress")])


def test_a_round_of_no_answers_is_refused_and_what_was_typed_stays(house: Database, rosa: Actor) -> None:
    at = page_of("rounds", rosa.account_id or 0, {"making": True})
    at.text_input(key="round_new_0_title").set_value("Ferry")
    press(at, "Make the draft")
    assert "needs pieces" in shown(at)
    assert at.text_input(key="round_new_0_title").value == "Ferry"


def test_who_finds_the_pieces_of_a_round_by_words_is_told_that_the_names_are_seen(
    house: Database, rosa: Actor, pair: tuple[int, int]
) -> None:
    told = "You read whose the pieces are while you choose them."
    at = page_of("rounds", rosa.account_id or 0, {"making": True})
    assert told not in shown(at)
    at.segmented_control(key="round_new_0_of").set_value("Pieces found by words").run()
    assert told in shown(at)
    assert told in shown(page_of("round", rosa.account_id or 0, round=str(draft(house, pair))))


def test_pieces_are_taken_out_and_added_and_reviewers_asked(
    house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int]
) -> None:
    made = draft(house, pair[:1])
    at = page_of("round", devin.account_id or 0, {"round_add_1": [pair[1]]}, round=str(made))
    press(at, "Add them")
    at.button(key=f"out_{token_of(house, made, pair[0])}").click().run()
    at.multiselect(key=f"reviewers_{made}_3").set_value([rosa.account_id])
    press(at, "Save the reviewers")
    with house.reading() as session:
        found = round_page(session, made, None)
    assert ([line.piece.title for line in found.pieces], found.asked) == (["Low Tide"], (rosa.account_id,))
    press(at, "Throw it away")
    assert "There is no such round" in shown(at)


# --- reviewing ---


def test_pieces_are_judged_one_by_one_to_the_thanks(house: Database, rosa: Actor, pair: tuple[int, int]) -> None:
    made = opened(house, pair)
    assert "Nothing waits" not in shown(page_of("rounds", rosa.account_id or 0))
    at = review(rosa, made)
    for _ in pair:
        score(at, c1=5)
        at.text_area[0].set_value("It holds.")
        press(at, "Save and go on")
    assert "Thank you, nothing waits for you here" in shown(at)
    assert "your score 4.4 of 5" in shown(at)
    assert review_of(house, rosa, made, pair[0]).words == "It holds."
    assert "Nothing waits" in shown(page_of("rounds", rosa.account_id or 0))


def test_a_missing_score_is_asked_for_and_the_words_stay(house: Database, rosa: Actor, pair: tuple[int, int]) -> None:
    at = review(rosa, opened(house, pair))
    at.text_area[0].set_value("It holds.")
    press(at, "Save and go on")
    assert "“Idea” has no score yet" in shown(at)
    assert at.text_area[0].value == "It holds."
    with house.reading() as session:
        assert session.scalars(select(Review)).all() == []


def test_a_piece_is_put_off_and_comes_again(house: Database, rosa: Actor, pair: tuple[int, int]) -> None:
    at = review(rosa, opened(house, pair))
    first = at.main.header[0].value
    press(at, "Later")
    second = at.main.header[0].value
    press(at, "Later")
    assert {first, second} == {"Night Ferry", "Low Tide"} and at.main.header[0].value == first


def test_who_stands_back_goes_on_to_the_next(house: Database, rosa: Actor, pair: tuple[int, int]) -> None:
    made = opened(house, pair)
    at = review(rosa, made, piece=token_of(house, made, pair[0]))
    next(area for area in at.text_area if area.label == "Why").set_value("We share a studio.")
    press(at, "Stand back from it")
    assert at.main.header[0].value == "Low Tide"
    assert review_of(house, rosa, made, pair[0]).reason == "We share a studio."


def test_a_review_is_changed_and_one_that_comes_too_late_is_refused(
    house: Database, rosa: Actor, pair: tuple[int, int]
) -> None:
    made = opened(house, pair)
    give(house, rosa, made, pair[0], 2)
    at = review(rosa, made, piece=token_of(house, made, pair[0]))
    assert {control.value for control in at.segmented_control} == {2}
    give(house, rosa, made, pair[0], 3, version=1)
    score(at)
    press(at, "Save it")
    assert "You have said something else of this piece" in shown(at)
    assert review_of(house, rosa, made, pair[0]).scores["c1"] == 3


def test_nobody_else_is_let_into_a_round_with_reviewers_of_its_own(
    house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int]
) -> None:
    made = draft(house, pair)
    at = page_of("round", devin.account_id or 0, round=str(made))
    at.multiselect(key=f"reviewers_{made}_1").set_value([devin.account_id]).run()
    press(at, "Save the reviewers")
    press(at, "Open the round")
    at = review(rosa, made)
    assert "has its own reviewers" in shown(at) and not at.segmented_control


# --- blind ---


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[ForwardMsg]:
    """Every message that a run sends to the browser."""
    sent: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def noted(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        sent.append(message)
        enqueue(queue, message)

    monkeypatch.setattr(ForwardMsgQueue, "enqueue", noted)
    return sent


SECRETS = ("holm", "ferry_by", "765432", "8675309", "example.org", "nightowl", "/street")


def secret_piece(house: Database) -> int:
    """A piece that carries its artist's name everywhere, and counters and an id that one would recognise."""
    with house.writing() as session:
        session.add(Contributor(source_id=_source(house), external_key="nightowl", credit_name="Night Owl"))
        session.add(
            Contribution(
                id=7654320, source_id=_source(house), external_id="before", kind="text", title="Before",
                created_at=now(), first_seen_at=now(), last_seen_at=now(), digest="",
            )
        )  # fmt: skip
    words = "By Ida Holm (IDA_HOLM), ferry_by_ida.mp4, https://example.org/ida, @nightowl.\nThe boat leaves."
    made = add_piece(house, "Ida Holm: Night", artists=("Ida Holm",), text=words)
    with house.writing() as session:
        row = session.scalars(select(Contributor).where(Contributor.credit_name == "Ida Holm")).one()
        owl = session.scalars(select(Contributor).where(Contributor.credit_name == "Night Owl")).one()
        owl.same_as_id = row.id
        session.get_one(Contribution, made).tags = "night, ida holm"
        session.add(MetricReading(contribution_id=made, name="likes", value=8675309, observed_at=now()))
        media = session.scalars(select(MediaFile).where(MediaFile.content_hash.like("496461%"))).one()
        media.proxy_hash, media.poster_hash = "a" * 64, "b" * 64
    return made


def _source(house: Database) -> int:
    with house.reading() as session:
        return session.scalars(select(Contribution.source_id)).first() or 0


def test_nothing_that_a_blind_review_sends_tells_whose_a_piece_is(
    house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int], messages: list[ForwardMsg]
) -> None:
    piece = secret_piece(house)
    assert str(piece).startswith("765432")
    made = opened(house, [piece, pair[1]])
    give(house, devin, made, piece, 2, "Devin's own words.")
    token = token_of(house, made, piece)
    at = review(rosa, made, piece=token)
    assert f"{MASK}: {MASK}" in shown(at)
    press(at, "Later")
    at = review(rosa, made, piece=token)
    score(at)
    press(at, "Save and go on")
    at = review(rosa, made, piece=token)
    at.session_state["judged"] = True
    at.run()
    page_of("rounds", rosa.account_id or 0)
    page_of("round", rosa.account_id or 0, round=str(made))
    sent = b"\n".join(message.SerializeToString() for message in messages).decode(errors="replace").casefold()
    assert "the boat leaves" in sent and token in sent
    assert [secret for secret in (*SECRETS, "devin's own") if secret in sent] == []


def test_a_round_with_names_does_send_them(
    house: Database, rosa: Actor, pair: tuple[int, int], messages: list[ForwardMsg]
) -> None:
    made = opened(house, [secret_piece(house)], blind=False)
    review(rosa, made)
    assert "Ida Holm" in b"".join(message.SerializeToString() for message in messages).decode(errors="replace")


def test_looking_up_a_name_shows_it_to_who_asked_alone(
    house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int]
) -> None:
    made = opened(house, pair)
    at = page_of("round", devin.account_id or 0, round=str(made))
    assert "Ida Holm" not in shown(at)
    at.selectbox(key="look_piece").set_value(token_of(house, made, pair[0])).run()
    at.text_area(key="look_why").set_value("She asked for a day.")  # and pressed before the page is drawn anew
    press(at, "Look it up")
    assert "Ida Holm" in shown(at) and "Bo Lind" not in shown(at) and "She asked for a day." in shown(at)
    assert "Ida Holm" not in shown(page_of("round", rosa.account_id or 0, round=str(made)))


# --- results ---


@pytest.fixture
def judged(house: Database, rosa: Actor, devin: Actor, pair: tuple[int, int]) -> int:
    """A closed round in which the ferry was better to both, and Devin was the harsher."""
    made = opened(house, pair)
    for who, off in ((rosa, 1), (devin, 0)):
        give(house, who, made, pair[0], 4 + off, "=Holds.")
        give(house, who, made, pair[1], 1 + off)
    return closed(house, made)


def test_a_closed_round_shows_results_agreement_and_leans(devin: Actor, judged: int) -> None:
    at = page_of("round", devin.account_id or 0, round=str(judged))
    words = shown(at)
    for said in ("Night Ferry", "Ida Holm", "4.5", "harsh", "mild", "Krippendorff", "=Holds."):
        assert said in words
    assert len(at.get("plotly_chart")) == 1


def test_the_best_go_to_the_shortlist_with_their_place(house: Database, devin: Actor, judged: int) -> None:
    episode = add_episode(house, OPERATOR)
    at = page_of("round", devin.account_id or 0, round=str(judged), episode=str(episode))
    press(at, "Shortlist them")
    assert "on the shortlist of" in shown(at)
    with house.reading() as session:
        (entry,) = session.scalars(select(ShortlistEntry))
        (pick,) = entry.picks
    assert (pick.picked_from, pick.why) == ("round", "Harbour: place 1, 4.5 of 5")


def test_results_leave_as_a_file_without_formulas(house: Database, devin: Actor, judged: int) -> None:
    lines = results_csv(devin, judged).decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"place","title","artists"') and len(lines) == 3
    assert lines[1].startswith('"1","Night Ferry","Ida Holm","video","4.50"')


# --- answers ---


def test_many_are_answered_at_once_and_each_reads_its_own(house: Database, rosa: Actor, judged: int) -> None:
    at = page_of("answers", rosa.account_id or 0)
    assert "we have seen “Night Ferry”" in shown(at)
    press(at, "Choose all on this page")
    at.segmented_control(key="answer_kind").set_value("shortlisted").run()
    at.text_area(key="answer_reason").set_value("Both hold to the end.").run()
    assert "on our shortlist; nothing is decided yet. Both hold to the end." in shown(at)
    press(at, "Answer 2 pieces")
    assert "Nothing waits for an answer" in shown(at)
    with house.reading() as session:
        found = answers_of(session, session.scalars(select(Contribution.id)).all())
    assert {answer.kind for answer in found.values()} == {"shortlisted"}
    at.segmented_control(key="view").set_value("written").run()
    press(at, "Note 2 answers as handed out")
    at.segmented_control(key="view").set_value("listed").run()
    assert "handed out" in shown(at) and "Written by Curator Person" in shown(at)


def test_a_reason_counts_that_was_typed_just_before_the_button_was_pressed(
    house: Database, rosa: Actor, judged: int
) -> None:
    at = page_of("answers", rosa.account_id or 0)
    press(at, "Choose all on this page")
    at.segmented_control(key="answer_kind").set_value("finalist").run()
    at.text_area(key="answer_reason").set_value("Nobody breathed during the last shot.")
    press(at, "Answer 2 pieces")
    with house.reading() as session:
        found = answers_of(session, session.scalars(select(Contribution.id)).all())
    assert [answer.kind for answer in found.values()] == ["finalist"] * 2
    assert all("Nobody breathed" in answer.words for answer in found.values())


def test_an_answer_that_would_tell_of_an_unreleased_episode_is_refused(
    house: Database, rosa: Actor, judged: int
) -> None:
    at = page_of("answers", rosa.account_id or 0)
    press(at, "Choose all on this page")
    at.segmented_control(key="answer_kind").set_value("in the show").run()
    press(at, "Answer 2 pieces")
    assert "is in no released episode" in shown(at)


def test_the_words_of_a_template_are_changed(house: Database, rosa: Actor, judged: int) -> None:
    at = page_of("answers", rosa.account_id or 0, {"templates": True})
    at.text_area(key="template_seen_0_words").set_value("We looked at “{title}”.")
    press(at, "Save the words for seen")
    assert "We looked at “Night Ferry”." in shown(at)
    at.text_area(key="template_seen_1_words").set_value("{nonsense}")
    press(at, "Save the words for seen")
    assert "cannot be filled in" in shown(at)
