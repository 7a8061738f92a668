"""Worlds in bulk give what the plain pipeline gives one by one; equal seeds give equal bits, however work is spread."""

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import Aggregate, aggregated
from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.factors import (
    Alternatives,
    AnyWeights,
    Factor,
    GapsFilled,
    OneDropped,
    ValueNoise,
    WeightNoise,
    WeightSets,
    evenly_between,
)
from openregime.core.readings.index.faults import BadDesign, BadStep
from openregime.core.readings.index.means import (
    ARITHMETIC,
    GEOMETRIC,
    Copeland,
    CopelandWins,
    Method,
    Minimum,
    OrderedWeights,
    PowerMean,
)
from openregime.core.readings.index.normalise import Goalposts, MinMax, Normalise
from openregime.core.readings.index.ranking import ranks_from
from openregime.core.readings.index.scoring import losses_of
from openregime.core.readings.index.statistics import ranks_of
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.uncertainty import block_of, rank_distributions, rank_range_distributions
from openregime.core.readings.index.worlds import Design, worlds_of

PILLARS = {"law": 3, "acts": 2, "people": 4}
INDEX = Definition(
    tuple(
        Indicator(f"{p}{k}", p, 1.0 + k, 1, goalposts=(0.0, 1.0)) for p, size in PILLARS.items() for k in range(size)
    ),
    (
        Group("law", "duty", 2), Group("acts", "duty", 1), Group("people", "culture", 1),
        Group("duty", "Index", 3), Group("culture", "Index", 2), Group("Index", None, 1),
    ),
)  # fmt: skip
UNITS = 12
WEAKEST = PowerMean(-5, floor=1)
NOISE = WeightNoise("weights", 0.25)


def table(gaps: float = 0.0) -> IndicatorTable:
    chance = np.random.default_rng(3)
    values = chance.random((UNITS, len(INDEX.indicators)))
    values[chance.random(values.shape) < gaps] = np.nan
    return IndicatorTable(tuple(f"U{i:02}" for i in range(UNITS)), tuple(i.id for i in INDEX.indicators), values)


def design(by: Method | tuple[Method, ...], *factors: Factor, gaps: float = 0.0, seed: int = 5) -> Design:
    return Design(INDEX, table(gaps), (Normalise(Goalposts(1, 100)), Aggregate(by)), factors, seed)


@pytest.mark.parametrize(
    "by",
    [
        ARITHMETIC, GEOMETRIC, PowerMean(-1), PowerMean(-5), WEAKEST, PowerMean(2), Minimum(), Copeland(),
        CopelandWins(),
        (ARITHMETIC, ARITHMETIC, WEAKEST), (ARITHMETIC, GEOMETRIC, WEAKEST), (GEOMETRIC, WEAKEST, ARITHMETIC),
        (ARITHMETIC, ARITHMETIC, Minimum()), (Minimum(), ARITHMETIC, ARITHMETIC), (Copeland(), ARITHMETIC, Copeland()),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("factor", [NOISE, AnyWeights("weights"), OneDropped("dropped"), ValueNoise("noise", 0.01)])
def test_worlds_in_bulk_are_the_worlds_one_by_one(by: Method | tuple[Method, ...], factor: Factor) -> None:
    """Every replication of a block is worked out again from its own weights by the plain aggregation."""
    worlds = worlds_of(design(by, factor))
    block = block_of(worlds, 0, 40)
    found = ranks_from(losses_of(block))
    if isinstance(factor, ValueNoise):
        assert found.shape == (40, UNITS)
        return
    values = worlds.variants[0].low
    for row in range(40):
        weights = {
            part: float(np.broadcast_to(level, (40, level.shape[1]))[row, k])
            for ids, level in zip(worlds.tree.levels, block.weights.shared, strict=False)
            for k, part in enumerate(ids)
        }
        order = [worlds.tree.levels[0].index(i.id) for i in INDEX.indicators]
        plain = aggregated(INDEX.with_weights(weights), values[:, order], worlds.methods[0], worlds.units)["Index"]
        assert found[row].tolist() == ranks_of(np.round(plain, 9)).tolist()


def test_filled_gaps_in_bulk_are_filled_one_by_one() -> None:
    for by in (
        ARITHMETIC,
        WEAKEST,
        (ARITHMETIC, GEOMETRIC, WEAKEST),
        (Minimum(), ARITHMETIC, WEAKEST),
        OrderedWeights(0.4),
    ):
        equal = replace(design(by, gaps=0.3), factors=(GapsFilled("gaps"),))
        if by == OrderedWeights(0.4):
            equal = replace(equal, definition=INDEX.with_weights({part.id: 1.0 for part in INDEX.parts}))
        worlds = worlds_of(equal)
        block = block_of(worlds, 0, 20)
        found = ranks_from(losses_of(block))
        order = [worlds.tree.levels[0].index(i.id) for i in INDEX.indicators]
        assert block.fills is not None
        for row in range(20):
            values = worlds.variants[0].low.copy()
            values[tuple(worlds.gaps.T)] = block.fills[row]
            plain = aggregated(equal.definition, values[:, order], worlds.methods[0], worlds.units)["Index"]
            assert found[row].tolist() == ranks_of(plain).tolist()


def test_every_world_is_counted_once() -> None:
    result = rank_distributions(design(ARITHMETIC, NOISE), 1_000, pairs="all")
    assert result.counts.sum(axis=1).tolist() == [1_000] * UNITS
    assert result.pairs is not None
    assert (result.pairs + result.pairs.T)[~np.eye(UNITS, dtype=bool)].tolist() == [1_000] * (UNITS * (UNITS - 1))


def test_equal_seeds_give_equal_bits_and_others_do_not() -> None:
    factors = (NOISE, Alternatives("mean", "aggregate", (Aggregate(ARITHMETIC), Aggregate(WEAKEST))))
    first, second, other = (
        rank_distributions(design(ARITHMETIC, *factors, seed=seed), 3_000).counts for seed in (5, 5, 6)
    )
    assert (first == second).all()
    assert (first != other).any()


def in_processes(function: object, units: Iterable[object]) -> list[object]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(function, units))  # type: ignore[arg-type]


def test_two_processes_give_the_bits_of_one() -> None:
    asked = design((ARITHMETIC, ARITHMETIC, WEAKEST), NOISE, OneDropped("dropped"))
    one = rank_distributions(asked, 20_000)
    two = rank_distributions(asked, 20_000, over=in_processes, parts=2)
    assert (one.counts == two.counts).all()


def test_a_wider_range_of_weights_never_makes_ranks_more_certain() -> None:
    widths = [
        float(np.diff(rank_distributions(design(ARITHMETIC, WeightNoise("w", share)), 4_000).interval()).mean())
        for share in (0.05, 0.25, 0.9)
    ]
    assert widths == sorted(widths)


def test_open_gaps_give_ranges_that_hold_every_filling() -> None:
    open_ = rank_range_distributions(design(WEAKEST, NOISE, gaps=0.2), 4_000)
    filled = rank_distributions(design(WEAKEST, NOISE, GapsFilled("gaps"), gaps=0.2), 4_000)
    outer, inner = open_.outer_interval(), filled.interval()
    assert (outer[:, 0] <= inner[:, 0]).all()
    assert (outer[:, 1] >= inner[:, 1]).all()


def test_open_gaps_are_refused_where_ranks_would_need_them_filled() -> None:
    with pytest.raises(BadStep, match="rank_range_distributions"):
        rank_distributions(design(ARITHMETIC, NOISE, gaps=0.2), 100)
    scaled_by_data = replace(design(ARITHMETIC, NOISE, gaps=0.2), steps=(Normalise(MinMax()), Aggregate(ARITHMETIC)))
    with pytest.raises(BadStep, match="normalise by Goalposts"):
        rank_range_distributions(scaled_by_data, 100)
    with pytest.raises(BadStep, match="Copeland gives no interval"):
        rank_range_distributions(design(Copeland(), NOISE, gaps=0.2), 100)


def test_what_no_factor_touches_is_certain() -> None:
    result = rank_distributions(design(ARITHMETIC), 50, pairs="all")
    assert result.median().tolist() == result.nominal.tolist()
    assert len(result.robust_pairs()) == UNITS * (UNITS - 1) // 2
    best = result.units[int(np.argmin(result.nominal))]
    assert [result.above(best, other) for other in result.units if other != best] == [1.0] * (UNITS - 1)
    assert result.at_most(1)[result.units.index(best)] == 1.0


def test_weight_sets_and_grids_are_drawn_from_what_was_given() -> None:
    sets = WeightSets("experts", ({"duty": 1.0, "culture": 0.0}, {"duty": 0.0, "culture": 1.0}), chances=(3, 1))
    worlds = worlds_of(design(ARITHMETIC, sets, evenly_between("p", "aggregate", "by.p", -5, 1, settings=4)))
    block = block_of(worlds, 0, 4_000)
    assert block.weights.shared[2][:, 0].mean() == pytest.approx(0.75, abs=0.03)
    assert sorted({methods[0].p for methods in worlds.methods}) == [-4.25, -2.75, -1.25, 0.25]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: design(ARITHMETIC, seed=-1), "no seed"),
        (lambda: design(ARITHMETIC, seed=True), "no seed"),
        (lambda: design(ARITHMETIC, seed="7"), "whole number"),  # type: ignore[arg-type]
        (lambda: design(ARITHMETIC, seed=1.5), "whole number"),  # type: ignore[arg-type]
        (lambda: design(ARITHMETIC, NOISE, NOISE), "Rename one"),
        (lambda: design(ARITHMETIC, WeightNoise("w", 1.5)), "such as 0.25"),
        (lambda: design(ARITHMETIC, WeightNoise("w", 0.2, levels=(9,))), "no level below the index"),
        (lambda: design(ARITHMETIC, OneDropped("d", ("nobody",))), "column nobody: Is no indicator"),
        (lambda: design(ARITHMETIC, Alternatives("t", "treat", (1, 2), "most_points")), "treat is no step"),
        (lambda: design(ARITHMETIC, Alternatives("t", "aggregate", ())), "at least one"),
        (lambda: worlds_of(design(ARITHMETIC, Alternatives("t", "aggregate", (1,), "by.q"))), "no parameter q"),
        (lambda: worlds_of(design(ARITHMETIC, WeightSets("s", ({"law": 1.0},)))), "Has no weight while others"),
        (lambda: rank_distributions(design(ARITHMETIC, NOISE), 0), "out of range"),
        (lambda: rank_distributions(design(ARITHMETIC, NOISE), 10, pairs="some"), "'all' or 'none'"),
    ],
)
def test_designs_that_make_no_sense_are_refused(make: object, said: str) -> None:
    with pytest.raises((BadDesign, ValueError), match=said):
        make()  # type: ignore[operator]
