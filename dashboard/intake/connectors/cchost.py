"""ccHost, the software of ccMixter: uploads with their remix parents and children."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.connectors.api import Round, home, resumed, site
from dashboard.intake.connectors.cchost_json import read_json
from dashboard.intake.connectors.cchost_record import (
    arrival_of,
    id_of,
    pool_id_of,
    relatives,
    upload_id_of,
    written_at,
)
from dashboard.intake.connectors.checks import made_id, only_settings, whole_number
from dashboard.intake.connectors.fields import line, number
from dashboard.intake.web import HeaderTooLarge, Web

MOST_AT_ONCE = 20
MOST_RELATIVES = 5_000
FILTERS = ("lic", "playlist", "remixesof", "reqtags", "score", "search", "tags", "type", "user")
"""What narrows a query, under the names that ccHost has for it."""
WITH_LINEAGE = "upload_page"
_OVERFLOWS = {
    "remix_parents": ("more_parents_link", "parents_overflow"),
    "remix_children": ("more_children_link", "children_overflow"),
}
_ASKED_BY = {"remix_parents": "sources", "remix_children": "remixes"}
_KEPT = (
    "upload_id", "upload_name", "user_name", "user_real_name", "file_page_url", "pool_item_id", "pool_item_name",
    "pool_item_artist",
)  # fmt: skip
Record = Mapping[str, Any]
Unusable = tuple[tuple[str, str], ...]


class BrokenAnswer(SourceFailed):
    """An answer is no JSON even when mended; asking for less at a time may show which record is to blame."""


class CcHost:
    """A site that runs ccHost, by the address of its home page.

    Settings: `limit`, records a request, at most 20; `dataview`, which set of fields the site sends (empty for its
    own choice); and any of FILTERS.
    """

    kind: ClassVar[str] = "cchost"

    def __init__(self, address: str, settings: Mapping[str, Any], web: Web) -> None:
        self._web = web
        parts = site(address)
        if parts.query:
            raise BadInput("Give the address of the site alone, and what to ask it for as settings such as “tags”.")
        path = re.sub(r"/(?:api(?:/query)?)?/*$", "", parts.path)
        self._query = f"{home(parts)}{path}/api/query"
        only_settings(settings, {*FILTERS, "limit", "dataview"}, "ccHost")
        self._limit = whole_number(settings, "limit", default=MOST_AT_ONCE, most=MOST_AT_ONCE)
        asked = {"dataview": WITH_LINEAGE, **settings}
        for name in asked.keys() - {"limit"}:
            if isinstance(asked[name], bool) or not isinstance(asked[name], str | int) or len(str(asked[name])) > 300:
                raise BadInput(f"The setting “{name}” must be a short text.")
        self._asked = {name: str(asked[name]) for name in (*FILTERS, "dataview") if asked.get(name)}

    def check(self) -> str:
        """How many uploads there are, or the name of the newest."""
        found = self._records({**self._asked, "sort": "date", "ord": "DESC", "limit": "1", "offset": "0"})
        if not found:
            raise SourceFailed(f"{self._query} has no uploads that fit the settings; check the address and them.")
        total = self._total({})
        newest = f"the newest is “{line(found[0], 'upload_name')}”"
        return f"{self._query} has {total:,} uploads; {newest}." if total else f"{self._query} answers; {newest}."

    def pull(self, state: Mapping[str, Any], *, full: bool) -> Iterator[Page]:
        """Uploads from the oldest on; later those of the last seven days before the newest and since."""
        return resumed(self._pages, Round.of(state, full=full))

    def normalise(self, raw: RawItem) -> Arrival:
        """The upload as a piece."""
        return arrival_of(raw.payload)

    def _pages(self, round_: Round) -> Iterator[Page]:
        begins = round_.begins
        since = {"sinceu": str(max(1, int(begins.timestamp())))} if begins else {}
        total = self._total(since)
        # One page back: what was taken away there since moved the rest forward.
        offset = max(0, round_.place - self._limit) if isinstance(round_.place, int) else 0
        seen: set[str] = set()
        steps = _Steps(self._limit)
        while True:
            asked = {**self._asked, **since, "sort": "date", "ord": "ASC", "offset": str(offset)}
            try:
                found = self._records({**asked, "limit": str(steps.limit)})
            except (HeaderTooLarge, BrokenAnswer) as wrong:
                if steps.smaller(wrong):
                    offset += 1
                    reason = f"It cannot be read, though others can. {wrong}"
                    skipped = ((f"upload {offset} by date", reason),)
                    yield Page((), state=round_.going_on(offset), total=total, unusable=skipped)
                continue
            new = [each for each in found if _seen_as(each) not in seen]
            seen.update(map(_seen_as, found))
            items, unusable = self._items(new, offset, round_)
            offset += len(found)
            # A site that takes no notice of the offset sends the same again.
            last = not new or steps.is_last(len(found))
            state = round_.ended() if last else round_.going_on(offset)
            yield Page(items, state=state, total=total, unusable=unusable)
            if last:
                return

    def _items(self, found: list[Record], offset: int, round_: Round) -> tuple[tuple[RawItem, ...], Unusable]:
        items: list[RawItem] = []
        unusable: list[tuple[str, str]] = []
        for place, record in enumerate(found, start=offset + 1):
            round_.saw(written_at(record)[0])
            try:
                external_id = id_of(record)
            except BadInput:
                items.append(RawItem("", record, f"upload {place} by date"))  # told when it is normalised
                continue
            where = f"upload {external_id}"
            try:
                items.append(RawItem(external_id, self._whole(record, external_id), where))
            except SourceFailed as failed:
                unusable.append((where, f"What it is built on could not be listed in full. {failed}"))
        return tuple(items), tuple(unusable)

    def _whole(self, record: Record, upload_id: str) -> Record:
        """The record with all its parents and children, also those that the site cut off."""
        whole = dict(record)
        for name, flags in _OVERFLOWS.items():
            listed = relatives(record, name)
            told = number(record, "upload_num_sources") if name == "remix_parents" else None
            if any(record.get(flag) for flag in flags) or len(listed) < (told or 0):
                whole[name] = self._relatives(listed, _ASKED_BY[name], upload_id)
        return whole

    def _relatives(self, listed: list[Record], asked_by: str, upload_id: str) -> list[Record]:
        found = {key: each for each in listed if (key := _key(each))}
        asked = {asked_by: upload_id, "dataview": "links_by"}
        answered: set[str] = set()
        offset, steps = 0, _Steps(self._limit)
        while offset < MOST_RELATIVES:
            try:
                more = self._records({**asked, "limit": str(steps.limit), "offset": str(offset)})
            except (HeaderTooLarge, BrokenAnswer) as wrong:
                if steps.smaller(wrong):
                    raise
                continue
            offset += len(more)
            for each in more:
                found.setdefault(_key(each), {name: each[name] for name in _KEPT if name in each})
            # A site that takes no notice of the offset sends the same again.
            if {_key(each) for each in more} <= answered or steps.is_last(len(more)):
                break
            answered.update(map(_key, more))
        return [each for key, each in found.items() if key]

    def _records(self, params: Mapping[str, str]) -> list[Record]:
        """What a query gives; nothing where the site answers 404 with nothing in it, as old ones do at the end."""
        answer = self._web.get(self._query, params={"f": "json", **params}, ok=(200, 404))
        if not answer.body.strip():
            return []
        if answer.status == 404:
            raise SourceFailed(f"{self._query} is not there (404); check that the site runs ccHost.")
        try:
            found = read_json(answer.body)
        except ValueError as wrong:
            raise BrokenAnswer(f"{self._query} sent no JSON that can be read; check the address.") from wrong
        if not isinstance(found, list):
            raise SourceFailed(f"{self._query} sent no list of uploads; check the address and the settings.")
        return [each if isinstance(each, Mapping) else {} for each in found]

    def _total(self, since: Mapping[str, str]) -> int:
        """How many uploads there are; 0 where the site does not tell."""
        try:
            answer = self._web.get(self._query, params={**self._asked, **since, "f": "count"}, ok=(200, 404))
        except SourceFailed:
            return 0
        found = re.fullmatch(rb"\s*\[?\s*(\d{1,12})\s*\]?\s*", answer.body)
        return int(found[1]) if found else 0


class _Steps:
    """How much to ask for at once: less where an answer cannot be read, more again when that lies behind."""

    def __init__(self, limit: int) -> None:
        self.limit = self._most = limit
        self._largest = 0
        self._skipped = False

    def smaller(self, wrong: SourceFailed) -> bool:
        """Halve it; True where one record alone cannot be read and is to be passed over.

        Raises `wrong` where the one before it could not be read either.
        """
        if self.limit > 1:
            self.limit //= 2
            if isinstance(wrong, HeaderTooLarge):
                self._most = self.limit
            return False
        if self._skipped:
            raise wrong
        self._skipped = True
        return True

    def is_last(self, came: int) -> bool:
        """Whether a page with so many records is the last one; sites may give less at once than is asked for."""
        self._skipped = False
        last = came < min(self.limit, self._largest)
        self._largest = max(self._largest, came)
        self.limit = min(self._most, self.limit * 2)
        return last


def _key(relative: Record) -> str:
    pool_id = pool_id_of(relative)
    return f"pool:{pool_id}" if pool_id else upload_id_of(relative)


def _seen_as(record: Record) -> str:
    return upload_id_of(record) or made_id(json.dumps(record, sort_keys=True))
