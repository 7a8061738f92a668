"""Speed of the index engine against its goals: replications per second of one core, and whole runs.

    OPENBLAS_NUM_THREADS=1 python benchmarks/index.py [name ...]

Each line: replications per second of processor time (median and best of 5), or seconds on the clock. On a busy machine
the best says more about the program, the median more about the machine; the load is printed first.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from openregime.core.readings.index import (
    ARITHMETIC,
    GEOMETRIC,
    WEAKEST_LINK,
    Aggregate,
    Alternatives,
    Between,
    Copeland,
    Definition,
    Design,
    Factor,
    GapsFilled,
    Goalposts,
    Group,
    Indicator,
    IndicatorTable,
    MinMax,
    Normalise,
    Percentile,
    PowerMean,
    Treat,
    ValueNoise,
    WeightNoise,
    ZScore,
    balance_weights,
    build_index,
    estimated_sensitivity,
    rank_distributions,
    rank_range_distributions,
    worlds_of,
)
from openregime.io.index.tables import read_index_csv
from tests.reference.asem_reference import ASEM, steps

NOISE = WeightNoise("weights", 0.25)
DEFAULT = (ARITHMETIC, ARITHMETIC, WEAKEST_LINK)


def made_up(units: int = 195, gaps: float = 0.0) -> tuple[Definition, IndicatorTable]:
    """150 indicators, 30 pillars, 6 sub-indices, one index."""
    chance = np.random.default_rng(1)
    groups = [Group("I", None, 1), *(Group(f"P{i}", "I", 1) for i in range(6))]
    groups += [Group(f"S{i}", f"P{i % 6}", 1) for i in range(30)]
    indicators = tuple(Indicator(f"x{i}", f"S{i % 30}", 1, 1, goalposts=(-3.0, 3.0)) for i in range(150))
    values = chance.normal(size=(units, 150))
    values[chance.random(values.shape) < gaps] = np.nan
    names = tuple(f"U{i:04}" for i in range(units))
    return Definition(indicators, tuple(groups)), IndicatorTable(names, tuple(i.id for i in indicators), values)


def plain(by: object, *factors: Factor, units: int = 195, gaps: float = 0.0) -> Design:
    return Design(*made_up(units, gaps), (Normalise(Goalposts()), Aggregate(by)), (NOISE, *factors), 1)  # type: ignore[arg-type]


def variants() -> Design:
    """75 stage variants: 5 limits of winsorising, 3 of skew, 5 scales."""
    scales = (MinMax(1, 100), ZScore(10, 1), Percentile(), MinMax(1, 10), Goalposts())
    factors = (
        Alternatives("points", "treat", tuple(range(5)), "most_points"),
        Alternatives("skew", "treat", (0.5, 1.0, 2.0), "skew_limit"),
        Alternatives("scale", "normalise", tuple(Normalise(scale) for scale in scales)),
        NOISE,
    )
    return Design(*made_up(), (Treat(5, 0.5, 0.1), Normalise(Goalposts()), Aggregate(ARITHMETIC)), factors, 1)


def per_second(name: str, goal: str, design: Design, n: int, run: Callable[..., object] = rank_distributions) -> None:
    worlds, rates = worlds_of(design), []
    for _ in range(5):
        start = time.process_time()
        run(worlds, n)
        rates.append(n / (time.process_time() - start))
    print(
        f"{name:44} goal {goal:>9}  median {statistics.median(rates):>9,.0f}/s  best {max(rates):>9,.0f}/s", flush=True
    )


def seconds(name: str, goal: str, run: Callable[[], object]) -> None:
    clock, work = [], []
    for _ in range(3):
        start, begun = time.perf_counter(), time.process_time()
        run()
        clock.append(time.perf_counter() - start)
        work.append(time.process_time() - begun)
    print(f"{name:44} goal {goal:>9}  median {statistics.median(clock):9.3f} s  work {min(work):9.3f} s", flush=True)


def asem_design(seed: int = 1) -> Design:
    definition, table = read_index_csv((ASEM / "asem_imeta.csv").read_bytes(), (ASEM / "asem_idata.csv").read_bytes())
    factors = (
        Alternatives("points", "treat", (1, 2, 3, 4, 5), "most_points"),
        Alternatives("scale", "normalise", (Normalise(MinMax(1, 100)), Normalise(ZScore(10, 2)))),
        WeightNoise("weights", 0.25, (2, 3)),
        Alternatives("mean", "aggregate", (Aggregate(ARITHMETIC), Aggregate(GEOMETRIC))),
    )
    return Design(definition, table, steps(MinMax(1, 100), ARITHMETIC), factors, seed)


def asem_to_intervals() -> None:
    rank_distributions(asem_design(), 1_000).interval()


def a_million() -> None:
    worlds = worlds_of(variants())
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(int, range(2)))  # start the processes first
        run = partial(rank_distributions, worlds, 1_000_000, over=pool.map, parts=2)
        seconds("one million, 2 processes", "<= 5 s", run)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = (children.ru_utime + children.ru_stime) / 3
    print(f"{'  processor time of the two, half of it':44} goal    <= 5 s  mean {work / 2:.3f} s")
    print(f"{'  largest process':44} goal  <= 300 MB  peak {children.ru_maxrss // 1024} MB")


def sensitivity() -> None:
    means = Alternatives("mean", "aggregate", tuple(Aggregate(PowerMean(p, floor=1.0)) for p in (1, 0, -1)))
    worlds = worlds_of(replace(variants(), factors=(*variants().factors, means)))
    seconds("Sobol, every rank, N = 4,096, 5 factors", "<= 1 s", lambda: estimated_sensitivity(worlds, 4_096))


def balance() -> None:
    stage = build_index(*made_asem(), steps(MinMax(), ARITHMETIC)).after("normalise")
    found = balance_weights(stage, [ARITHMETIC] * 3, 2, seed=1)
    seconds("weights of ASEM level 2", "< 1 s", lambda: balance_weights(stage, [ARITHMETIC] * 3, 2, seed=1))
    print(f"{'  objective':44} goal  <= -6.73  {found.objective:.4f}, converged: {found.has_converged}")


def made_asem() -> tuple[Definition, IndicatorTable]:
    design = asem_design()
    return design.definition, design.table


def copeland() -> None:
    definition, table = made_up()
    flat = Definition(tuple(replace(i, parent="I") for i in definition.indicators), (Group("I", None, 1),))
    design = replace(plain(Copeland()), definition=flat, table=table)
    per_second("Copeland, all indicators at once", "15,000/s", design, 40_000)
    per_second("Copeland, anew on each of 4 levels", "15,000/s", plain(Copeland()), 4_000)


RUNS: dict[str, Callable[[], object]] = {
    "asem": lambda: seconds(
        "ASEM, 1,000, file to intervals", "<= 0.1 s", lambda: rank_distributions(asem_design(), 1_000).interval()
    ),
    "variants": lambda: per_second("195 x 150 x 4 levels, 75 variants", "150,000/s", variants(), 65_536),
    "million": a_million,
    "gaps": lambda: per_second(
        "gaps kept as intervals", "50,000/s", plain(ARITHMETIC, gaps=0.1), 20_000, rank_range_distributions
    ),
    "gaps-default": lambda: per_second(
        "gaps as intervals, default mean", "50,000/s", plain(DEFAULT, gaps=0.1), 10_000, rank_range_distributions
    ),
    "gaps-drawn": lambda: per_second("gaps drawn", "50,000/s", plain(ARITHMETIC, GapsFilled("gaps"), gaps=0.1), 5_000),
    "mixed": lambda: per_second("mixed generators (default mean)", "50,000/s", plain(DEFAULT), 20_000),
    "mixed-three": lambda: per_second(
        "mixed, three generators", "50,000/s", plain((ARITHMETIC, GEOMETRIC, WEAKEST_LINK)), 10_000
    ),
    "copeland": copeland,
    "noise": lambda: per_second(
        "noise on every value", "15,000/s", plain(ARITHMETIC, ValueNoise("noise", 5.0)), 20_000
    ),
    "noise-default": lambda: per_second(
        "noise on every value, default mean", "15,000/s", plain(DEFAULT, ValueNoise("noise", 5.0)), 10_000
    ),
    "power": lambda: per_second(
        "power of the top drawn without a grid", "-", plain(DEFAULT, Between("p", "aggregate", "by.2.p", -10, 1)), 4_000
    ),
    "sobol": sensitivity,
    "2000": lambda: per_second("2,000 units x 150", "12,000/s", plain(ARITHMETIC, units=2_000), 8_192),
    "slider": lambda: seconds(
        "slider to new intervals, 1,000", "<= 0.05 s", lambda: rank_distributions(plain(DEFAULT), 1_000).interval()
    ),
    "balance": balance,
}


def main() -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, numpy {np.__version__}")
    for name in sys.argv[1:] or RUNS:
        RUNS[name]()


if __name__ == "__main__":
    main()
