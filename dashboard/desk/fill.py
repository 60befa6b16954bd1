"""Filling a rundown without a producer: which pieces, how long, in which order, to hit a running time.

Films stand on their own. Music, voices and sounds lie under stills and short silent films. A text is shown for as
long as its opening takes to read. The best of each come first, no artist takes more than a fair share, and no
piece airs twice.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

FILM_S, BED_S, TEXT_S, STILL_S = 45, 24, 14, 5
"""The longest that a film, a stretch of music and a text run, and how long a still holds."""
SHORTEST_S = 3
"""Nothing shorter stands alone as an item."""
SHORT_FILM_S = 6
"""A silent film below this goes among the stills."""
TEXT_SHARE = Fraction(1, 8)
FILM_SHARE = Fraction(1, 2)


@dataclass(frozen=True)
class Candidate:
    """A cleared piece as the filling sees it. Higher scores are better."""

    piece_id: int
    title: str
    artist: str
    kind: str
    media_kind: str
    length_frames: int
    has_sound: bool
    score: float
    content: str = ""
    """Hash of its file; empty for one without."""


@dataclass(frozen=True)
class Part:
    """One layer to be: a piece, its track and how many frames from its start."""

    piece: Candidate
    track: str
    frames: int


@dataclass(frozen=True)
class PlannedItem:
    """One item to be; its length is that of its pictures, or of its sound when it has none."""

    slug: str
    parts: tuple[Part, ...]

    @property
    def frames(self) -> int:
        """How long it runs."""
        shown = sum(part.frames for part in self.parts if part.track != "sound")
        return shown or max(part.frames for part in self.parts)


@dataclass
class _Pool:
    """Candidates not yet used, best first, with the artists counted."""

    waiting: list[Candidate]
    used: Counter[str] = field(default_factory=Counter)

    def take(self, cap: int) -> Candidate | None:
        """The best of those whose artist has had the least so far, while within `cap`."""
        open_ = [piece for piece in self.waiting if not piece.artist or self.used[piece.artist] < cap]
        if not open_:
            return None
        chosen = min(open_, key=lambda piece: self.used[piece.artist] if piece.artist else cap - 1)
        self.waiting.remove(chosen)
        if chosen.artist:
            self.used[chosen.artist] += 1
        return chosen


def fill(candidates: Iterable[Candidate], body_frames: int, rate: Fraction) -> list[PlannedItem]:
    """Items that fill `body_frames` exactly where the material allows it, else as much of it as there is.

    Films and texts have their share first; music and stills take the rest. Only when these are used up may films,
    then texts, take more than their share, and an artist more than is fair.
    """
    ranked = _once_each(sorted(candidates, key=lambda c: (not c.artist, -c.score, c.piece_id)))
    artists: Counter[str] = Counter()
    films, stills, heard, texts = (_Pool(pieces, artists) for pieces in _sorted_by_use(ranked, rate))
    fair, everyone = max(2, len(ranked) // 8), len(ranked)
    film_items = _films(films, heard, int(body_frames * FILM_SHARE), rate, fair)
    left = body_frames - _total(film_items)
    text_items = _texts(texts, min(left, int(body_frames * TEXT_SHARE)), rate, fair)
    beds = _beds(heard, stills, left - _total(text_items), rate)
    film_items += _films(films, heard, left - _total([*text_items, *beds]), rate, everyone)
    left = body_frames - _total([*film_items, *beds])
    text_items += _texts(texts, left - _total(text_items), rate, everyone)
    items = _interleave(film_items, beds, text_items)
    return _stretch(items, body_frames - _total(items), rate)


def fill_around_roll(
    candidates: Sequence[Candidate],
    room_frames: int,
    rate: Fraction,
    roll_frames: Callable[[list[PlannedItem]], int],
) -> list[PlannedItem]:
    """Items that fill `room_frames` together with the roll that names their people; as near as four tries come.

    `roll_frames` gives the length of the roll that goes with some items.
    """
    tries: list[tuple[int, list[PlannedItem]]] = []
    roll = 0
    for _ in range(4):
        items = fill(candidates, max(room_frames - roll, 0), rate)
        roll = roll_frames(items)
        tries.append((abs(_total(items) + roll - room_frames), items))
    return min(tries, key=lambda tried: tried[0])[1]


def _once_each(ranked: Iterable[Candidate]) -> list[Candidate]:
    """Every work once. Those that only share title and artist with another may be one work too: they come last."""
    alike: dict[tuple[str, str], list[Candidate]] = {}
    contents: set[str] = set()
    first: list[Candidate] = []
    last: list[Candidate] = []
    for piece in ranked:
        of_title = alike.setdefault((piece.title.casefold(), piece.artist.casefold()), []) if piece.artist else []
        runs = piece.media_kind != "image"
        if piece.content in contents or (runs and any(_is_take(piece, other) for other in of_title)):
            continue
        (last if of_title else first).append(piece)
        of_title.append(piece)
        contents |= {piece.content} - {""}
    return first + last


def _is_take(one: Candidate, other: Candidate) -> bool:
    """Whether two films, recordings or texts of one title and artist are the same in two files: by their lengths."""
    longer = max(one.length_frames, other.length_frames)
    return one.media_kind == other.media_kind and abs(one.length_frames - other.length_frames) * 20 <= longer


def _sorted_by_use(
    ranked: Sequence[Candidate], rate: Fraction
) -> tuple[list[Candidate], list[Candidate], list[Candidate], list[Candidate]]:
    films = [
        c for c in ranked
        if c.media_kind == "video" and (c.has_sound or c.length_frames >= SHORT_FILM_S * rate)
        and c.length_frames >= _shortest(rate)
    ]  # fmt: skip
    stills = [c for c in ranked if c.media_kind in ("image", "video") and c not in films and c.length_frames >= rate]
    sounds = [c for c in ranked if c.media_kind == "audio" and c.length_frames >= _shortest(rate)]
    texts = [c for c in ranked if c.media_kind == "text" and c.length_frames >= _shortest(rate)]
    return films, _mixed(stills), _mixed(sounds), texts


def _mixed(pieces: Sequence[Candidate]) -> list[Candidate]:
    """Kinds in turn, the best of each first, so that no kind fills the programme alone."""
    by_kind: dict[str, list[Candidate]] = {}
    for piece in pieces:
        by_kind.setdefault(piece.kind, []).append(piece)
    longest = max((len(group) for group in by_kind.values()), default=0)
    return [group[at] for at in range(longest) for group in by_kind.values() if at < len(group)]


def _films(pool: _Pool, sounds: _Pool, room: int, rate: Fraction, cap: int) -> list[PlannedItem]:
    """Films one after another; one without sound of its own is scored with the next of `sounds`."""
    items: list[PlannedItem] = []
    while room - _total(items) >= _shortest(rate) and (film := pool.take(cap)) is not None:
        frames = _run(min(film.length_frames, int(FILM_S * rate)), room - _total(items), rate)
        sound = film if film.has_sound else sounds.take(cap)
        heard = (Part(sound, "sound", min(frames, sound.length_frames)),) if sound else ()
        items.append(PlannedItem(film.title, (Part(film, "picture", frames), *heard)))
    return items


def _texts(pool: _Pool, room: int, rate: Fraction, cap: int) -> list[PlannedItem]:
    items: list[PlannedItem] = []
    while room - _total(items) >= _shortest(rate) and (text := pool.take(cap)) is not None:
        frames = _run(min(text.length_frames, int(TEXT_S * rate)), room - _total(items), rate)
        items.append(PlannedItem(text.title, (Part(text, "text", frames),)))
    return items


def _run(frames: int, left: int, rate: Fraction) -> int:
    """As much of `frames` as fits into what is left, and a little less where the rest were too short for an item."""
    shortest = _shortest(rate)
    taken = min(frames, left)
    short = shortest - (left - taken)
    return taken - short if 0 < short < shortest and taken - short >= shortest else taken


def _beds(sounds: _Pool, stills: _Pool, room: int, rate: Fraction) -> list[PlannedItem]:
    """Music over pictures until the room is full or the material used up."""
    items: list[PlannedItem] = []
    everyone = len(sounds.waiting) + len(stills.waiting)
    shortest = _shortest(rate)
    while (left := room - _total(items)) >= shortest:
        sound = sounds.take(everyone)
        wanted = min(sound.length_frames if sound else int(3 * STILL_S * rate), int(BED_S * rate), left)
        if 0 < left - wanted < 2 * shortest:
            wanted = min(sound.length_frames, left) if sound else left
        wanted = _run(wanted, left, rate)
        pictures = _pictures(stills, wanted, rate, everyone)
        if sound is None and not pictures:
            break
        heard = (Part(sound, "sound", wanted),) if sound else ()
        first = sound or pictures[0].piece
        items.append(PlannedItem(first.title, (*pictures, *heard)))
    return items


def _pictures(stills: _Pool, frames: int, rate: Fraction, cap: int) -> tuple[Part, ...]:
    """Stills and short silent films that together last exactly `frames`; fewer hold longer."""
    chosen: list[Candidate] = []
    for _ in range(max(1, round(frames / (STILL_S * rate)))):
        piece = stills.take(cap)
        if piece is not None:
            chosen.append(piece)
    if not chosen:
        return ()
    even = [frames * at // len(chosen) for at in range(len(chosen) + 1)]
    lengths = [end - start for start, end in pairwise(even)]
    for at, piece in enumerate(chosen):
        # A film cannot hold longer than it lasts; what it leaves goes to its neighbours.
        spare = lengths[at] - piece.length_frames
        if piece.media_kind == "video" and spare > 0 and len(chosen) > 1:
            lengths[at] -= spare
            lengths[(at + 1) % len(chosen)] += spare
    return tuple(Part(piece, "picture", length) for piece, length in zip(chosen, lengths, strict=True) if length)


def _interleave(*groups: Sequence[PlannedItem]) -> list[PlannedItem]:
    """Spread each group evenly over the whole, so that kinds change from item to item."""
    placed = [
        (Fraction(2 * at + 1, 2 * len(group)), number, item)
        for number, group in enumerate(groups)
        for at, item in enumerate(group)
    ]
    return [item for _, _, item in sorted(placed, key=lambda entry: entry[:2])]


def _stretch(items: list[PlannedItem], spare: int, rate: Fraction) -> list[PlannedItem]:
    """Give what is left over to what was cut, then to stills, as evenly as they stand."""
    stretched = list(items)
    for at in sorted(range(len(items)), key=lambda at: _held(items[at]).piece.media_kind == "image"):
        more = min(_slack(stretched[at], rate), spare)
        if more > 0:
            stretched[at] = _longer(stretched[at], more)
            spare -= more
    return stretched


def _held(item: PlannedItem) -> Part:
    """The part that runs until the item ends."""
    shown = [part for part in item.parts if part.track != "sound"]
    return shown[-1] if shown else item.parts[0]


def _stills(item: PlannedItem) -> list[Part]:
    return [part for part in item.parts if part.piece.media_kind == "image"]


def _slack(item: PlannedItem, rate: Fraction) -> int:
    """How much longer it may run: what its film, text or sound has left; stills hold twice as long, or a song out."""
    held = _held(item)
    if held.piece.media_kind != "image":
        return held.piece.length_frames - held.frames
    heard = max((part.piece.length_frames for part in item.parts if part.track == "sound"), default=0)
    return max(int(STILL_S * rate) * len(_stills(item)), heard - item.frames)


def _longer(item: PlannedItem, more: int) -> PlannedItem:
    """The item with `more` frames, spread over its stills; its sound goes on as long as there is any."""
    held = _held(item)
    growing = _stills(item) if held.piece.media_kind == "image" else [held]
    each, rest = divmod(more, len(growing))
    parts = []
    for part in item.parts:
        frames = part.frames
        if part in growing:
            frames += each + (rest if part is growing[-1] else 0)
        elif part.track == "sound":
            frames = min(frames + more, part.piece.length_frames)
        parts.append(replace(part, frames=frames))
    return replace(item, parts=tuple(parts))


def _shortest(rate: Fraction) -> int:
    return math.ceil(SHORTEST_S * rate)


def _total(items: Iterable[PlannedItem]) -> int:
    return sum(item.frames for item in items)
