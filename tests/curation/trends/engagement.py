"""Engagement to rank by: the real series beside the repository as panels, and made-up communities as histories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.curation.trends.choosing import Evidence
from dashboard.curation.trends.folding import Gains, fresh
from dashboard.curation.trends.history import History
from dashboard.curation.trends.panels import Panel
from dashboard.curation.trends.signals import HALF_LIVES, Column, Signals

FIRST_HOUR = 400_008
"""Hours since 1970 at which the made-up communities open: the start of a day."""
PERIOD_HOURS = {"reddit_hourly": 1, "yt_gb_daily": 24}
EXACT_HALF_LIVES = ("0.5", "1", "2", "4", "8", "16", "32")
"""Those that the series hold decayed sums for."""


def read_series(shared: Path, name: str) -> pd.DataFrame:
    """A real series, a row an item and instant, in the order of time."""
    frame = pd.read_parquet(shared / "real" / "engagement" / f"{name}.parquet")
    return frame.sort_values(["t", "item"], kind="stable").reset_index(drop=True)


def panel_of(frame: pd.DataFrame, usual: float | None = None) -> Panel:
    """A series as ranking sees it; an item that left the list gained nothing.

    The unit is the mean gain, of those that gained, in the first 60 % of the times, unless `usual` says another.
    """
    times = np.unique(frame["t"])
    early = frame.loc[frame["t"] < times[int(len(times) * 0.6)], "g1"]
    unit = usual or float(early[early > 0].mean())

    def column(name: str) -> Column:
        known: Column = np.maximum(np.nan_to_num(frame[name].to_numpy(np.float64)), 0.0)
        return known

    def three(letter: str, scale: float) -> Any:
        return tuple(column(f"{letter}{half:.0f}") / scale for half in HALF_LIVES)

    signals = Signals(
        age=column("age") / frame["period_h"].iloc[0], last_gain=column("g1") / unit, before_gain=column("g2") / unit,
        decayed=three("s", unit), observed=three("w", 1.0), total=column("tot") / unit,
        likes=column("l"), comments=column("c"), negatives=column("d"), views=column("v"),
    )  # fmt: skip
    gained = np.where(frame["seen"], column("y"), 0.0) / unit
    return Panel(frame["t"].to_numpy(np.int64), signals, gained, int(frame["H"].iloc[0]))


def evidence_of(frame: pd.DataFrame) -> Evidence:
    """How much a series holds."""
    period_hours = int(frame["period_h"].iloc[0])
    return Evidence(int((frame["g1"] > 0).sum()), frame["t"].nunique() * period_hours / 24, period_hours)


def community(
    seed: int,
    *,
    weeks: int = 12,
    posts_a_week: float = 10.0,
    votes_a_week: float = 60.0,
    fades_in_days: float = 1.0,
    fading: float = 2.0,
    lasting: float = 0.01,
) -> tuple[History, int]:
    """A small community whose votes come by chance, and the hour at which its history ends.

    How much a piece is liked varies by the logarithm; attention falls with (1 + age / fades_in_days) ** -fading to
    the share that lasts.
    """
    chance = np.random.default_rng(seed)
    hours = weeks * 7 * 24
    posted = np.sort(chance.integers(0, hours, chance.poisson(posts_a_week * weeks)))
    liked = np.exp(chance.normal(0, 1, len(posted)))
    age = np.arange(weeks * 7)[None, :] + 0.5 - posted[:, None] / 24
    pull = liked[:, None] * ((np.maximum(age, 0) / fades_in_days + 1) ** -fading + lasting) * (age > 0)
    votes = chance.poisson(pull * votes_a_week * weeks / pull.sum())
    piece, day = np.nonzero(votes)
    hour = np.maximum(day * 24 + chance.integers(0, 24, len(piece)), posted[piece] + 1)
    order = np.argsort(hour, kind="stable")
    count = votes[piece, day][order]
    none = np.zeros(len(count), np.int64)
    gains = Gains(
        piece[order] + 1, hour[order] + FIRST_HOUR, none == 0, count / count.mean(), none + 1,
        likes=count, comments=none, views=none, negatives=none,
    )  # fmt: skip
    start = fresh(np.arange(1, len(posted) + 1), posted + FIRST_HOUR, 24)
    return History(start, posted + FIRST_HOUR, gains), FIRST_HOUR + hours
