"""The credit sheet as files: a workbook, a table, and plain text for whoever sets the titles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from dashboard.credits.credit_list import Attribution, CreditEntry, CreditSheet
from dashboard.credits.licences import attribution, licence_code, licence_of, obligations
from dashboard.credits.tabular import Cell, Table, clean, csv_bytes, write_file, write_xlsx
from dashboard.credits.works import NOT_NAMED

CREDITS = (
    "order", "department", "role", "credit_name", "contributor_id", "piece_title", "used_in", "act",
    "credit_kind", "lineage_path", "licence", "licence_url", "attribution_text", "obligations",
    "source", "stated_credit",
)  # fmt: skip
ATTRIBUTIONS = (
    "work_id", "title", "credit_kind", "used_in", "licence", "licence_url", "attribution_text", "obligations",
    "source", "stated_credit",
)  # fmt: skip


def write_credits(folder: Path, sheet: CreditSheet, created: datetime, app_version: str) -> dict[str, Path]:
    """Write credits.xlsx, credits.csv and credits.txt into `folder`; the paths by credits_xlsx and so on.

    Raises: `BadInput` when the folder does not take them.
    """
    paths = {f"credits_{kind}": folder / f"credits.{kind}" for kind in ("xlsx", "csv", "txt")}
    rows = [_credit_row(entry) for entry in sheet.entries]
    table = csv_bytes(CREDITS, rows)
    control = _control(sheet, hashlib.sha256(table).hexdigest(), created, app_version)
    tables = (
        Table("Credits", CREDITS, rows),
        Table("Attributions", ATTRIBUTIONS, [_attribution_row(entry) for entry in sheet.attributions]),
        Table("Control", ("name", "value"), control),
    )
    write_xlsx(paths["credits_xlsx"], tables, created)
    write_file(paths["credits_csv"], table)
    write_file(paths["credits_txt"], credits_text(sheet).encode())
    return paths


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _credit_row(entry: CreditEntry) -> tuple[Cell, ...]:
    uses, works = entry.uses, [use.work for use in entry.uses]
    return (
        entry.order, entry.department, entry.role, entry.credit_name,
        "" if entry.contributor_id is None else str(entry.contributor_id),
        "; ".join(entry.titles),
        _joined(use.piece.title for use in uses),
        _joined(act for use in uses for act in use.piece.act_titles),
        entry.credit_kind,
        _joined(" > ".join(use.lineage_path) for use in uses),
        _joined(licence_code(work) for work in works),
        _joined(licence_of(work).url for work in works),
        _joined(attribution(use.work, adapted=use.credit_kind == "resource") for use in uses),
        " ".join(dict.fromkeys(filter(None, map(obligations, works)))),
        _joined(work.origin for work in works),
        _joined(work.stated_credit for work in works),
    )  # fmt: skip


def _attribution_row(entry: Attribution) -> tuple[Cell, ...]:
    work = entry.work
    return (
        str(work.work_id), work.title, entry.credit_kind, "; ".join(entry.used_in), licence_code(work),
        licence_of(work).url, entry.text, entry.obligations, work.origin, work.stated_credit,
    )  # fmt: skip


def _control(sheet: CreditSheet, digest: str, created: datetime, app_version: str) -> list[tuple[Cell, ...]]:
    people = {entry.contributor_id for entry in sheet.entries} - {None}
    return [
        ("episode", sheet.episode),
        ("entries", len(sheet.entries)),
        ("contributors", len(people)),
        ("entries without a name", sum(entry.credit_name == NOT_NAMED for entry in sheet.entries)),
        ("works", len(sheet.attributions)),
        ("works with obligations", sum(bool(entry.obligations) for entry in sheet.attributions)),
        ("sha256 of credits.csv", digest),
        ("app version", app_version),
        ("generated at", created.astimezone(UTC).isoformat(timespec="seconds")),
    ]


def credits_text(sheet: CreditSheet) -> str:
    """Departments with role, name and titles, two tabs between columns; then the attributions."""
    lines = [clean(sheet.episode)]
    heading = ""
    for entry in sheet.entries:
        if entry.department != heading:
            heading = entry.department
            lines += ["", heading.upper(), ""]
        columns = (entry.role, entry.credit_name, "; ".join(entry.titles))
        lines.append("\t\t".join(clean(text) for text in columns))
    lines += ["", "ATTRIBUTIONS", ""]
    for named in sheet.attributions:
        lines.append(clean(" ".join([named.text + ".", named.obligations])))
    return "\r\n".join(lines) + "\r\n"
