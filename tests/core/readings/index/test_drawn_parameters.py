"""A parameter of the last step that varies without jumps is worked out exactly, in bulk or one by one."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import Aggregate, aggregated
from openregime.core.readings.index.factors import (
    Alternatives,
    Between,
    Factor,
    GapsFilled,
    OneDropped,
    ValueNoise,
    evenly_between,
    with_parameter,
)
from openregime.core.readings.index.faults import BadDesign, BadStep
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, Method, OrderedWeights, PowerMean
from openregime.core.readings.index.powers import methods_of
from openregime.core.readings.index.ranking import ranks_from
from openregime.core.readings.index.scoring import losses_of
from openregime.core.readings.index.sensitivity import estimated_sensitivity, exact_sensitivity
from openregime.core.readings.index.statistics import ranks_of
from openregime.core.readings.index.uncertainty import block_of, rank_distributions, rank_range_distributions
from openregime.core.readings.index.worlds import worlds_of
from tests.core.readings.index.test_uncertainty import INDEX, NOISE, UNITS, WEAKEST, design, in_processes

ALL = Between("p", "aggregate", "by.p", -8.0, 2.0)
TOP = Between("p", "aggregate", "by.2.p", -8.0, 2.0)
HIGHER_UP = (Between("p", "aggregate", "by.1.p", -8.0, 2.0), Between("q", "aggregate", "by.2.p", -1.0, 1.0))


@pytest.mark.parametrize(
    ("by", "factors"),
    [
        (PowerMean(1), (ALL, NOISE)),
        (WEAKEST, (ALL, NOISE)),
        ((ARITHMETIC, ARITHMETIC, WEAKEST), (TOP, NOISE)),
        ((ARITHMETIC, GEOMETRIC, WEAKEST), (TOP, NOISE, OneDropped("dropped"))),
        ((ARITHMETIC, ARITHMETIC, WEAKEST), HIGHER_UP),
        ((WEAKEST, ARITHMETIC, ARITHMETIC), (Between("p", "aggregate", "by.0.p", -8.0, 2.0), NOISE)),
        ((ARITHMETIC, ARITHMETIC, WEAKEST), (Between("f", "aggregate", "by.2.floor", 1.0, 40.0), NOISE)),
        (
            PowerMean(1),
            (ALL, Alternatives("m", "aggregate", (Aggregate(PowerMean(1)), Aggregate((ARITHMETIC, WEAKEST, WEAKEST))))),
        ),
    ],
    ids=str,
)
def test_drawn_parameters_in_bulk_are_those_one_by_one(by: Method, factors: tuple[Factor, ...]) -> None:
    worlds = worlds_of(design(by, *factors))
    block = block_of(worlds, 0, 40)
    found = ranks_from(losses_of(block))
    order = [worlds.tree.levels[0].index(i.id) for i in INDEX.indicators]
    for row in range(40):
        weights = {
            part: float(np.broadcast_to(level, (40, level.shape[1]))[row, k])
            for ids, level in zip(worlds.tree.levels, block.weights.shared, strict=False)
            for k, part in enumerate(ids)
        }
        methods = methods_of(block, int(block.method[row]), row)
        plain = aggregated(INDEX.with_weights(weights), worlds.variants[0].low[:, order], methods, worlds.units)
        assert found[row].tolist() == ranks_of(np.round(plain["Index"], 9)).tolist()


def test_a_drawn_orness_is_worked_out_one_by_one() -> None:
    equal = INDEX.with_weights({part.id: 1.0 for part in INDEX.parts})
    asked = replace(design(OrderedWeights(0.4), Between("o", "aggregate", "by.orness", 0.1, 0.5)), definition=equal)
    found = rank_distributions(asked, 200)
    assert found.counts.sum() == 200 * UNITS
    assert (found.counts > 0).sum() > UNITS  # the orness moves ranks


def test_powers_around_zero_and_far_below_are_as_exact_as_others() -> None:
    narrow = replace(TOP, low=-1e-9, high=1e-9)
    near_zero = rank_distributions(design((ARITHMETIC, ARITHMETIC, PowerMean(1)), narrow), 50)
    geometric = rank_distributions(design((ARITHMETIC, ARITHMETIC, GEOMETRIC)), 50)
    assert (near_zero.counts == geometric.counts).all()
    steep = rank_distributions(design((ARITHMETIC, ARITHMETIC, WEAKEST), replace(TOP, low=-900.0, high=-800.0)), 50)
    assert steep.counts.sum() == 50 * UNITS


def test_a_range_is_the_limit_of_its_grids() -> None:
    by = (ARITHMETIC, ARITHMETIC, WEAKEST)
    drawn = rank_distributions(design(by, TOP), 40_000).counts / 40_000
    distances = []
    for settings in (4, 64):
        grid = evenly_between("p", "aggregate", "by.2.p", TOP.low, TOP.high, settings=settings)
        distances.append(np.abs(exact_counts(design(by, grid)) - drawn).max())
    assert distances[1] < 0.02
    assert distances[1] <= distances[0]


def exact_counts(asked: object) -> np.ndarray:
    return rank_distributions(asked, 40_000).counts / 40_000  # type: ignore[arg-type]


def test_drawn_powers_keep_gaps_open_fill_them_and_meet_noise() -> None:
    by = (ARITHMETIC, ARITHMETIC, WEAKEST)
    open_ = rank_range_distributions(design(by, TOP, gaps=0.2), 400).outer_interval()
    filled = rank_distributions(design(by, TOP, GapsFilled("gaps"), gaps=0.2), 400).interval()
    assert (open_[:, 0] <= filled[:, 0]).all()
    assert (open_[:, 1] >= filled[:, 1]).all()
    assert rank_distributions(design(by, TOP, ValueNoise("n", 2.0)), 50).counts.sum() == 50 * UNITS


def test_equal_seeds_and_two_processes_give_equal_bits() -> None:
    asked = design((ARITHMETIC, ARITHMETIC, WEAKEST), TOP, NOISE)
    one = rank_distributions(asked, 4_000)
    assert (one.counts == rank_distributions(asked, 4_000, over=in_processes, parts=2).counts).all()


def test_a_drawn_parameter_has_its_share_of_the_variance() -> None:
    found = estimated_sensitivity(design((ARITHMETIC, ARITHMETIC, WEAKEST), TOP, NOISE), 512)
    assert found.factors == ("p", "weights")
    assert found.total[0, 0] > 0.1
    with pytest.raises(BadDesign, match="row p: Has no list of settings"):
        exact_sensitivity(design((ARITHMETIC, ARITHMETIC, WEAKEST), TOP))


def test_ranges_that_cannot_be_drawn_are_refused() -> None:
    with pytest.raises(BadDesign, match=r"row p: 2.0 to 1.0 is no range"):
        Between("p", "aggregate", "by.p", 2.0, 1.0)
    with pytest.raises(BadDesign, match=r"treat is no step. Use one of normalise, aggregate"):
        design(ARITHMETIC, Between("x", "treat", "most_share", 0.0, 1.0))
    with pytest.raises(BadDesign, match="no parameter q"):
        worlds_of(design(ARITHMETIC, Between("x", "aggregate", "by.q", 0.0, 1.0)))
    with pytest.raises(BadStep, match="floor of -1"):
        worlds_of(design(WEAKEST, Between("x", "aggregate", "by.floor", -1.0, 1.0)))
    with pytest.raises(BadDesign, match="no position 7 among 2"):
        with_parameter((ARITHMETIC, GEOMETRIC), "7.p", 1.0)
