"""The top fifty of 100,000 pieces with 10,000,000 events behind them.

The events are made up and folded in memory by the rules that fold them in the database, a million at a time; the
keys that come of it are written. Prints one JSON line a database.
"""

from __future__ import annotations

from functools import partial
from statistics import median

import numpy as np

from dashboard.community.copies import Merges
from dashboard.curation.trends.candidates import rising
from dashboard.curation.trends.folding import WEIGHTS, Gains, Standings, fold, fresh
from dashboard.curation.trends.standing import write
from dashboard.storage.engine import Database
from tests.bench.curation._trend_world import (
    END,
    EVENTS,
    PIECES,
    Events,
    databases,
    events,
    in_pandas,
    plant,
    posted_hours,
    say,
    timed,
    vacuumed,
)

RUNS, PERIOD_HOURS = 25, 24
_A_TIME = 1_000_000


def main() -> None:
    """The peer first, then each database."""
    everything = events(EVENTS)
    recompute = in_pandas(everything)
    peer = median([timed(recompute) for _ in range(3)])
    standings = _folded(everything)
    del recompute, everything
    with databases() as each:
        for engine, db in each:
            plant(db)
            with db.writing() as session:
                write(session, standings, Merges({}))
            vacuumed(db)
            top = partial(_top, db)
            top()
            say(f"top 50 of {PIECES:,}, the keys of {EVENTS:,} simulated events, {engine}", _times(top), peer)


def _times(top: partial[list[int]]) -> list[float]:
    return [timed(top) for _ in range(RUNS)]


def _top(db: Database) -> list[int]:
    with db.reading() as session:
        return rising(session, END).ids(50)


def _folded(everything: Events) -> Standings:
    standings = fresh(np.arange(1, PIECES + 1), posted_hours(), PERIOD_HOURS)
    for first in range(0, EVENTS, _A_TIME):
        some = slice(first, first + _A_TIME)
        liked = everything.liked[some]
        none = np.zeros(len(liked), np.int64)
        gains = Gains(
            everything.piece[some], everything.second[some] // 3600, liked | True,
            np.where(liked, WEIGHTS["likes"], WEIGHTS["views"]), none + 1, liked.astype(np.int64), none,
            (~liked).astype(np.int64), none,
        )  # fmt: skip
        standings = fold(standings, gains, PERIOD_HOURS)
    return standings


if __name__ == "__main__":
    main()
