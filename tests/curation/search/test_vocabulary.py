"""Misspelt words: how far apart spellings are, and the nearest word that pieces hold."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import func, select

from dashboard.curation.search.spelling import distance, least_shared, may_be_misspelt, most_edits, trigrams
from dashboard.curation.search.tables import SearchTrigram, SearchWord
from dashboard.curation.search.vocabulary import nearest, refresh_vocabulary
from dashboard.storage.engine import Database
from tests.curation.search.finding import change, findable

WORDS = st.text("abcdefg", min_size=3, max_size=10)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("ferry", "ferry", 0), ("ferry", "fery", 1), ("ferry", "feryr", 1), ("night", "nihgt", 1), ("boat", "bat", 1),
     ("kitten", "sitting", 3), ("", "abc", 3)],
)  # fmt: skip
def test_edits_are_letters_added_left_out_replaced_or_swapped(a: str, b: str, edits: int) -> None:
    assert distance(a, b) == distance(b, a) == edits


@given(WORDS, WORDS, WORDS)
def test_edits_are_a_distance(a: str, b: str, c: str) -> None:
    assert (distance(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))


@given(st.permutations("abcdefghij"), st.integers(5, 10), st.data())
def test_a_word_shares_enough_trigrams_with_what_it_is_misspelt_from(
    letters: list[str], length: int, data: st.DataObject
) -> None:
    word = wrong = "".join(letters[:length])
    for other in "xy"[: most_edits(word)]:
        at = data.draw(st.integers(0, len(wrong) - 1))
        swapped = wrong[at + 1 : at + 2] + wrong[at] + wrong[at + 2 :]
        ends = (other + wrong[at:], wrong[at + 1 :], swapped, other + wrong[at + 1 :])
        wrong = wrong[:at] + data.draw(st.sampled_from(ends))
    assume(distance(wrong, word) <= most_edits(wrong))
    shared = len(trigrams(word) & trigrams(wrong))
    assert shared >= least_shared(wrong) or least_shared(wrong) == 1


def test_only_words_that_people_spell_are_learnt() -> None:
    words = ("no", "nee", "b2b", "猫の", "ดน", "🌙", "a" * 31, "strasse")
    assert [word for word in words if may_be_misspelt(word)] == ["nee", "strasse"]


def near(db: Database, word: str) -> tuple[str, ...]:
    with db.reading() as session:
        return nearest(session, word)


def test_the_nearest_words_are_as_few_edits_away_and_the_most_frequent_first(db: Database) -> None:
    for title in ("Ferry", "Night ferry", "Fern", "Feral berry", "Harbour"):
        findable(db, title)
    refresh_vocabulary(db)
    assert near(db, "fery") == ("ferry", "fern")
    assert near(db, "herry") == ("ferry", "berry")
    assert near(db, "harbuors") == ("harbour",)
    assert near(db, "zzzzzz") == ()
    assert near(db, "猫の") == ()


def test_the_vocabulary_follows_the_pieces(db: Database) -> None:
    made = findable(db, "Ferry")
    learnt = refresh_vocabulary(db)
    assert learnt > 0
    assert refresh_vocabulary(db) == 0
    change(db, made, title="Harbour")
    assert refresh_vocabulary(db) == 2
    assert (near(db, "fery"), near(db, "harbuor")) == ((), ("harbour",))
    for n in range(3):
        findable(db, f"Harbour {n}")
    refresh_vocabulary(db)
    with db.reading() as session:
        assert session.scalar(select(SearchWord.pieces).where(SearchWord.word == "harbour")) == 4
        orphans = select(func.count()).where(SearchTrigram.word_id.not_in(select(SearchWord.id)))
        assert session.scalar(orphans) == 0
