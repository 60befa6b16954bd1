"""Pieces meant for acts, how the acts would fill, and from the shortlist into the rundown in one edit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from dashboard.community.tables import Contribution
from dashboard.curation.shortlists import shortlist_piece
from dashboard.curation.tables import ShortlistEntry
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.act_commands import change_act, remove_act
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.edits.commands import float_items
from dashboard.rundown.queries import load_episode, rundown
from dashboard.rundown.shortlist.places import full_lengths, room_in_acts, set_target, targets
from dashboard.rundown.shortlist.to_rundown import to_rundown
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, plan, slugs
from tests.world import add_piece

CURATOR = Actor(None, "Rosa", frozenset({Role.CURATOR}))


@pytest.fixture
def night(db: Database) -> int:
    return add_episode(db, OPERATOR, acts=("Quay", "Home"))


def pick(db: Database, night: int, *pieces: int) -> list[int]:
    """Shortlists pieces for the episode; the ids of their entries."""
    return [shortlist_piece(db, CURATOR, episode(db, night).shortlist_id, piece) for piece in pieces]


def meant(db: Database, night: int, act_id: int | None, *pieces: int) -> list[int]:
    """The same, meant for an act."""
    entries = pick(db, night, *pieces)
    set_target(db, CURATOR, episode(db, night).shortlist_id, entries, act_id)
    return entries


def targets_now(db: Database, night: int) -> dict[int, int]:
    with db.reading() as session:
        return targets(session, episode(db, night).shortlist_id)


def test_a_piece_is_meant_for_one_act_at_a_time(db: Database, night: int) -> None:
    quay, home = act_ids(db, night)
    ferry, loop = meant(db, night, quay, add_piece(db, "Night Ferry"), add_piece(db, "Harbour Loop"))
    assert targets_now(db, night) == {ferry: quay, loop: quay}
    set_target(db, CURATOR, episode(db, night).shortlist_id, [loop], home)
    assert targets_now(db, night) == {ferry: quay, loop: home}
    set_target(db, CURATOR, episode(db, night).shortlist_id, [ferry], None)
    assert targets_now(db, night) == {loop: home}


def test_an_act_of_another_episode_is_refused(db: Database, night: int) -> None:
    entries = pick(db, night, add_piece(db, "Night Ferry"))
    other = add_episode(db, OPERATOR, plan(number=2))
    with pytest.raises(BadInput, match="choose another"):
        set_target(db, CURATOR, episode(db, night).shortlist_id, entries, act_ids(db, other)[0])
    with pytest.raises(NotFound):
        set_target(db, CURATOR, episode(db, other).shortlist_id, entries, act_ids(db, other)[0])
    assert targets_now(db, night) == {}


def test_an_act_that_is_removed_leaves_its_pieces_on_the_list(db: Database, night: int) -> None:
    quay, _ = act_ids(db, night)
    meant(db, night, quay, add_piece(db, "Night Ferry"))
    remove_act(db, OPERATOR, quay)
    assert targets_now(db, night) == {}
    with db.reading() as session:
        assert len(session.scalars(select(ShortlistEntry)).all()) == 1


def test_the_room_in_an_act_counts_what_it_holds_and_what_is_meant_for_it(db: Database, night: int) -> None:
    quay, home = act_ids(db, night)
    change_act(db, OPERATOR, quay, "Quay", 60 * 25)
    add_to_act(db, OPERATOR, quay, [add_piece(db, "Harbour Loop", seconds=50)])
    with db.reading() as session:
        timed = rundown(load_episode(session, night), roll_frames=8 * 25)
        first, last = room_in_acts(timed, {quay: 20 * 25})
    assert (first.filled_frames, first.meant_frames, first.over_frames) == (50 * 25, 20 * 25, 10 * 25)
    assert (last.act_id, last.filled_frames, last.over_frames) == (home, 8 * 25, None)


def test_a_still_holds_and_a_text_is_read_at_full_length(db: Database) -> None:
    film, still = add_piece(db, "Film", seconds=20), add_piece(db, "Still", kind="photo")
    poem = add_piece(db, "Poem", kind="text", text="word " * 50)
    with db.reading() as session:
        rate = plan().rate
        assert full_lengths(session, [film, still, poem], rate, 150) == {film: 500, still: 125, poem: 500}


def test_pieces_go_into_their_acts_in_the_order_given_with_one_entry_in_the_trail(db: Database, night: int) -> None:
    quay, home = act_ids(db, night)
    first = meant(db, night, quay, add_piece(db, "Night Ferry"), add_piece(db, "Harbour Loop"))
    last = meant(db, night, home, add_piece(db, "Lanterns"))
    moved = to_rundown(db, OPERATOR, [*reversed(first), *last])
    assert moved.added == ("Harbour Loop", "Night Ferry", "Lanterns") and moved.skipped == ()
    assert slugs(db, quay) == ["Harbour Loop", "Night Ferry"]
    assert slugs(db, home) == ["Lanterns", "Credits"], "before the roll"
    with db.reading() as session:
        newest = recent(session, limit=2)
    assert [entry.action for entry in newest] == ["pieces.added", "shortlist.act_set"]
    assert len(newest[0].detail["contributions"]) == 3


def test_what_cannot_go_is_left_out_with_the_reason(db: Database, night: int) -> None:
    quay, _ = act_ids(db, night)
    there, blocked = add_piece(db, "Harbour Loop"), add_piece(db, "Tideline", licence="CC-BY-NC-4.0")
    held = add_to_act(db, OPERATOR, quay, [there])
    float_items(db, OPERATOR, [held], floated=True)
    project = add_piece(db, "A box", kind="project")
    entries = meant(db, night, quay, there, blocked, project, add_piece(db, "Night Ferry"))
    entries += pick(db, night, add_piece(db, "Lanterns"))
    moved = to_rundown(db, OPERATOR, entries)
    assert moved.added == ("Night Ferry",)
    assert slugs(db, quay) == ["Harbour Loop", "Night Ferry"]
    assert _said(moved.skipped, "“Harbour Loop” stands in Quay already.", "“Tideline”", "“A box”", "“Lanterns”")
    assert moved.sentence.startswith("“Night Ferry” is in the rundown now. “Harbour Loop”")
    assert moved.sentence.endswith("1 more was left out.") and "“Lanterns”" not in moved.sentence


def _said(sentences: Sequence[str], *parts: str) -> bool:
    return len(sentences) == len(parts) and all(part in one for part, one in zip(parts, sentences, strict=True))


def test_where_nothing_can_go_nothing_is_done(db: Database, night: int) -> None:
    quay, _ = act_ids(db, night)
    entries = meant(db, night, quay, add_piece(db, "Tideline", licence="CC-BY-NC-4.0"))
    with db.reading() as session:
        before = recent(session, limit=1)[0].id
    with pytest.raises(BadInput, match=r"Nothing was added\. “Tideline”"):
        to_rundown(db, OPERATOR, entries)
    with pytest.raises(NotFound):
        to_rundown(db, OPERATOR, [999])
    with db.reading() as session:
        assert recent(session, limit=1)[0].id == before
    assert slugs(db, quay) == [] and episode(db, night).revision == 1


def test_a_copy_that_was_merged_airs_as_its_piece_and_once(db: Database, night: int) -> None:
    quay, _ = act_ids(db, night)
    main, copy = add_piece(db, "Night Ferry"), add_piece(db, "Night Ferry (again)")
    entries = meant(db, night, quay, copy, main)
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = main
    moved = to_rundown(db, OPERATOR, entries)
    assert moved.added == ("Night Ferry",) and moved.skipped == ("“Night Ferry” stands in Quay already.",)


def test_only_a_producer_moves_pieces_and_only_of_one_episode(db: Database, night: int) -> None:
    quay, _ = act_ids(db, night)
    entries = meant(db, night, quay, add_piece(db, "Night Ferry"))
    with pytest.raises(NotAllowed, match="Rosa may not create and edit episodes"):
        to_rundown(db, CURATOR, entries)
    other = add_episode(db, OPERATOR, plan(number=2))
    with pytest.raises(BadInput, match="one at a time"):
        to_rundown(db, OPERATOR, [*entries, *pick(db, other, add_piece(db, "Lanterns"))])
    with pytest.raises(NotAllowed):
        set_target(db, Actor(None, "Ida", frozenset({Role.ARTIST})), 1, entries, quay)
