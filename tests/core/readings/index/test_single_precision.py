"""Scores in single precision leave every rank as double precision has it, and say where they would not."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.readings.index import uncertainty
from openregime.core.readings.index.factors import AnyWeights, Factor, OneDropped, ValueNoise, WeightNoise
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, HARMONIC, Method, Minimum, PowerMean
from openregime.core.readings.index.scoring import losses_of
from openregime.core.readings.index.single import exactly, nearly_of, pays_off
from openregime.core.readings.index.uncertainty import block_of, rank_distributions, rank_range_distributions
from openregime.core.readings.index.worlds import Design, worlds_of
from tests.core.readings.index.test_uncertainty import NOISE, UNITS, WEAKEST, design

LIFTED = PowerMean(0, floor=1)
MIXED: list[tuple[Method, ...]] = [
    (ARITHMETIC, ARITHMETIC, WEAKEST),
    (ARITHMETIC, LIFTED, WEAKEST),
    (GEOMETRIC, WEAKEST, ARITHMETIC),
    (ARITHMETIC, WEAKEST, LIFTED),
    (Minimum(), ARITHMETIC, WEAKEST),
    (ARITHMETIC, ARITHMETIC, Minimum()),
    (HARMONIC, PowerMean(2), PowerMean(-3)),
]
FACTORS: list[tuple[Factor, ...]] = [(), (OneDropped("dropped"),), (ValueNoise("noise", 3.0),)]


def in_double(worlds: object) -> bool:
    return False


@pytest.mark.parametrize("by", MIXED, ids=str)
@pytest.mark.parametrize("factors", FACTORS, ids=str)
@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_counts_are_those_of_double_precision(
    monkeypatch: pytest.MonkeyPatch, by: tuple[Method, ...], factors: tuple[Factor, ...], gaps: float
) -> None:
    noisy = any(isinstance(factor, ValueNoise) for factor in factors)
    if noisy:
        by = (ARITHMETIC, *by[1:])  # below another mean noise is worked out one by one, in double precision
    worlds = worlds_of(design(by, NOISE, *factors, gaps=gaps))
    count = rank_range_distributions if gaps else rank_distributions
    assert pays_off(worlds)
    single = count(worlds, 2_000)
    monkeypatch.setattr(uncertainty, "pays_off", in_double)
    double = count(worlds, 2_000)

    for name in ("best", "worst") if gaps else ("counts",):
        np.testing.assert_array_equal(getattr(single, name), getattr(double, name))


def twins(asked: Design) -> Design:
    """The same design with every unit twice, the second within a rounding of single precision of the first."""
    table = asked.table
    values = np.concatenate([table.values, table.values * (1 + 3e-9)])
    names = (*table.units, *(f"{unit} twin" for unit in table.units))
    return replace(asked, table=replace(table, units=names, values=values))


@pytest.mark.parametrize("by", MIXED[:4], ids=str)
def test_what_single_precision_cannot_tell_apart_is_settled(
    monkeypatch: pytest.MonkeyPatch, by: tuple[Method, ...]
) -> None:
    worlds = worlds_of(twins(design(by, NOISE)))
    single = rank_distributions(worlds, 500)
    assert not np.array_equal(single.counts[:UNITS], single.counts[UNITS:])  # the twins stand above, every time
    monkeypatch.setattr(uncertainty, "pays_off", in_double)
    assert (single.counts == rank_distributions(worlds, 500).counts).all()


@pytest.mark.parametrize("by", MIXED, ids=str)
def test_errors_stay_within_their_bound_and_pairs_are_exact(by: tuple[Method, ...]) -> None:
    worlds = worlds_of(design(by, NOISE))
    block = block_of(worlds, 0, 300)
    nearly, truth = nearly_of(block), losses_of(block)
    assert nearly is not None
    rows, units = np.arange(300).repeat(3), np.tile([0, 4, 7], 100 * 3)
    exact = exactly(block, rows, units)

    # pairs keep the order of the losses: a loss, or the score below zero
    order = np.argsort(exact[units == 4], kind="stable")
    np.testing.assert_array_equal(order, np.argsort(truth[:, 4], kind="stable"))
    wrong = np.abs(nearly.losses[rows, units] / exact - 1)
    assert (wrong <= nearly.errors[rows]).all()
    assert wrong.max() > 0


def test_single_precision_is_left_where_it_gives_no_bound() -> None:
    assert not pays_off(worlds_of(design(ARITHMETIC, NOISE)))  # one product is as fast in double
    wide = WeightNoise("weights", 0.25)
    worlds = worlds_of(design((ARITHMETIC, ARITHMETIC, WEAKEST), wide, ValueNoise("noise", 500.0)))
    assert rank_distributions(worlds, 50).counts.sum() == 50 * UNITS


def test_noise_on_groups_is_noise_on_every_value() -> None:
    """One normal number per group stands for one per value: the spread of the group's mean is the same."""
    worlds = worlds_of(design((ARITHMETIC, ARITHMETIC, WEAKEST), ValueNoise("noise", 4.0)))
    plain = worlds_of(design((ARITHMETIC, ARITHMETIC, ARITHMETIC), ValueNoise("noise", 4.0)))
    assert block_of(worlds, 0, 5).drawn[0].shape == (5, 2 * UNITS)  # two groups below the weakest-link mean
    block = block_of(plain, 0, 20_000)
    weights = block.collapsed(0, 3)[0]
    spread = losses_of(block).std(axis=0)
    assert spread == pytest.approx(np.full(UNITS, 4.0 * np.sqrt((weights**2).sum())), rel=0.02)


def test_a_geometric_mean_of_sums_far_from_those_as_given_is_left_to_the_plain_way() -> None:
    """The series holds for weights near those as given; any weights at all go through logarithms, ranks the same."""
    near, far = (
        worlds_of(design((ARITHMETIC, GEOMETRIC, WEAKEST), weights)) for weights in (NOISE, AnyWeights("weights"))
    )
    for worlds in (near, far):
        block = block_of(worlds, 0, 200)
        nearly, truth = nearly_of(block), losses_of(block)
        assert nearly is not None
        wrong = np.abs(nearly.losses / truth - 1)
        assert (wrong <= nearly.errors[:, None]).all()
        assert nearly.errors.max() < 1e-3


def test_both_ends_side_by_side_are_those_of_double_precision() -> None:
    worlds = worlds_of(design((ARITHMETIC, ARITHMETIC, WEAKEST), NOISE, gaps=0.3))
    block = block_of(worlds, 0, 100)
    nearly = nearly_of(block, ends=("high", "low"))
    assert nearly is not None
    truth = np.concatenate([losses_of(block, at_high_end=True), losses_of(block)], axis=1)
    assert (np.abs(nearly.losses / truth - 1) <= nearly.errors[:, None]).all()
    rows, places = np.array([3, 3, 50]), np.array([1, UNITS + 1, 2 * UNITS - 1])
    np.testing.assert_allclose(exactly(block, rows, places, ends=("high", "low")), truth[rows, places], rtol=1e-12)
