"""Freesound: pages by number, the key in a header and nowhere else, previews as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import BadInput
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors.freesound import Freesound
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

KEY = "SECRET-KEY-1"


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_FREESOUND_KEY", KEY)
        yield


def sound(number: int) -> dict[str, Any]:
    previews = {f"preview-{name}": f"https://cdn.example/{number}-{name}" for name in ("hq-mp3", "hq-ogg", "lq-mp3")}
    return {
        "id": number, "url": f"https://freesound.org/people/ada/sounds/{number}/", "name": f"Gull {number}.wav",
        "tags": ["gull", "sea"], "description": "One gull.\r\n<b>Loud</b>",
        "created": f"2026-03-{number:02d}T10:00:00.123",
        "license": "http://creativecommons.org/licenses/by/4.0/", "type": "wav", "duration": 31.5, "filesize": 9000,
        "username": "ada", "previews": previews, "num_downloads": 4, "num_ratings": 0, "num_comments": 2,
        "is_remix": False, "remix_of": ["https://freesound.org/apiv2/sounds/99/"], "remixes": [101],
    }  # fmt: skip


def search(asked: Asked) -> Reply:
    """Three sounds, two on a page; its links hold the key, as those of some versions do."""
    if asked.headers.get("authorization") != f"Token {KEY}":
        return as_json({"detail": "Invalid token"}, status=401)
    found = [sound(number) for number in (1, 12, 20)]
    if "created:[2026-03-13T10:00:00Z TO *]" in asked.query.get("filter", ""):
        found = found[2:]
    page = int(asked.query["page"])
    following = (
        f"https://freesound.org/apiv2/search/text/?page={page + 1}&token={KEY}" if page * 2 < len(found) else None
    )
    return as_json({"count": len(found), "next": following, "results": found[page * 2 - 2 : page * 2]})


@pytest.fixture
def gulls() -> Iterator[Online]:
    with online(Freesound, search) as there:
        yield there


def test_all_pages_are_read(gulls: Online) -> None:
    found = pages(gulls.connector("/search/?q=gull"))
    assert [[item.external_id for item in page.items] for page in found] == [["1", "12"], ["20"]]
    assert found[0].total == 3
    query = gulls.service.asked[0].query
    assert (query["query"], query["page_size"], query["sort"]) == ("gull", "150", "created_asc")


def test_the_key_is_sent_in_a_header_and_kept_nowhere(gulls: Online) -> None:
    connector = gulls.connector()
    hides_the_key(KEY, connector, pages(connector))
    assert all(KEY not in asked.target for asked in gulls.service.asked)


def test_the_next_pull_asks_for_what_was_added_since(gulls: Online) -> None:
    connector = gulls.connector("/people/ada/")
    state = pages(connector)[-1].state
    gulls.service.asked.clear()
    assert ids(pages(connector, state)) == ["20"]
    assert [asked.query["filter"] for asked in gulls.service.asked] == [
        'username:"ada" created:[2026-03-13T10:00:00Z TO *]'
    ]
    assert ids(pages(connector, state, full=True)) == ["1", "12", "20"]


def test_a_pull_that_was_cut_short_goes_on_where_it_was(gulls: Online) -> None:
    connector = gulls.connector()
    assert ids(pages(connector, next(connector.pull({}, full=False)).state)) == ["20"]


def test_it_waits_as_told(gulls: Online) -> None:
    waits_as_told(gulls, lambda: pages(gulls.connector()))


def test_half_an_answer_is_asked_for_again(gulls: Online) -> None:
    asks_again_after_half_an_answer(gulls, lambda: pages(gulls.connector()))


def test_the_services_reason_is_passed_on_without_the_key(gulls: Online) -> None:
    wrong = as_json({"detail": f"Invalid token {KEY}."}, status=401)
    refuses_with(gulls, gulls.connector(), wrong, "Freesound refused: Invalid token …")


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_FREESOUND_KEY", " ")
    with pytest.raises(BadInput, match="GREENROOM_FREESOUND_KEY"):
        Freesound("https://freesound.org", {}, Web())


def test_settings_that_it_does_not_know_are_refused(gulls: Online) -> None:
    for settings in ({"token": "x"}, {"query": ["x"]}, {"user": 'a" OR "b'}):
        with pytest.raises(BadInput):
            gulls.connector(**settings)
    with pytest.raises(BadInput, match="user, a tag or a search"):
        gulls.connector("/forum/")
    assert gulls.connector(tag="gull").check() == "Freesound finds 3 sounds."
    assert gulls.service.asked[-1].query["filter"] == 'tag:"gull"'


def normalised(payload: dict[str, Any]) -> Any:
    return Freesound("https://freesound.org", {}, Web()).normalise(RawItem("", payload, "here"))


def test_a_sound_becomes_a_piece_with_its_preview() -> None:
    arrival = normalised(sound(7))
    assert (arrival.external_id, arrival.title, arrival.kind) == ("7", "Gull 7.wav", "sound")
    assert arrival.text == "One gull.\nLoud"
    assert arrival.media is not None
    assert (arrival.media.url, arrival.media.mime) == ("https://cdn.example/7-hq-ogg", "audio/ogg")
    assert "preview" in arrival.note
    assert (arrival.licence, arrival.licence_url) == ("", "http://creativecommons.org/licenses/by/4.0/")
    assert [said.ref for said in arrival.uses] == ["99"] and arrival.made_into == ("101",)
    assert dict(arrival.metrics) == {"downloads": 4, "ratings": 0, "comments": 2}
    assert normalised(sound(7) | {"tags": ["voice"]}).kind == "vocals"
    assert normalised(sound(7) | {"previews": None}).media is None


def test_any_field_may_hold_anything() -> None:
    survives_anything(Freesound("https://freesound.org", {}, Web()), sound(7))


def test_recorded_answers_are_read(shared: Path) -> None:
    for record in json.loads((shared / "fixtures" / "freesound" / "page.json").read_text()):
        arrival = normalised(record)
        assert arrival.media and arrival.credits and arrival.licence_url and arrival.created_at and arrival.tags
