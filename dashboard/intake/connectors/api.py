"""What connectors to services with a JSON interface share: settings, keys, asking, and rounds through a source."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.cells import one_line, web_address
from dashboard.intake.connector import Page
from dashboard.intake.connectors.fields import line, moment
from dashboard.intake.web import Answer, Web

OVERLAP = timedelta(days=7)
"""How far back each pull looks again where a service tells only when a piece came, not when it was edited."""
LONGEST_SETTING = 300


def site(address: str) -> SplitResult:
    """The parts of an address; BadInput where it is none."""
    parts = urlsplit(web_address(address))
    if not parts.hostname:
        raise BadInput(f"“{one_line(address)[:100]}” is no web address; paste one that begins with https://.")
    return parts


def home(parts: SplitResult) -> str:
    """Scheme, host and port of an address, without what may stand before the host."""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def folders(parts: SplitResult) -> list[str]:
    """The parts of its path, as people read them."""
    return [unquote(part) for part in parts.path.split("/") if part]


def asked_for(parts: SplitResult, name: str) -> str:
    """A parameter of its query; empty where it has none of that name."""
    return one_line(next(iter(parse_qs(parts.query).get(name, ())), ""))


def read_settings(settings: Mapping[str, Any], names: Collection[str]) -> dict[str, str]:
    """The settings as lines of text, the empty ones left out; BadInput for one that is unknown or no text."""
    for name, value in settings.items():
        if name not in names:
            known = ", ".join(sorted(names))
            raise BadInput(f"“{one_line(name)[:60]}” is no setting of this source; the settings are {known}.")
        if not isinstance(value, str) or len(value) > LONGEST_SETTING:
            raise BadInput(f"The setting “{name}” must be a text of at most {LONGEST_SETTING} characters.")
    return {name: said for name, value in settings.items() if (said := one_line(value))}


def read_key(service: str, variable: str) -> str:
    """The key for a service from the environment; BadInput names the variable where it is not set."""
    key = os.environ.get(variable, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise BadInput(f"{service} asks for a key; set {variable} in the environment and start Greenroom again.")
    return key


# Asking.


def ask(
    web: Web,
    url: str,
    *,
    service: str,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    secret: str = "",
    gone: Collection[int] = (),
) -> Mapping[str, Any]:
    """The JSON object that a service answers; nothing where its status is one of `gone`.

    SourceFailed gives the service's own reason where it refuses, with `secret` taken out of it.
    """
    try:
        answer = web.get(url, params=params, headers=headers, ok=(200, 400, 401, 403, 404))
        document = answer.json() if answer.status == 200 else _reason_in(answer)
    except RecursionError:
        raise SourceFailed(f"{service} sent JSON that is nested too deeply to be read.") from None
    if answer.status in gone:
        return {}
    if answer.status != 200:
        reason = document if isinstance(document, str) else ""
        raise refused(service, reason or f"status {answer.status}", secret)
    if not isinstance(document, Mapping):
        raise SourceFailed(f"{service} sent no JSON object; check the address.")
    return document


def refused(service: str, reason: str, secret: str = "") -> SourceFailed:
    """The error for what a service will not do, in its own words."""
    said = reason.replace(secret, "…") if secret else reason
    return SourceFailed(f"{service} refused: {one_line(said)[:300].rstrip('.')}.")


def _reason_in(answer: Answer) -> str:
    try:
        document = answer.json()
    except SourceFailed:
        return ""
    # RFC 7807, then the habits of the services that do not follow it.
    ways = (("detail",), ("error", "message"), ("error", "info"), ("developer_message",), ("error",), ("title",))
    return next((found for way in ways if (found := line(document, *way))), "")


def records(value: object, service: str) -> tuple[list[Mapping[str, Any]], tuple[tuple[str, str], ...]]:
    """The records of a page, and what in its list is none; SourceFailed where there is no list."""
    if not isinstance(value, list):
        raise SourceFailed(f"{service} sent no list of records; check the address.")
    found = [entry for entry in value if isinstance(entry, Mapping)]
    wrong = tuple(
        (f"entry {number} of its page", "It is no record.")
        for number, entry in enumerate(value, start=1)
        if not isinstance(entry, Mapping)
    )
    return found, wrong


# Rounds: what a pull remembers between pages, and between itself and the next one.


@dataclass
class Round:
    """One way through a source, which several pulls may take when the first is cut short."""

    since: datetime | None = None
    """Only what is newer is wanted; None for everything."""
    newest: datetime | None = None
    place: Any = None
    """Where to go on, in the service's terms; None at the beginning."""
    overlap: timedelta = field(default=OVERLAP)

    @classmethod
    def of(cls, state: Mapping[str, Any], *, full: bool, overlap: timedelta = OVERLAP) -> Round:
        """The round that a state tells of: a new one over everything where `full`."""
        if full:
            return cls(overlap=overlap)
        since, newest = moment(state.get("since")), moment(state.get("newest"))
        return cls(since, newest, state.get("place"), overlap)

    @property
    def begins(self) -> datetime | None:
        """The earliest that is looked at again; None for everything."""
        try:
            return self.since - self.overlap if self.since else None
        except OverflowError:
            return None

    def saw(self, at: datetime | None) -> None:
        """Note the date of a piece."""
        # A wrong clock at the source must not hide what comes until that day.
        if at and at <= datetime.now(UTC) + timedelta(days=1):
            self.newest = max(self.newest or at, at)

    def going_on(self, place: object) -> dict[str, Any]:
        """The state from which the round goes on at `place`."""
        return {"since": _written(self.since), "newest": _written(self.newest), "place": place}

    def ended(self) -> dict[str, Any]:
        """The state from which the next round asks for news only."""
        return {"since": _written(max(filter(None, (self.since, self.newest)), default=None))}


def resumed(pages: Callable[[Round], Iterator[Page]], round_: Round) -> Iterator[Page]:
    """The pages from a saved place on, or from the round's beginning where the service forgot that place."""
    begun = round_.place is None
    try:
        for page in pages(round_):
            begun = True
            yield page
    except SourceFailed:
        if begun:
            raise
        yield from pages(replace(round_, place=None))


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""
