"""The technical state: what is fit passes in silence, what is not says what to ask the artist for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from dashboard.community.tables import Contribution
from dashboard.curation.matches import part_of
from dashboard.curation.matching import lacks
from dashboard.curation.queries import cards_of, latest_cards
from dashboard.curation.technical import VERSION, Technical, judge, letter
from dashboard.curation.technical_findings import ASK, FIT, UNFIT, UNKNOWN, Wanted, moment_text
from dashboard.curation.technical_states import check_waiting, judge_waiting
from dashboard.media.checks import VERSION as MEASURE
from dashboard.media.checks import Checks, Flashing, Measured, Stretch, stretches
from dashboard.media.facts import MediaFacts
from dashboard.media.measuring import checked
from dashboard.media.store import MediaStore
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.storage.engine import Database
from tests.world import add_piece

FILM = MediaFacts(
    "video", 1000, "mov", duration_ms=60_000, width=1920, height=1080, rate_num=25, rate_den=1, frames=1500,
    video_codec="h264", audio_codec="aac", sample_rate=48_000, channels=2, loudness_lufs=-20.0, peak_db=-1.0,
)  # fmt: skip
SONG = replace(FILM, kind="audio", width=None, height=None, rate_num=None, rate_den=None, frames=None, video_codec=None)
CLEAN = Checks(black=stretches([]), frozen=stretches([]), silent=stretches([]), clipped=stretches([]))
FLASHES = (Flashing(12_000, 14_700, 8),)


def sentences(facts: MediaFacts, checks: Checks | None = CLEAN) -> list[str]:
    return [finding.sentence for finding in judge(facts, checks).findings]


def test_what_is_fit_says_nothing() -> None:
    for facts in (FILM, SONG, MediaFacts("text", 10, text="words"), MediaFacts("project", 10)):
        assert judge(facts, CLEAN) == Technical(FIT)
        assert judge(facts, CLEAN).words == ""
    assert letter("Night Ferry", judge(FILM, CLEAN).findings) == ""


@pytest.mark.parametrize(
    ("size", "rate", "sentence"),
    [
        ((480, 360), (15, 1), "480 by 360 at 15 frames a second: ask for the original file."),
        ((640, 480), (25, 1), "640 by 480: ask for the original file."),
        ((1920, 1080), (12, 1), "1920 by 1080 at 12 frames a second: ask for the original file."),
        ((1280, 544), (24, 1), None),
        ((720, 1280), (30_000, 1001), None),
        ((1280, 720), (24_000, 1001), None),
    ],
)
def test_small_and_slow_films_are_asked_for_in_the_original(
    size: tuple[int, int], rate: tuple[int, int], sentence: str | None
) -> None:
    facts = replace(FILM, width=size[0], height=size[1], rate_num=rate[0], rate_den=rate[1])
    assert sentences(facts) == ([sentence] if sentence else [])


def test_the_programme_says_how_large_a_picture_must_be_and_drawings_have_no_size() -> None:
    small = MediaFacts("image", 1000, "png_pipe", width=800, height=600)
    assert judge(small, CLEAN).state == ASK
    assert judge(small, CLEAN, wanted=Wanted(640, 360)).state == FIT
    assert judge(replace(small, container="svg", width=24, height=24), CLEAN).state == FIT


def test_flashes_may_not_air_and_come_first() -> None:
    found = judge(replace(FILM, width=480, height=360), replace(CLEAN, flashes=FLASHES))
    assert (found.state, found.words) == (UNFIT, "Flashes + 1 more")
    said = "Flashes 8 times a second from 0:12 to 0:15: may not air; ask for a version without."
    assert found.findings[0].sentence == said
    more = (*FLASHES, Flashing(30_000, 31_000, 11, red=True))
    assert sentences(FILM, replace(CLEAN, flashes=more)) == [
        "Flashes red 11 times a second from 0:30 to 0:31 and in 1 more place: may not air; ask for a version without."
    ]


def test_clipping_is_asked_about_where_it_is_more_than_a_coder_leaves() -> None:
    places = [Stretch(at * 1000, at * 1000 + 30) for at in range(3, 17)]
    assert sentences(SONG, replace(CLEAN, clipped=stretches(places, 120))) == [
        "Sound clips in 14 places, first at 0:03: ask for a version 3 dB quieter."
    ]
    assert sentences(SONG, replace(CLEAN, clipped=stretches(places, 9))) == []
    hour = replace(SONG, duration_ms=3_600_000)
    assert sentences(hour, replace(CLEAN, clipped=stretches(places, 120))) == []


def test_quiet_coarse_and_mute_sound_is_asked_about() -> None:
    assert "−44 LUFS where programmes have −23" in sentences(replace(SONG, loudness_lufs=-44.2))[0]
    assert sentences(replace(SONG, loudness_lufs=-34.0)) == []
    assert "16 kHz" in sentences(replace(SONG, sample_rate=16_000))[0]
    assert judge(replace(SONG, silent=True, loudness_lufs=None, sample_rate=8000), CLEAN).words == "Nothing to hear"
    silent_film = judge(replace(FILM, silent=True, loudness_lufs=None, sample_rate=8000), CLEAN)
    assert (silent_film.state, silent_film.words, len(silent_film.findings)) == (FIT, "", 1)


def test_a_tone_too_quiet_to_be_heard_is_very_quiet_and_nothing_else(db: Database) -> None:
    for facts in (SONG, FILM):
        said = sentences(replace(facts, silent=True, loudness_lufs=-62.0, peak_db=-61.5))
        assert said == ["Very quiet, −62 LUFS where programmes have −23: ask for a louder export."]
    for loudness, missing in ((-62.0, ()), (None, ("sound",))):
        film = add_piece(db, f"Hum {loudness}")
        media_of(db, film, replace(FILM, silent=True, loudness_lufs=loudness), CLEAN)
        with db.reading() as session:
            assert lacks(part_of(session, film)) == missing


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        (Checks(black=stretches([Stretch(0, 40_000)])), "67 % black"),
        (Checks(black=stretches([Stretch(0, 8_000), Stretch(55_000, 60_000)])), ""),
        (Checks(black=stretches([Stretch(20_000, 27_000)])), "Black"),
        (Checks(frozen=stretches([Stretch(0, 59_000)])), ""),
        (Checks(frozen=stretches([Stretch(48_000, 60_000)])), "Picture stands still"),
        (Checks(silent=stretches([Stretch(0, 20_000)])), ""),
        (Checks(silent=stretches([Stretch(20_000, 35_000)])), "Sound drops out"),
    ],
)
def test_long_gaps_are_asked_about_but_not_at_either_end(checks: Checks, words: str) -> None:
    assert judge(FILM, checks).words == words


def test_what_was_not_measured_is_unknown_unless_its_facts_already_say_more() -> None:
    assert judge(FILM, None).state == UNKNOWN
    assert judge(FILM, None, "It broke.").problem == "It broke."
    assert judge(replace(FILM, width=480, height=360), None).state == ASK
    assert judge(MediaFacts("image", 10, width=1920, height=1080), None).state == FIT


def test_the_letter_asks_for_all_in_full_sentences() -> None:
    found = judge(replace(FILM, width=480, height=360), replace(CLEAN, flashes=FLASHES))
    words = letter("Night Ferry", found.findings)
    assert words.splitlines()[0] == "We would like to show “Night Ferry” and need your help with its file:"
    assert [line[:2] for line in words.splitlines()[1:]] == ["- ", "- "]
    assert "Please send the original file, at least 1280 by 720." in words


@given(
    st.builds(
        MediaFacts,
        kind=st.sampled_from(["video", "audio", "image"]), size_bytes=st.just(1),
        duration_ms=st.none() | st.integers(0, 10**7), width=st.none() | st.integers(1, 9000),
        height=st.none() | st.integers(1, 9000), rate_num=st.none() | st.integers(1, 120), rate_den=st.just(1),
        audio_codec=st.none() | st.just("aac"), sample_rate=st.none() | st.integers(1, 192_000),
        loudness_lufs=st.none() | st.floats(-70, 0), silent=st.booleans(),
    ),
    st.none() | st.builds(Checks, black=st.none() | st.builds(stretches, st.lists(
        st.builds(Stretch, st.integers(0, 10**6), st.integers(10**6, 10**7)), max_size=3)),
        flashes=st.lists(st.builds(Flashing, st.integers(0, 10**6), st.integers(10**6, 10**7), st.integers(4, 60)),
        max_size=2).map(tuple)),
)  # fmt: skip
def test_whatever_is_measured_the_state_and_its_words_agree(facts: MediaFacts, checks: Checks | None) -> None:
    found = judge(facts, checks)
    assert (found.state in (ASK, UNFIT)) == bool(found.words)
    assert all(finding.sentence.endswith(".") for finding in found.findings)
    assert all(bool(finding.request) == (finding.state != FIT) for finding in found.findings)
    assert (found.state == UNFIT) == bool(checks and checks.flashes)


@given(st.integers(0, 10**8))
def test_moments_read_as_minutes_and_seconds(at_ms: int) -> None:
    minutes, seconds = moment_text(at_ms).split(":")
    assert int(minutes) * 60 + int(seconds) == at_ms // 1000


# --- on cards, and stored for filters ---


def media_of(db: Database, piece_id: int, facts: MediaFacts, checks: Checks | None) -> str:
    """Give a piece's file these facts and, unless none, these checks."""
    with db.writing() as session:
        found = session.scalars(select(MediaFile).join(Contribution).where(Contribution.id == piece_id)).one()
        found.facts, found.kind = facts.to_dict(), facts.kind
        found.check = MediaCheck()
        if checks is not None:
            checked(found.check, Measured(checks), datetime(2026, 1, 1, tzinfo=UTC))
        return found.content_hash


def never() -> bool:
    return False


def test_cards_carry_the_state_in_no_more_queries_however_many(db: Database) -> None:
    flashing, small = add_piece(db, "Strobe"), add_piece(db, "Postcard")
    media_of(db, flashing, FILM, replace(CLEAN, flashes=FLASHES))
    media_of(db, small, replace(FILM, width=480, height=360), None)
    words = add_piece(db, "Poem", kind="text")

    def asked(ids: list[int]) -> int:
        said: list[str] = []

        def note(*event: Any) -> None:
            said.append(str(event[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        with db.reading() as session:
            found = cards_of(session, ids)
        event.remove(db.engine, "before_cursor_execute", note)
        assert len(found) == len(ids)
        assert not any("sound_print" in statement for statement in said)
        return len(said)

    assert asked([flashing, small]) == asked([small])
    with db.reading() as session:
        states = {id_: card.technical.state for id_, card in cards_of(session, [flashing, small, words]).items()}
    assert states == {flashing: UNFIT, small: ASK, words: FIT}


def test_the_stored_state_follows_the_rules_and_the_measure(db: Database, store: MediaStore) -> None:
    piece = add_piece(db, "Strobe")
    found = media_of(db, piece, FILM, replace(CLEAN, flashes=FLASHES))
    assert judge_waiting(db, never) == 1

    def stored() -> tuple[str, int]:
        with db.reading() as session:
            row = session.execute(select(MediaCheck.state, MediaCheck.judged_by)).one()
            return row.state, row.judged_by

    assert stored() == (UNFIT, VERSION)
    assert judge_waiting(db, never) == 0
    with db.writing() as session:
        session.execute(update(MediaCheck).values(version=0))
    # The file of this world is in no store, so that measuring it anew can only say why not.
    assert check_waiting(db, store, 5, never) == 1
    assert stored() == (UNKNOWN, VERSION)
    with db.reading() as session:
        check = session.get(MediaCheck, found)
        assert check is not None
        assert (check.version, "not in the store" in check.problem) == (MEASURE, True)


def test_a_copy_that_was_merged_into_another_is_on_no_card_and_in_no_count(db: Database) -> None:
    kept, copy = add_piece(db, "Night Ferry"), add_piece(db, "Night Ferry, again")
    with db.writing() as session:
        session.execute(update(Contribution).where(Contribution.id == copy).values(merged_into_id=kept))
    with db.reading() as session:
        assert [card.contribution_id for card in latest_cards(session, 5)] == [kept]
