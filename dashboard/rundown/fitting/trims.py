"""Trims that bring an act or an episode down to time: which out points come in, by how many frames.

Stills give first, each in proportion to what it can spare; then films, texts and what is heard. Nothing runs for less
than SHORTEST_SECONDS or KEPT_PERCENT of what it runs now. Where that is not enough, or as another way, the items that
stand lowest are floated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.rundown.fitting.fitting import SHORTEST_SECONDS
from dashboard.rundown.fitting.lengths import share_out
from dashboard.rundown.fitting.words import frames_said

KEPT_PERCENT = 60


@dataclass(frozen=True)
class TrimLayer:
    """A layer of an item that may be trimmed."""

    layer_id: int
    heard: bool
    """On the sound track, where layers lie over one another; shown ones follow one another."""
    still: bool
    film: bool
    """Whether a sound of its own may go with it."""
    frames: int
    offset_frames: int = 0
    """How long after its item a sound starts."""
    least_frames: int = 0
    """No less than this besides: the reading time of a text."""


@dataclass(frozen=True)
class TrimItem:
    """An item that may be changed: no lock, no hard start, no length set by hand."""

    item_id: int
    slug: str
    act_id: int
    place: int
    """Among the items, 0 for the best."""
    layers: tuple[TrimLayer, ...]

    @property
    def frames(self) -> int:
        """What it runs: its pictures and texts, or without any the sound that ends last."""
        shown = sum(layer.frames for layer in self.layers if not layer.heard)
        return shown or max((layer.offset_frames + layer.frames for layer in self.layers), default=0)


@dataclass(frozen=True)
class TrimAct:
    """An act: how far it is over its budget, below zero for under; none without a budget."""

    act_id: int
    title: str
    over_frames: int | None


@dataclass(frozen=True)
class Over:
    """What is to come out: of the whole episode, or of one act."""

    frames: int
    rate: Fraction
    acts: tuple[TrimAct, ...]


@dataclass(frozen=True)
class Cut:
    """An item made shorter: what each of its layers runs afterwards. Layers that stay as they are do not occur."""

    item: TrimItem
    by_frames: int
    layers: Mapping[int, int]


@dataclass(frozen=True)
class Trim:
    """A way down to time."""

    cuts: tuple[Cut, ...]
    floated: tuple[TrimItem, ...]
    roll_frames: int
    """By how much the credits roll changes with what is floated."""
    off_frames: int
    """How far over it still is afterwards; 0 lands on the frame, below zero is short."""
    why: str = ""


RollWithout = Callable[[frozenset[int]], int]
"""By how many frames the roll changes without these items."""


def trims(items: Sequence[TrimItem], over: Over, roll_without: RollWithout) -> tuple[Trim, ...]:
    """Trims alone, and trims with the lowest items floated, nearest first; none where nothing gives way."""
    alone = _trim(items, (), over, 0)
    with_floats = _floating(items, over, roll_without)
    found = [trim for trim in (alone, with_floats) if trim is not None and (trim.cuts or trim.floated)]
    return tuple(sorted(found, key=lambda trim: abs(trim.off_frames)))


def why_none(items: Sequence[TrimItem], over: Over) -> str:
    """Why there is nothing to propose."""
    what = over.acts[0].title if len(over.acts) == 1 else "The episode"
    if over.frames <= 0:
        left = f"has {frames_said(over.frames, over.rate)} left; fill it instead" if over.frames else "is on time"
        return f"{what} {left}."
    if not items:
        return f"{what} holds nothing that may be trimmed: its lines are locked, timed by hand or no pieces."
    return f"Nothing in {what} can be shortened any more or is short enough to be floated; take a line out by hand."


def _trim(items: Sequence[TrimItem], floated: Sequence[TrimItem], over: Over, roll_frames: int) -> Trim:
    kept = [item for item in items if item not in floated]
    need = over.frames - sum(item.frames for item in floated) + roll_frames
    cuts = tuple(_cuts(kept, floated, over, max(need, 0)))
    off = need - sum(cut.by_frames for cut in cuts)
    why = f"The lines can spare no more; {frames_said(off, over.rate)} over remain." if off > 0 else ""
    return Trim(cuts, tuple(floated), roll_frames, off, why)


def _floating(items: Sequence[TrimItem], over: Over, roll_without: RollWithout) -> Trim | None:
    """The lowest items that do not make it short, until the rest can be trimmed."""
    floated: list[TrimItem] = []
    best: Trim | None = None
    for item in sorted(items, key=lambda one: (-one.place, one.item_id)):
        some = [*floated, item]
        roll = roll_without(frozenset(one.item_id for one in some))
        if not item.frames or over.frames - sum(one.frames for one in some) + roll < 0:
            continue
        floated = some
        best = _trim(items, floated, over, roll)
        if not best.off_frames:
            break
    return best


def _cuts(
    items: Sequence[TrimItem], floated: Sequence[TrimItem], over: Over, need: int
) -> Iterator[Cut]:  # fmt: skip
    """Cuts of `need` frames, or as many as there are: acts that are over first, in each stills first."""
    spare = {layer: frames for item in items for layer, frames in _spare(item, over.rate).items()}
    stills = {layer.layer_id for item in items for layer in item.layers if layer.still}
    given = dict.fromkeys(spare, 0)
    for act_id, frames in [*_over_budget(over, floated), (None, need)]:
        of_act = [layer.layer_id for item in items if act_id in (None, item.act_id) for layer in item.layers]
        wanted = min(frames, need - sum(given.values()))
        for pool in ([at for at in of_act if at in stills], [at for at in of_act if at not in stills]):
            wanted -= _give([at for at in pool if at in spare], wanted, spare, given)
    for item in items:
        by = {layer.layer_id: given[layer.layer_id] for layer in item.layers if given.get(layer.layer_id)}
        if by:
            yield Cut(item, sum(by.values()), _after(item, by))


def _over_budget(over: Over, floated: Sequence[TrimItem]) -> list[tuple[int | None, int]]:
    """What the acts that are over their budgets are over, without what is floated; none for one act alone."""
    if len(over.acts) < 2:
        return []
    gone = {act.act_id: sum(item.frames for item in floated if item.act_id == act.act_id) for act in over.acts}
    return [(act.act_id, max(0, (act.over_frames or 0) - gone[act.act_id])) for act in over.acts]


def _give(layers: Sequence[int], wanted: int, spare: dict[int, int], given: dict[int, int]) -> int:
    """Take up to `wanted` frames from these layers in proportion to what they can spare; returns how many."""
    most = [spare[layer] for layer in layers]
    total = min(max(wanted, 0), sum(most))
    for layer, frames in zip(layers, share_out(total, most), strict=True):
        spare[layer] -= frames
        given[layer] += frames
    return total


def _spare(item: TrimItem, rate: Fraction) -> dict[int, int]:
    """What each layer that its length follows from can spare, so that all of them can at once.

    What stands before a film stays as it is, so that the film's sound stays with its picture. An item that is only
    heard gives way as one, by the layer that ends last.
    """
    shown = [layer for layer in item.layers if not layer.heard]
    heard = [layer for layer in item.layers if layer.heard]
    under = max((_end_of_least(layer, item.frames, rate) for layer in heard), default=0)
    room = max(0, item.frames - under)
    if not shown:
        longest = max(heard, key=lambda layer: layer.offset_frames + layer.frames, default=None)
        return {longest.layer_id: room} if longest else {}
    giving = [layer for at, layer in enumerate(shown) if not any(later.film for later in shown[at + 1 :])]
    most = [layer.frames - _least(layer, layer.frames, rate) for layer in giving]
    shares = share_out(min(room, sum(most)), most)
    return {layer.layer_id: frames for layer, frames in zip(giving, shares, strict=True)}


def _end_of_least(layer: TrimLayer, length: int, rate: Fraction) -> int:
    """Where a sound ends within its item when it is cut as far as it may be; nothing for one that does not air."""
    on_air = min(layer.frames, length - layer.offset_frames)
    return layer.offset_frames + _least(layer, on_air, rate) if on_air > 0 else 0


def _least(layer: TrimLayer, frames: int, rate: Fraction) -> int:
    shortest = -(-SHORTEST_SECONDS * rate.numerator // rate.denominator)
    return min(frames, max(-(-frames * KEPT_PERCENT // 100), shortest, layer.least_frames))


def _after(item: TrimItem, by: Mapping[int, int]) -> dict[int, int]:
    """What the layers run after these cuts; sounds end with their item at the latest."""
    length = item.frames - sum(by.values())
    after = {layer.layer_id: layer.frames - by.get(layer.layer_id, 0) for layer in item.layers if not layer.heard}
    for layer in item.layers:
        if layer.heard and layer.offset_frames < length:
            after[layer.layer_id] = min(layer.frames, length - layer.offset_frames)
    return {layer.layer_id: after[layer.layer_id] for layer in item.layers
            if after.get(layer.layer_id, layer.frames) != layer.frames}  # fmt: skip
