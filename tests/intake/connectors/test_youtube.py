"""YouTube: a list, then its videos by fifty; no files, and one word alone that clears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.community.licences import read_licence
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import RawItem
from dashboard.intake.connectors.youtube import YouTube
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

KEY = "SECRET-KEY-3"


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_YOUTUBE_KEY", KEY)
        yield


def video(id_: str) -> dict[str, Any]:
    return {
        "kind": "youtube#video", "id": id_,
        "snippet": {
            "publishedAt": "2026-03-20T10:00:00Z", "channelId": "UC123", "title": f"Tide {id_}",
            "description": "Low\ntide",
            "channelTitle": "Ada", "tags": ["sea", "tide"], "defaultAudioLanguage": "en",
        },
        "contentDetails": {"duration": "PT1M3S", "licensedContent": False},
        "status": {"license": "creativeCommon", "privacyStatus": "public"},
        "statistics": {"viewCount": "1200", "likeCount": "7", "favoriteCount": "0", "commentCount": "3"},
    }  # fmt: skip


def entry(id_: str, day: int) -> dict[str, Any]:
    snippet = {"publishedAt": f"2026-03-{day:02d}T10:00:00Z", "title": "x"}
    return {"id": f"item-{id_}", "snippet": snippet, "contentDetails": {"videoId": id_}}


LIST = [entry("aa", 20), entry("bb", 12), entry("private", 11), entry("cc", 1), entry("dd", 1)]


def data_api(asked: Asked) -> Reply:
    """A channel with five uploads, the latest first, two on a page; one has become private."""
    query = asked.query
    if asked.headers.get("x-goog-api-key") != KEY:
        return as_json({"error": {"code": 400, "message": "API key not valid."}}, status=400)
    if asked.path == "/youtube/v3/channels":
        known = query.get("id") == "UC123" or query.get("forHandle") == "@ada"
        uploads = {"contentDetails": {"relatedPlaylists": {"uploads": "UU123"}}}
        return as_json({"pageInfo": {}, "items": [uploads]} if known else {"pageInfo": {}})
    if asked.path == "/youtube/v3/videos":
        wanted = [id_ for id_ in query["id"].split(",") if id_ != "private"]
        return as_json({"items": [video(id_) for id_ in wanted]})
    start = int(query.get("pageToken", "T0")[1:])
    listed = {"pageInfo": {"totalResults": len(LIST)}, "items": LIST[start : start + 2]}
    return as_json(listed | ({"nextPageToken": f"T{start + 2}"} if start + 2 < len(LIST) else {}))


@pytest.fixture
def ada() -> Iterator[Online]:
    with online(YouTube, data_api) as there:
        yield there


def test_a_channel_is_read_to_its_end(ada: Online) -> None:
    found = pages(ada.connector("/@ada"))
    assert [[item.external_id for item in page.items] for page in found] == [["aa", "bb"], ["cc"], ["dd"]]
    assert found[1].unusable == (("video private", "It is private or was deleted."),)
    assert [asked.query["id"] for asked in ada.asked("/youtube/v3/videos")] == ["aa,bb", "private,cc", "dd"]
    assert ada.asked("/youtube/v3/playlistItems")[0].query["playlistId"] == "UU123"


def test_the_next_pull_of_a_channel_stops_at_what_is_known(ada: Online) -> None:
    connector = ada.connector("/channel/UC123")
    state = pages(connector)[-1].state
    ada.service.asked.clear()
    assert ids(pages(connector, state)) == ["aa"]
    assert len(ada.asked("/youtube/v3/playlistItems")) == 1
    assert ids(pages(connector, state, full=True)) == ["aa", "bb", "cc", "dd"]


def test_the_next_pull_of_a_playlist_reads_it_through_and_asks_only_about_what_is_new(ada: Online) -> None:
    connector = ada.connector("/playlist?list=PL9")
    state = pages(connector)[-1].state
    ada.service.asked.clear()
    assert ids(pages(connector, state)) == ["aa"]
    assert len(ada.asked("/youtube/v3/playlistItems")) == 3
    assert [asked.query["id"] for asked in ada.asked("/youtube/v3/videos")] == ["aa"]


def test_a_pull_that_was_cut_short_goes_on_or_begins_again_where_the_place_is_forgotten(ada: Online) -> None:
    connector = ada.connector(playlist="PL9")
    first = next(connector.pull({}, full=False))
    assert ids(pages(connector, first.state)) == ["cc", "dd"]
    ada.first.append(as_json({"error": {"message": "The request specifies an invalid page token."}}, status=400))
    assert ids(pages(connector, first.state)) == ["aa", "bb", "cc", "dd"]


def test_the_key_is_sent_in_a_header_and_kept_nowhere(ada: Online) -> None:
    connector = ada.connector("/@ada")
    hides_the_key(KEY, connector, pages(connector))
    assert all(KEY not in asked.target for asked in ada.service.asked)


def test_it_waits_as_told(ada: Online) -> None:
    waits_as_told(ada, lambda: pages(ada.connector("/@ada")))


def test_half_an_answer_is_asked_for_again(ada: Online) -> None:
    asks_again_after_half_an_answer(ada, lambda: pages(ada.connector("/@ada")))


def test_the_services_reason_is_passed_on(ada: Online) -> None:
    said = {"code": 403, "message": "The request cannot be completed because you have exceeded your quota."}
    wrong = as_json({"error": said | {"errors": [{"reason": "quotaExceeded"}]}}, status=403)
    refuses_with(ada, ada.connector(playlist="PL9"), wrong, "YouTube refused: .*exceeded your quota")
    with pytest.raises(SourceFailed, match="knows no channel “@bo”"):
        ada.connector("/@bo").check()
    assert ada.connector("/@ada").check() == "YouTube lists 5 videos."


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREENROOM_YOUTUBE_KEY")
    with pytest.raises(BadInput, match="GREENROOM_YOUTUBE_KEY"):
        YouTube("https://www.youtube.com/@ada", {}, Web())


@pytest.mark.parametrize(
    "settings", [{}, {"playlist": "a", "channel": "@b"}, {"playlist": "a b"}, {"video": "a"}, {"channel": 7}]
)
def test_what_names_no_list_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        YouTube("https://www.youtube.com/watch?v=aa", settings, Web())


def normalised(payload: dict[str, Any]) -> Any:
    return YouTube("https://www.youtube.com/@ada", {}, Web()).normalise(RawItem("", payload, "here"))


def test_a_video_becomes_a_piece_without_a_file() -> None:
    arrival = normalised(video("aa"))
    assert (arrival.external_id, arrival.title, arrival.kind, arrival.language) == ("aa", "Tide aa", "video", "en")
    assert arrival.media is None and arrival.note == "YouTube gives no file; ask its artist for it."
    assert arrival.origin == "https://www.youtube.com/watch?v=aa"
    assert [(line.name, line.handle) for line in arrival.credits] == [("Ada", "UC123")]
    assert dict(arrival.metrics) == {"views": 1200, "likes": 7, "comments": 3}
    hidden = video("aa") | {"statistics": {"viewCount": "1200"}}
    assert dict(normalised(hidden).metrics) == {"views": 1200}


@pytest.mark.parametrize(
    ("said", "clears"),
    [("creativeCommon", True), ("youtube", False), ("cc-by", False), ("public domain", False), (None, False)],
)
def test_only_its_own_word_for_creative_commons_clears(said: object, clears: bool) -> None:
    arrival = normalised(video("aa") | {"status": {"license": said}})
    licence = read_licence(arrival.licence, arrival.licence_url)
    assert (licence.commercial and licence.adaptation) is clears
    assert licence.known is clears


def test_a_list_without_videos_asks_for_none() -> None:
    def empty(asked: Asked) -> Reply:
        assert asked.path == "/youtube/v3/playlistItems"
        return as_json({"pageInfo": {"totalResults": 0}, "items": []})

    with online(YouTube, empty) as there:
        assert ids(pages(there.connector(playlist="PL9"))) == []


def test_any_field_may_hold_anything() -> None:
    survives_anything(YouTube("https://www.youtube.com/@ada", {}, Web()), video("aa"))
