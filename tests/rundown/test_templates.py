"""Templates: every shape adds up at every rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.rundown.templates import TEMPLATES, plain_acts, shared, sketch
from dashboard.rundown.timecode import RATES
from dashboard.rundown.timing import BREAK, ROLL, SLATE


@pytest.mark.parametrize("name", TEMPLATES)
@given(rate=st.sampled_from(list(RATES.values())), spare=st.integers(0, 20_000), more=st.integers(-1000, 30_000))
def test_acts_and_breaks_add_up_to_target_and_slot(name: str, rate: object, spare: int, more: int) -> None:
    template = TEMPLATES[name]
    target = max(int(template.target_seconds * rate) + more, 100)  # type: ignore[operator]
    acts = sketch(template, target, target + spare)
    assert sum(act.budget_frames for act in acts) == target
    breaks = [item for act in acts for item in act.items if item.kind == BREAK]
    assert sum(item.length_frames or 0 for item in breaks) == (spare if any(template.breaks) else 0)
    assert all((item.length_frames or 0) > 0 for item in breaks)


def test_a_half_hour_has_titles_after_the_cold_open_two_breaks_and_its_credits_last() -> None:
    template = TEMPLATES["half_hour_commercial"]
    acts = sketch(template, 1310 * 25, 1800 * 25)
    assert [(act.title, act.budget_frames // 25) for act in acts] == [
        ("Cold open", 75), ("Act 1", 430), ("Act 2", 405), ("Act 3", 400),
    ]  # fmt: skip
    assert [[item.kind for item in act.items] for act in acts] == [[], [SLATE, BREAK], [BREAK], [ROLL]]
    assert [item.slug for act in acts for item in act.items if item.kind == BREAK] == ["Break 1", "Break 2"]


def test_a_promo_names_nobody_on_screen() -> None:
    assert all(not act.items for act in sketch(TEMPLATES["promo"], 1500, 1500))


def test_acts_without_a_template_have_the_credits_at_their_end() -> None:
    assert [[item.kind for item in act.items] for act in plain_acts(("One", "Two"))] == [[], [ROLL]]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_shares_lose_no_frame_and_lie_within_one_of_what_is_due(frames: int, shares: list[int]) -> None:
    found = shared(frames, shares)
    assert sum(found) == frames
    assert all(abs(got - frames * share / sum(shares)) <= 1 for got, share in zip(found, shares, strict=True))
