"""Times of plans and schedules on the shipped rules and efforts, with the proof gaps: figures, never a test.

    python benchmarks/plans.py

Each line: how many plans were made, median and worst milliseconds, how many are proven, and the largest gap left, as a
share of what is reached. On a busy machine milliseconds say little; no clock stops a search, so plans stay the same.
"""

import platform
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from openregime.core.facts.status import Status
from openregime.core.repair import Efforts, Roadmap, Situation, plans_for, roadmap_for
from openregime.core.repair.roadmap import _solved
from openregime.core.rules import Rules, implement_provisions
from openregime.io.rules import load_shipped_efforts, load_shipped_rules

GUESSES = (Status.UNKNOWN, Status.UNKNOWN, Status.MET, Status.PARTLY_MET, Status.NOT_MET)


def mixed_situations(rules: Rules, n: int) -> Iterator[Situation]:
    """Situations with some measures known, from fixed seeds; the first knows nothing."""
    yield Situation.of("S000", {}, {})
    for seed in range(1, n):
        chance = random.Random(seed)
        yield Situation.of(f"S{seed:03}", {}, {m.id: chance.choice(GUESSES) for m in rules.measures})


def world(n: int = 197) -> list[Situation]:
    """As many States as there are, nothing known of their measures, joined to any mix of the three instruments."""
    stand = (Status.MET, Status.NOT_MET, Status.UNKNOWN)
    return [
        Situation.of(f"S{i:03}", {"cppnm_a": stand[i % 3], "icsant": stand[i // 3 % 3], "unscr1540": stand[0]}, {})
        for i in range(n)
    ]


def timed(rules: Rules, efforts: Efforts, situations: list[Situation]) -> tuple[list[float], list[Roadmap]]:
    times, found = [], []
    for situation in situations:
        _solved.cache_clear()
        start = time.perf_counter()
        found.append(roadmap_for(situation, rules, efforts))
        times.append(1000 * (time.perf_counter() - start))
    return times, found


def show(name: str, times: list[float], found: list[Roadmap]) -> None:
    proofs = [proof for one in found for proof in (one.schedule.weakest_proof, one.schedule.provisions_proof)]
    proven = sum(one.is_optimal for one in found)
    print(
        f"{name:44} n={len(times):3}  median {statistics.median(times):8.1f} ms  worst {max(times):8.1f} ms  "
        f"proven {proven}/{len(found)}  largest gap {max(p.gap_share for p in proofs):.1%}"
    )


def main() -> None:
    rules = load_shipped_rules()
    efforts = load_shipped_efforts(rules)
    print(f"Python {platform.python_version()}, {platform.machine()}")
    nothing_known = Situation.of("XXX", {}, {})
    start = time.perf_counter()
    first = roadmap_for(nothing_known, rules, efforts)
    show("first plan of the process (loads the solver)", [1000 * (time.perf_counter() - start)], [first])
    show("one State, nothing known", *timed(rules, efforts, [nothing_known] * 9))
    mixed = list(mixed_situations(rules, 40))
    show("40 mixed situations, each solved", *timed(rules, efforts, mixed))
    _solved.cache_clear()
    start = time.perf_counter()
    everyone = plans_for(world(), rules, efforts)
    show("all 197 States, nothing known of measures", [1000 * (time.perf_counter() - start)], [*everyone.values()])
    _solved.cache_clear()
    start = time.perf_counter()
    apart = plans_for(mixed_situations(rules, 197), rules, efforts)
    show("197 States, every situation different", [1000 * (time.perf_counter() - start)], [*apart.values()])
    for limit in (120, 90, 50, 45, 40, 35, 30, 20, 12, 6):
        changed = efforts.with_yearly_limit(limit)
        show(f"one State, {limit} person-months a year", *timed(rules, changed, [nothing_known]))
    codes = np.random.default_rng(0).integers(0, 6, (197, len(rules.measures)))
    implement_provisions(rules, codes)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        implement_provisions(rules, codes)
        times.append(1000 * (time.perf_counter() - start))
    print(f"measures to provisions, 197 States x 120: median {statistics.median(times):.2f} ms")


if __name__ == "__main__":
    main()
