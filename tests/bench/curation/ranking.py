"""How well the ranking foresees what gains most: NDCG@10 on the last 40 % of times, chosen on the first 60 %.

The very code of the nightly fit judges the two real series, and small made-up communities that nothing was tuned
on. The peer is the decayed rate with the half-life that did best on the first 60 %. Prints one JSON line a figure.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.curation.trends.backtest import estimate, judged, mean_of, ndcg, split
from dashboard.curation.trends.choosing import candidates, choose
from dashboard.curation.trends.panels import Panel
from dashboard.curation.trends.scoring import Scorer
from dashboard.curation.trends.signals import Column
from dashboard.curation.trends.training import learn
from tests.curation.trends.engagement import (
    EXACT_HALF_LIVES,
    PERIOD_HOURS,
    community,
    evidence_of,
    panel_of,
    read_series,
)

SHARED = Path(__file__).resolve().parents[4] / "shared"
PEER = "the decayed rate, its half-life tuned"
SPARSE = {
    "30 votes a week": {"votes_a_week": 30.0, "posts_a_week": 5.0},
    "60 votes a week, 12 weeks": {"votes_a_week": 60.0},
    "100 votes a week, soon forgotten": {
        "votes_a_week": 100.0,
        "posts_a_week": 25.0,
        "fades_in_days": 0.5,
        "weeks": 20,
    },
    "100 votes a week, long loved": {"votes_a_week": 100.0, "lasting": 0.1, "fades_in_days": 4.0, "weeks": 20},
}
SEEDS = 10


def main() -> None:
    """The real series, how a fit to one does on the other, and the small communities."""
    if (SHARED / "real" / "engagement").is_dir():
        frames = {name: read_series(SHARED, name) for name in PERIOD_HOURS}
        for name, frame in frames.items():
            _real(name, frame)
        _transfer(frames["reddit_hourly"], frames["yt_gb_daily"], "reddit_hourly", "yt_gb_daily")
        _transfer(frames["yt_gb_daily"], frames["reddit_hourly"], "yt_gb_daily", "reddit_hourly")
    else:
        print(f"{SHARED} holds no engagement series; only made-up communities are judged", file=sys.stderr)
    for name, habits in SPARSE.items():
        _sparse(name, habits)


def _real(name: str, frame: pd.DataFrame) -> None:
    _compare(name, _fitted(frame), frame)


def _transfer(source: pd.DataFrame, target: pd.DataFrame, source_name: str, target_name: str) -> None:
    """What was chosen and fitted on one community, on the other: why each is fitted to itself."""
    _compare(f"{target_name}, fitted to {source_name}", _fitted(source), target)


def _fitted(frame: pd.DataFrame) -> Scorer:
    """As the nightly fit chooses and fits on the first 60 %."""
    past, _ = split(panel_of(frame))
    evidence = evidence_of(frame)
    return candidates(past, evidence.period_hours)[choose(past, evidence).candidate]


def _compare(name: str, scorer: Scorer, frame: pd.DataFrame) -> None:
    values, peer = judged(split(panel_of(frame))[1], scorer.scores), _peer(frame)
    ahead = estimate(values - peer)
    interval = [round(ahead.low, 4), round(ahead.high, 4)]
    _print(f"{name}, {scorer.chosen}", mean_of(values), mean_of(peer), len(peer), ahead_interval=interval)


def _sparse(name: str, habits: dict[str, float]) -> None:
    """Over several communities: the mean, and how many were significantly below the peer."""
    figures, peers, below = [], [], 0
    for seed in range(SEEDS):
        history, end = community(seed, **habits)  # type: ignore[arg-type]
        row = learn(history, end, 24)
        lines = {line["key"]: line for line in row.backtest["lines"]}
        figures.append(lines[row.chosen]["did"]["mean"])
        peers.append(lines["decayed_rate"]["did"]["mean"])
        below += lines[row.chosen]["ahead"]["high"] < 0
    _print(name, float(np.mean(figures)), float(np.mean(peers)), SEEDS, significantly_below=int(below))


def _peer(frame: pd.DataFrame) -> Column:
    """The decayed rate with the series' own sums, of every half-life they hold, at each time of the last 40 %."""
    panel = panel_of(frame)
    past, future = split(panel)
    rates = {half: (frame[f"s{half}"] / frame[f"w{half}"]).to_numpy(np.float64) for half in EXACT_HALF_LIVES}
    early, late = (np.isin(panel.time, part.times()) for part in (past, future))
    best = max(rates, key=lambda half: mean_of(_judged(past, rates[half][early])))
    return _judged(future, rates[best][late])


def _judged(panel: Panel, score: Column) -> Column:
    return np.array([ndcg(score[rows], panel.gained[rows]) for rows in panel.instants()])


def _print(name: str, figure: float, peer: float, runs: int, **more: object) -> None:
    line = {
        "name": name, "figure": round(figure, 4), "unit": "NDCG@10", "peer": PEER,
        "ratio": round(figure / peer, 3), "runs": runs, **more,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
