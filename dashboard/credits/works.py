"""What aired and who made it: the values from which credits and payments are both computed."""

from __future__ import annotations

from dataclasses import dataclass

NOT_NAMED = "Artist not named"
"""Stands where the source names nobody."""


@dataclass(frozen=True)
class Author:
    """One person's part in one work."""

    contributor_id: int | None
    """None for somebody who is named but has no record here, such as the author of an outside work."""
    credit_name: str
    """As it is to stand in the roll; empty where the source names nobody."""
    role: str
    points: int = 1
    """Share points among the co-authors of the work."""
    takes_credit: bool = True
    """Not for somebody who asked not to be named in public; paid all the same."""

    @property
    def named(self) -> bool:
        """Whether there is a name to credit."""
        return bool(self.credit_name.strip())


@dataclass(frozen=True)
class Work:
    """A contribution with its authors, and what its attribution needs."""

    work_id: int
    title: str
    authors: tuple[Author, ...]
    kind: str = ""
    """video, music, vocals, sound, illustration, photo, text or project."""
    licence: str = ""
    """As the source writes it."""
    licence_url: str = ""
    origin: str = ""
    """Where the source has it: a link or a precise name."""
    stated_credit: str = ""
    """The credit as the source wrote it."""


@dataclass(frozen=True)
class AiredPiece:
    """A contribution that airs in its own right; its id is that of its work."""

    piece_id: int
    title: str
    frames: int
    """Frames on air: the union of its appearances in the episode, each frame counted once."""
    act_titles: tuple[str, ...] = ()
    first_frame: int = 0
    """Where in the programme it is first seen or heard."""


@dataclass(frozen=True)
class Edge:
    """`child` uses `parent`; only confirmed edges are handed over."""

    child_id: int
    parent_id: int
    weight: int = 1
    """Above zero; against the other parents of the same child."""


@dataclass(frozen=True)
class Use:
    """One work in one aired piece."""

    piece: AiredPiece
    work: Work
    lineage_path: tuple[str, ...]
    """Titles from the piece to the work, both included."""

    @property
    def credit_kind(self) -> str:
        """integrated: the aired piece itself; resource: a work that it uses."""
        return "integrated" if self.work.work_id == self.piece.piece_id else "resource"
