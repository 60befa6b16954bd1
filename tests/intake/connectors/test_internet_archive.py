"""The Internet Archive: a list with a cursor, then the details of each item, and the file that stands for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors import internet_archive
from dashboard.intake.connectors.internet_archive import InternetArchive
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

LISTED = {
    "identifier": "reel-1", "publicdate": "2026-01-05T08:00:00Z", "oai_updatedate": ["2026-01-05T08:00:00Z"],
    "collection": ["reels"], "downloads": 41, "week": 2, "month": 7, "num_reviews": 1, "num_favorites": 0,
}  # fmt: skip
ITEM: dict[str, Any] = {
    "metadata": {
        "identifier": "reel-1",
        "title": "Harbour",
        "mediatype": "movies",
        "creator": ["Ada", "Bo"],
        "description": ["<p>Ships.</p>", "Rain."],
        "subject": "sea;ships",
        "language": "eng",
        "licenseurl": "https://creativecommons.org/licenses/by/4.0/",
        "rights": "Free &amp; open",
        "publicdate": "2026-01-05 08:00:00",
        "uploader": "someone@example.org",
        "updater": ["x"],
        "source": "after https://archive.org/details/older-reel.",
    },
    "files": [
        {"name": "reel.mp4", "source": "derivative", "size": "900", "format": "h.264"},
        {"name": "reel master.mov", "source": "original", "size": "5000", "length": "93.4", "format": "QuickTime"},
        {"name": "reel.thumbs/1.jpg", "source": "derivative", "size": "9000000", "format": "Thumbnail"},
        {"name": "huge.avi", "source": "original", "size": str(10**10), "format": "AVI"},
        {"name": "reel-1_meta.xml", "source": "metadata", "size": "10"},
    ],
    "updated": 1767600000,
}


def listed(number: int) -> dict[str, Any]:
    day = f"2026-01-{number + 4:02d}T08:00:00Z"
    return LISTED | {"identifier": f"reel-{number}", "publicdate": day, "oai_updatedate": [day]}


def item(number: int) -> dict[str, Any]:
    return ITEM | {"metadata": ITEM["metadata"] | {"identifier": f"reel-{number}"}}


def archive(asked: Asked) -> Reply:
    """Four reels on two pages; the third is dark."""
    if asked.path.startswith("/metadata/"):
        number = int(asked.path[-1])
        return as_json({} if number == 3 else item(number))
    if "[2026" in asked.query["q"]:
        return as_json({"items": [listed(4)], "count": 1, "total": 1})
    if asked.query.get("cursor") == "W3s=":
        return as_json({"items": [listed(3), listed(4)], "count": 2, "total": 4})
    return as_json({"items": [listed(1), listed(2)], "count": 2, "total": 4, "cursor": "W3s="})


@pytest.fixture
def reels() -> Iterator[Online]:
    with online(InternetArchive, archive) as there:
        yield there


def test_a_collection_is_listed_and_each_item_asked_for(reels: Online) -> None:
    found = pages(reels.connector("/details/reels"))
    assert [[one.external_id for one in page.items] for page in found] == [["reel-1", "reel-2"], ["reel-4"]]
    assert found[0].total == 4
    assert found[1].unusable[0][0] == "reel-3" and "withdrawn" in found[1].unusable[0][1]
    query = reels.asked("/services/search/v1/scrape")[0].query
    assert query["q"] == "(collection:(reels) OR identifier:(reels)) AND NOT mediatype:collection"


def test_the_next_pull_lists_only_what_was_published_or_edited_since(reels: Online) -> None:
    connector = reels.connector("/details/reels")
    state = pages(connector)[-1].state
    reels.service.asked.clear()
    assert ids(pages(connector, state)) == ["reel-4"]
    assert [asked.path for asked in reels.service.asked] == ["/services/search/v1/scrape", "/metadata/reel-4"]
    span = "[2026-01-07 TO 9999-12-31]"
    assert f"(publicdate:{span} OR oai_updatedate:{span})" in reels.service.asked[0].query["q"]
    assert ids(pages(connector, state, full=True)) == ["reel-1", "reel-2", "reel-4"]


def test_a_pull_that_was_cut_short_asks_for_no_item_twice(reels: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internet_archive, "_READ_AT_ONCE", 1)
    connector = reels.connector("/details/reels")
    first = next(connector.pull({}, full=False))
    reels.service.asked.clear()
    assert ids(pages(connector, first.state)) == ["reel-2", "reel-4"]
    assert not reels.asked("/metadata/reel-1")


def test_a_cursor_that_expired_begins_the_round_again(reels: Online) -> None:
    connector = reels.connector("/details/reels")
    first = next(connector.pull({}, full=False))
    reels.first.append(as_json({"error": "cursor expired", "errorType": "RangeException"}, status=400))
    assert ids(pages(connector, first.state)) == ["reel-1", "reel-2", "reel-4"]


def test_a_list_that_forgets_its_cursor_is_asked_without_a_number_of_items() -> None:
    def forgetful(asked: Asked) -> Reply:
        if "count" in asked.query and "cursor" in asked.query:
            asked.query.pop("cursor")
        return archive(asked)

    with online(InternetArchive, forgetful) as there:
        assert ids(pages(there.connector("/details/reels"))) == ["reel-1", "reel-2", "reel-4"]


def test_a_list_that_repeats_itself_ends_the_pull() -> None:
    def stuck(asked: Asked) -> Reply:
        asked.query.pop("cursor", None)
        return archive(asked)

    with online(InternetArchive, stuck) as there, pytest.raises(SourceFailed, match="again and again"):
        pages(there.connector("/details/reels"))


def test_the_answer_to_another_search_is_not_taken(reels: Online) -> None:
    with pytest.raises(SourceFailed, match="another search"):
        pages(reels.connector("/details/somewhere-else"))


def test_it_waits_as_told(reels: Online) -> None:
    waits_as_told(reels, lambda: pages(reels.connector("/details/reels")))


def test_half_an_answer_is_asked_for_again(reels: Online) -> None:
    asks_again_after_half_an_answer(reels, lambda: pages(reels.connector("/details/reels")))


def test_the_services_reason_is_passed_on(reels: Online) -> None:
    wrong = as_json({"error": "invalid field 'x'", "errorType": "FieldException"})
    refuses_with(reels, reels.connector(query="sea"), wrong, "The Internet Archive refused: invalid field")
    refuses_with(reels, reels.connector(query="sea"), Reply(b"<html>busy"), "no JSON")


def test_a_look_says_how_much_there_is(reels: Online) -> None:
    assert reels.connector("/search?query=sea").check() == "The Internet Archive finds 4 items."
    assert reels.service.asked[-1].query["q"].startswith("(sea) AND ")


@pytest.mark.parametrize(
    ("path", "settings"),
    [("", {}), ("/details/@someone", {}), ("/about", {}), ("", {"collection": "a OR b"}), ("", {"q": "sea"})],
)
def test_what_names_nothing_to_list_is_refused(path: str, settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        InternetArchive(f"https://archive.example{path}", settings, Web())


def normalised(payload: dict[str, Any]) -> Any:
    connector = InternetArchive("https://archive.example/details/reels", {}, Web())
    return connector.normalise(RawItem("", payload, "here"))


def test_an_item_becomes_a_piece_with_the_best_of_its_files() -> None:
    arrival = normalised({**item(1), "listed": LISTED})
    assert (arrival.external_id, arrival.title, arrival.kind, arrival.language) == ("reel-1", "Harbour", "video", "eng")
    assert (arrival.text, arrival.tags) == ("Ships.\n\nRain.", "sea, ships")
    assert arrival.media is not None
    assert arrival.media.url == "https://archive.example/download/reel-1/reel%20master.mov"
    assert arrival.media.size_bytes == 5000
    assert "2 files" in arrival.note
    assert [line.name for line in arrival.credits] == ["Ada", "Bo"]
    assert (arrival.licence, arrival.licence_url) == ("Free & open", "https://creativecommons.org/licenses/by/4.0/")
    assert [tuple(said) for said in arrival.uses] == [("older-reel", "", "remix_of", "suggested")]
    assert dict(arrival.metrics) == {
        "downloads": 41, "downloads_week": 2, "downloads_month": 7, "reviews": 1, "favorites": 0,
    }  # fmt: skip
    assert arrival.created_at is not None and arrival.created_at.isoformat() == "2026-01-05T08:00:00+00:00"


def test_a_derived_file_stands_in_where_nothing_that_was_uploaded_plays() -> None:
    files = [
        {"name": "book.pdf", "source": "original", "size": "9"},
        {"name": "song.mp3", "source": "derivative", "size": "7", "format": "VBR MP3"},
    ]
    about = ITEM["metadata"] | {"mediatype": "audio"}
    media = normalised({"metadata": about, "files": files}).media
    assert media is not None and media.url.endswith("/song.mp3")
    nothing = normalised({"metadata": about, "files": files[:1]})
    assert nothing.media is None and "no file that can be aired" in nothing.note


def test_peoples_addresses_stay_at_the_source(reels: Online) -> None:
    kept = json.dumps([dict(one.payload) for page in pages(reels.connector("/details/reels")) for one in page.items])
    assert "someone@example.org" not in kept


def test_any_field_may_hold_anything() -> None:
    survives_anything(InternetArchive("https://archive.example", {"query": "x"}, Web()), {**ITEM, "listed": LISTED})


def test_recorded_answers_are_read(shared: Path) -> None:
    folder = shared / "fixtures" / "internet_archive"
    nasa = json.loads((folder / "metadata" / "nasa.json").read_text())
    with pytest.raises(BadInput, match="collection"):
        normalised(nasa)
    nasa["metadata"]["mediatype"] = "image"
    arrival = normalised(nasa)
    assert arrival.media is not None and arrival.media.url.endswith("/globe_west_540.jpg")
    assert arrival.licence == "NASA Images Terms & Conditions"
    for doc in json.loads((folder / "advanced_search_response.json").read_text())["response"]["docs"]:
        assert normalised({"metadata": doc, "listed": doc}).external_id == doc["identifier"]
    scraped = json.loads((folder / "scrape_response.json").read_text())
    last = {"items": [], "total": 100}

    def replay(asked: Asked) -> Reply:
        if asked.path.startswith("/metadata/"):
            return as_json({"metadata": {"identifier": asked.path.rpartition("/")[2]}})
        return as_json(last if "cursor" in asked.query else scraped)

    with online(InternetArchive, replay) as there:
        found = pages(there.connector(query="collection:nasa"))
    assert ids(found) == [entry["identifier"] for entry in scraped["items"]]
    assert len(found) == 5
