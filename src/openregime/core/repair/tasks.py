"""Measures as tasks with effort, years and predecessors, and schedules that keep the rules without being best."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from openregime.core.repair.efforts import Efforts
from openregime.core.repair.plan import SetPlan

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Task:
    """A measure to be scheduled: person-months a year while it runs, years it runs, and what must be done before."""

    yearly: float
    years: int
    needs: tuple[str, ...] = ()


def tasks_of(plan: SetPlan, efforts: Efforts) -> dict[str, Task]:
    """The measures of a plan as tasks, by id; one too large for the yearly limit is spread over more years."""
    planned = set(plan.measure_ids)
    tasks = {}
    for row in sorted(plan.measures, key=lambda row: row.measure):
        years = max(row.years, ceil(row.effort_person_months / efforts.yearly_limit - TOLERANCE))
        needs = tuple(sorted(efforts.needs[row.measure] & planned))
        tasks[row.measure] = Task(row.effort_person_months / years, years, needs)
    return tasks


def earliest_finish(tasks: Mapping[str, Task]) -> dict[str, int]:
    """The year in which each measure could be in place if effort had no limit; prerequisites run in no circle."""
    found: dict[str, int] = {}

    def finish(m: str) -> int:
        if m not in found:
            found[m] = tasks[m].years + max((finish(needed) for needed in tasks[m].needs), default=0)
        return found[m]

    for m in tasks:
        finish(m)
    return found


def place_in_turn(tasks: Mapping[str, Task], limit: float, order: Iterable[str]) -> dict[str, int]:
    """Place each measure as early as its prerequisites and the effort left allow, in the order given.

    Args:
        tasks: the measures.
        limit: person-months a year; every task alone keeps to it.
        order: every measure once; one whose prerequisites come later in the order waits for them.
    Returns:
        Measure id -> year at whose end it is in place, from 1.
    Source: serial schedule generation (Kolisch, European Journal of Operational Research 90, 1996).
    """
    used: dict[int, float] = defaultdict(float)
    finish: dict[str, int] = {}
    waiting = list(order)
    while waiting:
        m = next(m for m in waiting if all(needed in finish for needed in tasks[m].needs))
        waiting.remove(m)
        task = tasks[m]
        start = 1 + max((finish[needed] for needed in task.needs), default=0)
        while any(used[start + k] + task.yearly > limit + TOLERANCE for k in range(task.years)):
            start += 1
        for k in range(task.years):
            used[start + k] += task.yearly
        finish[m] = start + task.years - 1
    return finish
