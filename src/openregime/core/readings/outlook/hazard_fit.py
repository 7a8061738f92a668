"""Regularised regression of yes/no outcomes with a complementary log-log link, by reweighted least squares."""

import numpy as np

from openregime.core.readings.outlook.faults import BadFit
from openregime.core.readings.outlook.pool import Floats

_FLOOR, _CEILING = -30.0, 3.5  # of the linear predictor: beyond them the likelihood is flat to the last bit


def fit_hazards(
    x: Floats, joined: Floats, *, weight: Floats, exposure: Floats, penalty: Floats, prior: Floats, steps: int = 60
) -> Floats:
    """Coefficients b of P(joined) = 1 - exp(-exposure * exp(x b)), drawn towards a prior.

    Args:
        x: n x k. joined: n values 0 or 1. weight: n values >= 0, how many cases a row stands for.
        exposure: n values > 0, years at risk.
        penalty: k values >= 0: half of penalty * (b - prior)^2 is taken off the log-likelihood. prior: k values.
        steps: most rounds of reweighting.
    Returns:
        k coefficients.
    Raises:
        BadFit: shapes that differ, values that are no numbers, a negative weight.
    Source: McCullagh and Nelder, Generalized Linear Models (1989), 2.5 and 4.3; ridge as in le Cessie and van
        Houwelingen (1992).
    """
    n, k = x.shape
    parts = {"joined": joined, "weight": weight, "exposure": exposure}
    bad = [name for name, v in parts.items() if v.shape != (n,) or not np.isfinite(v).all()]
    bad += [name for name, v in (("penalty", penalty), ("prior", prior)) if v.shape != (k,)]
    if bad or not np.isfinite(x).all() or (n and (weight.min() < 0 or exposure.min() <= 0)):
        raise BadFit(
            f"{n} rows and {k} columns do not fit together, or hold what is no number; look at: "
            f"{', '.join(bad) or 'x, weight >= 0, exposure > 0'}."
        )
    offset = np.log(exposure)
    b = prior.astype(float).copy()
    for _ in range(steps):
        mu = np.exp(np.clip(x @ b + offset, _FLOOR, _CEILING))
        stays = np.exp(-mu)
        joins = np.maximum(1 - stays, 1e-300)
        score = weight * np.where(joined > 0, mu * stays / joins, -mu)
        information = weight * mu * mu * stays / joins
        curvature = (x * information[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, x.T @ score - penalty * (b - prior))
        largest = float(np.abs(step).max())
        b = b + (step if largest <= 2 else step * (2 / largest))
        if largest < 1e-9:
            break
    return b
