"""What is wrong with the pool of deposits, the models that were fitted on it, and their scores.

Scores cannot be worked out anew within a check; `openregime outlook backtest --shipped` does that. Here each file is
held against the digest that was written with it, and each score against itself.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

from openregime.core.readings.outlook.pool import Pool
from openregime.core.readings.outlook.rolling import Models, fit_days
from openregime.core.readings.outlook.scores import Score
from openregime.io.checks.faults import Fault, attempt, below, error
from openregime.io.outlook.models import (
    HALVES,
    RUNS,
    SEAL_FILE,
    Run,
    digest_of,
    read_models,
    read_runs,
    read_seal,
    text_of,
)
from openregime.io.outlook.pool import STATES, pool_digest, read_pool
from openregime.io.outlook.shapes import AGAIN, MODELS_FILE, SCORES_FILE
from openregime.io.tables import read_table_file

FOLDER = "outlook"
CODE = "models-do-not-fit"
SCORE_AGAIN = "`openregime outlook backtest --shipped` scores the shipped models anew."
ROUNDING = 1e-5
"""Scores are written to seven digits."""


def check_outlook(folder: Path, states: Collection[str] | None) -> list[Fault]:
    """Every fault of the outlook below a library.

    Args:
        folder: the library.
        states: ids of the States of its record; None where it could not be read.
    """
    inside, found = folder / FOLDER, list[Fault]()
    pool = attempt(found, "deposits.csv", lambda: read_pool(inside))
    models = attempt(found, MODELS_FILE, lambda: read_models(text_of(inside / MODELS_FILE)))
    runs = attempt(found, SCORES_FILE, lambda: read_runs(text_of(inside / SCORES_FILE)))
    if pool is not None and states is not None:
        found += _unknown_states(inside, states)
    if pool is not None and models is not None:
        found += _faults_of_days(pool, models)
    found += _faults_of_runs(runs or ())
    attempt(found, SEAL_FILE, lambda: found.extend(_broken_seals(inside, is_pool_read=pool is not None)))
    return below(FOLDER, found)


def _unknown_states(inside: Path, states: Collection[str]) -> Iterator[Fault]:
    for row in read_table_file(inside / STATES):
        if row.cells["state"] not in states:
            words = f"“{row.cells['state']}” is no State of the record. Use the ISO 3166-1 alpha-3 code."
            yield error(STATES, row.line, "state", "bad-row", words)


def _faults_of_days(pool: Pool, models: Models) -> Iterator[Fault]:
    wanted, given = fit_days(pool), tuple(m.fitted_on for m in models.models)
    if given != wanted:
        day = dt.date.fromordinal(min(set(wanted) ^ set(given)))
        what = "a model of that day is missing" if day.toordinal() in wanted else "no model is fitted on that day"
        yield error(MODELS_FILE, 0, "fitted_on", CODE, f"{day}: {what}. {AGAIN}")
    for n, model in enumerate(models.models, 2):
        if abs(model.months.sum() - 1) > ROUNDING:
            yield error(MODELS_FILE, n, "months", CODE, f"the twelve shares must add up to 1. {AGAIN}")


def _faults_of_runs(runs: Collection[Run]) -> Iterator[Fault]:
    scored = [(r.half, r.years, r.restriction) for r in runs]
    wanted = [(half, *run) for half in HALVES for run in RUNS]
    if runs and scored != wanted:
        words = f"must hold the scores of {' and '.join(HALVES)} treaties at {len(RUNS)} horizons each. {AGAIN}"
        yield error(SCORES_FILE, 1, "half", CODE, words)
    for run in runs:
        for field in _contradictions(run.score):
            words = f"{run.half}, {run.years:g} years ahead: contradicts the rest of this score. {SCORE_AGAIN}"
            yield error(SCORES_FILE, 0, f"score.{field}", CODE, words)


def _contradictions(score: Score) -> Iterator[str]:
    """Fields that cannot be, given the others: the gain is made of two of the CRPS, shares lie between 0 and 1."""
    _, constant, pooled = score.crps
    if min(score.crps) <= 0:
        yield "crps"
    elif abs(score.gain - (1 - pooled / constant)) > ROUNDING:
        yield "gain"
    if not score.gain_low <= score.gain <= score.gain_high:
        yield "gain_low"
    if not score.state_gain_low <= score.state_gain <= score.state_gain_high:
        yield "state_gain_low"
    for field in ("coverage", "promised"):
        if not all(0 <= share <= 1 for shares in getattr(score, field) for share in shares):
            yield field


def _broken_seals(inside: Path, *, is_pool_read: bool) -> Iterator[Fault]:
    """Files that are not those that were written when the models were fitted."""
    seal = read_seal(inside)
    if is_pool_read and seal.pool != pool_digest(inside):
        words = f"the models were fitted on other treaties, States or deposits than those that stand here. {AGAIN}"
        yield error(SEAL_FILE, 2, "pool", CODE, words)
    for file, field, line, digest in (
        (MODELS_FILE, "models", 3, seal.models),
        (SCORES_FILE, "scores", 4, seal.scores),
    ):
        if (inside / file).is_file() and digest_of(text_of(inside / file)) != digest:
            words = f"{file} is not the file that was written then. Put it back; {SCORE_AGAIN}"
            yield error(SEAL_FILE, line, field, CODE, words)
