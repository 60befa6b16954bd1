"""Which line of the rundown each region of a final cut belongs to, and which act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboard.community.folding import fold
from dashboard.rundown.aired.regions import Aired, Region
from dashboard.rundown.edits.state import ITEM, Key, State, key_of
from dashboard.rundown.interchange.cut_list import Marker, clean_line

_Chain = tuple[int, "_Chain"] | None


class Lines:
    """The lines of a rundown, each given out once, the next in order first."""

    def __init__(self, base: State) -> None:
        self.keys = [key for key in base.items if not base.rows[key]["floated"]]
        self.at = {key: at for at, key in enumerate(self.keys)}
        self.pieces = {key: _pieces(base, key) for key in self.keys}
        self.names = {key: fold(clean_line(base.rows[key]["slug"])) for key in self.keys}
        self.used: set[Key] = set()
        self.current: Key | None = None
        self.reached = -1

    def of(self, region: Region) -> Key | None:
        """The line of the next region; none for what no line has."""
        chosen = None
        for candidates in (self._numbered(region), self._alike(region)):
            if self.current is not None and self.current in candidates:
                return self.current
            free = [key for key in candidates if key not in self.used]
            if free:
                # The next one after the line before it, else the first that is left.
                chosen = min(free, key=lambda key: (self.at[key] < self.reached, self.at[key]))
                break
        self.current = chosen
        if chosen is not None:
            self.used.add(chosen)
            self.reached = self.at[chosen]
        return chosen

    def _numbered(self, region: Region) -> list[Key]:
        """The line whose number the clips carry; what is seen says it first."""
        seen = (*filter(None, (region.picture,)), *region.pieces)
        named = [key_of(ITEM, one.event.item_id) for one in seen if one.event.item_id is not None]
        return [key for key in named if key in self.at and self._may_be(key, region.pieces)][:1]

    def _alike(self, region: Region) -> list[Key]:
        """The lines that hold the same pieces, or are called like what is seen."""
        ids = {one.contribution_id for one in region.pieces}
        holding = [key for key in self.keys if self.pieces[key] & ids]
        if holding or region.shows_piece or region.picture is None:
            return holding
        name = fold(region.picture.event.name)
        return [key for key in self.keys if self.names[key] == name and not self.pieces[key]]

    def _may_be(self, key: Key, pieces: Sequence[Aired]) -> bool:
        return not pieces or not self.pieces[key] or any(one.contribution_id in self.pieces[key] for one in pieces)


def acts_by_markers(found: Sequence[Region], markers: Iterable[Marker], titles: Mapping[Key, str]) -> list[Key] | None:
    """The act of each region by the markers that are called like an act; none when no marker is."""
    acts, starts = dict(titles), list[tuple[int, Key]]()
    for marker in sorted(markers, key=lambda marker: marker.at):
        act = next((key for key, title in acts.items() if fold(clean_line(title)) == fold(marker.name)), None)
        if act is not None:
            del acts[act]
            starts.append((marker.at, act))
    if not starts:
        return None
    before = next((key for key in titles if key in acts), starts[0][1]) if starts[0][0] > 0 else starts[0][1]
    of: list[Key] = []
    for region in found:
        begun = [key for at, key in starts if at <= region.start]
        of.append(begun[-1] if begun else before)
    return of


def acts_by_lines(found: Sequence[Region], wanted: Sequence[int | None], acts: Sequence[Key]) -> list[Key]:
    """The act of each region by its line's act, kept in order: what an editor moved elsewhere goes with its neighbours.

    `wanted` is the place of each line's act; the regions that stay with theirs are those that are longest together.
    """
    best: list[tuple[int, _Chain]] = [(0, None)] * len(acts)
    for at, (region, act) in enumerate(zip(found, wanted, strict=True)):
        if act is not None:
            weight, chain = max(best[: act + 1], key=lambda pair: pair[0])
            if weight + region.frames > best[act][0]:
                best[act] = (weight + region.frames, (at, chain))
    chain = max(best, key=lambda pair: pair[0])[1] if best else None
    kept: dict[int, int] = {}
    while chain is not None:
        at, chain = chain
        kept[at] = wanted[at] or 0
    act = kept[min(kept)] if kept else 0
    of: list[Key] = []
    for at in range(len(found)):
        act = kept.get(at, act)
        of.append(acts[act])
    return of


def _pieces(base: State, key: Key) -> set[int]:
    return {base.rows[layer]["contribution_id"] for layer in base.children(key)}
