"""Rundowns and cuts for the interchange tests, in no database: any mix of lines, layers, rates and names."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import count
from typing import Any

from hypothesis import strategies as st

from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.media.tables import MediaFile
from dashboard.rundown.edits.rows import FIELDS, TABLES
from dashboard.rundown.edits.state import (
    ACT,
    EPISODE,
    ITEM,
    LAYER,
    Fields,
    Key,
    State,
    id_of,
    key_of,
    kind_of,
    state_of,
)
from dashboard.rundown.interchange.cut_list import CutList
from dashboard.rundown.interchange.from_rundown import cut_list
from dashboard.rundown.queries import Rundown, rundown
from dashboard.rundown.tables import Act, Episode, Item, Layer, Show
from dashboard.rundown.timecode import RATES, day_frames, drops

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LENGTHS = st.integers(1, 4000)
KIND_OF = {"picture": ("video", "image"), "sound": ("audio", "video"), "text": ("text",)}
CONTAINERS = {"video": "mov,mp4,m4a,3gp,3g2,mj2", "audio": "flac", "image": "png_pipe", "text": None}


def episode(rate: Fraction = Fraction(25), *, title: str = "Harbour", drop: bool = True, first: int = 0) -> Episode:
    """An episode without acts, as the database would give it."""
    return Episode(
        id=1, show=Show(id=1, title="Night Shift"), number=1, title=title, version="master",
        rate_num=rate.numerator, rate_den=rate.denominator, drop_frame=drop, first_timecode_frames=first,
        words_per_minute=150, slot_frames=100_000, target_frames=90_000, budget_minor=0, currency="USD", acts=[],
    )  # fmt: skip


def piece(id_: int, title: str, kind: str, artists: tuple[str, ...] = ("Ida Holm",), *, text: str = "") -> Contribution:
    """A contribution with its file."""
    media = MediaFile(content_hash=f"{id_:064}", kind=kind, facts={"container": CONTAINERS[kind]})
    made = Contribution(id=id_, title=title, text=text, kind=kind, media=media)
    made.credits = [Credit(contributor=Contributor(id=n, credit_name=name)) for n, name in enumerate(artists)]
    return made


def offline(id_: int, title: str) -> Contribution:
    """A contribution whose file is not there."""
    made = piece(id_, title, "video")
    made.media = None
    return made


def layer(of: Contribution, track: str, in_: int, out: int, **more: Any) -> Layer:
    fields: dict[str, Any] = {"gain_db": 0.0, "offset_frames": 0, "fade_in_frames": 0, "fade_out_frames": 0}
    return Layer(contribution=of, track=track, in_frames=in_, out_frames=out, **fields | more)


def line(id_: int, kind: str, slug: str, layers: tuple[Layer, ...] = (), **more: Any) -> Item:
    fields: dict[str, Any] = {"script": "", "note": "", "floated": False, "length_frames": None}
    made = Item(id=id_, kind=kind, slug=slug, **fields | more)
    made.layers = list(layers)
    for one in made.layers:
        one.item_id = id_
    return made


def timed(of: Episode, *acts: tuple[str, list[Item]]) -> Rundown:
    """The episode with these acts, timed."""
    of.acts = [Act(id=n, title=title, budget_frames=0, items=items) for n, (title, items) in enumerate(acts, start=1)]
    return rundown(of, roll_frames=250)


@st.composite
def pieces(draw: st.DrawFn, ids: Callable[[], int], track: str) -> Contribution:
    if track == "picture" and draw(st.integers(0, 4)) == 0:
        return offline(ids(), draw(NAMES))
    kind = draw(st.sampled_from(KIND_OF[track]))
    return piece(ids(), draw(NAMES), kind, tuple(draw(st.lists(NAMES, max_size=3))), text=draw(st.text(max_size=40)))


@st.composite
def layers(draw: st.DrawFn, ids: Callable[[], int]) -> Layer:
    track = draw(st.sampled_from(list(KIND_OF)))
    of, first = draw(pieces(ids, track)), draw(st.integers(0, 500))
    more: dict[str, Any] = {"fade_in_frames": draw(st.integers(0, 50)), "fade_out_frames": draw(st.integers(0, 50))}
    if track == "sound":
        more |= {"offset_frames": draw(st.integers(0, 300)), "gain_db": draw(st.integers(-6000, 2000)) / 100}
    return layer(of, track, first, first + draw(LENGTHS), **more)


@st.composite
def lines(draw: st.DrawFn, ids: Callable[[], int]) -> Item:
    kind = draw(st.sampled_from(["piece", "piece", "piece", "slate", "host", "roll", "break"]))
    of = tuple(draw(st.lists(layers(ids), min_size=1, max_size=4))) if kind == "piece" else ()
    length = draw(st.none() | (st.integers(600, 4000) if kind == "break" else LENGTHS))
    return line(
        ids(), kind, draw(NAMES), of, script=draw(st.text(max_size=30)), floated=draw(st.booleans()),
        length_frames=length,
    )  # fmt: skip


@st.composite
def rundowns(draw: st.DrawFn) -> Rundown:
    """Any rundown that puts something on air."""
    numbers = count(1)
    rate = draw(st.sampled_from(list(RATES.values())))
    drop = draw(st.booleans())
    first = draw(st.sampled_from([0, 1, 10])) * day_frames(rate, drop=drop and drops(rate)) // 24
    of = episode(rate, title=draw(NAMES), drop=drop, first=first)
    acts = draw(st.lists(st.tuples(NAMES, st.lists(lines(lambda: next(numbers)), min_size=1, max_size=5)), max_size=3))
    always = line(next(numbers), "slate", "Title", length_frames=draw(LENGTHS))
    return timed(of, ("Cold open", [always]), *acts)


def cuts() -> st.SearchStrategy[CutList]:
    """The cut of any rundown that puts something on air, with and without its breaks."""
    return st.builds(lambda made, breaks: cut_list(made, breaks=breaks), rundowns(), st.booleans())


def state_of_episode(of: Episode) -> State:
    """The rundown of an episode that is in no database."""
    rows: list[tuple[Key, Key, Fields]] = []
    layer_ids = count(1)
    for act in of.acts:
        rows.append((key_of(ACT, act.id), EPISODE, _fields(ACT, act)))
        for item in act.items:
            rows.append((key_of(ITEM, item.id), key_of(ACT, act.id), _fields(ITEM, item)))
            for one in item.layers:
                one.contribution_id = one.contribution.id
                rows.append((key_of(LAYER, next(layer_ids)), key_of(ITEM, item.id), _fields(LAYER, one)))
    return state_of(rows)


def _fields(kind: str, row: Any) -> Fields:
    return {name: getattr(row, name) for name in FIELDS[kind]}


def rundown_of_state(state: State, of: Episode, known: dict[int, Contribution]) -> Rundown:
    """A state as a timed rundown of the episode."""

    def made(key: Key) -> Any:
        fields = {name: state.rows[key].get(name) for name in FIELDS[kind_of(key)]}
        return TABLES[kind_of(key)](id=id_of(key), **fields)

    acts = []
    for act_key in state.acts:
        act = made(act_key)
        for item_key in state.children(act_key):
            item = made(item_key)
            item.floated, item.script = bool(item.floated), item.script or ""
            for layer_key in state.children(item_key):
                one = made(layer_key)
                one.contribution, one.item_id = known[one.contribution_id], item.id
                item.layers.append(one)
            act.items.append(item)
        acts.append(act)
    of.acts = acts
    return rundown(of, roll_frames=250)
