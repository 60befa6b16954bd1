"""The formula in use with all it needs to score, whichever was chosen; kept as JSON between two nights."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dashboard.curation.trends.model import Model
from dashboard.curation.trends.ranking import COLD, AgePrior, Setting, cold_parts, cold_score
from dashboard.curation.trends.signals import Column, Signals

COLD_START, DECAYED, SHRUNK, MODEL, MIXED = "cold", "decayed", "shrunk", "model", "mixed"
NAMES = {
    COLD_START: "Cold start",
    DECAYED: "Decayed rate with a prior",
    SHRUNK: "Shrunk rate, tuned here",
    MODEL: "Model fitted here",
    MIXED: "Mean of model and shrunk rate",
}
"""Our own formulas, as the app calls them; none needs another but the last."""


@dataclass(frozen=True)
class Scorer:
    """One of our formulas, ready to score; without a fit the cold start."""

    chosen: str = COLD_START
    period_hours: int = 24
    prior: AgePrior = field(default_factory=AgePrior)
    setting: Setting = COLD
    """Of the rate; what COLD_START, DECAYED and SHRUNK differ in."""
    model: Model | None = None
    """Only for MODEL and MIXED."""

    def scores(self, signals: Signals) -> Column:
        """A number to sort by, for each piece; a logarithm, so that 0.7 more is about twice as much."""
        if self.model is None:
            return cold_score(signals, self.prior, self.setting)
        expected = self.model.score(signals)
        return expected if self.chosen == MODEL else (expected + cold_score(signals, self.prior, self.setting)) / 2

    def parts(self, signals: Signals) -> dict[str, Column]:
        """The score as a sum, a column a part, but for a constant.

        Each part is set against a piece just posted that gains what is usual then.
        """
        shrunk = cold_parts(signals, self.prior, self.setting)
        if self.model is None:
            return shrunk
        expected = self._of_model(self.model, signals)
        if self.chosen == MODEL:
            return expected
        nothing = 0 * signals.age
        return {key: (expected.get(key, nothing) + shrunk.get(key, nothing)) / 2 for key in {**shrunk, **expected}}

    def _of_model(self, model: Model, signals: Signals) -> dict[str, Column]:
        """The model's parts, its pace set against the usual one of that age; what is usual goes with the age."""
        parts = model.parts(signals)
        usual = model.parts(self._as_usual(signals))
        young = model.parts(self._as_usual(replace(signals, age=0 * signals.age)))
        age = parts["age"] + usual["pace"] - young["age"] - young["pace"]
        return {**parts, "pace": parts["pace"] - usual["pace"], "age": age}

    def _as_usual(self, signals: Signals) -> Signals:
        """The same pieces, had they gained what is usual at their age."""
        usual = self.prior.at(signals.age)
        one, four, sixteen = (usual * observed for observed in signals.observed)
        return replace(signals, last_gain=usual, before_gain=usual, decayed=(one, four, sixteen))

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "chosen": self.chosen, "period_hours": self.period_hours, "prior": list(self.prior.gains),
            "setting": asdict(self.setting), "model": self.model.to_dict() if self.model else None,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Scorer:
        """What `to_dict` gave. Raises KeyError when it was stored by a version with other features."""
        model = Model.from_dict(stored["model"]) if stored["model"] else None
        prior = AgePrior(tuple(float(gain) for gain in stored["prior"]))
        return cls(str(stored["chosen"]), int(stored["period_hours"]), prior, Setting(**stored["setting"]), model)
