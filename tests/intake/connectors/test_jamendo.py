"""Jamendo: pages by offset, refusals inside an answer that says it is well, the key out of every address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors import jamendo
from dashboard.intake.connectors.jamendo import Jamendo
from dashboard.intake.web import Web
from tests.intake.connectors.api_services import (
    Online,
    as_json,
    asks_again_after_half_an_answer,
    hides_the_key,
    ids,
    online,
    pages,
    refuses_with,
    survives_anything,
    waits_as_told,
)  # fmt: skip
from tests.services import Asked, Reply

KEY = "SECRETKEY2"


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_JAMENDO_KEY", KEY)
        yield


def track(number: int) -> dict[str, Any]:
    return {
        "id": str(number), "name": f"Tide {number}", "duration": 144, "artist_id": "92", "artist_idstr": "haeresis",
        "artist_name": "Haeresis", "album_name": "Opera I", "releasedate": f"2026-03-{number:02d}",
        "license_ccurl": "http://creativecommons.org/licenses/by-nc/2.0/", "lyrics": "La",
        "audio": f"https://mp3d.example/?trackid={number}&format=mp32&from=app-{KEY}",
        "audiodownload": f"https://mp3d.example/download/track/{number}/mp32/?client_id={KEY}",
        "audiodownload_allowed": True, "shareurl": f"https://www.jamendo.com/track/{number}",
        "shorturl": f"https://jamen.do/t/{number}",
        "musicinfo": {"tags": {"genres": ["ambient"], "instruments": [], "vartags": ["calm"]}},
        "stats": {"likes": 2, "dislikes": 0, "favorited": 66, "playlisted": 9, "rate_downloads_total": 5},
    }  # fmt: skip


def tracks(asked: Asked) -> Reply:
    """Three tracks, by the day of their release."""
    if asked.query.get("client_id") != KEY:
        said = {"status": "failed", "code": 5, "error_message": "Your credential is not authorized."}
        return as_json({"headers": said, "results": []})
    found = [track(number) for number in (1, 12, 20)]
    if "datebetween" in asked.query:
        found = [each for each in found if each["releasedate"] >= asked.query["datebetween"][:10]]
    offset, limit = int(asked.query["offset"]), int(asked.query["limit"])
    headers = {"status": "success", "code": 0, "error_message": "", "results_count": 1}
    return as_json({"headers": headers, "results": found[offset : offset + limit]})


@pytest.fixture
def tides(monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    monkeypatch.setattr(jamendo, "_AT_ONCE", 2)
    with online(Jamendo, tracks) as there:
        yield there


def test_all_pages_are_read(tides: Online) -> None:
    found = pages(tides.connector("/artist/92/haeresis"))
    assert [[item.external_id for item in page.items] for page in found] == [["1", "12"], ["20"]]
    assert [asked.query["offset"] for asked in tides.asked("/v3.0/tracks/")] == ["0", "2"]
    assert tides.service.asked[0].query["artist_id"] == "92"
    assert "datebetween" not in tides.service.asked[0].query


def test_the_key_is_kept_nowhere(tides: Online) -> None:
    connector = tides.connector()
    found = pages(connector)
    hides_the_key(KEY, connector, found)
    assert found[0].items[0].payload["audio"] == "https://mp3d.example/?trackid=1&format=mp32"


def test_the_next_pull_asks_for_what_was_released_since(tides: Online) -> None:
    connector = tides.connector()
    state = pages(connector)[-1].state
    tides.service.asked.clear()
    assert ids(pages(connector, state)) == ["20"]
    assert tides.service.asked[0].query["datebetween"].startswith("2026-03-13_")
    assert ids(pages(connector, state, full=True)) == ["1", "12", "20"]


def test_a_pull_that_was_cut_short_goes_on_where_it_was(tides: Online) -> None:
    connector = tides.connector()
    assert ids(pages(connector, next(connector.pull({}, full=False)).state)) == ["20"]


def test_it_waits_as_told(tides: Online) -> None:
    waits_as_told(tides, lambda: pages(tides.connector()))


def test_half_an_answer_is_asked_for_again(tides: Online) -> None:
    asks_again_after_half_an_answer(tides, lambda: pages(tides.connector()))


def test_a_refusal_in_an_answer_that_says_200_is_one(tides: Online) -> None:
    said = {"status": "failed", "code": 6, "error_message": f"Rate Limit Exceeded for {KEY}"}
    wrong = as_json({"headers": said, "results": []})
    refuses_with(tides, tides.connector(), wrong, "Jamendo refused: Rate Limit Exceeded for …")


@pytest.mark.parametrize(
    "replies",
    [
        [Reply(b"<html>")],
        [Reply(b"no", 418)],
        [Reply(b"[]")],
        [Reply(b"", 302, {"Location": f"/moved?client_id={KEY}"}), Reply(b"gone", 410)],
        [Reply(b"{", truncate_at=0)] * 9,
    ],
)
def test_no_message_holds_the_key(tides: Online, replies: list[Reply]) -> None:
    tides.first.extend(replies)
    with pytest.raises(SourceFailed) as failed:
        tides.connector().check()
    assert KEY not in str(failed.value)


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_JAMENDO_KEY")
    with pytest.raises(BadInput, match="GREENROOM_JAMENDO_KEY"):
        Jamendo("https://api.jamendo.com", {}, Web())


def test_addresses_and_settings_say_what_to_list(tides: Online) -> None:
    assert "“Tide 1” is among it" in tides.connector("/search?q=tide", artist="Haeresis", tag="calm").check()
    query = tides.service.asked[-1].query
    assert (query["search"], query["artist_name"], query["tags"]) == ("tide", "Haeresis", "calm")
    for path, settings in (("/radios", {}), ("", {"client_id": "x"})):
        with pytest.raises(BadInput):
            tides.connector(path, **settings)


def normalised(payload: dict[str, Any]) -> Any:
    return Jamendo("https://www.jamendo.com", {}, Web()).normalise(RawItem("", payload, "here"))


def test_a_track_becomes_a_piece() -> None:
    arrival = normalised(track(7))
    assert (arrival.external_id, arrival.title, arrival.kind) == ("7", "Tide 7", "music")
    assert arrival.media is not None and arrival.media.url == "https://mp3d.example/download/track/7/mp32/"
    assert [(line.name, line.handle) for line in arrival.credits] == [("Haeresis", "haeresis")]
    assert (arrival.tags, arrival.text) == ("ambient, calm", "La")
    assert arrival.licence_url.endswith("/by-nc/2.0/") and arrival.licence == ""
    assert dict(arrival.metrics) == {"likes": 2, "dislikes": 0, "favorited": 66, "playlisted": 9, "downloads": 5}


def test_a_track_that_may_not_be_downloaded_comes_without_its_file() -> None:
    arrival = normalised(track(7) | {"audiodownload_allowed": False})
    assert arrival.media is None and "allows no download" in arrival.note


def test_any_field_may_hold_anything() -> None:
    survives_anything(Jamendo("https://www.jamendo.com", {}, Web()), track(7))


def test_recorded_answers_are_read(shared: Path) -> None:
    record = json.loads((shared / "fixtures" / "jamendo" / "audio_data_example.json").read_text())
    arrival = normalised(record)
    assert (arrival.external_id, arrival.title) == ("732", "Thoughtful")
    assert arrival.media and arrival.created_at and dict(arrival.metrics)["listens"] == 5616
