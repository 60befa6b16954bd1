"""Filling and trimming a real rundown: it lands with its credits, as one edit that one undo takes back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.clearing import refresh_clearance
from dashboard.community.tables import Contribution
from dashboard.credits.queries import CreditedRundown, working_rundown
from dashboard.curation.tables import ShortlistEntry
from dashboard.desk.fitting import Filling, find_fillings, put_in
from dashboard.desk.fitting_trims import find_trims, take_trim
from dashboard.errors import BadInput, NotAllowed, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits.act_commands import change_act
from dashboard.rundown.edits.commands import add_piece, change_item, float_items, lock_items
from dashboard.rundown.edits.tables import RundownEdit
from dashboard.rundown.edits.undo import undo
from dashboard.rundown.fitting.fitting import Wishes
from dashboard.rundown.shortlist.places import set_target
from dashboard.rundown.tables import Item
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, layers, plan, shortlist_for, slugs
from tests.world import add_edge
from tests.world import add_piece as piece_in

PRODUCER = Actor(None, "Devin", frozenset({Role.PRODUCER}))
ANY = Wishes(most_per_artist=None)


@pytest.fixture
def night(db: Database) -> int:
    """Two minutes in two acts, with the credits roll at the end."""
    return add_episode(db, PRODUCER, plan(target="2:00", slot="3:00"), ("Quay", "Home"))


def timed(db: Database, night: int) -> CreditedRundown:
    with db.reading() as session:
        return working_rundown(session, night)


def stock(db: Database, night: int) -> list[int]:
    """Films by different people, one of them built on a piece by somebody else, and drawings."""
    films = [piece_in(db, f"Film {n}", seconds=17 + 7 * n, artists=(f"Maker {n}", f"Player {n}")) for n in range(5)]
    add_edge(db, films[0], piece_in(db, "Root", artists=("Elder One", "Elder Two")), state="confirmed")
    stills = [piece_in(db, f"Sheet {n}", kind="illustration", artists=(f"Painter {n}",)) for n in range(3)]
    shortlist_for(db, PRODUCER, night, *films, *stills)
    return [*films, *stills]


def edits(db: Database, night: int) -> list[str]:
    with db.reading() as session:
        query = select(RundownEdit.said).where(RundownEdit.episode_id == night).order_by(RundownEdit.id)
        return list(session.scalars(query))


def found(db: Database, night: int, act_id: int | None = None, wishes: Wishes = ANY) -> Filling:
    return find_fillings(db, night, act_id, wishes)


def test_every_proposal_lands_on_the_target_with_the_names_it_brings(db: Database, night: int) -> None:
    stock(db, night)
    filling = found(db, night)
    assert len(filling.answer.proposals) == 3
    for at, proposal in enumerate(filling.answer.proposals):
        again = found(db, night)
        put_in(db, PRODUCER, again, again.answer.proposals[at])
        assert timed(db, night).rundown.timing.over_frames == proposal.off_frames == 0
        assert proposal.roll_frames != 0 and proposal == again.answer.proposals[at]
        undo(db, PRODUCER, night)


def test_a_fill_is_one_edit_that_one_undo_takes_back(db: Database, night: int) -> None:
    stock(db, night)
    filling = found(db, night)
    put_in(db, PRODUCER, filling, filling.answer.proposals[0])
    assert len(edits(db, night)) == 1 and edits(db, night)[0].startswith("filled the episode with ")
    assert slugs(db, act_ids(db, night)[1])[-1] == "Credits", "the roll stays last"
    undo(db, PRODUCER, night)
    assert [slugs(db, act) for act in act_ids(db, night)] == [[], ["Credits"]]


def test_an_act_is_filled_to_its_budget_with_what_is_meant_for_it(db: Database, night: int) -> None:
    pieces, (quay, home) = stock(db, night), act_ids(db, night)
    change_act(db, PRODUCER, quay, "Quay", 31 * 25)
    with db.reading() as session:
        on_it = select(ShortlistEntry).where(ShortlistEntry.shortlist_id == episode(db, night).shortlist_id)
        entries = {entry.contribution_id: entry.id for entry in session.scalars(on_it)}
    set_target(db, PRODUCER, episode(db, night).shortlist_id, [entries[piece] for piece in pieces[:5]], home)
    filling = found(db, night, quay)
    assert filling.gap.frames == 31 * 25
    assert {part.piece.title[:5] for part in filling.answer.proposals[0].parts} == {"Sheet"}
    set_target(db, PRODUCER, episode(db, night).shortlist_id, [entries[piece] for piece in pieces[:5]], quay)
    filling = found(db, night, quay)
    put_in(db, PRODUCER, filling, filling.answer.proposals[0])
    assert timed(db, night).rundown.acts[0].timed.over_frames == filling.answer.proposals[0].off_frames == 0


def test_only_what_is_cleared_and_not_in_the_rundown_is_proposed(db: Database, night: int) -> None:
    (quay, _) = act_ids(db, night)
    used, blocked = piece_in(db, "Used"), piece_in(db, "Blocked", licence="CC-BY-NC-4.0")
    free, mute = piece_in(db, "Free"), piece_in(db, "Plan", kind="project")
    shortlist_for(db, PRODUCER, night, used, blocked, free, mute)
    add_piece(db, PRODUCER, quay, [used])
    assert found(db, night).answer.proposals[0].piece_ids == {free}


def test_a_rundown_that_changed_meanwhile_is_left_as_it_is(db: Database, night: int) -> None:
    pieces = stock(db, night)
    filling = found(db, night)
    add_piece(db, PRODUCER, act_ids(db, night)[0], pieces[:1])
    with pytest.raises(Stale, match="look for new proposals"):
        put_in(db, PRODUCER, filling, filling.answer.proposals[0])
    assert slugs(db, act_ids(db, night)[0]) == ["Film 0"]


def test_a_piece_that_may_no_longer_air_is_refused_and_nothing_put_in(db: Database, night: int) -> None:
    stock(db, night)
    filling = found(db, night)
    with db.writing() as session:
        piece = session.get_one(Contribution, min(filling.answer.proposals[0].piece_ids))
        piece.licence = "All rights reserved"
        session.flush()
        refresh_clearance(session, [piece.id])
    with pytest.raises(BadInput, match="Look for new proposals"):
        put_in(db, PRODUCER, filling, filling.answer.proposals[0])
    assert slugs(db, act_ids(db, night)[0]) == []


def test_credits_that_changed_meanwhile_are_noticed(db: Database, night: int) -> None:
    pieces = stock(db, night)
    filling = found(db, night)
    using = next(one for one in filling.answer.proposals if pieces[4] in one.piece_ids)
    add_edge(db, pieces[4], piece_in(db, "Late", artists=("A", "B", "C")), state="confirmed")
    with pytest.raises(Stale, match="credits have changed"):
        put_in(db, PRODUCER, filling, using)


def test_a_curator_may_look_and_not_put_in(db: Database, night: int) -> None:
    stock(db, night)
    filling = found(db, night)
    with pytest.raises(NotAllowed):
        put_in(db, Actor(None, "Rosa", frozenset({Role.CURATOR})), filling, filling.answer.proposals[0])


def test_it_says_why_nothing_fits(db: Database, night: int) -> None:
    assert "shortlist or clear more" in found(db, night).answer.why
    long = piece_in(db, "Long", seconds=300)
    shortlist_for(db, PRODUCER, night, long)
    assert "The shortest cleared piece runs 5:00" in found(db, night).answer.why
    with pytest.raises(BadInput, match="has no budget"):
        found(db, night, act_ids(db, night)[0])


def test_no_hard_start_is_pushed(db: Database, night: int) -> None:
    stock(db, night)
    _, home = act_ids(db, night)
    late = add_piece(db, PRODUCER, home, [piece_in(db, "Late", seconds=10)])
    change_item(db, PRODUCER, late, hard_start_frames=30 * 25)
    filling = found(db, night)
    put_in(db, PRODUCER, filling, filling.answer.proposals[0])
    after = timed(db, night).rundown
    (line,) = [row for row in after.items if row.item.id == late]
    assert line.timed.gap_frames is not None and line.timed.gap_frames >= 0 and after.timing.over_frames == 0


def heavy(db: Database, night: int) -> list[int]:
    """Lines of more than two minutes: a film, drawings under a song, a short film."""
    quay, home = act_ids(db, night)
    first = add_piece(db, PRODUCER, quay, [piece_in(db, "Ferry", seconds=100, artists=("Ida",))])
    song = piece_in(db, "Song", kind="music", seconds=40, artists=("Bo",))
    sheets = [piece_in(db, f"Sheet {n}", kind="illustration", artists=(f"P{n}",)) for n in range(3)]
    second = add_piece(db, PRODUCER, home, [song, *sheets])
    third = add_piece(db, PRODUCER, home, [piece_in(db, "Tide", seconds=9, artists=("Lu",))])
    return [first, second, third]


def test_every_way_to_trim_lands_on_the_target(db: Database, night: int) -> None:
    heavy(db, night)
    assert timed(db, night).rundown.timing.over_frames > 0
    ways = find_trims(db, night, None).trims
    assert [bool(way.floated) for way in ways].count(True) == 1
    for at, way in enumerate(ways):
        before = len(edits(db, night))
        trimming = find_trims(db, night, None)
        take_trim(db, PRODUCER, trimming, trimming.trims[at])
        assert timed(db, night).rundown.timing.over_frames == way.off_frames == 0
        assert len(edits(db, night)) == before + 1
        undo(db, PRODUCER, night)


def test_a_song_ends_with_the_drawings_that_were_cut_short(db: Database, night: int) -> None:
    _, second, _ = heavy(db, night)
    trimming = find_trims(db, night, None)
    take_trim(db, PRODUCER, trimming, next(way for way in trimming.trims if not way.floated))
    song, *sheets = layers(db, second)
    assert song.out_frames == sum(sheet.out_frames for sheet in sheets) < 3 * 125
    assert all(sheet.out_frames >= 75 for sheet in sheets)


def test_locked_and_hard_started_lines_are_left_alone(db: Database, night: int) -> None:
    first, second, third = heavy(db, night)
    lock_items(db, PRODUCER, [first], locked=True)
    change_item(db, PRODUCER, third, hard_start_frames=5 * 60 * 25)
    trimming = find_trims(db, night, None)
    touched = {cut.item.item_id for way in trimming.trims for cut in way.cuts}
    touched |= {line.item_id for way in trimming.trims for line in way.floated}
    assert touched <= {second}
    lock_items(db, PRODUCER, [second], locked=True)
    nothing = find_trims(db, night, None)
    assert nothing.trims == () and "nothing that may be trimmed" in nothing.why


def test_a_trim_for_a_rundown_that_changed_is_refused(db: Database, night: int) -> None:
    _, _, third = heavy(db, night)
    trimming = find_trims(db, night, None)
    float_items(db, PRODUCER, [third], floated=True)
    with pytest.raises(Stale):
        take_trim(db, PRODUCER, trimming, trimming.trims[0])
    with db.reading() as session:
        assert [item.slug for item in session.scalars(select(Item).where(Item.floated))] == ["Tide"]


def test_an_act_is_trimmed_to_its_budget(db: Database, night: int) -> None:
    heavy(db, night)
    quay, _ = act_ids(db, night)
    change_act(db, PRODUCER, quay, "Quay", 80 * 25)
    trimming = find_trims(db, night, quay)
    take_trim(db, PRODUCER, trimming, trimming.trims[0])
    assert timed(db, night).rundown.acts[0].timed.over_frames == 0
    assert find_trims(db, night, quay).why == "Quay is on time."
