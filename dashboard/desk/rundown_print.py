"""The rundown on paper: a PDF to send, and a page of HTML that prints itself well."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, VAlign
from fpdf.fonts import FontFace

from dashboard.credits.tabular import clean, write_file
from dashboard.curation.queries import artists
from dashboard.rundown.queries import ActRow, ItemRow, Rundown
from dashboard.rundown.timecode import duration_text, rate_name, signed_text, timecode
from dashboard.settings import ROOT

logging.getLogger("fontTools").setLevel(logging.WARNING)  # its remarks on every font are of no use to anybody here

FONTS = ROOT / "dashboard" / "static" / "fonts"
COLUMNS = ("", "Line", "Start", "Length", "Back-time", "Rights and remarks")
WIDTHS = (9, 72, 26, 18, 27, 38)
"""Of the columns, in proportion."""
SHADE, INK, QUIET, RED = (232, 234, 238), (20, 22, 26), (96, 100, 108), (168, 24, 24)
STYLE = """
@page { size: A4; margin: 14mm 12mm }
body { font: 11px/1.4 "DejaVu Sans", "Noto Sans", sans-serif; color: #14161a; background: #fff }
body { margin: 2em auto; max-width: 60em }
h1 { font-size: 18px; margin: 0 0 2px } p { margin: 0 0 10px; color: #60646c }
table { border-collapse: collapse; width: 100% } thead { display: table-header-group }
th, td { text-align: left; vertical-align: top; padding: 3px 6px; border-bottom: 1px solid #d4d7dc }
th.num, td.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr { break-inside: avoid } tr.act th { background: #e8eaee; break-after: avoid }
tr.float td { color: #60646c; text-decoration: line-through } tr.break td { font-style: italic }
.by { color: #60646c } .wrong { color: #a81818 }
@media print { body { margin: 0; max-width: none } }
"""


@dataclass(frozen=True)
class _Line:
    """One row as it is printed; `state` is act, item, float or break."""

    state: str
    cells: tuple[str, ...]
    by: str = ""
    wrong: bool = False


def write_prints(folder: Path, rundown: Rundown, created: datetime) -> dict[str, Path]:
    """Write rundown.pdf and rundown.html; equal rundowns and `created` give equal bytes."""
    pdf, page = folder / "rundown.pdf", folder / "rundown.html"
    write_file(pdf, pdf_bytes(rundown, created))
    write_file(page, html_text(rundown).encode())
    return {"rundown_pdf": pdf, "rundown_html": page}


def html_text(rundown: Rundown) -> str:
    """A whole page that needs nothing besides itself."""
    heads = "".join(f'<th scope="col"{_number(at)}>{name or "No."}</th>' for at, name in enumerate(COLUMNS))
    rows = "\n".join(_html_row(line) for line in _lines(rundown))
    title = escape(clean(_title(rundown)))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n'
        f"<body><h1>{title}</h1><p>{escape(_sums(rundown))}</p>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></body></html>\n"
    )


def pdf_bytes(rundown: Rundown, created: datetime) -> bytes:
    """A4, upright; names in every script that our fonts carry."""
    pdf = _Paper(_title(rundown), created)
    pdf.set_font("sans", "B", 15)
    pdf.multi_cell(0, 7, clean(_title(rundown)), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("sans", "", 9)
    pdf.set_text_color(*QUIET)
    pdf.multi_cell(0, 5, _sums(rundown), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    pdf.set_text_color(*INK)
    pdf.set_font("sans", "", 8)
    pdf.set_draw_color(*SHADE)
    with pdf.table(
        col_widths=WIDTHS, borders_layout=TableBordersLayout.HORIZONTAL_LINES, line_height=4.2, padding=(0.7, 1.4),
        text_align=("RIGHT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "LEFT"), cell_fill_mode=TableCellFillMode.NONE,
        v_align=VAlign.T, headings_style=FontFace(emphasis="BOLD", color=INK),
    ) as table:  # fmt: skip
        table.row(COLUMNS)
        for line in _lines(rundown):
            _pdf_row(table.row(), line)
    return bytes(pdf.output())


class _Paper(FPDF):
    """Our fonts, the same bytes for the same day, and the page's number at its foot."""

    def __init__(self, title: str, created: datetime) -> None:
        super().__init__(format="A4")
        self.set_margins(12, 12)
        self.set_auto_page_break(auto=True, margin=14)
        self.set_creation_date(created)
        self.set_title(clean(title))
        for style in ("", "B"):
            self.add_font("sans", style, FONTS / "DejaVuSans.ttf")
        self.add_font("other", "", FONTS / "DroidSansFallbackFull.ttf")
        self.set_fallback_fonts(["other"], exact_match=False)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        """Page and pages."""
        self.set_y(-11)
        self.set_font("sans", "", 7)
        self.set_text_color(*QUIET)
        self.cell(0, 5, f"{self.page_no()} of {{nb}}", align="R")


def _pdf_row(row: object, line: _Line) -> None:
    add = row.cell  # type: ignore[attr-defined]
    if line.state == "act":
        shade = FontFace(emphasis="BOLD", fill_color=SHADE)
        for text in line.cells:
            add(text, style=shade)
        return
    colour = FontFace(color=QUIET) if line.state == "float" else FontFace(color=INK)
    for at, text in enumerate(line.cells):
        said = f"{text}\n{line.by}" if at == 1 and line.by else text
        add(said, style=FontFace(color=RED) if line.wrong and at == len(line.cells) - 1 else colour)


def _html_row(line: _Line) -> str:
    cells = [escape(cell) for cell in line.cells]
    if line.state == "act":
        heads = "".join(f"<th{_number(at)}>{cell}</th>" for at, cell in enumerate(cells))
        return f'<tr class="act">{heads}</tr>'
    cells[1] += f'<div class="by">{escape(line.by)}</div>' if line.by else ""
    if line.wrong:
        cells[-1] = f'<span class="wrong">{cells[-1]}</span>'
    return (
        f'<tr class="{line.state}">'
        + "".join(f"<td{_number(at)}>{cell}</td>" for at, cell in enumerate(cells))
        + "</tr>"
    )


def _number(column: int) -> str:
    return ' class="num"' if column in (0, 2, 3, 4) else ""


def _lines(rundown: Rundown) -> Iterator[_Line]:
    number = 0
    for act in rundown.acts:
        yield _act(act, rundown)
        for row in act.items:
            number += 1
            yield _item(number, row, rundown)


def _act(act: ActRow, rundown: Rundown) -> _Line:
    rate, over = rundown.episode.rate, act.timed.over_frames
    budget = f"of {duration_text(act.act.budget_frames, rate)}, {signed_text(over, rate)}" if over is not None else ""
    return _Line("act", ("", clean(act.act.title), "", duration_text(act.timed.filled_frames, rate), "", budget))


def _item(number: int, row: ItemRow, rundown: Rundown) -> _Line:
    item, timed, episode = row.item, row.timed, rundown.episode
    said = [clean(piece.clearance_reason) for piece in row.blocked]
    said += [timed.problem] if timed.problem and not item.floated else []
    said += [clean(item.note)] if item.note else []
    by = ", ".join(dict.fromkeys(artists(layer.contribution) for layer in item.layers))
    name = f"{clean(item.slug)} (float)" if item.floated else clean(item.slug)
    cells = (
        str(number), name, _point(timed.start_frames, rundown), duration_text(timed.planned_frames, episode.rate),
        _point(timed.back_frames, rundown), "; ".join(filter(None, said)),
    )  # fmt: skip
    state = "float" if item.floated else "break" if item.kind == "break" else "item"
    return _Line(state, cells, clean(by), wrong=bool(row.blocked))


def _point(frames: int | None, rundown: Rundown) -> str:
    if frames is None:
        return ""
    episode = rundown.episode
    return ("−" if frames < 0 else "") + timecode(abs(frames), episode.rate, drop=episode.drop_frame)


def _title(rundown: Rundown) -> str:
    episode = rundown.episode
    return f"{episode.show.title} {episode.number}: {episode.title}"


def _sums(rundown: Rundown) -> str:
    rate, timing, episode = rundown.episode.rate, rundown.timing, rundown.episode
    target, slot = duration_text(episode.target_frames, rate), duration_text(episode.slot_frames, rate)
    sums = (
        f"Revision {episode.revision}",
        f"TRT {duration_text(timing.trt_frames, rate)} of {target}, {signed_text(timing.over_frames, rate)}",
        f"breaks {duration_text(timing.break_frames, rate)}",
        f"slot {slot}, {signed_text(timing.slot_over_frames, rate)}",
        f"{rate_name(rate)} frames a second",
    )
    return " · ".join(sums)
