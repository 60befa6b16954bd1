from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.rundown.clock import clock_text, parse_time_of_day
from dashboard.rundown.timecode import RATES, parse_duration, parse_timecode, timecode
from dashboard.rundown.timing import (
    BREAK,
    HOST,
    KINDS,
    PIECE,
    ROLL,
    SLATE,
    ActTime,
    ItemTime,
    LayerTime,
    TimedItem,
    Timing,
    natural_frames,
    network_seconds,
    spoken_frames,
    time_rundown,
)

PAL, DROP = RATES["25"], RATES["29.97"]


def timed(
    acts: tuple[ActTime, ...], *, target: int = 1000, slot: int = 2000, roll: int = 0, rate: Fraction = PAL
) -> Timing:
    return time_rundown(acts, rate=rate, target_frames=target, slot_frames=slot, roll_frames=roll)


def act(*items: ItemTime, budget: int = 0) -> ActTime:
    return ActTime(1, budget, items)


def line(frames: int, kind: str = PIECE, *, floated: bool = False) -> ItemTime:
    return ItemTime(0, kind, floated, frames)


def numbered(*items: ItemTime) -> tuple[ItemTime, ...]:
    return tuple(replace(item, item_id=at) for at, item in enumerate(items))


def rows(timing: Timing) -> list[TimedItem]:
    return [row for of_act in timing.acts for row in of_act.items]


layer_times = st.builds(
    LayerTime, st.sampled_from(["picture", "sound", "text"]), st.integers(1, 5000), st.integers(0, 500)
)
plain_items = st.builds(
    ItemTime, st.just(0), st.sampled_from(KINDS), st.booleans(), st.none() | st.integers(1, 9000),
    st.lists(layer_times, max_size=2).map(tuple), st.sampled_from(["", "Good evening.", "word " * 40]),
)  # fmt: skip
fixed_items = st.builds(
    replace, plain_items, hard_start_frames=st.none() | st.integers(0, 20_000),
    hard_back_frames=st.none() | st.integers(0, 20_000),
)  # fmt: skip
act_lists = st.lists(st.lists(plain_items, max_size=4), min_size=1, max_size=4)
"""Nothing in them is fixed to a time."""
fixed_lists = st.lists(st.lists(fixed_items, max_size=4), min_size=1, max_size=4)


def acts_of(lists: list[list[ItemTime]]) -> tuple[ActTime, ...]:
    numbers = iter(range(10_000))
    return tuple(
        ActTime(at, 0, tuple(replace(item, item_id=next(numbers)) for item in items)) for at, items in enumerate(lists)
    )


def worked_case(shared: Path) -> tuple[dict[str, Any], tuple[ActTime, ...]]:
    case = json.loads((shared / "cases" / "worked_half_hour.json").read_text())["cases"][0]
    acts: list[list[ItemTime]] = []
    for at, row in enumerate(case["rows"]):
        if row["type"] == "act":
            acts.append([])
            continue
        kind = BREAK if row["type"] == "break" else PIECE
        frames = parse_duration(row["duration"], PAL)
        acts[-1].append(ItemTime(at, kind, row["type"] == "float", frames))
    return case, tuple(ActTime(at, 0, tuple(items)) for at, items in enumerate(acts))


def test_the_worked_half_hour_comes_out_to_the_second(shared: Path) -> None:
    case, acts = worked_case(shared)
    slot, target = (parse_duration(text, PAL) for text in (case["slot"], "22:00"))
    timing = timed(acts, target=target, slot=slot)
    assert timing.trt_frames == parse_duration(case["programmeTRT"], PAL)
    assert timing.break_frames == parse_duration(case["breaks"], PAL)
    assert timing.slot_over_frames == timing.over_frames == case["overUnder_s"] * PAL
    on_air = parse_time_of_day("20:00:00")
    for row, item in zip([row for row in case["rows"] if row["type"] != "act"], rows(timing), strict=True):
        if row["type"] == "float":
            assert item.clock_frames is item.back_clock_frames is item.start_frames is item.back_frames is None
            continue
        assert item.clock_frames is not None and item.back_clock_frames is not None
        assert clock_text(item.clock_frames, PAL, on_air) == row["front"]
        assert clock_text(item.back_clock_frames, PAL, on_air) == row["back"]
        assert item.slack_frames == -case["overUnder_s"] * PAL
    assert clock_text(timing.clock_end_frames, PAL, on_air) == "20:29:50"
    assert [clock_text(act.clock_frames, PAL, on_air) for act in timing.acts] == [
        "20:00:00", "20:10:00", "20:19:15", "20:27:45",
    ]  # fmt: skip


def test_the_worked_half_hour_is_heavy_once_its_spare_is_unfloated(shared: Path) -> None:
    case, acts = worked_case(shared)
    landed = tuple(replace(a, items=tuple(replace(item, floated=False) for item in a.items)) for a in acts)
    timing = timed(landed, slot=parse_duration(case["slot"], PAL))
    assert timing.slot_over_frames == case["if_float_included_s"] * PAL
    assert timing.trt_frames == parse_duration("22:50", PAL)


def vendor_case(shared: Path, name: str) -> dict[str, Any]:
    cases = json.loads((shared / "cases" / "vendor_examples.json").read_text())["cases"]
    found: dict[str, Any] = next(case for case in cases if case["name"] == name)
    return found


def test_a_network_rounds_an_act_out_to_whole_seconds(shared: Path) -> None:
    case = vendor_case(shared, "network rounds out segments")
    begins, ends = (parse_timecode(case[at], DROP) for at in ("inTC", "outTC"))
    assert ends - begins == case["expect"]["nleFrames"]
    assert timecode(ends - begins, DROP) == "00:06:00;05" and case["expect"]["nleTC"].endswith("6:00;05")
    assert network_seconds(begins, ends, DROP) == case["expect"]["networkSeconds"]


def test_a_slot_of_two_minutes_with_105_seconds_is_15_under(shared: Path) -> None:
    case = vendor_case(shared, "under")
    timing = timed((act(line(int(case["trt"] * PAL))),), slot=int(case["expect"]["slot"] * PAL))
    assert timing.slot_over_frames == case["expect"]["overUnder"] * PAL


def test_spoken_words_are_timed_at_150_a_minute(shared: Path) -> None:
    case = vendor_case(shared, "30-min show word counts")
    spoken = [ItemTime(0, HOST, script="word " * case["items"][f"{part} words"]) for part in ("intro", "news", "outro")]
    filmed = [line(int(case["items"][f"{part} s"] * PAL)) for part in ("interview", "clip")]
    timing = timed((ActTime(1, 0, numbered(*spoken, *filmed)),))
    assert timing.trt_frames == case["expect"]["seconds"] * PAL


@pytest.mark.parametrize("name", ["front time", "back time of last item"])
def test_front_and_back_times_are_those_of_another_system(shared: Path, name: str) -> None:
    case = vendor_case(shared, name)
    lengths = [parse_duration(text, PAL) for text in case["items"]]
    timing = timed((act(*numbered(*map(line, lengths))),), target=sum(lengths))
    start = parse_time_of_day(case.get("onAir") or case["offAir"]) - (0 if "onAir" in case else sum(lengths) * 40)
    for key, field in (("front", "clock_frames"), ("back", "back_clock_frames")):
        if key in case["expect"]:
            assert [clock_text(getattr(row, field), PAL, start) for row in rows(timing)] == case["expect"][key]


@pytest.mark.parametrize(("words", "rate", "frames"), [(1, PAL, 50), (10, PAL, 100), (7, DROP, 84), (1, DROP, 60)])
def test_what_is_said_is_rounded_up_to_a_frame_and_takes_two_seconds_at_least(
    words: int, rate: Fraction, frames: int
) -> None:
    assert spoken_frames(words, rate, 150) == frames


def test_the_read_rate_sets_the_length_of_what_is_said() -> None:
    link = (act(ItemTime(1, HOST, script="word " * 300)),)
    slow, fast = (
        time_rundown(link, rate=PAL, target_frames=1, slot_frames=1, roll_frames=0, words_per_minute=wpm)
        for wpm in (120, 180)
    )
    assert (slow.trt_frames, fast.trt_frames) == (150 * 25, 100 * 25)


def test_pictures_follow_one_another_and_sounds_lie_on_top() -> None:
    song = (LayerTime("picture", 100), LayerTime("picture", 50), LayerTime("sound", 400))
    assert natural_frames(ItemTime(1, PIECE, layers=song), PAL, 0) == 150
    duet = (LayerTime("sound", 400), LayerTime("sound", 300))
    assert natural_frames(ItemTime(1, PIECE, layers=duet), PAL, 0) == 400
    canon = (LayerTime("sound", 400), LayerTime("sound", 300, offset_frames=250))
    assert natural_frames(ItemTime(1, PIECE, layers=canon), PAL, 0) == 550


def test_what_has_no_layers_is_as_long_as_its_kind_usually_is() -> None:
    assert natural_frames(ItemTime(1, ROLL), PAL, 321) == 321
    assert natural_frames(ItemTime(1, SLATE), PAL, 0) == 4 * PAL
    assert natural_frames(ItemTime(1, BREAK), PAL, 0) == 120 * PAL
    assert natural_frames(ItemTime(1, HOST, script="Hello."), PAL, 0) == 2 * PAL


def test_a_length_set_by_hand_counts_and_the_length_of_itself_stays_known() -> None:
    (row,) = rows(timed((act(ItemTime(1, PIECE, length_frames=80, layers=(LayerTime("picture", 200),))),)))
    assert (row.natural_frames, row.planned_frames, row.counted_frames, row.over_frames) == (200, 80, 80, -120)
    (own, bare) = rows(timed((act(*numbered(ItemTime(1, SLATE), line(9))),)))
    assert own.over_frames is bare.over_frames is None


def test_breaks_fill_the_slot_and_not_the_running_time() -> None:
    timing = timed((act(*numbered(line(100), line(60, BREAK), line(40))),), target=140, slot=200)
    assert (timing.trt_frames, timing.break_frames) == (140, 60)
    assert (timing.over_frames, timing.slot_over_frames) == (0, 0)
    assert [row.start_frames for row in rows(timing)] == [0, 100, 100]
    assert [row.clock_frames for row in rows(timing)] == [0, 100, 160]
    assert [row.back_clock_frames for row in rows(timing)] == [0, 100, 160]


def test_an_act_is_held_against_its_budget_and_only_if_it_has_one() -> None:
    heavy, free = ActTime(1, 90, numbered(line(100))), ActTime(2, 0, (replace(line(10), item_id=9),))
    timing = timed((heavy, free))
    assert [of_act.over_frames for of_act in timing.acts] == [10, None]


def test_an_act_says_where_it_starts_and_what_it_holds() -> None:
    first = ActTime(1, 0, numbered(line(100), line(60, BREAK)))
    bare = ActTime(2, 0, (replace(line(5, floated=True), item_id=5),))
    last = ActTime(3, 0, (replace(line(31), item_id=6),))
    acts = timed((first, bare, last)).acts
    assert [of_act.start_frames for of_act in acts] == [0, 100, 100]
    assert [of_act.clock_frames for of_act in acts] == [0, 160, 160]
    assert [of_act.break_frames for of_act in acts] == [60, 0, 0]
    assert [of_act.network_seconds for of_act in acts] == [4, 0, 2]


def test_a_hard_start_shows_the_gap_before_it_and_what_follows_runs_from_it() -> None:
    items = numbered(line(100), replace(line(50), hard_start_frames=130), line(20))
    timing = timed((act(*items),), target=200)
    assert [row.clock_frames for row in rows(timing)] == [0, 130, 180]
    assert [row.gap_frames for row in rows(timing)] == [None, 30, None]
    assert [row.start_frames for row in rows(timing)] == [0, 100, 150]
    assert (timing.trt_frames, timing.clock_end_frames) == (170, 200)


def test_a_hard_start_too_early_shows_the_overlap() -> None:
    items = numbered(line(100), replace(line(60, BREAK), hard_start_frames=90), line(20))
    timing = timed((act(*items),))
    assert [row.clock_frames for row in rows(timing)] == [0, 90, 150]
    assert [row.gap_frames for row in rows(timing)] == [None, -10, None]


def test_a_hard_start_that_is_met_has_neither_gap_nor_overlap() -> None:
    (_, met) = rows(timed((act(*numbered(line(100), replace(line(5), hard_start_frames=100))),)))
    assert met.gap_frames == 0


def test_a_fixed_back_time_anchors_the_lines_above_and_those_below_keep_the_target() -> None:
    items = numbered(line(10), line(20), replace(line(30), hard_back_frames=500), line(40))
    timing = timed((act(*items),), target=1000)
    assert [row.back_frames for row in rows(timing)] == [470, 480, 500, 960]
    assert [row.slack_frames for row in rows(timing)] == [470, 470, 470, 900]


def test_of_two_fixed_back_times_each_anchors_what_stands_above_it() -> None:
    items = numbered(line(10), replace(line(20), hard_back_frames=100), line(30), replace(line(5), hard_back_frames=90))
    assert [row.back_frames for row in rows(timed((act(*items),)))] == [90, 100, 60, 90]


def test_what_is_fixed_on_a_floated_line_counts_for_nothing() -> None:
    spare = replace(line(30, floated=True), hard_start_frames=900, hard_back_frames=5)
    with_it, without = (timed((act(*numbered(line(10), *held, line(20))),)) for held in ((spare,), ()))
    assert [row.clock_frames for row in rows(with_it)] == [0, None, 10]
    assert [row.back_frames for row in rows(with_it)] == [970, None, 980]
    assert with_it.clock_end_frames == without.clock_end_frames == 30


def test_what_has_no_length_says_so() -> None:
    timing = timed((act(*numbered(ItemTime(0, PIECE), ItemTime(0, HOST), line(5))),))
    piece, host, fine = (row.problem for row in rows(timing))
    assert "add a piece" in piece and "write what is said" in host and fine == ""


def test_an_empty_rundown_is_under_by_its_whole_target() -> None:
    timing = timed((), target=500, slot=800)
    assert (timing.trt_frames, timing.over_frames, timing.slot_over_frames) == (0, -500, -800)


@given(lists=act_lists, data=st.data())
def test_moving_a_line_never_changes_the_running_time(lists: list[list[ItemTime]], data: st.DataObject) -> None:
    before = timed(acts_of(lists), roll=77)
    moved = [list(items) for items in lists]
    filled = [items for items in moved if items]
    assume(filled)
    source = data.draw(st.sampled_from(filled))
    item = source.pop(data.draw(st.integers(0, len(source) - 1)))
    goal = data.draw(st.sampled_from(range(len(moved))))
    moved[goal].insert(data.draw(st.integers(0, len(moved[goal]))), item)
    after = timed(acts_of(moved), roll=77)
    assert (after.trt_frames, after.break_frames) == (before.trt_frames, before.break_frames)
    assert (after.over_frames, after.slot_over_frames) == (before.over_frames, before.slot_over_frames)


@given(lists=act_lists, target=st.integers(1, 100_000))
def test_every_line_has_the_slack_that_the_programme_is_under(lists: list[list[ItemTime]], target: int) -> None:
    timing = timed(acts_of(lists), target=target)
    standing = [row for row in rows(timing) if row.slack_frames is not None]
    assert {row.slack_frames for row in standing} <= {-timing.over_frames} == {target - timing.trt_frames}
    assert len(standing) == sum(not item.floated for items in lists for item in items)


@given(lists=fixed_lists, target=st.integers(1, 100_000))
def test_each_back_time_is_fixed_or_one_length_before_the_next(lists: list[list[ItemTime]], target: int) -> None:
    acts = acts_of(lists)
    items = {item.item_id: item for of_act in acts for item in of_act.items}
    after = target
    for row in reversed([row for row in rows(timed(acts, target=target)) if row.back_frames is not None]):
        fixed = items[row.item_id].hard_back_frames
        assert row.back_frames == (after - row.counted_frames if fixed is None else fixed)
        assert row.start_frames is not None and row.slack_frames == row.back_frames - row.start_frames
        after = row.back_frames


@given(lists=fixed_lists)
def test_each_line_stands_on_the_clock_where_it_must_or_where_the_one_before_ends(
    lists: list[list[ItemTime]],
) -> None:
    acts = acts_of(lists)
    items = {item.item_id: item for of_act in acts for item in of_act.items}
    timing, ends = timed(acts), 0
    for row in rows(timing):
        if row.clock_frames is None:
            continue
        hard = items[row.item_id].hard_start_frames
        assert row.clock_frames == (ends if hard is None else hard)
        assert row.gap_frames == (None if hard is None else hard - ends)
        ends = row.clock_frames + row.planned_frames
    assert timing.clock_end_frames == ends


@given(lists=fixed_lists)
def test_what_is_fixed_to_a_time_changes_no_length_and_no_total(lists: list[list[ItemTime]]) -> None:
    free = [[replace(item, hard_start_frames=None, hard_back_frames=None) for item in items] for items in lists]
    fixed, plain = timed(acts_of(lists)), timed(acts_of(free))
    assert [(row.planned_frames, row.start_frames) for row in rows(fixed)] == [
        (row.planned_frames, row.start_frames) for row in rows(plain)
    ]
    assert (fixed.trt_frames, fixed.break_frames, fixed.slot_over_frames, fixed.network_seconds) == (
        plain.trt_frames, plain.break_frames, plain.slot_over_frames, plain.network_seconds,
    )  # fmt: skip
    assert plain.clock_end_frames == plain.trt_frames + plain.break_frames


@given(lists=fixed_lists)
def test_a_floated_line_changes_nothing_but_its_own_row(lists: list[list[ItemTime]]) -> None:
    acts = acts_of(lists)
    landed = tuple(replace(a, items=tuple(item for item in a.items if not item.floated)) for a in acts)
    with_floats, without = timed(acts), timed(landed)
    assert [row for row in rows(with_floats) if row.start_frames is not None] == rows(without)
    bare = [[replace(of_act, items=()) for of_act in timing.acts] for timing in (with_floats, without)]
    assert bare[0] == bare[1]
    assert replace(with_floats, acts=()) == replace(without, acts=())


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES.keys())
@given(begins=st.integers(0, 400_000), frames=st.integers(1, 100_000))
def test_a_network_counts_no_less_than_there_is_and_less_than_two_seconds_more(
    rate: Fraction, begins: int, frames: int
) -> None:
    real = frames / rate
    assert real <= network_seconds(begins, begins + frames, rate) < real + 2


@given(lists=act_lists)
def test_every_line_starts_where_the_one_before_ends_and_the_last_ends_the_programme(
    lists: list[list[ItemTime]],
) -> None:
    timing = timed(acts_of(lists))
    at = 0
    for row in rows(timing):
        if row.start_frames is not None:
            assert row.start_frames == at
        at += row.counted_frames
    assert at == timing.trt_frames == sum(of_act.filled_frames for of_act in timing.acts)


@given(lists=act_lists, data=st.data())
def test_floating_and_unfloating_restores_the_rundown(lists: list[list[ItemTime]], data: st.DataObject) -> None:
    landed = tuple(replace(a, items=tuple(replace(item, floated=False) for item in a.items)) for a in acts_of(lists))
    ids = [item.item_id for a in landed for item in a.items]
    assume(ids)
    chosen = data.draw(st.sampled_from(ids))

    def floated(*, up: bool) -> Timing:
        return timed(
            tuple(
                replace(a, items=tuple(replace(i, floated=up) if i.item_id == chosen else i for i in a.items))
                for a in landed
            )
        )

    before, away, back = timed(landed), floated(up=True), floated(up=False)
    took = next(row.counted_frames for row in rows(before) if row.item_id == chosen)
    assert away.trt_frames == before.trt_frames - took
    assert back == before
