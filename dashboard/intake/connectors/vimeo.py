"""Vimeo: the videos of a user, channel, group or showcase, as what is said of them; files come from their artists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.community.arrivals import Arrival, CreditLine
from dashboard.errors import BadInput
from dashboard.intake.cells import LONGEST_NAME, passage
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.api import Round, ask, folders, home, read_key, read_settings, records, site
from dashboard.intake.connectors.fields import (
    address,
    at,
    counters,
    identity,
    line,
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

_SERVICE = "Vimeo"
_PUBLIC = "https://api.vimeo.com"
_HOSTS = frozenset({"vimeo.com", "www.vimeo.com"})
_AT_ONCE = 100
_FIELDS = (
    "uri,name,description,link,duration,created_time,release_time,language,license,tags.name,stats.plays,"
    "metadata.connections.likes.total,metadata.connections.comments.total,user.uri,user.name,user.link"
)
_LICENCES = {
    "by": "CC BY", "by-sa": "CC BY-SA", "by-nd": "CC BY-ND", "by-nc": "CC BY-NC", "by-nc-sa": "CC BY-NC-SA",
    "by-nc-nd": "CC BY-NC-ND", "cc0": "CC0 1.0",
}  # fmt: skip
_LISTS = {"user": "users", "channel": "channels", "group": "groups", "showcase": "albums"}
_PAGES = {"channels": "channel", "groups": "group", "showcase": "showcase", "album": "showcase", "user": "user"}
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
_VIDEO = re.compile(r"/videos/(\d{1,30})")


class Vimeo:
    """Videos of Vimeo; settings: `user`, `channel`, `group` or `showcase`, by name or number.

    The key is GREENROOM_VIMEO_KEY, an access token for what is public.
    """

    kind = "vimeo"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        chosen = read_settings(settings, _LISTS) or _wanted_by_address(folders(parts))
        if len(chosen) != 1:
            raise BadInput("Paste the address of one Vimeo user, channel, group or showcase.")
        ((of, name),) = chosen.items()
        if not _NAME.fullmatch(name):
            raise BadInput(f"“{name[:100]}” is no {of} of Vimeo; paste its address.")
        self._url = f"{_PUBLIC if parts.hostname in _HOSTS else home(parts)}/{_LISTS[of]}/{name}/videos"
        self._key = read_key(_SERVICE, "GREENROOM_VIMEO_KEY")
        self._web = web

    def check(self) -> str:
        """How many videos there are."""
        return f"{_SERVICE} lists {number(self._ask(1, 1), 'total') or 0:,} videos."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Videos, the latest first, down to seven days before the latest of the round before."""
        round_ = Round.of(state, full=full)
        page: int | None = number(round_.place) or 1
        while page:
            answer = self._ask(page, _AT_ONCE)
            videos, wrong = records(answer.get("data"), _SERVICE)
            wanted = [video for video in videos if _is_wanted(video, round_)]
            for video in wanted:
                round_.saw(moment(video, "created_time"))
            page = _following(answer, page) if videos and len(wanted) == len(videos) else None
            items = tuple(RawItem(_id(video), video, line(video, "link")[:300] or _id(video)) for video in wanted)
            state_then = round_.going_on(page) if page else round_.ended()
            yield Page(items, state_then, number(answer, "total") or 0, wrong)

    def normalise(self, raw: RawItem) -> Arrival:
        """What the video's page says; it has no file."""
        video = raw.payload
        id_ = identity(_id(video))
        artist = _artist(video)
        tags = at(video, "tags")
        return Arrival(
            external_id=id_,
            kind=kind_by("video", duration_ms=milliseconds(video, "duration")),
            title=titled(line(video, "name"), f"Video {id_}"),
            text=passage(text(video, "description"))[:LONGEST_TEXT],
            tags=tagged(line(tag, "name") for tag in tags) if isinstance(tags, list) else "",
            note="Vimeo gives no file; ask its artist for it.",
            language=line(video, "language")[:40],
            licence=_LICENCES.get(line(video, "license"), ""),
            origin=address(video, "link") or f"https://vimeo.com/{id_}",
            created_at=moment(video, "created_time"),
            credits=(artist,) if artist else (),
            names=(f"https://vimeo.com/{id_}",),
            metrics=counters(
                views=number(video, "stats", "plays"),
                likes=number(video, "metadata", "connections", "likes", "total"),
                comments=number(video, "metadata", "connections", "comments", "total"),
            ),
        )

    def _ask(self, page: int, size: int) -> Mapping[str, Any]:
        params = {"page": str(page), "per_page": str(size), "sort": "date", "direction": "desc", "fields": _FIELDS}
        headers = {"Authorization": f"bearer {self._key}", "Accept": "application/vnd.vimeo.*+json;version=3.4"}
        return ask(self._web, self._url, service=_SERVICE, params=params, headers=headers, secret=self._key)


def _wanted_by_address(path: list[str]) -> dict[str, str]:
    if len(path) > 1 and path[0] in _PAGES:
        return {_PAGES[path[0]]: path[1]}
    if len(path) == 1 and path[0] not in _PAGES and not path[0].isdigit():
        found = re.fullmatch(r"user(\d+)", path[0])
        return {"user": found[1] if found else path[0]}
    return {}


def _id(video: Mapping[str, Any]) -> str:
    found = _VIDEO.match(line(video, "uri"))
    return found[1] if found else ""


def _is_wanted(video: Mapping[str, Any], round_: Round) -> bool:
    created = moment(video, "created_time")
    return not (created and round_.begins and created < round_.begins)


def _following(answer: Mapping[str, Any], page: int) -> int | None:
    """The number of the next page, where the service names one."""
    try:
        said = parse_qs(urlsplit(text(answer, "paging", "next")).query).get("page", ())
    except ValueError:
        return None
    following = number(next(iter(said), ""))
    return following if following and following > page else None


def _artist(video: Mapping[str, Any]) -> CreditLine | None:
    """The user by the name in the address of their page, which they keep when they call themselves otherwise."""
    page = line(video, "user", "link").rstrip("/") or line(video, "user", "uri")
    return credit(line(video, "user", "name")[:LONGEST_NAME], handle=page.rpartition("/")[2][:200])
