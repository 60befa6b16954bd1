"""An episode's sheets: one reading of the database, sums that agree, and no formula that runs."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dashboard.community.service import decide_edge
from dashboard.credits.queries import credited_rundown
from dashboard.desk.export import export_episode
from dashboard.desk.verify import verify
from dashboard.errors import BadInput, NotAllowed
from dashboard.media.store import MediaStore
from dashboard.payments.queries import payments_of
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.edits.commands import float_items
from dashboard.rundown.edits.layer_commands import add_layers
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, plan
from tests.world import add_edge, add_piece


@pytest.fixture
def night(db: Database, actor: Actor) -> int:
    """A film scored with a song that was made of a poem; a spare that floats; a drawing by two."""
    poem = add_piece(db, "Lighthouse Poem", kind="text", artists=("Noor Aziz",), text="We keep the light.")
    song = add_piece(db, "Keep the Light", kind="music", artists=("Tomás", "Ida Holm"), seconds=30)
    film = add_piece(db, "Night Ferry", artists=("Mbali Dube",), seconds=20, sound=False)
    spare = add_piece(db, "Spare", artists=("Never Airs",), seconds=60)
    nobody = add_piece(db, "=Found Tape", kind="sound", artists=(), seconds=10)
    decide_edge(db, actor, add_edge(db, song, poem), "confirmed")
    add_edge(db, film, nobody, "suggested")
    episode_id = add_episode(db, actor, plan(target="0:40", slot="1:00", budget_minor=100_001))
    (act,) = act_ids(db, episode_id)
    item = add_to_act(db, actor, act, [film])
    add_layers(db, actor, item, song)
    add_to_act(db, actor, act, [nobody])
    float_items(db, actor, [add_to_act(db, actor, act, [spare])], floated=True)
    return episode_id


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_whoever_airs_or_went_into_it_is_credited_and_paid(
    db: Database, actor: Actor, night: int, tmp_path: Path
) -> None:
    files = export_episode(db, actor, night, tmp_path)
    credited = {row["credit_name"] for row in table(files["credits_csv"])}
    assert credited == {"Noor Aziz", "Tomás", "Ida Holm", "Mbali Dube", "Artist not named"}
    lines = table(files["payments_csv"])
    assert {row["display_name"] for row in lines if row["status"] == "pay"} == credited - {"Artist not named"}
    poem = next(row for row in lines if row["record_title"] == "Lighthouse Poem")
    assert (poem["credit_kind"], poem["lineage_path"]) == ("resource", "Keep the Light > Lighthouse Poem")


def test_the_lines_sum_to_the_budget_to_the_cent(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    lines = table(export_episode(db, actor, night, tmp_path)["payments_csv"])
    assert sum(Decimal(row["amount"]) for row in lines) == Decimal("1000.01")
    assert any(row["status"] == "hold" and "not named" in row["hold_reason"] for row in lines)


def test_a_floated_item_is_on_the_rundown_and_nowhere_else(
    db: Database, actor: Actor, night: int, tmp_path: Path
) -> None:
    files = export_episode(db, actor, night, tmp_path)
    floated = [row for row in table(files["rundown_csv"]) if row["state"] == "FLOAT"]
    assert {row["title"] for row in floated} == {"Spare"}
    assert all(row["start"] == "" for row in floated)
    assert "Never Airs" not in files["credits_csv"].read_text("utf-8")
    assert "Never Airs" not in files["payments_csv"].read_text("utf-8")


def test_no_cell_of_any_workbook_is_a_formula(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    files = export_episode(db, actor, night, tmp_path)
    for name in ("credits_xlsx", "payments_xlsx"):
        for sheet in openpyxl.load_workbook(files[name]):
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert '"\'=Found Tape"' in files["rundown_csv"].read_text("utf-8")


def test_each_sheet_asks_for_its_own_permission(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    curator = Actor(None, "Rosa", frozenset({Role.CURATOR}))
    assert set(export_episode(db, curator, night, tmp_path, ["rundown"])) == {
        "rundown_csv", "rundown_xlsx", "rundown_pdf", "rundown_html",
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="Rosa may not export the payment sheet"):
        export_episode(db, curator, night, tmp_path / "other", ["payments"])
    assert not (tmp_path / "other").exists()


def test_an_unknown_sheet_is_named(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no sheet “tax”; choose among rundown, timeline, credits, payments"):
        export_episode(db, actor, night, tmp_path, ["tax"])


def test_a_place_that_takes_no_files_is_named(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(BadInput, match="cannot be made"):
        export_episode(db, actor, night, tmp_path / "file" / "sheets")


def test_an_export_is_in_the_trail(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    export_episode(db, actor, night, tmp_path, ["credits"])
    with db.reading() as session:
        newest = recent(session, limit=1)[0]
    assert (newest.action, newest.detail["sheets"]) == ("sheets.exported", ["credits"])
    assert newest.detail["revision"] == episode(db, night).revision


def test_the_pages_and_the_sheets_agree(db: Database, actor: Actor, night: int, tmp_path: Path) -> None:
    with db.reading() as session:
        credited = credited_rundown(session, night)
    payments = payments_of(credited)
    assert payments.paid_minor + payments.held_minor == 100_001
    lines = table(export_episode(db, actor, night, tmp_path)["payments_csv"])
    assert [int(row["amount_minor"]) for row in lines if row["status"] == "pay"] == [
        line.amount_minor for line in payments.lines
    ]


def test_verify_finds_the_missing_files_and_nothing_else(db: Database, night: int, store: MediaStore) -> None:
    found = verify(db, store)["wrong"]
    assert found and all("is missing" in sentence for sentence in found)
