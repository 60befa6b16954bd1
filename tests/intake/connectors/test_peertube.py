"""PeerTube: the latest first down to what is known, licences by number, files by size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.errors import BadInput
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors import peertube
from dashboard.intake.connectors.peertube import PeerTube
from dashboard.intake.web import Web
from tests.intake.connectors.api_services import (
    Online,
    as_json,
    asks_again_after_half_an_answer,
    ids,
    online,
    pages,
    refuses_with,
    survives_anything,
    waits_as_told,
)  # fmt: skip
from tests.services import Asked, Reply


def file_of(lines: int, size: int, kind: str = "web-videos") -> dict[str, Any]:
    url = f"https://tube.example/{kind}/{lines}.mp4"
    return {"resolution": {"id": lines, "label": f"{lines}p"}, "size": size, "fileUrl": url, "fileDownloadUrl": url}


def video(number: int) -> dict[str, Any]:
    return {
        "id": number, "uuid": f"9c9de5e8-0a1e-484a-b099-e8076618000{number}", "shortUUID": f"short{number}",
        "name": f"Tides {number}", "url": f"https://tube.example/videos/watch/{number}", "duration": 1145,
        "publishedAt": f"2026-03-{number * 5:02d}T10:00:00.396Z",
        "licence": {"id": 2, "label": "Attribution - Share Alike"},
        "category": {"id": 2, "label": "Films"}, "language": {"id": "fr", "label": "French"}, "nsfw": False,
        "views": 12, "likes": 3, "dislikes": 0, "comments": 1, "isLocal": True, "isLive": False,
        "account": {"name": "ada", "displayName": "Ada L.", "host": "tube.example"},
        "channel": {"name": "tides", "displayName": "Tides", "host": "tube.example"},
    }  # fmt: skip


def details(number: int) -> dict[str, Any]:
    return video(number) | {
        "tags": ["sea"], "description": "Low\nand slow", "downloadEnabled": True,
        "files": [file_of(480, 5), file_of(1080, 90), file_of(2160, 400)],
        "streamingPlaylists": [{"files": [file_of(1080, 91, "hls"), file_of(720, 40, "hls")]}],
    }  # fmt: skip


def tube(asked: Asked) -> Reply:
    """Five videos, of which the second has become private."""
    if asked.path.startswith("/api/v1/videos/"):
        number = int(asked.path[-1])
        if number == 2:
            return as_json({"status": 403, "detail": "Cannot get this video", "title": "Forbidden"}, status=403)
        return as_json(details(number))
    start, count = int(asked.query["start"]), int(asked.query["count"])
    latest_first = [video(number) for number in (5, 4, 3, 2, 1)]
    return as_json({"total": 5, "data": latest_first[start : start + count]})


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    monkeypatch.setattr(peertube, "_AT_ONCE", 2)
    with online(PeerTube, tube) as there:
        yield there


def names(found: list[Any]) -> list[str]:
    return [item.payload["name"] for page in found for item in page.items]


def test_an_instance_is_read_to_its_end(instance: Online) -> None:
    found = pages(instance.connector())
    assert names(found) == ["Tides 5", "Tides 4", "Tides 3", "Tides 1"]
    assert found[1].unusable == (("Tides 2", "It is listed and not public."),)
    asked = instance.asked("/api/v1/videos")
    assert [each.query["start"] for each in asked] == ["0", "2", "4"]
    assert all(each.query["sort"] == "-publishedAt" and each.query["isLocal"] == "true" for each in asked)


def test_the_next_pull_stops_at_what_is_known(instance: Online) -> None:
    connector = instance.connector()
    state = pages(connector)[-1].state
    instance.service.asked.clear()
    assert names(pages(connector, state)) == ["Tides 5", "Tides 4"]  # within the seven days that are looked at again
    assert len(instance.asked("/api/v1/videos")) == 2
    assert len(pages(connector, state, full=True)) == 3


def test_a_pull_that_was_cut_short_goes_on_where_it_was(instance: Online) -> None:
    connector = instance.connector()
    first = next(connector.pull({}, full=False))
    rest = pages(connector, first.state)
    assert names(rest) == ["Tides 3", "Tides 1"]
    assert rest[-1].state["since"].startswith("2026-03-25")


def test_channels_and_accounts_have_lists_of_their_own(instance: Online) -> None:
    for path, settings, expected in (
        ("/c/tides/videos", {}, "/api/v1/video-channels/tides/videos"),
        ("/a/ada@far.example/video-channels", {}, "/api/v1/accounts/ada%40far.example/videos"),
        ("", {"channel": "tides"}, "/api/v1/video-channels/tides/videos"),
    ):
        assert instance.connector(path, **settings).check() == "PeerTube lists 5 videos."
        assert instance.service.asked[-1].path == expected
        assert "isLocal" not in instance.service.asked[-1].query


def test_it_waits_as_told(instance: Online) -> None:
    waits_as_told(instance, lambda: pages(instance.connector()))


def test_half_an_answer_is_asked_for_again(instance: Online) -> None:
    asks_again_after_half_an_answer(instance, lambda: pages(instance.connector()))


def test_the_services_reason_is_passed_on(instance: Online) -> None:
    problem = {
        "type": "about:blank",
        "title": "Bad Request",
        "detail": "Incorrect request parameters: sort",
        "status": 400,
    }
    refuses_with(instance, instance.connector(), as_json(problem, status=400), "PeerTube refused: Incorrect request")
    refuses_with(instance, instance.connector(), Reply(b"<html>", 404), "PeerTube refused: status 404")


@pytest.mark.parametrize(
    ("path", "settings"), [("/w/abc", {}), ("", {"channel": "a/b"}), ("", {"local": "yes"}), ("", {"account": True})]
)
def test_what_names_no_list_is_refused(path: str, settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        PeerTube(f"https://tube.example{path}", settings, Web())


def normalised(payload: dict[str, Any]) -> Any:
    return PeerTube("https://tube.example", {}, Web()).normalise(RawItem("", payload, "here"))


def test_a_video_becomes_a_piece() -> None:
    arrival = normalised(details(1))
    assert (arrival.title, arrival.kind, arrival.language, arrival.licence) == ("Tides 1", "video", "fr", "CC-BY-SA")
    assert (arrival.text, arrival.tags) == ("Low\nand slow", "Films, sea")
    assert arrival.media is not None
    assert (arrival.media.url, arrival.media.size_bytes) == ("https://tube.example/web-videos/1080.mp4", 90)
    assert [(line.name, line.handle) for line in arrival.credits] == [("Ada L.", "ada@tube.example")]
    assert "https://tube.example/w/short1" in arrival.names
    assert dict(arrival.metrics) == {"views": 12, "likes": 3, "dislikes": 0, "comments": 1}


def test_an_absent_count_is_absent() -> None:
    without = {name: value for name, value in details(1).items() if name != "comments"}
    assert "comments" not in dict(normalised(without).metrics)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ({"id": 1, "label": "Attribution"}, "CC-BY"),
        ({"id": 6, "label": "Attribution - Non Commercial - No Derivatives"}, "CC-BY-NC-ND"),
        ({"id": 7}, "CC0-1.0"),
        ({"id": 1, "label": "All rights reserved"}, "All rights reserved"),  # an instance may number anew
        ({"id": 9, "label": "Ours"}, "Ours"),
        ({"id": None, "label": "Unknown"}, "Unknown"),
        (None, ""),
    ],
)
def test_licences_are_read_by_number(licence: object, expected: str) -> None:
    assert normalised(details(1) | {"licence": licence}).licence == expected


@pytest.mark.parametrize(
    ("change", "ending"),
    [
        ({"files": [file_of(2160, 9), file_of(1440, 5)], "streamingPlaylists": []}, "/web-videos/1440.mp4"),
        ({"files": []}, "/hls/1080.mp4"),
        ({"files": "none", "streamingPlaylists": None}, ""),
        ({"downloadEnabled": False}, ""),
        ({"isLive": True}, ""),
    ],
)
def test_the_largest_file_up_to_1080_lines_is_chosen(change: dict[str, Any], ending: str) -> None:
    media = normalised(details(1) | change).media
    assert (media.url if media else "").endswith(ending) and bool(media) == bool(ending)


def test_sound_alone_is_no_video() -> None:
    sound = details(1) | {"files": [file_of(0, 9)], "streamingPlaylists": [], "category": {"label": "Music"}}
    assert normalised(sound | {"duration": "PT1145S"}).kind == "music"
    assert normalised(sound | {"category": None, "tags": [], "name": "x", "duration": "PT5S"}).kind == "sound"


def test_any_field_may_hold_anything() -> None:
    survives_anything(PeerTube("https://tube.example", {}, Web()), details(1))


def test_ids_are_those_of_the_fediverse(instance: Online) -> None:
    assert ids(pages(instance.connector()))[0] == "9c9de5e8-0a1e-484a-b099-e80766180005"
