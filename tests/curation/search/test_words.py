"""Words as they are stored and asked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.searching import SEARCHED_CHARACTERS, found_words, index_words, query_words
from dashboard.curation.search.words import MOST_TERMS, read_query

CHARACTERS = st.sampled_from("ab Zé ßøЙё猫歌ドنةมี한🌙\"'-*:^()\0\u200d\ufe0f\ud800“,.")
TEXTS = st.text(CHARACTERS, max_size=40) | st.text(max_size=40)
RUNS = st.text(st.sampled_from("猫の歌東京タワーดนตรี"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café NOËL", "cafe noel"),
        ("Straße, Łódź & Ørsted", "strasse lodz orsted"),
        ("İstanbul ısı", "istanbul isi"),
        ("lo-fi don't 24/7", "lo fi don t 24 7"),
        ("Ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        ("猫の歌", "猫の の歌 歌"),
        ("ｶﾞﾝ", "ガン ン"),
        ("한국어 노래", "한국어 노래"),
        ("हिन्दी", "हिन्दी"),
        ("moon🌙moon", "moon 🌙 moon"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\0b", "a b"),
    ],
)
def test_words_are_stored_without_case_accents_and_signs(text: str, words: str) -> None:
    assert index_words(text) == words.split()


@given(TEXTS)
def test_words_are_stored_as_they_are_asked_for(text: str) -> None:
    words = index_words(text)
    assert index_words(" ".join(words)) == words or any(len(word) == 2 for word in words)
    assert not re.search(r"[^0-9a-z\x80-\U0010ffff]", "".join(words))


@given(RUNS, st.data())
def test_every_part_of_a_run_without_blanks_is_met(run: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(run) - 1))
    stop = data.draw(st.integers(start + 1, len(run)))
    stored = index_words(run)
    asked, is_beginning = query_words(run[start:stop])
    places = range(len(stored) - len(asked) + 1)
    if is_beginning:
        assert any(word.startswith(asked[0]) for word in stored)
    else:
        assert any(stored[at : at + len(asked)] == asked for at in places)


def test_a_piece_is_found_by_its_title_text_tags_and_artists() -> None:
    assert found_words("Salt", "", "", ["Ida"]) == "salt ida"
    read, words = found_words("Salt!", "On the rail, and Rain.", "sea, slow", ["Ida Hölm"]).split("\n")
    assert read == "salt! on the rail, and rain. sea, slow ida hölm"
    assert words == "salt on the rail and rain sea slow ida holm"


def test_a_very_long_text_leaves_room_for_the_artists() -> None:
    words = found_words("T" * 10**6, "猫 " * 10**6, "tag," * 10**6, ["Ida"] * 10**6).rpartition("\n")[2].split()
    assert len(words) < 16_383
    assert "ida" in words
    assert len(" ".join(words).encode()) < 400_000
    assert words.count("猫") == SEARCHED_CHARACTERS // 2


def terms(typed: str) -> list[str]:
    return [f"{'-' * term.is_out}{'+'.join(term.words)}{'*' * term.is_beginning}" for term in read_query(typed).terms]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("night fer", "night fer*"),
        ("night ferry ", "night ferry"),
        ('"night ferry"', "night+ferry"),
        ("“night ferry” -rain", "night+ferry -rain"),
        ('-"slow rain" boat x', "-slow+rain boat x"),
        ("lo-fi", "lo+fi*"),
        ('"not closed', "not+closed"),
        ("AND OR NEAR(a b) NOT", "and or near+a b not*"),
        ("title:x a* ^b", "title+x a b"),
        ("' OR 1=1; --", "or 1+1"),
        ("night NIGHT nïght", "night"),
        ("猫", "猫*"),
        ("🌙", "🌙"),
        ('- -- "" * ...', ""),
    ],
)
def test_only_quotes_and_a_minus_mean_anything(typed: str, read: str) -> None:
    assert terms(typed) == read.split()


@given(TEXTS)
def test_whatever_is_typed_is_read(typed: str) -> None:
    for term in read_query(typed).terms:
        assert term.words
        assert not re.search(r"[^0-9a-z\x80-\U0010ffff]", "".join(term.words))


def test_ten_thousand_characters_are_cut_and_said_to_be() -> None:
    assert not read_query("night ferry").is_cut
    long = read_query("word " * 2000)
    assert (terms("word " * 2000), long.is_cut) == (["word"], True)
    many = read_query(" ".join(f"w{n}" for n in range(60)))
    assert (len(many.terms), many.is_cut) == (MOST_TERMS, True)
