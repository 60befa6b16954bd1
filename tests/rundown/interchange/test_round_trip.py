"""Every format out of any rundown, read back by the OTIO libraries and by ourselves, event by event."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import given, settings

from dashboard.rundown.interchange.cut_list import Clock, CutList, Event, SentFile
from dashboard.rundown.interchange.edl import reel_of, write_edl
from dashboard.rundown.interchange.fcp7 import write_fcp7
from dashboard.rundown.interchange.formats import READERS, WRITERS
from dashboard.rundown.interchange.otio import write_otio
from tests.rundown.interchange.rundowns import cuts

Seen = tuple[str, int, int, int, int, Any]
"""Name, source in and length, record in and length, rate."""


def expected(events: tuple[Event, ...], rate: Fraction) -> list[Seen]:
    return [
        (one.name, one.source_in, one.source_frames, one.record_in, one.record_frames, pytest.approx(float(rate)))
        for one in events
    ]


def seen(track: Any, first: int = 0) -> list[Seen]:
    """The clips of a track as the library has them, record from the programme's first frame."""
    found: list[Seen] = []
    for clip in track:
        if isinstance(clip, otio.schema.Clip):
            source, record = clip.source_range, clip.range_in_parent()
            assert source.duration.rate == pytest.approx(record.duration.rate)
            found.append(
                (
                    clip.name, round(source.start_time.value), round(source.duration.value),
                    round(record.start_time.value) + first, round(record.duration.value), source.duration.rate,
                )
            )  # fmt: skip
    return found


def sent(name: str, files: dict[str, bytes]) -> list[SentFile]:
    return [SentFile(f"{name}{ending}", data) for ending, data in files.items()]


@pytest.mark.parametrize("kind", list(WRITERS))
@settings(max_examples=40)
@given(cut=cuts())
def test_what_was_written_is_read_back_as_it_was(kind: str, cut: CutList) -> None:
    reading = READERS[kind](sent("cut", WRITERS[kind](cut)), cut.clock)
    assert reading.cut == cut
    assert reading.remarks == ()


@pytest.mark.parametrize("kind", list(WRITERS))
@settings(max_examples=10)
@given(cut=cuts())
def test_the_same_cut_gives_the_same_bytes(kind: str, cut: CutList) -> None:
    assert WRITERS[kind](cut) == WRITERS[kind](cut)


@settings(max_examples=40)
@given(cut=cuts())
def test_opentimelineio_reads_our_timelines(cut: CutList) -> None:
    timeline = otio.adapters.read_from_string(write_otio(cut)[".otio"].decode(), "otio_json")
    assert [track.name for track in timeline.tracks] == list(cut.tracks)
    for track, events in zip(timeline.tracks, cut.tracks.values(), strict=True):
        assert seen(track) == expected(events, cut.clock.rate)
        for clip, event in zip(track.find_clips(), events, strict=True):
            reference = clip.media_reference
            assert reference.is_missing_reference == event.offline
            assert getattr(reference, "target_url", "") == event.file_name
    assert round(timeline.global_start_time.value) == cut.clock.first_frames
    assert [(one.name, round(one.marked_range.start_time.value)) for one in timeline.tracks.markers] == [
        (one.name, one.at) for one in cut.markers
    ]


@settings(max_examples=40)
@given(cut=cuts())
def test_the_cmx_adapter_reads_our_edit_lists(cut: CutList) -> None:
    read: dict[str, Any] = {}
    for ending, data in write_edl(cut).items():
        timeline = otio.adapters.read_from_string(data.decode(), "cmx_3600", rate=float(cut.clock.rate))
        first = int(ending[2:].removesuffix(".edl")) if ending.startswith("_A") else 1
        names = {"V": "V1", "A1": f"A{first}", "A2": f"A{first + 1}"}
        read |= {names[track.name]: track for track in timeline.tracks}
    assert set(read) == set(cut.tracks)
    for name, track in read.items():
        events = cut.tracks[name]
        # The adapter leaves out what lies before a track's first clip and keeps where that begins.
        begins = events[0].record_in
        assert seen(track, begins) == expected(events, cut.clock.rate)
        reels = [clip.metadata.get("cmx_3600", {}).get("reel", "AX") for clip in track.find_clips()]
        assert reels == [reel_of(event) for event in events]


@settings(max_examples=40)
@given(cut=cuts())
def test_the_fcp_adapter_reads_our_xml(cut: CutList) -> None:
    timeline = otio.adapters.read_from_string(write_fcp7(cut)[".xml"].decode(), "fcp_xml")
    assert len(timeline.tracks) == len(cut.tracks)
    for track, events in zip(timeline.tracks, cut.tracks.values(), strict=True):
        assert seen(track) == expected(events, cut.clock.rate)
        for clip, event in zip(track.find_clips(), events, strict=True):
            assert clip.media_reference.is_missing_reference == event.offline
    assert round(timeline.global_start_time.value) == cut.clock.first_frames
    assert [(one.name, round(one.marked_range.start_time.value)) for one in timeline.tracks.markers] == [
        (one.name, one.at) for one in cut.markers
    ]


@settings(max_examples=40)
@given(cut=cuts())
def test_reels_have_eight_characters_and_each_contribution_its_own(cut: CutList) -> None:
    reels = {event.contribution_id: reel_of(event) for event in cut.events if event.contribution_id is not None}
    assert all(len(reel) == 8 for reel in reels.values())
    assert len(set(reels.values())) == len(reels)


def test_the_clock_says_whether_labels_are_left_out() -> None:
    assert Clock(Fraction(30000, 1001), drop_frame=True).label(1800) == "00:01:00;02"
    assert Clock(Fraction(30000, 1001)).label(1800) == "00:01:00:00"
    assert not Clock(Fraction(25), drop_frame=True).drops
