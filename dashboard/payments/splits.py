"""From a budget to one line a person and a work, exact to the last minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from dashboard.credits.lineage import Parents, parents_by_child, uses, ways_up
from dashboard.credits.works import NOT_NAMED, AiredPiece, Author, Edge, Use, Work
from dashboard.errors import BadInput, CannotSplit

KEEP = Fraction(7, 10)
"""What a work keeps of its share when it uses other works; the rest goes up to them."""
DEPTH = 4
"""How many steps up a share travels; a work this far up keeps everything that reaches it."""


def allocate(total_minor: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split `total_minor` over `weights` exactly; each part is less than one unit from its quota.

    Largest remainder, ties to the earlier position, so that the order of `weights` is part of the result;
    zero weights get zero, and a negative total gives the exact negation. Not house-monotone: a total one
    unit larger may give somebody one unit less (15, 20 and 1 over 56 and 57).
    Raises: `CannotSplit` for a negative weight, or when no weight is above zero.
    Source: Hamilton apportionment.
    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights):
        raise CannotSplit("A share is below zero; correct the weights so that each is zero or more.")
    if not whole:
        raise CannotSplit("Nobody has a share in this amount; give at least one a weight above zero.")
    quotas = [divmod(abs(total_minor) * weight, whole) for weight in weights]
    parts = [int(floor) for floor, _ in quotas]
    left_over = abs(total_minor) - sum(parts)
    by_remainder = sorted(range(len(quotas)), key=lambda i: (-quotas[i][1], i))
    for i in by_remainder[:left_over]:
        parts[i] += 1
    return [-part for part in parts] if total_minor < 0 else parts


def lineage_shares(edges: Iterable[Edge], root: int, keep: Fraction = KEEP, depth: int = DEPTH) -> dict[int, Fraction]:
    """Shares in `root` of itself and of each ancestor within `depth` steps; they sum to exactly 1.

    A work keeps `keep` and passes the rest to what it uses, in proportion to the edges' weights; a work that
    uses nothing, or lies `depth` steps up, keeps everything. A work reached by several ways adds them up.
    Raises: `LineageCycle`; `BadInput` for a `keep` outside 0 to 1 or a negative depth.
    """
    parents = parents_by_child(edges)
    ways_up(parents, root)
    return _shares(parents, root, keep, depth)


def _shares(parents: Parents, root: int, keep: Fraction, depth: int) -> dict[int, Fraction]:
    if not 0 <= keep <= 1 or depth < 0:
        raise BadInput(f"A work cannot keep {keep} over {depth} steps; keep 0 to 1 over 0 or more steps.")
    shares: dict[int, Fraction] = {}
    level = {root: Fraction(1)}
    for step in range(depth + 1):
        above: dict[int, Fraction] = {}
        for work, reached in level.items():
            used = parents.get(work, {}) if step < depth else {}
            shares[work] = shares.get(work, Fraction(0)) + (reached * keep if used else reached)
            passed_on = reached * (1 - keep) / (sum(used.values()) or 1)
            for parent, weight in used.items():
                above[parent] = above.get(parent, Fraction(0)) + passed_on * weight
        level = above
    return shares


@dataclass(frozen=True)
class Line:
    """What one person gets for one work in one aired piece."""

    line_no: int
    piece_id: int
    piece_title: str
    work_id: int
    work_title: str
    contributor_id: int | None
    """None only on a held line."""
    credit_name: str
    role: str
    credit_kind: str
    """integrated: the aired piece itself; resource: a work that it uses."""
    lineage_path: tuple[str, ...]
    """Titles from the piece to the work, both included."""
    on_air_frames: int
    """Of the piece."""
    share: Fraction
    """Of the piece's amount, before rounding."""
    amount_minor: int


@dataclass(frozen=True)
class Unpaid:
    """Money of the budget that no payee gets yet, and why."""

    what: str
    amount_minor: int
    reason: str
    """Begins with held or unallocated."""
    line: Line | None = None
    """Where held money belongs; None when nothing aired."""


@dataclass(frozen=True)
class EpisodeSplit:
    """A whole budget, split: the amounts of `lines` and `unpaid` sum to it."""

    lines: tuple[Line, ...]
    unpaid: tuple[Unpaid, ...]


def episode_lines(
    budget_minor: int,
    pieces: Iterable[AiredPiece],
    works: Iterable[Work],
    edges: Sequence[Edge],
    *,
    keep: Fraction = KEEP,
    depth: int = DEPTH,
) -> EpisodeSplit:
    """Split a budget over pieces by frames on air, over works by lineage, over authors by share points.

    Each of the three roundings is `allocate` in order of id, so the order of the arguments changes nothing.
    What cannot be paid is held, never given to the others. A piece of no frames did not air.
    Raises: `CannotSplit` for a negative budget or points, or a piece listed twice; `LineageCycle`.
    """
    aired = sorted((piece for piece in pieces if piece.frames), key=lambda piece: piece.piece_id)
    _refuse_doubtful(budget_minor, aired)
    if not aired:
        nothing = Unpaid("The whole budget", budget_minor, "unallocated: nothing airs in this episode")
        return EpisodeSplit((), (nothing,))
    parents = parents_by_child(edges)
    by_work = {(use.piece.piece_id, use.work.work_id): use for use in uses(aired, works, edges)}
    lines: list[Line] = []
    unpaid: list[Unpaid] = []
    amounts = allocate(budget_minor, [piece.frames for piece in aired])
    for piece, amount in zip(aired, amounts, strict=True):
        shares = sorted(_shares(parents, piece.piece_id, keep, depth).items())
        parts = allocate(amount, [share for _, share in shares])
        for (work_id, share), minor in zip(shares, parts, strict=True):
            use = by_work[piece.piece_id, work_id]
            for draft, held in _author_lines(use, share, minor):
                line = replace(draft, line_no=len(lines) + len(unpaid) + 1)
                if held:
                    unpaid.append(Unpaid(_what(use), line.amount_minor, held, line))
                else:
                    lines.append(line)
    return EpisodeSplit(tuple(lines), tuple(unpaid))


def _refuse_doubtful(budget_minor: int, aired: Sequence[AiredPiece]) -> None:
    if budget_minor < 0:
        raise CannotSplit("The budget is below zero; set it to zero or more.")
    for before, piece in pairwise(aired):
        if before.piece_id == piece.piece_id:
            raise CannotSplit(f'"{piece.title}" is listed twice; list it once with all its time on air.')


def _author_lines(use: Use, share: Fraction, amount_minor: int) -> Iterator[tuple[Line, str]]:
    """Unnumbered lines of a work, each with the reason for which it is held, if it is."""
    authors = sorted(use.work.authors, key=_in_order)
    if any(author.points < 0 for author in authors):
        raise CannotSplit(f'"{use.work.title}" gives somebody share points below zero; correct its credits.')
    names = ", ".join(author.credit_name for author in authors if author.named)
    points = sum(author.points for author in authors)
    if not names:
        yield _line(use, Author(None, NOT_NAMED, ""), share, amount_minor), "held: artist not named"
        return
    if not points:
        yield _line(use, Author(None, names, ""), share, amount_minor), "held: no share points are set"
        return
    parts = allocate(amount_minor, [author.points for author in authors])
    for author, minor in zip(authors, parts, strict=True):
        payee = author if author.named else replace(author, contributor_id=None, credit_name=NOT_NAMED)
        yield _line(use, payee, share * author.points / points, minor), _why_held(author)


def _line(use: Use, author: Author, share: Fraction, amount_minor: int) -> Line:
    return Line(
        line_no=0,
        piece_id=use.piece.piece_id,
        piece_title=use.piece.title,
        work_id=use.work.work_id,
        work_title=use.work.title,
        contributor_id=author.contributor_id,
        credit_name=author.credit_name,
        role=author.role,
        credit_kind=use.credit_kind,
        lineage_path=use.lineage_path,
        on_air_frames=use.piece.frames,
        share=share,
        amount_minor=amount_minor,
    )


def _in_order(author: Author) -> tuple[bool, int, str, str, int]:
    known = author.contributor_id is not None
    return not known, author.contributor_id or 0, author.role, author.credit_name, author.points


def _why_held(author: Author) -> str:
    if not author.named:
        return "held: artist not named"
    return "held: artist has no record to be paid by" if author.contributor_id is None else ""


def _what(use: Use) -> str:
    stated = f', credited as "{use.work.stated_credit}"' if use.work.stated_credit else ""
    used = f', used in "{use.piece.title}"' if use.credit_kind == "resource" else ""
    return f'"{use.work.title}"{stated}{used}'
