"""OpenTimelineIO in: a timeline of any program, as its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

from dashboard.errors import BadInput
from dashboard.rundown.interchange.cut_list import (
    AUDIO,
    BLACK,
    CARD,
    FROM_FILE,
    IMAGE,
    TEXT,
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
from dashboard.rundown.interchange.otio import OURS
from dashboard.rundown.interchange.otio_json import (
    children,
    frames,
    gain,
    listed,
    parse,
    rate_of,
    schema,
    text,
    whole,
)
from dashboard.rundown.timecode import rate_name

KINDS = (VIDEO, AUDIO, IMAGE, TEXT, CARD, BLACK)
NESTED = ("Stack", "Track", "Timeline")


@dataclass
class _Timeline:
    """A timeline under way."""

    name: str
    rate: Fraction
    start: int
    remarks: dict[str, int] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        """Count something that was taken tolerantly."""
        self.remarks[sentence] = self.remarks.get(sentence, 0) + 1


def read_otio(files: Sequence[SentFile], expected: Clock) -> Reading:
    """The cut of one file; `expected` is how the episode counts.

    Raises: BadInput, naming the clip, for what cannot be; nothing else.
    """
    (file,) = files
    found = parse(file.name, file.data)
    if schema(found) != "Timeline" or schema(found.get("tracks")) != "Stack":
        raise BadInput(f"“{file.name}” holds no timeline; export the sequence of the finished programme.")
    rate = _rate(found)
    if rate is not None and rate != expected.rate:
        raise BadInput(
            f"“{file.name}” runs at {rate_name(rate)} frames a second and the episode at "
            f"{rate_name(expected.rate)}; export the cut at {rate_name(expected.rate)}."
        )
    start = frames(found.get("global_start_time"), expected.rate)
    timeline = _Timeline(file.name, expected.rate, expected.first_frames if start is None else round(start))
    clips = list(_clips(timeline, found["tracks"]))
    drop = _ours(found).get("drop_frame")
    cut = FoundCut(
        clean_line(text(found.get("name"))) or file.name, clips, tuple(_markers(timeline, found["tracks"])),
        drop if isinstance(drop, bool) else expected.drops,
        tuple(f"{sentence}: {count}." for sentence, count in timeline.remarks.items()),
    )  # fmt: skip
    return laid_out(cut, expected)


def _rate(timeline: Mapping[str, Any]) -> Fraction | None:
    """What the timeline starts at, else the first picture clip."""
    if (rate := rate_of(timeline.get("global_start_time"))) is not None:
        return rate
    for track in listed(timeline["tracks"].get("children")):
        if schema(track) == "Track" and track.get("kind") == "Video":
            for child in listed(track.get("children")):
                rate = rate_of(_range(child).get("duration")) if isinstance(child, dict) else None
                if rate is not None:
                    return rate
    return None


def _clips(timeline: _Timeline, stack: Mapping[str, Any]) -> Iterator[Found]:
    numbers = {"V": 0, "A": 0}
    for track in children(stack, "The timeline", timeline.name):
        if schema(track) != "Track":
            timeline.note("Parts of the timeline that are no tracks were left out")
            continue
        kind = "A" if track.get("kind") == "Audio" else "V"
        numbers[kind] += 1
        yield from _on_track(timeline, track, f"{kind}{numbers[kind]}")


def _on_track(timeline: _Timeline, track: Mapping[str, Any], name: str) -> Iterator[Found]:
    reached = Fraction(timeline.start)
    for child in children(track, f"Track {name}", timeline.name):
        if schema(child) == "Transition":
            timeline.note("Dissolves are read as cuts at their middle")
            continue
        label = clean_line(text(child.get("name"))) or "Clip without a name"
        first, length = _points(timeline, child, label, name)
        end = reached + length
        if schema(child) in ("Clip", *NESTED) and child.get("enabled", True) and round(end) > round(reached):
            event = _event(timeline, child, label, (round(reached), round(end)), round(first))
            yield Found(replace(event, track=name, media=_heard(event, name)), f"The clip “{label}” on {name}")
        elif schema(child) not in ("Clip", "Gap", "Filler", *NESTED):
            timeline.note("Things on a track that are no clips were left out")
        reached = end


def _points(timeline: _Timeline, child: Mapping[str, Any], label: str, track: str) -> tuple[Fraction, Fraction]:
    """Where a child begins in its source, and its length, exact."""
    where, held = f"The clip “{label}” on {track} of “{timeline.name}”", _range(child)
    first, length = frames(held.get("start_time"), timeline.rate), frames(held.get("duration"), timeline.rate)
    if length is None and schema(child) in NESTED:
        raise BadInput(f"{where} is a sequence inside the sequence; export the timeline without nesting.")
    if first is None or length is None:
        raise BadInput(f"{where} has no length that can be read; export the timeline anew.")
    if length < 0:
        raise BadInput(f"{where} is shorter than nothing; export the timeline anew.")
    return first, length


def _range(child: Mapping[str, Any]) -> Mapping[str, Any]:
    """The source range of a child, else what its media have."""
    held = child.get("source_range") or _reference(child).get("available_range")
    return held if isinstance(held, dict) else {}


def _reference(child: Mapping[str, Any]) -> Mapping[str, Any]:
    several = child.get("media_references")
    if isinstance(several, dict):
        held = several.get(text(child.get("active_media_reference_key")) or "DEFAULT_MEDIA")
    else:
        held = child.get("media_reference")
    return held if isinstance(held, dict) else {}


def _event(timeline: _Timeline, child: Mapping[str, Any], label: str, record: tuple[int, int], source_in: int) -> Event:
    ours, reference = _ours(child), _reference(child)
    if any(schema(effect) in ("LinearTimeWarp", "FreezeFrame") for effect in listed(child.get("effects"))):
        timeline.note("Clips at another speed count for as long as they are on air")
    if schema(child) in NESTED:
        timeline.note("Sequences inside the sequence are read as one clip each")
    names = (clean_line(text(name)) for name in listed(ours.get("contributors")))
    return Event(
        "V1", label, _media(ours, reference), *record, source_in, source_in + record[1] - record[0],
        whole(ours.get("contribution")) or None, whole(ours.get("item")) or None, tuple(filter(None, names)),
        _file_name(reference), gain(ours.get("gain_db")), whole(ours.get("fade_in_frames")),
        whole(ours.get("fade_out_frames")), _words(reference),
    )  # fmt: skip


def _ours(value: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = value.get("metadata")
    ours = metadata.get(OURS) if isinstance(metadata, dict) else None
    return ours if isinstance(ours, dict) else {}


def _media(ours: Mapping[str, Any], reference: Mapping[str, Any]) -> str:
    """What it was when it left here; a clip of somebody else's is a file, unless it is drawn or black."""
    if ours.get("media") in KINDS:
        return text(ours["media"])
    if schema(reference) == "GeneratorReference":
        return BLACK if text(reference.get("generator_kind")).casefold() in ("black", "smptebars") else CARD
    return VIDEO


def _heard(event: Event, track: str) -> str:
    return AUDIO if track.startswith("A") and event.media in FROM_FILE else event.media


def _file_name(reference: Mapping[str, Any]) -> str:
    if schema(reference) == "ImageSequenceReference":
        return clean_line(text(reference.get("name_prefix")) + text(reference.get("name_suffix")))
    if schema(reference) != "ExternalReference":
        return ""
    url = text(reference.get("target_url"))
    path = unquote(url.partition("://")[2]) if "://" in url else url
    return clean_line(re.split(r"[/\\]", path)[-1])


def _words(reference: Mapping[str, Any]) -> str:
    parameters = reference.get("parameters")
    return clean_words(text(parameters.get("text"))) if isinstance(parameters, dict) else ""


def _markers(timeline: _Timeline, stack: Mapping[str, Any]) -> Iterator[Marker]:
    for marker in listed(stack.get("markers")):
        marked = marker.get("marked_range") if isinstance(marker, dict) else None
        at = frames(marked.get("start_time"), timeline.rate) if isinstance(marked, dict) else None
        if at is not None:
            yield Marker(clean_line(text(marker.get("name"))) or "Marker", timeline.start + round(at))
