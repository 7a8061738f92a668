"""A parameter of an earlier step that varies without jumps is applied as drawn, or laid on a grid that says so."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.aggregate import Aggregate
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
from openregime.core.readings.index.impute import Impute
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, Method
from openregime.core.readings.index.normalise import Goalposts, MinMax, Normalise, ZScore
from openregime.core.readings.index.pipeline import build_index
from openregime.core.readings.index.prepare import Screen
from openregime.core.readings.index.scoring import losses_of
from openregime.core.readings.index.sensitivity import estimated_sensitivity
from openregime.core.readings.index.stage import Step
from openregime.core.readings.index.treat import Treat
from openregime.core.readings.index.uncertainty import block_of, rank_distributions, rank_range_distributions
from openregime.core.readings.index.weigh import PairwiseComparison, PrincipalComponent, Weigh
from openregime.core.readings.index.worlds import Design, worlds_of
from tests.core.readings.index.test_uncertainty import INDEX, NOISE, UNITS, WEAKEST, in_processes, table

MIXED = (ARITHMETIC, ARITHMETIC, WEAKEST)
STRICT = Treat(0, 0.0, -9.0, otherwise="box_cox", box_cox_power=0.5)
"""Bends every indicator: nothing passes."""
CLIPPED = Treat(0, 0.0, -9.0, otherwise="none")
PLAIN = Normalise(MinMax(1, 100))
POWER = Between("power", "treat", "box_cox_power", -9.0, 9.0)
SHARE = Between("share", "treat", "most_share", 0.0, 0.4)
LOWEST = Between("lowest", "normalise", "by.low", 1.0, 40.0)
POST = Between("post", "normalise", "own.law0.goalpost_high", 0.6, 1.4)
HALVES = Normalise(Goalposts(1, 100))


def asked(by: Method | tuple[Method, ...], steps: tuple[Step, ...], *factors: Factor, gaps: float = 0.0) -> Design:
    return Design(INDEX, table(gaps), (*steps, Aggregate(by)), factors, 5)


CASES: list[tuple[tuple[Step, ...], tuple[Factor, ...]]] = [
    ((STRICT, PLAIN), (POWER,)),
    ((CLIPPED, PLAIN), (SHARE,)),
    ((PLAIN,), (LOWEST,)),
    ((HALVES,), (POST,)),
    ((STRICT, PLAIN), (POWER, LOWEST)),
    ((STRICT, PLAIN), (Alternatives("scale", "normalise", (PLAIN, Normalise(ZScore(60, 5)))), POWER)),
    ((STRICT, PLAIN, Weigh(PrincipalComponent())), (POWER,)),
]


@pytest.mark.parametrize("by", [ARITHMETIC, GEOMETRIC, MIXED], ids=str)
@pytest.mark.parametrize(("steps", "factors"), CASES, ids=str)
def test_every_world_is_the_plain_index_with_what_was_drawn(
    by: Method, steps: tuple[Step, ...], factors: tuple[Factor, ...]
) -> None:
    design = asked(by, steps, *factors)
    block = block_of(worlds_of(design), 0, 20)
    losses = losses_of(block)
    for row in range(20):
        changed = list(design.steps)
        for factor, values in zip(factors, block.drawn, strict=True):
            at = next(n for n, step in enumerate(changed) if step.name == factor.step)  # type: ignore[union-attr]
            value = factor.among[int(values[row])] if isinstance(factor, Alternatives) else float(values[row])
            changed[at] = factor.changed(changed[at], value)  # type: ignore[union-attr]
        scores = np.array(list(build_index(INDEX, table(), changed).scores.values()))
        np.testing.assert_array_equal(np.argsort(losses[row]), np.argsort(-scores))
        if by is ARITHMETIC:  # there a loss is the score below zero
            np.testing.assert_allclose(losses[row], -scores, rtol=1e-12)


@pytest.mark.parametrize("rest", [(), (OneDropped("dropped"),), (ValueNoise("noise", 2.0),)], ids=str)
@pytest.mark.parametrize(("factor", "steps"), [(POWER, (STRICT, PLAIN)), (SHARE, (CLIPPED, PLAIN)), (LOWEST, (PLAIN,))])
@settings(max_examples=4, deadline=None)
@given(place=st.floats(0, 0.999))
def test_a_range_of_nothing_is_the_study_with_that_value(
    factor: Between, steps: tuple[Step, ...], rest: tuple[Factor, ...], place: float
) -> None:
    value = factor.low + place * (factor.high - factor.low)
    narrow = replace(factor, low=value, high=value + 1e-12)
    fixed = tuple(with_parameter(s, factor.parameter, value) if s.name == factor.step else s for s in steps)
    drawn = rank_distributions(asked(MIXED, steps, NOISE, *rest, narrow), 64)
    # noise is drawn by block, and blocks are smaller where every world has values of its own: compare one block
    plain = rank_distributions(asked(MIXED, fixed, NOISE, *rest), 64)
    assert (drawn.counts == plain.counts).all()


@pytest.mark.slow
def test_grids_come_nearer_to_what_is_drawn_exactly() -> None:
    drawn = rank_distributions(asked(ARITHMETIC, (STRICT, PLAIN), POWER), 1_500).counts / 1_500
    distances = []
    for cells in (2, 8, 64):
        grid = evenly_between("power", "treat", "box_cox_power", POWER.low, POWER.high, settings=cells)
        counts = rank_distributions(asked(ARITHMETIC, (STRICT, PLAIN), grid), 40_000).counts / 40_000
        distances.append(np.abs(counts - drawn).max())
    assert distances[2] < 0.06 < distances[0]  # 1,500 draws are right to 0.013
    assert distances[2] <= distances[1] <= distances[0]


def test_what_nothing_touches_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []

    def counting(kind: type) -> Callable[..., object]:
        plain = kind.apply

        def apply(step: object, stage: object) -> object:
            applied.append(kind.__name__)
            return plain(step, stage)

        return apply

    for kind in (Impute, Treat, Normalise):
        monkeypatch.setattr(kind, "apply", counting(kind))
    worlds = worlds_of(asked(ARITHMETIC, (Impute("mean"), STRICT, PLAIN), NOISE, LOWEST, gaps=0.1))
    before = dict.fromkeys(("Impute", "Treat"), 1)
    rank_distributions(worlds, 100)
    assert {kind: applied.count(kind) for kind in before} == before
    assert applied.count("Normalise") >= 100


def test_drawn_goalposts_keep_gaps_open_and_fill_them() -> None:
    open_ = rank_range_distributions(asked(MIXED, (HALVES,), POST, gaps=0.2), 300).outer_interval()
    filled = rank_distributions(asked(MIXED, (HALVES,), POST, GapsFilled("gaps"), gaps=0.2), 300).interval()
    assert (open_[:, 0] <= filled[:, 0]).all()
    assert (open_[:, 1] >= filled[:, 1]).all()


def test_together_with_a_power_of_the_last_step_and_its_share_of_the_variance() -> None:
    top = Between("p", "aggregate", "by.2.p", -8.0, 1.0)
    found = estimated_sensitivity(asked(MIXED, (STRICT, PLAIN), POWER, top, NOISE), 64)
    assert found.factors == ("power", "p", "weights")
    assert found.total[0, 0] > 0.02


def test_equal_seeds_and_two_processes_give_equal_bits() -> None:
    design = asked(MIXED, (STRICT, PLAIN), POWER, NOISE)
    one = rank_distributions(design, 140)
    assert (one.counts == rank_distributions(design, 140, over=in_processes, parts=2).counts).all()
    assert one.counts.sum() == 140 * UNITS


def test_a_grid_says_what_it_stands_for() -> None:
    grid = evenly_between("power", "treat", "box_cox_power", -1.0, 1.0, settings=4)
    assert grid.stands_for == (-1.0, 1.0)
    assert Alternatives("power", "treat", (1.0,), "box_cox_power").stands_for is None


def test_what_cannot_be_drawn_is_refused_before_the_first_world() -> None:
    with pytest.raises(BadDesign, match=r"row x, column step: treat is no step. Use one of normalise, aggregate"):
        asked(ARITHMETIC, (PLAIN,), Between("x", "treat", "most_share", 0.0, 0.1))
    with pytest.raises(BadDesign, match=r"most_points takes whole numbers alone, and 1.5 is none"):
        worlds_of(asked(ARITHMETIC, (STRICT, PLAIN), Between("x", "treat", "most_points", 1.5, 3.0)))
    with pytest.raises(BadDesign, match=r"row lowest: Ranks are compared .* gaps on the same scale"):
        worlds_of(asked(ARITHMETIC, (HALVES,), LOWEST, gaps=0.1))
    share = Between("s", "screen", "least_share", 0.1, 1.0)
    with pytest.raises(BadDesign, match=r"compared over the same units"):
        worlds_of(asked(ARITHMETIC, (Screen(0.1), Impute("mean"), PLAIN), share, gaps=0.2))
    with pytest.raises(BadStep, match=r"column law0: 0 to -1 is no range for goalposts"):
        worlds_of(asked(ARITHMETIC, (HALVES,), replace(POST, low=-1.0, high=-0.5)))
    with pytest.raises(BadStep, match=r"1.5 is no share of points"):
        worlds_of(asked(ARITHMETIC, (STRICT, PLAIN), replace(SHARE, high=1.5)))
    with pytest.raises(BadDesign, match=r"own.law0 says whose, and not what"):
        worlds_of(asked(ARITHMETIC, (HALVES,), replace(POST, parameter="own.law0")))
    comparison = PairwiseComparison(("law", "acts"), ((1.0, 2.0), (0.5, 1.0)))
    with pytest.raises(BadDesign, match="no parameter q"):
        worlds_of(asked(ARITHMETIC, (PLAIN, Weigh(comparison)), Between("x", "weigh", "by.q", 0.0, 1.0)))
