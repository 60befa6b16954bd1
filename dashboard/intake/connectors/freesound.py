"""Freesound: sounds found by words, user or tag; their previews, as originals need the sign-in of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.community.arrivals import Arrival, Offer, Said
from dashboard.errors import BadInput
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
    site,
)  # fmt: skip
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
from dashboard.intake.wording import credit, html_text, kind_by, medium_of

_SERVICE = "Freesound"
_AT_ONCE = 150
_FIELDS = (
    "id,url,name,tags,description,created,license,type,duration,filesize,md5,username,pack,previews,num_downloads,"
    "num_ratings,num_comments,is_remix,was_remixed,remix_of,remixes"
)
_PREVIEWS = (("preview-hq-ogg", "audio/ogg"), ("preview-hq-mp3", "audio/mpeg"), ("preview-lq-ogg", "audio/ogg"))


class Freesound:
    """Sounds of Freesound; settings: `query`, `user`, `tag`. The key is GREENROOM_FREESOUND_KEY."""

    kind = "freesound"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        path = folders(parts)
        wanted = {"query": asked_for(parts, "q")}
        if len(path) > 1 and path[0] == "people":
            wanted["user"] = path[1]
        elif len(path) > 2 and path[:2] == ["browse", "tags"]:
            wanted["tag"] = path[2]
        elif path and path[0] not in {"apiv2", "search", "browse"}:
            raise BadInput("Paste the address of a user, a tag or a search at Freesound.")
        wanted |= read_settings(settings, ("query", "user", "tag"))
        self._home = home(parts)
        self._query = wanted["query"]
        self._only = {"username": wanted.get("user", ""), "tag": wanted.get("tag", "")}
        if any('"' in value for value in self._only.values()):
            raise BadInput("A user or tag of Freesound has no quotation marks; leave them out.")
        self._key = read_key(_SERVICE, "GREENROOM_FREESOUND_KEY")
        self._web = web

    def check(self) -> str:
        """How many sounds the search finds."""
        found = number(self._ask(Round(), 1, 1), "count") or 0
        return f"{_SERVICE} finds {found:,} sounds."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Sounds by the day they were added, the oldest first; seven days are looked at again."""
        round_ = Round.of(state, full=full)
        page: int | None = number(round_.place) or 1
        while page:
            answer = self._ask(round_, page, _AT_ONCE)
            sounds, wrong = records(answer.get("results"), _SERVICE)
            for sound in sounds:
                round_.saw(moment(sound, "created"))
            page = _following(answer, page) if sounds else None
            items = tuple(RawItem(line(sound, "id"), sound, f"sound {line(sound, 'id')}") for sound in sounds)
            following = round_.going_on(page) if page else round_.ended()
            yield Page(items, following, number(answer, "count") or 0, wrong)

    def normalise(self, raw: RawItem) -> Arrival:
        """The sound with its best preview as its file."""
        sound = raw.payload
        id_ = identity(sound, "id")
        url, mime = _preview(sound)
        tags = lines(sound, "tags")
        artist = credit("", handle=line(sound, "username")[:200])
        licence = line(sound, "license")
        return Arrival(
            external_id=id_,
            kind=kind_by("audio", words=[*tags, "sound"], duration_ms=milliseconds(sound, "duration")),
            title=titled(line(sound, "name"), f"Sound {id_}"),
            text=html_text(text(sound, "description"))[:LONGEST_TEXT],
            tags=tagged(tags),
            note=noted(
                "Its file is the preview; ask its artist for the original." if url else "It offers no preview.",
                "Freesound says that it is a remix." if at(sound, "is_remix") is True else "",
            ),
            licence="" if licence.startswith("http") else licence[:300],
            licence_url=address(sound, "license"),
            origin=address(sound, "url"),
            media=Offer(url, mime) if url else None,
            created_at=moment(sound, "created"),
            credits=(artist,) if artist else (),
            uses=tuple(Said(ref) for ref in _ids(sound, "remix_of") if ref != id_),
            made_into=tuple(_ids(sound, "remixes")),
            names=(f"{self._home}/s/{id_}/",),
            metrics=counters(
                downloads=number(sound, "num_downloads"),
                ratings=number(sound, "num_ratings"),
                comments=number(sound, "num_comments"),
            ),
        )

    def _ask(self, round_: Round, page: int, size: int) -> Mapping[str, Any]:
        begins = round_.begins
        conditions = [f'{name}:"{value}"' for name, value in self._only.items() if value]
        if begins:
            conditions.append(f"created:[{begins:%Y-%m-%dT%H:%M:%SZ} TO *]")
        params = {"query": self._query, "fields": _FIELDS, "sort": "created_asc", "page_size": str(size)}
        if conditions:
            params["filter"] = " ".join(conditions)
        headers = {"Authorization": f"Token {self._key}"}
        url = f"{self._home}/apiv2/search/text/"
        params["page"] = str(page)
        return ask(self._web, url, service=_SERVICE, params=params, headers=headers, secret=self._key)


def _following(answer: Mapping[str, Any], page: int) -> int | None:
    """The number of the next page. Only the number is kept of its address, which may hold a key."""
    try:
        following = parse_qs(urlsplit(text(answer, "next")).query)
    except ValueError:
        return None
    said = number(next(iter(following.get("page", ())), ""))
    return (said if said and said > page else page + 1) if following else None


def _preview(sound: Mapping[str, Any]) -> tuple[str, str]:
    """The address and type of the best preview."""
    found = ((address(sound, "previews", name), mime) for name, mime in _PREVIEWS)
    return next(((url, mime) for url, mime in found if url and medium_of(mime)), ("", ""))


def _ids(sound: Mapping[str, Any], name: str) -> list[str]:
    """The ids in a list of ids or of addresses that end in one."""
    return [ref.rstrip("/").rpartition("/")[2][:100] for ref in lines(sound, name)]
