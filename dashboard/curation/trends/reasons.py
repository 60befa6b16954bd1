"""Why a piece stands where it does, in a curator's words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.curation.trends.panels import take
from dashboard.curation.trends.ranking import shrunk_rate
from dashboard.curation.trends.scoring import Scorer
from dashboard.curation.trends.signals import Signals

_VERY_FAST, _FAST, _SLOW = 4.0, 1.5, 0.67
"""The pace against the usual one of that age."""
_HARDLY_SEEN = 0.5
"""Decayed periods below which nobody can have seen it yet."""
_LEAST_PART = 0.05
"""What adds less is not worth a word."""
_WORTH_SAYING = 0.2
"""What adds more than this, beside pace and age, is in the sentence too."""
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTED = {
    "total": ("much loved in all", "little loved so far"),
    "likes": ("many likes", "few likes"),
    "comments": ("much talked about", "little talked about"),
    "negatives": ("often disliked", "hardly ever disliked"),
    "views": ("seen by many", "seen by few"),
}
"""What is said of a count above and below the mean one."""


@dataclass(frozen=True)
class Explained:
    """A score to sort by, and the same in words."""

    value: float
    sentence: str
    """Such as `rising fast for its age; already nine days old; 4.2 a day where 1.1 is usual`."""
    parts: tuple[tuple[str, float], ...]
    """Words and what they add to the score, the weightiest first; the smallest are left out."""


def explain(scorer: Scorer, signals: Signals, row: int, unit: float = 1.0) -> Explained:
    """Why the piece in that row of the signals has its score.

    `unit` is what a gain of 1 is worth in the measure that the numbers shall be read in.
    """
    one = take(signals, slice(row, row + 1))
    added = {key: float(column[0]) for key, column in scorer.parts(one).items()}
    words = _words(scorer, one)
    ranked = sorted(added.items(), key=lambda part: -abs(part[1]))
    parts = tuple((words[key], round(value, 2)) for key, value in ranked if abs(value) >= _LEAST_PART)
    more = [words[key] for key, value in ranked if key not in ("pace", "age") and abs(value) >= _WORTH_SAYING]
    sentence = "; ".join([words["pace"], words["age"], _numbers(scorer, one, unit), *more[:1]])
    return Explained(float(scorer.scores(one)[0]), sentence, parts)


def _words(scorer: Scorer, one: Signals) -> dict[str, str]:
    """What to say of each part of a score."""
    hours = float(one.age[0]) * scorer.period_hours
    faster = one.last_gain[0] >= one.before_gain[0]
    period = _period(scorer.period_hours)
    words = {
        "pace": _pace(scorer, one),
        "momentum": f"{'faster' if faster else 'slower'} than the {period} before",
        "age": _age(hours),
    }
    for key, (above, below) in _COUNTED.items():
        count = float(getattr(one, key)[0])
        words[key] = above if count > _typical(scorer, key) else below
    return words


def _typical(scorer: Scorer, key: str) -> float:
    return scorer.model.typical_count(key) if scorer.model else 0.0


def _pace(scorer: Scorer, one: Signals) -> str:
    ratio = _rate(scorer, one) / _usual(scorer, one)
    if _is_blank(one):
        return "too new to have shown anything" if one.observed[0][0] < _HARDLY_SEEN else "no interest measured yet"
    if ratio >= _FAST:
        return f"rising {'very ' if ratio >= _VERY_FAST else ''}fast for its age"
    if ratio >= _SLOW:
        return "rising as usual for its age"
    return "quiet for its age"


def _is_blank(one: Signals) -> bool:
    """Whether it never gained anything."""
    return bool(one.total[0] <= 0 and one.decayed[-1][0] <= 0)


def _rate(scorer: Scorer, one: Signals) -> float:
    return float(shrunk_rate(one, scorer.prior.at(one.age), scorer.setting)[0])


def _usual(scorer: Scorer, one: Signals) -> float:
    return float(scorer.prior.at(one.age)[0])


def _numbers(scorer: Scorer, one: Signals, unit: float) -> str:
    a_period = f"{'an' if scorer.period_hours == 1 else 'a'} {_period(scorer.period_hours)}"
    rate, usual = _figure(_rate(scorer, one) * unit), _figure(_usual(scorer, one) * unit)
    return f"{usual} {a_period} is usual" if _is_blank(one) else f"{rate} {a_period} where {usual} is usual"


def _figure(value: float) -> str:
    """As many digits as mean something."""
    if value >= 10:
        return f"{value:,.0f}"
    if value >= 1:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.01 else "less than 0.01"


def _period(period_hours: int) -> str:
    return "hour" if period_hours == 1 else "day"


def _age(hours: float) -> str:
    """Whole hours or days, rounded down."""
    if hours < 1:
        return "new this hour"
    if hours < 24:
        return f"{_counted(int(hours), 'hour')} old"
    days = int(hours / 24)
    return f"{'already ' if days > 1 else ''}{_counted(days, 'day')} old"


def _counted(number: int, noun: str) -> str:
    word = _SMALL[number] if number < len(_SMALL) else f"{number:,}"
    return f"{word} {noun}{'' if number == 1 else 's'}"
