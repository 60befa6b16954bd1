"""A row becomes a record, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput
from dashboard.intake.cells import count, instant, one_line, passage, readable
from dashboard.intake.record import Row, known_handles, read_row


def record(**cells: str) -> Arrival:
    return read_row(Row("row 2", {"file": "a.txt", "title": "A", **cells}), {})


def test_the_file_is_the_id_where_there_is_none() -> None:
    assert record().external_id == "a.txt"
    assert record(id=" 17 ").external_id == "17"
    assert record(title=" ", file="films/night_on-the pier.mp4").title == "Night on the pier"


@pytest.mark.parametrize("wreck", ["#NAME?", "#REF!", "#n/a", "1.23E+11", "1,23E+11", "-7E+05"])
def test_an_id_that_a_spreadsheet_spoilt_is_refused(wreck: str) -> None:
    with pytest.raises(BadInput, match="was spoilt by a spreadsheet"):
        record(id=wreck)


@pytest.mark.parametrize("sound", ["1E5", "E+7", "NAME?", "#1", "12", "0012"])
def test_an_id_that_only_looks_odd_is_kept(sound: str) -> None:
    assert record(id=sound).external_id == sound


def test_what_is_too_long_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"Its title is 501 characters long; shorten it to 500\."):
        record(title="x" * 501)
    with pytest.raises(BadInput, match=r"An artist's name is 301 characters long; put “;” between"):
        record(artist="x" * 301)


@pytest.mark.parametrize(
    ("artist", "names"),
    [
        ("", []),
        ("Ida", ["Ida"]),
        ("Nicu Buculei and Nathan Eady", ["Nicu Buculei and Nathan Eady"]),
        ("Brian (excerpt); Bob ft. Snow", ["Brian (excerpt)", "Bob ft. Snow"]),
        ("Ida; ; IDA", ["IDA"]),
        ("rasmus@example.org", ["rasmus@example.org"]),
        ("Ida\u202e\u200b Holm\u2069", ["Ida Holm"]),
        ("A\u030ase", ["Åse"]),
    ],
)
def test_names_stay_as_the_artist_gave_them(artist: str, names: list[str]) -> None:
    assert [line.name for line in record(artist=artist).credits] == names


def test_the_credits_column_gives_roles_and_points() -> None:
    lines = record(artist="Ida", credits="Ida (words) 60; Mo (of Oslo) (music) 40 %; Studio 54; Bo (choir)").credits
    assert [(line.name, line.role, line.points) for line in lines] == [
        ("Ida", "words", 60), ("Mo (of Oslo)", "music", 40), ("Studio 54", "", 1), ("Bo", "choir", 1),
    ]  # fmt: skip
    assert lines[1].verbatim == "Mo (of Oslo) (music) 40 %"


def test_one_person_in_two_parts_keeps_one_key() -> None:
    lines = record(artist="Ida", handle="@ida_h", credits="Ida (words) 60; IDA (voice) 40").credits
    assert [(line.key, line.points) for line in lines] == [("ida_h", 60), ("ida_h", 40)]


def test_a_handle_is_known_where_the_name_has_only_one() -> None:
    def row(artist: str, handle: str) -> Row:
        return Row("", {"artist": artist, "handle": handle})

    rows = [
        row("Ida", "@ida"),
        row("ida ", "ida"),
        row("Bo", "bo1"),
        row("Bo", "bo2"),
        row("A; B", "a"),
        row("C; D", "c; d"),
    ]
    assert known_handles(rows) == {"ida": "ida", "c": "c", "d": "d"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04T05:06:07Z", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("2026-03-04T05:06:07+02:00", datetime(2026, 3, 4, 3, 6, 7, tzinfo=UTC)),
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
        ("04.03.2026", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026/03/04", datetime(2026, 3, 4, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_utc(text: str, moment: datetime) -> None:
    assert instant(text) == (moment, "")


@pytest.mark.parametrize("text", ["soon", "0001-01-01T00:00:00+14:00", "2026-13-01", "99999-01-01"])
def test_what_is_no_date_is_noted_and_loses_nothing(text: str) -> None:
    made = record(created_at=text, note="For act 2.")
    assert made.created_at is None
    assert made.note == f"For act 2. Its date “{text}” could not be read."


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("1,234,567", 1234567), ("1 234", 1234), ("1.234", 1234), ("1.2", None), ("-1", None),
     ("", None), ("lots", None), ("٣", None), ("9" * 30, 2**62)],
)  # fmt: skip
def test_counters_are_whole_numbers(text: str, value: int | None) -> None:
    assert count(text) == value


def test_the_digest_sees_every_word_and_no_counter() -> None:
    plain = record().digest
    assert record(likes="5").digest == plain
    assert read_row(Row("row 9", {"file": "a.txt", "title": "A"}), {}).digest == plain
    changed = [{name: "b"} for name in ("id", "role", "title", "text", "tags", "note", "call", "licence", "artist")]
    changed += [
        {"derived_from": "b"},
        {"origin": "b"},
        {"derived_from": "b", "relation": "samples"},
        {"created_at": "2026-01-01"},
    ]
    digests = {record(**cells).digest for cells in changed} | {replace(record(), media_hash="other").digest}
    assert len(digests) == len(changed) + 1
    assert plain not in digests


@given(st.text())
def test_text_is_safe_to_store_and_to_show_whatever_comes(text: str) -> None:
    for made in (one_line(text), passage(text)):
        made.encode("utf-8")
        assert not set(made) & set("\x00\x1b\u202e\u2066\u200b")
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)


def test_half_characters_and_lines_are_mended() -> None:
    assert one_line("a\ud800b \n c") == "a�b c"
    assert passage("\r\n one \r two\x07\n") == " one\n two"
    assert readable("a/b\\c_d.e.png") == "C d.e"


@pytest.mark.parametrize(
    ("artist", "shown"),
    [
        ("Chris Murphy [chris+svg@example.org]", "Chris Murphy"),
        ("Ida Holm <ida@example.org>", "Ida Holm"),
        ("rasmus@example.org", "rasmus@example.org"),
        ("(c) Foundation | example.org", "(c) Foundation | example.org"),
        ("Guilherme (girix8)", "Guilherme (girix8)"),
    ],
)
def test_an_address_behind_a_name_is_no_part_of_the_credit(artist: str, shown: str) -> None:
    (line,) = record(artist=artist).credits
    assert (line.name, line.verbatim) == (shown, artist)
