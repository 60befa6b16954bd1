"""Filling a rundown without a producer: which pieces, how long, in which order, to hit a running time.

Films stand on their own. Music, voices and sounds lie under stills and short silent films. A text is shown for as
long as its opening takes to read. The best of each come first, no artist takes more than a fair share, and no
piece airs twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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

    @property
    def same(self) -> tuple[str, str]:
        """Two files of one work share this."""
        return self.title.casefold(), self.artist.casefold()


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
    """Items that fill `body_frames` exactly where the material allows it, else as much of it as there is."""
    ranked = _once_each(sorted(candidates, key=lambda c: (not c.artist, -c.score, c.piece_id)))
    films, stills, sounds, texts = _sorted_by_use(ranked, rate)
    artists: Counter[str] = Counter()
    cap = max(2, len(ranked) // 8)
    heard = _Pool(sounds, artists)
    film_items = _films(_Pool(films, artists), heard, int(body_frames * FILM_SHARE), rate, cap)
    left = body_frames - _total(film_items)
    text_items = _texts(_Pool(texts, artists), min(left, int(body_frames * TEXT_SHARE)), rate, cap)
    left -= _total(text_items)
    beds = _beds(heard, _Pool(stills, artists), left, rate)
    items = _interleave(film_items, beds, text_items)
    return _stretch(items, body_frames - _total(items), rate)


def _once_each(ranked: Sequence[Candidate]) -> list[Candidate]:
    seen: dict[tuple[str, str], Candidate] = {}
    for piece in ranked:
        seen.setdefault(piece.same if piece.artist else (piece.title.casefold(), str(piece.piece_id)), piece)
    return list(seen.values())


def _sorted_by_use(
    ranked: Sequence[Candidate], rate: Fraction
) -> tuple[list[Candidate], list[Candidate], list[Candidate], list[Candidate]]:
    films = [
        c for c in ranked
        if c.media_kind == "video" and (c.has_sound or c.length_frames >= SHORT_FILM_S * rate)
        and c.length_frames >= SHORTEST_S * rate
    ]  # fmt: skip
    stills = [c for c in ranked if c.media_kind in ("image", "video") and c not in films and c.length_frames >= rate]
    sounds = [c for c in ranked if c.media_kind == "audio" and c.length_frames >= SHORTEST_S * rate]
    texts = [c for c in ranked if c.media_kind == "text" and c.length_frames >= SHORTEST_S * rate]
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
    while room - _total(items) >= SHORTEST_S * rate and (film := pool.take(cap)) is not None:
        frames = min(film.length_frames, int(FILM_S * rate), room - _total(items))
        sound = film if film.has_sound else sounds.take(cap)
        heard = (Part(sound, "sound", min(frames, sound.length_frames)),) if sound else ()
        items.append(PlannedItem(film.title, (Part(film, "picture", frames), *heard)))
    return items


def _texts(pool: _Pool, room: int, rate: Fraction, cap: int) -> list[PlannedItem]:
    items: list[PlannedItem] = []
    while room - _total(items) >= SHORTEST_S * rate and (text := pool.take(cap)) is not None:
        frames = min(text.length_frames, int(TEXT_S * rate), room - _total(items))
        items.append(PlannedItem(text.title, (Part(text, "text", frames),)))
    return items


def _beds(sounds: _Pool, stills: _Pool, room: int, rate: Fraction) -> list[PlannedItem]:
    """Music over pictures until the room is full or the material used up."""
    items: list[PlannedItem] = []
    everyone = len(sounds.waiting) + len(stills.waiting)
    shortest = int(SHORTEST_S * rate)
    while (left := room - _total(items)) >= shortest:
        sound = sounds.take(everyone)
        wanted = min(sound.length_frames if sound else int(3 * STILL_S * rate), int(BED_S * rate), left)
        if 0 < left - wanted < 2 * shortest:
            wanted = min(sound.length_frames, left) if sound else left
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
    """Give what is left over to films that were cut, then to stills, a little each."""
    stretched = list(items)
    for at, item in enumerate(stretched):
        if spare <= 0:
            break
        first = item.parts[0]
        if first.piece.media_kind == "video" and first.track == "picture":
            more = min(first.piece.length_frames - first.frames, spare)
        elif all(part.piece.media_kind == "image" for part in item.parts):
            more = min(int(STILL_S * rate), spare)
        else:
            more = 0
        if more > 0:
            parts = [replace(p, frames=p.frames + more) if p.piece == first.piece else p for p in item.parts]
            stretched[at] = replace(item, parts=tuple(parts))
            spare -= more
    return stretched


def _total(items: Iterable[PlannedItem]) -> int:
    return sum(item.frames for item in items)
