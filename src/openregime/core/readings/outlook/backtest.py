"""Forecasts made from many days of the past, held against what came, beside the two baselines."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.baselines import constant_law, constant_rate, no_change_law
from openregime.core.readings.outlook.counting import binomial_law, count_law, crps, mid_interval, state_chances
from openregime.core.readings.outlook.model import Model, cumulative
from openregime.core.readings.outlook.pool import YEAR, Floats, Pool
from openregime.core.readings.outlook.rolling import HORIZON, Models, Origin, hazards_at, origins_of

SHARES = (0.8, 0.9)
METHODS = ("no change", "constant hazard", "pooled hazards")
GROWTH = 0.25
"""How much an instrument has to grow for the forecast of a time: by a quarter of its parties."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast and what came of it. Tuples are in the order of METHODS.

    Attributes:
        outcome: how many deposits came within the horizon, by States that existed at the origin or came later.
        crps: in parties. covered: for each method, whether the intervals of SHARES held the outcome.
        promised: for each method, the probability that those intervals had by its own account.
        time_errors: |forecast - actual| of the years to a quarter more parties, both cut at the restriction, of the
            constant hazard and the pooled hazards; None where the record ends before.
        states: mean squared error of the chances of single States (Brier 1950), of the constant hazard, which gives
            all the same chance, and of the pooled hazards; None where no State was left.
    """

    treaty: str
    day: dt.date
    parties: int
    outcome: int
    means: tuple[float, ...]
    crps: tuple[float, ...]
    covered: tuple[tuple[bool, ...], ...]
    promised: tuple[tuple[float, ...], ...]
    time_errors: tuple[float, float] | None
    states: tuple[float, float] | None


def score_origins(
    pool: Pool,
    models: Models,
    *,
    treaties: Sequence[str] | None = None,
    years: float = HORIZON,
    restriction: float | None = None,
) -> tuple[Scored, ...]:
    """Forecast from every origin and score.

    Args:
        models: from `rolling_models`: of each origin the latest fitted before it is used.
        treaties: those to score; None: all.
        years: horizon.
        restriction: years at which times are cut; None: times are not scored.
    """
    found = hazards_at(pool, models, origins_of(pool, treaties, years=years))
    return tuple(
        _score(pool, models.before(origin.day), origin, states, hazards, years, restriction)
        for origin, (states, hazards) in found.items()
    )


def _score(
    pool: Pool,
    model: Model,
    origin: Origin,
    states: NDArray[np.intp],
    hazards: Floats,
    years: float,
    restriction: float | None,
) -> Scored:
    seen = pool.seen_on(origin.day)
    subject, came = seen.subject(origin.treaty), pool.deposits[pool.row(origin.treaty)]
    outcome = int(((came > origin.day) & (came <= origin.day + years * YEAR)).sum())
    laws = (
        no_change_law(seen, subject, origin.day),
        constant_law(seen, subject, origin.day, years),
        count_law(cumulative(hazards, years), model.scatter, years),
    )
    intervals = [[mid_interval(law, share) for share in SHARES] for law in laws]
    parties = int((came <= origin.day).sum())
    times, rate = None, constant_rate(seen, subject, origin.day)
    if restriction is not None and origin.day + restriction * YEAR <= pool.end and len(hazards):
        times = _time_errors(came, origin.day, parties, model, hazards, rate, restriction)
    return Scored(
        origin.treaty,
        dt.date.fromordinal(origin.day),
        parties,
        outcome,
        tuple(float(np.arange(len(law)) @ law) for law in laws),
        tuple(crps(law, outcome) for law in laws),
        tuple(tuple(i.low <= outcome <= i.high for i in held) for held in intervals),
        tuple(
            tuple(float(law[i.low : i.high + 1].sum()) for i in held) for law, held in zip(laws, intervals, strict=True)
        ),
        times,
        _state_errors(came[states] <= origin.day + years * YEAR, model, hazards, rate, years) if len(states) else None,
    )


def _state_errors(
    joined: NDArray[np.bool_], model: Model, hazards: Floats, rate: float, years: float
) -> tuple[float, float]:
    constant, pooled = 1 - float(np.exp(-rate * years)), state_chances(cumulative(hazards, years), model.scatter, years)
    return float(((joined - constant) ** 2).mean()), float(((joined - pooled) ** 2).mean())


def _time_errors(
    came: np.ndarray, day: int, parties: int, model: Model, hazards: Floats, rate: float, restriction: float
) -> tuple[float, float] | None:
    more, left = max(int(np.ceil(GROWTH * parties)), 1), len(hazards)
    if more > left:
        return None
    in_order = np.sort(came[came > day])
    actual = min((in_order[more - 1] - day) / YEAR if len(in_order) >= more else np.inf, restriction)
    constant = median_time(lambda h: binomial_law(left, 1 - float(np.exp(-rate * h))), more, restriction)
    pooled = median_time(lambda h: count_law(cumulative(hazards, h), model.scatter, h), more, restriction)
    return abs(constant - actual), abs(pooled - actual)


def median_time(law_of, more: int, longest: float) -> float:  # type: ignore[no-untyped-def]
    """Years after which it is as likely as not that `more` States have joined; `longest` where it takes longer.

    Args:
        law_of: years -> probabilities of each number of States joining by then.
    """
    low, high = 0.0, longest
    if law_of(longest)[more:].sum() < 0.5:
        return longest
    while high - low > 0.1:
        middle = (low + high) / 2
        low, high = (low, middle) if law_of(middle)[more:].sum() >= 0.5 else (middle, high)
    return (low + high) / 2
