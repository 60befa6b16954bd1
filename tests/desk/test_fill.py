"""Filling a rundown: exact where the material allows it, fair to artists and kinds, nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.desk.fill import Candidate, PlannedItem, fill, fill_around_roll

RATE = Fraction(30000, 1001)


def piece(
    number: int, media_kind: str, seconds: int, *, artist: str = "", sound: bool = False, kind: str = ""
) -> Candidate:
    return Candidate(
        number, f"Piece {number}", artist, kind or media_kind, media_kind, int(seconds * RATE), sound, -number
    )


def plenty() -> list[Candidate]:
    """Films, music, drawings and poems by forty artists."""
    films = [piece(n, "video", 12 + n, artist=f"Film {n}", sound=True) for n in range(8)]
    music = [piece(100 + n, "audio", 40, artist=f"Band {n}", kind="music") for n in range(12)]
    voices = [piece(150 + n, "audio", 15, artist=f"Voice {n}", kind="vocals") for n in range(4)]
    stills = [piece(200 + n, "image", 5, artist=f"Painter {n % 12}") for n in range(80)]
    poems = [piece(300 + n, "text", 20, artist=f"Poet {n}") for n in range(4)]
    return [*films, *music, *voices, *stills, *poems]


def total(items: list[PlannedItem]) -> int:
    return sum(item.frames for item in items)


def test_plenty_of_material_fills_the_body_to_the_frame() -> None:
    body = int(330 * RATE)
    assert total(fill(plenty(), body, RATE)) == body


def test_every_kind_is_in_it_and_neighbours_differ() -> None:
    items = fill(plenty(), int(330 * RATE), RATE)
    kinds = [item.parts[-1].piece.kind for item in items]
    assert {"video", "music", "vocals", "text"} <= set(kinds)
    assert sum(a == b == "video" for a, b in pairwise(kinds)) <= 1


def test_nothing_airs_twice() -> None:
    items = fill(plenty(), int(330 * RATE), RATE)
    used = Counter(p.piece_id for item in items for p in {part.piece for part in item.parts})
    assert max(used.values()) == 1


def test_one_artist_does_not_fill_the_programme() -> None:
    crowd = [piece(500 + n, "video", 20, artist="Everywhere", sound=True) for n in range(40)]
    items = fill([*plenty(), *crowd], int(330 * RATE), RATE)
    of_the_crowd = sum(item.frames for item in items if item.parts[0].piece.artist == "Everywhere")
    assert of_the_crowd < total(items) / 4


def test_two_files_of_one_work_air_once() -> None:
    twins = [replace(piece(n, "video", 20, artist="Ida", sound=True), title="Flower") for n in (1, 2)]
    assert len(fill(twins, int(60 * RATE), RATE)) == 1


def test_one_file_under_two_rows_airs_once() -> None:
    twins = [replace(piece(n, "image", 5), content="a1b2") for n in (1, 2)]
    (item,) = fill(twins, int(60 * RATE), RATE)
    assert len(item.parts) == 1


def test_pieces_that_only_share_a_title_air_once_the_others_have() -> None:
    untitled = [replace(piece(n, "image", 5, artist="Ida"), title="Untitled") for n in range(9)]
    named = piece(50, "image", 5, artist="Ida")
    short = fill([*untitled, named], int(10 * RATE), RATE)
    assert {part.piece.title for item in short for part in item.parts} == {"Untitled", "Piece 50"}
    assert total(fill(untitled, int(45 * RATE), RATE)) == int(45 * RATE)


def test_a_silent_film_is_scored() -> None:
    items = fill(
        [piece(1, "video", 20, artist="Ida"), piece(2, "audio", 30, artist="Bo", kind="music")],
        int(40 * RATE),
        RATE,
    )
    film = next(item for item in items if item.parts[0].piece.piece_id == 1)
    assert [part.track for part in film.parts] == ["picture", "sound"]
    assert film.parts[1].piece.piece_id == 2


@pytest.mark.parametrize(("kind", "seconds"), [("video", 12), ("audio", 40), ("audio", 7), ("image", 5), ("text", 20)])
@pytest.mark.parametrize("body_s", [20, 31, 90, 178])
def test_one_kind_alone_fills_the_body_too(kind: str, seconds: int, body_s: int) -> None:
    alone = [piece(n, kind, seconds, artist=f"Artist {n}", sound=True) for n in range(40)]
    body = int(body_s * RATE)
    assert total(fill(alone, body, RATE)) == body


@pytest.mark.parametrize("kind", ["video", "audio", "image", "text"])
def test_one_artist_alone_fills_the_body_too(kind: str) -> None:
    alone = [piece(n, kind, 20, artist="Ida", sound=True) for n in range(20)]
    body = int(120 * RATE)
    assert total(fill(alone, body, RATE)) == body


def test_a_cut_song_runs_on_before_the_programme_stays_short() -> None:
    song = piece(1, "audio", 60, artist="Bo", kind="music")
    (item,) = fill([song], int(50 * RATE), RATE)
    assert item.frames == int(50 * RATE)


def test_what_a_film_gains_its_music_gains_too() -> None:
    film, music = piece(1, "video", 60, artist="Ida"), piece(2, "audio", 90, artist="Bo", kind="music")
    (item,) = fill([film, music], int(60 * RATE), RATE)
    assert [part.frames for part in item.parts] == [int(60 * RATE)] * 2


def test_few_stills_hold_for_as_long_as_their_song_lasts() -> None:
    song = piece(1, "audio", 200, artist="Bo", kind="music")
    stills = [piece(n, "image", 5, artist=f"Painter {n}") for n in (2, 3, 4)]
    (item,) = fill([song, *stills], int(180 * RATE), RATE)
    shown = [part.frames for part in item.parts if part.track == "picture"]
    assert sum(shown) == item.parts[-1].frames == int(180 * RATE)
    assert max(shown) - min(shown) <= int(5 * RATE)


def test_stills_without_sound_hold_twice_as_long_at_most() -> None:
    stills = [piece(n, "image", 5, artist=f"Painter {n}") for n in (2, 3, 4)]
    assert int(29 * RATE) < total(fill(stills, int(180 * RATE), RATE)) <= int(30 * RATE)


def test_too_little_material_gives_what_there_is() -> None:
    items = fill([piece(1, "video", 10, artist="Ida", sound=True)], int(300 * RATE), RATE)
    assert total(items) == int(10 * RATE)


@pytest.mark.parametrize("names_a_piece", [1, 4])
@pytest.mark.parametrize("room_s", [26, 56, 176, 356])
def test_pieces_and_the_roll_that_names_their_people_fill_the_room(names_a_piece: int, room_s: int) -> None:
    def roll_frames(items: list[PlannedItem]) -> int:
        pieces = {part.piece.piece_id for item in items for part in item.parts}
        return min(900, 150 + 15 * names_a_piece * len(pieces)) if pieces else 0

    room = int(room_s * RATE)
    items = fill_around_roll(plenty(), room, RATE, roll_frames)
    roll = roll_frames(items)
    assert -roll / 2 <= total(items) + roll - room <= roll / 4, "so much a roll can be slowed or hurried"


def test_a_roll_longer_than_the_room_leaves_no_body() -> None:
    assert fill_around_roll(plenty(), 500, RATE, lambda items: 900 if items else 0) == []


def test_nothing_gives_nothing() -> None:
    assert fill([], 9000, RATE) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["video", "audio", "image", "text"]), st.integers(0, 90), st.integers(0, 6),
                  st.booleans()),
        max_size=40,
    ),
    st.integers(0, 20_000),
)  # fmt: skip
def test_it_never_overfills_nor_shows_more_than_there_is(made: list[tuple[str, int, int, bool]], body: int) -> None:
    pieces = [
        piece(n, kind, seconds, artist=f"Artist {artist}" if artist else "", sound=sound)
        for n, (kind, seconds, artist, sound) in enumerate(made)
    ]
    items = fill(pieces, body, RATE)
    assert total(items) <= body
    for item in items:
        assert item.frames > 0
        for part in item.parts:
            assert part.frames > 0
            if part.piece.media_kind in ("audio", "text") or part.track == "sound":
                assert part.frames <= part.piece.length_frames
    used = Counter(p for item in items for p in {part.piece.piece_id for part in item.parts})
    assert not used or max(used.values()) == 1
