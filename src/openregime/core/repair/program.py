"""Linear programs with whole-number variables, solved exactly by HiGHS with the proof shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from openregime.core.errors import OpenRegimeError


class NoPlanFound(OpenRegimeError, RuntimeError):
    """The solver ended without any plan."""

    code = "no-plan-found"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"No plan was found: the solver ended with {reason!r}. Give it more work, or loosen the limits."
        )


TOLERANCE = 1e-6
"""Of the solver: what is nearer than this is the same."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is that nothing better exists.

    Attributes:
        is_optimal: True when proven: the gap is within the solver's tolerance of 1e-6.
        value: value of the objective that the plan beside it reaches.
        bound: no plan can be better than this; the sense (more or less) is the objective's.
        gap: |bound - value|, same unit as value, >= 0.
    """

    is_optimal: bool
    value: float
    bound: float
    gap: float

    @property
    def gap_share(self) -> float:
        """The gap as a share of the value; infinite when the value is 0 and the gap is not."""
        if self.gap == 0:
            return 0.0
        return self.gap / abs(self.value) if self.value else float("inf")

    def of_value(self, value: float, *, most: float) -> "Proof":
        """The same bound beside the value of a plan that is at least as good as the one that the solver ended with.

        Args:
            value: what the plan reaches; the more the better.
            most: what nothing can pass, for the case that the plan passes the bound: then the solver erred, and
                nothing is proven.
        """
        if value > self.bound + TOLERANCE:
            return Proof(value >= most - TOLERANCE, value, most, max(0.0, most - value))
        gap = max(0.0, self.bound - value)
        is_closed = gap <= TOLERANCE
        return Proof(is_closed or self.is_optimal, value, self.bound, 0.0 if is_closed else gap)


@dataclass(slots=True)
class Program:
    """A program under construction: variables with costs and bounds, rows of terms between limits."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    row_terms: list[Mapping[int, float]] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)

    def add_choice(self, cost: float = 0.0) -> int:
        """Add a variable that is 0 or 1; returns its index."""
        return self._add(cost, 1.0, is_whole=True)

    def add_share(self, cost: float = 0.0, most: float = 1.0) -> int:
        """Add a variable between 0 and `most`; returns its index."""
        return self._add(cost, most, is_whole=False)

    def _add(self, cost: float, upper: float, *, is_whole: bool) -> int:
        self.cost.append(cost)
        self.lower.append(0.0)
        self.upper.append(upper)
        self.is_whole.append(is_whole)
        return len(self.cost) - 1

    def at_least(self, limit: float, terms: Mapping[int, float]) -> None:
        """Require sum(coefficient * variable) >= limit."""
        self.row_terms.append(terms)
        self.row_lower.append(limit)
        self.row_upper.append(np.inf)

    def at_most(self, limit: float, terms: Mapping[int, float]) -> None:
        """Require sum(coefficient * variable) <= limit."""
        self.row_terms.append(terms)
        self.row_lower.append(-np.inf)
        self.row_upper.append(limit)


_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    # Proving takes the time here, finding does not: heuristics and restarts cost two thirds of it.
    "mip_heuristic_effort": 0.05,
    "mip_allow_restart": False,
    **dict.fromkeys(
        (f"mip_heuristic_run_{name}" for name in ("rens", "rins", "root_reduced_cost", "shifting", "zi_round")), False
    ),
}


def solve(
    program: Program,
    *,
    is_maximised: bool,
    most_nodes: int,
    start: Sequence[float] | NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], Proof]:
    """Solve a program to proven optimality, or until so many nodes have been looked at; no clock is read.

    Args:
        program: the program; at least one variable.
        is_maximised: True to look for the most, False for the least.
        most_nodes: nodes of the search after which the best plan so far is taken, with its gap; >= 0.
        start: a feasible value for every variable, to begin from; None when none is known.
    Returns:
        Value of each variable (whole ones rounded), and the Proof.
    Raises:
        NoPlanFound: infeasible, or nothing found within the nodes.
    Source: HiGHS, Huangfu and Hall, Mathematical Programming Computation 10 (2018).
    """
    import highspy  # loaded when first needed: it takes longer than the rest of the package together

    highs = highspy.Highs.__bases__[0]()  # the class itself prints a banner before its output can be turned off
    for name, value in {**_OPTIONS, "mip_max_nodes": most_nodes}.items():
        highs.setOptionValue(name, value)
    highs.passModel(_as_highs(program, highspy, is_maximised))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = list(start)
        highs.setSolution(known)
    highs.run()
    return _answer(program, highspy, highs)


def _as_highs(program: Program, highspy, is_maximised: bool):  # type: ignore[no-untyped-def]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), len(program.row_terms)
    model.col_cost_, model.col_lower_, model.col_upper_ = map(np.array, (program.cost, program.lower, program.upper))
    model.row_lower_, model.row_upper_ = np.array(program.row_lower), np.array(program.row_upper)
    sizes = [len(terms) for terms in program.row_terms]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    model.a_matrix_.index_ = np.array([i for terms in program.row_terms for i in terms], np.int32)
    model.a_matrix_.value_ = np.array([v for terms in program.row_terms for v in terms.values()], float)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.is_whole]
    model.sense_ = highspy.ObjSense.kMaximize if is_maximised else highspy.ObjSense.kMinimize
    return model


def _answer(program: Program, highspy, highs) -> tuple[NDArray[np.float64], Proof]:  # type: ignore[no-untyped-def]
    outcome, found = highs.getModelStatus(), highs.getInfo()
    if found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise NoPlanFound(highs.modelStatusToString(outcome))
    values = np.array(highs.getSolution().col_value)
    whole = np.array(program.is_whole, bool)
    values[whole] = np.round(values[whole])
    value, is_optimal = found.objective_function_value, outcome == highspy.HighsModelStatus.kOptimal
    bound = found.mip_dual_bound if whole.any() else value
    gap = abs(bound - value)
    return values, Proof(is_optimal, value, bound, 0.0 if gap < 1e-9 else gap)
