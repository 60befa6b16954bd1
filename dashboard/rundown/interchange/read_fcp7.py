"""FCP7 XML in: the sequence of any program that writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from dashboard.errors import BadInput
from dashboard.rundown.interchange.comment_line import Tag, read_comment
from dashboard.rundown.interchange.cut_list import (
    AUDIO,
    BLACK,
    CARD,
    DRAWN,
    VIDEO,
    Clock,
    Event,
    Marker,
    Reading,
    SentFile,
    clean_line,
    clean_words,
)
from dashboard.rundown.interchange.laying import Found, FoundCut, laid_out
from dashboard.rundown.timecode import drops, rate_name

ITEMS = ("clipitem", "generatoritem")
MOST_FRAMES = 10**9
QUIETEST_DB = -60.0
NEXT_TO = {"start": -1, "end": 1}
"""On which side of a clip the transition stands that its edge follows from."""


@dataclass
class _Sequence:
    """A sequence under way; elements that are named again by their id are looked up."""

    name: str
    clock: Clock
    start: int
    ids: dict[str, Element]
    remarks: dict[str, int] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        """Count something that was taken tolerantly."""
        self.remarks[sentence] = self.remarks.get(sentence, 0) + 1

    def whole(self, element: Element | None) -> Element | None:
        """The element itself, or the one described earlier under its id."""
        return element if element is None else self.ids.get(element.get("id", ""), element)


def read_fcp7(files: Sequence[SentFile], expected: Clock) -> Reading:
    """The cut of one file; `expected` is how the episode counts.

    Raises: BadInput, naming the clip, for what cannot be; nothing else.
    """
    (file,) = files
    found = _sequence(file)
    rate = _rate(found)
    if rate is None:
        raise BadInput(f"“{file.name}” does not say its frame rate; export the sequence anew.")
    if rate != expected.rate:
        raise BadInput(
            f"“{file.name}” runs at {rate_name(rate)} frames a second and the episode at "
            f"{rate_name(expected.rate)}; export the cut at {rate_name(expected.rate)}."
        )
    timecode = found.find("timecode")
    frame = None if timecode is None else _number(timecode, "frame")
    drop = drops(rate) and (expected.drops if timecode is None else timecode.findtext("displayformat") == "DF")
    ids = {element.get("id", ""): element for element in reversed(list(found.iter())) if element.get("id")}
    sequence = _Sequence(
        file.name, replace(expected, drop_frame=drop), expected.first_frames if frame is None else frame, ids
    )
    clips = [*_clips(sequence, found, "video", "V"), *_clips(sequence, found, "audio", "A")]
    cut = FoundCut(
        clean_line(found.findtext("name") or "") or file.name, clips, tuple(_markers(sequence, found)), drop,
        tuple(f"{sentence}: {count}." for sentence, count in sequence.remarks.items()),
    )  # fmt: skip
    return laid_out(cut, expected)


def _sequence(file: SentFile) -> Element:
    """The one sequence of a file; of several the longest, as projects hold drafts beside the programme."""
    try:
        root = ElementTree.fromstring(file.data, forbid_external=True)
    except DefusedXmlException:
        raise BadInput(f"“{file.name}” defines entities of its own, which no editor needs; export it anew.") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise BadInput(f"“{file.name}” is not XML, or is cut short; export the sequence anew.") from None
    if root.tag != "xmeml":
        raise BadInput(f"“{file.name}” is not FCP7 XML; export it as Final Cut Pro 7 XML, not as FCPXML.")
    nested = {id(inner) for item in root.iter("clipitem") for inner in item.iter("sequence")}
    found = [one for one in root.iter("sequence") if id(one) not in nested and one.find("media") is not None]
    if not found:
        raise BadInput(f"“{file.name}” holds no sequence; export the sequence of the finished programme.")
    return max(found, key=lambda one: sum(1 for tag in ITEMS for _ in one.iter(tag)))


def _rate(element: Element) -> Fraction | None:
    rate = element.find("rate")
    timebase = None if rate is None else _number(rate, "timebase")
    if rate is None or not timebase or timebase > 1000:
        return None
    is_ntsc = (rate.findtext("ntsc") or "").strip().upper() == "TRUE"
    return Fraction(timebase * 1000, 1001) if is_ntsc else Fraction(timebase)


def _number(element: Element, tag: str) -> int | None:
    text = (element.findtext(tag) or "").strip()
    if not re.fullmatch(r"-?\d{1,10}(\.0*)?", text, re.ASCII):
        return None
    number = int(text.partition(".")[0])
    return number if abs(number) <= MOST_FRAMES else None


def _clips(sequence: _Sequence, found: Element, kind: str, letter: str) -> Iterator[Found]:
    for number, track in enumerate(found.findall(f"media/{kind}/track"), start=1):
        if (track.findtext("enabled") or "").strip().upper() == "FALSE":
            sequence.note("Tracks that are switched off were left out")
            continue
        items = [item for item in track if item.tag in (*ITEMS, "transitionitem")]
        for at, item in enumerate(items):
            if item.tag == "transitionitem":
                sequence.note("Dissolves and fades between clips are read as cuts at their middle")
            elif (item.findtext("enabled") or "").strip().upper() != "FALSE":
                yield from _clip(sequence, items, at, f"{letter}{number}")


def _clip(sequence: _Sequence, items: list[Element], at: int, track: str) -> Iterator[Found]:
    item = items[at]
    name = clean_line(item.findtext("name") or "") or "Clip without a name"
    where = f"The clip “{name}” on {track}"
    start, end = _edge(items, at, "start"), _edge(items, at, "end")
    first = _number(item, "in")
    if start is None or end is None or start < 0:
        raise BadInput(f"{where} of “{sequence.name}” has no place that can be read; export the sequence anew.")
    if end < start:
        raise BadInput(f"{where} of “{sequence.name}” ends before it begins; export the sequence anew.")
    if end > start:
        event = _event(sequence, item, name, track, (sequence.start + start, sequence.start + end), first or 0)
        yield Found(event, where)


def _edge(items: list[Element], at: int, tag: str) -> int | None:
    """Where a clip begins or ends; -1 stands for the middle of the transition beside it."""
    stated = _number(items[at], tag)
    beside = at + NEXT_TO[tag]
    if stated != -1 or not 0 <= beside < len(items) or items[beside].tag != "transitionitem":
        return stated
    start, end = _number(items[beside], "start"), _number(items[beside], "end")
    if start is None or end is None:
        return None
    alignment = (items[beside].findtext("alignment") or "center").strip()
    return {"start": start, "start-black": start, "end": end, "end-black": end}.get(alignment, (start + end) // 2)


def _event(sequence: _Sequence, item: Element, name: str, track: str, record: tuple[int, int], first: int) -> Event:
    comments = [element.text or "" for element in item.findall("comments/*")]
    tag = next((tag for tag in map(read_comment, comments) if tag), None)
    told = tag or Tag(track, _media(item, track))
    if item.find("sequence") is not None:
        sequence.note("Sequences inside the sequence are read as one clip each")
    last = _number(item, "out")
    if last is not None and last - first != record[1] - record[0]:
        sequence.note("Clips at another speed, or with a transition, count for as long as they are on air")
    fades = (told.fade_in_frames, told.fade_out_frames)
    return Event(
        track, name, told.media, *record, max(first, 0), max(first, 0) + record[1] - record[0],
        told.contribution_id, told.item_id, _contributors(item) if tag else (), _file_name(sequence, item),
        _gain_db(item), *fades, _words(item) if told.media in DRAWN else "",
    )  # fmt: skip


def _media(item: Element, track: str) -> str:
    if item.tag == "generatoritem":
        effect = (item.findtext("effect/name") or item.findtext("name") or "").casefold()
        return BLACK if effect in ("black", "slug", "black video", "color", "bars and tone (ntsc)") else CARD
    return AUDIO if track.startswith("A") else VIDEO


def _contributors(item: Element) -> tuple[str, ...]:
    lines = (item.findtext("comments/mastercomment2") or "").splitlines()
    return tuple(filter(None, map(clean_line, lines)))


def _file_name(sequence: _Sequence, item: Element) -> str:
    file = sequence.whole(item.find("file"))
    if file is None or file.find("mediaSource") is not None:
        return ""
    path = unquote((file.findtext("pathurl") or "").strip())
    return clean_line(re.split(r"[/\\]", path)[-1])


def _words(item: Element) -> str:
    for parameter in item.findall("effect/parameter"):
        if parameter.findtext("parameterid") == "str":
            return clean_words(parameter.findtext("value") or "")
    return ""


def _gain_db(item: Element) -> float:
    """The level of a sound in dB, to a hundredth; the quietest for silence."""
    for effect in item.findall("filter/effect"):
        if effect.findtext("effectid") == "audiolevels":
            try:
                level = float(effect.findtext("parameter/value") or "1")
            except ValueError:
                return 0.0
            if not math.isfinite(level) or level > 1000:
                return 0.0
            return round(20 * math.log10(level), 2) + 0.0 if level > 0.0005 else QUIETEST_DB
    return 0.0


def _markers(sequence: _Sequence, found: Element) -> Iterator[Marker]:
    for marker in found.findall("marker"):
        at = _number(marker, "in")
        if at is not None and at >= 0:
            yield Marker(clean_line(marker.findtext("name") or "") or "Marker", sequence.start + at)
