"""Matchmaking: what a piece lacks, what could fill it, the reason in words, and that nothing private is read."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from dashboard.community.calls import CallPlan, open_call
from dashboard.community.tables import Contribution
from dashboard.curation.matches import Suggestion, filled_by, fillers_of, part_of, suggestions
from dashboard.curation.matching import LACKS, Part, lacks, match, ranked, shared_words
from dashboard.errors import NotFound
from dashboard.people.roles import Actor
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece

FILM = Part(1, "Harbour", "Ida", "video", tags="harbour, rain", duration_ms=65_000)
SCORE = Part(2, "Slow Score", "Joost", "music", tags="rain", text="For a harbour.", duration_ms=62_000)
TITLES = st.text("abcdefgh ", max_size=40)


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        (FILM, ("sound",)),
        (replace(FILM, has_sound=True), ()),
        (replace(FILM, linked_kinds=frozenset({"music"})), ()),
        (replace(FILM, linked_kinds=frozenset({"illustration"})), ("sound",)),
        (Part(3, "Slow Letter", "Ida", "text", role="lyrics"), ("voice for words",)),
        (Part(3, "Slow Letter", "Ida", "text", role="essay"), ()),
        (Part(3, "Loop", "Ida", "music", text="An instrumental."), ("voice for music",)),
        (Part(3, "Loop", "Ida", "music", tags="needs a singer"), ("voice for music",)),
        (Part(3, "Loop", "Ida", "music", tags="instrumental", linked_kinds=frozenset({"vocals"})), ()),
        (Part(3, "Still", "Ida", "photo"), ()),
    ],
)
def test_what_a_piece_lacks(part: Part, missing: tuple[str, ...]) -> None:
    assert lacks(part) == missing


def test_the_reason_names_length_words_and_licence() -> None:
    found = match(FILM, LACKS["sound"], SCORE)
    assert found is not None
    assert found.reason == (
        "Ida’s “Harbour” has no sound; this piece of music runs 1:02 against its 1:05, "
        "shares “harbour” and “rain”, and its licence lets it be used."
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(SCORE, kind="photo"),
        replace(SCORE, piece_id=1),
        replace(SCORE, tags="", text="", duration_ms=8_000),
        replace(SCORE, tags="", text="", duration_ms=None),
    ],
)
def test_nothing_is_offered_that_does_not_fit(other: Part) -> None:
    assert match(FILM, LACKS["sound"], other) is None


@given(TITLES, TITLES, st.integers(1, 10**6), st.integers(1, 10**6))
def test_what_two_share_does_not_depend_on_who_is_asked(one: str, other: str, first_ms: int, second_ms: int) -> None:
    a = Part(1, one, "", "video", duration_ms=first_ms)
    b = Part(2, other, "", "music", duration_ms=second_ms)
    assert shared_words(a, b) == shared_words(b, a)
    found = match(a, LACKS["sound"], b)
    assert found is None or set(shared_words(a, b)) <= a.words & b.words
    assert ranked([found] * 2 if found else [], 1) == ([found] if found else [])


def test_matching_is_told_nothing_private() -> None:
    assert not {field.name for field in fields(Part)} & {"age_band", "contact", "email", "account_id", "guardian"}


def test_one_that_asks_does_not_fill_the_page() -> None:
    found = [match(FILM, LACKS["sound"], replace(SCORE, piece_id=2 + n)) for n in range(5)]
    other = match(replace(FILM, piece_id=99, tags=""), LACKS["sound"], SCORE)
    best = ranked([one for one in (*found, other) if one], 4, each=3)
    assert [one.asking_id for one in best] == [1, 1, 1, 99]


# --- out of the database ---


@pytest.fixture
def film(db: Database) -> int:
    return add_piece(db, "Harbour Rain", seconds=65, sound=False)


def pairs(found: list[Suggestion]) -> list[tuple[int | None, int]]:
    return [(one.asking_id, one.filling_id) for one in found]


def test_both_directions_find_the_same_pair(db: Database, film: int) -> None:
    score = add_piece(db, "Rain Theme", kind="music", seconds=62, artists=("Joost",))
    with db.reading() as session:
        assert pairs(fillers_of(session, film)) == [(film, score)]
        assert pairs(filled_by(session, score, now())) == [(film, score)]
        assert pairs(suggestions(session, now())) == [(film, score)]
        assert part_of(session, film).artist == "Ida Holm"
        with pytest.raises(NotFound):
            part_of(session, 99)


def test_what_may_not_be_used_or_is_linked_already_is_not_offered(db: Database, film: int) -> None:
    forbidden = add_piece(db, "Rain Loop", kind="music", seconds=65, licence="CC-BY-NC-4.0")
    held = add_piece(db, "Rain Hum", kind="sound", seconds=65)
    linked = add_piece(db, "Rain Voice", kind="photo")
    add_edge(db, film, linked)
    with db.writing() as session:
        session.get_one(Contribution, held).hold = "Bo must still accept role and share."
    with db.reading() as session:
        assert fillers_of(session, film) == []
        assert filled_by(session, forbidden, now()) == filled_by(session, held, now()) == []
    add_edge(db, film, add_piece(db, "Rain Score", kind="music", seconds=65))
    add_piece(db, "Rain Drums", kind="music", seconds=65)
    with db.reading() as session:
        assert fillers_of(session, film) == [], "the film has its sound now"


def test_open_calls_ask_too(db: Database, actor: Actor) -> None:
    plan = CallPlan("Sing the harbour", "A voice over rain.", ("vocals",), ("lead",))
    call_id = open_call(db, actor, plan, publish=True)
    open_call(db, actor, CallPlan("Sing the harbour twice", "", ("vocals",)))
    voice = add_piece(db, "Harbour", kind="vocals")
    with db.reading() as session:
        (found,) = suggestions(session, now())
    assert (found.call_id, found.filling_id) == (call_id, voice)
    assert found.reason.startswith("“Sing the harbour” asks for vocals (lead); this vocal shares “harbour”")


def test_a_lack_for_which_a_call_is_open_is_asked_once(db: Database, actor: Actor, film: int) -> None:
    add_piece(db, "Rain Theme", kind="music", seconds=62)
    plan = CallPlan("Rain theme wanted", "", ("music",), about_id=film)
    call_id = open_call(db, actor, plan, publish=True)
    with db.reading() as session:
        assert [one.call_id for one in suggestions(session, now())] == [call_id]


def test_a_call_for_a_medium_asks_for_each_of_its_kinds(db: Database, actor: Actor) -> None:
    call_id = open_call(db, actor, CallPlan("Harbour sounds", "", ("audio",)), publish=True)
    add_piece(db, "Harbour", kind="sound")
    with db.reading() as session:
        assert [one.call_id for one in suggestions(session, now())] == [call_id]


def test_matching_asks_a_bounded_number_of_queries(sqlite_db: Database, actor: Actor) -> None:
    for number in range(12):
        add_piece(sqlite_db, f"Rain Film {number}", seconds=60 + number, sound=False)
        add_piece(sqlite_db, f"Rain Music {number}", kind="music", seconds=60 + number)
        open_call(sqlite_db, actor, CallPlan(f"Rain {number}", "", ("music",)), publish=True)
    asked: list[str] = []
    event.listen(sqlite_db.engine, "before_cursor_execute", lambda *said: asked.append(str(said[2])))
    with sqlite_db.reading() as session:
        assert len(suggestions(session, now(), most=24)) == 24
    assert len([each for each in asked if each.startswith("SELECT")]) < 50
