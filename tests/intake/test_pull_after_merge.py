"""A pull after a merge: the copy takes in what its source says and stays merged."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from dashboard.community.lineage import DECLARED
from dashboard.community.merging import merge_pieces, part_pieces
from dashboard.community.tables import Contribution, LineageEdge
from dashboard.intake.outcome import PullResult
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.intake.conftest import Folder


def pieces(db: Database) -> dict[str, Contribution]:
    with db.reading() as session:
        return {piece.external_id: piece for piece in session.scalars(select(Contribution))}


def test_a_copy_that_its_source_changes_stays_merged_and_its_links_count_for_the_piece(
    db: Database, actor: Actor, folder: Folder, pull: Callable[..., PullResult]
) -> None:
    row = {"artist": "Ida", "licence": "CC-BY-4.0"}
    folder.texts({"id": "kept", **row}, {"id": "copy", **row}, {"id": "loop", **row, "artist": "Joost"})
    assert pull().new == 3
    here = {key: piece.id for key, piece in pieces(db).items()}
    merge_pieces(db, actor, here["kept"], here["copy"])
    folder.texts(
        {"id": "kept", **row},
        {"id": "copy", "tags": "sea", "derived_from": "loop", **row},
        {"id": "loop", **row, "artist": "Joost"},
        {"id": "later", "artist": "Bo", "licence": "CC-BY-4.0", "derived_from": "copy"},
    )
    result = pull()
    assert (result.new, result.changed) == (1, 1)
    now = pieces(db)
    assert (now["copy"].merged_into_id, now["copy"].tags, now["copy"].version) == (here["kept"], "sea", 2)
    with db.reading() as session:
        edges = {(edge.child_id, edge.parent_id, edge.state) for edge in session.scalars(select(LineageEdge))}
    assert edges == {
        (here["copy"], here["loop"], DECLARED), (now["later"].id, here["copy"], DECLARED),
    }  # fmt: skip
    assert now["kept"].clearance == "pending"  # the copy says that it uses the loop
    assert "“Kept” may use “Loop”" in now["kept"].clearance_reason
    part_pieces(db, actor, here["copy"])
    assert [pieces(db)[key].clearance for key in ("kept", "copy")] == ["cleared", "pending"]
    assert pull().unchanged == 4
