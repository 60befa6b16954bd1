"""FCP7 XML (xmeml 5) out, as Premiere and Resolve read it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dashboard.rundown.interchange.comment_line import comment_of
from dashboard.rundown.interchange.cut_list import AUDIO, DRAWN, IMAGE, Clock, CutList, Event, Marker

WIDTH, HEIGHT = 1920, 1080
SAMPLE_RATE, SAMPLE_BITS = 48_000, 16
LOUDEST_LEVEL = 3.98109
"""+12 dB, where the format's own scale ends."""


def write_fcp7(cut: CutList) -> dict[str, bytes]:
    """The sequence, by the end of its file name."""
    root = Element("xmeml", version="5")
    sequence = SubElement(root, "sequence", id="sequence-1")
    _text(sequence, "name", cut.title)
    _text(sequence, "duration", cut.frames)
    _rate(sequence, cut.clock)
    _timecode(sequence, cut.clock)
    media = SubElement(sequence, "media")
    writer = _Media(cut)
    writer.picture(SubElement(media, "video"))
    writer.sound(SubElement(media, "audio"))
    for marker in cut.markers:
        _marker(sequence, marker)
    indent(root)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'
    return {".xml": head + tostring(root, encoding="unicode").encode() + b"\n"}


class _Media:
    """The tracks under way; each file is described once and then named."""

    def __init__(self, cut: CutList) -> None:
        self.cut = cut
        self.files: dict[tuple[object, ...], str] = {}
        self.number = 0

    def picture(self, video: Element) -> None:
        """Picture tracks from the lowest, behind the format that Resolve asks for."""
        sample = SubElement(SubElement(video, "format"), "samplecharacteristics")
        _rate(sample, self.cut.clock)
        _picture_format(sample)
        self._tracks(video, "V")

    def sound(self, audio: Element) -> None:
        """Sound tracks from the first."""
        _text(audio, "numOutputChannels", 2)
        _sound_format(SubElement(SubElement(audio, "format"), "samplecharacteristics"))
        self._tracks(audio, "A")

    def _tracks(self, parent: Element, kind: str) -> None:
        tracks = {int(name[1:]): events for name, events in self.cut.tracks.items() if name.startswith(kind)}
        for number in range(1, max(tracks, default=0) + 1):
            track = SubElement(parent, "track")
            for event in tracks.get(number, ()):
                self._item(track, event)

    def _item(self, track: Element, event: Event) -> None:
        self.number += 1
        drawn = event.media in DRAWN
        item = SubElement(track, "generatoritem" if drawn else "clipitem", id=f"item-{self.number}")
        _text(item, "name", event.name)
        _text(item, "duration", event.source_out)
        _rate(item, self.cut.clock)
        points = {"start": event.record_in, "end": event.record_out, "in": event.source_in, "out": event.source_out}
        for tag, frames in points.items():
            _text(item, tag, frames)
        _text(item, "enabled", "TRUE")
        if drawn:
            _generator(item, event)
        else:
            self._file(item, event)
        if event.media == AUDIO:
            source = SubElement(item, "sourcetrack")
            _text(source, "mediatype", "audio")
            _text(source, "trackindex", 1)
        if event.media == IMAGE:
            _text(item, "stillframe", "TRUE")
        _filters(item, event)
        comments = SubElement(item, "comments")
        _text(comments, "mastercomment1", comment_of(event))
        if event.contributors:
            _text(comments, "mastercomment2", "\n".join(event.contributors))

    def _file(self, item: Element, event: Event) -> None:
        """A file by its name; what is offline has none, so that programs ask for it."""
        key = (event.contribution_id, event.file_name or event.name, event.media == AUDIO)
        known = self.files.get(key)
        file = SubElement(item, "file", id=known or f"file-{len(self.files) + 1}")
        if known:
            return
        self.files[key] = file.get("id", "")
        _text(file, "name", event.file_name or event.name)
        if event.file_name:
            _text(file, "pathurl", quote(event.file_name))
        _rate(file, self.cut.clock)
        _text(file, "duration", max(one.source_out for one in self.cut.events if _same_file(one, event)))
        media = SubElement(SubElement(file, "media"), "audio" if event.media == AUDIO else "video")
        if event.media == AUDIO:
            _sound_format(SubElement(media, "samplecharacteristics"))
            _text(media, "channelcount", 2)
        else:
            _picture_format(SubElement(media, "samplecharacteristics"))


def _same_file(one: Event, other: Event) -> bool:
    return (one.contribution_id, one.file_name, one.media) == (other.contribution_id, other.file_name, other.media)


def _generator(item: Element, event: Event) -> None:
    effect = SubElement(item, "effect")
    names = {
        "name": "Text", "effectid": "Text", "effectcategory": "Text", "effecttype": "generator", "mediatype": "video",
    }  # fmt: skip
    for tag, text in names.items():
        _text(effect, tag, text)
    parameter = SubElement(effect, "parameter")
    _text(parameter, "parameterid", "str")
    _text(parameter, "name", "Text")
    _text(parameter, "value", event.words)


def _filters(item: Element, event: Event) -> None:
    """Gain and fades: levels of sounds, opacity of pictures; nothing where there is neither."""
    fades = event.fade_in_frames or event.fade_out_frames
    if event.media == AUDIO and (event.gain_db or fades):
        level = 10 ** (event.gain_db / 20)
        parameter = _filter(item, "Audio Levels", "audiolevels", "audiolevels", "audio", "level", "Level")
        _values(parameter, event, level, LOUDEST_LEVEL)
    elif event.media != AUDIO and fades:
        parameter = _filter(item, "Opacity", "opacity", "motion", "video", "opacity", "Opacity")
        _values(parameter, event, 100.0, 100.0)


def _filter(item: Element, name: str, id_: str, kind: str, media: str, parameter_id: str, label: str) -> Element:
    effect = SubElement(SubElement(item, "filter"), "effect")
    texts = {"name": name, "effectid": id_, "effectcategory": kind, "effecttype": kind, "mediatype": media}
    for tag, text in texts.items():
        _text(effect, tag, text)
    parameter = SubElement(effect, "parameter")
    _text(parameter, "parameterid", parameter_id)
    _text(parameter, "name", label)
    return parameter


def _values(parameter: Element, event: Event, value: float, most: float) -> None:
    _text(parameter, "valuemin", 0)
    _text(parameter, "valuemax", most)
    _text(parameter, "value", _level(value))
    for when, level in _keys(event, value):
        key = SubElement(parameter, "keyframe")
        _text(key, "when", event.source_in + when)
        _text(key, "value", _level(level))


def _keys(event: Event, value: float) -> Iterator[tuple[int, float]]:
    """Where a fade begins and ends, counted from the clip's first frame."""
    if event.fade_in_frames:
        yield from ((0, 0.0), (event.fade_in_frames, value))
    if event.fade_out_frames:
        yield from ((event.record_frames - event.fade_out_frames, value), (event.record_frames, 0.0))


def _level(value: float) -> str:
    return f"{value:.8f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"


def _rate(parent: Element, clock: Clock) -> None:
    rate = SubElement(parent, "rate")
    _text(rate, "timebase", clock.nominal)
    _text(rate, "ntsc", "TRUE" if clock.rate.denominator == 1001 else "FALSE")


def _timecode(sequence: Element, clock: Clock) -> None:
    timecode = SubElement(sequence, "timecode")
    _rate(timecode, clock)
    _text(timecode, "string", clock.label(clock.first_frames))
    _text(timecode, "frame", clock.first_frames)
    _text(timecode, "displayformat", "DF" if clock.drops else "NDF")


def _picture_format(sample: Element) -> None:
    texts: Sequence[tuple[str, object]] = (
        ("width", WIDTH), ("height", HEIGHT), ("anamorphic", "FALSE"), ("pixelaspectratio", "square"),
        ("fielddominance", "none"),
    )  # fmt: skip
    for tag, text in texts:
        _text(sample, tag, text)


def _sound_format(sample: Element) -> None:
    _text(sample, "depth", SAMPLE_BITS)
    _text(sample, "samplerate", SAMPLE_RATE)


def _marker(sequence: Element, marker: Marker) -> None:
    held = SubElement(sequence, "marker")
    _text(held, "name", marker.name)
    _text(held, "in", marker.at)
    _text(held, "out", -1)


def _text(parent: Element, tag: str, text: object) -> None:
    SubElement(parent, tag).text = str(text)
