"""How far two rankings agree: rank correlations, and their range where one of them is known only within intervals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index import BadDesign
from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import middle_ranks
from openregime.core.readings.index.table import Floats
from openregime.core.readings.studies.results import stage_and_ends
from openregime.core.readings.studies.study import Study

DRAWS = 400
DRAWN_TOGETHER = 50


def spearman_rho(a: Floats, b: Floats) -> float:
    """Correlation of ranks, ties at the mean of their places; NaN where one side does not vary.

    Source: Spearman, The proof and measurement of association between two things (1904).

    >>> spearman_rho(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    """
    x, y = middle_ranks(a), middle_ranks(b)
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return _within_one(float(x @ y) / size) if size > 0 else float("nan")


def kendall_tau_b(a: Floats, b: Floats) -> float:
    """Pairs in the same order less pairs in the other, over pairs that are no ties; NaN where one side does not vary.

    Source: Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945).

    >>> round(kendall_tau_b(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0])), 6)
    0.333333
    """
    over = np.triu_indices(len(a), 1)
    x = np.sign(a[:, None] - a[None, :])[over]
    y = np.sign(b[:, None] - b[None, :])[over]
    size = float(np.sqrt(np.abs(x).sum() * np.abs(y).sum()))
    return _within_one(float(x @ y) / size) if size > 0 else float("nan")


def _within_one(value: float) -> float:
    """A correlation without what rounding put beyond 1."""
    return max(-1.0, min(1.0, value))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rank correlations of two rankings over the units that both have.

    Attributes:
        units: those compared, in the order of the first ranking.
        rho, tau: (low, middle, high) of Spearman's and Kendall's correlation over the draws; equal where both sides
            are known exactly.
        draws: how many times what is not known was filled; 1 where there was nothing to fill.
    """

    units: tuple[str, ...]
    rho: tuple[float, float, float]
    tau: tuple[float, float, float]
    draws: int


def agreement_between(
    ours: dict[str, tuple[float, float]], theirs: dict[str, tuple[float, float]], *, seed: int, draws: int = DRAWS
) -> Agreement:
    """Compare two sets of scores that have nothing unknown in common, each within its interval.

    Two indices of ours do have: compare them with `agreement_of_studies`.

    Args:
        ours, theirs: unit -> low and high score, low <= high, higher is better on both sides.
        seed, draws: each draw puts every score anywhere in its interval, evenly and on its own; the range given is
            that of the middle 90 % of draws.
    Raises:
        BadDesign: fewer than 3 units in both.
    """
    units = _in_both(ours, theirs)
    a, b = (np.array([side[u] for u in units], dtype=np.float64) for side in (ours, theirs))
    if (a[:, 0] == a[:, 1]).all() and (b[:, 0] == b[:, 1]).all():
        draws = 1
    chance = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
    pairs = (
        tuple(side[:, 0] + (side[:, 1] - side[:, 0]) * chance.random(len(units)) for side in (a, b))
        for _ in range(draws)
    )
    return _over_draws(units, ((x, y) for x, y in pairs))


def agreement_of_studies(ours: Study, theirs: Study, *, seed: int, draws: int = DRAWS) -> Agreement:
    """Compare two indices whose gaps may be the same: what is not known is filled once and both are worked out of it.

    Args:
        ours, theirs: in each draw a gap of one unit and one indicator stands at the same share of the way from its low
            to its high end on both sides, evenly drawn; so an index agrees with itself in every draw.
        seed, draws: as for `agreement_between`.
    Raises:
        BadDesign: fewer than 3 units have a value in both. BadStep, BadIndicatorTable: as for `build_index`.
    """
    sides = [_Side.of(study) for study in (ours, theirs)]
    units = _in_both(sides[0].scored, sides[1].scored)
    names = tuple(dict.fromkeys(name for side in sides for name in side.names))
    if not any(side.is_open for side in sides):
        draws = 1
    chance = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))

    def drawn() -> Iterator[tuple[Floats, Floats]]:
        for first in range(0, draws, DRAWN_TOGETHER):
            shares = chance.random((min(DRAWN_TOGETHER, draws - first), len(units), len(names)))
            yield from zip(*(side.scores(units, names, shares) for side in sides), strict=True)

    return _over_draws(units, drawn())


@dataclass(frozen=True, eq=False)
class _Side:
    """One index just before its parts are put together, both ends of everything that is not known.

    Attributes:
        low, high: units x indicators in the order of the definition, on their scale; the same where known.
        away: true where an indicator does not apply, and so takes the mean of those of its group that do.
        scored: units that have a value.
    """

    stage: Stage
    methods: tuple[Method, ...]
    low: Floats
    high: Floats
    away: npt.NDArray[np.bool_]
    scored: dict[str, int]

    @classmethod
    def of(cls, study: Study) -> "_Side":
        stage, low, high, methods = stage_and_ends(study)
        if low is None or high is None:
            low = high = stage.table.values
        away = np.zeros(low.shape, dtype=bool) if study.ends is None else study.ends.does_not_count
        there = ~np.isnan(aggregated(stage.definition, low, methods, stage.table.units)[stage.definition.top])
        scored = {unit: i for i, unit in enumerate(stage.table.units) if there[i]}
        return cls(stage, methods, low, high, away, scored)

    @property
    def names(self) -> tuple[str, ...]:
        """Indicators in their order."""
        return tuple(indicator.id for indicator in self.stage.definition.indicators)

    @property
    def is_open(self) -> bool:
        """Whether anything is left to fill."""
        return bool((self.low < self.high).any())

    def scores(self, units: tuple[str, ...], names: tuple[str, ...], shares: Floats) -> Floats:
        """The index of these units, draws x units; `shares` are draws x units x names, of the way from low to high."""
        rows = [self.scored[unit] for unit in units]
        at = {name: j for j, name in enumerate(names)}
        low, high = self.low[rows], self.high[rows]
        values = low + (high - low) * shares[:, :, [at[name] for name in self.names]]
        self._follow(values, rows)
        flat = values.reshape(-1, values.shape[2])
        definition = self.stage.definition
        found = aggregated(definition, flat, self.methods, units * len(shares))[definition.top]
        return np.asarray(np.round(found, 9).reshape(len(shares), len(units)))

    def _follow(self, values: Floats, rows: list[int]) -> None:
        """Let what does not apply follow what does; where nothing of a group applies, all of it moves as one."""
        away, definition = self.away[rows], self.stage.definition
        at = {name: j for j, name in enumerate(self.names)}
        for group in definition.levels[1] if away.any() else ():
            part = [at[child] for child in definition.children[group]]
            there = ~away[:, part]
            n = there.sum(axis=1)
            mean = np.where(there, values[:, :, part], 0.0).sum(axis=2) / np.maximum(n, 1)
            mean = np.where(n > 0, mean, values[:, :, part[0]])
            values[:, :, part] = np.where(there, values[:, :, part], mean[:, :, None])


def _in_both(ours: Mapping[str, object], theirs: Mapping[str, object]) -> tuple[str, ...]:
    units = tuple(unit for unit in ours if unit in theirs)
    if len(units) < 3:
        raise BadDesign.because(
            f"Only {len(units)} units stand in both. A rank correlation needs at least 3; compare other indices."
        )
    return units


def _over_draws(units: tuple[str, ...], pairs: Iterator[tuple[Floats, Floats]]) -> Agreement:
    """Both correlations of every pair of rankings, from the 5th to the 95th in 100."""
    found = [(spearman_rho(x, y), kendall_tau_b(x, y)) for x, y in pairs]
    draws = len(found)
    both = np.quantile(np.array(found), (0.05, 0.5, 0.95), axis=0)
    rho, tau = (tuple(float(v) for v in both[:, side]) for side in (0, 1))
    return Agreement(units, (rho[0], rho[1], rho[2]), (tau[0], tau[1], tau[2]), draws)
