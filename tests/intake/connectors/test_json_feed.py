"""JSON Feed: what becomes of an entry, its further pages, and what is no JSON Feed at all."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.community.arrivals import Arrival, Offer, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connectors.documents import EMPTY, UNCHANGED
from dashboard.intake.connectors.json_feed import JsonFeed
from dashboard.intake.web import Web
from tests.intake.connectors.api_services import (
    Online,
    asks_again_after_half_an_answer,
    ids,
    online,
    pages,
    survives_anything,
    waits_as_told,
)
from tests.intake.connectors.feed_services import Documents

ENTRY: dict[str, Any] = {
    "id": "https://harbour.example/7", "url": "https://harbour.example/7", "title": "Low tide",
    "content_html": "<p>The <b>seventh</b>.</p>", "summary": "Short.", "language": "en-GB",
    "external_url": "https://elsewhere.example/source",
    "date_published": "2026-03-01T12:30:00+02:00", "tags": ["sea", "calm,grey"],
    "authors": [{"name": "Ada Reed", "url": "https://ada.example"}, {"url": "https://nobody.example"}],
    "image": "https://cdn.example/cover.jpg",
    "attachments": [
        {"url": "https://cdn.example/7.txt", "mime_type": "text/plain", "size_in_bytes": 99999999},
        {"url": "https://cdn.example/7-small.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 10},
        {"url": "https://cdn.example/7.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 20, "duration_in_seconds": 61},
    ],
    "_harbour": {
        "about": "https://harbour.example/extension", "likes": 12, "views": "340",
        "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "derived_from": ["https://harbour.example/3"],
    },
}  # fmt: skip


def document(*items: Any, **more: Any) -> bytes:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": list(items), **more}
    return json.dumps(feed).encode()


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def there(documents: Documents) -> Iterator[Online]:
    with online(JsonFeed, documents) as running:
        yield running


def arrivals_of(there: Online, documents: Documents, *items: Any, **more: Any) -> list[Arrival]:
    documents.at["/feed"] = document(*items, **more)
    feed = there.connector("/feed")
    return [feed.normalise(item) for page in pages(feed) for item in page.items]


def test_an_entry_becomes_a_piece_with_all_that_is_said_of_it(there: Online, documents: Documents) -> None:
    (piece,) = arrivals_of(there, documents, ENTRY)
    assert (piece.external_id, piece.title, piece.text) == ("https://harbour.example/7", "Low tide", "The seventh.")
    assert piece.media == Offer("https://cdn.example/7.mp3", "audio/mpeg", 20)
    assert (piece.kind, piece.language, piece.tags) == ("music", "en-GB", "sea, calm grey")
    assert [line.name for line in piece.credits] == ["Ada Reed"]
    assert (piece.licence, piece.licence_url) == ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert piece.created_at == datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    assert piece.uses == (
        Said("https://harbour.example/3", state="suggested"),
        Said("https://elsewhere.example/source", state="suggested"),
    )
    assert dict(piece.metrics) == {"likes": 12, "views": 340}


def test_the_feed_names_author_and_language_where_an_entry_does_not(there: Online, documents: Documents) -> None:
    (piece,) = arrivals_of(
        there, documents, {"id": 7, "content_text": "a < b"}, authors=[{"name": "Bo Lind"}], language="sv"
    )
    assert (piece.external_id, piece.title, piece.text, piece.kind) == ("7", "a < b", "a < b", "text")
    assert [line.name for line in piece.credits] == ["Bo Lind"]
    assert piece.language == "sv"


def test_the_older_single_author_is_read(there: Online, documents: Documents) -> None:
    (piece,) = arrivals_of(there, documents, {"id": "1", "title": "1", "author": {"name": "Ada Reed"}})
    assert [line.name for line in piece.credits] == ["Ada Reed"]


def test_a_picture_alone_is_the_piece_and_beside_words_it_is_not(there: Online, documents: Documents) -> None:
    image = "https://cdn.example/one.jpg"
    alone, beside = arrivals_of(
        there, documents, {"id": "1", "image": image}, {"id": "2", "image": image, "content_text": "words"}
    )
    assert (alone.media, alone.kind, alone.title) == (Offer(image), "illustration", "One")
    assert (beside.media, beside.kind) == (None, "text")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"id": "1"}, "no title, no text and no file"),
        ("words", "no object with fields"),
        ({"id": "#REF!", "title": "x"}, "spoilt by a spreadsheet"),
    ],
)
def test_what_is_no_piece_is_refused_in_a_sentence(
    there: Online, documents: Documents, entry: object, reason: str
) -> None:
    documents.at["/feed"] = document(entry)
    feed = there.connector("/feed")
    with pytest.raises(BadInput, match=reason):
        feed.normalise(pages(feed)[0].items[0])


def test_of_two_entries_with_one_id_the_first_stays_and_the_other_is_named(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = document({"id": 1, "title": "a"}, {"id": "1", "title": "b"})
    (page,) = pages(there.connector("/feed"))
    assert (ids([page]), [where for where, _ in page.unusable]) == (["1"], ["entry 2"])


def test_further_pages_are_followed_and_a_second_pull_asks_what_changed(there: Online, documents: Documents) -> None:
    documents.at |= {
        "/feed": document({"id": "1", "title": "1"}, next_url="/feed?page=2"),
        "/feed?page=2": document({"id": "2", "title": "2"}, next_url=there.service.url + "/feed"),
    }
    feed = there.connector("/feed")
    found = pages(feed)
    assert ids(found) == ["1", "2"]
    assert "lead back" in found[-1].remark
    assert ids(pages(feed, found[0].state)) == ["2"]
    assert [page.remark for page in pages(feed, found[-1].state)] == [UNCHANGED]
    assert ids(pages(feed, found[-1].state, full=True)) == ["1", "2"]


def test_an_empty_feed_says_so_and_a_look_tells_what_is_there(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = document()
    assert [page.remark for page in pages(there.connector("/feed"))] == [EMPTY]
    documents.at["/feed"] = document(ENTRY)
    assert there.connector("/feed").check() == "“Harbour” is a JSON Feed that shows 1 entry."


@pytest.mark.parametrize(
    "body", [b"", b"<rss/>", b"[]", b'{"items": {}}', b"[" * 100_000, b'{"items": [', b"\xff\xfe\xfd"]
)
def test_what_is_no_json_feed_is_named_so(there: Online, documents: Documents, body: bytes) -> None:
    documents.at["/feed"] = body
    with pytest.raises(SourceFailed, match=r"JSON.*check the address\."):
        pages(there.connector("/feed"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_in_other_encodings_is_read(there: Online, documents: Documents, encoding: str) -> None:
    documents.at["/feed"] = json.dumps({"items": [{"id": "1", "title": "Åse"}]}, ensure_ascii=False).encode(encoding)
    assert documents.at["/feed"].startswith((codecs.BOM_UTF8, codecs.BOM_UTF16))
    feed = there.connector("/feed")
    assert feed.normalise(pages(feed)[0].items[0]).title == "Åse"


def test_numbers_that_no_json_has_are_kept_out(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = b'{"items": [{"id": "1", "title": "1", "size": NaN}]}'
    (page,) = pages(there.connector("/feed"))
    assert page.items[0].payload["entry"]["size"] is None


@pytest.mark.parametrize("settings", [{"colour": "red"}, {"pages": -1}])
def test_settings_that_it_does_not_take_are_refused(settings: Mapping[str, object]) -> None:
    with pytest.raises(BadInput, match="setting"):
        JsonFeed("https://a.example/feed", settings, Web())


def test_a_server_that_asks_to_wait_or_breaks_off_is_asked_again(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = document(ENTRY)
    feed = there.connector("/feed")
    waits_as_told(there, lambda: pages(feed))
    asks_again_after_half_an_answer(there, lambda: pages(feed))


def test_whatever_stands_in_an_entry_it_is_a_piece_or_refused(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = document(ENTRY)
    feed = there.connector("/feed")
    survives_anything(feed, pages(feed)[0].items[0].payload)
