"""What every forecast is held against: nothing changes, and the rate of the last five years goes on."""

import numpy as np

from openregime.core.readings.outlook.counting import binomial_law
from openregime.core.readings.outlook.pool import YEAR, Floats, Pool, Subject, remaining

YEARS_LOOKED_BACK = 5.0


def constant_rate(pool: Pool, subject: Subject, day: int) -> float:
    """Deposits per State-year at risk over the last five years, or since the instrument opened."""
    since = max(subject.opened, day - int(YEARS_LOOKED_BACK * YEAR))
    came = int(((subject.deposits > since) & (subject.deposits <= day)).sum())
    at_risk = np.clip(np.minimum(subject.deposits, day) - np.maximum(since, pool.existed), 0, None)[pool.existed <= day]
    years = float(at_risk.sum()) / YEAR
    return came / years if years > 0 else 0.0


def constant_law(pool: Pool, subject: Subject, day: int, years: float) -> Floats:
    """Probability of each number of States joining within `years`, at the constant rate."""
    left = len(remaining(pool, subject, day))
    return binomial_law(left, 1 - float(np.exp(-constant_rate(pool, subject, day) * years)))


def no_change_law(pool: Pool, subject: Subject, day: int) -> Floats:
    """Certainty that nobody joins."""
    law = np.zeros(len(remaining(pool, subject, day)) + 1)
    law[0] = 1
    return law
