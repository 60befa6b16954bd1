"""The credit sheet as files."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from dashboard.credits.credit_list import CreditSheet, credit_list
from dashboard.credits.sheet import ATTRIBUTIONS, CREDITS, write_credits
from dashboard.credits.tabular import clean, guarded
from dashboard.credits.works import AiredPiece, Author, Edge, Work
from tests.credits.hostile import HOSTILE

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def small_sheet() -> CreditSheet:
    works = (
        Work(
            1,
            "Night Ferry",
            (Author(7, "Ida Holm", "film"),),
            "video",
            "CC-BY-4.0",
            "",
            "https://example.org/1",
        ),
        Work(2, "Flower", (), "photo", "GPL-2.0-only", "", "the archive", "some contributors"),
    )
    return credit_list("Episode 1", (AiredPiece(1, "Night Ferry", 90, ("Act 1", "Act 2")),), works, (Edge(1, 2),))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_table_is_golden(tmp_path: Path) -> None:
    paths = write_credits(tmp_path, small_sheet(), WHEN, "0.1.0")
    assert sorted(paths) == ["credits_csv", "credits_txt", "credits_xlsx"]
    ida, nobody = rows_of(paths["credits_csv"])
    assert list(ida) == list(CREDITS)
    assert ida == {
        "order": "1", "department": "Films & animation", "role": "film", "credit_name": "Ida Holm",
        "contributor_id": "7", "piece_title": "Night Ferry", "used_in": "Night Ferry", "act": "Act 1; Act 2",
        "credit_kind": "integrated", "lineage_path": "Night Ferry", "licence": "CC-BY-4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "attribution_text": '"Night Ferry" by Ida Holm (https://example.org/1) is licensed under CC BY 4.0'
        " (https://creativecommons.org/licenses/by/4.0/)",
        "obligations": "", "source": "https://example.org/1", "stated_credit": "",
    }  # fmt: skip
    assert nobody["credit_name"] == "Artist not named"
    assert nobody["stated_credit"] == "some contributors"
    assert nobody["lineage_path"] == "Night Ferry > Flower"
    assert nobody["obligations"].endswith("Source offered at the archive.")


def test_the_text_has_two_tabs_between_columns(tmp_path: Path) -> None:
    text = write_credits(tmp_path, small_sheet(), WHEN, "0.1.0")["credits_txt"].read_bytes().decode()
    assert text.split("\r\n")[:8] == [
        "Episode 1", "", "FILMS & ANIMATION", "", "film\t\tIda Holm\t\tNight Ferry", "",
        "ILLUSTRATION & PHOTOGRAPHY", "",
    ]  # fmt: skip
    assert '"Flower" by some contributors (the archive) is licensed under GNU General Public License' in text
    assert text.endswith("Source offered at the archive.\r\n")


def test_the_workbook_has_every_attribution_and_its_own_figures(tmp_path: Path) -> None:
    paths = write_credits(tmp_path, small_sheet(), WHEN, "0.1.0")
    book = openpyxl.load_workbook(paths["credits_xlsx"])
    assert book.sheetnames == ["Credits", "Attributions", "Control"]
    assert [cell.value for cell in book["Attributions"][1]] == list(ATTRIBUTIONS)
    assert [row[1].value for row in book["Attributions"].iter_rows(min_row=2)] == ["Night Ferry", "Flower"]
    control = {row[0].value: row[1].value for row in book["Control"].iter_rows(min_row=2)}
    assert control == {
        "episode": "Episode 1", "entries": 2, "contributors": 1, "entries without a name": 1, "works": 2,
        "works with obligations": 1, "app version": "0.1.0", "generated at": "2026-03-04T05:06:07+00:00",
        "sha256 of credits.csv": hashlib.sha256(paths["credits_csv"].read_bytes()).hexdigest(),
    }  # fmt: skip


def test_the_same_sheet_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_credits(tmp_path / "one", small_sheet(), WHEN, "0.1.0")
    two = write_credits(tmp_path / "two", small_sheet(), WHEN, "0.1.0")
    assert {name: path.read_bytes() for name, path in one.items()} == {
        name: path.read_bytes() for name, path in two.items()
    }


def test_hostile_texts_stay_texts_in_every_file(tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if len(text) < 100]
    works = [Work(i, text, (Author(i, text, text),), "music", text, text, text, text) for i, text in enumerate(texts)]
    pieces = [AiredPiece(i, text, 5, (text,)) for i, text in enumerate(texts)]
    sheet = credit_list(texts[0], pieces, works, ())
    paths = write_credits(tmp_path, sheet, WHEN, "0.1.0")
    for table in openpyxl.load_workbook(paths["credits_xlsx"]):
        for cell in (cell for row in table.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    by_id = {row["contributor_id"]: row for row in rows_of(paths["credits_csv"])}
    for i, text in enumerate(texts):
        assert by_id[str(i)]["credit_name"] == guarded(text.strip())
        assert by_id[str(i)]["piece_title"] == guarded(text)
    txt = paths["credits_txt"].read_bytes().decode()
    assert all(clean(text) in txt for text in texts)
