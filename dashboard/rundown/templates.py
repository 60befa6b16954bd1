"""The shapes that programmes come in: acts with their budgets, breaks between them, titles and credits.

Lengths in the table are what is usual, in seconds; whoever makes an episode may aim at others, and the acts share
what there is in the same proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from dashboard.rundown.timing import BREAK, ROLL, SLATE


@dataclass(frozen=True)
class Template:
    """A programme's shape. Acts and breaks alternate, so there is one break fewer than acts, or none."""

    name: str
    label: str
    slot_seconds: int
    target_seconds: int
    acts: tuple[tuple[str, int], ...]
    """Title and share of the running time, in any unit."""
    breaks: tuple[int, ...] = ()
    """Shares of what the slot holds besides the programme, one after each act but the last."""
    titles: str = ""
    """The opening titles' slug; none for a programme without any."""


TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (
        Template(
            "half_hour_commercial", "Half hour, commercial", 1800, 1310,
            (("Cold open", 75), ("Act 1", 430), ("Act 2", 405), ("Act 3", 400)), (0, 5, 5), "Titles",
        ),
        Template(
            "half_hour_public", "Half hour, public", 1606, 1606,
            (("Opening", 90), ("Part 1", 560), ("Part 2", 560), ("Part 3", 396)), (), "Titles",
        ),
        Template(
            "hour", "Hour, commercial", 3600, 2580,
            (("Cold open", 120), ("Act 1", 560), ("Act 2", 520), ("Act 3", 480), ("Act 4", 460), ("Act 5", 440)),
            (0, 1, 1, 1, 1), "Titles",
        ),
        Template("web_short", "Short web episode", 480, 480, (("Opening", 60), ("Main", 360), ("Close", 60)), ()),
        Template("promo", "60-second promo", 60, 60, (("Promo", 60),), ()),
    )
}  # fmt: skip
"""By name, in the order in which they are offered."""


@dataclass(frozen=True)
class ItemSketch:
    """A line that an act begins with; no length leaves it to the kind."""

    kind: str
    slug: str
    length_frames: int | None = None


@dataclass(frozen=True)
class ActSketch:
    """An act to be made. A budget of 0 is none."""

    title: str
    budget_frames: int = 0
    items: tuple[ItemSketch, ...] = ()


def sketch(template: Template, target_frames: int, slot_frames: int) -> tuple[ActSketch, ...]:
    """The acts of a template for an episode's own lengths.

    Budgets add up to the target, breaks to the rest of the slot.
    A promo has no credits: its names go with the programme that it is for.
    """
    budgets = shared(target_frames, [share for _, share in template.acts])
    breaks = shared(slot_frames - target_frames, template.breaks) if template.breaks else []
    acts: list[ActSketch] = []
    for at, ((title, _), budget) in enumerate(zip(template.acts, budgets, strict=True)):
        items: list[ItemSketch] = []
        last = at == len(template.acts) - 1
        if template.titles and at == min(1, len(template.acts) - 1):
            items.append(ItemSketch(SLATE, template.titles))
        if last and template.name != "promo":
            items.append(ItemSketch(ROLL, "Credits"))
        if at < len(breaks) and breaks[at] > 0:
            items.append(ItemSketch(BREAK, f"Break {sum(length > 0 for length in breaks[: at + 1])}", breaks[at]))
        acts.append(ActSketch(title, budget, tuple(items)))
    return tuple(acts)


def plain_acts(titles: Sequence[str]) -> tuple[ActSketch, ...]:
    """Acts without budgets, with the credits at the end of the last."""
    roll = (ItemSketch(ROLL, "Credits"),)
    return tuple(ActSketch(title, 0, roll if at == len(titles) - 1 else ()) for at, title in enumerate(titles))


def shared(frames: int, shares: Sequence[int]) -> list[int]:
    """Whole frames in proportion to the shares, rounded at the running sum so that they add up exactly."""
    total = sum(shares)
    if not total:
        return [0] * len(shares)
    ends = [0]
    for share in shares:
        ends.append(ends[-1] + share)
    edges = [int(Fraction(frames * end, total) + Fraction(1, 2)) for end in ends]
    return [after - before for before, after in pairwise(edges)]
