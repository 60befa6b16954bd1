"""The log-linear model: it finds what a community follows, explains itself, and survives a night as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.curation.trends.features import FEATURES, matrix
from dashboard.curation.trends.model import FITTINGS, Fitting, Model, fit
from dashboard.curation.trends.panels import Panel, take
from dashboard.curation.trends.ranking import learn_prior
from dashboard.curation.trends.reasons import explain
from dashboard.curation.trends.scoring import MIXED, MODEL, Scorer
from dashboard.curation.trends.signals import Signals
from dashboard.curation.trends.training import learn
from tests.curation.trends.engagement import community
from tests.curation.trends.test_ranking import many, three


def crowd(count: int = 400, seed: int = 1) -> Signals:
    """Pieces with signals by chance."""
    chance = np.random.default_rng(seed)
    gains = [chance.exponential(1.0, count) for _ in range(5)]
    counts = [chance.poisson(3.0, count).astype(float) for _ in range(4)]
    one = np.ones(count)
    return Signals(
        chance.exponential(8.0, count), gains[0], gains[1], (gains[2], gains[3] * 3, gains[4] * 6),
        (one, 4 * one, 10 * one), chance.exponential(9.0, count), *counts,
    )  # fmt: skip


CROWD = crowd()
FOLLOWS = CROWD.last_gain * np.exp(-0.05 * CROWD.age)
"""A community that follows the last gain and forgets with age."""


@pytest.mark.parametrize("fitting", FITTINGS)
def test_it_finds_what_a_community_follows(fitting: Fitting) -> None:
    model = fit(CROWD, FOLLOWS, fitting)
    other = crowd(seed=2)
    expected = np.log(other.last_gain * np.exp(-0.05 * other.age) + 0.05)
    assert np.corrcoef(model.score(other), expected)[0, 1] > 0.9
    assert model.weights[FEATURES.index("last")] == max(model.weights)


def test_the_mean_of_what_is_expected_is_the_mean_of_what_came() -> None:
    model = fit(CROWD, FOLLOWS)
    assert np.exp(model.score(CROWD)).mean() == pytest.approx(FOLLOWS.mean(), rel=1e-3)


def test_what_was_never_seen_is_held_within_what_was() -> None:
    model = fit(CROWD, FOLLOWS)
    old, ancient = (replace(CROWD, age=np.full(len(CROWD), age)) for age in (CROWD.age.max(), 1e6))
    held = np.array([name in ("age", "age_squared", "just_arrived") for name in FEATURES])
    assert np.clip(matrix(ancient), 0, np.array(model.highest))[:, held] == pytest.approx(matrix(old)[:, held])
    assert np.isfinite(model.score(ancient)).all()


@pytest.mark.parametrize("gained", [np.zeros(400), np.where(np.arange(400) == 7, 1e9, 0.0)])
@pytest.mark.parametrize("fitting", FITTINGS)
def test_a_history_that_teaches_nothing_still_gives_finite_scores(gained: np.ndarray, fitting: Fitting) -> None:
    assert np.isfinite(fit(CROWD, gained, fitting).score(CROWD)).all()


@settings(max_examples=40)
@given(many(), st.sampled_from(FITTINGS))
def test_every_score_is_finite_and_blind_to_the_order_of_rows(signals: Signals, fitting: Fitting) -> None:
    model = MODELS[fitting]
    scores = model.score(signals)
    assert np.isfinite(scores).all()
    backwards = np.arange(len(signals))[::-1]
    assert model.score(take(signals, backwards)) == pytest.approx(scores[backwards])


MODELS = {fitting: fit(CROWD, FOLLOWS, fitting) for fitting in FITTINGS}
PRIOR = learn_prior(CROWD.age, FOLLOWS)
SCORERS = [Scorer(chosen, 24, PRIOR, model=MODELS[FITTINGS[0]]) for chosen in (MODEL, MIXED)] + [Scorer(prior=PRIOR)]


@pytest.mark.parametrize("scorer", SCORERS, ids=lambda scorer: scorer.chosen)
def test_a_scorer_comes_back_from_json_as_it_was(scorer: Scorer) -> None:
    again = Scorer.from_dict(json.loads(json.dumps(scorer.to_dict())))
    assert again == scorer
    assert (again.scores(CROWD) == scorer.scores(CROWD)).all()


def test_a_model_with_other_features_is_refused() -> None:
    stored = SCORERS[0].to_dict()
    del stored["model"]["features"]["age"]
    with pytest.raises(KeyError):
        Scorer.from_dict(stored)


@pytest.mark.parametrize("scorer", SCORERS, ids=lambda scorer: scorer.chosen)
def test_the_parts_add_up_to_the_score_but_for_a_constant(scorer: Scorer) -> None:
    rest = scorer.scores(CROWD) - sum(scorer.parts(CROWD).values())
    assert rest == pytest.approx(np.full(len(CROWD), rest[0]), abs=1e-9)


def test_the_mean_of_two_lies_between_them() -> None:
    model, mixed, cold = (scorer.scores(CROWD) for scorer in SCORERS)
    assert mixed == pytest.approx((model + cold) / 2)


def test_it_explains_itself_in_a_curators_words() -> None:
    fast = replace(take(CROWD, slice(0, 1)), age=np.array([9.5]), last_gain=np.array([6.0]))
    fast = replace(fast, decayed=three(6 * observed for observed in fast.observed))
    found = explain(SCORERS[0], fast, 0)
    added = dict(found.parts)
    assert found.sentence.startswith("rising very fast for its age; already nine days old; 4.9 a day where ")
    assert added["rising very fast for its age"] > 0 > added["already nine days old"]
    assert found.value == pytest.approx(SCORERS[0].scores(fast)[0])
    assert [abs(value) for value in added.values()] == sorted((abs(value) for value in added.values()), reverse=True)


def test_a_model_learnt_from_a_community_is_kept_whole() -> None:
    history, end = community(3, weeks=7, votes_a_week=3000, posts_a_week=120)
    row = learn(history, end, 24)
    assert not row.evidence["little"]
    assert row.chosen in (MODEL, MIXED)
    assert Scorer.from_dict(json.loads(json.dumps(row.parameters))).model is not None


def test_rows_are_of_one_instant_or_another() -> None:
    panel = Panel(np.array([1, 1, 2, 5]), take(CROWD, slice(0, 4)), FOLLOWS[:4])
    assert [rows.stop - rows.start for rows in panel.instants()] == [2, 1, 1]
    assert panel.between(1, 5).time.tolist() == [1, 1, 2]
    assert isinstance(fit(panel.signals, panel.gained), Model)
