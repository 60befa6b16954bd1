"""What lies between two cuts, as values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dashboard.rundown.cuts.difference import Cut, CutAct, CutLine, CutMoney, LineChange, Pair, compare

RATE, OTHER_RATE = Fraction(25), Fraction(30000, 1001)
FILM, SONG, LINK = (CutLine(f"item:{n}", slug, frames, False, slug, ())
                    for n, (slug, frames) in enumerate([("Film", 500), ("Song", 250), ("Link", 100)], 1))  # fmt: skip
MONEY = CutMoney("USD", 900, 100, {1: ("Ida", 600), 2: ("Rin", 300)})
CUT = Cut(
    label="Before", rate=RATE, trt_frames=850, over_frames=-150,
    acts=(CutAct("act:1", "One", 750, (FILM, SONG)), CutAct("act:2", "Two", 100, (LINK,))),
    pieces=2, newcomers=1, names={1: "Ida", 2: "Rin"}, kinds={"video": 1, "music": 1}, countries={"DK": 2},
    blocked={7: ("Song", "no licence")}, money=MONEY,
)  # fmt: skip


def with_acts(*lines: tuple[CutLine, ...]) -> Cut:
    acts = [replace(act, lines=held) for act, held in zip(CUT.acts, lines, strict=True)]
    return replace(CUT, acts=tuple(acts))


def said(before: Cut, after: Cut) -> dict[str, tuple[str, ...]]:
    return {change.slug: change.what for change in compare(before, after).lines}


def test_each_way_in_which_a_line_differs_has_its_word() -> None:
    assert said(CUT, with_acts((SONG, FILM), (LINK,))) in ({"Song": ("moved",)}, {"Film": ("moved",)})
    assert said(CUT, with_acts((FILM,), (LINK, SONG))) == {"Song": ("moved",)}
    assert said(CUT, with_acts((FILM,), (LINK,))) == {"Song": ("removed",)}
    assert said(with_acts((FILM,), (LINK,)), CUT) == {"Song": ("added",)}
    assert said(CUT, with_acts((FILM, replace(SONG, floated=True)), (LINK,))) == {"Song": ("floated",)}
    assert said(with_acts((FILM, replace(SONG, floated=True)), (LINK,)), CUT) == {"Song": ("brought back",)}
    assert said(CUT, with_acts((FILM, replace(SONG, frames=200, points=(1,))), (LINK,))) == {
        "Song": ("retimed", "recut")
    }
    assert said(CUT, with_acts((FILM, replace(SONG, holds="another", slug="Hymn")), (LINK,))) == {
        "Hymn": ("recut", "renamed")
    }


def test_a_line_says_where_it_stood_and_stands() -> None:
    (change,) = compare(CUT, with_acts((FILM,), (LINK, replace(SONG, frames=200)))).lines
    assert change == LineChange("Song", ("moved", "retimed"), ("One", 250), ("Two", 200))
    (gone,) = compare(CUT, with_acts((FILM,), (LINK,))).lines
    assert (gone.before, gone.after) == (("One", 250), None)


def test_a_version_at_another_rate_is_not_retimed_by_its_rate_alone() -> None:
    def at(line: CutLine) -> CutLine:
        return replace(line, frames=int(line.frames * OTHER_RATE / RATE + Fraction(1, 2)), points=("other frames",))

    acts = tuple(replace(act, lines=tuple(map(at, act.lines))) for act in CUT.acts)
    version = replace(CUT, rate=OTHER_RATE, acts=acts)
    assert said(CUT, version) == {}
    shorter = (replace(acts[0], lines=(replace(acts[0].lines[0], frames=100), acts[0].lines[1])), acts[1])
    assert said(CUT, replace(version, acts=shorter)) == {"Film": ("retimed",)}


def test_names_money_and_mix_are_told_on_both_sides() -> None:
    money = CutMoney("USD", 900, 100, {2: ("Rin", 100), 3: ("Noor", 800)})
    after = replace(CUT, names={2: "Rin", 3: "Noor"}, money=money, kinds={"video": 2}, countries={"DK": 1, "SE": 1})
    found = compare(CUT, after)
    assert (found.names_in, found.names_out) == (("Noor",), ("Ida",))
    assert found.payees == (Pair("Noor", 0, 800), Pair("Ida", 600, 0), Pair("Rin", 300, 100))
    assert found.kinds == (Pair("music", 1, 0), Pair("video", 1, 2))
    assert found.countries == (Pair("DK", 2, 1), Pair("SE", 0, 1))
    assert compare(replace(CUT, money=None), replace(after, money=None)).payees == ()


def test_acts_stand_side_by_side_also_where_one_cut_lacks_one() -> None:
    after = replace(CUT, acts=(replace(CUT.acts[0], frames=700), CutAct("act:9", "Three", 50, ())))
    assert compare(CUT, after).acts == (Pair("One", 750, 700), Pair("Three", None, 50), Pair("Two", 100, None))


LINES = st.lists(
    st.builds(CutLine, st.integers(1, 8).map("item:{}".format), st.sampled_from("AB"), st.integers(0, 3),
              st.booleans(), st.integers(0, 1), st.just(())),
    unique_by=lambda line: line.key, max_size=8,
)  # fmt: skip


@given(LINES, LINES, st.integers(0, 8), st.integers(0, 8))
def test_every_line_that_is_not_the_same_is_told_and_no_other(
    before: list[CutLine], after: list[CutLine], at: int, other_at: int
) -> None:
    one = with_acts(tuple(before[:at]), tuple(before[at:]))
    other = with_acts(tuple(after[:other_at]), tuple(after[other_at:]))
    changes = compare(one, other).lines
    assert compare(one, one).lines == ()
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    assert sum("added" in change.what for change in changes) == len(new.keys() - old.keys())
    assert sum("removed" in change.what for change in changes) == len(old.keys() - new.keys())
    altered = [key for key in old.keys() & new.keys() if old[key] != new[key]]
    assert sum(bool({*change.what} - {"moved", "added", "removed"}) for change in changes) == len(altered)
