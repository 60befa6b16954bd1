"""Wikimedia Commons: sets of pages that come in parts, its two ways of listing, its markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors.commons import Commons
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

DERIVED = 'Derived from: <a href="/wiki/File:Sea_of_%22glass%22.ogg" title="File:Sea">Sea</a>'


def file_page(number: int, **about: str) -> dict[str, Any]:
    said = {"LicenseShortName": "CC BY-SA 4.0", "Artist": '<a href="//x/wiki/User:Ada_L">Ada</a>', **about}
    url = f"https://upload.example/{number}.ogg"
    return {
        "pageid": number, "ns": 6, "title": f"File:Tide {number}.ogg",
        "imageinfo": [{
            "url": url, "user": "Uploader", "mime": "application/ogg", "mediatype": "AUDIO", "size": 4000 + number,
            "duration": 71.5, "sha1": "ab", "timestamp": f"2026-03-0{number}T10:00:00Z",
            "descriptionurl": f"https://commons.example/wiki/File:Tide_{number}.ogg",
            "extmetadata": {name: {"value": value, "source": "commons-desc-page"} for name, value in said.items()},
        }],
    }  # fmt: skip


def bare(page: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: page[name] for name in ("pageid", "ns", "title")} | more


def category(asked: Asked) -> Reply:
    """Three files in two sets; the first set comes in two parts, as busy files make it."""
    query = asked.query
    if query.get("prop") == "categoryinfo":
        files = 3 if query["titles"] == "Category:Tides" else 0
        return as_json({"batchcomplete": True, "query": {"pages": [{"pageid": 1, "categoryinfo": {"files": files}}]}})
    head = {"curtimestamp": "2026-04-01T00:00:00Z"}
    one, two, three = (file_page(number) for number in (1, 2, 3))
    use = {"title": "Tide", "wiki": "en.wikipedia.org", "url": "https://en.example/Tide"}
    if query.get("gcmstart", "") > "2026-03-20":
        return as_json(head | {"batchcomplete": True})
    if query.get("gcmcontinue") == "third":
        return as_json(head | {"batchcomplete": True, "query": {"pages": [three]}})
    if query.get("gucontinue"):
        following = {"gcmcontinue": "third", "continue": "gcmcontinue||"}
        body = {
            "pages": [
                bare(one, globalusage=[use, {**use, "title": "Sea"}]),
                bare(two, globalusage=[{**use, "title": "Sea"}]),
            ]
        }
        return as_json(head | {"batchcomplete": True, "continue": following, "query": body})
    following = {"gucontinue": "Tide_1.ogg|enwiki|7", "continue": "||imageinfo"}
    return as_json(
        head | {"continue": following, "query": {"pages": [one | {"globalusage": [use]}, two | {"globalusage": [use]}]}}
    )


@pytest.fixture
def tides() -> Iterator[Online]:
    with online(Commons, category) as there:
        yield there


def test_a_category_is_read_set_by_set_and_parts_of_a_set_are_merged(tides: Online) -> None:
    connector = tides.connector("/wiki/Category:Tides")
    found = pages(connector)
    assert [[item.external_id for item in page.items] for page in found] == [["1", "2"], ["3"]]
    first = connector.normalise(found[0].items[0])
    assert dict(first.metrics) == {"global_usage": 2}
    assert first.media is not None and first.media.url == "https://upload.example/1.ogg"
    second = connector.normalise(found[0].items[1])
    assert dict(second.metrics) == {"global_usage": 2}
    assert second.media is not None
    assert connector.normalise(found[1].items[0]).metrics == ()  # it was not told, which is not the same as none


def test_what_the_service_wants_echoed_is_echoed_whole(tides: Online) -> None:
    pages(tides.connector("/wiki/Category:Tides"))
    asked = [asked.query for asked in tides.asked("/w/api.php")]
    assert [(each.get("continue"), each.get("gucontinue"), each.get("gcmcontinue")) for each in asked] == [
        (None, None, None), ("||imageinfo", "Tide_1.ogg|enwiki|7", None), ("gcmcontinue||", None, "third"),
    ]  # fmt: skip
    assert all(each["maxlag"] == "5" and each["gcmtitle"] == "Category:Tides" for each in asked)


def test_the_next_pull_asks_for_what_was_added_since_by_the_clock_of_the_service(tides: Online) -> None:
    connector = tides.connector("/wiki/Category:Tides")
    state = pages(connector)[-1].state
    again = pages(connector, state)
    assert ids(again) == []
    assert tides.service.asked[-1].query["gcmstart"] == "2026-03-25T00:00:00Z"
    assert ids(pages(connector, again[-1].state, full=True)) == ["1", "2", "3"]


def test_a_pull_that_was_cut_short_goes_on_where_it_was(tides: Online) -> None:
    connector = tides.connector("/wiki/Category:Tides")
    first = next(connector.pull({}, full=False))
    assert ids(pages(connector, first.state)) == ["3"]


def test_a_place_that_the_service_forgot_begins_the_round_again(tides: Online) -> None:
    connector = tides.connector("/wiki/Category:Tides")
    first = next(connector.pull({}, full=False))
    tides.first.append(as_json({"error": {"code": "badcontinue", "info": "Invalid continue param."}}))
    assert ids(pages(connector, first.state)) == ["1", "2", "3"]


def test_a_lagging_service_is_asked_again_later(tides: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    lag = {"error": {"code": "maxlag", "info": "Waiting for a replica: 6 seconds lagged.", "lag": 6}}
    tides.first.extend([as_json(lag, status=200), as_json(lag)])
    assert ids(pages(tides.connector("/wiki/Category:Tides"))) == ["1", "2", "3"]
    assert waited == [5.0, 5.0]
    tides.first.extend([as_json(lag)] * 10)
    with pytest.raises(SourceFailed, match="6 seconds lagged"):
        pages(tides.connector("/wiki/Category:Tides"))


def test_a_set_without_end_ends_the_pull() -> None:
    def endless(asked: Asked) -> Reply:
        return as_json({"continue": {"gucontinue": "x", "continue": "||"}, "query": {"pages": [file_page(1)]}})

    with online(Commons, endless) as there, pytest.raises(SourceFailed, match="without an end"):
        pages(there.connector("/wiki/Category:Tides"))


def test_all_files_of_a_user_or_since_a_day_are_listed_by_time(tides: Online) -> None:
    tides.first.extend([as_json({"batchcomplete": True, "query": {"pages": [file_page(1)]}})] * 2)
    assert ids(pages(tides.connector("/wiki/User:Ada_L"))) == ["1"]
    query = tides.service.asked[-1].query
    assert (query["generator"], query["gaisort"], query["gaiuser"]) == ("allimages", "timestamp", "Ada L")
    assert ids(pages(tides.connector(since="2026-02-01"))) == ["1"]
    assert tides.service.asked[-1].query["gaistart"] == "2026-02-01T00:00:00Z"


def test_it_waits_as_told(tides: Online) -> None:
    waits_as_told(tides, lambda: pages(tides.connector("/wiki/Category:Tides")))


def test_half_an_answer_is_asked_for_again(tides: Online) -> None:
    asks_again_after_half_an_answer(tides, lambda: pages(tides.connector("/wiki/Category:Tides")))


def test_the_services_reason_is_passed_on(tides: Online) -> None:
    wrong = as_json({"error": {"code": "badvalue", "info": "Unrecognized value for parameter."}})
    refuses_with(tides, tides.connector("/wiki/Category:Tides"), wrong, "Wikimedia Commons refused: Unrecognized value")


def test_a_look_says_how_much_there_is(tides: Online) -> None:
    assert tides.connector("/wiki/Category:Tides").check() == "“Category:Tides” holds 3 files."
    with pytest.raises(SourceFailed, match="holds no files"):
        tides.connector(category="Tidez").check()


@pytest.mark.parametrize(
    ("path", "settings"),
    [("", {}), ("/wiki/File:X.jpg", {}), ("", {"since": "soon"}), ("", {"categories": "x"}), ("", {"category": 3}),
     ("/wiki/Category:A", {"user": "B"})],
)  # fmt: skip
def test_what_names_nothing_to_list_is_refused(path: str, settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Commons(f"https://commons.example{path}", settings, Web())


def normalised(page: dict[str, Any]) -> Any:
    connector = Commons("https://commons.example/wiki/Category:Tides", {}, Web())
    return connector.normalise(RawItem("", page, "here"))


def test_a_page_becomes_a_piece_with_its_artist_licence_and_file() -> None:
    arrival = normalised(
        file_page(
            4,
            UsageTerms="Creative Commons Attribution-Share Alike 4.0",
            Categories="Tides|Music",
            LicenseUrl="https://creativecommons.org/licenses/by-sa/4.0",
            ImageDescription="<p>Low &amp; <b>slow</b></p>",
            Restrictions="trademarked",
        )
    )
    assert (arrival.external_id, arrival.title, arrival.kind) == ("4", "Tide 4", "music")
    assert (arrival.text, arrival.tags) == ("Low & slow", "Tides, Music")
    assert arrival.licence == "CC BY-SA 4.0; Creative Commons Attribution-Share Alike 4.0"
    assert [(line.name, line.handle, line.key) for line in arrival.credits] == [("Ada", "Ada L", "ada l")]
    assert "trademarked" in arrival.note
    assert "File:Tide 4.ogg" in arrival.names


@pytest.mark.parametrize(
    ("artist", "expected"),
    [
        ("Jona Lendering", [("Jona Lendering", "")]),
        ('<div class="fn value">\nJona</div>', [("Jona", "")]),
        ('<a href="https://www.flickr.com/people/1">Jeff &amp; Brian</a> from Eastbourne',
         [("Jeff & Brian from Eastbourne", "")]),
        ('<a href="//c.org/w/index.php?title=User:No_One&amp;action=edit&amp;redlink=1">No One</a>',
         [("No One", "No One")]),
        ('The original uploader was <a href="https://en.x/wiki/it:User:Elvezio">Elvezio</a> at <a href="/x">it</a>.',
         [("Elvezio", "Elvezio")]),
        ('<a href="/wiki/User:A">Ann</a> and <a href="/wiki/User:B">Bea</a>', [("Ann", "A"), ("Bea", "B")]),
        ('Munch<div style="display: none;">label QS:P</div>', [("Munch", "")]),
        ("", [("Uploader", "Uploader")]),
        ("word " * 200, [("Uploader", "Uploader")]),
    ],
)  # fmt: skip
def test_artists_are_read_from_markup(artist: str, expected: list[tuple[str, str]]) -> None:
    found = normalised(file_page(1, Artist=artist)).credits
    assert [(line.name, line.handle) for line in found] == expected


def test_files_that_it_was_made_of_are_suggested_as_parents() -> None:
    assert [tuple(said) for said in normalised(file_page(1, Credit=DERIVED)).uses] == [
        ('File:Sea of "glass".ogg', "", "remix_of", "suggested")
    ]
    own = '<a href="/wiki/File:Other.ogg">See also</a>, based on <a href="/wiki/File:Tide_1.ogg">itself</a>'
    assert normalised(file_page(1, Credit=own)).uses == ()
    assert normalised(file_page(1, ImageDescription='<a href="/wiki/File:A.ogg">A</a>')).uses == ()


def test_a_file_that_cannot_be_aired_comes_without_it() -> None:
    page = file_page(1)
    page["imageinfo"][0] |= {"mime": "application/pdf", "url": "https://upload.example/a.pdf"}
    arrival = normalised(page)
    assert arrival.media is None and "application/pdf" in arrival.note
    with pytest.raises(BadInput, match="no file"):
        normalised(bare(page))


def test_any_field_may_hold_anything() -> None:
    connector = Commons("https://commons.example/wiki/Category:Tides", {}, Web())
    survives_anything(connector, file_page(1, Credit=DERIVED, Categories="a|b") | {"globalusage": [{"title": "x"}]})


def test_recorded_answers_are_read(shared: Path) -> None:
    folder = shared / "fixtures" / "wikimedia_commons"
    parts = [json.loads((folder / "continuation" / f"wmc_pretty{n}.json").read_text()) for n in (1, 2, 3)]
    merged = json.loads((folder / "continuation" / "wmc_pretty123.json").read_text())
    replies = iter([*parts, {"batchcomplete": ""}])
    with online(Commons, lambda _: as_json(next(replies))) as there:
        connector = there.connector(since="2015-10-31")
        found = pages(connector)
    by_id = {item.external_id: item.payload for item in found[0].items}
    assert by_id.keys() == merged["query"]["pages"].keys()
    for id_, page in merged["query"]["pages"].items():
        assert len(by_id[id_]["globalusage"]) == len(page["globalusage"])
        arrival = connector.normalise(RawItem(id_, by_id[id_], id_))
        assert arrival.credits and arrival.media and arrival.origin and arrival.created_at
    munch = connector.normalise(RawItem("", by_id["44672212"], ""))
    assert (munch.title, munch.kind, munch.licence) == (
        "Edvard Munch - Night in Nice (1891)", "illustration", "Public domain",
    )  # fmt: skip
    assert munch.credits[0].name == "Edvard Munch"


def test_recorded_oddities_are_read_or_refused(shared: Path) -> None:
    for file in sorted((shared / "fixtures" / "wikimedia_commons").glob("image_data_*.json")):
        page = {"pageid": 1, "title": "File:X.jpg", **json.loads(file.read_text())}
        if "imageinfo" in page:
            assert normalised(page).title
        else:
            with pytest.raises(BadInput):
                normalised(page)
