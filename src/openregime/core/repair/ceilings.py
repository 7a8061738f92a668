"""How high the weakest instrument can stand at the end of a year, whatever the order: a bound for long plans."""

from collections.abc import Mapping, Sequence

from openregime.core.repair.goals import Goals
from openregime.core.repair.model import Group
from openregime.core.repair.program import Program, solve
from openregime.core.repair.tasks import Task, earliest_finish

NODES = 500


def ceilings(
    tasks: Mapping[str, Task], goals: Goals, groups: Sequence[Group], limit: float, horizon: int
) -> dict[int, float]:
    """Year -> the most that the least share can be at its end.

    What is in place by then has its prerequisites, could be finished by then, and took no more effort than the years
    allow together; in which year what is done is left open, so that no schedule does better.
    """
    first = earliest_finish(tasks)
    found: dict[int, float] = {}
    for t in range(1, horizon + 1):
        able = {m for m in tasks if first[m] <= t}
        is_full = found.get(t - 1, 0.0) >= 1.0  # more years never mean less
        found[t] = 1.0 if is_full else _ceiling(able, tasks, goals, groups, limit * t)
    return found


def _ceiling(able: set[str], tasks: Mapping[str, Task], goals: Goals, groups: Sequence[Group], effort: float) -> float:
    program = Program()
    least = program.add_share(1.0)
    done = {m: program.add_choice() for m in sorted(able)}
    program.at_most(effort, {done[m]: tasks[m].yearly * tasks[m].years for m in done})
    for m in done:
        for needed in tasks[m].needs:
            program.at_least(0, {done[needed]: 1, done[m]: -1})
    shares: dict[str, dict[int, float]] = {link: {least: -1.0} for link, owed in goals.links.items() if owed}
    for group in groups:
        ways = [way for way in group.ways if way <= able]
        if not ways:
            continue
        taken = [_taken(program, [done[m] for m in sorted(way)]) for way in ways]
        met = program.add_share()
        program.at_least(0, {**dict.fromkeys(taken, 1.0), met: -1.0})
        for link, n in group.n_by_link.items():
            shares[link][met] = n / len(goals.links[link])
    in_place = set(goals.met)
    for link, terms in shares.items():
        owed = goals.links[link]
        program.at_least(-sum(p in in_place for p in owed) / len(owed), terms)
    _values, proof = solve(program, is_maximised=True, most_nodes=NODES)
    return min(1.0, proof.bound + 1e-9)


def _taken(program: Program, done: Sequence[int]) -> int:
    """Variable that can be no more than the least of some others."""
    if len(done) == 1:
        return done[0]
    taken = program.add_share()
    for variable in done:
        program.at_least(0, {variable: 1.0, taken: -1.0})
    return taken
