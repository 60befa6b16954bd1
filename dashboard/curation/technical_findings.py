"""What is amiss with a file, one finding each, by its facts and its checks; the thresholds and where they come from.

It asks only for what an artist can mend and a producer would miss. What the rough assembly puts right by itself,
such as loudness within reason or black at either end, is no reason to write to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dashboard.media.checks import Checks, Flashing, Stretch, Stretches
from dashboard.media.facts import MediaFacts

State = Literal["fit", "ask", "unfit", "unknown"]
FIT: State = "fit"
ASK: State = "ask"
UNFIT: State = "unfit"
UNKNOWN: State = "unknown"

SLOWEST_RATE = Fraction(23)
"""Below cinema's 24 and 24000/1001 frames a second, movement is seen to jerk."""
LEAST_SAMPLE_RATE = 32_000
"""EBU R 85 and every delivery specification name 48 kHz; below this the treble is gone."""
PROGRAMME_LUFS = -23
"""EBU R 128."""
QUIETEST_LUFS = -41.0
"""Lifted to the programme's loudness it would be raised by 18 dB, and its noise with it."""
CLIPPED_MS_A_MINUTE = 10
"""A loud master that was coded with loss has a few milliseconds."""
QUIETER_DB = 3
MOSTLY = 0.9
BLACK_SHARE = 0.5
LONG_BLACK_MS = 5_000
LONG_FREEZE_MS = 10_000
LONG_SILENCE_MS = 10_000
EDGE_MS = 500


@dataclass(frozen=True)
class Wanted:
    """What the programme asks of a picture."""

    width: int = 1280
    height: int = 720
    """A picture that fills neither is enlarged by more than half for a programme of 1920 x 1080."""


WANTED = Wanted()


@dataclass(frozen=True)
class Finding:
    """One thing found, and what to do about it."""

    state: State
    """fit for what is only good to know."""
    words: str
    """The shortest that says it."""
    sentence: str
    """For the curator, with the number."""
    request: str = ""
    """For the artist; empty where there is nothing to ask."""


def of_facts(facts: MediaFacts, wanted: Wanted) -> list[Finding]:
    """What the facts alone tell: size, rates and loudness."""
    found = [_small(facts, wanted), _coarse(facts), _quiet(facts), _mute(facts)]
    return [finding for finding in found if finding]


def of_checks(facts: MediaFacts, checks: Checks) -> list[Finding]:
    """What was measured besides: flashes, clipping, black, standstill and silence."""
    length_ms = facts.duration_ms or 0
    found = [_flashes(checks.flashes), _clips(checks.clipped, length_ms)]
    found += [_dark(checks.black, length_ms), _still(checks.frozen, length_ms)]
    if not facts.silent:
        found.append(_gap(checks.silent, length_ms))
    return [finding for finding in found if finding]


def moment_text(at_ms: int) -> str:
    """`1:05`, to the second below."""
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02}"


def _small(facts: MediaFacts, wanted: Wanted) -> Finding | None:
    """Size and rate in one sentence: the remedy is the same."""
    if not facts.has_picture or not facts.width or not facts.height or facts.container == "svg":
        return None
    size = f"{facts.width} by {facts.height}"
    rate = facts.frame_rate
    small = facts.width < wanted.width and facts.height < wanted.height
    slow = facts.kind == "video" and rate is not None and rate < SLOWEST_RATE
    if not small and not slow:
        return None
    said = f"{size} at {_number(rate)} frames a second" if slow and rate else size
    need = []
    if small:
        need.append(f"at least {wanted.width} by {wanted.height}")
    if slow:
        need.append("the frame rate it was made at, 24 or more a second if there is such a version")
    return Finding(
        ASK,
        f"Small: {facts.width} × {facts.height}" if small else f"{_number(rate)} frames a second",
        f"{said}: ask for the original file.",
        f"The {'film' if facts.kind == 'video' else 'picture'} is {said}. Please send the original file, "
        f"{' and '.join(need)}.",
    )


def _coarse(facts: MediaFacts) -> Finding | None:
    if not facts.sample_rate or facts.sample_rate >= LEAST_SAMPLE_RATE or facts.silent:
        return None
    said = f"{_number(Fraction(facts.sample_rate, 1000))} kHz"
    return Finding(
        ASK,
        f"Sound at {said}",
        f"Sound sampled at {said}: ask for the original at 48.",
        f"The sound is sampled at {said}. Please send the original recording, at 44.1 or 48 kHz.",
    )


def _quiet(facts: MediaFacts) -> Finding | None:
    loudness = facts.loudness_lufs
    if loudness is None or loudness >= QUIETEST_LUFS:
        return None
    said, wanted = f"−{-loudness:.0f} LUFS", f"−{-PROGRAMME_LUFS}"
    return Finding(
        ASK,
        "Very quiet",
        f"Very quiet, {said} where programmes have {wanted}: ask for a louder export.",
        f"The sound is very quiet ({said}). Please export it louder, near {wanted} LUFS, from the original recording.",
    )


def _mute(facts: MediaFacts) -> Finding | None:
    if not facts.silent or facts.loudness_lufs is not None:  # what was measured is very quiet, which is said already
        return None
    if facts.kind == "audio":
        return Finding(
            ASK,
            "Nothing to hear",
            "Nothing rises above −60 dB: ask for the file with its sound.",
            "Nothing can be heard in the file that came to us. Please send it once more, with its sound.",
        )
    return Finding(FIT, "Silent track", "It has a sound track, and nothing is heard in it.")


def _flashes(flashes: Sequence[Flashing]) -> Finding | None:
    if not flashes:
        return None
    worst = max(flashes, key=lambda each: each.a_second)
    end_ms = -(-worst.end_ms // 1000) * 1000
    how = f"{' red' if worst.red else ''} {worst.a_second} times a second from {moment_text(worst.start_ms)} to "
    how += moment_text(end_ms) + _and_more(len(flashes) - 1)
    return Finding(
        UNFIT,
        "Flashes",
        f"Flashes{how}: may not air; ask for a version without.",
        f"The picture flashes{how}, which can harm photosensitive viewers and may not be broadcast. Please send a "
        "version that flashes at most three times a second, or in less than a quarter of the picture.",
    )


def _and_more(places: int) -> str:
    return f" and in {places} more place{'s' * (places > 1)}" if places else ""


def _clips(clipped: Stretches | None, length_ms: int) -> Finding | None:
    if clipped is None or clipped.total_ms < CLIPPED_MS_A_MINUTE * max(length_ms / 60_000, 1):
        return None
    places = f"{clipped.count} places" if clipped.count != 1 else "one place"
    first = f"first at {moment_text(clipped.named[0].start_ms)}"
    return Finding(
        ASK,
        "Sound clips",
        f"Sound clips in {places}, {first}: ask for a version {QUIETER_DB} dB quieter.",
        f"The sound clips in {places}, {first}. Please export it once more from the mix, {QUIETER_DB} dB quieter, so "
        "that nothing reaches full scale.",
    )


def _dark(black: Stretches | None, length_ms: int) -> Finding | None:
    if black is None or not length_ms:
        return None
    if black.total_ms >= BLACK_SHARE * length_ms:
        share = round(100 * min(black.total_ms / length_ms, 1))
        return Finding(
            ASK,
            f"{share} % black",
            f"{share} % of it is black: ask for a whole export.",
            f"{share} % of the film that came to us is black. Please export it once more and send the whole film.",
        )
    return _asked(
        _longest_within(black, length_ms, LONG_BLACK_MS), "Black", "Black {span}", "The picture is black {span}"
    )


def _still(frozen: Stretches | None, length_ms: int) -> Finding | None:
    if frozen is None or not length_ms:
        return None
    if frozen.total_ms >= MOSTLY * length_ms:
        return Finding(FIT, "One picture", "One picture stands still throughout.")
    longest = max(frozen.named, key=lambda each: each.length_ms, default=None)
    if longest is None or longest.length_ms < LONG_FREEZE_MS:
        return None
    return _asked(longest, "Picture stands still", "The picture stands still {span}", "The picture stands still {span}")


def _gap(silent: Stretches | None, length_ms: int) -> Finding | None:
    if silent is None:
        return None
    gap = _longest_within(silent, length_ms, LONG_SILENCE_MS)
    return _asked(gap, "Sound drops out", "Nothing is heard {span}", "Nothing is heard {span}")


def _asked(stretch: Stretch | None, words: str, sentence: str, request: str) -> Finding | None:
    """What may be meant, so that only a question is put."""
    if stretch is None:
        return None
    span = f"from {moment_text(stretch.start_ms)} to {moment_text(stretch.end_ms)}"
    return Finding(
        ASK,
        words,
        f"{sentence.format(span=span)}: ask whether it is meant.",
        f"{request.format(span=span)}. Please tell us that it is meant, or send the film as it should be.",
    )


def _longest_within(found: Stretches, length_ms: int, least_ms: int) -> Stretch | None:
    """The longest that neither begins nor ends the file; those can be cut off."""
    within = [
        each
        for each in found.named
        if each.start_ms > EDGE_MS and each.end_ms < length_ms - EDGE_MS and each.length_ms >= least_ms
    ]
    return max(within, key=lambda each: each.length_ms, default=None)


def _number(value: Fraction | None) -> str:
    """`15`, `23.98`: two places at most."""
    return f"{float(value or 0):.2f}".rstrip("0").rstrip(".")
