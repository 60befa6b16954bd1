"""One row of a table in our words, the same whoever sent it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.community.arrivals import Arrival, CreditLine, Offer, Said
from dashboard.community.folding import fold
from dashboard.errors import BadInput
from dashboard.intake.cells import LONGEST_NAME, count, instant, one_line, passage, readable, web_address

RELATIONS = ("remix_of", "samples", "version_of", "translation_of", "answers")
ARTIST_COLUMNS = ("artist", "handle", "country")
COUNTERS = ("likes", "views", "comments")
LONGEST_TEXT = 1_000_000
LONGEST = {
    "id": 600,
    "file": 600,
    "title": 500,
    "artist": 1000,
    "handle": 200,
    "call": 200,
    "derived_from": 6000,
}
LONGEST_OTHER = 10_000

WRECK = re.compile(
    r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|[+-]?\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE
)
_BRACKETED_ADDRESS = re.compile(r"\s*[\[(<][^\[\]()<>\s]+@[^\[\]()<>\s]+[\])>]")
_CREDIT = re.compile(r"(?P<name>.+?)\s*\((?P<role>[^()]*)\)(?:\s+(?P<points>\d{1,6}))?\s*%?")


@dataclass(frozen=True)
class Row:
    """Cells of a manifest by column, and where they stood."""

    where: str
    """As a spreadsheet shows it, such as "row 7"."""
    cells: Mapping[str, str]

    @property
    def what(self) -> str:
        """What a dead letter calls it: the place and the file."""
        file = one_line(self.cells.get("file", ""))[:200]
        return f"{self.where} ({file})" if file and self.where else self.where or file


def read_row(row: Row, handles: Mapping[str, str]) -> Arrival:
    """What a row says; BadInput says in a sentence why it says nothing that can be used.

    The kind is still the row's own word where the file will tell more. `handles` gives the handle that goes with a
    folded name elsewhere in the table, so that somebody who is named without it is still the same person.
    """
    _check_lengths(row.cells)
    cell = {name: one_line(value) for name, value in row.cells.items()}
    file, link = cell.get("file", ""), web_address(cell.get("media_url", ""))
    external_id = cell.get("id", "") or file or link or cell.get("origin_url", "") or _weak_id(cell)
    # A table without a column of files lists works that lie elsewhere.
    if not (file or link or cell.get("text") or ("file" not in cell and (cell.get("id") or cell.get("origin_url")))):
        raise BadInput("It names no file; write the file's path in the “file” column.")
    if WRECK.fullmatch(external_id):
        raise BadInput(f"Its id “{external_id}” was spoilt by a spreadsheet; write the id as text.")
    if cell.get("media_url") and not link:
        raise BadInput(f"“{cell['media_url'][:200]}” is no address of a file; write it as https://….")
    created_at, doubt = instant(cell.get("created_at", ""))
    return Arrival(
        external_id=external_id,
        kind=fold(cell.get("kind", "")),
        role=cell.get("role", ""),
        title=cell.get("title", "") or readable(file or link or external_id),
        text=passage(row.cells.get("text", "")),
        tags=_tags(cell.get("tags", "")),
        note=" ".join(part for part in (cell.get("note", ""), doubt) if part),
        language=cell.get("language", ""),
        call_key=cell.get("call", ""),
        licence=cell.get("licence", ""),
        licence_url=cell.get("licence_url", ""),
        origin=cell.get("origin", "") or cell.get("origin_url", ""),
        created_at=created_at,
        credits=_credits(cell, handles),
        uses=_uses(cell),
        names=tuple(name for name in (file,) if name and name != external_id),
        media=Offer(link, cell.get("mime", "")) if link and not file else None,
        metrics=tuple((name, value) for name in COUNTERS if (value := count(cell.get(name, ""))) is not None),
    )


def _uses(cell: Mapping[str, str]) -> tuple[Said, ...]:
    if not cell.get("derived_from"):
        return ()
    relation = fold(cell.get("relation", "")).replace(" ", "_").replace("-", "_")
    # Some sources only guess at the lineage, and say so.
    state = "suggested" if "INFERRED" in cell.get("note", "") else "declared"
    relation = relation if relation in RELATIONS else RELATIONS[0]
    return (Said(cell["derived_from"], cell.get("derived_from_artist", ""), relation, state),)


def _tags(text: str) -> str:
    return ", ".join(dict.fromkeys(tag for part in re.split(r"[,;|]", text) if (tag := part.strip())))


def _weak_id(cell: Mapping[str, str]) -> str:
    """An id made of what hardly changes, for rows that have none."""
    words = json.dumps([cell.get(name, "") for name in ("title", "artist", "created_at")])
    return f"weak:{hashlib.sha256(words.encode()).hexdigest()[:32]}"


def known_handles(rows: Iterable[Row]) -> dict[str, str]:
    """The handle of each folded name that goes with exactly one in these rows."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for artist in _artists({column: one_line(row.cells.get(column, "")) for column in ARTIST_COLUMNS}):
            if artist.handle:
                found.setdefault(fold(artist.name), set()).add(artist.handle)
    return {name: next(iter(handles)) for name, handles in found.items() if len(handles) == 1}


def _check_lengths(cells: Mapping[str, str]) -> None:
    for name, value in cells.items():
        longest = LONGEST_TEXT if name == "text" else LONGEST.get(name, LONGEST_OTHER)
        if len(value) > longest:
            raise BadInput(f"Its {name} is {len(value):,} characters long; shorten it to {longest:,}.")


class _Artist(NamedTuple):
    name: str
    handle: str = ""
    country: str = ""


def _artists(cell: Mapping[str, str]) -> list[_Artist]:
    """The artists of a row. Only `;` divides names: a band may well be called “A and B”."""
    names, handles, countries = ([part.strip() for part in cell.get(c, "").split(";")] for c in ARTIST_COLUMNS)
    # Handles and countries belong to somebody only where there is one for each name.
    handles = handles if len(handles) == len(names) else [""] * len(names)
    countries = countries if len(countries) == len(names) else [""] * len(names)
    artists = map(_Artist, names, (handle.removeprefix("@") for handle in handles), countries)
    return [artist for artist in artists if artist.name]


def _credits(cell: Mapping[str, str], handles: Mapping[str, str]) -> tuple[CreditLine, ...]:
    artists = {fold(artist.name): artist for artist in _artists(cell)}
    lines = []
    for part in filter(None, (part.strip() for part in cell.get("credits", "").split(";"))):
        found = _CREDIT.fullmatch(part)
        name, role = (found["name"], found["role"].strip()) if found else (part, "")
        points = int(found["points"]) if found and found["points"] else 1
        artist = artists.get(fold(name), _Artist(name))
        lines.append(_line(artist, handles, role=role, points=points, verbatim=part))
    # An artist without a line in the split is credited all the same, and takes nothing from it.
    points = 0 if lines else 1
    named = {fold(line.name) for line in lines}
    lines += [
        _line(artist, handles, points=points, verbatim=cell["artist"])
        for name, artist in artists.items()
        if name not in named
    ]
    return tuple(lines)


def _line(artist: _Artist, handles: Mapping[str, str], *, role: str = "", points: int, verbatim: str) -> CreditLine:
    if len(artist.name) > LONGEST_NAME:
        raise BadInput(f"An artist's name is {len(artist.name)} characters long; put “;” between several names.")
    handle = artist.handle or handles.get(fold(artist.name), "")
    key = fold(handle or artist.name)
    return CreditLine(_shown(artist.name), key, role, points, verbatim, handle, artist.country)


def _shown(name: str) -> str:
    """The name without an e-mail address in brackets behind it: a roll is no directory. The source's own words
    stay in `verbatim`; a name that is nothing but an address is what the artist chose to be called."""
    return _BRACKETED_ADDRESS.sub("", name).strip() or name
