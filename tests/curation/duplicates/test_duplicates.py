"""Finding duplicates: what is a copy, what is a remix, and what is neither; each pair proposed once."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.community.contributors import merge
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED
from dashboard.community.merging import merge_pieces, part_pieces
from dashboard.community.reporting import answer_request
from dashboard.community.requests import OWNERSHIP, requests_about
from dashboard.community.service import decide_edge
from dashboard.community.tables import Contribution, Contributor, LineageEdge, Source
from dashboard.curation.duplicates.copies import merged_copies
from dashboard.curation.duplicates.decisions import ask_ownership, link_pair, reopen_pair, tell_apart
from dashboard.curation.duplicates.finding import find_new
from dashboard.curation.duplicates.queries import Pair, decided_pairs, open_groups, open_pair_count, open_pairs_of
from dashboard.curation.duplicates.text import text_likeness, text_print
from dashboard.errors import BadInput, LineageCycle, NotAllowed, Stale
from dashboard.media.prints import pack_pictures, sketch
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.people.roles import Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_edge, add_piece, piece_named

POEM = "We keep the light above the bay and count the boats that come at night with nothing but their names to say"
SONG = np.random.default_rng(7).integers(0, 2**32, 900, dtype=np.uint32)
OTHER_SONG = np.random.default_rng(8).integers(0, 2**32, 900, dtype=np.uint32)


@pytest.fixture
def actor() -> Actor:
    return Actor(None, "Cora", frozenset({Role.CURATOR}))


def measure(
    db: Database, piece_id: int, *, pictures: tuple[int, ...] = (), sound: bytes = b"", file: str = "", ms: int = 0
) -> None:
    """Give a piece a file with these prints, as if it had been measured; the same `file` is the same file."""
    with db.writing() as session:
        piece = session.get_one(Contribution, piece_id)
        media = session.get_one(MediaFile, piece.media_hash)
        if ms:
            media.duration_ms = ms
        if file:
            content_hash = hashlib.sha256(file.encode()).hexdigest()
            if session.get(MediaFile, content_hash) is None:
                session.add(
                    MediaFile(
                        content_hash=content_hash, size_bytes=1, kind=media.kind, duration_ms=media.duration_ms,
                        facts=media.facts, admitted_at=now(),
                    )
                )  # fmt: skip
                session.flush()
            piece.media_hash = content_hash
        session.merge(
            MediaCheck(
                content_hash=piece.media_hash, version=1, picture_prints=pack_pictures(pictures), sound_print=sound,
                sound_sketch=sketch(sound), measured_at=now(),
            )
        )  # fmt: skip


def at_another_source(db: Database, piece_id: int, name: str = "Tape club") -> None:
    with db.writing() as session:
        source = session.scalar(select(Source).where(Source.name == name)) or Source(
            name=name, kind="folder", location=f"/{name}", created_at=now()
        )
        session.add(source)
        session.flush()
        session.get_one(Contribution, piece_id).source_id = source.id


def song(db: Database, title: str, heard: np.ndarray = SONG, *, artist: str = "Ida Holm", days_old: int = 3) -> int:
    made = add_piece(db, title, kind="music", artists=(artist,), seconds=111, days_old=days_old)
    measure(db, made, sound=heard.tobytes(), ms=len(heard) * 124)
    return made


def coded_anew(heard: np.ndarray, bits: int = 1) -> np.ndarray:
    """The print of the same recording with so many bits of each item changed."""
    noise = np.random.default_rng(3)
    changed = heard.copy()
    for _ in range(bits):
        changed ^= np.uint32(1) << noise.integers(0, 14, len(heard), dtype=np.uint32)
    return changed


def pairs(db: Database) -> list[Pair]:
    while find_new(db):
        pass
    with db.reading() as session:
        return [pair for group in open_groups(session, per_page=100)[0] for pair in group]


def told(db: Database) -> list[tuple[str, str, str]]:
    return [(pair.sort, pair.left.card.title, pair.right.card.title) for pair in pairs(db)]


def edges(db: Database) -> list[tuple[int, int | None, str, str]]:
    with db.reading() as session:
        return [(e.child_id, e.parent_id, e.relation, e.state) for e in session.scalars(select(LineageEdge))]


# --- what is a copy ---


def test_one_file_on_two_pieces_is_a_pair_and_a_merge_is_proposed_where_one_person_made_both(
    db: Database, actor: Actor
) -> None:
    first, second = add_piece(db, "Night Ferry"), add_piece(db, "The Night Ferry")
    at_another_source(db, second)
    for piece in (first, second):
        measure(db, piece, file="ferry")
    (pair,) = pairs(db)
    assert (pair.sort, pair.measured, pair.keep_id) == ("same_file", "the same file", first)
    assert pair.proposal == (
        "Both are by Ida Holm: merge them and keep “Night Ferry” at The street, which was posted first."
    )  # fmt: skip
    assert (pair.left.source, pair.right.source) == ("The street", "Tape club")
    merge_pieces(db, actor, first, second)
    assert pairs(db) == []
    part_pieces(db, actor, second)
    assert [each.pair_id for each in pairs(db)] == [pair.pair_id]


def test_the_one_to_keep_has_the_file_or_is_cleared_or_credits_everybody(sqlite_db: Database) -> None:
    blocked = add_piece(sqlite_db, "Ferry", licence="CC-BY-NC-4.0", days_old=9)
    cleared = add_piece(sqlite_db, "Ferry again", days_old=2)
    both = add_piece(sqlite_db, "Ferry of two", artists=("Ida Holm", "Bo"), licence="CC-BY-NC-4.0", days_old=1)
    for piece in (blocked, cleared, both):
        measure(sqlite_db, piece, file="ferry")
    kept = {(pair.left.card.title, pair.right.card.title): pair for pair in pairs(sqlite_db)}
    assert kept["Ferry", "Ferry again"].keep_id == cleared
    assert "which is cleared" in kept["Ferry", "Ferry again"].proposal
    assert kept["Ferry", "Ferry of two"].keep_id == both
    assert "which credits everybody" in kept["Ferry", "Ferry of two"].proposal


def test_a_copy_is_not_to_be_kept_as_cleared_where_the_merge_would_hold_it(db: Database, actor: Actor) -> None:
    loop = add_piece(db, "Loop", licence="CC-BY-NC-4.0", artists=("Bo",))
    built = add_piece(db, "Ferry", days_old=9)
    cleared = add_piece(db, "Ferry again", days_old=2)
    add_edge(db, built, loop)
    for piece in (built, cleared):
        measure(db, piece, file="ferry")
    (pair,) = pairs(db)
    assert piece_named(db, cleared).clearance == "cleared"
    assert pair.keep_id == built
    merge_pieces(db, actor, built, cleared)
    held = piece_named(db, built).clearance_reason
    assert "it uses “Loop”" in held
    assert pair.proposal == (
        f"Both are by Ida Holm: merge them and keep “Ferry” at The street, which was posted first. "
        f"After that this holds: {held}"
    )  # fmt: skip


def test_a_question_about_one_copy_is_told_before_the_merge(sqlite_db: Database, actor: Actor) -> None:
    doubted, cleared = add_piece(sqlite_db, "Ferry", days_old=9), add_piece(sqlite_db, "Ferry again", days_old=2)
    rival = add_piece(sqlite_db, "Ferry of Bo", artists=("Bo",))
    for piece in (doubted, cleared, rival):
        measure(sqlite_db, piece, file="ferry")
    with_rival = next(pair for pair in pairs(sqlite_db) if pair.keep_id is None)
    ask_ownership(sqlite_db, actor, with_rival.pair_id, [doubted])
    pair = next(pair for pair in pairs(sqlite_db) if pair.keep_id is not None)
    assert "which was posted first. After that this holds: “Ferry” waits: " in pair.proposal
    merge_pieces(sqlite_db, actor, doubted, cleared)
    assert pair.proposal.endswith(piece_named(sqlite_db, doubted).clearance_reason)


def test_pictures_that_differ_in_few_bits_are_near_and_in_more_are_none(sqlite_db: Database) -> None:
    drawn = {"Boat": 0xF0F0_1234, "Boat again": 0xF0F0_123B, "Quay": 0xF00F_12FF}
    for title, value in drawn.items():
        measure(sqlite_db, add_piece(sqlite_db, title, kind="photo"), pictures=(value,))
    (pair,) = pairs(sqlite_db)
    assert (pair.sort, pair.left.card.title, pair.right.card.title) == ("near_picture", "Boat", "Boat again")
    assert pair.measured == "nearly the same picture: 4 of 64 bits differ"


def test_a_recording_coded_anew_is_near_and_a_cover_is_not(sqlite_db: Database) -> None:
    song(sqlite_db, "Keep the Light")
    song(sqlite_db, "Keep the Light (mp3)", coded_anew(SONG))
    song(sqlite_db, "Keep the Light, sung again", OTHER_SONG)
    (pair,) = pairs(sqlite_db)
    assert {pair.left.card.title, pair.right.card.title} == {"Keep the Light", "Keep the Light (mp3)"}
    assert pair.measured == "the same recording: 3% of the bits differ over 1:51"


@pytest.mark.parametrize("items", [40, 60, 200])
def test_a_short_recording_coded_anew_is_near_though_its_print_leaves_its_end_out(
    sqlite_db: Database, items: int
) -> None:
    left_out_ms = 2700
    for title, heard in (("Bell", SONG[:items]), ("Bell (mp3)", coded_anew(SONG[:items]))):
        piece = song(sqlite_db, title, heard)
        measure(sqlite_db, piece, sound=heard.tobytes(), ms=items * 124 + left_out_ms)
    assert told(sqlite_db) == [("near_sound", "Bell", "Bell (mp3)")]
    assert edges(sqlite_db) == []


def test_texts_are_compared_by_what_they_say(sqlite_db: Database) -> None:
    for title, text in {
        "Light": POEM,
        "LIGHT": POEM.upper().replace(" ", ",  "),
        "Light, mended": POEM.replace("names", "lamps"),
        "Rope": "A rope is only as long as the shortest of all the hands that will not let it go tonight",
    }.items():
        add_piece(sqlite_db, title, kind="text", text=text)
    with sqlite_db.writing() as session:
        for piece in session.scalars(select(Contribution)):
            piece.media_hash = None
    found = {(pair.left.card.title, pair.right.card.title): pair.measured for pair in pairs(sqlite_db)}
    assert found == {
        ("Light", "LIGHT"): "the same words",
        ("Light", "Light, mended"): f"nearly the same words: {text_likeness(POEM, POEM.replace('names', 'lamps')):.0%}"
        " of what they say is shared",
    }


# --- what is no copy ---


@pytest.mark.parametrize("state", [DECLARED, CONFIRMED])
@pytest.mark.parametrize("up", [True, False])
def test_what_lineage_links_is_a_remix_and_never_proposed(sqlite_db: Database, state: str, up: bool) -> None:
    one, other = song(sqlite_db, "Loop"), song(sqlite_db, "Loop, remixed", coded_anew(SONG), artist="Bo")
    add_edge(sqlite_db, *((one, other) if up else (other, one)), state)
    assert pairs(sqlite_db) == []


def test_a_link_that_comes_later_takes_the_pair_away(sqlite_db: Database, actor: Actor) -> None:
    one, other = song(sqlite_db, "Loop"), song(sqlite_db, "Loop again", artist="Bo")
    assert len(pairs(sqlite_db)) == 1
    edge = add_edge(sqlite_db, other, one)
    assert pairs(sqlite_db) == []
    decide_edge(sqlite_db, actor, edge, REFUSED)
    assert len(pairs(sqlite_db)) == 1


def test_two_works_of_different_people_that_use_the_same_third_are_no_pair(sqlite_db: Database) -> None:
    loop = song(sqlite_db, "Loop", OTHER_SONG, artist="Cy")
    one, other = song(sqlite_db, "By Ida"), song(sqlite_db, "By Bo", coded_anew(SONG), artist="Bo")
    for piece in (one, other):
        add_edge(sqlite_db, piece, loop)
    assert pairs(sqlite_db) == []


def test_films_of_one_camera_that_never_moves_are_told_apart_by_nothing_but_their_sound(sqlite_db: Database) -> None:
    still = (0b1011,) * 4
    for word in ("milk", "thanks"):
        film = add_piece(sqlite_db, word, sound=False, artists=(word,))
        measure(sqlite_db, film, pictures=still)
    assert pairs(sqlite_db) == []
    for name in ("Talk", "Talk again"):
        film = add_piece(sqlite_db, name)
        measure(sqlite_db, film, pictures=still, sound=SONG.tobytes())
    assert told(sqlite_db) == [("near_picture", "Talk", "Talk again")]


# --- what is built on something else ---


SCENES = (0x00FF_00FF_00FF_00FF, 0xF0F0_F0F0_F0F0_F0F0, 0x3333_5555_AAAA_CCCC, 0x0123_4567_89AB_CDEF)


def test_a_film_with_the_sound_of_a_song_is_suggested_to_use_it_and_waits_for_a_person(db: Database) -> None:
    tune = song(db, "Keep the Light", artist="Noor")
    film = add_piece(db, "Night Ferry", seconds=111)
    measure(db, film, pictures=SCENES, sound=coded_anew(SONG).tobytes())
    assert pairs(db) == []
    assert edges(db) == [(film, tune, "samples", SUGGESTED)]
    assert piece_named(db, film).clearance == "pending"
    assert piece_named(db, tune).clearance == "cleared"


def test_a_refused_suggestion_is_not_made_again(sqlite_db: Database, actor: Actor) -> None:
    song(sqlite_db, "Keep the Light", artist="Noor")
    film = add_piece(sqlite_db, "Night Ferry", seconds=111)
    measure(sqlite_db, film, sound=SONG.tobytes())
    pairs(sqlite_db)
    with sqlite_db.reading() as session:
        edge_id = session.scalars(select(LineageEdge.id)).one()
    decide_edge(sqlite_db, actor, edge_id, REFUSED)
    with sqlite_db.writing() as session:
        session.get_one(Contribution, film).version += 1
    assert pairs(sqlite_db) == []
    assert [edge[3] for edge in edges(sqlite_db)] == [REFUSED]


def test_a_song_at_two_sources_is_suggested_to_a_film_once(sqlite_db: Database) -> None:
    tune = song(sqlite_db, "Keep the Light", artist="Noor")
    song(sqlite_db, "Keep the Light (mp3)", coded_anew(SONG), artist="Noor")
    film = add_piece(sqlite_db, "Night Ferry", seconds=111)
    measure(sqlite_db, film, sound=SONG.tobytes())
    assert len(pairs(sqlite_db)) == 1
    assert edges(sqlite_db) == [(film, tune, "samples", SUGGESTED)]


def test_a_longer_version_is_suggested_to_be_one(sqlite_db: Database) -> None:
    short = song(sqlite_db, "Short", SONG[:400], days_old=9)
    long = song(sqlite_db, "Long", SONG, artist="Bo", days_old=2)
    assert pairs(sqlite_db) == []
    assert edges(sqlite_db) == [(long, short, "version_of", SUGGESTED)]


def test_a_silent_film_that_somebody_scored_is_what_the_score_is_built_on(sqlite_db: Database) -> None:
    silent = add_piece(sqlite_db, "Silent Ferry", sound=False, days_old=9)
    scored = add_piece(sqlite_db, "Scored Ferry", artists=("Bo",), days_old=2)
    measure(sqlite_db, silent, pictures=SCENES)
    measure(sqlite_db, scored, pictures=SCENES, sound=SONG.tobytes())
    assert pairs(sqlite_db) == []
    assert edges(sqlite_db) == [(scored, silent, "remix_of", SUGGESTED)]


# --- once, and as they come ---


def test_only_what_came_or_changed_is_compared(db: Database) -> None:
    first = add_piece(db, "Night Ferry")
    assert find_new(db) == 0  # not measured yet
    measure(db, first, pictures=SCENES)
    assert [find_new(db), find_new(db)] == [1, 0]
    second = add_piece(db, "Ferry")
    measure(db, second, file="ferry")
    assert find_new(db) == 1
    with db.writing() as session:
        session.get_one(Contribution, second).media_hash = piece_named(db, first).media_hash
    assert find_new(db) == 1
    assert told(db) == [("same_file", "Night Ferry", "Ferry")]


def test_a_long_queue_is_worked_off_in_parts_and_gives_the_same_pairs(sqlite_db: Database) -> None:
    for title in "abcde":
        measure(sqlite_db, add_piece(sqlite_db, title), file="one")
    assert [find_new(sqlite_db, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert told(sqlite_db) == [("same_file", "a", each) for each in "bcde"]


def test_many_copies_by_many_people_stay_one_group_and_grow_slowly(sqlite_db: Database) -> None:
    for number in range(12):
        measure(sqlite_db, add_piece(sqlite_db, f"Copy {number:02}", artists=(f"Artist {number % 4}",)), file="one")
    measure(sqlite_db, add_piece(sqlite_db, "Apart"), file="two")
    pairs(sqlite_db)
    with sqlite_db.reading() as session:
        (group,), total = open_groups(session)
        assert total == 1
        assert len(group) <= 2 * 12
        assert open_pair_count(session) == len(group)
    met = {side.card.title for pair in group for side in (pair.left, pair.right)}
    assert len(met) == 12
    same = {
        frozenset((p.left.card.title, p.right.card.title)) for p in group if p.left.card.artists == p.right.card.artists
    }
    assert len(same) == 8  # each later copy with the first of the same person


def test_a_copy_of_a_copy_is_a_pair_with_the_piece_that_is_kept(sqlite_db: Database, actor: Actor) -> None:
    kept, copy = add_piece(sqlite_db, "Ferry"), add_piece(sqlite_db, "Ferry again")
    for piece, file in ((kept, "one"), (copy, "two")):
        measure(sqlite_db, piece, file=file)
    merge_pieces(sqlite_db, actor, kept, copy)
    third = add_piece(sqlite_db, "Ferry once more")
    measure(sqlite_db, third, file="two")
    assert told(sqlite_db) == [("same_file", "Ferry", "Ferry once more")]
    merge_pieces(sqlite_db, actor, kept, third)
    assert pairs(sqlite_db) == []
    with sqlite_db.reading() as session:
        rows = merged_copies(session, of=kept)
        assert [(row.copy_id, row.kept_title, row.still_theirs, row.merged_by) for row in rows] == [
            (third, "Ferry", True, "Cora"), (copy, "Ferry", True, "Cora"),
        ]  # fmt: skip


# --- decisions ---


def two(db: Database) -> tuple[int, int, Pair]:
    one, other = song(db, "Loop"), song(db, "Loop again", artist="Bo")
    (pair,) = pairs(db)
    assert (pair.keep_id, pair.one_name) == (None, False)
    assert pair.proposal.startswith("By different artists: say which is built on which, ask whose work it is")
    return one, other, pair


def test_different_works_are_remembered_and_never_proposed_again(sqlite_db: Database, actor: Actor) -> None:
    _, other, pair = two(sqlite_db)
    tell_apart(sqlite_db, actor, pair.pair_id, "Two takes.")
    with sqlite_db.writing() as session:
        session.get_one(Contribution, other).version += 1
    assert pairs(sqlite_db) == []
    with sqlite_db.reading() as session:
        (decided,) = decided_pairs(session)
    assert (decided.state, decided.decided_by, decided.reason) == ("apart", "Cora", "Two takes.")
    with pytest.raises(Stale, match="Cora has decided about these two already"):
        link_pair(sqlite_db, actor, pair.pair_id, other, "remix_of")
    reopen_pair(sqlite_db, actor, pair.pair_id)
    assert len(pairs(sqlite_db)) == 1
    with pytest.raises(Stale, match="not told apart any more"):
        reopen_pair(sqlite_db, actor, pair.pair_id)


def test_a_pair_by_different_people_becomes_a_confirmed_link(sqlite_db: Database, actor: Actor) -> None:
    one, other, pair = two(sqlite_db)
    with pytest.raises(BadInput, match="which of the two"):
        link_pair(sqlite_db, actor, pair.pair_id, 9999, "remix_of")
    link_pair(sqlite_db, actor, pair.pair_id, other, "version_of")
    assert edges(sqlite_db) == [(other, one, "version_of", CONFIRMED)]
    assert piece_named(sqlite_db, other).clearance == "cleared"
    assert pairs(sqlite_db) == []


def test_a_link_that_would_close_a_loop_is_refused_and_nothing_is_decided(sqlite_db: Database, actor: Actor) -> None:
    one, other, pair = two(sqlite_db)
    between = add_piece(sqlite_db, "Between")
    add_edge(sqlite_db, one, between)
    add_edge(sqlite_db, between, other)
    with pytest.raises(LineageCycle):
        link_pair(sqlite_db, actor, pair.pair_id, other, "remix_of")
    assert len(pairs(sqlite_db)) == 1


def test_an_ownership_question_holds_both_until_it_is_answered(db: Database, actor: Actor) -> None:
    one, other, pair = two(db)
    ask_ownership(db, actor, pair.pair_id, [one, other], "Bo’s is older on his own page.")
    for piece, named in ((one, "Loop again"), (other, "Loop")):
        held = piece_named(db, piece)
        assert (held.clearance, "whose work it is" in held.clearance_reason) == ("pending", True)
        with db.reading() as session:
            (asked,) = requests_about(session, piece)
        assert asked.kind == OWNERSHIP
        assert f"“{named}” by" in asked.words
        assert "older on his own page" in asked.words
        answer_request(db, actor, asked.id, "It is Bo’s.", uphold=piece == one)
    assert piece_named(db, one).clearance_reason.endswith("stays off the air; swap it for another piece.")
    assert piece_named(db, other).clearance == "cleared"
    assert pairs(db) == []


def test_one_of_the_two_may_air_while_the_other_is_doubted(sqlite_db: Database, actor: Actor) -> None:
    one, other, pair = two(sqlite_db)
    with pytest.raises(BadInput, match="which of the two"):
        ask_ownership(sqlite_db, actor, pair.pair_id, [])
    ask_ownership(sqlite_db, actor, pair.pair_id, [other])
    assert [piece_named(sqlite_db, id_).clearance for id_ in (one, other)] == ["cleared", "pending"]


def test_two_of_one_name_at_two_sources_may_be_one_person(sqlite_db: Database, actor: Actor) -> None:
    one, other = song(sqlite_db, "Loop"), song(sqlite_db, "Loop again", artist="ida  HOLM")
    at_another_source(sqlite_db, other)
    (pair,) = pairs(sqlite_db)
    assert (pair.keep_id, pair.one_name) == (None, True)
    assert pair.proposal.startswith("Both are by “Ida Holm”, who may be one person: merge the two on the Artists page")
    with sqlite_db.reading() as session:
        ida, again = session.scalars(select(Contributor.id).order_by(Contributor.id))
    merge(sqlite_db, actor, again, ida)
    (pair,) = pairs(sqlite_db)
    assert (pair.keep_id, pair.one_name) == (one, False)


def test_artists_who_turn_out_to_be_one_person_can_be_merged_first(sqlite_db: Database, actor: Actor) -> None:
    one, other, _ = two(sqlite_db)
    with sqlite_db.reading() as session:
        ida, bo = session.scalars(select(Contributor.id).order_by(Contributor.id))
    merge(sqlite_db, actor, bo, ida)
    (pair,) = pairs(sqlite_db)
    assert pair.keep_id == one
    with sqlite_db.reading() as session:
        assert [found.pair_id for found in open_pairs_of(session, other)] == [pair.pair_id]


def test_who_may_not_judge_decides_nothing(sqlite_db: Database) -> None:
    _, other, pair = two(sqlite_db)
    artist = Actor(None, "Ida", frozenset({Role.ARTIST}))
    with pytest.raises(NotAllowed):
        tell_apart(sqlite_db, artist, pair.pair_id)
    with pytest.raises(NotAllowed):
        link_pair(sqlite_db, artist, pair.pair_id, other, "remix_of")
    with pytest.raises(NotAllowed):
        ask_ownership(sqlite_db, artist, pair.pair_id, [other])
    with pytest.raises(NotAllowed):
        reopen_pair(sqlite_db, artist, pair.pair_id)
    assert len(pairs(sqlite_db)) == 1


# --- the rules ---


@given(st.lists(st.sampled_from(POEM.split()), min_size=1, max_size=40), st.integers(0, 39))
def test_a_text_is_wholly_like_itself_however_it_is_typed(words: list[str], at: int) -> None:
    text = " ".join(words)
    typed = "  ".join(word.upper() if n == at else word + "," for n, word in enumerate(words))
    assert text_print(text) == text_print(typed)
    assert text_likeness(text, typed) == (1.0 if text_print(text) is not None else 0.0)


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_of_texts_is_a_share_and_the_same_either_way(one: str, other: str) -> None:
    assert 0 <= text_likeness(one, other) == text_likeness(other, one) <= 1
