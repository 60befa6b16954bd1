"""The payment sheet as files: a workbook, a table of lines that sums to the budget, control figures."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dashboard.credits.tabular import Cell, Table, csv_bytes, write_csv, write_file, write_xlsx
from dashboard.credits.works import NOT_NAMED
from dashboard.payments.money import to_decimal
from dashboard.payments.payment_sheet import Payee, PaymentSheet
from dashboard.payments.splits import Line, Unpaid

PAYEES = (
    "payee_id", "display_name", "pieces", "on_air", "on_air_frames", "lines", "amount", "currency",
    "budget_percent", "status", "hold_reason", "amount_minor",
)  # fmt: skip
LINES = (
    "line_no", "status", "payee_id", "display_name", "amount", "currency", "episode", "piece_id",
    "piece_title", "record_id", "record_title", "role", "credit_kind", "lineage_path", "on_air",
    "on_air_frames", "share_fraction", "share_percent", "hold_reason", "amount_minor",
)  # fmt: skip


def write_payments(folder: Path, sheet: PaymentSheet, created: datetime, app_version: str) -> dict[str, Path]:
    """Write payments.xlsx, payments.csv and payments_control.csv; the paths by payments_xlsx and so on.

    The amounts of payments.csv sum to the budget: what is held or unallocated stands there with status hold.
    Raises: `BadInput` when the folder does not take them.
    """
    paths = {
        "payments_xlsx": folder / "payments.xlsx",
        "payments_csv": folder / "payments.csv",
        "payments_control_csv": folder / "payments_control.csv",
    }
    lines = _line_rows(sheet)
    table = csv_bytes(LINES, lines)
    control = _control(sheet, len(lines), hashlib.sha256(table).hexdigest(), created, app_version)
    payees = [_payee_row(sheet, payee) for payee in sheet.payees]
    payees += [_unpaid_payee_row(sheet, entry) for entry in sheet.unpaid]
    tables = (
        Table("Payees", PAYEES, payees),
        Table("Lines", LINES, lines),
        Table("Control", ("name", "value"), control),
    )
    write_xlsx(paths["payments_xlsx"], tables, created)
    write_file(paths["payments_csv"], table)
    write_csv(paths["payments_control_csv"], ("name", "value"), control)
    return paths


def clock(frames: int, rate: Fraction) -> str:
    """Real time of `frames` as 0:03:35.167, rounded half-even to the millisecond."""
    seconds, millis = divmod(round(frames * 1000 / rate), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"


def percent(share: Fraction) -> Decimal:
    """A share of 1 in percent, rounded half-even to four decimals; shown, never reckoned with."""
    return Decimal(round(share * 1_000_000)).scaleb(-4)


def _line_rows(sheet: PaymentSheet) -> list[tuple[Cell, ...]]:
    held = [(entry.line, entry.reason) for entry in sheet.unpaid if entry.line]
    both = sorted([*((line, "") for line in sheet.lines), *held], key=lambda pair: pair[0].line_no)
    rows = [_line_row(sheet, line, reason) for line, reason in both]
    unallocated = (entry for entry in sheet.unpaid if not entry.line)
    return rows + [_unallocated_row(sheet, entry, n) for n, entry in enumerate(unallocated, len(rows) + 1)]


def _line_row(sheet: PaymentSheet, line: Line, hold_reason: str) -> tuple[Cell, ...]:
    return (
        line.line_no, "hold" if hold_reason else "pay", _id(line.contributor_id), line.credit_name,
        to_decimal(line.amount_minor, sheet.currency), sheet.currency, sheet.episode,
        str(line.piece_id), line.piece_title, str(line.work_id), line.work_title, line.role, line.credit_kind,
        " > ".join(line.lineage_path), clock(line.on_air_frames, sheet.rate), line.on_air_frames,
        str(line.share), percent(line.share), hold_reason, str(line.amount_minor),
    )  # fmt: skip


def _unallocated_row(sheet: PaymentSheet, entry: Unpaid, line_no: int) -> tuple[Cell, ...]:
    amount = to_decimal(entry.amount_minor, sheet.currency)
    return (
        line_no, "hold", "", entry.what, amount, sheet.currency, sheet.episode,
        "", "", "", "", "", "", "", "", None, "", None, entry.reason, str(entry.amount_minor),
    )  # fmt: skip


def _payee_row(sheet: PaymentSheet, payee: Payee) -> tuple[Cell, ...]:
    return (
        str(payee.contributor_id), payee.display_name, "; ".join(payee.pieces),
        clock(payee.on_air_frames, sheet.rate), payee.on_air_frames, payee.line_count,
        to_decimal(payee.amount_minor, sheet.currency), sheet.currency,
        _of_budget(sheet, payee.amount_minor), "pay", "", str(payee.amount_minor),
    )  # fmt: skip


def _unpaid_payee_row(sheet: PaymentSheet, entry: Unpaid) -> tuple[Cell, ...]:
    line = entry.line
    return (
        _id(line.contributor_id if line else None), line.credit_name if line else NOT_NAMED, entry.what,
        clock(line.on_air_frames, sheet.rate) if line else "", line.on_air_frames if line else None,
        1, to_decimal(entry.amount_minor, sheet.currency), sheet.currency,
        _of_budget(sheet, entry.amount_minor), "hold", entry.reason, str(entry.amount_minor),
    )  # fmt: skip


def _id(contributor_id: int | None) -> str:
    return "" if contributor_id is None else str(contributor_id)


def _of_budget(sheet: PaymentSheet, amount_minor: int) -> Decimal | None:
    return percent(Fraction(amount_minor, sheet.budget_minor)) if sheet.budget_minor else None


def _control(
    sheet: PaymentSheet, lines: int, digest: str, created: datetime, app_version: str
) -> list[tuple[Cell, ...]]:
    def amount(minor: int) -> Decimal:
        return to_decimal(minor, sheet.currency)

    all_lines = sheet.paid_minor + sheet.held_minor + sheet.unallocated_minor
    rows: list[tuple[Cell, ...]] = [
        ("episode", sheet.episode),
        ("currency", sheet.currency),
        ("budget", amount(sheet.budget_minor)),
        ("sum of lines to pay", amount(sheet.paid_minor)),
        ("sum of lines held", amount(sheet.held_minor)),
        ("unallocated", amount(sheet.unallocated_minor)),
        ("budget less all lines", amount(sheet.budget_minor - all_lines)),
        ("lines", lines),
        ("lines held or unallocated", len(sheet.unpaid)),
        ("payees", len(sheet.payees)),
        ("hash total of payee ids", str(sum(payee.contributor_id for payee in sheet.payees))),
        ("sha256 of payments.csv", digest),
        ("app version", app_version),
        ("generated at", created.astimezone(UTC).isoformat(timespec="seconds")),
    ]
    return rows + [(f"check {n}", check.statement) for n, check in enumerate(sheet.checks, start=1)]
