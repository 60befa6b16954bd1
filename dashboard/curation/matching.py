"""What a piece lacks, and how well another could fill it: the reason in words, from public facts only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST_SHARED_WORDS = 3
SHORTEST_WORD = 4
LENGTH_CLOSE = 0.75
"""A sound that runs at least this share of a picture's length, or the other way round, is close to it."""

_LYRICS = re.compile(r"\b(lyrics?|song ?text|libretto|verses?|poems?|songs?)\b", re.IGNORECASE)
_INSTRUMENTAL = re.compile(
    r"\b(instrumental|backing track|karaoke|no vocals?|without (?:a )?(?:voice|vocals?)|"
    r"needs? (?:a )?(?:voice|vocals?|singer))\b",
    re.IGNORECASE,
)
_NOUNS = {"vocals": "vocal", "music": "piece of music", "text": "text", "photo": "photo"}
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    """
    about after again also always another around because been before being between both came come could does
    down each even ever every first from goes gone have here himself into itself just know last like long made make
    many more most much must never nothing only other over piece pieces same should some something still such than that
    their them then there these they thing things this those through time under until very want what when where which
    while will with without would your yours video music vocals sound illustration photo text project film song track
    score lyrics instrumental wanted
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Part:
    """What matching knows of a piece."""

    piece_id: int
    title: str
    artist: str
    kind: str
    role: str = ""
    text: str = ""
    tags: str = ""
    duration_ms: int | None = None
    has_sound: bool = False
    """For films: whether anything can be heard."""
    linked_kinds: frozenset[str] = frozenset()
    """Kinds of the pieces that it uses or that were made of it."""
    language: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that may tell that two pieces belong together."""
        return frozenset(_split(f"{self.title} {self.tags} {self.text}"))

    @cached_property
    def tag_words(self) -> frozenset[str]:
        """Those of them that are tags."""
        return frozenset(_split(self.tags))


@dataclass(frozen=True)
class Lack:
    """A missing part: what it is called, and the kinds of piece that could be it, the likeliest first."""

    name: str
    """As a call's title names it, such as “music”; empty for what a call asks for itself."""
    kinds: tuple[str, ...]
    sentence: str
    """What is missing, without a full stop: `has no sound`."""
    role: str = ""


@dataclass(frozen=True)
class Match:
    """A piece that could fill what another lacks."""

    asking_id: int
    filling_id: int
    score: float
    reason: str


LACKS = {
    "sound": Lack("Music", ("music", "sound", "vocals"), "has no sound", "score"),
    "voice for words": Lack("A voice", ("vocals",), "has words and nobody who sings them", "vocals"),
    "voice for music": Lack("A voice", ("vocals",), "is an instrumental and waits for a voice", "vocals"),
}
"""Every lack by the name under which a page asks for a call about it."""


def lacks(part: Part) -> tuple[str, ...]:
    """The names in LACKS of what a piece is missing and nobody has made for it yet."""
    said = f"{part.role} {part.title} {part.tags}"
    found = []
    if part.kind == "video" and not part.has_sound:
        found.append("sound")
    if part.kind == "text" and _LYRICS.search(said):
        found.append("voice for words")
    if part.kind == "music" and _INSTRUMENTAL.search(f"{said} {part.text}"):
        found.append("voice for music")
    return tuple(name for name in found if not part.linked_kinds & set(LACKS[name].kinds))


def match(asking: Part, lack: Lack, filling: Part) -> Match | None:
    """How well a piece fills a lack of another; none for one of another kind, or of too different a length.

    The score counts shared words, rarer than the common ones, and closeness in length; it orders, no more.
    """
    if filling.kind not in lack.kinds or filling.piece_id == asking.piece_id:
        return None
    shared = shared_words(asking, filling)
    ratio = _length_ratio(asking, filling)
    if ratio is not None and ratio < LENGTH_CLOSE / 2 and not shared:
        return None
    if not shared and (ratio is None or ratio < LENGTH_CLOSE):
        return None
    score = len(shared) + (ratio or 0.0) + (0.5 if filling.kind == lack.kinds[0] else 0.0)
    return Match(asking.piece_id, filling.piece_id, score, _reason(asking, lack, filling, shared))


def ranked(matches: Iterable[Match], most: int, each: int | None = None) -> list[Match]:
    """The best first, at most `each` for one that asks; equal ones by their ids, so that a page never shuffles them."""
    chosen: list[Match] = []
    taken: Counter[int] = Counter()
    for found in sorted(matches, key=lambda found: (-found.score, found.asking_id, found.filling_id)):
        if len(chosen) == most:
            break
        if each is None or taken[found.asking_id] < each:
            taken[found.asking_id] += 1
            chosen.append(found)
    return chosen


def shared_words(one: Part, other: Part) -> tuple[str, ...]:
    """Words of title, tags and text that both have, the tags of either first, common ones left out."""
    both = one.words & other.words
    tagged = one.tag_words | other.tag_words
    return tuple(sorted(both, key=lambda word: (word not in tagged, word)))


def _split(text: str) -> list[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return [word for word in words if len(word) >= SHORTEST_WORD and word not in _COMMON]


def _length_ratio(one: Part, other: Part) -> float | None:
    """The shorter of two lengths over the longer; none where one has no length."""
    if not one.duration_ms or not other.duration_ms:
        return None
    return min(one.duration_ms, other.duration_ms) / max(one.duration_ms, other.duration_ms)


def _reason(asking: Part, lack: Lack, filling: Part, shared: tuple[str, ...]) -> str:
    whose = f"{asking.artist}’s “{asking.title}”" if asking.artist else f"“{asking.title}”"
    says = []
    if asking.duration_ms and filling.duration_ms:
        says.append(f"runs {_clock(filling.duration_ms)} against its {_clock(asking.duration_ms)}")
    if shared:
        says.append(f"shares {_listed([f'“{word}”' for word in shared[:MOST_SHARED_WORDS]])}")
    if asking.language and asking.language == filling.language:
        says.append(f"is in the same language ({asking.language})")
    says.append("its licence lets it be used")
    noun = _NOUNS.get(filling.kind, filling.kind)
    return f"{whose} {lack.sentence}; this {noun} {', '.join(says[:-1])}, and {says[-1]}."


def _clock(duration_ms: int) -> str:
    minutes, seconds = divmod((duration_ms + 500) // 1000, 60)
    return f"{minutes}:{seconds:02}"


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
