"""What was known of a State and an instrument on a day, as numbers: the columns that hazards are fitted on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openregime.core.readings.outlook.pool import YEAR, Days, Floats, Pool, Subject, remaining

FEATURES = (
    "base", "last_year", "last_two_years", "last_half_year", "trend_by_history", "trend_by_size",
    "history", "age", "size", "alike", "keen", "joiner", "region", "region_lately", "alike_by_size", "keen_by_size",
)  # fmt: skip
"""Names of the columns. Of the instrument: the first nine. Of the State: the rest (see `Snapshot.features`)."""

OF_THE_STATE = ("alike", "keen", "joiner", "region", "region_lately", "alike_by_size", "keen_by_size")

_STEADY = 40.0  # State-years lent to a treaty's rate, so that a young treaty does not swing
_STEADY_STATE = 4.0  # deposits lent to a State's record


@dataclass(frozen=True, eq=False)
class _Own:
    """One instrument by itself: rates per year over some windows, and its members."""

    inside: Floats  # n, 0 or 1
    lately: Floats  # n, joined in the last two years
    rate: dict[float, float]  # years -> deposits per State-year at risk


class Snapshot:
    """A pool on one day, ready to be asked about any instrument on that day or, once the pool has ended, a later one.

    Args:
        pool: `Pool.seen_on(day)`, or the whole pool with its own end.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool, self.day = pool, pool.end
        self._live = pool.existed <= self.day
        inside = (pool.deposits <= self.day)[:, self._live].astype(float)
        self._spread = inside - inside.mean(axis=1, keepdims=True)
        self._norm = np.sqrt((self._spread**2).sum(axis=1))
        self._standard = self._spread / np.maximum(np.sqrt(inside.var(axis=1, keepdims=True)), 0.1)
        self._joiner = self._standard.mean(axis=0)
        deposits, at_risk = _between(pool.deposits, pool.opened, pool.existed, self.day, 10.0)
        five, risk_five = _between(pool.deposits, pool.opened, pool.existed, self.day, 5.0)
        self.usual = float((five.sum() + 1) / (risk_five.sum() + 30))
        ten = (deposits.sum(axis=1) + _STEADY * self.usual) / (at_risk.sum(axis=1) + _STEADY)
        self._deposits, self._expected = deposits, at_risk * ten[:, None]
        self._sums = self._deposits.sum(axis=0), self._expected.sum(axis=0)

    def features(self, subject: Subject, day: int) -> tuple[NDArray[np.intp], Floats]:
        """Every State that could still join, and its columns.

        Of the instrument: `base` log of its smoothed rate over five years; `last_year`, `last_two_years`,
        `last_half_year` log of those rates over it, `last_year` also times history and size; `history` log of the
        years looked back on, as a share of five; `age` log of years since opening; `size` log of the share of States
        inside. Of the State: `alike` how far it is inside the treaties whose members are most alike, weighted by
        squared correlation, `keen` log of its deposits over ten years against what was to be expected of anyone,
        `joiner` how far it is inside all treaties, `region` and `region_lately` the share of its subregion that is
        inside, or came in two years, against the world; the first two also times the size.

        Args:
            subject: its deposits after `day` are not looked at.
            day: ordinal, the snapshot's day or later.
        Returns:
            k positions of States, k x len(FEATURES).
        """
        pool, states = self.pool, remaining(self.pool, subject, day)
        own = _own(subject, pool.existed, day, self.usual)
        existing = pool.existed <= day
        share = float(own.inside[existing].mean())
        age = (day - subject.opened) / YEAR
        base = own.rate[5.0]
        year, two, half = (np.log(own.rate[w] / base) for w in (1.0, 2.0, 0.5))
        history, size = np.log(min(age, 5.0) / 5.0), np.log(share + 0.02)
        of_instrument = (np.log(base), year, two, half, year * history, year * size, history, np.log(age + 0.5), size)
        alike, keen = self._alike(subject, own)[states], self._keen(subject)[states]
        region, lately = self._regions(own, existing)
        of_states = (alike, keen, self._all(self._joiner)[states], region[states], lately[states])
        columns = [*(np.full(len(states), v) for v in of_instrument), *of_states, alike * share, keen * share]
        return states, np.column_stack(columns)

    def _all(self, of_live: Floats) -> Floats:
        """Values of the States that existed on the snapshot's day, spread over all; 0 for later ones."""
        whole = np.zeros(len(self.pool.states))
        whole[self._live] = of_live
        return whole

    def _alike(self, subject: Subject, own: _Own) -> Floats:
        mine = own.inside[self._live] - own.inside[self._live].mean()
        norm = float(np.sqrt((mine**2).sum()))
        weight = np.clip(self._spread @ mine / np.maximum(self._norm * norm, 1e-9), 0, None) ** 2
        if subject.row is not None:
            weight[subject.row] = 0
        return self._all(weight @ self._standard / (weight.sum() + 0.5))

    def _keen(self, subject: Subject) -> Floats:
        deposits, expected = self._sums
        if subject.row is not None:
            deposits, expected = deposits - self._deposits[subject.row], expected - self._expected[subject.row]
        return np.asarray(np.log((deposits + _STEADY_STATE) / (expected + _STEADY_STATE)))

    def _regions(self, own: _Own, existing: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        regions, n = self.pool.regions, int(self.pool.regions.max()) + 1
        share, lately = own.inside[existing].mean(), own.lately[existing].mean()

        def sums(values: Floats) -> Floats:
            return np.asarray(np.bincount(regions, values * existing, n)[regions] - values * existing)

        others = sums(np.ones(len(regions)))
        region = (sums(own.inside) + 2 * share) / (others + 2) - share
        return region, sums(own.lately) / (others + 2) - lately


def _between(deposits: Days, opened: Days, existed: Days, day: int, years: float) -> tuple[Floats, Floats]:
    """Deposits in the last so many years (0 or 1), and years at risk in them: both m x n."""
    since = np.maximum(opened, day - int(years * YEAR))[:, None]
    came = ((deposits > since) & (deposits <= day)).astype(float)
    at_risk = np.clip(np.minimum(deposits, day) - np.maximum(since, existed[None, :]), 0, None) / YEAR
    return came, at_risk


def _own(subject: Subject, existed: Days, day: int, usual: float) -> _Own:
    deposits, opened = subject.deposits[None, :], np.array([subject.opened])
    counts = {}
    for years in (5.0, 2.0, 1.0, 0.5):
        came, at_risk = _between(deposits, opened, existed, day, years)
        counts[years] = float(came.sum()), float(at_risk.sum())
    rate = {5.0: (counts[5.0][0] + _STEADY * usual) / (counts[5.0][1] + _STEADY)}
    for years in (2.0, 1.0, 0.5):
        rate[years] = (counts[years][0] + _STEADY * rate[5.0]) / (counts[years][1] + _STEADY)
    lately, _ = _between(deposits, opened, existed, day, 2.0)
    return _Own((subject.deposits <= day).astype(float), lately[0], rate)
