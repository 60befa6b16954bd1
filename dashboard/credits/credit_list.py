"""The credit list: everybody whose work aired or went into what aired, once for each role."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.credits.departments import DEPARTMENTS, department, role_said
from dashboard.credits.licences import attribution, obligations
from dashboard.credits.lineage import uses
from dashboard.credits.works import NOT_NAMED, AiredPiece, Author, Edge, Use, Work


@dataclass(frozen=True)
class CreditEntry:
    """One person in one role, with everything it covers."""

    order: int
    department: str
    role: str
    credit_name: str
    contributor_id: int | None
    uses: tuple[Use, ...]
    """In the order in which the pieces air."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of what this person made, each once."""
        return tuple(dict.fromkeys(use.work.title for use in self.uses))

    @property
    def credit_kind(self) -> str:
        """integrated when any of it airs in its own right."""
        return "integrated" if any(use.credit_kind == "integrated" for use in self.uses) else "resource"


@dataclass(frozen=True)
class Attribution:
    """What must be said about one work, and what must be done for it."""

    work: Work
    credit_kind: str
    used_in: tuple[str, ...]
    """Titles of the aired pieces."""
    text: str
    obligations: str


@dataclass(frozen=True)
class CreditSheet:
    """The credits of one episode."""

    episode: str
    entries: tuple[CreditEntry, ...]
    attributions: tuple[Attribution, ...]
    """One a work, in the order in which they air."""


def credit_list(
    episode: str, pieces: Sequence[AiredPiece], works: Iterable[Work], edges: Sequence[Edge]
) -> CreditSheet:
    """Credit every author of the pieces that air and of all their ancestors, however far up.

    Left out are only those who asked not to be named.
    `pieces` come in the order in which they air; one of no frames did not. A work of which nobody is named
    has an entry of its own. Within a department entries stand by name, those without one last.
    Raises: `LineageCycle`.
    """
    all_uses = list(uses(pieces, works, edges))
    gathered: dict[tuple[object, ...], list[tuple[Use, Author]]] = {}
    for use in all_uses:
        for author in use.work.authors or (Author(None, "", ""),):
            if not author.takes_credit:
                continue
            gathered.setdefault(_person_and_role(author, use.work), []).append((use, author))
    drafts = sorted((_entry(group) for group in gathered.values()), key=_in_order)
    entries = (replace(draft, order=n) for n, draft in enumerate(drafts, start=1))
    return CreditSheet(episode, tuple(entries), tuple(_attributions(all_uses)))


def _person_and_role(author: Author, work: Work) -> tuple[object, ...]:
    part = department(author.role, work.kind), role_said(author.role, work.kind).casefold()
    if not author.named:
        return ("nobody", work.work_id, *part)
    if author.contributor_id is None:
        return ("outside", author.credit_name.strip().casefold(), *part)
    return ("contributor", author.contributor_id, *part)


def _entry(group: list[tuple[Use, Author]]) -> CreditEntry:
    first, author = group[0]
    return CreditEntry(
        order=0,
        department=department(author.role, first.work.kind),
        role=role_said(author.role, first.work.kind),
        credit_name=author.credit_name.strip() or NOT_NAMED,
        contributor_id=author.contributor_id if author.named else None,
        uses=tuple(dict.fromkeys(use for use, _ in group)),
    )


def _in_order(entry: CreditEntry) -> tuple[int, bool, str, str, int, int]:
    """By department, name without accents and case, role; then by ids, so that it is always the same."""
    folded = unicodedata.normalize("NFKD", entry.credit_name).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    nameless = entry.credit_name == NOT_NAMED
    person, work = entry.contributor_id or 0, entry.uses[0].work.work_id
    return DEPARTMENTS.index(entry.department), nameless, letters, entry.role.casefold(), person, work


def _attributions(all_uses: Iterable[Use]) -> Iterator[Attribution]:
    by_work: dict[int, list[Use]] = {}
    for use in all_uses:
        by_work.setdefault(use.work.work_id, []).append(use)
    for same in by_work.values():
        kinds = {use.credit_kind for use in same}
        adapted = "resource" in kinds
        pieces = tuple(dict.fromkeys(use.piece.title for use in same))
        kind = "integrated" if "integrated" in kinds else "resource"
        work = same[0].work
        yield Attribution(work, kind, pieces, attribution(work, adapted=adapted), obligations(work))
