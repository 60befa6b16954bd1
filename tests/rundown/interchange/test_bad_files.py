"""Files that are cut short, impossible or hostile: one sentence that names the place, and never anything else."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import BadInput
from dashboard.rundown.interchange.cut_list import Clock, CutList, Reading, SentFile
from dashboard.rundown.interchange.formats import WRITERS, read_cut
from tests.rundown.interchange.rundowns import cuts

DROP = Clock(Fraction(30000, 1001), drop_frame=True)
PAL = Clock(Fraction(25))
EDIT = "001  FERRY    V     C        00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:00"


def edl(text: str, clock: Clock = PAL) -> Reading:
    return read_cut([SentFile("cut.edl", text.encode())], clock)


def otio(value: object, clock: Clock = PAL) -> Reading:
    text = value if isinstance(value, str) else json.dumps(value)
    return read_cut([SentFile("cut.otio", text.encode())], clock)


def fcp7(body: str, clock: Clock = PAL) -> Reading:
    return read_cut([SentFile("cut.xml", f"<xmeml version='5'>{body}</xmeml>".encode())], clock)


def time(value: object, rate: float = 25.0) -> dict[str, object]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value}


def clip(name: str = "Ferry", start: object = 0, duration: object = 100, rate: float = 25.0) -> dict[str, object]:
    source = {"OTIO_SCHEMA": "TimeRange.1", "start_time": time(start, rate), "duration": time(duration, rate)}
    return {"OTIO_SCHEMA": "Clip.1", "name": name, "source_range": source, "media_reference": None}


def timeline(*children: object) -> dict[str, object]:
    track = {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": list(children)}
    return {"OTIO_SCHEMA": "Timeline.1", "name": "Cut", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [track]}}


def sequence(items: str, rate: str = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>") -> str:
    return f"<sequence><name>Cut</name>{rate}<media><video><track>{items}</track></video></media></sequence>"


def item(start: object = 0, end: object = 100, more: str = "") -> str:
    return (
        f"<clipitem id='c'><name>Ferry</name><start>{start}</start><end>{end}</end><in>0</in><out>100</out>{more}"
        "<file id='f'><name>a</name></file></clipitem>"
    )


EDLS = {
    "cut short": (EDIT[:60], "Line 1 of “cut.edl” is cut short or damaged"),
    "no edits": ("TITLE: Cut\nFCM: NON-DROP FRAME\n", "holds no clips"),
    "frame that the rate has not": (EDIT.replace("10:00 01", "10:28 01"), "Line 1 of “cut.edl” counts to frame 28"),
    "seconds beyond 59": (EDIT.replace("00:00:10:00", "00:00:61:00"), "Line 1 of “cut.edl”: “00:00:61:00” is not"),
    "other lengths": (EDIT.replace("01:00:10:00", "01:00:09:00"), "Line 1.*takes 250 frames.*is 225 long"),
    "backwards": (
        EDIT.replace("00:00:10:00 01:00:00:00 01:00:10:00", "00:00:10:00 01:00:10:00 01:00:00:00"), "ends before"
    ),
    "overlap": (f"{EDIT}\n{EDIT.replace('001', '002')}", "Line 2 of “cut.edl” starts before line 1 of “cut.edl” has"),
    "drop frame at 25": (f"FCM: DROP FRAME\n{EDIT}", "counts drop-frame, which 25 does not have"),
    "key": (EDIT.replace(" C  ", " K  "), "edit of the kind “K”"),
    "unknown channel": (EDIT.replace(" V  ", " X9 "), "on the channel “X9”"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDLS)
def test_an_edit_list_is_refused_with_its_line(name: str) -> None:
    text, sentence = EDLS[name]
    with pytest.raises(BadInput, match=sentence) as refusal:
        edl(text)
    assert "\n" not in str(refusal.value) and str(refusal.value).endswith(".")


@pytest.mark.parametrize("label", ["00:22:00;00", "00:22:00;01"])
def test_a_label_that_drop_frame_leaves_out_is_named_with_its_line(label: str) -> None:
    text = f"TITLE: x\nFCM: DROP FRAME\n\n001 A V C 00:00:00;00 00:00:01;00 {label} 00:22:01;00"
    with pytest.raises(BadInput, match=f"Line 4 of “cut.edl”: {label} does not exist at 29.97"):
        edl(text, DROP)


def test_the_same_label_exists_where_nothing_is_left_out() -> None:
    text = "FCM: NON-DROP FRAME\n001 A V C 00:00:00:00 00:00:01:00 00:22:00:00 00:22:01:00"
    (event,) = edl(text, DROP).cut.events
    assert event.record_in == 22 * 60 * 30


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{", "is not an OTIO file, or is cut short"),
        ("[]", "holds no timeline"),
        ({"OTIO_SCHEMA": "Clip.2"}, "holds no timeline"),
        (timeline(), "holds no clips"),
        (timeline(clip(duration=None)), "The clip “Ferry” on V1 of “cut.otio” has no length"),
        (timeline(clip(duration=-5)), "The clip “Ferry” on V1.*shorter than nothing"),
        (timeline(clip(rate=24.0)), "runs at 24 frames a second and the episode at 25"),
        (timeline(7), "holds something that is no clip"),
        (json.dumps(timeline(clip(duration="X"))).replace('"X"', "Inf"), "The clip “Ferry” on V1.*has no length"),
        (json.dumps(timeline(clip(duration="X"))).replace('"X"', "NaN"), "The clip “Ferry” on V1.*has no length"),
        (json.dumps(timeline(clip(duration="X"))).replace('"X"', "1e400"), "The clip “Ferry” on V1.*has no length"),
        ("[" * 100_000, "is not an OTIO file"),
    ],
)  # fmt: skip
def test_a_timeline_is_refused_with_its_clip(value: object, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        otio(value)


def test_bare_inf_in_what_nobody_reads_does_no_harm() -> None:
    noted = {**clip("Inf and NaN"), "metadata": {"big": "X", "said": "Inf"}}
    (event,) = otio(json.dumps(timeline(noted)).replace('"X"', "-Inf")).cut.events
    assert event.name == "Inf and NaN"


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xmeml>&b;</xmeml>"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "defines entities of its own"),
        ("<xmeml><sequence>", "is not XML, or is cut short"),
        ("<fcpxml/>", "is not FCP7 XML"),
        ("<xmeml version='5'/>", "holds no sequence"),
    ],
)
def test_hostile_and_broken_xml_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_cut([SentFile("cut.xml", text.encode())], PAL)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (sequence(""), "holds no clips"),
        (sequence(item(), rate=""), "does not say its frame rate"),
        (sequence(item(), rate="<rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate>"), "runs at 29.97 .* at 25"),
        (sequence(item("soon")), "The clip “Ferry” on V1 of “cut.xml” has no place"),
        (sequence(item(50, 20)), "The clip “Ferry” on V1 of “cut.xml” ends before it begins"),
        (sequence(item() + item(50, 120)), "The clip “Ferry” on V1 starts before the clip “Ferry” on V1 has ended"),
    ],
)
def test_a_sequence_is_refused_with_its_clip(body: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        fcp7(body)


@pytest.mark.parametrize("name", ["cut.edl", "cut.otio", "cut.xml"])
@settings(max_examples=40)
@given(data=st.binary(min_size=1, max_size=200))
def test_rubbish_is_refused_in_a_sentence(name: str, data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        read_cut([SentFile(name, data)], PAL)
    assert str(refusal.value).count(". ") == 0


@pytest.mark.parametrize("kind", list(WRITERS))
@settings(max_examples=25)
@given(cut=cuts(), data=st.data())
def test_a_file_that_was_damaged_on_the_way_is_read_or_refused(kind: str, cut: CutList, data: st.DataObject) -> None:
    for ending, whole in WRITERS[kind](cut).items():
        at = data.draw(st.integers(0, len(whole) - 1))
        damaged = data.draw(
            st.sampled_from([whole[:at], whole[:at] + b"\xff\x00" + whole[at:], whole[:at] + b"9" + whole[at + 1 :]])
        )
        try:
            read_cut([SentFile(f"cut{ending}", damaged)], cut.clock)
        except BadInput as refusal:
            assert str(refusal)


def test_what_is_no_cut_at_all_is_named() -> None:
    with pytest.raises(BadInput, match="is no final cut that can be read"):
        read_cut([SentFile("cut.aaf", b"x")], PAL)
    with pytest.raises(BadInput, match="is empty"):
        read_cut([SentFile("cut.edl", b"  ")], PAL)
    with pytest.raises(BadInput, match="only read together when all are edit lists"):
        read_cut([SentFile("a.edl", b"x"), SentFile("b.otio", b"x")], PAL)
    with pytest.raises(BadInput, match="No file was sent"):
        read_cut([], PAL)
