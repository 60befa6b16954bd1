from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.rundown.timecode import RATES, parse_duration
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
    time_rundown,
)

PAL = RATES["25"]


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


layer_times = st.builds(LayerTime, st.sampled_from(["picture", "sound", "text"]), st.integers(1, 5000))
item_times = st.builds(
    ItemTime, st.just(0), st.sampled_from(KINDS), st.booleans(), st.none() | st.integers(1, 9000),
    st.lists(layer_times, max_size=4).map(tuple), st.sampled_from(["", "Good evening.", "word " * 40]),
)  # fmt: skip
act_lists = st.lists(st.lists(item_times, max_size=6), min_size=1, max_size=5)


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
    on_air, breaks = parse_duration("20:00:00", PAL), 0
    for row, item in zip([row for row in case["rows"] if row["type"] != "act"], rows(timing), strict=True):
        if row["type"] == "float":
            assert item.start_frames is None and item.back_frames is None
            continue
        assert item.start_frames is not None and item.back_frames is not None
        assert on_air + item.start_frames + breaks == parse_duration(row["front"], PAL)
        assert on_air + item.back_frames + breaks == parse_duration(row["back"], PAL)
        breaks += parse_duration(row["duration"], PAL) if row["type"] == "break" else 0


def test_the_worked_half_hour_is_heavy_once_its_spare_is_unfloated(shared: Path) -> None:
    case, acts = worked_case(shared)
    landed = tuple(replace(a, items=tuple(replace(item, floated=False) for item in a.items)) for a in acts)
    timing = timed(landed, slot=parse_duration(case["slot"], PAL))
    assert timing.slot_over_frames == case["if_float_included_s"] * PAL


def test_a_slot_of_two_minutes_with_105_seconds_is_15_under(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "vendor_examples.json").read_text())["cases"]
    case = next(case for case in cases if case["name"] == "under")
    timing = timed((act(line(int(case["trt"] * PAL))),), slot=int(case["expect"]["slot"] * PAL))
    assert timing.slot_over_frames == case["expect"]["overUnder"] * PAL


def test_spoken_words_are_timed_at_150_a_minute(shared: Path) -> None:
    cases = json.loads((shared / "cases" / "vendor_examples.json").read_text())["cases"]
    case = next(case for case in cases if case["name"] == "30-min show word counts")
    spoken = [ItemTime(0, HOST, script="word " * case["items"][f"{part} words"]) for part in ("intro", "news", "outro")]
    filmed = [line(int(case["items"][f"{part} s"] * PAL)) for part in ("interview", "clip")]
    timing = timed((ActTime(1, 0, numbered(*spoken, *filmed)),))
    assert timing.trt_frames == case["expect"]["seconds"] * PAL


def test_pictures_follow_one_another_and_sounds_lie_on_top() -> None:
    song = (LayerTime("picture", 100), LayerTime("picture", 50), LayerTime("sound", 400))
    assert natural_frames(ItemTime(1, PIECE, layers=song), PAL, 0) == 150
    duet = (LayerTime("sound", 400), LayerTime("sound", 300))
    assert natural_frames(ItemTime(1, PIECE, layers=duet), PAL, 0) == 400


def test_what_has_no_layers_is_as_long_as_its_kind_usually_is() -> None:
    assert natural_frames(ItemTime(1, ROLL), PAL, 321) == 321
    assert natural_frames(ItemTime(1, SLATE), PAL, 0) == 4 * PAL
    assert natural_frames(ItemTime(1, BREAK), PAL, 0) == 120 * PAL
    assert natural_frames(ItemTime(1, HOST, script="Hello."), PAL, 0) == 2 * PAL


def test_a_length_set_by_hand_counts_and_the_length_of_itself_stays_known() -> None:
    (row,) = rows(timed((act(ItemTime(1, PIECE, length_frames=80, layers=(LayerTime("picture", 200),))),)))
    assert (row.natural_frames, row.planned_frames, row.counted_frames) == (200, 80, 80)


def test_breaks_fill_the_slot_and_not_the_running_time() -> None:
    timing = timed((act(*numbered(line(100), line(60, BREAK), line(40))),), target=140, slot=200)
    assert (timing.trt_frames, timing.break_frames) == (140, 60)
    assert (timing.over_frames, timing.slot_over_frames) == (0, 0)
    assert [row.start_frames for row in rows(timing)] == [0, 100, 100]


def test_an_act_is_held_against_its_budget_and_only_if_it_has_one() -> None:
    heavy, free = ActTime(1, 90, numbered(line(100))), ActTime(2, 0, (replace(line(10), item_id=9),))
    timing = timed((heavy, free))
    assert [of_act.over_frames for of_act in timing.acts] == [10, None]


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
def test_the_first_line_must_start_at_target_less_running_time(lists: list[list[ItemTime]], target: int) -> None:
    timing = timed(acts_of(lists), target=target)
    counted = [row for row in rows(timing) if row.back_frames is not None]
    if counted:
        assert counted[0].back_frames == target - timing.trt_frames


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
