"""Wikimedia Commons: the files of a category, of a user, or of all since a day, with what their pages say of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from dashboard.community.arrivals import Arrival, Offer, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.cells import one_line
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.api import (
    Round,
    ask,
    asked_for,
    folders,
    home,
    read_settings,
    records,
    refused,
    resumed,
    site,
)  # fmt: skip
from dashboard.intake.connectors.commons_markup import credits_of, meta, parents_of, readable_title, shown, words_of
from dashboard.intake.connectors.fields import (
    address,
    at,
    counters,
    identity,
    line,
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
from dashboard.intake.wording import kind_by, medium_of

_SERVICE = "Wikimedia Commons"
_AT_ONCE = 50
_MOST_PARTS = 60
"""Answers that one set of pages may be spread over; more than any has needed."""
_LAG_PAUSE_S = 5.0
_LAG_TRIES = 5
_WANTED = (
    "LicenseShortName|LicenseUrl|UsageTerms|Restrictions|Artist|Attribution|Credit|ImageDescription|Categories|DateTime"
)
_PROPS = {
    "prop": "imageinfo|globalusage",
    "iiprop": "url|user|size|mime|mediatype|sha1|timestamp|extmetadata",
    "iiextmetadatafilter": _WANTED,
    "gulimit": "max",
}


class _Set(NamedTuple):
    pages: list[dict[str, Any]]
    unusable: tuple[tuple[str, str], ...]
    following: dict[str, Any]
    """What the service wants echoed for the next set; empty at the end."""
    clock: datetime | None


class Commons:
    """Files of Wikimedia Commons; settings: `category`, `user`, or `since` (a day) for all files from then on."""

    kind = "commons"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        wanted = _wanted_by_address(folders(parts), asked_for(parts, "title"))
        wanted |= read_settings(settings, ("category", "user", "since"))
        self._api = f"{home(parts)}/w/api.php"
        self._web = web
        self._category = wanted.get("category", "").removeprefix("Category:").strip()
        self._user = wanted.get("user", "").removeprefix("User:").strip()
        self._from = moment(wanted.get("since", ""))
        if wanted.get("since") and not self._from:
            raise BadInput("The setting “since” must be a day, such as 2026-01-31.")
        if self._category and self._user:
            raise BadInput("Name a category or a user of Wikimedia Commons, not both.")
        if not (self._category or self._user or self._from):
            raise BadInput(f"Paste the address of a category or user page of {_SERVICE}, or set “since” to a day.")

    def check(self) -> str:
        """How many files there are, or that the service answers."""
        if not self._category:
            self._ask({"list": "allimages", "ailimit": "1"})
            return f"{_SERVICE} answers; it will list the files of {self._user or 'everybody'}."
        title = f"Category:{self._category}"
        pages, _ = _pages(self._ask({"prop": "categoryinfo", "titles": title}))
        held = next((found for page in pages if (found := number(page, "categoryinfo", "files")) is not None), 0)
        if not held:
            raise SourceFailed(f"“{title}” holds no files at {_SERVICE}; check its name.")
        return f"“{title}” holds {held:,} files."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Files by the day they were uploaded, or put into the category; seven days are looked at again."""
        return resumed(self._sets, Round.of(state, full=full))

    def normalise(self, raw: RawItem) -> Arrival:
        """The file with the first person its page credits, and the files it says that it was made of."""
        page = raw.payload
        file = _first_file(page)
        about = at(file, "extmetadata")
        name = line(page, "title")
        url, mime = address(file, "url"), line(file, "mime")
        medium = medium_of(mime, url)
        categories = meta(about, "Categories").split("|")
        origin = address(file, "descriptionurl") or address(file, "descriptionshorturl")
        terms = (words_of(about, "LicenseShortName"), words_of(about, "UsageTerms"))
        restrictions = one_line(meta(about, "Restrictions"))
        return Arrival(
            external_id=identity(page, "pageid"),
            kind=kind_by(
                medium, words=[*categories, line(file, "mediatype")],
                duration_ms=milliseconds(file, "duration"), mime=mime or url,
            ),
            title=titled(readable_title(name), name or "Untitled"),
            text=shown(meta(about, "ImageDescription"))[:LONGEST_TEXT],
            tags=tagged(categories),
            note=noted(
                f"{_SERVICE} names restrictions beside copyright: {restrictions[:300]}." if restrictions else "",
                "" if medium else f"Its file ({mime[:60] or 'of unknown type'}) is none that can be aired.",
            ),
            licence="; ".join(dict.fromkeys(filter(None, terms))),
            licence_url=address(about, "LicenseUrl", "value"),
            origin=origin,
            media=Offer(url, mime, number(file, "size")) if url and medium else None,
            created_at=moment(file, "timestamp") or moment(about, "DateTime", "value"),
            credits=credits_of(about, line(file, "user")),
            uses=tuple(Said(ref, state="suggested") for ref in parents_of(about) if ref != name),
            names=tuple(filter(None, dict.fromkeys((name, origin, address(file, "descriptionshorturl"))))),
            metrics=counters(global_usage=_used(page)),
        )  # fmt: skip

    def _sets(self, round_: Round) -> Iterator[Page]:
        place = round_.place if isinstance(round_.place, dict) else {}
        while True:
            found = self._set(round_, place)
            # What is added while this round lasts is newer than its beginning, by the service's own clock.
            if round_.newest is None:
                round_.newest = found.clock
            items = tuple(RawItem(line(page, "pageid"), page, line(page, "title")) for page in found.pages)
            place = found.following
            yield Page(items, round_.going_on(place) if place else round_.ended(), unusable=found.unusable)
            if not place:
                return

    def _set(self, round_: Round, place: Mapping[str, Any]) -> _Set:
        """One set of pages with all their properties, over as many answers as they come in."""
        merged: dict[str, dict[str, Any]] = {}
        wrong: tuple[tuple[str, str], ...] = ()
        for _ in range(_MOST_PARTS):
            echoed = {name: text(value) for name, value in place.items()}
            answer = self._ask({**self._generator(round_), **_PROPS, "curtimestamp": "1", **echoed})
            pages, unusable = _pages(answer)
            wrong += unusable
            for page in pages:
                _merge(merged.setdefault(line(page, "pageid"), {}), page)
            following = at(answer, "continue")
            following = dict(following) if isinstance(following, Mapping) and len(following) > 1 else {}
            if "batchcomplete" in answer or not following:
                return _Set(list(merged.values()), wrong, following, moment(answer, "curtimestamp"))
            if following == place:
                break
            place = following
        raise SourceFailed(f"{_SERVICE} gives one set of pages without an end; pull again later.")

    def _generator(self, round_: Round) -> dict[str, str]:
        begins = max(filter(None, (round_.begins, self._from)), default=None)
        start = f"{begins:%Y-%m-%dT%H:%M:%SZ}" if begins else ""
        if self._category:
            asked = {
                "generator": "categorymembers", "gcmtitle": f"Category:{self._category}", "gcmtype": "file",
                "gcmsort": "timestamp", "gcmdir": "ascending", "gcmlimit": str(_AT_ONCE), "gcmstart": start,
            }  # fmt: skip
        else:
            asked = {
                "generator": "allimages", "gaisort": "timestamp", "gaidir": "ascending", "gailimit": str(_AT_ONCE),
                "gaistart": start, "gaiuser": self._user,
            }  # fmt: skip
        return {name: value for name, value in asked.items() if value}

    def _ask(self, params: Mapping[str, str]) -> Mapping[str, Any]:
        params = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "5", **params}
        for _ in range(_LAG_TRIES):
            answer = ask(self._web, self._api, service=_SERVICE, params=params)
            if line(answer, "error", "code") not in {"maxlag", "ratelimited"}:
                break
            time.sleep(_LAG_PAUSE_S)
        if "error" in answer:
            raise refused(_SERVICE, line(answer, "error", "info") or line(answer, "error", "code") or "no reason given")
        return answer


def _wanted_by_address(path: list[str], title: str) -> dict[str, str]:
    page = title or ("/".join(path[1:]) if path[:1] == ["wiki"] else "")
    page = page.replace("_", " ")
    namespace, _, name = page.partition(":")
    if namespace == "Special" and name.startswith("ListFiles/"):
        return {"user": name.removeprefix("ListFiles/")}
    if namespace in {"Category", "User"} and name:
        return {namespace.lower(): name.partition("/")[0] if namespace == "User" else name}
    if page not in {"", "Main Page"}:
        raise BadInput(f"“{page[:100]}” is no category or user page of {_SERVICE}; paste the address of one.")
    return {}


def _pages(answer: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], tuple[tuple[str, str], ...]]:
    found = at(answer, "query", "pages")
    if found is None:
        return [], ()  # a category without files
    return records(list(found.values()) if isinstance(found, Mapping) else found, _SERVICE)


def _merge(into: dict[str, Any], page: Mapping[str, Any]) -> None:
    """Add what another answer says of the same page: lists grow, the rest is said anew."""
    for name, value in page.items():
        held = into.get(name)
        if isinstance(held, list) and isinstance(value, list):
            into[name] = held + [entry for entry in value if entry not in held]
        else:
            into[name] = value


def _first_file(page: Mapping[str, Any]) -> Mapping[str, Any]:
    versions = page.get("imageinfo")
    file = versions[0] if isinstance(versions, list) and versions else None
    if not isinstance(file, Mapping):
        raise BadInput("Its page has no file.")
    return file


def _used(page: Mapping[str, Any]) -> int | None:
    places = page.get("globalusage")
    return len(places) if isinstance(places, list) else None
