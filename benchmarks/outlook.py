"""The forecaster: how well it did, and how long it takes. Figures, never a test.

    python benchmarks/outlook.py            score the shipped models on both halves (about two minutes), time forecasts
    python benchmarks/outlook.py --fit      fit them anew first (some minutes more, one core)

Prints for each half and horizon: CRPS in parties of no change, the constant hazard and the pooled hazards, the gain and
its bootstrap interval over treaties, coverage of the 80 and 90 % intervals, and the mean error of the time to a quarter
more parties; then milliseconds of one forecast from a warm process, median of seven.
"""

import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from openregime.io.observatories import load
from openregime.io.outlook.asked import tell
from openregime.io.outlook.models import Run, load_models, run_backtest
from openregime.io.outlook.pool import load_pool

ASKED = (
    ("cppnm", dt.date(2026, 11, 24)),
    ("cppnm_a", dt.date(2013, 10, 18)),
    ("cppnm_a", dt.date(2026, 11, 24)),
    ("icsant", dt.date(2010, 5, 16)),
    ("jc", dt.date(2026, 11, 24)),
)


def line_of(run: Run) -> str:
    """One run in one line."""
    score = run.score
    times = ""
    if score.time_error is not None:
        times = f", +25 %: {score.time_error[0]:.2f} -> {score.time_error[1]:.2f} years, cut at {run.restriction:g}"
    return (
        f"{run.half:12} {run.years:4g} y  n={score.forecasts} treaties={score.treaties}  CRPS "
        f"{score.crps[0]:.2f} / {score.crps[1]:.2f} / {score.crps[2]:.2f}  gain {100 * score.gain:.1f} % "
        f"({100 * score.gain_low:.1f} to {100 * score.gain_high:.1f})  cover "
        f"{score.coverage[2][0]:.3f} / {score.coverage[2][1]:.3f}{times}, States {100 * score.state_gain:.1f} % "
        f"({100 * score.state_gain_low:.1f} to {100 * score.state_gain_high:.1f})"
    )


def milliseconds(instrument: str, day: dt.date) -> float:
    """Median of seven forecasts five years ahead, start included."""
    found = []
    for _ in range(7):
        begun = time.perf_counter()
        tell.__wrapped__(load(), instrument, day)  # what is remembered from an earlier question would take no time
        found.append(1000 * (time.perf_counter() - begun))
    return statistics.median(found)


def main() -> None:
    """Print everything."""
    begun = time.perf_counter()
    fit = "--fit" in sys.argv
    _, runs = run_backtest(load_pool(), models=None if fit else load_models(), said=lambda line: None)
    for run in runs:
        print(line_of(run))
    print(f"back-test {'with' if fit else 'without'} fitting: {time.perf_counter() - begun:.0f} s")
    for instrument, day in ASKED:
        print(f"forecast {instrument} from {day}: {milliseconds(instrument, day):.0f} ms")


if __name__ == "__main__":
    main()
