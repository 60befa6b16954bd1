"""Cuts by other programs, which know nothing of our ids: read tolerantly, and what was taken so is said."""

from __future__ import annotations

from fractions import Fraction

from dashboard.rundown.interchange.cut_list import AUDIO, BLACK, CARD, Clock, Event, Marker, Reading, SentFile
from dashboard.rundown.interchange.formats import read_cut

PAL = Clock(Fraction(25))
NTSC = Clock(Fraction(30000, 1001), drop_frame=True, first_frames=107892)
SPEED = "Clips at another speed count for as long as they are on air: 1."


def edl(text: str, clock: Clock = PAL) -> Reading:
    return read_cut([SentFile("cut.edl", text.encode())], clock)


def brief(event: Event) -> tuple[str, str, int, int]:
    return event.track, event.name, event.record_in, event.record_out


def test_clip_names_alone_are_enough() -> None:
    reading = edl(
        "TITLE: Final\n001  TAPE01   B     C        01:00:00:00 01:00:04:00 01:00:00:00 01:00:04:00\n"
        "* FROM CLIP NAME:  Night Ferry.mov  \n* FROM FILE: /Volumes/Edit/night ferry.mov\n"
    )
    assert [brief(event) for event in reading.cut.events] == [
        ("V1", "Night Ferry.mov", 0, 100), ("A1", "Night Ferry.mov", 0, 100),
    ]  # fmt: skip
    assert {event.file_name for event in reading.cut.events} == {"night ferry.mov"}
    assert {event.contribution_id for event in reading.cut.events} == {None}
    assert reading.remarks == ("The cut begins at 01:00:00:00; that was taken as its first frame.",)


def test_a_reel_of_ours_still_says_whose_it_is() -> None:
    (event,) = edl("001 C0000012 V C 00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00").cut.events
    assert event.contribution_id == 12


def test_drop_frame_is_taken_from_the_fcm_line_and_from_the_labels() -> None:
    colons = "FCM: DROP FRAME\n001 A V C 00:00:00:00 00:01:00:02 01:00:00:00 01:01:00:02"
    marks = "001 A V C 00:00:00;00 00:01:00;02 01:00:00;00 01:01:00;02"
    for text in (colons, marks):
        (event,) = edl(text, NTSC).cut.events
        assert (event.record_in, event.record_out) == (0, 1800)
    plain = edl("FCM: NON-DROP FRAME\n001 A V C 00:00:00:00 00:01:00:00 01:00:00:00 01:01:00:00", NTSC)
    assert plain.cut.events[0].record_frames == 1800 and not plain.cut.clock.drop_frame


def test_a_source_that_counts_otherwise_than_the_programme_is_read_by_its_own_labels() -> None:
    reading = edl("FCM: DROP FRAME\n001 A V C 00:59:30:00 01:00:30:00 01:00:00;00 01:01:00;02", NTSC)
    assert reading.cut.events[0].source_frames == 1800


def test_a_dissolve_is_read_as_a_cut_where_it_begins_and_that_is_said() -> None:
    reading = edl(
        "001  ONE  V  C         00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00\n* FROM CLIP NAME: One\n"
        "002  ONE  V  C         00:00:04:00 00:00:04:00 00:00:04:00 00:00:04:00\n"
        "002  TWO  V  D    025  00:00:00:00 00:00:06:00 00:00:04:00 00:00:10:00\n"
        "* FROM CLIP NAME: One\n* TO CLIP NAME: Two\n"
    )
    assert [brief(event) for event in reading.cut.events] == [("V1", "One", 0, 100), ("V1", "Two", 100, 250)]
    assert reading.remarks == ("Dissolves and wipes are read as cuts at the frame where they begin: 1.",)


def test_speed_and_freeze_count_for_as_long_as_they_are_on_air() -> None:
    for speed in ("012.5", "000.0"):
        reading = edl(
            "001  ONE  V  C  00:00:00:00 00:00:02:00 00:00:00:00 00:00:04:00\n"
            f"M2   ONE       {speed}       00:00:00:00\n* FROM CLIP NAME: One\n"
        )
        assert (reading.cut.events[0].record_frames, reading.remarks) == (100, (SPEED,))


def test_black_has_its_reel_and_further_sound_tracks_their_line() -> None:
    reading = edl(
        "001  BL   V  C  00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00\n"
        "002  ONE  AA/V C  00:00:00:00 00:00:02:00 00:00:02:00 00:00:04:00\nAUD   3    4\n"
    )
    assert reading.cut.events[0].media == BLACK
    assert list(reading.cut.tracks) == ["V1", "A1", "A2", "A3", "A4"]
    assert {event.media for event in reading.cut.events if not event.is_picture} == {AUDIO}


def test_bars_before_the_programme_are_left_out_and_that_is_said() -> None:
    reading = edl(
        "FCM: DROP FRAME\n001 BARS V C 00:00:00;00 00:00:30;00 00:59:10;00 00:59:40;00\n"
        "002 ONE V C 00:00:00;00 00:00:10;00 01:00:00;00 01:00:10;00", NTSC,
    )  # fmt: skip
    assert [brief(event) for event in reading.cut.events] == [("V1", "ONE", 0, 300)]
    assert reading.remarks == ("Clips before the first frame of the programme were left out: 1.",)


def test_a_further_list_of_somebody_elses_lies_beside_the_first() -> None:
    line = "001 {} V C 00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00".format
    files = [SentFile(f"{name}.edl", line(name).encode()) for name in ("ONE", "TWO")]
    assert [brief(event) for event in read_cut(files, PAL).cut.events] == [
        ("V1", "ONE", 0, 100), ("V2", "TWO", 0, 100),
    ]  # fmt: skip


def test_a_byte_order_mark_old_line_ends_and_latin_letters_do_no_harm() -> None:
    text = "001 A V C 00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00\r* FROM CLIP NAME: Café\r"
    for data in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1252") + b"\x1a"):
        assert read_cut([SentFile("cut.edl", data)], PAL).cut.events[0].name == "Café"


def sequence(items: str, head: str = "") -> Reading:
    rate = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
    return read_cut([SentFile("cut.xml", (
        f"<!DOCTYPE xmeml><xmeml version='5'><project><children><sequence><name>Cut</name>{rate}{head}<media><video>"
        f"<track>{items}</track></video></media></sequence></children></project></xmeml>"
    ).encode())], PAL)  # fmt: skip


def item(name: str, start: int, end: int, more: str = "") -> str:
    return (
        f"<clipitem><name>{name}</name><start>{start}</start><end>{end}</end><in>0</in><out>100</out>{more}</clipitem>"
    )


def test_a_file_that_was_described_once_is_known_by_its_id() -> None:
    described = "<file id='f'><pathurl>file://localhost/V/Edit/night%20ferry.mov</pathurl></file>"
    reading = sequence(item("One", 0, 100, described) + item("Two", 100, 200, "<file id='f'/>"))
    assert [event.file_name for event in reading.cut.events] == ["night ferry.mov", "night ferry.mov"]


def test_a_transition_in_a_sequence_is_a_cut_at_its_middle() -> None:
    between = "<transitionitem><start>90</start><end>110</end><alignment>center</alignment></transitionitem>"
    reading = sequence(item("One", 0, -1) + between + item("Two", -1, 200))
    assert [brief(event) for event in reading.cut.events] == [("V1", "One", 0, 100), ("V1", "Two", 100, 200)]
    assert "Dissolves and fades between clips are read as cuts at their middle: 1." in reading.remarks


def test_clips_that_are_switched_off_did_not_air() -> None:
    reading = sequence(item("One", 0, 100) + item("Off", 100, 200, "<enabled>FALSE</enabled>"))
    assert [event.name for event in reading.cut.events] == ["One"]


def test_generators_are_cards_and_markers_are_read() -> None:
    text = "<generatoritem><name>Lower third</name><start>0</start><end>50</end><in>0</in><out>50</out></generatoritem>"
    marker = "<marker><name>Act 2</name><in>25</in><out>-1</out></marker>"
    reading = sequence(text, marker)
    assert reading.cut.events[0].media == CARD
    assert reading.cut.markers == (Marker("Act 2", 25),)
