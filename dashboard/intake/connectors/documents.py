"""Pulling documents that a server may call unchanged, and that may name a next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag

from dashboard.errors import SourceFailed
from dashboard.intake.connector import Page, RawItem
from dashboard.intake.web import Answer, Web

UNCHANGED = "Nothing changed since the last pull."
EMPTY = "The feed is in order but holds no entries."
MOST_PAGES, DEFAULT_PAGES = 1000, 50
AT_A_TIME = 100
"""Records of a long document that are brought in together."""
CONDITIONS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
_VALIDATORS = {"etag": "etag", "last_modified": "last-modified"}


@dataclass(frozen=True)
class Document:
    """What one document held; no two items have the same id, but several may have none yet."""

    items: tuple[RawItem, ...]
    unusable: tuple[tuple[str, str], ...] = ()
    next_url: str = ""
    remark: str = ""


def pull_documents(
    web: Web,
    address: str,
    state: Mapping[str, Any],
    *,
    full: bool,
    most: int,
    read: Callable[[Answer, int], Document],
) -> Iterator[Page]:
    """The pages of a document and of those that follow it, at most `most` of them.

    `read` gets an answer and the document's number, from 1. A piece that comes again in a later document is
    passed over: the newest stands first. The state keeps the validators, and `next` while documents are left.
    """
    begun: Mapping[str, Any] = {} if full else state
    kept = {name: str(begun[name]) for name in CONDITIONS if begun.get(name)}
    answer, resumed = _first(web, address, str(begun.get("next") or ""), kept)
    if answer.status == 304 and kept and not resumed:
        yield Page((), state=dict(state), remark=UNCHANGED)
        return
    done = kept if resumed else validators(answer)
    before, asked, seen, number = dict(state), {_place(address), _place(answer.url)}, set[str](), 1
    while True:
        document = read(answer, number)
        follow, remark = _follow(document, asked, number, most)
        after = {**done, "next": follow} if follow else dict(done)
        yield from _pages(document, before, after, seen, remark)
        if not follow:
            return
        asked.add(_place(follow))
        answer, before, number = web.get(follow), after, number + 1
        asked.add(_place(answer.url))


def apart(items: Sequence[RawItem], *, next_url: str = "", remark: str = "") -> Document:
    """A document of these items; of several with one id the first stays, and the others are named as unusable."""
    first: dict[str, RawItem] = {}
    kept: list[RawItem] = []
    unusable: list[tuple[str, str]] = []
    for item in items:
        other = first.setdefault(item.external_id, item) if item.external_id else item
        if other is item:
            kept.append(item)
        else:
            unusable.append((item.where, f"Its id “{item.external_id}” is that of {other.where} too, which stays."))
    return Document(tuple(kept), tuple(unusable), next_url, remark)


def _first(web: Web, address: str, following: str, kept: Mapping[str, str]) -> tuple[Answer, bool]:
    """The document to begin with, and whether it is one that an earlier pull did not come to."""
    if following:
        try:
            return web.get(following), True
        except SourceFailed:
            return web.get(address), False  # the place to go on from may be gone for good
    return web.get(address, headers={CONDITIONS[name]: value for name, value in kept.items()}), False


def validators(answer: Answer) -> dict[str, str]:
    """What to send along next time, so that only a change is sent back."""
    return {name: answer.headers[header] for name, header in _VALIDATORS.items() if answer.headers.get(header)}


def _place(url: str) -> str:
    return urldefrag(url).url


def _follow(document: Document, asked: set[str], number: int, most: int) -> tuple[str, str]:
    """The next document to ask for, if any, and what to remark."""
    follow, remark = document.next_url, document.remark
    if follow and _place(follow) in asked:
        return "", f"{remark} Its pages lead back to one that was read; it ends there.".strip()
    if follow and number >= most:
        more = f"It has more than {most} pages; the rest was not read: raise the setting “pages” to read more."
        return "", f"{remark} {more}".strip()
    return follow, remark


def _pages(
    document: Document, before: Mapping[str, Any], after: Mapping[str, Any], seen: set[str], remark: str
) -> Iterator[Page]:
    """The document in parts; only the last one moves the state on."""
    items = [item for item in document.items if item.external_id not in seen]
    seen.update(item.external_id for item in document.items if item.external_id)
    parts = [tuple(items[at : at + AT_A_TIME]) for at in range(0, len(items), AT_A_TIME)] or [()]
    for part in parts[:-1]:
        yield Page(part, state=dict(before), total=len(items))
    yield Page(parts[-1], state=dict(after), total=len(items), unusable=document.unusable, remark=remark)
