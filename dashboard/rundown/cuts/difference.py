"""What lies between two cuts of a programme: lines, acts, names, money and the mix. Values in, values out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dashboard.rundown.edits.delta import difference
from dashboard.rundown.edits.state import EPISODE, Fields, Key, State, state_of
from dashboard.rundown.versions.rate_change import at_rate

ADDED, REMOVED, MOVED, FLOATED, UNFLOATED, RETIMED, RECUT, RENAMED = (
    "added", "removed", "moved", "floated", "brought back", "retimed", "recut", "renamed",
)  # fmt: skip


@dataclass(frozen=True)
class CutLine:
    """One line of a cut."""

    key: Key
    """`item:12`; the same in two cuts where it is the same line."""
    slug: str
    frames: int
    """What it takes, or would take if it did not float."""
    floated: bool
    holds: Hashable
    """What it airs: pieces, levels, words."""
    points: tuple[Hashable, ...]
    """Where in each of its layers it begins and ends and fades, in frames: told apart only at the same rate."""


@dataclass(frozen=True)
class CutAct:
    """One act of a cut with its lines in order; the frames are what it fills."""

    key: Key
    title: str
    frames: int
    lines: tuple[CutLine, ...]


@dataclass(frozen=True)
class CutMoney:
    """What a cut pays, in minor units of its currency."""

    currency: str
    paid_minor: int
    held_minor: int
    payees: Mapping[int, tuple[str, int]]
    """Name and amount of each person."""


@dataclass(frozen=True)
class Cut:
    """A cut with all that it is compared by."""

    label: str
    rate: Fraction
    trt_frames: int
    over_frames: int
    """Against the target of its episode."""
    acts: tuple[CutAct, ...]
    pieces: int
    newcomers: int
    """Pieces on air that are the first here of one of their artists."""
    names: Mapping[Hashable, str]
    """Everybody credited, by person."""
    kinds: Mapping[str, int]
    """Pieces on air of each kind."""
    countries: Mapping[str, int]
    """People credited of each country."""
    blocked: Mapping[int, tuple[str, str]]
    """Title and reason of each piece on air that may not air."""
    money: CutMoney | None
    """None for whoever may not see it."""


@dataclass(frozen=True)
class LineChange:
    """A line that differs; on the side where it is not there it has no place and no length."""

    slug: str
    what: tuple[str, ...]
    before: tuple[str, int] | None
    """Title of its act, and frames at the rate of that cut."""
    after: tuple[str, int] | None


@dataclass(frozen=True)
class Pair:
    """One figure on both sides; none where that side has nothing of the kind."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class CutDifference:
    """What lies between two cuts."""

    lines: tuple[LineChange, ...]
    """In the order of the second cut; what went out last."""
    acts: tuple[Pair, ...]
    """Frames of each act that either has, each at the rate of its cut."""
    names_in: tuple[str, ...]
    names_out: tuple[str, ...]
    payees: tuple[Pair, ...]
    """Everybody who is paid another amount, the largest change first."""
    kinds: tuple[Pair, ...]
    countries: tuple[Pair, ...]


def compare(before: Cut, after: Cut) -> CutDifference:
    """The difference from one cut to another. Both may be counted at rates of their own."""
    people = {person: name for person, (name, _) in _payees(after).items()}
    people = {person: name for person, (name, _) in _payees(before).items()} | people
    amounts = [
        Pair(name, _payees(before).get(person, (name, 0))[1], _payees(after).get(person, (name, 0))[1])
        for person, name in people.items()
    ]
    return CutDifference(
        lines=line_changes(before, after),
        acts=_acts(before, after),
        names_in=_only(after.names, before.names),
        names_out=_only(before.names, after.names),
        payees=tuple(sorted((pair for pair in amounts if pair.before != pair.after), key=_by_size)),
        kinds=_counts(before.kinds, after.kinds),
        countries=_counts(before.countries, after.countries),
    )


def line_changes(before: Cut, after: Cut) -> tuple[LineChange, ...]:
    """The lines that came, went, moved, or are not what they were."""
    old, new = _lines(before), _lines(after)
    moved = difference(_state(before), _state(after)).moved
    found = []
    for key, (act, line) in new.items():
        if key not in old:
            found.append(LineChange(line.slug, (ADDED,), None, (act, line.frames)))
            continue
        was_in, was = old[key]
        what = (*([MOVED] if key in moved else []), *_changes(was, line, before.rate, after.rate))
        if what:
            found.append(LineChange(line.slug, what, (was_in, was.frames), (act, line.frames)))
    gone = [
        LineChange(line.slug, (REMOVED,), (act, line.frames), None)
        for key, (act, line) in old.items()
        if key not in new
    ]
    return (*found, *gone)


def _changes(was: CutLine, line: CutLine, rate: Fraction, into_rate: Fraction) -> list[str]:
    found = []
    if was.floated != line.floated:
        found.append(FLOATED if line.floated else UNFLOATED)
    length = at_rate({"length_frames": was.frames}, rate, into_rate)["length_frames"]
    # At another rate each of the layers that follow one another is rounded by itself.
    rounding = 0 if rate == into_rate else max(1, len(line.points))
    if abs(length - line.frames) > rounding:
        found.append(RETIMED)
    if was.holds != line.holds or (rate == into_rate and was.points != line.points):
        found.append(RECUT)
    if was.slug != line.slug:
        found.append(RENAMED)
    return found


def _lines(cut: Cut) -> dict[Key, tuple[str, CutLine]]:
    return {line.key: (act.title, line) for act in cut.acts for line in act.lines}


def _state(cut: Cut) -> State:
    """The order of a cut alone, so that what moved is found as it is for edits."""
    rows: list[tuple[Key, Key, Fields]] = [(act.key, EPISODE, {}) for act in cut.acts]
    return state_of(rows + [(line.key, act.key, {}) for act in cut.acts for line in act.lines])


def _acts(before: Cut, after: Cut) -> tuple[Pair, ...]:
    old, new = {act.key: act for act in before.acts}, {act.key: act for act in after.acts}
    both = {**new, **{key: act for key, act in old.items() if key not in new}}
    return tuple(
        Pair(act.title, old[key].frames if key in old else None, new[key].frames if key in new else None)
        for key, act in both.items()
    )


def _only(here: Mapping[Hashable, str], there: Mapping[Hashable, str]) -> tuple[str, ...]:
    return tuple(sorted((name for person, name in here.items() if person not in there), key=str.casefold))


def _payees(cut: Cut) -> Mapping[int, tuple[str, int]]:
    return cut.money.payees if cut.money else {}


def _counts(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Pair, ...]:
    return tuple(Pair(name, before.get(name, 0), after.get(name, 0)) for name in sorted({*before, *after}))


def _by_size(pair: Pair) -> tuple[int, str]:
    return -abs((pair.after or 0) - (pair.before or 0)), pair.name.casefold()
