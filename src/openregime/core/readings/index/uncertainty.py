"""Every rank as a distribution: worlds counted exactly, in memory that does not grow with their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.draws import Drawn, block_size, draw, keep_freed_memory, rows_together, stream
from openregime.core.readings.index.factors import Alternatives
from openregime.core.readings.index.faults import BadDesign, BadStep
from openregime.core.readings.index.intervals import refuse_unless_monotone
from openregime.core.readings.index.rank_ranges import RangeCounter, add_certain_pairs
from openregime.core.readings.index.ranking import Counts, RankCounter, add_pairs, ranks_from
from openregime.core.readings.index.scoring import Block, losses_of
from openregime.core.readings.index.settle import add_nearly, add_nearly_ranges
from openregime.core.readings.index.single import exactly, nearly_of, pays_off
from openregime.core.readings.index.spread import Over as Over  # part of this module's face
from openregime.core.readings.index.statistics import quantiles_of_counts
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.worlds import Design, Variant, Worlds, worlds_of

Span = tuple[tuple[int, int], ...]
MONTE_CARLO = 0
"""Purpose of the streams of chance that are drawn here."""
BOTH = ("high", "low")
"""Ends of intervals, in the order in which they are ranked together."""
MOST_REPLICATIONS = 1_000_000_000
_POSSIBLE = range(1, MOST_REPLICATIONS + 1)


class _Pairs:
    """What pairs of units can be told from counts of who stood above whom."""

    units: tuple[str, ...]
    replications: int
    pairs: Counts | None

    def above(self, unit: str, other: str) -> float:
        """P(`unit` stands above `other`). Raises BadDesign: pairs were not counted, or no such unit."""
        return float(self._counted()[self._at(unit), self._at(other)] / self.replications)

    def always_above(self, unit: str) -> tuple[str, ...]:
        """Units that stood below this one in every single world. Raises BadDesign as `above`."""
        return tuple(self.units[j] for j in np.flatnonzero(self._counted()[self._at(unit)] == self.replications))

    def always_below(self, unit: str) -> tuple[str, ...]:
        """Units that stood above this one in every single world. Raises BadDesign as `above`."""
        return tuple(self.units[j] for j in np.flatnonzero(self._counted()[:, self._at(unit)] == self.replications))

    def robust_pairs(self) -> tuple[tuple[str, str], ...]:
        """Pairs of which the first stood above the second in every single world. Raises BadDesign as `above`."""
        return tuple((self.units[i], self.units[j]) for i, j in np.argwhere(self._counted() == self.replications))

    def _counted(self) -> Counts:
        if self.pairs is None:
            raise BadDesign.because("Pairs were not counted. Ask with pairs='all'.")
        return self.pairs

    def _at(self, unit: str) -> int:
        if unit not in self.units:
            raise BadDesign.because("Is no unit of the index.", row=unit)
        return self.units.index(unit)


@dataclass(frozen=True, slots=True)
class RankSummary:
    """The ranks of one unit in short.

    Attributes:
        unit: its name; nominal: its rank as the steps stand.
        median, low, high: median rank, and the ends of the interval asked for.
        chances: rank r -> P(rank <= r), for the ranks asked for.
    """

    unit: str
    nominal: int
    median: float
    low: float
    high: float
    chances: dict[int, float]


@dataclass(frozen=True)
class RankDistributions(_Pairs):
    """How often each unit had each rank.

    Attributes:
        units: n names.
        counts: n x n; [i, r] is how often unit i had rank r + 1.
        replications: how many worlds were counted.
        nominal: rank of each unit as the steps stand, with gaps in the middle of their scale.
        pairs: n x n, how often the row stood above the column; None where it was not asked for.
    """

    units: tuple[str, ...]
    counts: Counts
    replications: int
    nominal: npt.NDArray[np.int64]
    pairs: Counts | None = None

    def median(self) -> Floats:
        """Median rank of each unit."""
        return quantiles_of_counts(self.counts, (0.5,))[:, 0]

    def interval(self, share: float = 0.9) -> Floats:
        """n x 2: lowest and highest rank of the middle `share` of all worlds."""
        return quantiles_of_counts(self.counts, ((1 - share) / 2, (1 + share) / 2))

    def at_most(self, rank: int) -> Floats:
        """P(rank <= `rank`) of each unit."""
        return np.asarray(self.counts[:, : max(rank, 0)].sum(axis=1) / self.replications)

    def summaries(self, share: float = 0.9, *, at_most: Sequence[int] = (1, 10)) -> tuple[RankSummary, ...]:
        """One line per unit, in the order of `units`: median, interval of `share`, and P(rank <= r) for each r."""
        median, ends = self.median(), self.interval(share)
        chances = {rank: self.at_most(rank) for rank in at_most}
        return tuple(
            RankSummary(
                unit,
                int(self.nominal[i]),
                float(median[i]),
                float(ends[i, 0]),
                float(ends[i, 1]),
                {rank: float(chance[i]) for rank, chance in chances.items()},
            )
            for i, unit in enumerate(self.units)
        )


@dataclass(frozen=True)
class RankRangeDistributions(_Pairs):
    """Best and worst rank that each unit could take, world by world, with gaps kept as intervals.

    Attributes:
        best, worst: n x n; [i, r] is how often the best (worst) rank still possible for unit i was r + 1.
        pairs: n x n, how often the row stood above the column whatever the gaps held; None where it was not asked for.
    """

    units: tuple[str, ...]
    best: Counts
    worst: Counts
    replications: int
    pairs: Counts | None = None

    def outer_interval(self, share: float = 0.9) -> Floats:
        """n x 2: lower quantile of the best rank, upper quantile of the worst: holds `share` whatever the gaps hold."""
        low = quantiles_of_counts(self.best, ((1 - share) / 2,))
        return np.concatenate([low, quantiles_of_counts(self.worst, ((1 + share) / 2,))], axis=1)


def rank_distributions(
    design: Design | Worlds, replications: int, *, pairs: str = "none", over: Over = map, parts: int = 1
) -> RankDistributions:
    """Draw worlds and count the rank of every unit in each.

    Args:
        design: what varies; or its worlds, where they were worked out before.
        replications: 1 to a thousand million.
        pairs: "all" counts how often each unit stood above each other one, which takes longer; "none" does not.
        over, parts: how the work is spread: `parts` units of work are handed to `over` (`map`, that of a pool of
            processes, or `over_executor` of a pool or cluster). Neither changes any number.
    Raises:
        BadDesign: replications out of range, or pairs neither "all" nor "none".
        BadStep: gaps that no factor fills (`rank_range_distributions` keeps them), or a mean without result.
    """
    worlds = design if isinstance(design, Worlds) else worlds_of(design)
    spans = _spans(worlds, replications, parts)
    _check_pairs(pairs)
    if len(worlds.gaps) and not worlds.fills_gaps:
        raise BadStep.because(
            f"{len(worlds.gaps)} gaps are open, so ranks are ranges. Ask for `rank_range_distributions`, or add the "
            "factor GapsFilled on purpose."
        )
    found = list(over(partial(_count_ranks, worlds, pairs), spans))
    counted = [pair for _, pair in found if pair is not None]
    return RankDistributions(
        worlds.units,
        np.sum([counts for counts, _ in found], axis=0),
        replications,
        nominal_ranks(worlds),
        np.sum(counted, axis=0) if counted else None,
    )


def rank_range_distributions(
    design: Design | Worlds, replications: int, *, pairs: str = "none", over: Over = map, parts: int = 1
) -> RankRangeDistributions:
    """As `rank_distributions`, but every gap stays open: each world gives a best and a worst rank.

    Raises:
        BadDesign: replications out of range, or pairs neither "all" nor "none".
        BadStep: a method that is not monotone, so that ends give no bounds.
    """
    worlds = design if isinstance(design, Worlds) else worlds_of(design)
    for methods in worlds.methods:
        refuse_unless_monotone(methods)
    _check_pairs(pairs)
    found = list(over(partial(_count_ranges, worlds, pairs), _spans(worlds, replications, parts)))
    best, worst = np.sum([part[0] for part in found], axis=0), np.sum([part[1] for part in found], axis=0)
    counted = [part[2] for part in found if part[2] is not None]
    return RankRangeDistributions(worlds.units, best, worst, replications, np.sum(counted, axis=0) if counted else None)


def _check_pairs(pairs: str) -> None:
    if pairs not in ("all", "none"):
        raise BadDesign.because(f"{pairs!r} is no choice of pairs. Use 'all' or 'none'.")


def _spans(worlds: Worlds, replications: int, parts: int) -> list[Span]:
    """Blocks (number, replications) in `parts` runs."""
    if isinstance(replications, bool) or not isinstance(replications, int) or replications not in _POSSIBLE:
        raise BadDesign.because(f"{replications!r} replications are out of range. Ask for 1 to {MOST_REPLICATIONS:,}.")
    size = block_size(worlds)
    blocks = [(i, min(size, replications - start)) for i, start in enumerate(range(0, replications, size))]
    cuts = np.linspace(0, len(blocks), max(1, min(parts, len(blocks))) + 1).astype(int)
    return [tuple(blocks[a:b]) for a, b in pairwise(cuts)]


def block_of(worlds: Worlds, number: int, n: int) -> Block:
    """One block of replications, whole."""
    return next(_pieces_of_block(worlds, number, n, n))


def _settings_in_order(worlds: Worlds, number: int, n: int) -> dict[int, Drawn]:
    """Settings of a block, by position of their factor, in an order that keeps the values of one in the cache.

    The settings are drawn apart from all else, so which of them meets which weights is left to chance either way.
    """
    positions = (*worlds.stage_factors, *worlds.aggregate_factors)
    seed, factors = worlds.design.seed, worlds.design.factors
    drawn = {i: draw(worlds, factors[i], n, stream(seed, MONTE_CARLO, number, i)) for i in positions}
    order = np.lexsort([drawn[i] for i in reversed(positions)]) if positions else slice(None)
    return {i: values[order] for i, values in drawn.items()}


def _pieces(worlds: Worlds, span: Span) -> Iterator[Block]:
    """The blocks of a span, drawn and cut into pieces whose arrays stay in the cache of a core."""
    rows = rows_together(worlds)
    keep_freed_memory()
    for number, n in span:
        yield from _pieces_of_block(worlds, number, n, rows)


def _pieces_of_block(worlds: Worlds, number: int, n: int, rows: int) -> Iterator[Block]:
    """Streams give the same numbers piece by piece as all at once, so `rows` changes no draw."""
    settings = _settings_in_order(worlds, number, n)
    factors, seed = worlds.design.factors, worlds.design.seed
    streams = [stream(seed, MONTE_CARLO, number, i) for i in range(len(factors))]
    for start in range(0, n, rows):
        size = min(rows, n - start)
        drawn = [
            settings[i][start : start + size] if i in settings else draw(worlds, factor, size, streams[i])
            for i, factor in enumerate(factors)
        ]
        yield Block(worlds, drawn, size)


def _count_ranks(worlds: Worlds, pairs: str, span: Span) -> tuple[Counts, Counts | None]:
    n = worlds.sizes[0]
    if pairs == "none":
        counter = RankCounter(n, nominal_ranks(worlds))
        in_single = pays_off(worlds)
        for piece in _pieces(worlds, span):
            nearly = nearly_of(piece) if in_single else None
            if nearly is None:
                counter.add(losses_of(piece))
            else:
                add_nearly(counter, nearly, partial(exactly, piece))
        return counter.counts(), None
    counts, above = np.zeros((n, n), dtype=np.int64), np.zeros((n, n), dtype=np.int64)
    keys = np.arange(n, dtype=np.int64) * n - 1
    for piece in _pieces(worlds, span):
        ranks = ranks_from(losses_of(piece))
        add_pairs(above, ranks)
        counts += np.bincount((keys + ranks).ravel(), minlength=n * n).reshape(n, n)
    return counts, above


def _count_ranges(worlds: Worlds, pairs: str, span: Span) -> tuple[Counts, Counts, Counts | None]:
    counter = RangeCounter(worlds.sizes[0], nominal_ranks(worlds))
    above = None if pairs == "none" else np.zeros((counter.units, counter.units), dtype=np.int64)
    in_single = above is None and pays_off(worlds)
    for piece in _pieces(worlds, span):
        ends = nearly_of(piece, ends=BOTH) if in_single else None
        if ends is None:
            both = losses_of(piece), losses_of(piece, at_high_end=True)
            if above is not None:
                add_certain_pairs(above, *both)
            counter.add(*both)
        else:
            add_nearly_ranges(counter, ends, partial(exactly, piece, ends=BOTH))
    return (*counter.counts(), above)


def nominal_ranks(worlds: Worlds) -> npt.NDArray[np.int64]:
    """Ranks as the steps of the design stand, no factor drawn; gaps in the middle of their scale."""
    only = worlds.nominal
    middle = (only.low + only.high) / 2
    halfway = replace(
        worlds,
        design=replace(worlds.design, factors=()),
        variants=(Variant(middle, middle, only.weights),),
        methods=(worlds.nominal_methods,),
        stage_factors=(),
        aggregate_factors=(),
        gaps=worlds.gaps[:0],
    )
    return np.asarray(ranks_from(losses_of(Block(halfway, [], 1)))[0], dtype=np.int64)


def drawn_settings(worlds: Worlds, drawn: Sequence[Drawn]) -> dict[str, Drawn]:
    """Codes of the factors that are alternatives, by name: which setting each replication had."""
    return {
        factor.name: values
        for factor, values in zip(worlds.design.factors, drawn, strict=True)
        if isinstance(factor, Alternatives)
    }
