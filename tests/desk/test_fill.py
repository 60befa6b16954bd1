"""Filling a rundown: exact where the material allows it, fair to artists and kinds, nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.desk.fill import Candidate, PlannedItem, fill

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


def test_a_silent_film_is_scored() -> None:
    items = fill(
        [piece(1, "video", 20, artist="Ida"), piece(2, "audio", 30, artist="Bo", kind="music")],
        int(40 * RATE),
        RATE,
    )
    film = next(item for item in items if item.parts[0].piece.piece_id == 1)
    assert [part.track for part in film.parts] == ["picture", "sound"]
    assert film.parts[1].piece.piece_id == 2


def test_too_little_material_gives_what_there_is() -> None:
    items = fill([piece(1, "video", 10, artist="Ida", sound=True)], int(300 * RATE), RATE)
    assert total(items) == int(10 * RATE)


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
            if part.piece.media_kind == "audio":
                assert part.frames <= part.piece.length_frames
    used = Counter(p for item in items for p in {part.piece.piece_id for part in item.parts})
    assert not used or max(used.values()) == 1
