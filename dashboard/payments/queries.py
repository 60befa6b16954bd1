"""The payment sheet of an episode as it stands in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from dashboard.credits.queries import CreditedRundown
from dashboard.credits.works import AiredPiece
from dashboard.payments.payment_sheet import PaymentSheet, payment_sheet


def payments_of(master: CreditedRundown, versions: Iterable[CreditedRundown] = ()) -> PaymentSheet:
    """Split the episode's budget over what airs in it and in its versions.

    A piece in several of them is paid once, on its longest use, counted in frames of the master.
    """
    every = [master, *versions]
    episode = master.rundown.episode
    works = {work.work_id: work for credited in every for work in credited.on_air.works}
    edges = {(edge.child_id, edge.parent_id): edge for credited in every for edge in credited.on_air.edges}
    return payment_sheet(
        master.credits.episode,
        episode.currency,
        episode.rate,
        episode.budget_minor,
        longest_uses([(credited.on_air.pieces, credited.rundown.episode.rate) for credited in every], episode.rate),
        works.values(),
        list(edges.values()),
    )


def longest_uses(uses: Iterable[tuple[Iterable[AiredPiece], Fraction]], rate: Fraction) -> tuple[AiredPiece, ...]:
    """Each piece once, as it is used longest in real time, in frames at `rate`; of equal uses the first counts.

    `uses` are the pieces of each version with the rate that their frames are counted at.
    """
    longest: dict[int, AiredPiece] = {}
    for pieces, own_rate in uses:
        for piece in pieces:
            counted = replace(piece, frames=_at_rate(piece.frames, own_rate, rate),
                              first_frame=_at_rate(piece.first_frame, own_rate, rate))  # fmt: skip
            other = longest.get(piece.piece_id)
            if other is None or counted.frames > other.frames:
                longest[piece.piece_id] = counted
    return tuple(longest.values())


def _at_rate(frames: int, own_rate: Fraction, rate: Fraction) -> int:
    return frames if own_rate == rate else int(Fraction(frames) * rate / own_rate + Fraction(1, 2))
