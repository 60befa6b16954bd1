"""The payment sheet as files."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from dashboard.credits.tabular import clean, guarded
from dashboard.credits.works import AiredPiece, Author, Edge, Work
from dashboard.payments.payment_sheet import PaymentSheet, payment_sheet
from dashboard.payments.sheet import clock, percent, write_payments
from tests.credits.hostile import HOSTILE

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NTSC = Fraction(30000, 1001)

GOLDEN = (
    '\ufeff"line_no","status","payee_id","display_name","amount","currency","episode","piece_id","piece_title",'
    '"record_id","record_title","role","credit_kind","lineage_path","on_air","on_air_frames","share_fraction",'
    '"share_percent","hold_reason","amount_minor"\r\n'
    '1,"pay","7","Ida Holm",466.67,"USD","Episode 1","1","Night Ferry","1","Night Ferry","film","integrated",'
    '"Night Ferry","0:00:20.020",600,"7/10",70.0000,"","46667"\r\n'
    '2,"hold","","Artist not named",200.00,"USD","Episode 1","1","Night Ferry","2","Flower","","resource",'
    '"Night Ferry > Flower","0:00:20.020",600,"3/10",30.0000,"held: artist not named","20000"\r\n'
    '3,"pay","9","Bo Ek",333.33,"USD","Episode 1","3","Harbour Loop","3","Harbour Loop","music","integrated",'
    '"Harbour Loop","0:00:10.010",300,"1",100.0000,"","33333"\r\n'
)


def small_sheet(budget: int = 100_000, currency: str = "USD") -> PaymentSheet:
    works = (
        Work(1, "Night Ferry", (Author(7, "Ida Holm", "film"),)),
        Work(2, "Flower", ()),
        Work(3, "Harbour Loop", (Author(9, "Bo Ek", "music"),)),
    )
    pieces = (AiredPiece(1, "Night Ferry", 600), AiredPiece(3, "Harbour Loop", 300))
    return payment_sheet("Episode 1", currency, NTSC, budget, pieces, works, (Edge(1, 2),))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_table_is_golden(tmp_path: Path) -> None:
    paths = write_payments(tmp_path, small_sheet(), WHEN, "0.1.0")
    assert sorted(paths) == ["payments_control_csv", "payments_csv", "payments_xlsx"]
    assert paths["payments_csv"].read_bytes() == GOLDEN.encode()


def test_the_same_sheet_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_payments(tmp_path / "one", small_sheet(), WHEN, "0.1.0")
    two = write_payments(tmp_path / "two", small_sheet(), WHEN, "0.1.0")
    assert {name: path.read_bytes() for name, path in one.items()} == {
        name: path.read_bytes() for name, path in two.items()
    }


def test_the_control_figures_prove_the_table(tmp_path: Path) -> None:
    paths = write_payments(tmp_path, small_sheet(), WHEN, "0.1.0")
    control = {row["name"]: row["value"] for row in rows_of(paths["payments_control_csv"])}
    assert control == {
        "episode": "Episode 1", "currency": "USD", "budget": "1000.00", "sum of lines to pay": "800.00",
        "sum of lines held": "200.00", "unallocated": "0.00", "budget less all lines": "0.00", "lines": "3",
        "lines held or unallocated": "1", "payees": "2", "hash total of payee ids": "16",
        "app version": "0.1.0",
        "generated at": "2026-03-04T05:06:07+00:00",
        "sha256 of payments.csv": hashlib.sha256(paths["payments_csv"].read_bytes()).hexdigest(),
        "check 1": "Budget 1,000.00 = paid 800.00 + held 200.00; difference 0.00",
        "check 2": "2 payees 800.00 = lines 800.00; difference 0.00",
        "check 3": "2 of 2 aired pieces are paid or held",
    }  # fmt: skip


def test_the_workbook_names_payees_with_numbers_that_add_up(tmp_path: Path) -> None:
    paths = write_payments(tmp_path, small_sheet(), WHEN, "0.1.0")
    book = openpyxl.load_workbook(paths["payments_xlsx"])
    assert book.sheetnames == ["Payees", "Lines", "Control"]
    header, *rows = ([cell.value for cell in row] for row in book["Payees"].iter_rows())
    payees = [dict(zip(header, row, strict=True)) for row in rows]
    assert payees[0] == {
        "payee_id": "7", "display_name": "Ida Holm", "pieces": "Night Ferry", "on_air": "0:00:20.020",
        "on_air_frames": 600, "lines": 1, "amount": 466.67, "currency": "USD", "budget_percent": 46.667,
        "status": "pay", "hold_reason": None, "amount_minor": "46667",
    }  # fmt: skip
    assert [(row["display_name"], row["status"], row["amount"]) for row in payees[1:]] == [
        ("Bo Ek", "pay", 333.33),
        ("Artist not named", "hold", 200),
    ]
    assert sum(int(row["amount_minor"]) for row in payees) == 100_000
    assert book["Payees"]["G2"].number_format == "#,##0.00"
    assert book["Lines"].max_row == 4


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)])
def test_amounts_have_exactly_the_currencys_decimals_and_sum_to_the_budget(
    tmp_path: Path, currency: str, decimals: int
) -> None:
    paths = write_payments(tmp_path, small_sheet(1_000_001, currency), WHEN, "0.1.0")
    amounts = [row["amount"] for row in rows_of(paths["payments_csv"])]
    assert sum(map(Decimal, amounts)) == Decimal(1_000_001).scaleb(-decimals)
    assert all(len(amount.partition(".")[2]) == decimals for amount in amounts)
    lines = openpyxl.load_workbook(paths["payments_xlsx"])["Lines"]
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    assert {lines.cell(row, 5).number_format for row in range(2, 5)} == {pattern}


def test_an_empty_episode_still_sums_to_its_budget(tmp_path: Path) -> None:
    sheet = payment_sheet("Episode 1", "USD", NTSC, 5_000_000, (), (), ())
    (row,) = rows_of(write_payments(tmp_path, sheet, WHEN, "0.1.0")["payments_csv"])
    assert (row["status"], row["display_name"], row["amount"]) == ("hold", "The whole budget", "50000.00")
    assert row["hold_reason"] == "unallocated: nothing airs in this episode"


def test_a_budget_of_nothing_is_written_as_well(tmp_path: Path) -> None:
    paths = write_payments(tmp_path, small_sheet(0), WHEN, "0.1.0")
    assert [row["amount"] for row in rows_of(paths["payments_csv"])] == ["0.00"] * 3


def test_hostile_texts_stay_texts_in_every_file(tmp_path: Path) -> None:
    works = [Work(i, text, (Author(10**15 + i, text, text),), stated_credit=text) for i, text in enumerate(HOSTILE)]
    works += [Work(1000 + i, text, (), stated_credit=text) for i, text in enumerate(HOSTILE)]
    pieces = [AiredPiece(i, text, 5) for i, text in enumerate(HOSTILE)]
    edges = [Edge(i, 1000 + i) for i in range(len(HOSTILE))]
    sheet = payment_sheet("=1+1", "USD", NTSC, 5_000_000, pieces, works, edges)
    paths = write_payments(tmp_path, sheet, WHEN, "0.1.0")
    book = openpyxl.load_workbook(paths["payments_xlsx"])
    for table in book:
        for cell in (cell for row in table.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    assert [book["Payees"].cell(i + 2, 1).value for i in range(len(HOSTILE))] == [
        str(10**15 + i) for i in range(len(HOSTILE))
    ]
    rows = rows_of(paths["payments_csv"])
    assert sum(int(row["amount_minor"]) for row in rows) == 5_000_000
    paid = [row for row in rows if row["status"] == "pay"]
    assert [row["display_name"] for row in paid] == [guarded(text) for text in HOSTILE]
    assert [row["piece_title"].lstrip("'") for row in paid] == [clean(text) for text in HOSTILE]


def test_payees_lines_and_table_agree_for_four_hundred_artists(tmp_path: Path) -> None:
    chance = random.Random(4)
    works = [
        Work(i, f"Work {i}", tuple(Author(who, f"Artist {who}", "music") for who in {i, chance.randrange(400)}))
        for i in range(400)
    ]
    pieces = [AiredPiece(i, f"Work {i}", chance.randint(1, 4000)) for i in range(80)]
    edges = [Edge(i, chance.randint(i + 1, 399)) for i in range(399) for _ in range(2)]
    sheet = payment_sheet("Episode 1", "USD", NTSC, 5_000_000, pieces, works, edges)
    paths = write_payments(tmp_path, sheet, WHEN, "0.1.0")
    of_table: dict[str, Decimal] = {}
    for row in rows_of(paths["payments_csv"]):
        of_table[row["payee_id"]] = of_table.get(row["payee_id"], Decimal(0)) + Decimal(row["amount"])
    book = openpyxl.load_workbook(paths["payments_xlsx"])
    of_payees = {row[0].value: Decimal(str(row[6].value)) for row in book["Payees"].iter_rows(min_row=2)}
    assert of_table == of_payees
    assert sum(of_table.values()) == 50_000
    assert len(of_payees) == len(sheet.payees) > 200


def test_times_and_shares_are_rounded_only_to_be_shown() -> None:
    assert [clock(frames, NTSC) for frames in (1, 2, 600)] == ["0:00:00.033", "0:00:00.067", "0:00:20.020"]
    assert clock(24 * 3725, Fraction(24)) == "1:02:05.000"
    assert str(percent(Fraction(1, 3))) == "33.3333"
    assert str(percent(Fraction(0))) == "0.0000"
    assert str(percent(Fraction(1))) == "100.0000"
