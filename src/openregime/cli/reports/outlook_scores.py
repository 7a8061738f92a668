"""The back-test of the forecaster: how it would have done, beside the baselines."""

import sys
from pathlib import Path
from typing import Any

from openregime.cli.options import Moment
from openregime.cli.report import Report, Section, columns, tree
from openregime.cli.reports.state import table_of
from openregime.core.observatory import Observatory
from openregime.core.readings.outlook.backtest import METHODS
from openregime.io.outlook.models import HALVES, Run, load_models, read_seal, run_backtest, write_outcome
from openregime.io.outlook.pool import FOLDER, load_pool

HELD_OUT_TWICE = (
    "The held-out half was scored twice: once after the choice was frozen, and again after one correction that changed "
    "no choice."
)
CAVEATS = (
    "Origins: three years after opening, then every three years, with ten parties or more; nothing later is used.",
    "All was chosen on the development half.",
    HELD_OUT_TWICE,
    "CRPS is in parties, smaller is better. Of 80 %, of 90 %: how often came what was said to come so often.",
)
ROWS = columns(
    ("half", "Treaties"), ("years", "Years ahead", "number"), ("method", "Method"),
    ("forecasts", "Forecasts", "number"), ("treaties", "How many", "number"), ("crps", "CRPS", "number"),
    ("gain", "Better by"), ("of_80", "Of 80 %", "number"), ("of_90", "Of 90 %", "number"),
    ("state_gain", "States better by"),
    ("time_error", "Error of time to +25 %, years", "number"),
    ("restriction", "Cut at, years", "number"),
)  # fmt: skip


def backtest_report(seen: Observatory, when: Moment, folder: Path | None, *, fit: bool) -> Report:
    """Run the back-test; where a folder is given, write what it makes.

    Raises:
        OSError: the folder cannot be written to.
    """
    models, runs = run_backtest(load_pool(), models=None if fit else load_models(), said=_say)
    if folder is not None:
        fitted_on = None if fit else read_seal(FOLDER).pool
        for file in write_outcome(folder, models, runs, fitted_on=fitted_on):
            _say(f"wrote {file}")
    rows = [row for run in runs for row in _rows(run)]
    table = table_of("Scores", ROWS, rows)
    held_out = next(r for r in runs if r.half == HALVES[0])
    score = held_out.score
    line = (
        f"On treaties that nothing was chosen on, {held_out.years:g} years ahead, the pooled hazards are "
        f"{100 * score.gain:.1f} % better than the constant hazard (95 % by bootstrap over {score.treaties} treaties: "
        f"{100 * score.gain_low:.1f} to {100 * score.gain_high:.1f} %)."
    )
    return Report(
        title="Back-test of the outlook",
        lines=(line,),
        sections=(Section(table),),
        rows=table,
        tree=tree("outlook", when, seen, {"scores": rows}, caveats=CAVEATS),
        caveats=CAVEATS,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _rows(run: Run) -> list[dict[str, Any]]:
    score = run.score
    times = (None, *(score.time_error or (None, None)))
    gains = ("", "", f"{100 * score.gain:.1f} % ({100 * score.gain_low:.1f} to {100 * score.gain_high:.1f})")
    states = (
        "",
        "",
        f"{100 * score.state_gain:.1f} % ({100 * score.state_gain_low:.1f} to {100 * score.state_gain_high:.1f})",
    )
    return [
        {
            "half": run.half,
            "years": run.years,
            "method": method,
            "forecasts": score.forecasts,
            "treaties": score.treaties,
            "crps": round(score.crps[k], 3),
            "gain": gains[k],
            "of_80": round(score.coverage[k][0], 3),
            "of_90": round(score.coverage[k][1], 3),
            "state_gain": states[k],
            "time_error": None if times[k] is None else round(times[k], 2),
            "restriction": run.restriction if times[k] is not None else None,
        }
        for k, method in enumerate(METHODS)
    ]
