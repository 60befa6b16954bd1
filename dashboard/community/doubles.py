"""Contributors who are likely one person, each pair with its reason; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from dashboard.community.folding import fold


@dataclass(frozen=True)
class Known:
    """What is compared of one row."""

    person_id: int
    """The row that stands for the person."""
    credit_name: str
    handle: str
    source_id: int
    links: tuple[str, ...] = ()
    account_id: int | None = None


@dataclass(frozen=True)
class Double:
    """Two people who may be one, the lower id first."""

    person_id: int
    other_id: int
    reason: str
    """In a sentence."""


def likely_doubles(rows: Iterable[Known]) -> list[Double]:
    """Each pair once, with the strongest reason: the account, a link, the name, a handle across sources.

    Of many who share something each is compared with the first only, so that the list grows no faster than they.
    """
    by_account: dict[object, list[Known]] = defaultdict(list)
    by_link, by_name, by_handle = (defaultdict[object, list[Known]](list) for _ in range(3))
    for row in rows:
        if row.account_id is not None:
            by_account[row.account_id].append(row)
        for link in row.links:
            by_link[_same_address(link)].append(row)
        if name := fold(row.credit_name):
            by_name[name].append(row)
        if handle := fold(row.handle).removeprefix("@"):
            by_handle[handle].append(row)
    found: dict[tuple[int, int], Double] = {}
    for group in by_account.values():
        _pair(found, group, "Both belong to the same account.")
    for group in by_link.values():
        _pair(found, group, f"Both name {_shared_link(group)} as theirs.")
    for group in by_name.values():
        _pair(found, group, f"Both are called “{group[0].credit_name}”.")
    for group in by_handle.values():
        across = [row for row in group if row.source_id != group[0].source_id]
        _pair(found, [group[0], *across], f"Both go by “{group[0].handle}”, at two sources.")
    return sorted(found.values(), key=lambda double: (double.person_id, double.other_id))


def _pair(found: dict[tuple[int, int], Double], group: list[Known], reason: str) -> None:
    first = min(row.person_id for row in group)
    for row in group:
        if row.person_id != first:
            found.setdefault((first, row.person_id), Double(first, row.person_id, reason))


def _same_address(link: str) -> str:
    """The address without what is written one way or the other: scheme, www, case of the host, a last slash."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _shared_link(group: list[Known]) -> str:
    addresses = [{_same_address(link) for link in row.links} for row in group]
    shared = set.intersection(*addresses)
    return next(link for link in group[0].links if _same_address(link) in shared)
