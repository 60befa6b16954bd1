"""PeerTube: the videos of an instance, a channel or an account, with the largest file up to 1080 lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from dashboard.community.arrivals import Arrival, CreditLine, Offer
from dashboard.errors import BadInput
from dashboard.intake.cells import LONGEST_NAME, passage
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.api import Round, ask, folders, home, read_settings, records, site
from dashboard.intake.connectors.fields import (
    address,
    at,
    counters,
    identity,
    line,
    lines,
    milliseconds,
    moment,
    noted,
    number,
    tagged,
    text,
    titled,
)  # fmt: skip
from dashboard.intake.record import LONGEST_TEXT
from dashboard.intake.web import Web
from dashboard.intake.wording import credit, kind_by

_SERVICE = "PeerTube"
_AT_ONCE = 25
"""Of the 100 that it allows: each video is read by a request of its own."""
_MOST_LINES = 1080
_LICENCES = {
    1: ("Attribution", "CC-BY"),
    2: ("Attribution - Share Alike", "CC-BY-SA"),
    3: ("Attribution - No Derivatives", "CC-BY-ND"),
    4: ("Attribution - Non Commercial", "CC-BY-NC"),
    5: ("Attribution - Non Commercial - Share Alike", "CC-BY-NC-SA"),
    6: ("Attribution - Non Commercial - No Derivatives", "CC-BY-NC-ND"),
    7: ("Public Domain Dedication", "CC0-1.0"),
}
"""Its own label and the licence that it means, by number; which version of the licence, it does not say."""
_ACTOR = re.compile(r"[\w.-]{1,100}(?:@[\w.:-]{1,200})?")
_KINDS_OF_PAGE = {
    "c": "channel", "video-channels": "channel", "a": "account", "accounts": "account",
}  # fmt: skip


class PeerTube:
    """Videos of a PeerTube instance; settings: `channel` or `account`, as `name` or `name@host`.

    Without either, the instance's own videos and none that it knows from others.
    """

    kind = "peertube"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        path = folders(parts)
        wanted = read_settings(settings, ("channel", "account"))
        if len(path) > 1 and path[0] in _KINDS_OF_PAGE:
            wanted = wanted or {_KINDS_OF_PAGE[path[0]]: path[1]}
        elif (path and path[0] not in {"videos", "home", "api"}) or len(wanted) > 1:
            raise BadInput("Paste the address of a PeerTube instance, or of one channel (/c/…) or account (/a/…).")
        for name, actor in wanted.items():
            if not _ACTOR.fullmatch(actor):
                raise BadInput(f"“{actor[:100]}” is no {name} of PeerTube; write it as name or name@host.")
        self._home = home(parts)
        if actor := wanted.get("channel", ""):
            self._list = f"/api/v1/video-channels/{quote(actor)}/videos"
        elif actor := wanted.get("account", ""):
            self._list = f"/api/v1/accounts/{quote(actor)}/videos"
        else:
            self._list = "/api/v1/videos"
        self._web = web

    def check(self) -> str:
        """How many videos there are."""
        return f"{_SERVICE} lists {number(self._ask(0, 1), 'total') or 0:,} videos."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Videos, the latest first, down to seven days before the latest of the round before."""
        round_ = Round.of(state, full=full)
        start = number(round_.place) or 0
        while True:
            answer = self._ask(start, _AT_ONCE)
            listed, wrong = records(answer.get("data"), _SERVICE)
            wanted = [video for video in listed if _is_wanted(video, round_)]
            for video in wanted:
                round_.saw(moment(video, "publishedAt"))
            items, gone = self._read(wanted)
            start += len(listed) + len(wrong)
            last = not listed or len(wanted) < len(listed) or start >= (number(answer, "total") or 0)
            following = round_.ended() if last else round_.going_on(start)
            yield Page(items, following, number(answer, "total") or 0, wrong + gone)
            if last:
                return

    def normalise(self, raw: RawItem) -> Arrival:
        """The video with one of its files, and its account as the artist."""
        video = raw.payload
        id_ = identity(video, "uuid")
        file = _file(video)
        url = address(file, "fileDownloadUrl") or address(file, "fileUrl")
        allowed = at(video, "downloadEnabled") is not False and at(video, "isLive") is not True
        medium = "audio" if file and number(file, "resolution", "id") == 0 else "video"
        artist = _artist(video)
        short = line(video, "shortUUID")
        return Arrival(
            external_id=id_,
            kind=kind_by(
                medium, words=[line(video, "category", "label"), *lines(video, "tags")],
                duration_ms=milliseconds(video, "duration"),
            ),
            title=titled(line(video, "name"), f"Video {id_}"),
            text=passage(text(video, "description"))[:LONGEST_TEXT],
            tags=tagged([line(video, "category", "label"), *lines(video, "tags")]),
            note=noted(
                "It is a live stream." if at(video, "isLive") is True else "",
                "Its artist allows no download; ask for the file." if at(video, "downloadEnabled") is False else "",
                "Its source marks it as sensitive." if at(video, "nsfw") is True else "",
            ),
            language=line(video, "language", "id")[:40],
            licence=_licence(at(video, "licence")),
            origin=address(video, "url") or f"{self._home}/videos/watch/{quote(id_)}",
            media=Offer(url, "", number(file, "size")) if url and allowed else None,
            created_at=moment(video, "publishedAt") or moment(video, "createdAt"),
            credits=(artist,) if artist else (),
            names=tuple(f"{self._home}/w/{quote(name)}" for name in (short, id_) if name),
            metrics=counters(
                views=number(video, "views"),
                likes=number(video, "likes"),
                dislikes=number(video, "dislikes"),
                comments=number(video, "comments"),
            ),
        )  # fmt: skip

    def _ask(self, start: int, count: int) -> Mapping[str, Any]:
        params = {"start": str(start), "count": str(count), "sort": "-publishedAt"}
        if self._list == "/api/v1/videos":
            params["isLocal"] = "true"
        return ask(self._web, f"{self._home}{self._list}", service=_SERVICE, params=params)

    def _read(self, listed: list[Mapping[str, Any]]) -> tuple[tuple[RawItem, ...], tuple[tuple[str, str], ...]]:
        items, gone = [], []
        for video in listed:
            id_ = line(video, "uuid")
            url = f"{self._home}/api/v1/videos/{quote(id_, safe='')}"
            details = ask(self._web, url, service=_SERVICE, gone=(401, 403, 404)) if id_ else {}
            if details:
                items.append(RawItem(id_, {**video, **details}, line(video, "name") or id_))
            else:
                gone.append((line(video, "name")[:200] or "a video without a name", "It is listed and not public."))
        return tuple(items), tuple(gone)


def _is_wanted(video: Mapping[str, Any], round_: Round) -> bool:
    published = moment(video, "publishedAt")
    return not (published and round_.begins and published < round_.begins)


def _file(video: Mapping[str, Any]) -> Mapping[str, Any]:
    """The largest picture up to 1080 lines, else the smallest above; as one file rather than as a playlist's."""
    playlists = at(video, "streamingPlaylists")
    groups = [at(video, "files"), *(at(each, "files") for each in (playlists if isinstance(playlists, list) else []))]
    found = [f for group in groups if isinstance(group, list) for f in group if isinstance(f, Mapping)]

    def merit(file: Mapping[str, Any]) -> tuple[bool, int]:
        high = number(file, "resolution", "id") or 0
        return high <= _MOST_LINES, high if high <= _MOST_LINES else -high

    # Of equals, `max` takes the first: whole files come before those of playlists.
    return max(found, key=merit, default={})


def _licence(licence: object) -> str:
    """The licence that a number means, unless the instance gave that number another meaning."""
    label, id_ = line(licence, "label")[:300], number(licence, "id")
    usual, means = _LICENCES.get(id_ or 0, ("", ""))
    return means if means and label in {"", usual} else label


def _artist(video: Mapping[str, Any]) -> CreditLine | None:
    who = next((found for name in ("account", "channel") if line(found := at(video, name), "name")), None)
    name, host = line(who, "name")[:200], line(who, "host")[:200]
    return credit(line(who, "displayName")[:LONGEST_NAME], handle=f"{name}@{host}" if name and host else name)
