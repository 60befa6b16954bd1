"""ccHost: its uploads with parents and children, its paging, and its own ways with JSON and headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.arrivals import Arrival, Offer, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors.cchost import CcHost
from dashboard.intake.connectors.cchost_json import read_json
from dashboard.intake.connectors.cchost_php import read_php
from dashboard.intake.web import Limits, Web
from tests.intake.connectors.api_services import (
    Online,
    asks_again_after_half_an_answer,
    ids,
    online,
    pages,
    survives_anything,
    waits_as_told,
)
from tests.intake.connectors.cchost_services import Site, relative, upload
from tests.services import Reply, service


@pytest.fixture
def site() -> Site:
    return Site([upload(number) for number in range(1, 8)])


@pytest.fixture
def there(site: Site) -> Iterator[Online]:
    with online(CcHost, site) as running:
        yield running


def normalised(**more: Any) -> Arrival:
    return CcHost("https://mixter.example", {}, Web()).normalise(RawItem("", upload(7, **more), "upload 7"))


def texts(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


# What becomes of an upload.


def test_an_upload_becomes_a_piece_with_the_file_that_is_heard() -> None:
    piece = normalised()
    assert (piece.external_id, piece.title, piece.text) == ("7", "Tide 7", "Thanks to:\nBo Lind")
    # Neither the stems in a zip, nor the samples that are far larger; blanks in the address are escaped.
    assert piece.media == Offer("https://mixter.example/content/ada/ada%20-%20Tide%207.mp3", "audio/mpeg", 4_299_161)
    assert piece.kind == "music"
    assert [(line.name, line.handle) for line in piece.credits] == [("Ada Reed", "ada")]
    assert piece.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert piece.origin == "https://mixter.example/files/ada/7"
    assert piece.created_at == datetime(2026, 3, 7, 21, 30, 23, tzinfo=UTC)


def test_both_layouts_of_dates_are_read_and_an_unreadable_one_is_noted() -> None:
    assert normalised(upload_date="Mon, Jul 20, 2026 @ 9:30 PM").created_at == datetime(2026, 7, 20, 21, 30, tzinfo=UTC)
    undated = normalised(upload_date="long ago")
    assert (undated.created_at, undated.note) == (None, "Its date “long ago” could not be read.")


def test_counts_that_are_absent_mean_none() -> None:
    assert dict(normalised().metrics) == {"likes": 0, "ratings": 3, "remixes": 0, "playlists": 0}
    assert dict(normalised(thumbs_up="4", upload_num_remixes=2).metrics)["likes"] == 4


def test_tags_are_the_artists_own_and_never_tell_the_outcome() -> None:
    assert normalised().tags == "calm, sea"
    assert normalised(upload_extra={"ccud": "remix,media,bpm_090_095", "systags": "audio,mp3"}).tags == "calm"
    assert normalised(upload_extra=None).tags == "remix, media, bpm_090_095, audio, mp3, calm"


def test_what_it_was_submitted_as_tells_its_kind_before_its_tags_do() -> None:
    assert normalised(upload_extra={"ccud": "remix", "usertags": "female_vocals"}).kind == "music"
    assert normalised(upload_extra={"ccud": "acappella", "usertags": "female_vocals"}).kind == "vocals"
    assert normalised(upload_extra={"usertags": "spoken_word"}).kind == "vocals"


def test_a_php_serialised_extra_is_read_and_a_broken_one_only_noted() -> None:
    piece = normalised(upload_extra='a:2:{s:8:"usertags";s:9:"små,calm";s:4:"nsfw";b:1;}')
    assert piece.tags == "små, calm"
    assert piece.note == "Its source marks it as not safe for work."
    broken = normalised(upload_extra='a:2:{s:8:"usertags";s:99:"x";}')
    assert broken.title == "Tide 7"
    assert broken.note == "What its source adds under “upload_extra” could not be read."


def test_whoever_is_featured_is_credited_without_a_second_share() -> None:
    piece = normalised(upload_extra={"featuring": "Bo Lind, Cy"})
    assert [(line.name, line.role, line.points) for line in piece.credits] == [
        ("Ada Reed", "", 1), ("Bo Lind", "featured", 0), ("Cy", "featured", 0),
    ]  # fmt: skip


def test_parents_here_and_in_pools_are_declared_and_children_are_named() -> None:
    without_id = {key: value for key, value in relative(4).items() if key != "upload_id"}
    pool = {
        "pool_item_id": 55, "upload_name": "Scanner", "pool_item_artist": "Cy", "file_page_url": "https://x.example/s",
    }  # fmt: skip
    piece = normalised(remix_parents=[relative(3), without_id, pool], remix_children={"0": relative(9)})
    assert piece.uses == (Said("3", "Bo Lind"), Said("4", "Bo Lind"), Said("pool:55 Scanner", "Cy"))
    assert {use.state for use in piece.uses} == {"declared"}
    assert piece.made_into == ("9",)


def test_an_upload_without_a_number_is_refused_unless_its_page_tells_it() -> None:
    assert normalised(upload_id=None).external_id == "7"
    with pytest.raises(BadInput, match="no upload_id"):
        normalised(upload_id=None, file_page_url="")


def test_whatever_stands_in_a_record_it_is_a_piece_or_refused() -> None:
    record = upload(7, remix_parents=[relative(3)], remix_children=[relative(8)])
    survives_anything(CcHost("https://mixter.example", {}, Web()), record)


def test_the_recorded_upload_becomes_a_piece(shared: Path) -> None:
    body = (shared / "fixtures" / "ccmixter" / "single_item.json").read_bytes()
    record = read_json(body.replace(b'"bpm": 94', b'"bpm": 094'))
    piece = CcHost("https://ccmixter.org", {}, Web()).normalise(RawItem("", record, "upload"))
    assert (piece.external_id, piece.title, piece.tags) == ("69420", "Test Music", "instrumental")
    assert piece.media is not None
    assert piece.media.url == "https://ccmixter.org/content/testuser/testuser%20-%20Test_Music.mp3"
    assert piece.created_at == datetime(2023, 12, 6, 4, 47, tzinfo=UTC)
    assert [line.name for line in piece.credits] == ["Test User", "Other Test User", "Another Test User"]
    assert dict(piece.metrics) == {"likes": 0, "ratings": 420, "remixes": 0, "playlists": 0}


# Its JSON, and PHP's own notation.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{"bpm": 094}', {"bpm": 94}),
        ('[007, -007, 00, 0, 0.05, 1.005, 100, 1e05, 1E-05, 00.5]', [7, -7, 0, 0, 0.05, 1.005, 100, 1e5, 1e-5, 0.5]),
        (r'{"a": "bpm: 094 \" 007", "b": 01}', {"a": 'bpm: 094 " 007', "b": 1}),
        (r'["it\'s", "a\\b", 01]', ["it's", "a\\b", 1]),
        ('\ufeff["a\tb"]', ["a\tb"]),
    ],
)  # fmt: skip
def test_json_is_mended_outside_texts_only(written: str, meant: object) -> None:
    assert read_json(written.encode()) == meant


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
))  # fmt: skip
def test_mending_leaves_sound_json_as_it_is(value: object) -> None:
    # The wrong number at its end makes the whole document pass through the mending.
    assert read_json(f"[{json.dumps(value)}, 01]".encode()) == [value, 1]


@pytest.mark.parametrize("body", [b"", b"[", b'["' + b'\\"' * 200_000, b"[" * 100_000, b"<b>Warning</b>[]", b"\xff"])
def test_what_cannot_be_mended_is_a_value_error_soon(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(body)


def in_php(value: object) -> str:
    """As PHP writes it."""
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{value:d};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, float):
        return f"d:{value!r};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    assert isinstance(value, dict)
    inner = "".join(in_php(key) + in_php(each) for key, each in value.items())
    return f"a:{len(value)}:{{{inner}}}"


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(), lambda inner: st.dictionaries(st.text(), inner, max_size=3), max_leaves=8,
))  # fmt: skip
def test_what_php_wrote_is_read_back(value: object) -> None:
    assert read_php(in_php(value)) == value


@given(st.text() | st.text(alphabet='asidbNO:;{}"0123456789'))
def test_whatever_is_no_php_is_a_value_error(text: str) -> None:
    try:
        read_php(text)
    except ValueError:
        return
    assert text[0] in "aisdbN"


@pytest.mark.parametrize("text", ['O:8:"stdClass":0:{}', "a:1:{i:0;" * 50, "a:999999999:{", 's:5:"abc";', "i:1;i:2;"])
def test_objects_and_broken_values_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_php(text)


# Pulls.


def test_a_pull_goes_page_by_page_to_the_end(there: Online) -> None:
    found = pages(there.connector(limit=3))
    assert ids(found) == texts(7)
    assert [len(page.items) for page in found] == [3, 3, 1]
    assert {page.total for page in found} == {7}
    assert found[0].items[0].payload["upload_extra"]["bpm"] == 94
    asked = there.asked("/api/query")[-1].query
    assert {name: asked[name] for name in ("f", "limit", "offset", "sort", "ord")} == {
        "f": "json", "limit": "3", "offset": "6", "sort": "date", "ord": "ASC",
    }  # fmt: skip


@pytest.mark.parametrize(("most", "limit"), [(2, 20), (200, 7), (1, 3)])
@pytest.mark.parametrize("ends_with_404", [True, False])
def test_a_site_that_gives_less_at_once_or_ends_with_404_is_read_to_its_end(
    there: Online, site: Site, most: int, limit: int, ends_with_404: bool
) -> None:
    site.most, site.ends_with_404, site.tells_count = most, ends_with_404, False
    assert ids(pages(there.connector(limit=limit))) == texts(7)


def test_a_later_pull_asks_for_the_last_seven_days_and_what_is_new(there: Online, site: Site) -> None:
    site.uploads = [upload(number) for number in range(1, 21)]
    connector = there.connector()
    state = pages(connector)[-1].state
    site.uploads.append(upload(25))
    assert ids(pages(connector, state)) == [*(str(number) for number in range(14, 21)), "25"]
    assert (
        int(there.asked("/api/query")[-1].query["sinceu"]) == datetime(2026, 3, 13, 21, 30, 23, tzinfo=UTC).timestamp()
    )
    assert len(ids(pages(connector, state, full=True))) == 21
    assert "sinceu" not in there.asked("/api/query")[-1].query


def test_a_pull_cut_short_goes_on_where_it_was_even_if_something_went_away(there: Online, site: Site) -> None:
    connector = there.connector(limit=2)
    state = pages(connector)[1].state
    del site.uploads[0]
    rest = ids(pages(connector, json.loads(json.dumps(state))))
    assert rest == ["4", "5", "6", "7"]


def test_a_date_in_the_future_does_not_hide_what_comes_until_then(there: Online, site: Site) -> None:
    site.uploads.append(upload(8, upload_date="2099-01-01 00:00:00"))
    connector = there.connector()
    state = pages(connector)[-1].state
    site.uploads.append(upload(9))
    assert "9" in ids(pages(connector, state))


def test_a_site_that_takes_no_notice_of_the_offset_does_not_keep_us_forever(site: Site) -> None:
    first = site.uploads[:3]
    with online(CcHost, lambda _: Reply(json.dumps(first).encode())) as there:
        assert ids(pages(there.connector(limit=3))) == texts(3)


def test_where_lists_of_parents_and_children_are_cut_off_the_rest_is_asked_for(there: Online, site: Site) -> None:
    pool = {"pool_item_id": 55, "upload_name": "Scanner", "user_real_name": "Cy"}
    cut = upload(
        7, remix_parents=[pool, relative(1)], more_parents_link="https://mixter.example/files/ada/7",
        remix_children=[relative(30)], children_overflow=True,
    )  # fmt: skip
    site.uploads = [upload(6), cut]
    site.most = 2
    site.sources["7"] = [relative(number) for number in range(1, 6)]
    site.remixes["7"] = [{**relative(number), "upload_description_html": "long"} for number in (30, 31, 32)]
    connector = there.connector()
    raw = pages(connector)[0].items[1]
    assert "upload_description_html" not in raw.payload["remix_children"][-1]
    piece = connector.normalise(raw)
    assert [use.ref for use in piece.uses] == ["pool:55 Scanner", "1", "2", "3", "4", "5"]
    assert piece.made_into == ("30", "31", "32")
    assert not [asked for asked in there.asked("/api/query") if asked.query.get("sources") == "6"]


def test_fewer_parents_than_are_counted_are_asked_for_too(there: Online, site: Site) -> None:
    site.uploads = [upload(7, upload_num_sources="2")]
    site.sources["7"] = [relative(1), relative(2)]
    connector = there.connector()
    assert [use.ref for use in connector.normalise(pages(connector)[0].items[0]).uses] == ["1", "2"]


def test_a_list_that_cannot_be_had_keeps_the_piece_out_and_says_so(there: Online, site: Site) -> None:
    site.uploads = [upload(6), upload(7, upload_num_sources=2)]
    site.sources["7"] = [relative(1)]
    site.broken_id = 1
    (page,) = pages(there.connector(limit=2))[:1]
    assert ids([page]) == ["6"]
    ((where, reason),) = page.unusable
    assert where == "upload 7"
    assert reason.startswith("What it is built on could not be listed in full.")


def test_where_headers_grow_too_long_it_asks_for_less_down_to_one_at_a_time(there: Online, site: Site) -> None:
    site.header_bytes_each = 70_000
    assert ids(pages(there.connector(limit=4))) == texts(7)
    limits = [asked.query["limit"] for asked in there.asked("/api/query") if asked.query["f"] == "json"]
    assert list(dict.fromkeys(limits)) == ["4", "2", "1"]  # a broken connection may be asked once more
    assert limits.count("1") >= 8


def test_headers_that_are_too_long_even_for_one_end_the_pull_in_a_sentence(there: Online, site: Site) -> None:
    site.header_bytes_each = 400_000
    with pytest.raises(SourceFailed, match=r"\.$"):
        pages(there.connector(limit=2))


def test_one_answer_that_cannot_be_read_costs_one_record_and_is_named(there: Online, site: Site) -> None:
    site.broken_id = 3
    found = pages(there.connector(limit=4))
    assert ids(found) == ["1", "2", "4", "5", "6", "7"]
    assert [where for page in found for where, _ in page.unusable] == ["upload 3 by date"]


def test_a_server_that_asks_to_wait_or_breaks_off_is_asked_again(there: Online) -> None:
    connector = there.connector(limit=5)
    waits_as_told(there, lambda: pages(connector))
    asks_again_after_half_an_answer(there, lambda: pages(connector))


def test_a_slow_answer_arrives_and_one_too_slow_ends_in_a_sentence() -> None:
    drip = Reply(json.dumps([{"upload_id": 1, "upload_name": "a"}]).encode(), drip_s=0.005)
    with service(lambda _: drip) as running:
        assert ids(pages(CcHost(running.url, {}, Web(allowed_hosts={running.host})))) == ["1"]
        hasty = Web(allowed_hosts={running.host}, limits=Limits(answer_s=0.05, tries=1))
        with pytest.raises(SourceFailed, match="slow"):
            pages(CcHost(running.url, {}, hasty))


# Addresses and settings.


def test_settings_narrow_what_is_asked(there: Online, site: Site) -> None:
    site.uploads[2]["upload_tags"] = ",piano,"
    assert ids(pages(there.connector(tags="piano"))) == ["3"]
    assert there.asked("/api/query")[-1].query["dataview"] == "upload_page"
    pages(there.connector(dataview=""))
    assert "dataview" not in there.asked("/api/query")[-1].query


@pytest.mark.parametrize(
    "settings", [{"colour": "red"}, {"limit": 21}, {"limit": 0}, {"tags": ["a"]}, {"search": "x" * 301}]
)
def test_settings_that_it_does_not_take_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="setting"):
        CcHost("https://mixter.example", settings, Web())


@pytest.mark.parametrize("path", ["", "/", "/api", "/api/query", "/api/query/"])
def test_any_address_of_the_site_leads_to_its_query(there: Online, path: str) -> None:
    assert there.connector(path).check().endswith("/api/query has 7 uploads; the newest is “Tide 7”.")


@pytest.mark.parametrize("address", ["mixter", "ftp://mixter.example", "https://mixter.example/api/query?tags=a"])
def test_an_address_that_is_none_of_a_site_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        CcHost(address, {}, Web())


def test_a_place_that_is_no_cchost_is_named_so(there: Online, site: Site) -> None:
    with pytest.raises(SourceFailed, match="runs ccHost"):
        there.connector("/elsewhere").check()
    with pytest.raises(SourceFailed, match="no uploads that fit"):
        there.connector(tags="nothing").check()
    with online(CcHost, lambda _: Reply(b'{"error": "x"}')) as other, pytest.raises(SourceFailed, match="no list"):
        pages(other.connector())
