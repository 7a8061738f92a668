"""Solves a schedule in two stages over a horizon that grows until it does not bind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from openregime.core.repair.goals import Goals
from openregime.core.repair.model import Group, ScheduleModel, groups_of
from openregime.core.repair.program import Proof, solve
from openregime.core.repair.tasks import Task, place_in_turn

NOTHING_TO_DO = Proof(True, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Stages:
    """What the two stages found.

    Attributes:
        finish: measure id -> year at whose end it is in place.
        horizon: years over which both objectives are summed.
        weakest_proof: stage one, the sum over the years of the least share of provisions met.
        provisions_proof: stage two, the sum over the years of the open provisions met.
    """

    finish: Mapping[str, int]
    horizon: int
    weakest_proof: Proof
    provisions_proof: Proof


def solve_stages(tasks: Mapping[str, Task], goals: Goals, limit: float, *, time_limit_s: float) -> Stages:
    """Find the schedule that lifts the weakest instrument first, then meets most provisions soonest.

    Args:
        tasks: the measures; every one alone keeps to the limit.
        goals: what they have to reach; every open provision can be met by them.
        limit: person-months a year.
        time_limit_s: seconds for each stage and horizon.
    Raises:
        NoPlanFound: nothing was found in the time given.
    """
    if not tasks:
        return Stages({}, 0, NOTHING_TO_DO, NOTHING_TO_DO)
    groups = groups_of(goals, tasks)
    start = _first_schedule(tasks, groups, limit)
    horizon = max(start.values())
    while True:
        model = ScheduleModel(tasks, goals, groups, limit, horizon)
        model.aim_at_weakest()
        values, weakest = solve(
            model.program, is_maximised=True, time_limit_s=time_limit_s, start=model.values_of(start)
        )
        model.aim_at_provisions(weakest.value)
        values, provisions = solve(model.program, is_maximised=True, time_limit_s=time_limit_s, start=values)
        left = [m for m in tasks if values[model.done[m, horizon]] < 0.5]
        if not left or not (weakest.is_optimal and provisions.is_optimal):
            finish = _tidy(tasks, groups, limit, _finish(model, values, left))
            return Stages(finish, horizon, weakest, provisions)
        horizon += 1


def _first_schedule(tasks: Mapping[str, Task], groups: Sequence[Group], limit: float) -> dict[str, int]:
    """A fair schedule to begin from: most provisions for the effort first."""
    worth = dict.fromkeys(tasks, 0.0)
    for group in groups:
        for way in group.ways:
            for m in way:
                worth[m] += group.n_provisions / len(way) / (tasks[m].yearly * tasks[m].years)
    return place_in_turn(tasks, limit, sorted(tasks, key=lambda m: (-worth[m], m)))


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
