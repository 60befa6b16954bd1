"""Totals and checks of an episode's payments."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dashboard.credits.works import AiredPiece, Author, Edge, Work
from dashboard.errors import BadInput
from dashboard.payments.payment_sheet import _budget_check, _payees_check, _pieces_check, payment_sheet

NTSC = Fraction(30000, 1001)
Aired = tuple[tuple[AiredPiece, ...], tuple[Work, ...], tuple[Edge, ...]]


def large_episode(seed: int) -> Aired:
    """Sixty aired pieces over 600 works of 400 artists, some of them not named."""
    chance = random.Random(seed)
    works = tuple(
        Work(
            i,
            f"Work {i}",
            tuple(
                Author(who, f"Artist {who}" if who % 17 else "", "music", chance.randint(1, 9))
                for who in chance.sample(range(1, 401), chance.randint(0, 4))
            ),
        )
        for i in range(600)
    )
    edges = {(i, chance.randint(i + 1, 599)) for i in range(599) for _ in range(chance.randint(0, 3))}
    pieces = tuple(AiredPiece(i, f"Work {i}", chance.randint(0, 5000)) for i in range(60))
    return pieces, works, tuple(Edge(a, b, chance.randint(1, 5)) for a, b in sorted(edges))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_episode_pays_or_holds_every_cent_of_its_budget(seed: int) -> None:
    pieces, works, edges = large_episode(seed)
    sheet = payment_sheet("Episode 1", "USD", NTSC, 5_000_000, pieces, works, edges)
    assert sheet.paid_minor + sheet.held_minor == 5_000_000
    assert sheet.held_minor > 0
    assert sum(payee.amount_minor for payee in sheet.payees) == sheet.paid_minor
    assert [check.difference for check in sheet.checks] == [0, 0, 0]
    by_piece: dict[int, int] = {}
    every = [*sheet.lines, *(entry.line for entry in sheet.unpaid if entry.line)]
    for line in every:
        by_piece[line.piece_id] = by_piece.get(line.piece_id, 0) + line.amount_minor
    whole = sum(piece.frames for piece in pieces)
    for piece in pieces:
        quota = Fraction(5_000_000 * piece.frames, whole)
        assert abs(by_piece.get(piece.piece_id, 0) - quota) < 1
    assert sorted(line.line_no for line in every) == list(range(1, len(every) + 1))


def two_pieces() -> Aired:
    ida, bo = Author(5, "Ida Holm", "film"), Author(3, "Bo Ek", "music")
    works = (Work(1, "Night Ferry", (ida,)), Work(2, "Harbour Loop", (bo,)), Work(4, "Bell", ()))
    pieces = (AiredPiece(2, "Harbour Loop", 300), AiredPiece(1, "Night Ferry", 600))
    return pieces, works, (Edge(1, 2), Edge(2, 4))


def test_the_sum_is_said_in_one_sentence() -> None:
    sheet = payment_sheet("Episode 1", "USD", NTSC, 50_000_000, *two_pieces())
    assert sheet.checks[0].statement == ("Budget 500,000.00 = paid 420,000.00 + held 80,000.00; difference 0.00")
    assert sheet.checks[1].statement == "2 payees 420,000.00 = lines 420,000.00; difference 0.00"
    assert sheet.checks[2].statement == "2 of 2 aired pieces are paid or held"


def test_a_payee_is_totalled_once_with_each_piece_once() -> None:
    sheet = payment_sheet("Episode 1", "USD", NTSC, 90_000, *two_pieces())
    bo, ida = sheet.payees
    assert (bo.contributor_id, bo.display_name, bo.line_count) == (3, "Bo Ek", 2)
    assert bo.pieces == ("Night Ferry", "Harbour Loop")
    assert bo.on_air_frames == 900
    assert bo.amount_minor == 21_000 + 12_600
    assert ida.amount_minor == 42_000


def test_two_works_in_one_piece_count_its_time_once() -> None:
    ida = Author(5, "Ida Holm", "film")
    works = (Work(1, "Night Ferry", (ida,)), Work(2, "Night Ferry sketch", (ida,)))
    pieces = (AiredPiece(1, "Night Ferry", 600),)
    (payee,) = payment_sheet("Episode 1", "USD", NTSC, 90_000, pieces, works, (Edge(1, 2),)).payees
    assert (payee.line_count, payee.on_air_frames, payee.pieces) == (2, 600, ("Night Ferry",))


def test_a_sum_that_does_not_come_out_is_said() -> None:
    pieces, works, edges = two_pieces()
    lines = payment_sheet("Episode 1", "USD", NTSC, 90_000, pieces, works, edges).lines
    budget = _budget_check(90_000, "USD", lines[1:], ())
    assert budget.difference == 90_000 - sum(line.amount_minor for line in lines[1:])
    assert budget.statement.endswith("difference 564.00")
    assert _payees_check("USD", lines, ()).difference == -sum(line.amount_minor for line in lines)
    missing = _pieces_check(pieces, [line for line in lines if line.piece_id == 1], ())
    assert (missing.statement, missing.difference) == ("1 of 2 aired pieces are paid or held", 1)


def test_an_empty_episode_says_that_all_is_unallocated() -> None:
    sheet = payment_sheet("Episode 1", "JPY", NTSC, 1000, (), (), ())
    assert sheet.unallocated_minor == 1000
    assert sheet.payees == ()
    assert sheet.checks[0].statement == "Budget 1,000 = paid 0 + held 0 + unallocated 1,000; difference 0"


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(BadInput, match="not a currency code"):
        payment_sheet("Episode 1", "XXQ", NTSC, 1000, *two_pieces())
