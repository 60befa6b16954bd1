"""Counting over time: the days, weeks or months of a period, groups of counts in them, and percentiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

DAY, WEEK, MONTH = "day", "week", "month"
PERIODS = {"4 weeks": 4, "12 weeks": 12, "Year": 52, "All": None}
"""How many weeks each looks back, this one included; none for all there is."""
MOST_DAYS, MOST_WEEKS = 35, 60
"""So many bars at most before longer steps are taken."""
MOST_GROUPS = 5
OTHERS = "Others"


@dataclass(frozen=True)
class Steps:
    """A period cut into steps: days, weeks that begin on Monday, or months."""

    grain: str
    starts: tuple[date, ...]
    """The first day of each step, the oldest first."""

    @property
    def since(self) -> datetime:
        """The first instant of the period, in UTC."""
        return datetime.combine(self.starts[0], time(), UTC)


@dataclass(frozen=True)
class Group:
    """One line of counts, a number for each step."""

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Over all steps."""
        return sum(self.counts)


def steps(period: str, today: date, first: date | None) -> Steps:
    """The steps of a period in PERIODS that ends with `today`. `first` is the day of the first piece, if any."""
    weeks = PERIODS[period]
    if weeks == 4:
        return Steps(DAY, _days(today - timedelta(days=27), today))
    begins = _monday(today) - timedelta(weeks=weeks - 1) if weeks else min(first or today, today)
    if (today - begins).days < MOST_DAYS:
        return Steps(DAY, _days(begins, today))
    if (today - begins).days < MOST_WEEKS * 7:
        return Steps(WEEK, _days(_monday(begins), today, step=7))
    return Steps(MONTH, _months(begins, today))


def grouped(cut: Steps, rows: Iterable[tuple[date, str, int]], most: int = MOST_GROUPS) -> tuple[Group, ...]:
    """Rows of first day, name and count as groups, the largest first; those beyond `most` are added up into one."""
    at = {start: place for place, start in enumerate(cut.starts)}
    found: dict[str, list[int]] = {}
    for start, name, count in rows:
        if start in at:
            found.setdefault(name, [0] * len(at))[at[start]] += count
    ordered = sorted(found.items(), key=lambda group: (-sum(group[1]), group[0]))
    kept = [Group(name, tuple(counts)) for name, counts in ordered[:most]]
    rest = [counts for _, counts in ordered[most:]]
    if rest:
        kept.append(Group(f"{OTHERS} ({len(rest)})", tuple(map(sum, zip(*rest, strict=True)))))
    return tuple(kept)


def percentile(counted: Mapping[int, int], share: Fraction) -> int | None:
    """The least value that at least `share` of all do not exceed (nearest rank); none of nothing.

    `counted` says how often each value occurs.
    """
    total = sum(counted.values())
    reached = 0
    for value in sorted(counted):
        reached += counted[value]
        if total and Fraction(reached, total) >= share:
            return value
    return None


def within(counted: Mapping[int, int], limits: Sequence[int]) -> tuple[int, ...]:
    """How many lie below each limit but not below the one before it, and last how many lie at or beyond all."""
    below = [sum(times for value, times in counted.items() if value < limit) for limit in limits]
    return (
        *(upper - lower for lower, upper in zip([0, *below], below, strict=False)),
        sum(counted.values()) - below[-1],
    )


def _days(first: date, last: date, step: int = 1) -> tuple[date, ...]:
    return tuple(first + timedelta(days=days) for days in range(0, (last - first).days + 1, step))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months(first: date, last: date) -> tuple[date, ...]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = (first.month - 1 + later for later in range(count))
    return tuple(date(first.year + month // 12, month % 12 + 1, 1) for month in months)
