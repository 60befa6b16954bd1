"""Which piece a reference means, and which links would close a loop: one answer for any order of arrival."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dashboard.community.folding import fold
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, SUGGESTED, Uses, loop

LONGEST_REF = 600
_SEPARATOR = re.compile(r"\s+\|\s+|\s*;\s*")
_PRECEDENCE = {CONFIRMED: 0, DECLARED: 1, SUGGESTED: 2, REFUSED: 3}


@dataclass(frozen=True)
class Link:
    """That one piece uses another, in the words of a source or a person."""

    child_id: int
    child_key: str
    """The child's external id: it orders links the same way in every database."""
    ref: str
    author: str = ""
    relation: str = "remix_of"
    state: str = DECLARED
    parent_id: int | None = None
    """The parent, where it is known already; it is not looked up then."""
    looped_id: int | None = None
    """The piece that the reference means, where using it would close a loop."""


@dataclass(frozen=True)
class Known:
    """A piece that a reference may mean."""

    piece_id: int
    key: str
    title: str
    origin: str
    artists: tuple[str, ...]


@dataclass(frozen=True)
class Loop:
    """A link that was refused, and the way round that it would have closed, child first."""

    link: Link
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class Settled:
    """The links that hold, and those that would close a loop."""

    links: tuple[Link, ...]
    loops: tuple[Loop, ...]


@dataclass
class Directory:
    """All the names under which the pieces of one source go."""

    by_key: dict[str, int] = field(default_factory=dict)
    by_origin: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_title: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_artist: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, pieces: Iterable[Known], files: Mapping[str, str]) -> Directory:
        """The directory of `pieces`; `files` gives the external id that goes with a file's path."""
        made = cls()
        for piece in sorted(pieces, key=lambda piece: piece.key):
            made.by_key[piece.key] = piece.piece_id
            if piece.origin:
                made.by_origin[piece.origin].append(piece.piece_id)
            made.by_title[fold(piece.title)].append(piece.piece_id)
            for artist in piece.artists:
                made.by_artist[fold(piece.title), fold(artist)].append(piece.piece_id)
        for file, key in files.items():
            if key in made.by_key:
                made.by_key.setdefault(file, made.by_key[key])
        return made

    def exact(self, ref: str) -> int | None:
        """The piece with this external id, file path or link."""
        found = self.by_key.get(ref, self.by_key.get(ref.removeprefix("./")))
        return found if found is not None else _only(self.by_origin.get(ref, []))

    def find(self, ref: str, author: str, child_id: int) -> int | None:
        """The piece that `ref` means; by title only where the author agrees, or where no other has it.

        A title never means the child itself: remixes often keep the name of what they remix.
        """
        found = self.exact(ref)
        if found is not None:
            return found
        same_title = self.by_artist.get((fold(ref), fold(author)), []) if author else self.by_title.get(fold(ref), [])
        others = [piece for piece in same_title if piece != child_id]
        # One artist's two files of one title are takes of one work, and the first stands for it.
        return next(iter(others), None) if author else _only(others)


def resolve(links: Iterable[Link], directory: Directory) -> list[Link]:
    """Every link with its parent, as far as the directory knows it; one that names several pieces becomes several."""
    return [part for link in links for part in _parts(link, directory)]


def settle(links: Iterable[Link], fixed: Iterable[Uses], *, check_loops: bool = True) -> Settled:
    """Keep each link once and refuse those that close a loop.

    `fixed` are links decided elsewhere: they hold whatever else is said. Among the others the confirmed come
    first, then the declared, then the suggested, each in order of child and reference, so that the outcome
    depends on what was said and never on when it arrived. What a source declares and a loop refuses stays as a link
    to nothing, an open question that keeps the whole loop off the air; else a loop could hide a forbidden parent.
    A link of a piece to itself is kept as refused. Without `check_loops` the caller knows that there are none.
    """
    uses: dict[int, list[Uses]] = defaultdict(list)
    decided: set[tuple[int, int | None]] = set()
    taken: set[tuple[int, str]] = set()
    for edge in fixed:
        decided.add((edge.child_id, edge.parent_id))
        taken.add((edge.child_id, edge.parent_ref))
        uses[edge.child_id].append(edge)
    held: list[Link] = []
    loops: list[Loop] = []
    for link in sorted(links, key=lambda link: (_PRECEDENCE[link.state], link.child_key, link.ref, link.child_id)):
        if (link.child_id, link.ref) in taken:
            continue
        if link.parent_id is not None:
            if (link.child_id, link.parent_id) in decided:
                continue
            way = loop(link.child_id, link.parent_id, uses) if check_loops else None
            if way is not None:
                loops.append(Loop(link, (link.child_id, *way)))
                if link.state == SUGGESTED:
                    continue
                state = REFUSED if link.parent_id == link.child_id else link.state
                link = replace(link, parent_id=None, looped_id=link.parent_id, state=state)  # noqa: PLW2901
            else:
                decided.add((link.child_id, link.parent_id))
                uses[link.child_id].append(Uses(link.child_id, link.parent_id, link.ref, link.state))
        taken.add((link.child_id, link.ref))
        held.append(link)
    return Settled(tuple(held), tuple(loops))


def parts_of(ref: str) -> list[str]:
    """The references that one may hold, if it is several with a separator between them."""
    return [part for part in _SEPARATOR.split(ref) if part]


def _parts(link: Link, directory: Directory) -> Iterator[Link]:
    """The link as it is, or one for each piece named in it where all of them are here."""
    if link.parent_id is not None:
        yield link
        return
    whole = directory.find(link.ref, link.author, link.child_id)
    if whole is not None:
        yield replace(link, parent_id=whole)
        return
    refs = parts_of(link.ref)
    too_long = len(link.ref) > LONGEST_REF
    if len(refs) > 1 and (too_long or all(directory.exact(ref) is not None for ref in refs)):
        for ref in dict.fromkeys(refs):
            yield replace(link, ref=ref[:LONGEST_REF], author="", parent_id=directory.exact(ref))
        return
    yield replace(link, ref=link.ref[:LONGEST_REF])


def _only(pieces: list[int]) -> int | None:
    return pieces[0] if len(pieces) == 1 else None
