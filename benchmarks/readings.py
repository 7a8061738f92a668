"""How long the readings take: medians in milliseconds, beside their goals. Run: python benchmarks/readings.py

Figures of one machine compare with figures of the same machine only. `--profile NAME` shows where one of them goes.
"""

import argparse
import cProfile
import datetime as dt
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from openregime.core.observatory import Observatory
from openregime.core.readings.counts import count_states
from openregime.core.readings.day import DayReading
from openregime.core.readings.history import counts_over, course, months, steps
from openregime.core.readings.instrument import read_instrument
from openregime.core.readings.stakes import stakes_of_all
from openregime.core.readings.state import read_state
from openregime.core.readings.weak_links import listed_states, weak_links
from openregime.io.observatories import over
from openregime.io.shipped import LIBRARY, read_library

DAY = dt.date(2013, 10, 18)
MONTHS = months(dt.date(1980, 1, 1), dt.date(2026, 11, 1))


def whole_day(observatory: Observatory) -> DayReading:
    """All States x all provisions, links and chains, with nothing remembered of another day."""
    regime = observatory.regime()
    regime._shares.clear()
    reading = regime.at(DAY)
    assert reading.provisions.status.shape == (len(regime.states), len(observatory.rules.provisions))
    assert len(reading.chains) == 3
    return reading


def whole_history(observatory: Observatory) -> None:
    regime = observatory.regime()
    regime._shares.clear()
    course(regime, MONTHS)


def as_known_in_2015(observatory: Observatory) -> None:
    assert observatory._make_regime(dt.date(2015, 1, 1)).at(DAY).chains


def measured(observatory: Observatory) -> dict[str, tuple[Callable[[], object], int, float | None]]:
    """Name -> (what is timed, how often, goal in milliseconds or None)."""
    regime = observatory.regime()
    reading, stakes = regime.at(DAY), stakes_of_all(observatory.record, DAY)
    assert reading.chains and reading.provisions
    codes = reading.thing("joined:cppnm_a")
    totals = [t for t in observatory.record.totals if t.object == "cppnm_a"]
    return {
        "load the library": (lambda: read_library(LIBRARY), 5, None),
        "make a regime of it": (lambda: observatory._make_regime(dt.date.max), 5, None),
        "regime as known in 2015, one day": (lambda: as_known_in_2015(observatory), 5, None),
        "one day, all States x provisions": (lambda: whole_day(observatory), 30, 10),
        "every month from 1980": (lambda: whole_history(observatory), 3, 1000),
        "one State": (lambda: read_state(reading, "FRA"), 30, None),
        "weak links of a day": (lambda: weak_links(reading, stakes), 15, None),
        "States of a day, in order": (lambda: listed_states(reading, stakes), 15, None),
        "stakes of all States": (lambda: stakes_of_all(observatory.record, DAY), 15, None),
        "one instrument": (lambda: read_instrument(reading, "cppnm_a", stakes), 30, None),
        "parties over time, every step": (
            lambda: counts_over(regime, "cppnm_a", steps(regime, "cppnm_a")),
            5,
            None,
        ),
        "one count": (lambda: count_states(codes, totals, DAY), 100, None),
        "regions": (lambda: observatory.regions(DAY), 15, None),
        "two days compared": (lambda: observatory.changes("2013-10-18", "2016-05-08"), 5, None),
        "a scenario": (lambda: observatory.supposing("FRA", DAY, join=["cppnm_a"], adopt=["M01"]), 5, None),
    }


def median_ms(timed: Callable[[], object], times: int) -> float:
    """Median of some runs, after one that does not count."""
    timed()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        timed()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[times // 2]


def main() -> None:
    """Print one line for each figure; exit status 1 when a goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profile", metavar="NAME", help="profile one of the figures instead")
    wanted = options.parse_args().profile
    observatory = over(read_library(LIBRARY).record)
    figures = measured(observatory)
    if wanted is not None:
        profile = cProfile.Profile()
        profile.runcall(figures[wanted][0])
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    missed = False
    for name, (timed, times, goal) in figures.items():
        taken = median_ms(timed, times)
        missed |= goal is not None and taken > goal
        words = "" if goal is None else f"   goal {goal:6.0f}, {taken / goal:4.0%} of it"
        print(f"{name:36}{taken:9.2f} ms{words}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
