"""Which choice matters: variance-based indices of every factor, for every unit's rank and for the mean shift."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.draws import Drawn, block_size, draw_all, stream
from openregime.core.readings.index.factors import Alternatives, OneDropped, WeightSets
from openregime.core.readings.index.faults import BadDesign, BadStep
from openregime.core.readings.index.ranking import ranks_from
from openregime.core.readings.index.scoring import Block, losses_of
from openregime.core.readings.index.spread import Over
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.uncertainty import nominal_ranks
from openregime.core.readings.index.worlds import Design, Worlds, worlds_of

FIRST, SECOND, RESAMPLING = 1, 2, 3
"""Purposes of the streams of chance: the two samples, and the bootstrap."""
MOST_COMBINATIONS = 500_000
MEAN_SHIFT = "mean shift"


@dataclass(frozen=True)
class Sensitivity:
    """Shares of the variance of each output that each factor answers for.

    Attributes:
        factors: k names.
        outputs: name of the mean absolute shift in rank first, then the rank of every unit.
        first: outputs x k, what goes when only this factor is settled; NaN where the output never varies.
        total: outputs x k, what stays when all other factors are settled.
        variance: of each output.
        evaluations: worlds that were worked out.
        first_interval, total_interval: outputs x k x 2, bootstrap interval at `confidence`; None where the numbers
            are exact because all combinations were enumerated.
    """

    factors: tuple[str, ...]
    outputs: tuple[str, ...]
    first: Floats
    total: Floats
    variance: Floats
    evaluations: int
    first_interval: Floats | None = None
    total_interval: Floats | None = None
    confidence: float | None = None

    def deciding_factor(self, output: str) -> tuple[str, float] | None:
        """The factor with the largest total order for one output (a unit, or the mean shift), with that share.

        None where the output never varies. Raises BadDesign: no such output.
        """
        if output not in self.outputs:
            raise BadDesign.because("Is no unit of the index, nor the mean shift.", row=output)
        total = self.total[self.outputs.index(output)]
        if np.isnan(total).all():
            return None
        largest = int(np.nanargmax(total))
        return self.factors[largest], float(total[largest])

    def deciding_factors(self) -> dict[str, tuple[str, float] | None]:
        """Unit -> the factor that its rank hangs on most, with its total order; None where it never varies."""
        return {unit: self.deciding_factor(unit) for unit in self.outputs if unit != MEAN_SHIFT}

    @property
    def is_exact(self) -> bool:
        """Whether every combination was worked out, so that nothing is estimated."""
        return self.first_interval is None


def exact_sensitivity(design: Design | Worlds) -> Sensitivity:
    """First and total order by working out every combination of settings.

    Raises:
        BadDesign: a factor without a list of settings, or more than half a million combinations.
    Source: Saltelli et al., Global Sensitivity Analysis: The Primer (2008), chapter 4; here by enumeration.
    """
    worlds = _checked(design)
    chances = [_chances(worlds, i) for i in range(len(worlds.design.factors))]
    shape = tuple(len(c) for c in chances)
    if int(np.prod(shape)) > MOST_COMBINATIONS:
        count = int(np.prod(shape))
        raise BadDesign.because(f"{count:,} combinations are too many to enumerate. Use `estimated_sensitivity`.")
    codes = np.array(list(product(*(range(size) for size in shape))), dtype=np.int64)
    nominal = nominal_ranks(worlds)
    found = np.concatenate(
        [
            _outputs(worlds, list(codes[start : start + 8_192].T), len(codes[start : start + 8_192]), nominal)
            for start in range(0, len(codes), 8_192)
        ]
    ).reshape(*shape, -1)
    first, total, variance = indices_by_enumeration(found, chances)
    names = tuple(factor.name for factor in worlds.design.factors)
    return Sensitivity(names, (MEAN_SHIFT, *worlds.units), first, total, variance, len(codes))


def indices_by_enumeration(found: Floats, chances: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
    """First order, total order (outputs x factors) and variance from every combination.

    Args:
        found: one axis per factor, then the outputs.
        chances: for each factor, one number per setting, summing to 1.
    """
    k = len(chances)

    def mean_over(values: Floats, axes: Iterable[int]) -> Floats:
        for axis in sorted(axes, reverse=True):
            values = np.asarray(np.tensordot(values, chances[axis], axes=([axis], [0])))
        return np.asarray(values)

    everything = range(k)
    centre = mean_over(found, everything)
    centred = found - centre
    variance = mean_over(centred**2, everything)
    first, total = np.empty((len(centre), k)), np.empty((len(centre), k))
    with np.errstate(invalid="ignore", divide="ignore"):
        for i in everything:
            others = [axis for axis in everything if axis != i]
            alone = mean_over(centred, others)  # settings of i x outputs
            first[:, i] = chances[i] @ alone**2 / variance
            without = np.expand_dims(mean_over(centred, [i]), i)
            total[:, i] = mean_over((centred - without) ** 2, everything) / variance
    return np.where(variance[:, None] > 0, first, np.nan), np.where(variance[:, None] > 0, total, np.nan), variance


def _chances(worlds: Worlds, position: int) -> Floats:
    factor = worlds.design.factors[position]
    if isinstance(factor, OneDropped):
        size = len(factor.among or worlds.tree.levels[0]) + 1
        return np.full(size, 1 / size)
    if not isinstance(factor, Alternatives | WeightSets):
        raise BadDesign.because("Has no list of settings to enumerate. Use `estimated_sensitivity`.", row=factor.name)
    size = len(factor.among if isinstance(factor, Alternatives) else factor.sets)
    given = np.ones(size) if factor.chances is None else np.array(factor.chances, dtype=np.float64)
    return np.asarray(given / given.sum())


def _checked(design: Design | Worlds) -> Worlds:
    worlds = design if isinstance(design, Worlds) else worlds_of(design)
    if not worlds.design.factors:
        raise BadDesign.because("No factor varies, so there is nothing to share out. Add factors.")
    if len(worlds.gaps) and not worlds.fills_gaps:
        raise BadStep.because(f"{len(worlds.gaps)} gaps are open. Add GapsFilled, and see how much it matters.")
    return worlds


def _outputs(worlds: Worlds, drawn: list[Drawn], n: int, nominal: npt.NDArray[np.int64]) -> Floats:
    """Mean absolute shift, then ranks: replications x (1 + units)."""
    ranks = ranks_from(losses_of(Block(worlds, drawn, n)))
    found = np.empty((n, 1 + ranks.shape[1]))
    found[:, 1:] = ranks
    found[:, 0] = np.abs(ranks - nominal).mean(axis=1)
    return found


def estimated_sensitivity(
    design: Design | Worlds,
    n: int,
    *,
    resamples: int = 200,
    confidence: float = 0.9,
    over: Over = map,
    parts: int = 1,
) -> Sensitivity:
    """First and total order from two samples and their mixtures: n (k + 2) worlds.

    Args:
        design: what varies.
        n: size of each of the two samples, at least 16.
        resamples: bootstrap samples, at least 50; confidence: of the intervals, 0 to 1.
        over, parts: as for `rank_distributions`; neither changes any number.
    Raises:
        BadDesign: parameters out of range. BadStep: open gaps.
    Source: Saltelli et al., Computer Physics Communications 181 (2010), formulas (b) and (f) of table 2, outputs
        centred; Jansen (1999) for the total order.
    """
    worlds = _checked(design)
    if isinstance(n, bool) or not isinstance(n, int) or n < 16 or resamples < 50 or not 0 < confidence < 1:
        raise BadDesign.because("Needs n of at least 16, at least 50 resamples, and a confidence between 0 and 1.")
    k = len(worlds.design.factors)
    samples = _samples(worlds, n, over, parts)
    chance = stream(worlds.design.seed, RESAMPLING)
    names = tuple(factor.name for factor in worlds.design.factors)
    first, total, variance, around = indices_with_intervals(
        samples[0], samples[1], samples[2:], chance=chance, resamples=resamples, confidence=confidence
    )
    return Sensitivity(
        names, (MEAN_SHIFT, *worlds.units), first, total, variance, n * (k + 2), around[0], around[1], confidence
    )


def _samples(worlds: Worlds, n: int, over: Over, parts: int) -> list[Floats]:
    """Outputs of the first sample, of the second, and for each factor of the first with that factor from the second."""
    k, size = len(worlds.design.factors), min(4_096, block_size(worlds))
    blocks = [(i, min(size, n - start)) for i, start in enumerate(range(0, n, size))]
    units = [(number, rows, which) for number, rows in blocks for which in range(k + 2)]
    cuts = np.array_split(np.arange(len(units)), max(1, min(parts, len(units))))
    spans = [[units[i] for i in cut] for cut in cuts]
    worked = [part for span in over(partial(_sampled, worlds, nominal_ranks(worlds)), spans) for part in span]
    by_kind: list[list[Floats]] = [[] for _ in range(k + 2)]
    for part, unit in zip(worked, units, strict=True):
        by_kind[unit[2]].append(part)
    return [np.concatenate(parts_of_kind) for parts_of_kind in by_kind]


def _sampled(worlds: Worlds, nominal: npt.NDArray[np.int64], span: Sequence[tuple[int, int, int]]) -> list[Floats]:
    """Outputs of the first sample (0), the second (1), or the first with one factor from the second (2 + factor)."""
    found = []
    for number, rows, which in span:
        drawn = draw_all(worlds, rows, purpose=SECOND if which == 1 else FIRST, block=number)
        if which > 1:
            drawn[which - 2] = draw_all(worlds, rows, purpose=SECOND, block=number)[which - 2]
        found.append(_outputs(worlds, drawn, rows, nominal))
    return found


def indices_with_intervals(
    a: Floats, b: Floats, mixed: Sequence[Floats], *, chance: np.random.Generator, resamples: int, confidence: float
) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """Indices and their bootstrap intervals from outputs that were worked out.

    Args:
        a, b: n x outputs, the two samples.
        mixed: for each factor, a with that factor from b.
        chance: for the bootstrap.
    Returns:
        First and total order (outputs x factors), variance, and their intervals (outputs x factors x 2 each).
    """
    n, outputs = a.shape
    centre = (a.mean(axis=0, dtype=np.float64) + b.mean(axis=0, dtype=np.float64)) / 2
    a, b = (a - centre).astype(np.float32), (b - centre).astype(np.float32)
    mixed = [(m - centre).astype(np.float32) for m in mixed]
    terms = [(a * a + b * b) / 2, a + b]
    terms += [b * (m - a) for m in mixed] + [(a - m) ** 2 / 2 for m in mixed]
    stacked = np.concatenate(terms, axis=1)
    exact = np.array([term.mean(axis=0, dtype=np.float64) for term in terms])
    first, total, variance = _indices(exact[None])
    picked = chance.integers(0, n, size=(resamples, n)) + n * np.arange(resamples)[:, None]
    weights = np.bincount(picked.ravel(), minlength=resamples * n).reshape(resamples, n).astype(np.float32) / n
    again = (weights @ stacked).astype(np.float64).reshape(resamples, len(terms), outputs)
    first_again, total_again, _ = _indices(again)
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    around = tuple(np.moveaxis(_quantiles(values, ends), 0, -1) for values in (first_again, total_again))
    return first[0], total[0], variance[0], (around[0], around[1])


def _quantiles(values: Floats, shares: tuple[float, float]) -> Floats:
    """Quantiles along the first axis, interpolated."""
    ordered = np.sort(values, axis=0)
    last = len(values) - 1
    found = []
    for place in (share * last for share in shares):
        below = int(place)
        found.append(ordered[below] + (place - below) * (ordered[min(below + 1, last)] - ordered[below]))
    return np.stack(found)


def _indices(moments: Floats) -> tuple[Floats, Floats, Floats]:
    """resamples x (2 + 2k) x outputs -> first, total (resamples x outputs x k) and variance."""
    k = (moments.shape[1] - 2) // 2
    variance = moments[:, 0] - (moments[:, 1] / 2) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(variance[:, None] > 1e-12, moments[:, 2:] / variance[:, None], np.nan)
    return np.moveaxis(shares[:, :k], 1, 2), np.moveaxis(shares[:, k:], 1, 2), variance


Function = Callable[[Floats], Floats]


def sensitivity_of_function(
    function: Function, dimensions: int, n: int, *, seed: int, resamples: int = 200, confidence: float = 0.9
) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """Indices of any function of independent numbers from 0 to 1: the same estimators, for checks against others.

    Args:
        function: n x dimensions -> n.
    Returns:
        First and total order, one per dimension, and their intervals (dimensions x 2 each).
    """
    a, b = stream(seed, FIRST).random((n, dimensions)), stream(seed, SECOND).random((n, dimensions))
    mixed = []
    for i in range(dimensions):
        one = a.copy()
        one[:, i] = b[:, i]
        mixed.append(function(one)[:, None])
    first, total, _, around = indices_with_intervals(
        function(a)[:, None],
        function(b)[:, None],
        mixed,
        chance=stream(seed, RESAMPLING),
        resamples=resamples,
        confidence=confidence,
    )
    return first[0], total[0], (around[0][0], around[1][0])
