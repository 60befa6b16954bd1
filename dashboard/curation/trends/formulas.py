"""The formulas that others rank by, to compare with; each is tuned, for its constants fit the clock of one site.

All take gains in units of a usual gain and time in periods, and give numbers of which only the order counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from dashboard.curation.trends.ranking import HALF_A_PERIOD, decayed
from dashboard.curation.trends.signals import HALF_LIVES, Column, Signals

Settings = tuple[float, ...]
_VOTES_A_GAIN = (1.0, 10.0, 100.0)
"""What a usual gain may be worth in votes, to formulas that take the logarithm of votes."""
_GRAVITIES = (0.2, 0.5, 1.0, 1.8)
_OFFSETS = (0.1, 0.5, 2.0, 8.0)
_LEAST = 1e-3


@dataclass(frozen=True)
class Formula:
    """A way to rank with the settings to choose from."""

    key: str
    name: str
    score: Callable[[Signals, Settings], Column]
    settings: tuple[Settings, ...] = ((),)


def _hacker_news(signals: Signals, settings: Settings) -> Column:
    """(votes) ** 0.8 / (age + offset) ** gravity, as its logarithm. Source: the arc code its author published."""
    offset, gravity = settings
    return 0.8 * np.log(signals.total + _LEAST) - gravity * np.log(signals.age + offset)


def _reddit_hot(signals: Signals, settings: Settings) -> Column:
    """log(votes) + time posted / scale. Source: reddit-archive, r2/lib/db/_sorts.pyx."""
    votes, scale = settings
    return np.log10(np.maximum(signals.total * votes, 1)) - signals.age / scale


def _lemmy_hot(signals: Signals, settings: Settings) -> Column:
    """log(max(2, votes + 2)) / (age + offset) ** gravity. Source: Lemmy's migrations, hot_rank."""
    votes, offset, gravity = settings
    return np.log10(signals.total * votes + 2) / (signals.age + offset) ** gravity


def _discourse_hot(signals: Signals, settings: Settings) -> Column:
    """All likes by age, and recent ones by the age of the burst. Source: Discourse, topic_hot_score.rb.

    Recent are the last two periods here, and each is its own burst; who posted is not among the signals.
    """
    offset, gravity = settings
    lasting = signals.total / (signals.age + offset) ** gravity
    burst: Column = signals.last_gain / offset**gravity + signals.before_gain / (1 + offset) ** gravity
    return lasting + burst


def _decayed_rate(signals: Signals, settings: Settings) -> Column:
    gained, observed = decayed(signals, settings[0])
    return gained / np.maximum(observed, _LEAST)


DECAYED_RATE = Formula(
    "decayed_rate", "Decayed rate", _decayed_rate, tuple((half,) for half in (HALF_A_PERIOD, *HALF_LIVES))
)
"""The one to beat: no other simple formula does better on most communities."""

FORMULAS = (
    DECAYED_RATE,
    Formula("velocity", "Last period's gain", lambda signals, _: signals.last_gain),
    Formula("discourse", "Discourse", _discourse_hot, tuple(product(_OFFSETS, _GRAVITIES))),
    Formula("lemmy", "Lemmy", _lemmy_hot, tuple(product(_VOTES_A_GAIN, _OFFSETS, _GRAVITIES))),
    Formula(
        "reddit", "Reddit hot", _reddit_hot, tuple(product(_VOTES_A_GAIN, (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)))
    ),
    Formula("hacker_news", "Hacker News", _hacker_news, tuple(product(_OFFSETS, _GRAVITIES))),
    Formula("total", "All it ever gained", lambda signals, _: signals.total),
    Formula("newest", "Newest first", lambda signals, _: -signals.age),
)
