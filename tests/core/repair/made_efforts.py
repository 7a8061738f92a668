"""Efforts and small cases made for tests, and the slow, plain search that the solver is held against."""

import random
from collections.abc import Mapping
from itertools import combinations, product

from openregime.core.repair import Effort, Efforts, Goals, Prerequisite
from openregime.core.rules import Rules
from tests.core.rules.made_rules import made_rules


def made_efforts(
    of: Mapping[str, float | tuple[float, int]], *, needs: Mapping[str, str] | None = None, limit: float = 100
) -> Efforts:
    """Efforts from measure -> person-months, or (person-months, years); `needs` is measure -> one prerequisite."""
    rows = {m: value if isinstance(value, tuple) else (value, 1) for m, value in of.items()}
    links = tuple(Prerequisite(m, n) for m, n in (needs or {}).items())
    return Efforts(tuple(Effort(m, months, years) for m, (months, years) in rows.items()), links, limit)


def random_case(seed: int, *, n_measures: int, limit: float) -> tuple[Rules, Efforts]:
    """Two instruments of two to four provisions, with alternatives and partial measures, from a seed."""
    chance = random.Random(seed)
    measures = [f"M{i}" for i in range(n_measures)]
    served, suffices = {}, {}
    for provision in [f"{link}.{i}" for link in "ab" for i in range(chance.randint(2, 4))]:
        full = chance.sample(measures, chance.choice((0, 1, 1, 2)))
        partial = chance.sample([m for m in measures if m not in full], chance.choice((0, 2, 2)))
        served[provision] = full + [f"~{m}" for m in partial] or [chance.choice(measures)]
        suffices[provision] = chance.random() < 0.6 or not full
    needs = {m: chance.choice(measures[:i]) for i, m in enumerate(measures) if i and chance.random() < 0.4}
    efforts = {m: (2.0 * chance.randint(1, 6), chance.choice((1, 1, 2))) for m in measures}
    return made_rules(served, suffices=suffices, others=measures), made_efforts(efforts, needs=needs, limit=limit)


def meets_all(goals: Goals, chosen: frozenset[str]) -> bool:
    """True when every open provision has a way within the chosen measures."""
    return all(any(way <= chosen for way in ways) for ways in goals.ways.values())


def least_effort_by_trying_all(goals: Goals, efforts: Efforts) -> float:
    """The least effort of any set that meets the goals and holds its own prerequisites."""
    measures = sorted(efforts.of)
    sets = (frozenset(some) for n in range(len(measures) + 1) for some in combinations(measures, n))
    good = (s for s in sets if meets_all(goals, s) and all(efforts.needs[m] <= s for m in s))
    return min(sum(efforts.of[m].person_months for m in s) for s in good)


def worth_of(finish: Mapping[str, int], goals: Goals, years: int) -> tuple[float, int]:
    """Both objectives of a schedule over some years: sum of least shares, sum of provisions met."""
    when = dict.fromkeys(goals.met, 0)
    when |= {
        p: min(max(finish[m] for m in way) for way in ways if way <= finish.keys()) for p, ways in goals.ways.items()
    }
    least = sum(
        min(sum(when.get(p, years) < t for p in owed) / len(owed) for owed in goals.links.values())
        for t in range(1, years + 1)
    )
    return round(least, 9), sum(max(0, years - when[p]) for p in when)


def best_by_trying_all(goals: Goals, efforts: Efforts, measures: tuple[str, ...], years: int) -> tuple[float, int]:
    """The best worth of any schedule of some measures within some years that keeps prerequisites and limit."""
    spans = {m: efforts.of[m].years for m in measures}
    best = (-1.0, -1)
    for ends in product(*(range(spans[m], years + 1) for m in measures)):
        finish = dict(zip(measures, ends, strict=True))
        if any(finish[m] - spans[m] < finish[n] for m in measures for n in efforts.needs[m] if n in finish):
            continue
        if keeps_limit(finish, efforts):
            best = max(best, worth_of(finish, goals, years))
    return best


def keeps_limit(finish: Mapping[str, int], efforts: Efforts) -> bool:
    """True when no year takes more than the limit."""
    for year in range(1, max(finish.values(), default=0) + 1):
        running = [m for m, end in finish.items() if end - efforts.of[m].years < year <= end]
        if sum(efforts.of[m].person_months / efforts.of[m].years for m in running) > efforts.yearly_limit + 1e-9:
            return False
    return True
