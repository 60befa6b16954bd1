"""Answers: who is owed one, the words, what an artist reads and when, and the list to send."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest

from dashboard.community.calls import CallPlan, open_call
from dashboard.community.submission_tables import Submission, Terms
from dashboard.community.tables import Contribution, Contributor
from dashboard.curation.answer_words import FIRST_WORDS, KINDS, NO_CALL, checked_words, filled, with_reason
from dashboard.curation.answers import answers_of
from dashboard.curation.inbox.tables import Verdict
from dashboard.curation.rounds.reviews import recuse
from dashboard.desk.answers import (
    LISTED,
    WAITING,
    WRITTEN,
    Narrowed,
    answer_rows,
    answer_versions,
    save_template,
    write_answers,
)
from dashboard.desk.answers_list import HEADER, answer_list, mark_listed
from dashboard.desk.my_work import MyPiece, my_pieces
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.release import mark_aired, release_episode, withdraw_release
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import closed, give, opened, reviewer, token_of
from tests.rundown.studio import act_ids, add_episode
from tests.world import add_piece

ADDRESS = "https://greenroom.example/answers"
ON_SQLITE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


@pytest.fixture
def ferry(db: Database) -> int:
    return add_piece(db, "Night Ferry", artists=("Ida Holm",))


@pytest.fixture
def ida(db: Database, ferry: int) -> Actor:
    """The artist of the ferry, with an account here."""
    made = reviewer(db, "Ida", Role.ARTIST)
    with db.writing() as session:
        row = session.query(Contributor).filter(Contributor.credit_name == "Ida Holm").one()
        row.account_id = made.account_id
    return made


def judged(db: Database, *piece_ids: int) -> None:
    """Let a curator pass these pieces."""
    curator = reviewer(db, f"Cora {piece_ids}").account_id or 0
    with db.writing() as session:
        for id_ in piece_ids:
            session.add(Verdict(account_id=curator, contribution_id=id_, seen_at=now(), changed_at=now()))


def view(db: Database, name: str = WAITING, **narrowed: int) -> list[str]:
    with db.reading() as session:
        rows = answer_rows(session, Narrowed(name, **narrowed))
        assert answer_versions(session, Narrowed(name, **narrowed)).keys() == {r.card.contribution_id for r in rows}
    return [row.card.title for row in rows]


def mine(db: Database, artist: Actor) -> MyPiece:
    with db.reading() as session:
        return my_pieces(session, artist.account_id or 0)[0]


# --- words ---


def test_fields_are_filled_in_one_go() -> None:
    words = filled("{name}: {title} for {call}, {reason} {unknown}", name="Ida", title="{name}", call="", reason="")
    assert words == "Ida: {name} for what you sent us, {unknown}"


def test_an_artist_without_a_name_is_an_artist() -> None:
    assert filled("Dear {name},\nhello.  There.") == "Dear artist,\nhello. There."


def test_a_reason_brings_no_fields_of_its_own() -> None:
    assert filled(with_reason("Dear {name}, {reason}", "so {title}"), name="Ida", title="X") == "Dear Ida, so (title)"


@pytest.mark.parametrize("words", ["", "  ", "x" * 5_001, "Dear {nmae}", "{}"])
def test_words_that_cannot_be_sent_are_refused(words: str) -> None:
    with pytest.raises(BadInput):
        checked_words(words)


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_that_come_with_the_program_are_good_words(kind: str) -> None:
    assert checked_words(FIRST_WORDS[kind]) == FIRST_WORDS[kind]
    assert "{" not in filled(FIRST_WORDS[kind], name="Ida", title="Ferry")
    assert NO_CALL not in filled(FIRST_WORDS[kind], name="Ida", title="Ferry")  # it would read as part of a call's name


# --- who is owed one ---


def test_every_piece_that_was_judged_is_told_that_it_was_seen(db: Database) -> None:
    names = ("Verdict", "Review", "Closed round", "Recused only", "Open round", "Undone", "Nothing")
    verdict, review, in_closed, recused, in_open, undone, _ = (add_piece(db, name) for name in names)
    cora = reviewer(db, "Cora")
    judged(db, verdict)
    with db.writing() as session:
        session.add(Verdict(account_id=cora.account_id or 0, contribution_id=undone, seen_at=None, changed_at=now()))
    made = opened(db, [review, recused, in_open])
    give(db, cora, made, review, 3)
    recuse(db, cora, made, token_of(db, made, recused), 0, "My brother's.")
    closed(db, opened(db, [in_closed]))
    assert set(view(db)) == {"Verdict", "Review", "Closed round"}
    with db.reading() as session:
        answer = answers_of(session, [verdict, undone])[verdict]
    assert (answer.kind, answer.version, filled(answer.words, name="Ida", title="Ferry")) == (
        "seen", 0, "Dear Ida, we have seen “Ferry”. Thank you for it.",
    )  # fmt: skip


def test_what_was_judged_of_a_copy_counts_for_the_piece_that_stands_for_it(db: Database) -> None:
    kept, copy = add_piece(db, "Kept"), add_piece(db, "Copy")
    judged(db, copy)
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = kept
    assert view(db) == ["Kept"]


def test_answers_are_found_by_round_and_by_call(db: Database, ferry: int) -> None:
    other = add_piece(db, "Low Tide")
    call = open_call(db, OPERATOR, CallPlan("Sing"), publish=True)
    with db.writing() as session:
        session.get_one(Contribution, other).call_id = call
    made = closed(db, opened(db, [ferry]))
    judged(db, other)
    assert (view(db, round_id=made), view(db, call_id=call)) == (["Night Ferry"], ["Low Tide"])
    assert view(db, round_id=made, call_id=call) == []


# --- writing ---


def test_many_pieces_get_one_answer_each_with_its_own_title(db: Database, ferry: int) -> None:
    other = add_piece(db, "Low Tide", artists=("Bo", "Cy"))
    judged(db, ferry, other)
    write_answers(db, OPERATOR, {ferry: 0, other: 0}, "not this time", "Dear {name}: “{title}”. {reason}", "Too long.")
    with db.reading() as session:
        rows = answer_rows(session, Narrowed(WRITTEN))
        assert [row.preview() for row in rows] == [
            "Dear Ida Holm: “Night Ferry”. Too long.", "Dear Bo, Cy: “Low Tide”. Too long.",
        ]  # fmt: skip
        entry = recent(session, limit=1)[0]
    assert (entry.action, entry.detail) == ("answers.written", {"pieces": [ferry, other]})
    assert view(db) == []


def test_an_answer_from_an_older_look_is_refused_for_all(db: Database, ferry: int) -> None:
    other = add_piece(db, "Low Tide")
    write_answers(db, OPERATOR, {other: 0}, "seen", "Seen.")
    with pytest.raises(Stale, match="Low Tide"):
        write_answers(db, OPERATOR, {ferry: 0, other: 0}, "seen", "Seen again.")
    with db.reading() as session:
        assert answers_of(session, [ferry]) == {}
    write_answers(db, OPERATOR, {other: 1}, "seen", "Seen again.")


@ON_SQLITE
def test_who_may_not_answer_does_not(db: Database, ferry: int, ida: Actor) -> None:
    with pytest.raises(NotAllowed):
        write_answers(db, ida, {ferry: 0}, "finalist", "Won.")
    with pytest.raises(NotAllowed):
        answer_list(db, ida, Narrowed(), ADDRESS, "csv")


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [("winner", "x", "no kind of answer"), ("seen", " ", "needs words"), ("finalist", "{reason}", "reason of its own")],
)
def test_an_answer_that_says_nothing_is_refused(db: Database, ferry: int, kind: str, words: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        write_answers(db, OPERATOR, {ferry: 0}, kind, words)
    with pytest.raises(BadInput, match="at least one"):
        write_answers(db, OPERATOR, {}, "seen", "Seen.")
    with pytest.raises(NotFound):
        write_answers(db, OPERATOR, {ferry: 0, 999: 0}, "seen", "Seen.")


@ON_SQLITE
def test_a_template_is_changed_from_its_present_version(db: Database, ferry: int) -> None:
    judged(db, ferry)
    save_template(db, OPERATOR, "seen", 0, "Seen: {title}")
    with pytest.raises(Stale):
        save_template(db, OPERATOR, "seen", 0, "Other")
    save_template(db, OPERATOR, "seen", 1, "Seen at last: {title}")
    with db.reading() as session:
        assert answer_rows(session, Narrowed())[0].preview() == "Seen at last: Night Ferry"


# --- what the artist reads ---


@ON_SQLITE
def test_an_artist_reads_the_answer_addressed_to_them(db: Database, ferry: int, ida: Actor) -> None:
    assert (mine(db, ida).answer, mine(db, ida).standing) == ("", "received")
    judged(db, ferry)
    assert mine(db, ida).answer.startswith("Dear Ida Holm, we have seen “Night Ferry”.")
    assert mine(db, ida).standing == "seen"
    write_answers(db, OPERATOR, {ferry: 0}, "finalist", "{name}, {reason}", "the last verse holds.")
    assert mine(db, ida).answer == "Ida Holm, the last verse holds."


@ON_SQLITE
def test_no_artist_learns_who_judged_blind(db: Database, ferry: int, ida: Actor) -> None:
    made = opened(db, [ferry])
    give(db, reviewer(db, "Rosa Lindqvist"), made, ferry, 1, "Awful.")
    closed(db, made)
    read = mine(db, ida)
    assert read.answer and "Rosa" not in repr(read) and "Awful" not in repr(read)


def test_in_the_show_is_said_of_released_episodes_only_and_taken_back_with_the_release(
    db: Database, ferry: int, ida: Actor
) -> None:
    episode = add_episode(db, OPERATOR)
    add_to_act(db, OPERATOR, act_ids(db, episode)[0], [ferry])
    with pytest.raises(BadInput, match="in no released episode"):
        write_answers(db, OPERATOR, {ferry: 0}, "in the show", "It is in.")
    release_episode(db, OPERATOR, episode)
    write_answers(db, OPERATOR, {ferry: 0}, "in the show", "It is in.")
    assert mine(db, ida).answer == "It is in."
    withdraw_release(db, OPERATOR, episode)
    assert "It is in" not in mine(db, ida).answer and mine(db, ida).answer
    with pytest.raises(BadInput, match="in no released episode"):
        answer_list(db, OPERATOR, Narrowed(WRITTEN), ADDRESS, "csv")
    release_episode(db, OPERATOR, episode)
    mark_aired(db, OPERATOR, episode, date(2026, 3, 4))
    assert mine(db, ida).answer == "It is in."


# --- the list ---


def lines(db: Database, name: str = WRITTEN) -> list[dict[str, str]]:
    made = answer_list(db, OPERATOR, Narrowed(name), ADDRESS, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(made)))


def test_the_list_has_a_row_for_each_artist_and_an_address_only_of_who_has_an_account(
    db: Database, ferry: int, ida: Actor
) -> None:
    duet = add_piece(db, "Duet", artists=("Ida Holm", "Bo"))
    write_answers(db, OPERATOR, {duet: 0}, "shortlisted", "Dear {name}: {title}.")
    assert lines(db) == [
        {
            "name": name, "title": "Duet", "call": "", "kind": "shortlisted", "answer": f"Dear {name}: Duet.",
            "link": f"https://greenroom.example/contribution?piece={duet}", "email": email,
        }
        for name, email in (("Ida Holm", "ida@sample.example"), ("Bo", ""))
    ]  # fmt: skip
    with db.reading() as session:
        entry = recent(session, limit=1)[0]
    assert (entry.action, entry.detail) == ("answers.taken", {"pieces": 1, "view": "written"})


def test_a_minors_address_is_in_no_list(db: Database, ferry: int, ida: Actor) -> None:
    with db.writing() as session:
        session.add(Terms(version=1, text="", published_at=now()))
        session.flush()
        session.add(
            Submission(
                contribution_id=ferry, account_id=ida.account_id or 0, terms_version=1, accepted_at=now(),
                age_band="13-15", guardian_email="mother@example.org",
            )
        )  # fmt: skip
    write_answers(db, OPERATOR, {ferry: 0}, "seen", "Seen.")
    ((line),) = lines(db)
    assert line["email"] == "" and "mother" not in str(line)


@ON_SQLITE
def test_no_cell_is_a_formula(db: Database) -> None:
    piece = add_piece(db, '=HYPERLINK("x")', artists=("@Bo",))
    write_answers(db, OPERATOR, {piece: 0}, "seen", "=1+1 {title}")
    ((line),) = lines(db)
    assert all(line[name].startswith("'") for name in ("name", "title", "answer"))
    book = openpyxl.load_workbook(io.BytesIO(answer_list(db, OPERATOR, Narrowed(WRITTEN), ADDRESS, "xlsx")))
    header, row = book["Answers"].iter_rows()
    assert tuple(cell.value for cell in header) == HEADER
    assert {cell.data_type for cell in row} <= {"s", "n"} and row[4].value == '=1+1 =HYPERLINK("x")'


def test_what_was_handed_out_is_listed_once_and_waits_again_when_it_is_changed(db: Database, ferry: int) -> None:
    other = add_piece(db, "Low Tide")
    judged(db, ferry, other)
    with db.reading() as session:
        seen_then = answer_versions(session, Narrowed(WAITING))
    write_answers(db, OPERATOR, {other: 0}, "shortlisted", "On the list.")
    assert mark_listed(db, OPERATOR, {**seen_then, 999: 0}) == 1, "the other one was answered since the list was made"
    assert (view(db), view(db, WRITTEN), view(db, LISTED)) == ([], ["Low Tide"], ["Night Ferry"])
    with db.reading() as session:
        (row,) = answer_rows(session, Narrowed(LISTED))
    assert (row.answer.kind, row.preview()) == ("seen", "Dear Ida Holm, we have seen “Night Ferry”. Thank you for it.")
    write_answers(db, OPERATOR, {ferry: row.answer.version}, "finalist", "You are a finalist.")
    assert set(view(db, WRITTEN)) == {"Low Tide", "Night Ferry"}
