"""The Internet Archive: the items of a collection or a search, each with the file that stands for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from dashboard.community.arrivals import Arrival, Offer, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.cells import LONGEST_NAME
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
from dashboard.intake.connectors.internet_archive_files import MADE_OF, files_of, what_of
from dashboard.intake.record import LONGEST_TEXT
from dashboard.intake.web import Web
from dashboard.intake.wording import credit, html_text, kind_by, medium_of

_SERVICE = "The Internet Archive"
_LISTED_AT_ONCE = 1000
_READ_AT_ONCE = 25
"""Items whose details are read for one page: each is a request of its own."""
_OVERLAP = timedelta(days=1)
"""Its index tells when an item was edited, only some hours late."""
_FIELDS = "identifier,publicdate,oai_updatedate,collection,downloads,week,month,num_reviews,num_favorites"
_PRIVATE = frozenset({"uploader", "updater", "updatedate"})
"""Addresses of people, and a date for each of their edits: nobody here needs them."""
_MOST_FILES = 200
_LINK = re.compile(r"archive\.org/details/([A-Za-z0-9][\w.-]{0,99})")
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,99}")


class InternetArchive:
    """Items of the Internet Archive; settings: `collection`, or `query` in its own search language."""

    kind = "internet_archive"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        parts = site(address)
        path = folders(parts)
        wanted = {"query": asked_for(parts, "query") or asked_for(parts, "q")}
        if len(path) > 1 and path[0] == "details" and not path[1].startswith("@"):
            wanted["collection"] = path[1]
        elif path and path[0] not in {"search", "search.php", "advancedsearch.php"}:
            raise BadInput("Paste the address of a collection or a search at archive.org, or set “query”.")
        wanted |= read_settings(settings, ("collection", "query"))
        self._collection, self._query = wanted.get("collection", ""), wanted["query"]
        if self._collection and not _ID.fullmatch(self._collection):
            raise BadInput(f"“{self._collection[:100]}” is no collection of archive.org; paste its address.")
        if not (self._collection or self._query):
            raise BadInput("Name a collection or a query of archive.org: all of it is more than any show can use.")
        self._home = home(parts)
        self._web = web

    def check(self) -> str:
        """How many items the search finds."""
        found = number(self._list(Round(), "", counted=True), "total") or 0
        return f"{_SERVICE} finds {found:,} items."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Items that were published or edited; the details are asked for of these only."""
        return resumed(self._pages, Round.of(state, full=full, overlap=_OVERLAP))

    def normalise(self, raw: RawItem) -> Arrival:
        """The item with the largest playable file that was uploaded to it."""
        about = at(raw.payload, "metadata")
        id_ = identity(_first(about, "identifier"))
        if line(about, "mediatype") == "collection":
            raise BadInput("It is a collection of items and none itself.")
        medium = MADE_OF.get(_first(about, "mediatype"), "")
        files = files_of(raw.payload, medium)
        file = files[0] if files else {}
        rights = html_text("\n".join(lines(about, "rights")))[:LONGEST_NAME]
        created, doubt = _published(about)
        return Arrival(
            external_id=id_,
            kind=kind_by(
                medium or medium_of("", line(file, "name")), words=lines(about, "subject"),
                title=_first(about, "title"), duration_ms=milliseconds(file, "length"), mime=line(file, "format"),
            ),
            title=titled(_first(about, "title"), id_),
            text=html_text("\n".join(_texts(about, "description")))[:LONGEST_TEXT],
            tags=tagged(tag for said in lines(about, "subject") for tag in said.split(";")),
            note=noted(doubt, what_of(files)),
            language=_first(about, "language")[:40],
            licence=rights.replace("\n", " "),
            licence_url=address(_first(about, "licenseurl")),
            origin=f"{self._home}/details/{quote(id_)}",
            media=self._offer(id_, file) if file else None,
            created_at=created,
            credits=tuple(filter(None, (credit(name[:LONGEST_NAME]) for name in lines(about, "creator")))),
            uses=tuple(Said(ref, state="suggested") for ref in _relations(about) if ref != id_),
            names=(f"archive.org/details/{id_}", f"https://archive.org/details/{id_}"),
            metrics=_counted(at(raw.payload, "listed")),
        )  # fmt: skip

    def _pages(self, round_: Round) -> Iterator[Page]:
        cursor, done = line(round_.place, "cursor"), number(round_.place, "done") or 0
        before = line(round_.place, "before")
        while True:
            answer = self._list(round_, cursor, counted=True)
            if cursor and before and _begins(answer) == before:
                # It has been seen to forget the cursor when it is asked for a number of items.
                answer = self._list(round_, cursor, counted=False)
                if _begins(answer) == before:
                    raise SourceFailed(f"{_SERVICE} gives the same items again and again; pull again later.")
            listed, wrong = records(answer.get("items"), _SERVICE)
            self._make_sure_of_the_question(listed)
            following = line(answer, "cursor")
            for start in range(done, max(len(listed), done + 1), _READ_AT_ONCE):
                items, gone = self._read(listed[start : start + _READ_AT_ONCE], round_)
                more = start + _READ_AT_ONCE < len(listed)
                if more:
                    place = {"cursor": cursor, "before": before, "done": start + _READ_AT_ONCE}
                else:
                    place = {"cursor": following, "before": _begins(answer), "done": 0}
                state = round_.going_on(place) if more or following else round_.ended()
                yield Page(items, state, number(answer, "total") or 0, gone if more else gone + wrong)
            if not following:
                return
            cursor, before, done = following, _begins(answer), 0

    def _list(self, round_: Round, cursor: str, *, counted: bool) -> Mapping[str, Any]:
        conditions = ["NOT mediatype:collection"]
        if self._collection:
            conditions.insert(0, f"(collection:({self._collection}) OR identifier:({self._collection}))")
        if self._query:
            conditions.insert(0, f"({self._query})")
        if begins := round_.begins:
            span = f"[{begins:%Y-%m-%d} TO 9999-12-31]"
            conditions.append(f"(publicdate:{span} OR oai_updatedate:{span})")
        params = {"q": " AND ".join(conditions), "fields": _FIELDS}
        params |= {"count": str(_LISTED_AT_ONCE)} if counted else {}
        params |= {"cursor": cursor} if cursor else {}
        answer = ask(self._web, f"{self._home}/services/search/v1/scrape", service=_SERVICE, params=params)
        if "error" in answer:
            raise refused(_SERVICE, line(answer, "error") or "no reason given")
        return answer

    def _make_sure_of_the_question(self, listed: list[Mapping[str, Any]]) -> None:
        """SourceFailed where the answer is one to somebody else's search, as has been seen."""
        told = [item for item in listed if lines(item, "collection")]
        wanted = self._collection
        if wanted and told and not any(wanted in (*lines(i, "collection"), _first(i, "identifier")) for i in told):
            raise SourceFailed(f"{_SERVICE} answered another search than “{wanted}”; pull again later.")

    def _read(
        self, listed: list[Mapping[str, Any]], round_: Round
    ) -> tuple[tuple[RawItem, ...], tuple[tuple[str, str], ...]]:
        items, gone = [], []
        for entry in listed:
            id_ = _first(entry, "identifier")
            if not _ID.fullmatch(id_):
                gone.append((f"item “{id_[:100]}”", "Its id is none that archive.org gives."))
                continue
            details = ask(self._web, f"{self._home}/metadata/{id_}", service=_SERVICE, gone=(403, 404))
            if not isinstance(at(details, "metadata"), Mapping):
                gone.append((id_, f"{_SERVICE} lists it and shows nothing of it; it may have been withdrawn."))
                continue
            items.append(RawItem(id_, _kept(details, entry), id_))
            round_.saw(_edited(entry))
        return tuple(items), tuple(gone)

    def _offer(self, id_: str, file: Mapping[str, Any]) -> Offer:
        url = f"{self._home}/download/{quote(id_)}/{quote(text(file, 'name'))}"
        return Offer(url, size_bytes=number(file, "size"))


def _kept(details: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    about = at(details, "metadata")
    files = at(details, "files")
    playable = [f for f in files if medium_of("", line(f, "name"))] if isinstance(files, list) else []
    return {
        "metadata": {name: value for name, value in about.items() if name not in _PRIVATE},
        "files": playable[:_MOST_FILES],
        "listed": dict(listed),
    }


def _first(value: object, *path: str) -> str:
    return next(iter(lines(value, *path)), "")


def _texts(value: object, name: str) -> list[str]:
    said = at(value, name)
    return [text(part) for part in (said if isinstance(said, list) else [said])]


def _published(about: object) -> tuple[datetime | None, str]:
    dates = (moment(_first(about, name)) for name in ("publicdate", "addeddate", "date"))
    found = next(filter(None, dates), None)
    return found, "" if found else "It has no date that can be read."


def _edited(listed: object) -> datetime | None:
    """When the item was last edited or published, as the list tells."""
    said = [*lines(listed, "oai_updatedate"), *lines(listed, "publicdate")]
    return max(filter(None, map(moment, said)), default=None)


def _relations(about: object) -> list[str]:
    """The items that its free text about sources links."""
    said = " ".join(lines(about, "source") + lines(about, "relation"))
    return list(dict.fromkeys(ref.rstrip(".") for ref in _LINK.findall(said)))


def _counted(listed: object) -> tuple[tuple[str, int], ...]:
    return counters(
        downloads=number(listed, "downloads"),
        downloads_week=number(listed, "week"),
        downloads_month=number(listed, "month"),
        reviews=number(listed, "num_reviews"),
        favorites=number(listed, "num_favorites"),
    )


def _begins(answer: Mapping[str, Any]) -> str:
    items = answer.get("items")
    return _first(items[0], "identifier") if isinstance(items, list) and items else ""
