"""What the tests of connectors to JSON services share: services that misbehave first, whole pulls, spoilt records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.community.arrivals import Arrival
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import Connector, Page, RawItem
from dashboard.intake.kinds import KINDS
from dashboard.intake.web import Web
from tests.services import Asked, Reply, Service, service

Answer = Callable[[Asked], Reply]
Make = Callable[[str, Mapping[str, Any], Web], Connector]

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["http://[", "//x", "9" * 700, "<a href='", "PT", "0000-00-00", "\x00", "\ud800", "a" * 4000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


def as_json(value: object, **more: Any) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"}, **more)


@dataclass
class Online:
    """A service that runs, and a client that may reach it and notes its waits instead of waiting."""

    service: Service
    make: Make
    web: Web
    waits: list[float]
    first: list[Reply] = field(default_factory=list)
    """What it replies before it behaves."""

    def connector(self, path: str = "", **settings: Any) -> Connector:
        return self.make(self.service.url + path, settings, self.web)

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.service.asked if asked.path == path]


@contextmanager
def online(make: Make, answer: Answer) -> Iterator[Online]:
    first: list[Reply] = []
    waits: list[float] = []
    with service(lambda asked: first.pop(0) if first else answer(asked)) as running:
        yield Online(running, make, Web(allowed_hosts={running.host}, sleep=waits.append), waits, first)


def pages(connector: Connector, state: Mapping[str, Any] | None = None, *, full: bool = False) -> list[Page]:
    """A whole pull. Every state survives being written down, as it is in between."""
    found = list(connector.pull(json.loads(json.dumps(state or {})), full=full))
    assert found, "a pull ends with a page whose state the next one begins from"
    return found


def ids(found: list[Page]) -> list[str]:
    return [item.external_id for page in found for item in page.items]


def waits_as_told(there: Online, pull: Callable[[], list[Page]]) -> None:
    """Told to come back later, it does, and everything arrives."""
    wanted = ids(pull())
    there.first.append(Reply(b"{}", 429, {"Retry-After": "7"}))
    assert ids(pull()) == wanted
    assert there.waits == [7.0]


def asks_again_after_half_an_answer(there: Online, pull: Callable[[], list[Page]]) -> None:
    """A body that breaks off is asked for again; one that always breaks off ends the pull in a sentence."""
    wanted = ids(pull())
    half = Reply(b'{"total": 1, "data": [' + b" " * 500, truncate_at=40)
    there.first.append(half)
    assert ids(pull()) == wanted
    there.first.extend([half] * 20)
    with pytest.raises(SourceFailed):
        pull()
    there.first.clear()


def refuses_with(there: Online, connector: Connector, reply: Reply, words: str) -> None:
    """The service's own reason reaches people, from a look at it and from a pull."""
    for ask in (connector.check, lambda: pages(connector)):
        there.first.append(reply)
        with pytest.raises(SourceFailed, match=words) as failed:
            ask()
        assert "KEY" not in str(failed.value)


def hides_the_key(key: str, connector: Connector, found: list[Page]) -> None:
    """Nothing that is kept or shown holds the key."""
    kept = json.dumps([[dict(page.state), [dict(item.payload) for item in page.items]] for page in found])
    assert key not in kept
    for page in found:
        for item in page.items:
            assert key not in repr(connector.normalise(item))


def survives_anything(connector: Connector, record: Mapping[str, Any]) -> None:
    """Whatever stands in a field of a record, it becomes an arrival or is refused in a sentence."""
    places = list(_places(record))

    @settings(max_examples=120)
    @given(st.sampled_from(places), any_json)
    def spoilt(place: tuple[Any, ...], value: object) -> None:
        _makes_sense(connector, _with(record, place, value))

    @settings(max_examples=30)
    @given(st.dictionaries(st.sampled_from(list(record)), any_json))
    def nothing_right(payload: dict[str, Any]) -> None:
        _makes_sense(connector, payload)

    spoilt()
    nothing_right()


def _makes_sense(connector: Connector, payload: Mapping[str, Any]) -> None:
    try:
        arrival = connector.normalise(RawItem("", payload, "somewhere"))
    except BadInput as refused:
        assert str(refused).endswith(".")
        return
    assert isinstance(arrival, Arrival)
    assert arrival.external_id and arrival.title and arrival.kind in KINDS
    assert all(isinstance(count, int) and count >= 0 for _, count in arrival.metrics)
    assert all(line.name and line.key for line in arrival.credits)
    assert "\x00" not in repr(arrival) and arrival.digest
    f"{arrival}".encode()  # no half characters


def _places(value: object, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if before:
        yield before
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _places(inner, (*before, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, (*before, index))


def _with(value: Any, place: tuple[Any, ...], new: object) -> Any:
    """A copy of `value` in which `new` stands at `place`."""
    if not place:
        return new
    copy = dict(value) if isinstance(value, Mapping) else list(value)
    copy[place[0]] = _with(value[place[0]], place[1:], new)
    return copy
