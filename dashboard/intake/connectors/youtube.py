"""YouTube: the videos of a channel or playlist, as what people say of them; files come from their artists only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.cells import LONGEST_NAME, passage
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.api import (
    Round,
    ask,
    asked_for,
    folders,
    home,
    read_key,
    read_settings,
    records,
    resumed,
    site,
)  # fmt: skip
from dashboard.intake.connectors.fields import (
    at,
    counters,
    identity,
    line,
    lines,
    milliseconds,
    moment,
    number,
    tagged,
    text,
    titled,
)  # fmt: skip
from dashboard.intake.record import LONGEST_TEXT
from dashboard.intake.web import Web
from dashboard.intake.wording import credit, kind_by

_SERVICE = "YouTube"
_PUBLIC = "https://www.googleapis.com"
_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"})
_AT_ONCE = 50
_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


class YouTube:
    """Videos of YouTube; settings: `playlist` (its id), or `channel` (its id or @handle).

    The key is GREENROOM_YOUTUBE_KEY.
    """

    kind = "youtube"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        given = read_settings(settings, ("playlist", "channel"))
        wanted = given or _wanted_by_address(folders(parts), asked_for(parts, "list"))
        self._playlist, self._channel = wanted.get("playlist", ""), wanted.get("channel", "")
        if len(wanted) != 1:
            raise BadInput(
                "Paste the address of one YouTube playlist (/playlist?list=…) or channel (/channel/… or /@…)."
            )
        if self._playlist and not _ID.fullmatch(self._playlist):
            raise BadInput(f"“{self._playlist[:100]}” is no playlist of YouTube; paste its address.")
        self._api = f"{_PUBLIC if parts.hostname in _HOSTS else home(parts)}/youtube/v3"
        self._key = read_key(_SERVICE, "GREENROOM_YOUTUBE_KEY")
        self._web = web

    def check(self) -> str:
        """How many videos the list holds."""
        asked = {"part": "contentDetails", "playlistId": self._list_to_read(), "maxResults": "1"}
        total = number(self._ask("playlistItems", asked), "pageInfo", "totalResults") or 0
        return f"{_SERVICE} lists {total:,} videos."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Videos that were put on the list; seven days are looked at again.

        A channel's own list is in order of date and read no further than needed; any other is read through, but
        only what is new of it is asked about.
        """
        return resumed(self._pages, Round.of(state, full=full))

    def normalise(self, raw: RawItem) -> Arrival:
        """What the video's page says; it has no file."""
        video = raw.payload
        id_ = identity(video, "id")
        about = at(video, "snippet")
        artist = credit(line(about, "channelTitle")[:LONGEST_NAME], handle=line(about, "channelId")[:200])
        return Arrival(
            external_id=id_,
            kind=kind_by("video", duration_ms=milliseconds(video, "contentDetails", "duration")),
            title=titled(line(about, "title"), f"Video {id_}"),
            text=passage(text(about, "description"))[:LONGEST_TEXT],
            tags=tagged(lines(about, "tags")),
            note="YouTube gives no file; ask its artist for it.",
            language=(line(about, "defaultAudioLanguage") or line(about, "defaultLanguage"))[:40],
            licence=_licence(line(video, "status", "license")),
            origin=f"https://www.youtube.com/watch?v={id_}",
            created_at=moment(about, "publishedAt"),
            credits=(artist,) if artist else (),
            names=(f"https://youtu.be/{id_}", f"https://youtube.com/watch?v={id_}"),
            metrics=counters(
                views=number(video, "statistics", "viewCount"),
                likes=number(video, "statistics", "likeCount"),
                comments=number(video, "statistics", "commentCount"),
            ),
        )

    def _pages(self, round_: Round) -> Iterator[Page]:
        list_ = self._list_to_read()
        token = line(round_.place)
        while True:
            asked = {"part": "snippet,contentDetails", "playlistId": list_, "maxResults": str(_AT_ONCE)}
            answer = self._ask("playlistItems", {**asked, "pageToken": token} if token else asked)
            entries, wrong = records(answer.get("items"), _SERVICE)
            wanted = [entry for entry in entries if _is_wanted(entry, round_)]
            for entry in wanted:
                round_.saw(moment(entry, "snippet", "publishedAt"))
            items, gone = self._videos([line(entry, "contentDetails", "videoId") for entry in wanted])
            following = line(answer, "nextPageToken")
            if following == token or (self._channel and len(wanted) < len(entries)):
                following = ""
            state = round_.going_on(following) if following else round_.ended()
            yield Page(items, state, number(answer, "pageInfo", "totalResults") or 0, wrong + gone)
            if not following:
                return
            token = following

    def _videos(self, ids: list[str]) -> tuple[tuple[RawItem, ...], tuple[tuple[str, str], ...]]:
        ids = [id_ for id_ in dict.fromkeys(ids) if _ID.fullmatch(id_)]
        if not ids:
            return (), ()
        asked = {"part": "snippet,status,statistics,contentDetails", "id": ",".join(ids)}
        videos, wrong = records(self._ask("videos", asked).get("items"), _SERVICE)
        items = tuple(RawItem(line(video, "id"), video, f"video {line(video, 'id')}") for video in videos)
        here = {item.external_id for item in items}
        gone = tuple((f"video {id_}", "It is private or was deleted.") for id_ in ids if id_ not in here)
        return items, wrong + gone

    def _list_to_read(self) -> str:
        """The playlist; that of a channel's uploads is asked for."""
        if not self._channel:
            return self._playlist
        name = "forHandle" if self._channel.startswith("@") else "id"
        answer = self._ask("channels", {"part": "contentDetails", name: self._channel})
        channels, _ = records(answer.get("items", []), _SERVICE)
        found = next((line(c, "contentDetails", "relatedPlaylists", "uploads") for c in channels), "")
        if not _ID.fullmatch(found):
            raise SourceFailed(f"{_SERVICE} knows no channel “{self._channel[:100]}”; check its name.")
        return found

    def _ask(self, what: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        headers = {"X-Goog-Api-Key": self._key}
        url = f"{self._api}/{what}"
        return ask(self._web, url, service=_SERVICE, params=params, headers=headers, secret=self._key)


def _wanted_by_address(path: list[str], playlist: str) -> dict[str, str]:
    if playlist:
        return {"playlist": playlist}
    if path and path[0].startswith("@"):
        return {"channel": path[0]}
    if len(path) > 1 and path[0] == "channel":
        return {"channel": path[1]}
    return {}


def _is_wanted(entry: Mapping[str, Any], round_: Round) -> bool:
    added = moment(entry, "snippet", "publishedAt")
    return not (added and round_.begins and added < round_.begins)


def _licence(said: str) -> str:
    # Only its own word for the one licence may clear a piece, whatever else may come to stand there.
    if said == "creativeCommon":
        return "Creative Commons Attribution"
    return "Standard YouTube Licence" if said else ""
