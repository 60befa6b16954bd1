"""Past instants made again from the gains of pieces, with the very folding that makes the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from dashboard.curation.trends.folding import Gains, Standings, fold, signals
from dashboard.curation.trends.panels import Panel, Whole, joined, take
from dashboard.curation.trends.signals import Column, Signals

DEEP = 200
"""Candidates of each kind at one instant: the first by each half-life, and the newest."""


@dataclass(frozen=True)
class History:
    """Where pieces stood before the first of these gains, and what they gained since."""

    start: Standings
    seen_hour: Whole
    """When each piece of `start` came in, in hours since 1970; it is no candidate before."""
    gains: Gains
    """By rising hour, each of a piece of `start`."""


def past_panel(history: History, hours: Sequence[int], period_hours: int, horizon: int) -> Panel:
    """The candidates at each of these hours (since 1970, rising, whole periods), and what they gained in `horizon`.

    Only gains of hours before an instant are known at it.
    """
    standings, known = history.start, 0
    times: list[Whole] = []
    found: list[Signals] = []
    gained: list[Column] = []
    for hour in hours:
        ends = int(np.searchsorted(history.gains.hour, hour))
        standings = fold(standings, _rows(history.gains, slice(known, ends)), period_hours)
        known = ends
        visible = np.flatnonzero(history.seen_hour < hour)
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        seen = signals(_pieces(standings, visible), at, period_hours)
        chosen = _candidates(seen)
        times.append(np.full(len(chosen), hour // period_hours))
        found.append(take(seen, chosen))
        gained.append(_gained(history, hour, hour + horizon * period_hours)[visible[chosen]])
    return Panel(np.concatenate(times), joined(found), np.concatenate(gained), horizon)


def _candidates(seen: Signals) -> Whole:
    """Those that the product would score, by rising row."""
    if len(seen) <= DEEP:
        return np.arange(len(seen))
    orders = [-column for column in seen.decayed] + [seen.age]
    return np.unique(np.concatenate([np.argpartition(order, DEEP)[:DEEP] for order in orders]))


def _gained(history: History, hour: int, end: int) -> Column:
    """What each piece gained from `hour` to before `end`; of what was learnt later than it came, the share within."""
    first, last = np.searchsorted(history.gains.hour, [hour, end])
    gains = _rows(history.gains, slice(int(first), int(last)))
    share = np.minimum((gains.hour + 1 - hour) / np.maximum(gains.hours, 1), 1.0)
    row = np.searchsorted(history.start.piece, gains.piece)
    return np.bincount(row, gains.gain * share, len(history.start)).astype(np.float64)


def _rows(gains: Gains, rows: slice) -> Gains:
    return replace(gains, **{name: column[rows] for name, column in vars(gains).items()})


def _pieces(standings: Standings, rows: Whole) -> Standings:
    return replace(standings, **{name: column[rows] for name, column in vars(standings).items()})
