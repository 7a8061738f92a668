"""Linear programs over deviations of a table of counts, solved by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Terms = Sequence[tuple[int, float]]


@dataclass(slots=True)
class LinearProgram:
    """A program under construction: minimise cost x within bounds and rows."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    rows: list[Terms] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float, cost: float = 0.0, *, is_whole: bool = False) -> int:
        """Add a variable; returns its place."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.is_whole.append(is_whole)
        return len(self.cost) - 1

    def require(self, terms: Terms, lower: float, upper: float) -> None:
        """Keep a sum of terms within limits."""
        self.rows.append(terms)
        self.row_lower.append(lower)
        self.row_upper.append(upper)


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the variables; whether nothing better exists."""

    values: NDArray[np.float64]
    objective: float
    is_optimal: bool


class Solver:
    """A program handed to HiGHS once, to be solved for one objective or several; no clock is read.

    Source: HiGHS, Huangfu and Hall, Mathematical Programming Computation 10 (2018).
    """

    def __init__(self, program: LinearProgram, *, most_nodes: int = 20_000) -> None:
        import highspy  # loaded when first needed: it takes longer than the rest of the package together

        self._highspy = highspy
        self._highs = highspy.Highs.__bases__[0]()  # the class itself prints a banner before it can be silenced
        for name, value in {
            "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_max_nodes": most_nodes,
            "mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9,
        }.items():  # fmt: skip
            self._highs.setOptionValue(name, value)
        self._program = program
        self._highs.passModel(self._model())

    def _model(self) -> Any:
        p, highspy = self._program, self._highspy
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(p.cost), len(p.rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = (np.array(a, float) for a in (p.cost, p.lower, p.upper))
        model.row_lower_, model.row_upper_ = np.array(p.row_lower, float), np.array(p.row_upper, float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum([len(r) for r in p.rows]))).astype(np.int32)
        model.a_matrix_.index_ = np.array([i for row in p.rows for i, _ in row], np.int32)
        model.a_matrix_.value_ = np.array([v for row in p.rows for _, v in row], float)
        if any(p.is_whole):
            kinds = highspy.HighsVarType
            model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in p.is_whole]
        return model

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of one variable."""
        self._highs.changeColBounds(column, lower, upper)

    def price(self, column: int, cost: float) -> None:
        """Set the cost of one variable."""
        self._highs.changeColCost(column, cost)

    def least(self) -> Solution | None:
        """The least cost; None where nothing fits all rows, or nothing was found within the nodes."""
        self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        optimal = status == self._highspy.HighsModelStatus.kOptimal
        feasible = info.primal_solution_status == 2  # kSolutionStatusFeasible
        if not optimal and not feasible:
            return None
        return Solution(np.array(self._highs.getSolution().col_value), info.objective_function_value, optimal)
