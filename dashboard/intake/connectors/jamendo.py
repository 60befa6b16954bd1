"""Jamendo: tracks of an artist, an album or a search, where their artists let them be downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dashboard.community.arrivals import Arrival, Offer
from dashboard.errors import BadInput
from dashboard.intake.cells import passage
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
    refused,
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
from dashboard.intake.wording import credit, kind_by

_SERVICE = "Jamendo"
_AT_ONCE = 200
_PUBLIC = "https://api.jamendo.com"
_OF_THE_ASKER = frozenset({"client_id", "from", "token", "access_token", "key"})


class Jamendo:
    """Tracks of Jamendo; settings: `artist` or `album` (number or name), `tag`, `query`.

    The key is GREENROOM_JAMENDO_KEY, the client id of an application.
    """

    kind = "jamendo"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        path = folders(parts)
        wanted = {"query": asked_for(parts, "q")}
        if len(path) > 1 and path[0] in {"artist", "album"}:
            wanted[path[0]] = path[1]
        elif path and path[0] not in {"v3.0", "search", "start"}:
            raise BadInput("Paste the address of an artist, an album or a search at Jamendo.")
        wanted |= read_settings(settings, ("artist", "album", "tag", "query"))
        self._url = f"{_api(home(parts), parts.hostname or '')}/v3.0/tracks/"
        self._only = {"search": wanted["query"], "tags": wanted.get("tag", "")}
        for name in ("artist", "album"):
            value = wanted.get(name, "")
            self._only[f"{name}_id" if value.isascii() and value.isdigit() else f"{name}_name"] = value
        self._key = read_key(_SERVICE, "GREENROOM_JAMENDO_KEY")
        self._web = web

    def check(self) -> str:
        """Whether the service answers to the key, and finds anything."""
        found, _ = records(self._ask(Round(), 0, 1).get("results"), _SERVICE)
        return f"{_SERVICE} answers; " + (f"“{line(found[0], 'name')}” is among it." if found else "it finds nothing.")

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Tracks by the day of their release, the oldest first; seven days are looked at again."""
        round_ = Round.of(state, full=full)
        offset = number(round_.place) or 0
        while True:
            entries = self._ask(round_, offset, _AT_ONCE).get("results")
            tracks, wrong = records(entries, _SERVICE)
            for track in tracks:
                round_.saw(moment(track, "releasedate"))
            items = tuple(
                RawItem(line(track, "id"), _scrubbed(track), f"track {line(track, 'id')}") for track in tracks
            )
            offset += len(items) + len(wrong)
            last = len(items) + len(wrong) < _AT_ONCE
            yield Page(items, round_.ended() if last else round_.going_on(offset), unusable=wrong)
            if last:
                return

    def normalise(self, raw: RawItem) -> Arrival:
        """The track with its download where its artist allows one."""
        track = raw.payload
        id_ = identity(track, "id")
        allowed = at(track, "audiodownload_allowed")
        url = _without_asker(address(track, "audiodownload")) if allowed is not False else ""
        artist = credit(line(track, "artist_name"), handle=line(track, "artist_idstr") or line(track, "artist_id"))
        album = line(track, "album_name")
        tags = [tag for kind in ("genres", "instruments", "vartags") for tag in lines(track, "musicinfo", "tags", kind)]
        return Arrival(
            external_id=id_,
            kind=kind_by("audio", words=["music"], duration_ms=milliseconds(track, "duration")),
            title=titled(line(track, "name"), f"Track {id_}"),
            text=passage(text(track, "lyrics"))[:LONGEST_TEXT],
            tags=tagged(tags),
            note=noted(
                f"From the album “{album[:200]}”." if album else "",
                "" if url else "Its artist allows no download; ask for the file.",
            ),
            licence_url=address(track, "license_ccurl"),
            origin=_without_asker(address(track, "shareurl")),
            media=Offer(url, "audio/mpeg") if url else None,
            created_at=moment(track, "releasedate"),
            credits=(artist,) if artist else (),
            names=tuple(filter(None, (_without_asker(address(track, "shorturl")),))),
            metrics=counters(
                likes=number(track, "stats", "likes"),
                dislikes=number(track, "stats", "dislikes"),
                favorited=number(track, "stats", "favorited"),
                playlisted=number(track, "stats", "playlisted"),
                downloads=number(track, "stats", "rate_downloads_total"),
                listens=number(track, "stats", "rate_listened_total"),
            ),
        )

    def _ask(self, round_: Round, offset: int, limit: int) -> Mapping[str, Any]:
        params = {
            "format": "json", "limit": str(limit), "offset": str(offset), "order": "releasedate_asc id_asc",
            "include": "licenses stats musicinfo lyrics", "type": "single albumtrack",
            **{name: value for name, value in self._only.items() if value},
        }  # fmt: skip
        if begins := round_.begins:
            tomorrow = datetime.now(UTC) + timedelta(days=1)
            params["datebetween"] = f"{begins:%Y-%m-%d}_{tomorrow:%Y-%m-%d}"
        params["client_id"] = self._key  # it takes the key in no other way
        answer = ask(self._web, self._url, service=_SERVICE, params=params, secret=self._key)
        if line(answer, "headers", "status") == "failed":
            raise refused(_SERVICE, line(answer, "headers", "error_message") or "no reason given", self._key)
        return answer


def _api(base: str, host: str) -> str:
    return _PUBLIC if re.fullmatch(r"(?:[a-z]+\.)?jamendo\.com", host) else base


def _item(track: Mapping[str, Any]) -> RawItem:
    return RawItem(line(track, "id"), _scrubbed(track), f"track {line(track, 'id')}")


def _scrubbed(track: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what its addresses tell of who asked."""
    return {name: _without_asker(value) if isinstance(value, str) else value for name, value in track.items()}


def _without_asker(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return url
    try:
        parts = urlsplit(url)
        kept = [
            (name, said) for name, said in parse_qsl(parts.query, keep_blank_values=True) if name not in _OF_THE_ASKER
        ]
        return urlunsplit(parts._replace(query=urlencode(kept)))
    except ValueError:
        return ""
