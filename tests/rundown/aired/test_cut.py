"""The rundown that a final cut makes: to the frame what aired, whatever the editor moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.community.tables import Contribution
from dashboard.rundown.aired.cut import as_aired_state
from dashboard.rundown.aired.regions import Aired
from dashboard.rundown.edits.state import State
from dashboard.rundown.interchange.cut_list import TEXT, CutList, Event, Marker, in_order
from dashboard.rundown.interchange.from_rundown import cut_list
from dashboard.rundown.on_air import place, union_frames
from dashboard.rundown.queries import Rundown, layer_times
from tests.rundown.interchange.rundowns import (
    episode,
    layer,
    line,
    piece,
    rundown_of_state,
    rundowns,
    state_of_episode,
    timed,
)

Spans = dict[int, list[tuple[int, int]]]

FERRY = piece(1, "Night Ferry", "video")
SONG = piece(2, "Keep the Light", "audio", ("Tomás",))
DRAWING = piece(3, "Gull", "image", ("Bo",))
POEM = piece(4, "Poem", "text", ("Noor Aziz",), text="We keep the light.")
KNOWN = {one.id: one for one in (FERRY, SONG, DRAWING, POEM)}


def spans(made: Rundown) -> Spans:
    """Where in programme time each contribution is on air."""
    found: Spans = defaultdict(list)
    for row in made.airing:
        start = row.timed.start_frames
        assert start is not None
        for part in place(layer_times(row.item), row.timed.counted_frames):
            of = row.item.layers[part.layer].contribution.id
            found[of].append((start + part.start_frames, start + part.end_frames))
    return found


def frames(made: Rundown) -> dict[int, int]:
    return {of: union_frames(each) for of, each in spans(made).items()}


def identified(cut: CutList) -> list[Aired]:
    """Each clip as what its comment says."""
    return [Aired(event, event.contribution_id, event.media == TEXT) for event in cut.events]


def aired(cut: CutList, base: State, known: dict[int, Contribution]) -> Rundown:
    state, _ = as_aired_state(cut, identified(cut), base, {id_: one.title for id_, one in known.items()})
    return rundown_of_state(state, episode(cut.clock.rate), known)


def pieces_of(made: Rundown) -> dict[int, Contribution]:
    return {one.contribution.id: one.contribution for row in made.items for one in row.item.layers}


@settings(max_examples=60)
@given(made=rundowns(), breaks=st.booleans(), marked=st.booleans())
def test_a_cut_that_nobody_changed_airs_what_was_in_the_rundown(made: Rundown, breaks: bool, marked: bool) -> None:
    base, known, before = state_of_episode(made.episode), pieces_of(made), frames(made)
    airing = [(row.item.id, row.timed.counted_frames) for row in made.airing]
    cut = cut_list(made, breaks=breaks)
    after = aired(cut if marked else replace(cut, markers=()), base, known)
    assert frames(after) == before
    assert [(row.item.id, row.timed.counted_frames) for row in after.airing] == airing


@settings(max_examples=60)
@given(made=rundowns(), data=st.data())
def test_whatever_the_editor_does_each_piece_airs_as_long_as_its_clips(made: Rundown, data: st.DataObject) -> None:
    base, known = state_of_episode(made.episode), pieces_of(made)
    cut = cut_list(made)
    shuffled = data.draw(st.permutations([event for event in cut.events if event.is_picture]))
    at, moved = 0, []
    for event in shuffled:
        length = data.draw(st.integers(1, event.record_frames))
        gap = data.draw(st.integers(0, 40))
        bare = replace(event, item_id=None) if data.draw(st.booleans()) else event
        moved.append(
            replace(bare, record_in=at + gap, record_out=at + gap + length, source_out=bare.source_in + length)
        )
        at += gap + length
    sounds = [event for event in cut.events if not event.is_picture]
    changed = CutList(cut.title, cut.clock, in_order([*moved, *sounds]), cut.markers)
    wanted: Spans = defaultdict(list)
    for event in changed.events:
        if event.contribution_id is not None:
            wanted[event.contribution_id].append((event.record_in, event.record_out))
    assert frames(aired(changed, base, known)) == {of: union_frames(each) for of, each in wanted.items()}


def show() -> Rundown:
    """A film; a song over a drawing and the film; a break; a poem; the roll."""
    quay = [
        line(1, "piece", "Night Ferry", (layer(FERRY, "picture", 0, 500),)),
        line(2, "piece", "The light", (
            layer(DRAWING, "picture", 0, 100), layer(FERRY, "picture", 500, 600), layer(SONG, "sound", 0, 250),
        )),
        line(3, "break", "Break one", length_frames=1500),
    ]  # fmt: skip
    home = [
        line(4, "piece", "Poem", (layer(POEM, "text", 0, 125),)),
        line(5, "roll", "Credits", length_frames=250),
    ]  # fmt: skip
    return timed(episode(), ("Quay", quay), ("Home", home))


def changed(*events: Event, markers: tuple[Marker, ...] = ()) -> Rundown:
    base = state_of_episode(show().episode)
    return aired(CutList("Final", cut_list(show()).clock, in_order(events), markers), base, KNOWN)


def test_lines_keep_their_acts_slugs_and_ids() -> None:
    after = aired(cut_list(show()), state_of_episode(show().episode), KNOWN)
    assert [(act.act.title, [row.item.slug for row in act.items]) for act in after.acts] == [
        ("Quay", ["Night Ferry", "The light", "Break one"]),
        ("Home", ["Poem", "Credits"]),
    ]
    assert [row.item.id for row in after.items] == [1, 2, 3, 4, 5]


def test_without_ids_and_markers_the_lines_are_known_by_their_pieces() -> None:
    bare = [replace(event, item_id=None) for event in cut_list(show()).events]
    after = changed(*bare)
    assert [row.item.id for row in after.items] == [1, 2, 3, 4, 5]
    assert [act.act.title for act in after.acts] == ["Quay", "Home"]


def test_a_piece_that_the_editor_moved_into_another_act_goes_with_its_neighbours() -> None:
    poem = next(event for event in cut_list(show()).events if event.name == "Poem")
    first = replace(poem, record_in=0, record_out=125)
    rest = [
        replace(event, record_in=event.record_in + 125, record_out=event.record_out + 125)
        for event in cut_list(show()).events
        if event.name != "Poem"
    ]
    after = changed(first, *rest)
    assert [(act.act.title, [row.item.id for row in act.items]) for act in after.acts] == [
        ("Quay", [4, 1, 2, 3]),
        ("Home", [5]),
    ]


def test_the_uppermost_picture_counts_and_that_is_said() -> None:
    events = list(cut_list(show()).events)
    over = replace(events[0], track="V2", name="Gull", contribution_id=3, item_id=None, record_in=100, record_out=200)
    base = state_of_episode(show().episode)
    cut = CutList("Final", cut_list(show()).clock, in_order([*events, over]))
    _, said = as_aired_state(cut, identified(cut), base, {})
    assert said == ("Pictures lie over one another for 100 frames; the uppermost counts.",)
    assert frames(aired(cut, base, KNOWN))[1] == 500 - 100 + 100


def test_graphics_over_a_piece_hide_nothing() -> None:
    events = list(cut_list(show()).events)
    third = replace(events[0], track="V2", name="Lower third", contribution_id=None, item_id=None, record_out=50)
    assert frames(changed(*events, third)) == frames(show())


def test_music_laid_under_the_roll_is_credited_with_its_seconds() -> None:
    events = list(cut_list(show()).events)
    roll = next(event for event in events if event.name == "Credits")
    under = next(event for event in events if event.name == "Keep the Light")
    more = replace(
        under, item_id=None, record_in=roll.record_in, record_out=roll.record_out, source_in=0, source_out=250
    )
    after = changed(*events, more)
    assert frames(after)[2] == 200 + 250
    assert after.items[-1].item.kind == "roll"


def test_short_black_is_part_of_the_programme_and_a_long_one_is_a_break() -> None:
    film, poem = (
        next(event for event in cut_list(show()).events if event.name == name) for name in ("Night Ferry", "Poem")
    )
    after = changed(
        film, replace(poem, record_in=550, record_out=675), replace(film, record_in=1000, record_out=1100, item_id=None)
    )
    assert [(row.item.kind, row.timed.planned_frames) for row in after.items] == [
        ("piece", 500), ("slate", 50), ("piece", 125), ("break", 325), ("piece", 100),
    ]  # fmt: skip
    assert after.timing.trt_frames == 775


def test_a_short_break_of_the_rundown_is_known_by_its_length() -> None:
    base = state_of_episode(show().episode)
    base.rows["item:3"]["length_frames"] = 50
    film, *_, poem, roll = cut_list(show()).events
    cut = CutList("Final", cut_list(show()).clock, (film, replace(poem, record_in=550, record_out=675), roll))
    after = aired(cut, base, KNOWN)
    assert next(row.item.id for row in after.items if row.item.kind == "break") == 3


def test_a_sound_that_two_tracks_carry_alike_is_one_layer() -> None:
    events = list(cut_list(show()).events)
    song = next(event for event in events if event.name == "Keep the Light")
    after = changed(*events, replace(song, track="A2"))
    assert [len(row.item.layers) for row in after.items] == [1, 3, 0, 1, 0]


def test_markers_that_are_called_like_acts_divide_them() -> None:
    cut = cut_list(show())
    later = replace(cut, markers=(Marker("Quay", 0), Marker("A note", 300), Marker("home", 500)))
    after = aired(later, state_of_episode(show().episode), KNOWN)
    assert [(act.act.title, [row.item.id for row in act.items]) for act in after.acts] == [
        ("Quay", [1]),
        ("Home", [2, 3, 4, 5]),
    ]
