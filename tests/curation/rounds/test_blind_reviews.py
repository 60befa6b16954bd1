"""Blind rounds: what a reviewer is told of a piece, when names are shown, and masking names in words."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from dashboard.curation.rounds.masking import MASK, masked
from dashboard.curation.rounds.queries import round_page
from dashboard.curation.rounds.results import round_results
from dashboard.curation.rounds.reviews import unblind
from dashboard.errors import BadInput
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import (
    ON_SQLITE,
    audit,
    closed,
    give,
    opened,
    page,
    review_of,
    token_of,
)
from tests.world import add_piece

# --- blind ---


@ON_SQLITE
def test_nothing_of_a_blind_piece_tells_whose_it_is(db: Database, rosa: Actor) -> None:
    piece = add_piece(
        db, "Ida Holm sings", artists=("Ida Holm",), kind="text", text="Words by IDA_HOLM, ida-holm.mp4, @idaholm"
    )
    add_piece(db, "Other", artists=("Bo",))
    found = page(db, rosa, opened(db, [piece])).piece
    assert found is not None
    assert (found.title, found.artists) == (f"{MASK} sings", "")
    assert "holm" not in repr(found).casefold()


@ON_SQLITE
def test_a_round_with_names_shows_them(db: Database, rosa: Actor) -> None:
    piece = add_piece(db, "Ida Holm sings", artists=("Ida Holm",))
    found = page(db, rosa, opened(db, [piece], blind=False)).piece
    assert found is not None and (found.title, found.artists) == ("Ida Holm sings", "Ida Holm")


@ON_SQLITE
@pytest.mark.parametrize("after", [True, False])
def test_names_come_with_the_second_pass_where_the_round_says_so(db: Database, rosa: Actor, after: bool) -> None:
    one, two = add_piece(db, "One", artists=("Ida Holm",)), add_piece(db, "Two", artists=("Bo Lind",))
    made = opened(db, [one, two], names_after=after)
    give(db, rosa, made, one, 4)
    assert [given.piece.artists for given in page(db, rosa, made).given] == [""]
    give(db, rosa, made, two, 4)
    found = page(db, rosa, made)
    assert {given.piece.artists for given in found.given} == ({"Ida Holm", "Bo Lind"} if after else {""})
    give(db, rosa, made, one, 5, version=1)
    assert review_of(db, rosa, made, one).knew_names is after
    assert review_of(db, rosa, made, two).knew_names is False
    closed(db, made)
    found = page(db, rosa, made)
    assert found.piece is None and {given.piece.artists for given in found.given} == {"Ida Holm", "Bo Lind"}


def test_looking_up_a_name_wants_a_reason_is_written_down_and_counts(db: Database, rosa: Actor, halima: Actor) -> None:
    one, two = add_piece(db, "One", artists=("Ida Holm",)), add_piece(db, "Two", artists=("Bo Lind",))
    made = opened(db, [one, two])
    token = token_of(db, made, one)
    with pytest.raises(BadInput, match="why you need to know"):
        unblind(db, rosa, made, token, "")
    unblind(db, rosa, made, token, "She asked for a day.")
    with db.reading() as session:
        mine, theirs = round_page(session, made, rosa.account_id), round_page(session, made, halima.account_id)
    assert {line.piece.artists for line in mine.pieces} == {"Ida Holm", ""}
    assert {line.piece.artists for line in theirs.pieces} == {""}
    assert [(one.looked_by, one.reason) for one in theirs.look_ups] == [("Rosa", "She asked for a day.")]
    assert (audit(db)[0].action, audit(db)[0].detail) == ("round.unblinded", {"contribution": one})
    give(db, rosa, made, one, 4)
    give(db, halima, made, one, 4)
    assert [review_of(db, who, made, one).knew_names for who in (rosa, halima)] == [True, False]
    closed(db, made)
    with db.reading() as session:
        assert round_results(session, made).knowing == 1
    with pytest.raises(BadInput, match="shown anyway"):
        unblind(db, rosa, made, token, "Too late.")


NAMES = st.text("aBÅéßøñ -_’.9ВаΩ美", min_size=2, max_size=9).filter(lambda name: sum(map(str.isalpha, name)) > 1)


@drawn(st.text(max_size=30), NAMES, st.text(max_size=30))
def test_no_name_stands_by_itself_in_a_masked_text(before: str, name: str, after: str) -> None:
    assert f" {name} " not in masked(f"{before} {name} {after}", [name])


@pytest.mark.parametrize(
    ("text", "names", "masked_text"),
    [
        ("Night Ferry by Ida Holm", ["Ida Holm"], f"Night Ferry by {MASK}"),
        ("IDA_HOLM_final.mp4 and idaholm2", ["Ida Holm"], f"{MASK} and {MASK}2"),
        ("Ida's song, Idas Lied, holmium", ["Ida Holm"], f"{MASK}'s song, {MASK} Lied, holmium"),
        ("Tomas met Søren", ["Tomás", "Soren"], f"{MASK} met {MASK}"),
        ("I\u200bda sings", ["Ida"], f"{MASK} sings"),
        ("美咲の歌", ["美咲"], f"{MASK}の歌"),
        ("Bo is no bore", ["Bo"], f"{MASK} is no bore"),
        ("See ida.example/x, https://a.b, i@ida.example, ferry.mp4", [], f"See {MASK} {MASK} {MASK}, {MASK}"),
        ("Rain at 3.5 m/s, e.g. here", ["12", "", "-"], "Rain at 3.5 m/s, e.g. here"),
        ("The quay", ["The Quay Trio"], f"The {MASK}"),
    ],
)
def test_names_are_masked_however_they_are_written(text: str, names: list[str], masked_text: str) -> None:
    assert masked(text, names) == masked_text
