"""The whole-number program of a schedule over a horizon of years.

`done[m, t]` is 1 when measure m is in place at the end of year t: once done, always done. These cumulative variables
make prerequisites and provisions into plain inequalities with a tight relaxation. A measure may be left undone at the
end of the horizon, at no cost: so the program is never worse than any schedule of any length, and when its best
schedule leaves nothing undone, that one is best among schedules of every length.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm

from openregime.core.repair.goals import Goals
from openregime.core.repair.program import Program
from openregime.core.repair.tasks import Task, earliest_finish


@dataclass(frozen=True, slots=True)
class Group:
    """Provisions that are met by exactly the same sets of measures.

    Attributes:
        ways: the sets, each of measures that are scheduled.
        n_by_link: instrument id -> how many of the provisions are owed under it.
        n_provisions: how many there are.
    """

    ways: tuple[frozenset[str], ...]
    n_by_link: Mapping[str, int]
    n_provisions: int


def groups_of(goals: Goals, tasks: Mapping[str, Task]) -> list[Group]:
    """The open provisions of some goals, gathered by what meets them, in a stable order."""
    gathered: dict[tuple[frozenset[str], ...], list[str]] = defaultdict(list)
    for provision, ways in goals.ways.items():
        gathered[tuple(way for way in ways if way <= tasks.keys())].append(provision)
    links: dict[str, list[str]] = defaultdict(list)
    for link, owed in goals.links.items():
        for provision in owed:
            links[provision].append(link)
    groups = [
        Group(ways, Counter(link for p in provisions for link in links[p]), len(provisions))
        for ways, provisions in gathered.items()
    ]
    return sorted(groups, key=lambda group: [sorted(way) for way in group.ways])


def met_in(group: Group, finish: Mapping[str, int]) -> int:
    """The year at whose end the provisions of a group are met."""
    return min(max(finish[m] for m in way) for way in group.ways)


class ScheduleModel:
    """The program, with the places of its variables.

    Attributes:
        program: the program; its costs are set by `aim_at_weakest` or `aim_at_provisions`.
        done: (measure, year) -> variable; years before the earliest possible finish have none.
        least: year -> variable, the least share of provisions met among the instruments.
    """

    def __init__(
        self, tasks: Mapping[str, Task], goals: Goals, groups: Sequence[Group], limit: float, horizon: int
    ) -> None:
        self.program, self.tasks, self.horizon, self.groups = Program(), tasks, horizon, groups
        self.n_owed = {link: len(owed) for link, owed in goals.links.items() if owed}
        met = set(goals.met)
        self.n_met = {link: sum(p in met for p in goals.links[link]) for link in self.n_owed}
        first = earliest_finish(tasks)
        self.done = {(m, t): self.program.add_choice() for m in tasks for t in range(first[m], horizon + 1)}
        self.least = {t: self.program.add_share() for t in range(1, horizon + 1)}
        self._parts: dict[int, dict[int, float]] = {}  # helper variable -> what it may not exceed, see `values_of`
        self._is_sum: set[int] = set()
        self.met = {(g, t): self._met(group, t) for g, group in enumerate(groups) for t in self.least}
        self._keep_order()
        self._keep_limit(limit)
        self._keep_least()

    def _keep_order(self) -> None:
        for (m, t), now in self.done.items():
            if (m, t - 1) in self.done:
                self.program.at_least(0, {now: 1, self.done[m, t - 1]: -1})
            for needed in self.tasks[m].needs:
                self.program.at_least(0, {self.done[needed, t - self.tasks[m].years]: 1, now: -1})

    def _keep_limit(self, limit: float) -> None:
        """In each year, the work on measures that end in it or run on into later years of the horizon."""
        for year in self.least:
            terms: dict[int, float] = {}
            for m, task in self.tasks.items():
                last = min(year + task.years - 1, self.horizon)
                if (m, last) in self.done:
                    terms[self.done[m, last]] = task.yearly
                    if (m, year - 1) in self.done:
                        terms[self.done[m, year - 1]] = -task.yearly
            self.program.at_most(limit, terms)

    def _keep_least(self) -> None:
        for t, least in self.least.items():
            for link, n in self.n_owed.items():
                terms = defaultdict(float, {least: -1.0})
                for g, group in enumerate(self.groups):
                    if (met := self.met[g, t]) is not None and group.n_by_link.get(link):
                        terms[met] += group.n_by_link[link] / n
                self.program.at_least(-self.n_met[link] / n, terms)

    def _met(self, group: Group, t: int) -> int | None:
        """Variable that can be 1 only when the group is met at the end of year t; None when it cannot be yet."""
        ways = [way for way in group.ways if all((m, t) in self.done for m in way)]
        taken = [self._all_done(way, t) for way in ways]
        if len(taken) < 2:
            return taken[0] if taken else None
        met = self.program.add_choice()
        self.program.at_least(0, {**dict.fromkeys(taken, 1.0), met: -1.0})
        self._parts[met] = dict.fromkeys(taken, 1.0)
        self._is_sum.add(met)
        return met

    def _all_done(self, way: frozenset[str], t: int) -> int:
        done = [self.done[m, t] for m in sorted(way)]
        if len(done) == 1:
            return done[0]
        taken = self.program.add_choice()
        for variable in done:
            self.program.at_least(0, {variable: 1.0, taken: -1.0})
        self._parts[taken] = dict.fromkeys(done, 1.0)
        return taken

    def aim_at_weakest(self) -> None:
        """Make the objective the sum over the years of the least share."""
        self.program.cost = [0.0] * len(self.program.cost)
        for least in self.least.values():
            self.program.cost[least] = 1.0

    def aim_at_provisions(self, weakest: float) -> None:
        """Make the objective the sum over the years of the provisions met, keeping the sum of least shares.

        Shares of whole provisions are whole multiples of one over the least common multiple of how many are owed, so
        that half a step of slack lets no lesser sum in, and keeps the row away from the solver's tolerance: with 1e-6
        it was found to call programs infeasible whose solution was known.
        """
        self.program.cost = [0.0] * len(self.program.cost)
        for (g, _), met in self.met.items():
            if met is not None:
                self.program.cost[met] += self.groups[g].n_provisions
        slack = max(1e-6, 0.4 / lcm(*self.n_owed.values()))
        self.program.at_least(weakest - slack, dict.fromkeys(self.least.values(), 1.0))

    def values_of(self, finish: Mapping[str, int]) -> list[float]:
        """The value of every variable under a schedule, to start the solver from."""
        values = [0.0] * len(self.program.cost)
        for (m, t), variable in self.done.items():
            values[variable] = float(finish[m] <= t)
        for helper, parts in self._parts.items():  # in the order of making: parts come before what stands on them
            found = [values[part] for part in parts]
            values[helper] = max(found) if helper in self._is_sum else min(found)
        for t, share in self.least_shares(finish).items():
            values[self.least[t]] = share
        return values

    def least_shares(self, finish: Mapping[str, int]) -> dict[int, float]:
        """Year -> least share of provisions met among the instruments, under a schedule."""
        when = [met_in(group, finish) for group in self.groups]
        shares = {}
        for t in self.least:
            counts = Counter(self.n_met)
            for group, year in zip(self.groups, when, strict=True):
                if year <= t:
                    counts.update(group.n_by_link)
            shares[t] = min((counts[link] / n for link, n in self.n_owed.items()), default=1.0)
        return shares

    def provision_years(self, finish: Mapping[str, int]) -> int:
        """The sum over the years of the open provisions met, under a schedule."""
        return sum(group.n_provisions * max(0, self.horizon + 1 - met_in(group, finish)) for group in self.groups)
