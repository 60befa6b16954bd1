"""OpenTimelineIO out, as its JSON: plain objects, so that the same cut gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.rundown.interchange.cut_list import DRAWN, CutList, Event, Marker

OURS = "greenroom"
"""The heading under which OTIO metadata hold what is ours."""


def write_otio(cut: CutList) -> dict[str, bytes]:
    """The timeline, by the end of its file name."""
    rate = float(cut.clock.rate)
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {OURS: {"drop_frame": cut.clock.drops}},
        "name": cut.title,
        "global_start_time": _time(cut.clock.first_frames, rate),
        "tracks": _composition(
            "Stack.1",
            "tracks",
            [_track(name, events, rate) for name, events in cut.tracks.items()],
            markers=[_marker(marker, rate) for marker in cut.markers],
        ),
    }
    return {".otio": (json.dumps(timeline, indent=4, ensure_ascii=False) + "\n").encode()}


def _time(frames: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(frames)}


def _range(first: int, frames: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "duration": _time(frames, rate), "start_time": _time(first, rate)}


def _composition(schema: str, name: str, children: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "OTIO_SCHEMA": schema, "metadata": {}, "name": name, "source_range": None, "effects": [], "markers": [],
        "enabled": True, "children": children,
    }  # fmt: skip
    return made | more


def _track(name: str, events: Sequence[Event], rate: float) -> dict[str, Any]:
    kind = "Video" if name.startswith("V") else "Audio"
    return _composition("Track.1", name, list(_children(events, rate)), kind=kind)


def _children(events: Sequence[Event], rate: float) -> Iterator[dict[str, Any]]:
    reached = 0
    for event in events:
        if event.record_in > reached:
            yield _gap(event.record_in - reached, rate)
        yield _clip(event, rate)
        reached = event.record_out


def _gap(frames: int, rate: float) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Gap.1", "metadata": {}, "name": "", "source_range": _range(0, frames, rate), "effects": [],
        "markers": [], "enabled": True,
    }  # fmt: skip


def _clip(event: Event, rate: float) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Clip.2", "metadata": {OURS: _metadata(event)}, "name": event.name,
        "source_range": _range(event.source_in, event.record_frames, rate), "effects": [], "markers": [],
        "enabled": True, "media_references": {"DEFAULT_MEDIA": _reference(event)},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }  # fmt: skip


def _metadata(event: Event) -> dict[str, Any]:
    return {
        "contribution": event.contribution_id, "item": event.item_id, "media": event.media,
        "contributors": list(event.contributors), "gain_db": event.gain_db, "fade_in_frames": event.fade_in_frames,
        "fade_out_frames": event.fade_out_frames,
    }  # fmt: skip


def _reference(event: Event) -> dict[str, Any]:
    """A file by its name, a card as a generator, and what is offline as missing media with its name."""
    common: dict[str, Any] = {
        "metadata": {},
        "name": event.name,
        "available_range": None,
        "available_image_bounds": None,
    }
    if event.media in DRAWN:
        kind = {"generator_kind": "text", "parameters": {"text": event.words}}
        return {"OTIO_SCHEMA": "GeneratorReference.1", **common, **kind}
    if event.file_name:
        return {"OTIO_SCHEMA": "ExternalReference.1", **common, "target_url": event.file_name}
    return {"OTIO_SCHEMA": "MissingReference.1", **common}


def _marker(marker: Marker, rate: float) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Marker.2", "metadata": {}, "name": marker.name, "color": "RED", "comment": "",
        "marked_range": _range(marker.at, 0, rate),
    }  # fmt: skip
