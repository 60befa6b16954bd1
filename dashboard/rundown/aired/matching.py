"""Which contribution each clip of an editor's cut is, and why that is thought."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from dashboard.community.folding import fold
from dashboard.rundown.interchange.cut_list import BLACK, CARD, Event
from dashboard.rundown.interchange.media_names import id_in, stem

LIKE = 0.8
"""How alike two titles must be, of 1, for one to be proposed for the other."""
MOST_PROPOSED = 3
_EDITORS_WORDS = re.compile(r"\b(copy|final|edit|sub|subclip|take|v|rev|ver|version)\s*\d*$|\b\d{3,4}p$")


class State(StrEnum):
    """How far a clip is matched."""

    SURE = "sure"
    """It is this contribution."""
    LIKELY = "likely"
    """It may be this contribution; somebody has to say so."""
    OPEN = "open"
    """Nobody knows yet."""
    OURS = "ours"
    """A line of the programme's own, such as the roll, or black."""
    NOT_OURS = "not ours"
    """Somebody has said that it is no contribution: black, graphics, a title."""


@dataclass(frozen=True)
class Known:
    """A contribution that a clip may be."""

    contribution_id: int
    title: str
    file_names: tuple[str, ...] = ()
    """Those it was sent or handed out under."""
    length_frames: int | None = None
    """Of its media, at the episode's rate; none for what stands still."""
    in_rundown: bool = False


@dataclass(frozen=True)
class Clip:
    """All uses of one clip in a cut: they are one decision."""

    key: str
    name: str
    file_name: str
    contribution_id: int | None
    """What the file says that it is."""
    item_id: int | None
    media: str
    uses: int
    """Stretches on air; a film and its own sound are one."""
    frames: int
    """On air, all uses together."""
    last_source: int
    """The end of the media that any use takes."""


@dataclass(frozen=True)
class Match:
    """What a clip is taken to be."""

    clip: Clip
    state: State
    reason: str
    contribution_id: int | None = None
    proposals: tuple[int, ...] = ()
    """The contributions that it may be, the likeliest first."""


def clip_key(event: Event) -> str:
    """What the uses of a clip share."""
    own = event.item_id if event.contribution_id is None and event.media == CARD else None
    is_black = event.media == BLACK
    return "|".join((
        str(event.contribution_id or ""), str(own or ""), stem(event.file_name), fold(event.name), BLACK * is_black,
    ))  # fmt: skip


def clips(events: Iterable[Event]) -> list[Clip]:
    """The clips of a cut in the order in which they first air."""
    used: dict[str, list[Event]] = {}
    for event in events:
        used.setdefault(clip_key(event), []).append(event)
    return [_clip(key, of) for key, of in used.items()]


def _clip(key: str, of: list[Event]) -> Clip:
    stretches = _stretches(of)
    return Clip(
        key, of[0].name, of[0].file_name, of[0].contribution_id, of[0].item_id, of[0].media, len(stretches),
        sum(end - start for start, end in stretches), max(event.source_out for event in of),
    )  # fmt: skip


def _stretches(events: Iterable[Event]) -> list[tuple[int, int]]:
    """When any of the events is on air: those that overlap are one stretch, those that follow one another are not."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((event.record_in, event.record_out) for event in events):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def match(found: Iterable[Clip], known: Mapping[int, Known], own_items: Mapping[int, str]) -> list[Match]:
    """Match each clip: by the id it carries, by its media file's name, by title and length, by a like title.

    `own_items` are the slugs of the rundown's lines that hold no pieces, by id.
    """
    by_file: dict[str, set[int]] = {}
    for one in known.values():
        for name in one.file_names:
            by_file.setdefault(stem(name), set()).add(one.contribution_id)
    return [_match(clip, known, by_file, own_items) for clip in found]


def decided(found: Iterable[Match], decisions: Mapping[str, int | None]) -> list[Match]:
    """The matches with what somebody has said of them, by clip: a contribution, or none for `not ours`."""
    return [_decided(one, decisions) if one.clip.key in decisions else one for one in found]


def unresolved(found: Iterable[Match]) -> list[Match]:
    """The clips that somebody still has to say something of."""
    return [one for one in found if one.state in (State.OPEN, State.LIKELY)]


def _decided(one: Match, decisions: Mapping[str, int | None]) -> Match:
    said = decisions[one.clip.key]
    if said is None:
        return Match(one.clip, State.NOT_OURS, "Set by hand: no contribution.", proposals=one.proposals)
    return Match(one.clip, State.SURE, "Set by hand.", said, one.proposals)


def _match(
    clip: Clip, known: Mapping[int, Known], by_file: Mapping[str, set[int]], own_items: Mapping[int, str]
) -> Match:
    if clip.contribution_id in known:
        return Match(clip, State.SURE, f"It carries the number {clip.contribution_id}.", clip.contribution_id)
    if clip.media == BLACK:
        return Match(clip, State.OURS, "It is black.")
    slug = own_items.get(clip.item_id or 0)
    if slug is not None and clip.contribution_id is None and clip.media == CARD:
        return Match(clip, State.OURS, f"It is the programme's own line “{slug}”.")
    return _by_file(clip, known, by_file) or _own_by_name(clip, known, own_items) or _by_title(clip, known)


def _own_by_name(clip: Clip, known: Mapping[int, Known], own_items: Mapping[int, str]) -> Match | None:
    """A line of the programme's own by its name; a clip that is no card only where no contribution is called so."""
    name = fold(clip.name)
    if clip.contribution_id is not None or name not in {fold(slug) for slug in own_items.values()}:
        return None
    if clip.media != CARD and name in {fold(one.title) for one in known.values()}:
        return None
    return Match(clip, State.OURS, "It is called like one of the programme's own lines.")


def _by_file(clip: Clip, known: Mapping[int, Known], by_file: Mapping[str, set[int]]) -> Match | None:
    for name in filter(None, (clip.file_name, clip.name)):
        if (numbered := id_in(name)) in known:
            return Match(clip, State.SURE, f"Its file is called “{name}”.", numbered)
        ids = by_file.get(stem(name), set())
        if len(ids) == 1:
            return Match(clip, State.SURE, f"Its file is called “{name}”.", next(iter(ids)))
    return None


def _by_title(clip: Clip, known: Mapping[int, Known]) -> Match:
    wanted = bare_title(clip.name)
    name = fold(clip.name)
    same = [one for one in known.values() if fold(one.title) == name]
    same = same or [one for one in known.values() if wanted and bare_title(one.title) == wanted]
    narrowed = [one for one in same if one.in_rundown] or same
    if len(narrowed) == 1 and _fits(clip, narrowed[0]):
        return Match(clip, State.SURE, "Its title is the same, and its length fits.", narrowed[0].contribution_id)
    if same:
        reason = (
            "Its title is the same, but the clip is longer than it."
            if len(narrowed) == 1
            else "Several have its title."
        )
        return _proposal(clip, reason, [one.contribution_id for one in narrowed])
    close = _close(clip, wanted, known)
    if close:
        return _proposal(clip, "Its title is nearly the same.", close)
    gone = "" if clip.contribution_id is None else f"It carries the number {clip.contribution_id}, which is unknown. "
    return Match(clip, State.OPEN, f"{gone}Nothing here has its name.")


def _proposal(clip: Clip, reason: str, ids: list[int]) -> Match:
    return Match(clip, State.LIKELY, reason, ids[0], tuple(ids[:MOST_PROPOSED]))


@lru_cache(maxsize=4096)
def bare_title(name: str) -> str:
    """A title as it is compared: without ending, signs, and the words that editing programs add."""
    words = re.sub(r"[\W_]+", " ", fold(stem(name) or name)).strip()
    shorter = _EDITORS_WORDS.sub("", words).strip()
    while shorter and shorter != words:
        words, shorter = shorter, _EDITORS_WORDS.sub("", shorter).strip()
    return words


def _fits(clip: Clip, one: Known) -> bool:
    """Whether the clip takes no more of the media than there is."""
    return one.length_frames is None or clip.last_source <= one.length_frames + 1


def _close(clip: Clip, wanted: str, known: Mapping[int, Known]) -> list[int]:
    """Those whose title is like the clip's, the likeliest first."""
    matcher = SequenceMatcher(None, b=wanted, autojunk=False)
    found: list[tuple[float, bool, int]] = []
    for one in known.values():
        matcher.set_seq1(bare_title(one.title))
        # The first two are quick and never below the third.
        alike = all(ratio() >= LIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))
        if wanted and alike and _fits(clip, one):
            found.append((-matcher.ratio(), not one.in_rundown, one.contribution_id))
    return [id_ for _, _, id_ in sorted(found)]
