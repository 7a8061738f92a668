"""Solves a schedule in two stages over a horizon that grows until it does not bind.

Every stop is a count (orders tried, nodes of the solver), never a clock: the same question has the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from openregime.core.repair.ceilings import ceilings
from openregime.core.repair.efforts import LONGEST_PLAN_YEARS, PlanTooLong
from openregime.core.repair.goals import Goals
from openregime.core.repair.model import Group, ScheduleModel, groups_of
from openregime.core.repair.orders import Orders, first_schedule
from openregime.core.repair.program import Proof, solve
from openregime.core.repair.tasks import Task, place_in_turn

NOTHING_TO_DO = Proof(True, 0.0, 0.0, 0.0)
SHORT_YEARS = 8
"""Horizons up to this are mostly proven at once, without a search for a good order to begin from."""
QUICK_NODES = 30
TRIES = 6_000
"""Orders that are tried before the solver is asked for a proof, times `work`."""
TRIES_ALONE = 9_000
"""Orders that are tried more where no proof is within reach, times `work`."""
NODE_WORK = 32e6
"""Nodes of the solver times the square of a program's variables, times `work`: how long one node takes grows so."""
LEAST_NODES = 280
"""A program that would get fewer is too large to prove: its relaxation gives the bound."""


@dataclass(frozen=True, slots=True)
class Stages:
    """What the two stages found.

    Attributes:
        finish: measure id -> year at whose end it is in place.
        horizon: years over which both objectives are summed.
        weakest_proof: of `finish`, the sum over the years of the least share of provisions met among the instruments.
        provisions_proof: of `finish`, the sum over the years of the provisions met, those met before the plan left
            out; the bound holds for the orders that lift the weakest instrument at least as much.
    """

    finish: Mapping[str, int]
    horizon: int
    weakest_proof: Proof
    provisions_proof: Proof

    @property
    def is_optimal(self) -> bool:
        """True when both stages are proven."""
        return self.weakest_proof.is_optimal and self.provisions_proof.is_optimal


def solve_stages(tasks: Mapping[str, Task], goals: Goals, limit: float, *, work: float) -> Stages:
    """Find the schedule that lifts the weakest instrument first, then meets most provisions soonest.

    Args:
        tasks: the measures; every one alone keeps to the limit.
        goals: what they have to reach; every open provision can be met by them.
        limit: person-months a year.
        work: how much is tried before it is left unproven, >= 0; 1 is the usual.
    Raises:
        PlanTooLong: a fair schedule takes more than `LONGEST_PLAN_YEARS`.
    """
    if not tasks:
        return Stages({}, 0, NOTHING_TO_DO, NOTHING_TO_DO)
    groups = groups_of(goals, tasks)
    start: Mapping[str, int] = _start(tasks, groups, limit)
    if max(start.values()) <= SHORT_YEARS:
        found = _in_two_stages(tasks, goals, groups, limit, start, most_nodes=QUICK_NODES)
        if found.is_optimal:
            return found
        start = found.finish
    orders = Orders(tasks, goals, groups, limit)
    start = orders.best_from(start, n_tries=int(work * TRIES))
    n_variables = len(ScheduleModel(tasks, goals, groups, limit, max(start.values())).program.cost)
    n_nodes = int(work * NODE_WORK / n_variables**2)
    if n_nodes < LEAST_NODES:
        start = orders.best_from(start, n_tries=int(work * TRIES_ALONE))
        return relaxed(tasks, goals, groups, limit, start)
    return _in_two_stages(tasks, goals, groups, limit, start, most_nodes=n_nodes)


def _start(tasks: Mapping[str, Task], groups: Sequence[Group], limit: float) -> dict[str, int]:
    effort = sum(task.yearly * task.years for task in tasks.values())
    if effort > limit * LONGEST_PLAN_YEARS:
        raise PlanTooLong(years=ceil(effort / limit), yearly_limit=limit)
    start = first_schedule(tasks, groups, limit)
    if (years := max(start.values())) > LONGEST_PLAN_YEARS:
        raise PlanTooLong(years=years, yearly_limit=limit)
    return start


def _in_two_stages(
    tasks: Mapping[str, Task],
    goals: Goals,
    groups: Sequence[Group],
    limit: float,
    start: Mapping[str, int],
    *,
    most_nodes: int,
) -> Stages:
    horizon = max(start.values())
    while True:
        model = ScheduleModel(tasks, goals, groups, limit, horizon)
        model.aim_at_weakest()
        values, weakest = solve(model.program, is_maximised=True, most_nodes=most_nodes, start=model.values_of(start))
        model.aim_at_provisions(weakest.value)
        values, provisions = solve(model.program, is_maximised=True, most_nodes=most_nodes, start=values)
        left = [m for m in tasks if values[model.done[m, horizon]] < 0.5]
        if not left or not (weakest.is_optimal and provisions.is_optimal):
            finish = _tidy(tasks, groups, limit, _finish(model, values, left))
            return _stages(model, finish, weakest, provisions)
        horizon += 1


def relaxed(
    tasks: Mapping[str, Task], goals: Goals, groups: Sequence[Group], limit: float, start: Mapping[str, int]
) -> Stages:
    """A schedule as it is, beside bounds of programs in which measures may be in place in part."""
    finish = _tidy(tasks, groups, limit, start)
    model = ScheduleModel(tasks, goals, groups, limit, max(finish.values()))
    program = model.program
    program.is_whole = [False] * len(program.cost)
    for year, most in ceilings(tasks, goals, groups, limit, model.horizon).items():
        program.upper[model.least[year]] = most
    model.aim_at_weakest()
    _values, weakest = solve(program, is_maximised=True, most_nodes=0)
    model.aim_at_provisions(sum(model.least_shares(finish).values()))
    _values, provisions = solve(program, is_maximised=True, most_nodes=0)
    return _stages(model, finish, replace(weakest, is_optimal=False), replace(provisions, is_optimal=False))


def _stages(model: ScheduleModel, finish: Mapping[str, int], weakest: Proof, provisions: Proof) -> Stages:
    """The schedule with the values that it reaches itself, which may be better than what the solver ended with."""
    reached = sum(model.least_shares(finish).values()), float(model.provision_years(finish))
    n_open = sum(group.n_provisions for group in model.groups)
    return Stages(
        finish,
        model.horizon,
        weakest.of_value(reached[0], most=float(model.horizon)),
        provisions.of_value(reached[1], most=float(model.horizon * n_open)),
    )


def _finish(model: ScheduleModel, values: NDArray[np.float64], left: Sequence[str]) -> dict[str, int]:
    never = dict.fromkeys(left, model.horizon + 1)
    return never | {
        m: next(t for t in model.least if (m, t) in model.done and values[model.done[m, t]] > 0.5)
        for m in model.tasks
        if m not in never
    }


def _tidy(
    tasks: Mapping[str, Task], groups: Sequence[Group], limit: float, finish: Mapping[str, int]
) -> dict[str, int]:
    """The same schedule with idle time taken out, and measures that could change places in the order of their ids.

    Placing the measures in the order of their beginnings can only bring each forward; those that nothing tells apart
    (effort, years, prerequisites, dependants, provisions) are then put in the order of their ids.
    """
    first = {m: finish[m] - task.years + 1 for m, task in tasks.items()}
    tidy = place_in_turn(tasks, limit, sorted(tasks, key=lambda m: (first[m], m)))
    for a, b in combinations(sorted(tasks), 2):
        if tidy[a] > tidy[b] and _are_alike(a, b, tasks, groups):
            tidy[a], tidy[b] = tidy[b], tidy[a]
    return tidy


def _are_alike(a: str, b: str, tasks: Mapping[str, Task], groups: Sequence[Group]) -> bool:
    if tasks[a] != tasks[b] or any((a in task.needs) != (b in task.needs) for task in tasks.values()):
        return False
    return _alone(a, groups) is not None and _alone(a, groups) == _alone(b, groups)


def _alone(m: str, groups: Sequence[Group]) -> tuple[tuple[str, int], ...] | None:
    """What a measure meets by itself, by instrument; None when it stands in a way with others, or beside one."""
    own = [group for group in groups if any(m in way for way in group.ways)]
    if any(group.ways != (frozenset({m}),) for group in own):
        return None
    counts = [*own[0].n_by_link.items()] if own else []
    return (*sorted(counts), ("", own[0].n_provisions if own else 0))
