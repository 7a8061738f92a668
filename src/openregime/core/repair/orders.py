"""Good schedules without a proof: an order of measures, bettered by moving one at a time.

A schedule in which nothing could begin earlier by itself is what some order gives when its measures are placed in turn,
and one of these is best. So orders are searched, not years. The same tasks give the same schedule every time.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import lcm

from openregime.core.repair.goals import Goals
from openregime.core.repair.model import Group
from openregime.core.repair.tasks import TOLERANCE, Task, place_in_turn

Order = list[int]
Loss = tuple[int, int]
"""How much of both objectives is lost to waiting: shares of the weakest instrument, then provisions. Less is better."""

KICK = 4
"""How many measures are moved, wherever the sequence says, before the next descent."""


class Orders:
    """The orders of some tasks, and what each loses.

    Args:
        tasks: the measures; prerequisites run in no circle, every one alone keeps to the limit.
        goals: what they have to reach; groups: its open provisions, gathered.
        limit: person-months a year.
    """

    def __init__(self, tasks: Mapping[str, Task], goals: Goals, groups: Sequence[Group], limit: float) -> None:
        self.ids = sorted(tasks)
        place = {m: i for i, m in enumerate(self.ids)}
        self._yearly = [tasks[m].yearly for m in self.ids]
        self._years = [tasks[m].years for m in self.ids]
        self._needs = [[place[needed] for needed in tasks[m].needs] for m in self.ids]
        self._longest = (
            sum(self._years) + max(self._years) + 2
        )  # in a schedule without idle years something always runs
        self._limit = limit + TOLERANCE
        owed = {link: len(provisions) for link, provisions in goals.links.items() if provisions}
        whole, met = lcm(*owed.values()), set(goals.met)
        self._bits = range(0, len(owed) * whole.bit_length(), whole.bit_length())
        self._mask = (1 << whole.bit_length()) - 1
        self._begin = self._packed(sum(p in met for p in goals.links[link]) * (whole // n) for link, n in owed.items())
        self._alone, self._groups = [(0, 0)] * len(self.ids), []
        for group in groups:
            ways = [[place[m] for m in sorted(way)] for way in group.ways]
            gain = self._packed(group.n_by_link.get(link, 0) * (whole // n) for link, n in owed.items())
            if len(ways) == len(ways[0]) == 1:
                m, (shares, n) = ways[0][0], self._alone[ways[0][0]]
                self._alone[m] = shares + gain, n + group.n_provisions
            else:
                self._groups.append((ways, gain, group.n_provisions))
        self._tasks = tasks

    def best_from(self, finish: Mapping[str, int], *, n_tries: int) -> dict[str, int]:
        """The best schedule that a search from a given one comes to.

        Args:
            finish: measure id -> year of a schedule that keeps the rules.
            n_tries: how many orders are tried at most, >= 0.
        Returns:
            Measure id -> year at whose end it is in place; never worse than what was given.
        Source: iterated local search over activity lists (Kolisch and Hartmann, European Journal of Operational
            Research 174, 2006), with both objectives compared in turn.
        """
        begun = {m: finish[m] - self._tasks[m].years for m in self.ids}
        order = [self.ids.index(m) for m in sorted(self.ids, key=lambda m: (begun[m], finish[m], m))]
        self._left, self._drawn = n_tries, 0
        best = self._descend(order, self._loss(order))
        while self._left > 0:
            order = self._kicked(best[0])
            found = self._descend(order, self._loss(order))
            if found[1] <= best[1]:
                best = found
        ends = self._placed(best[0])
        return {m: ends[i] for i, m in enumerate(self.ids)}

    def _descend(self, order: Order, loss: Loss) -> tuple[Order, Loss]:
        """Move one measure at a time as long as that loses less; ends when no move of any measure does."""
        n_idle, place = 0, 0
        while n_idle < len(order) and self._left > 0:
            n_idle += 1
            for to in range(len(order)):
                if to in (place, place - 1):  # a step back is the step forward of its neighbour
                    continue
                self._left -= 1
                other = _moved(order, place, to)
                if (found := self._loss(other)) < loss:
                    order, loss, n_idle = other, found, 0
            place = (place + 1) % len(order)
        return order, loss

    def _kicked(self, order: Order) -> Order:
        for _ in range(KICK):
            order = _moved(order, self._draw(len(order)), self._draw(len(order)))
        self._left -= 1
        return order

    def _draw(self, n: int) -> int:
        """A number under n, of a sequence that mixes well and is always the same (Knuth's MMIX generator)."""
        self._drawn = (self._drawn * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._drawn >> 33) % n

    def _placed(self, order: Order) -> list[int]:
        """Measure -> year of its end, each placed as early as what is placed before it allows."""
        self._used = [0.0] * self._longest
        ends = [0] * len(order)
        waiting: Order = []
        for m in order:
            if not all([ends[needed] for needed in self._needs[m]]):  # noqa: C419 - a list is faster
                waiting.append(m)
                continue
            self._place(m, ends)
            while waiting and (ready := [w for w in waiting if all(ends[needed] for needed in self._needs[w])]):
                self._place(ready[0], ends)
                waiting.remove(ready[0])
        return ends

    def _place(self, m: int, ends: list[int]) -> None:
        yearly, years, used = self._yearly[m], self._years[m], self._used
        start = max([ends[needed] for needed in self._needs[m]], default=0) + 1
        room = self._limit - yearly
        if years == 1:
            while used[start] > room:
                start += 1
            used[start] += yearly
            ends[m] = start
            return
        running = start
        while running < start + years:
            if used[running] > room:
                start = running + 1
            running += 1
        for year in range(start, start + years):
            used[year] += yearly
        ends[m] = start + years - 1

    def _packed(self, shares: Iterable[int]) -> int:
        """The share of every instrument, as parts of the least common whole, side by side in the bits of one number."""
        return sum(share << bit for share, bit in zip(shares, self._bits, strict=True))

    def _loss(self, order: Order) -> Loss:
        ends = self._placed(order)
        gains: dict[int, int] = {}
        waited = 0
        for year, (gain, n_provisions) in zip(ends, self._alone, strict=True):
            waited += year * n_provisions
            gains[year] = gains.get(year, 0) + gain
        for ways, gain, n_provisions in self._groups:
            year = min([max([ends[m] for m in way]) for way in ways])
            waited += year * n_provisions
            gains[year] = gains.get(year, 0) + gain
        shares, least, year, kept = self._begin, self._least(self._begin), 0, 0
        for when in sorted(gains):
            kept += least * (when - year)
            shares, year = shares + gains[when], when
            least = self._least(shares)
        return least * year - kept, waited

    def _least(self, packed: int) -> int:
        mask = self._mask
        return min([packed >> bit & mask for bit in self._bits])


def _moved(order: Order, place: int, to: int) -> Order:
    moved = [*order[:place], *order[place + 1 :]]
    moved.insert(to, order[place])
    return moved


def first_schedule(tasks: Mapping[str, Task], groups: Sequence[Group], limit: float) -> dict[str, int]:
    """A fair schedule to begin from: most provisions for the effort first."""
    worth = dict.fromkeys(tasks, 0.0)
    for group in groups:
        for way in group.ways:
            for m in way:
                worth[m] += group.n_provisions / len(way) / (tasks[m].yearly * tasks[m].years)
    return place_in_turn(tasks, limit, sorted(tasks, key=lambda m: (-worth[m], m)))
