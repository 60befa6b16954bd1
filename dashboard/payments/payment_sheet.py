"""An episode's payments as one value: lines, payees, what is unpaid, and the proof that it adds up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.credits.works import AiredPiece, Edge, Work
from dashboard.payments.money import exponent, grouped_amount
from dashboard.payments.splits import DEPTH, KEEP, Line, Unpaid, episode_lines


@dataclass(frozen=True)
class Payee:
    """One contributor's total."""

    contributor_id: int
    display_name: str
    pieces: tuple[str, ...]
    """Titles of the aired pieces, each once."""
    on_air_frames: int
    """Of those pieces together."""
    line_count: int
    amount_minor: int


@dataclass(frozen=True)
class Check:
    """A sum that must come out; `difference` is zero when it does."""

    statement: str
    difference: int


@dataclass(frozen=True)
class PaymentSheet:
    """What one episode pays, to whom, for what."""

    episode: str
    currency: str
    rate: Fraction
    """Frames a second of the episode."""
    budget_minor: int
    lines: tuple[Line, ...]
    payees: tuple[Payee, ...]
    """In order of contributor id."""
    unpaid: tuple[Unpaid, ...]
    checks: tuple[Check, ...]

    @property
    def paid_minor(self) -> int:
        """Sum of the lines."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def held_minor(self) -> int:
        """Money that belongs to a work but not yet to a payee."""
        return sum(entry.amount_minor for entry in self.unpaid if entry.line)

    @property
    def unallocated_minor(self) -> int:
        """Money that belongs to no work, because nothing airs."""
        return sum(entry.amount_minor for entry in self.unpaid if not entry.line)


def payment_sheet(
    episode: str,
    currency: str,
    rate: Fraction,
    budget_minor: int,
    pieces: Sequence[AiredPiece],
    works: Iterable[Work],
    edges: Sequence[Edge],
    *,
    keep: Fraction = KEEP,
    depth: int = DEPTH,
) -> PaymentSheet:
    """Split the budget as `episode_lines` does, total it by payee and check the sums.

    Raises: as `episode_lines`; `BadInput` for an unknown currency.
    """
    exponent(currency)
    split = episode_lines(budget_minor, pieces, works, edges, keep=keep, depth=depth)
    payees = _payees(split.lines)
    checks = (
        _budget_check(budget_minor, currency, split.lines, split.unpaid),
        _payees_check(currency, split.lines, payees),
        _pieces_check(pieces, split.lines, split.unpaid),
    )
    return PaymentSheet(episode, currency, rate, budget_minor, split.lines, payees, split.unpaid, checks)


def _payees(lines: Iterable[Line]) -> tuple[Payee, ...]:
    by_person: dict[int, list[Line]] = {}
    for line in lines:
        if line.contributor_id is not None:
            by_person.setdefault(line.contributor_id, []).append(line)
    return tuple(_payee(person, by_person[person]) for person in sorted(by_person))


def _payee(person: int, lines: Sequence[Line]) -> Payee:
    frames = {line.piece_id: line.on_air_frames for line in lines}
    titles = dict.fromkeys(line.piece_title for line in lines)
    total = sum(line.amount_minor for line in lines)
    return Payee(person, lines[0].credit_name, tuple(titles), sum(frames.values()), len(lines), total)


def _budget_check(budget: int, currency: str, lines: Iterable[Line], unpaid: Sequence[Unpaid]) -> Check:
    paid = sum(line.amount_minor for line in lines)
    held = sum(entry.amount_minor for entry in unpaid if entry.line)
    unallocated = sum(entry.amount_minor for entry in unpaid if not entry.line)
    difference = budget - paid - held - unallocated

    def said(minor: int) -> str:
        return grouped_amount(minor, currency)

    rest = f" + unallocated {said(unallocated)}" if unallocated else ""
    return Check(
        f"Budget {said(budget)} = paid {said(paid)} + held {said(held)}{rest}; difference {said(difference)}",
        difference,
    )


def _payees_check(currency: str, lines: Iterable[Line], payees: Sequence[Payee]) -> Check:
    of_payees = sum(payee.amount_minor for payee in payees)
    of_lines = sum(line.amount_minor for line in lines)
    difference = of_payees - of_lines
    said = [grouped_amount(minor, currency) for minor in (of_payees, of_lines, difference)]
    statement = f"{len(payees)} payees {said[0]} = lines {said[1]}; difference {said[2]}"
    return Check(statement, difference)


def _pieces_check(pieces: Iterable[AiredPiece], lines: Iterable[Line], unpaid: Iterable[Unpaid]) -> Check:
    aired = {piece.piece_id for piece in pieces if piece.frames}
    covered = {line.piece_id for line in lines} | {entry.line.piece_id for entry in unpaid if entry.line}
    missing = len(aired - covered)
    return Check(f"{len(aired) - missing} of {len(aired)} aired pieces are paid or held", missing)
