"""Text of any encoding, and its words."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import MediaRefused
from dashboard.media.text import MAX_CHARS, count_words, decode_text, read_text

PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\ufffd"), min_size=1)
GREEK = (
    "Η νύχτα έπεσε πάνω στην πόλη και τα φώτα άναψαν ένα ένα στα παράθυρα. Κανείς δεν μιλούσε, "
    "μόνο η θάλασσα ακουγόταν μακριά, σαν να ανέπνεε μέσα στον ύπνο της."
)
RUSSIAN = "Ночь опустилась на город, и в окнах один за другим загорелись огни. Никто не говорил ни слова."


@settings(deadline=None)
@given(text=PRINTABLE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_any_unicode_text_comes_back_from_any_unicode_encoding(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), "poem.txt") == text


@settings(deadline=None)
@given(text=PRINTABLE)
def test_big_endian_with_its_mark_comes_back(text: str) -> None:
    assert decode_text(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "poem.txt") == text


@settings(deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_either_clean_text_or_refused_in_one_sentence(content: bytes) -> None:
    try:
        text = read_text(content, "x.txt")
    except MediaRefused as refused:
        assert str(refused).startswith("x.txt ")
        assert str(refused).endswith(".")
    else:
        assert text.strip()
        assert "\x00" not in text
        assert "\ufffd" not in text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GREEK, "cp1253"), (RUSSIAN, "cp1251"), ("Un café très doux, déjà froid.", "cp1252"),
     ("Viel Spaß beim Hören – sagte sie.", "cp1252")],
)  # fmt: skip
def test_older_encodings_are_recognised_by_their_letters(text: str, encoding: str) -> None:
    assert read_text(text.encode(encoding), "poem.txt") == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no words"),
        (b" \n\t\r\n", "holds no words"),
        (b"abc\x00def", "not readable text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not readable text"),
        (b"a\x07b", "not readable text"),
        (bytes(range(0x80, 0xFF)), "cannot be told with certainty"),
        (codecs.BOM_UTF8 + b"\xff\xfe\xfd", "says it is UTF-8 and is not"),
        (b"word " * 250_000, "longer than a million"),
        (b"x" * 4_000_001, "longer than a million"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(MediaRefused, match=reason) as refused:
        read_text(content, "poem.txt")
    assert str(refused.value).startswith("poem.txt ")


def test_a_million_characters_are_admitted() -> None:
    assert len(read_text(b"x" * MAX_CHARS, "long.txt")) == MAX_CHARS


def test_subtitles_lose_their_timings_numbers_notes_and_tags() -> None:
    vtt = (
        "WEBVTT - a title\n\nNOTE not spoken\n\n1\n00:01.000 --> 00:02.500 line:0\n<v Ana>Hello <i>you</i>\n"
        "and you\n\nSTYLE\n::cue {}\n\n00:03.000 --> 00:04.000\n3 < 4\n"
    )
    assert read_text(vtt.encode(), "talk.vtt") == "Hello you\nand you\n3 < 4"
    srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nTwo\r\n"
    assert read_text(srt.encode(), "talk.srt") == "One\nTwo"


def test_lyrics_lose_their_stamps() -> None:
    lrc = "[ti:Song]\n[ar:Someone]\n[00:12.00]First <00:12.50>line\n[00:15.30][01:15.30]Twice\n"
    assert read_text(lrc.encode(), "song.lrc") == "First line\nTwice"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("don't well-known naïve", 3),
        ("Москва — столица", 2),
        ("春眠不覚暁", 5),
        ("— … !", 0),
    ],
)
def test_words_are_counted_as_a_reader_would(text: str, words: int) -> None:
    assert count_words(text) == words
