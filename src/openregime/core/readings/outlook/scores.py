"""What many scored forecasts amount to, with intervals by drawing treaties anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.backtest import METHODS, SHARES, Scored

DRAWS = 2000
Errors = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of the pooled hazards beside the baselines.

    Attributes:
        forecasts, treaties: how many.
        crps: of each of METHODS, in parties, mean over forecasts.
        gain: 1 - CRPS of the pooled hazards / CRPS of the constant hazard; gain_low, gain_high: 95 % by bootstrap
            over treaties.
        coverage: of each of METHODS, the share of outcomes within the intervals of SHARES; promised: the same by
            the methods' own account.
        time_error: mean error of the years to a quarter more parties: constant hazard, pooled hazards; None where not
            asked for. times: how many of these forecasts there are.
        state_gain: 1 - squared error of the chances of single States / that of giving all the same chance, with
            state_gain_low and state_gain_high by bootstrap over treaties.
    """

    forecasts: int
    treaties: int
    crps: tuple[float, ...]
    gain: float
    gain_low: float
    gain_high: float
    coverage: tuple[tuple[float, ...], ...]
    promised: tuple[tuple[float, ...], ...]
    time_error: tuple[float, float] | None
    times: int
    state_gain: float
    state_gain_low: float
    state_gain_high: float

    @property
    def beats_the_baseline(self) -> bool:
        """True when the whole of the bootstrap interval lies above no gain: only then is the model shown."""
        return self.gain_low > 0


def summarise(scored: Sequence[Scored], seed: int = 1) -> Score:
    """Mean scores, and the bootstrap of the gain.

    Args:
        scored: one or more.
        seed: of the draws of treaties.
    """
    treaties = sorted({s.treaty for s in scored})
    draws = np.random.default_rng(seed).integers(0, len(treaties), (DRAWS, len(treaties)))
    gain = _gain(scored, treaties, draws, lambda s: s.crps[1:])
    state_gain = _gain(scored, treaties, draws, lambda s: s.states or (0.0, 0.0))
    means = [float(np.mean([s.crps[k] for s in scored])) for k in range(len(METHODS))]
    times = [s.time_errors for s in scored if s.time_errors is not None]
    return Score(
        forecasts=len(scored),
        treaties=len(treaties),
        crps=tuple(means),
        gain=gain[0],
        gain_low=gain[1],
        gain_high=gain[2],
        coverage=_means([s.covered for s in scored]),
        promised=_means([s.promised for s in scored]),
        time_error=(float(np.mean([t[0] for t in times])), float(np.mean([t[1] for t in times]))) if times else None,
        times=len(times),
        state_gain=state_gain[0],
        state_gain_low=state_gain[1],
        state_gain_high=state_gain[2],
    )


def _gain(
    scored: Sequence[Scored], treaties: Sequence[str], draws: NDArray[np.int64], errors_of: Callable[[Scored], Errors]
) -> tuple[float, float, float]:
    """1 - the second error / the first, over all forecasts; low and high end by drawing treaties anew."""
    sums, row = np.zeros((len(treaties), 2)), {t: i for i, t in enumerate(treaties)}
    for s in scored:
        sums[row[s.treaty]] += errors_of(s)
    first, second = sums.sum(axis=0)
    drawn = sums[draws].sum(axis=1)
    gains = 1 - drawn[:, 1] / np.maximum(drawn[:, 0], 1e-12)
    low, high = np.quantile(gains, (0.025, 0.975))
    return 1 - float(second) / max(float(first), 1e-12), float(low), float(high)


def _means(values: Sequence[tuple[tuple[float, ...], ...]]) -> tuple[tuple[float, ...], ...]:
    mean = np.array(values, dtype=float).reshape(len(values), len(METHODS), len(SHARES)).mean(axis=0)
    return tuple(tuple(float(v) for v in row) for row in mean)
