"""Vimeo: the latest first down to what is known, licences by its own short words, no files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.community.licences import read_licence
from dashboard.errors import BadInput
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors import vimeo
from dashboard.intake.connectors.vimeo import Vimeo
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

KEY = "SECRETKEY4"


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_VIMEO_KEY", KEY)
        yield


def video(number: int) -> dict[str, Any]:
    return {
        "uri": f"/videos/{number}", "name": f"Tide {number}", "description": "Low tide", "duration": 63,
        "link": f"https://vimeo.com/{number}", "license": "by-sa",
        "language": "en", "created_time": f"2026-03-{number:02d}T10:00:00+00:00",
        "tags": [{"name": "sea"}, {"name": "tide"}], "stats": {"plays": 90},
        "metadata": {"connections": {"likes": {"total": 4}, "comments": {"total": 0}}},
        "user": {"uri": "/users/152184", "name": "Ada", "link": "https://vimeo.com/adafilms"},
    }  # fmt: skip


def api(asked: Asked) -> Reply:
    """Five videos, the latest first."""
    if asked.headers.get("authorization") != f"bearer {KEY}":
        return as_json({"error": "You must provide a valid authenticated access token."}, status=401)
    page, size = int(asked.query["page"]), int(asked.query["per_page"])
    found = [video(number) for number in (20, 15, 12, 2, 1)]
    following = f"{asked.path}?page={page + 1}&per_page={size}" if page * size < len(found) else None
    return as_json({
        "total": 5, "page": page, "per_page": size, "paging": {"next": following, "previous": None},
        "data": found[page * size - size : page * size],
    })  # fmt: skip


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    monkeypatch.setattr(vimeo, "_AT_ONCE", 2)
    with online(Vimeo, api) as there:
        yield there


def test_all_pages_are_read(ada: Online) -> None:
    found = pages(ada.connector("/adafilms"))
    assert [[item.external_id for item in page.items] for page in found] == [["20", "15"], ["12", "2"], ["1"]]
    query = ada.asked("/users/adafilms/videos")[0].query
    assert (query["sort"], query["direction"]) == ("date", "desc")
    assert "version=3.4" in ada.service.asked[0].headers["accept"]


def test_the_next_pull_stops_at_what_is_known(ada: Online) -> None:
    connector = ada.connector("/adafilms")
    state = pages(connector)[-1].state
    ada.service.asked.clear()
    assert ids(pages(connector, state)) == ["20", "15"]  # within the seven days that are looked at again
    assert len(ada.service.asked) == 2
    assert len(ids(pages(connector, state, full=True))) == 5


def test_a_pull_that_was_cut_short_goes_on_where_it_was(ada: Online) -> None:
    connector = ada.connector("/adafilms")
    rest = pages(connector, next(connector.pull({}, full=False)).state)
    assert ids(rest) == ["12", "2", "1"]
    assert rest[-1].state["since"].startswith("2026-03-20")


def test_the_key_is_sent_in_a_header_and_kept_nowhere(ada: Online) -> None:
    connector = ada.connector("/adafilms")
    hides_the_key(KEY, connector, pages(connector))
    assert all(KEY not in asked.target for asked in ada.service.asked)


def test_it_waits_as_told(ada: Online) -> None:
    waits_as_told(ada, lambda: pages(ada.connector("/adafilms")))


def test_half_an_answer_is_asked_for_again(ada: Online) -> None:
    asks_again_after_half_an_answer(ada, lambda: pages(ada.connector("/adafilms")))


def test_the_services_reason_is_passed_on(ada: Online) -> None:
    said = {"error": "The requested user could not be found", "developer_message": "No user.", "error_code": 5000}
    refuses_with(ada, ada.connector("/nobody"), as_json(said, status=404), "Vimeo refused: No user")
    refuses_with(ada, ada.connector("/nobody"), as_json({"error": "Nothing here"}, status=404), "refused: Nothing here")


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_VIMEO_KEY")
    with pytest.raises(BadInput, match="GREENROOM_VIMEO_KEY"):
        Vimeo("https://vimeo.com/adafilms", {}, Web())


@pytest.mark.parametrize(
    ("path", "settings", "expected"),
    [
        ("/user152184", {}, "/users/152184/videos"),
        ("/channels/staffpicks", {}, "/channels/staffpicks/videos"),
        ("/showcase/123", {}, "/albums/123/videos"),
        ("/groups/sea", {}, "/groups/sea/videos"),
        ("", {"user": "adafilms"}, "/users/adafilms/videos"),
    ],
)
def test_addresses_and_settings_say_what_to_list(
    ada: Online, path: str, settings: dict[str, Any], expected: str
) -> None:
    assert ada.connector(path, **settings).check() == "Vimeo lists 5 videos."
    assert ada.service.asked[-1].path == expected


@pytest.mark.parametrize(
    ("path", "settings"), [("", {}), ("/76979871", {}), ("", {"user": "a", "group": "b"}), ("/a", {"user": "../me"})]
)
def test_what_names_no_list_is_refused(path: str, settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Vimeo(f"https://vimeo.com{path}", settings, Web())


def normalised(payload: dict[str, Any]) -> Any:
    return Vimeo("https://vimeo.com/adafilms", {}, Web()).normalise(RawItem("", payload, "here"))


def test_a_video_becomes_a_piece_without_a_file() -> None:
    arrival = normalised(video(7))
    assert (arrival.external_id, arrival.title, arrival.kind, arrival.tags) == ("7", "Tide 7", "video", "sea, tide")
    assert arrival.media is None and "ask its artist" in arrival.note
    assert [(line.name, line.handle) for line in arrival.credits] == [("Ada", "adafilms")]
    assert dict(arrival.metrics) == {"views": 90, "likes": 4, "comments": 0}
    assert dict(normalised(video(7) | {"stats": {"plays": None}}).metrics) == {"likes": 4, "comments": 0}


@pytest.mark.parametrize(
    ("said", "code"),
    [("by", "CC-BY-4.0"), ("by-nc-nd", "CC-BY-NC-ND-4.0"), ("cc0", "CC0-1.0"), (None, ""), ("public domain", "")],
)
def test_licences_are_read_by_its_own_words_alone(said: object, code: str) -> None:
    assert read_licence(normalised(video(7) | {"license": said}).licence).code == code


def test_any_field_may_hold_anything() -> None:
    survives_anything(Vimeo("https://vimeo.com/adafilms", {}, Web()), video(7))
