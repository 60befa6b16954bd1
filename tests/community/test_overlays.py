"""Corrections: they stand against every pull, and a conflict is shown until a person settles it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dashboard.community.overlays import (
    FIELDS,
    KINDS,
    apply_overlays,
    conflicted,
    drop_overlay,
    is_conflict,
    keep_overlay,
    overlays_of,
    write_overlay,
)
from dashboard.community.tables import Contribution, Overlay
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.intake import kinds
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from tests.world import add_piece, piece_named

CURATOR = Actor(7, "Cora", frozenset({Role.CURATOR}))


def pulled(db: Database, piece_id: int, **said: str) -> Contribution:
    """What a pull does to a piece: the source's values in all columns, then the corrections."""
    with db.writing() as session:
        piece = session.get_one(Contribution, piece_id)
        for field, value in said.items():
            setattr(piece, field, value)
        apply_overlays(session, {piece_id: piece})
    return piece_named(db, piece_id)


def corrections(db: Database, piece_id: int) -> list[Overlay]:
    with db.reading() as session:
        return overlays_of(session, piece_id)


def test_a_correction_stands_whatever_a_pull_says(db: Database) -> None:
    piece = add_piece(db, "Nigth Ferry", text="A boat")
    write_overlay(db, CURATOR, piece, "title", "  Night  Ferry ")
    found = piece_named(db, piece)
    assert (found.title, found.title_key, found.overlay_conflict) == ("Night Ferry", "night ferry", False)
    assert "night ferry" in found.found and "nigth" not in found.found and "ida holm" in found.found
    found = pulled(db, piece, title="Nigth Ferry", text="A boat at night")
    assert (found.title, found.text, found.overlay_conflict) == ("Night Ferry", "A boat at night", False)
    assert "at night" in found.found
    (overlay,) = corrections(db, piece)
    assert (overlay.written_by, overlay.account_id, overlay.source_value, overlay.source_now) == (
        "Cora", 7, "Nigth Ferry", "Nigth Ferry",
    )  # fmt: skip


def test_a_source_that_changes_what_was_corrected_is_a_conflict(db: Database) -> None:
    piece = add_piece(db, "Ferry")
    write_overlay(db, CURATOR, piece, "title", "Night Ferry")
    found = pulled(db, piece, title="Ferry II")
    assert (found.title, found.overlay_conflict) == ("Night Ferry", True)
    with db.reading() as session:
        assert [each.id for each in conflicted(session)] == [piece]
    (overlay,) = corrections(db, piece)
    assert is_conflict(overlay) and overlay.source_now == "Ferry II"


def settle_by_keeping(db: Database, piece: int) -> None:
    keep_overlay(db, CURATOR, piece, "title")


def settle_by_dropping(db: Database, piece: int) -> None:
    drop_overlay(db, CURATOR, piece, "title")


def settle_by_writing(db: Database, piece: int) -> None:
    write_overlay(db, CURATOR, piece, "title", "Night Ferry, part two")


def settle_by_agreeing(db: Database, piece: int) -> None:
    pulled(db, piece, title="Night Ferry")


@pytest.mark.parametrize(
    ("settle", "title", "corrected"),
    [
        (settle_by_keeping, "Night Ferry", 1),
        (settle_by_dropping, "Ferry II", 0),
        (settle_by_writing, "Night Ferry, part two", 1),
        (settle_by_agreeing, "Night Ferry", 1),
    ],
)
def test_a_conflict_is_settled_and_stays_so(
    db: Database, settle: Callable[[Database, int], None], title: str, corrected: int
) -> None:
    piece = add_piece(db, "Ferry")
    write_overlay(db, CURATOR, piece, "title", "Night Ferry")
    pulled(db, piece, title="Ferry II")
    settle(db, piece)
    found = piece_named(db, piece)
    assert (found.title, found.overlay_conflict, len(corrections(db, piece))) == (title, False, corrected)
    if settle is not settle_by_agreeing:
        again = pulled(db, piece, title="Ferry II")
        assert (again.title, again.overlay_conflict) == (title, False)


def test_writing_what_the_source_says_drops_the_correction(db: Database) -> None:
    piece = add_piece(db, "Ferry")
    write_overlay(db, CURATOR, piece, "title", "Ferry")
    assert corrections(db, piece) == []
    write_overlay(db, CURATOR, piece, "title", "Night Ferry")
    write_overlay(db, CURATOR, piece, "title", "Ferry")
    assert corrections(db, piece) == []
    assert pulled(db, piece, title="Ferry II").title == "Ferry II"


def test_clearance_follows_a_corrected_licence_and_kind(db: Database) -> None:
    piece = add_piece(db, "Tape", licence="who knows")
    assert piece_named(db, piece).clearance == "blocked"
    write_overlay(db, CURATOR, piece, "licence", "CC-BY-4.0")
    assert piece_named(db, piece).clearance == "cleared"
    drop_overlay(db, CURATOR, piece, "licence")
    assert piece_named(db, piece).clearance == "blocked"
    write_overlay(db, CURATOR, piece, "licence_url", "https://creativecommons.org/publicdomain/zero/1.0/")
    write_overlay(db, CURATOR, piece, "licence", "CC0-1.0")
    write_overlay(db, CURATOR, piece, "kind", "project")
    assert "project file" in piece_named(db, piece).clearance_reason


def test_a_correction_of_what_has_changed_meanwhile_is_refused(db: Database) -> None:
    piece = add_piece(db, "Ferry")
    write_overlay(db, CURATOR, piece, "title", "Night Ferry", seen="Ferry")
    with pytest.raises(Stale, match="has changed meanwhile"):
        write_overlay(db, CURATOR, piece, "title", "Ferry at night", seen="Ferry")
    assert piece_named(db, piece).title == "Night Ferry"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("title", "  ", "needs a title"),
        ("kind", "opera", "is no kind of piece"),
        ("licence_url", "javascript:alert(1)", "is no link"),
        ("hold", "", "cannot be corrected"),
        ("tags", "x" * 2001, "shorten it"),
    ],
)
def test_what_cannot_stand_is_refused(sqlite_db: Database, field: str, value: str, why: str) -> None:
    piece = add_piece(sqlite_db, "Ferry")
    with pytest.raises(BadInput, match=why):
        write_overlay(sqlite_db, CURATOR, piece, field, value)
    assert corrections(sqlite_db, piece) == []


def test_only_those_who_judge_correct(sqlite_db: Database) -> None:
    piece = add_piece(sqlite_db, "Ferry")
    ida = Actor(None, "Ida", frozenset({Role.ARTIST, Role.ADMIN, Role.ACCOUNTANT}))
    attempts: list[Callable[[], None]] = [
        lambda: write_overlay(sqlite_db, ida, piece, "title", "Mine"),
        lambda: drop_overlay(sqlite_db, ida, piece, "title"),
        lambda: keep_overlay(sqlite_db, ida, piece, "title"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotFound, match="nothing was corrected"):
        drop_overlay(sqlite_db, CURATOR, piece, "title")
    with pytest.raises(NotFound):
        write_overlay(sqlite_db, CURATOR, 999, "title", "Nothing")


def test_every_field_that_may_be_corrected_is_a_column_in_words(sqlite_db: Database) -> None:
    piece = add_piece(sqlite_db, "Ferry")
    for field in FIELDS:
        assert isinstance(getattr(piece_named(sqlite_db, piece), field), str)
    assert KINDS == kinds.KINDS
    with sqlite_db.reading() as session:
        assert session.scalar(select(Overlay.id)) is None
