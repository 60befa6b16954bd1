"""What is said of proposals to fill a gap: how far off they are, how fair, and why none comes closer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dashboard.rundown.fitting.fitting import Candidate, Gap, Proposal, Spread, Wishes
from dashboard.rundown.timecode import duration_text


def frames_said(frames: int, rate: Fraction) -> str:
    """`1:20`, with the frames beside it where they matter: `0:12 and 3 frames`; below a second frames alone."""
    frames = abs(frames)
    second = int(frames / rate)
    rest = frames - -(-second * rate.numerator // rate.denominator)
    counted = f"{rest} frame{'s' * (rest != 1)}"
    if not second:
        return f"{frames} frame{'s' * (frames != 1)}"
    whole = duration_text(-(-second * rate.numerator // rate.denominator), rate)
    return whole if rest <= 0 else f"{whole} and {counted}"


def off_said(off_frames: int, rate: Fraction) -> str:
    """`on the frame`, `0:12 and 3 frames short`, `4 frames over`."""
    if not off_frames:
        return "on the frame"
    return f"{frames_said(off_frames, rate)} {'over' if off_frames > 0 else 'short'}"


def spread_said(spread: Spread) -> str:
    """The numbers of a set in one sentence."""
    said = [
        f"{_many(spread.artists, 'artist')}, {spread.new_artists or 'none'} of them new to the episode",
        _many(spread.kinds, "kind"),
        _many(spread.countries, "country", "countries"),
        f"{_many(spread.newcomers, 'piece')} by newcomers" if spread.newcomers else "no newcomers",
    ]
    return "; ".join(said) + "."


def why_nothing_to_fill(gap: Gap) -> str:
    """What is said where the gap is none."""
    what = gap.acts[0].title if len(gap.acts) == 1 else "The episode"
    if not gap.frames:
        return f"{what} is full to the frame; there is nothing to fill."
    return f"{what} runs {frames_said(gap.frames, gap.rate)} over; trim it instead."


def why_none(candidates: Sequence[Candidate], gap: Gap, wishes: Wishes) -> str:
    """Why no set fits at all, and what to do about it."""
    if not gap.acts:
        return "There is no act to put pieces into; add an act first."
    if not candidates:
        return "No cleared piece on the shortlist is left to put in here; shortlist or clear more."
    shortest = min(one.shortest_frames for one in candidates)
    with_names = min(one.shortest_frames + gap.grown(len(one.roll_lines)) for one in candidates)
    open_said = f"the gap is {frames_said(gap.frames, gap.rate)}"
    if shortest > gap.frames:
        return (
            f"The shortest cleared piece runs {frames_said(shortest, gap.rate)} and {open_said}: "
            "trim a piece or shorten the credits."
        )
    if with_names > gap.frames:
        return (
            f"With its names in the roll the shortest cleared piece takes {frames_said(with_names, gap.rate)} and "
            f"{open_said}: set a length for the roll or trim a piece."
        )
    if wishes.most_per_artist is not None:
        return "Every piece that would fit is by an artist who has enough in the episode; allow more from one artist."
    return "No cleared piece fits before the next hard start; move the hard start or trim a piece."


def why_no_closer(proposal: Proposal, candidates: Sequence[Candidate], gap: Gap, *, proven: bool) -> str:
    """Why a proposal misses the gap, and what would help."""
    if not proposal.off_frames:
        return ""
    left = f"{frames_said(proposal.off_frames, gap.rate)} open"
    longest = sum(one.longest_frames for one in candidates)
    if longest < gap.frames:
        every = "The only piece" if len(candidates) == 1 else f"All {len(candidates)} pieces"
        runs = "runs" if len(candidates) == 1 else "together run"
        return f"{every} that may go in {runs} {frames_said(longest, gap.rate)}, which leaves {left}; shortlist more."
    if not proven:
        return f"The search stopped before it had tried all sets; the best it found leaves {left}."
    return f"No set of these pieces, with the names they bring, leaves less than {left}; allow trims or shortlist more."


def _many(number: int, noun: str, nouns: str = "") -> str:
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"
