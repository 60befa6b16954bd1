"""A mixed-integer model, and HiGHS solving it the same way every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from highspy._core import _Highs

TOLERANCE = 1e-9
"""How far from whole a column, and how far from its limits a row may lie: 80,000 frames shift by far less than one."""
LONGEST_SECONDS = 5.0
"""A guard for slow machines; the limit on nodes is meant to end a search, so that it ends alike everywhere."""
ENDED_WELL = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
FEASIBLE = 2
"""What HiGHS calls a solution that keeps to every row."""


@dataclass(frozen=True)
class Solution:
    """The value of each column, and whether nothing better exists."""

    values: list[float]
    proven: bool


@dataclass
class Model:
    """Columns and rows as they are added; a column is known by its number."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def column(self, lower: float = 0.0, upper: float = highspy.kHighsInf, *, whole: bool = False) -> int:
        """Add a column; returns its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def choice(self) -> int:
        """Add a column that is 0 or 1."""
        return self.column(0.0, 1.0, whole=True)

    def row(self, terms: Mapping[int, float], *, least: float | None = None, most: float | None = None) -> None:
        """The sum of factor times column lies between `least` and `most`."""
        self.row_lower.append(-highspy.kHighsInf if least is None else least)
        self.row_upper.append(highspy.kHighsInf if most is None else most)
        self.columns += terms.keys()
        self.factors += terms.values()
        self.starts.append(len(self.columns))

    def least(
        self, costs: Mapping[int, float], *, nodes: int, rel_gap: float = 0.0, enough: float | None = None,
        start: Sequence[float] | None = None,
    ) -> Solution | None:  # fmt: skip
        """Where the costs are least; none where no solution exists or was found.

        It ends within `rel_gap` of the best, at once when the costs are no more than `enough`, or after `nodes`.
        `start` is a solution to begin from.
        """
        solver = _Highs()  # the class around it announces itself on standard output, where JSON may be expected
        options: dict[str, bool | float | str] = {
            "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 1, "time_limit": LONGEST_SECONDS,
            "mip_feasibility_tolerance": TOLERANCE, "primal_feasibility_tolerance": TOLERANCE,
            "mip_max_nodes": nodes, "mip_rel_gap": rel_gap, "mip_abs_gap": 0.5,
        }  # fmt: skip
        for name, value in options.items():
            solver.setOptionValue(name, value)
        if enough is not None:
            solver.setOptionValue("objective_target", enough)
        solver.passModel(self._lp(costs))
        if start is not None:
            begun = highspy.HighsSolution()
            begun.col_value = list(start)
            solver.setSolution(begun)
        solver.run()
        if solver.getInfo().primal_solution_status != FEASIBLE:
            return None
        return Solution(list(solver.getSolution().col_value), solver.getModelStatus() in ENDED_WELL)

    def _lp(self, costs: Mapping[int, float]) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.lower), len(self.row_lower)
        lp.col_cost_ = np.array([costs.get(at, 0.0) for at in range(len(self.lower))], np.float64)
        lp.col_lower_, lp.col_upper_ = np.array(self.lower, np.float64), np.array(self.upper, np.float64)
        lp.row_lower_, lp.row_upper_ = np.array(self.row_lower, np.float64), np.array(self.row_upper, np.float64)
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts, np.int32)
        lp.a_matrix_.index_ = np.array(self.columns, np.int32)
        lp.a_matrix_.value_ = np.array(self.factors, np.float64)
        return lp
