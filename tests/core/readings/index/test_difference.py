"""Why one unit is above another: points that add up, for every mean and with gaps as intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.decompose import contributions
from openregime.core.readings.index.difference import difference_between
from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.means import (
    ARITHMETIC,
    GEOMETRIC,
    HARMONIC,
    Copeland,
    Method,
    Minimum,
    PowerMean,
)
from openregime.core.readings.index.normalise import Goalposts, MinMax, Normalise
from openregime.core.readings.index.stage import Stage
from tests.core.readings.index.test_uncertainty import INDEX, WEAKEST, table

MEANS: list[tuple[Method, ...]] = [
    (ARITHMETIC,) * 3,
    (ARITHMETIC, ARITHMETIC, WEAKEST),
    (GEOMETRIC, HARMONIC, WEAKEST),
    (WEAKEST, PowerMean(2), PowerMean(-20)),
    (ARITHMETIC, Minimum(), WEAKEST),
    (Minimum(), Minimum(), Minimum()),
    (ARITHMETIC, ARITHMETIC, PowerMean(-5, floor=40)),
]


def stage_of(gaps: float = 0.0) -> Stage:
    return Normalise(Goalposts(1, 100)).apply(Stage(INDEX, table(gaps)))


@pytest.mark.parametrize("by", MEANS, ids=str)
def test_points_add_up_to_the_difference_at_every_level(by: tuple[Method, ...]) -> None:
    stage = stage_of()
    columns = aggregated(INDEX, stage.table.values, by, stage.table.units)["Index"]
    for i, j in ((0, 1), (2, 7), (11, 3)):
        first, second = stage.table.units[i], stage.table.units[j]
        found = difference_between(stage, by, first, second)
        assert found.least == found.most
        assert found.least["Index"] == pytest.approx(columns[i] - columns[j], abs=1e-9)
        for group, below in INDEX.children.items():
            assert found.least[group] == pytest.approx(sum(found.least[part] for part in below), abs=1e-9)


def test_for_the_arithmetic_mean_it_is_weight_times_difference() -> None:
    stage, by = stage_of(), (ARITHMETIC,) * 3
    found = difference_between(stage, by, "U03", "U05")
    plain = contributions(stage, by)[3] - contributions(stage, by)[5]
    assert [found.least[i.id] for i in INDEX.indicators] == pytest.approx(plain.tolist(), abs=1e-10)


@pytest.mark.parametrize("by", MEANS, ids=str)
def test_it_turns_round_with_the_units_and_gives_nothing_for_equal_values(by: tuple[Method, ...]) -> None:
    values = np.array(stage_of().table.values)
    values[4, 2] = values[6, 2]
    stage = stage_of().with_values(values, "One value alike.")
    there, back = difference_between(stage, by, "U04", "U06"), difference_between(stage, by, "U06", "U04")
    assert [there.least[k] for k in there.least] == pytest.approx([-back.least[k] for k in there.least], abs=1e-8)
    assert there.least[INDEX.indicators[2].id] == 0.0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 11), st.integers(0, 11), st.lists(st.floats(1, 100), min_size=40, max_size=40))
def test_with_gaps_the_difference_lies_between_its_ends(i: int, j: int, fillings: list[float]) -> None:
    if i == j:
        return
    stage, by = stage_of(gaps=0.3), MEANS[1]
    names = stage.table.units
    found = difference_between(stage, by, names[i], names[j])
    values = np.array(stage.table.values)
    gaps = np.argwhere(np.isnan(values))
    for (row, column), filling in zip(gaps, np.resize(fillings, len(gaps)), strict=True):
        values[row, column] = filling
    index = aggregated(INDEX, values, by, names)["Index"]
    assert found.least["Index"] - 1e-9 <= index[i] - index[j] <= found.most["Index"] + 1e-9
    assert found.of("Index") == (found.least["Index"], found.most["Index"])


def test_what_cannot_be_shared_out_is_refused() -> None:
    with pytest.raises(BadStep, match="row nowhere: Is no unit"):
        difference_between(stage_of(), MEANS[0], "U00", "nowhere")
    with pytest.raises(BadStep, match="Copeland has no gains"):
        difference_between(stage_of(), (Copeland(),) * 3, "U00", "U01")
    floating = replace(Normalise(MinMax()).apply(Stage(INDEX, table(0.2))))
    with pytest.raises(BadStep, match="fixed by definition"):
        difference_between(floating, MEANS[0], "U00", "U01")
