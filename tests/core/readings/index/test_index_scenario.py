"""What if a unit did these things: the same worlds before and after, every unit's interval and ranks."""

import numpy as np
import pytest

from openregime.core.readings.index import (
    ARITHMETIC,
    BadDesign,
    GapsFilled,
    IndexScenario,
    RankDistributions,
    RankRangeDistributions,
    ValueChange,
    estimated_sensitivity,
    exact_sensitivity,
    index_after,
    rank_distributions,
    rank_range_distributions,
    with_changes,
)
from openregime.core.readings.index.factors import OneDropped
from openregime.core.readings.index.scoring import losses_of
from openregime.core.readings.index.uncertainty import block_of
from openregime.core.readings.index.worlds import worlds_of
from tests.core.readings.index.test_sensitivity import MEANS
from tests.core.readings.index.test_uncertainty import NOISE, UNITS, WEAKEST, design, table

BY = (ARITHMETIC, ARITHMETIC, WEAKEST)
DONE = tuple(ValueChange("U03", part, 1.0) for part in ("people0", "people1", "people2"))


def supposed(gaps: float = 0.0) -> IndexScenario:
    return index_after(design(BY, NOISE, gaps=gaps), DONE, 2_000)


def test_three_things_done_lift_the_unit_and_on_goalposts_nobody_else() -> None:
    found = supposed()
    assert isinstance(found.after.ranks, RankDistributions)
    assert found.after.low["U03"] > found.before.low["U03"]
    assert found.after.low == found.after.high
    assert {u for u in found.after.low if found.after.low[u] != found.before.low[u]} == {"U03"}
    assert found.after.rank_interval("U03") < found.before.rank_interval("U03")
    assert "U03" in found.moved()  # others may move by a rank, for somebody passed them


def test_open_gaps_stay_open_on_both_sides_and_one_that_is_closed_narrows() -> None:
    open_ = table(0.2)
    i, j = next((i, j) for i, j in np.argwhere(np.isnan(open_.values)))
    change = ValueChange(open_.units[i], open_.columns[j], 0.4)
    found = index_after(design(BY, NOISE, gaps=0.2), [change], 1_000)
    assert isinstance(found.before.ranks, RankRangeDistributions)
    width = [side.high[change.unit] - side.low[change.unit] for side in (found.before, found.after)]
    assert width[1] < width[0]


def test_what_is_not_known_any_more_widens() -> None:
    found = index_after(design(BY, NOISE), [ValueChange("U03", "law0", None)], 500)
    assert found.before.low["U03"] == found.before.high["U03"]
    assert found.after.low["U03"] < found.before.low["U03"] < found.after.high["U03"]


def test_gaps_that_a_factor_fills_are_filled_on_both_sides() -> None:
    found = index_after(design(BY, NOISE, GapsFilled("gaps"), gaps=0.2), DONE, 500)
    assert isinstance(found.after.ranks, RankDistributions)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "Nothing changes"),
        ((ValueChange("U99", "law0", 1.0),), "row U99, column law0: Is no unit"),
        ((ValueChange("U03", "lawless", 1.0),), "row U03, column lawless: Is no indicator"),
        ((ValueChange("U03", "law0", float("inf")),), "row U03, column law0: inf is no value"),
        ((ValueChange("U03", "law0", 1.0), ValueChange("U03", "law0", 0.5)), "row U03, column law0: Is changed twice"),
    ],
)
def test_changes_that_make_no_sense_are_refused(changes: tuple[ValueChange, ...], said: str) -> None:
    with pytest.raises(BadDesign, match=said):
        with_changes(table(), changes)


def test_statements_carry_names() -> None:
    found = rank_distributions(design(BY, NOISE), 1_000, pairs="all")
    best = found.units[int(np.argmax(found.counts[:, 0]))]
    line = found.summaries(at_most=(1, 3))[found.units.index(best)]
    assert line.unit == best
    assert line.low <= line.median <= line.high
    assert line.chances == {1: found.at_most(1)[found.units.index(best)], 3: found.at_most(3)[found.units.index(best)]}
    below = found.always_above(best)
    assert all(found.above(best, other) == 1.0 and best in found.always_below(other) for other in below)
    assert {(best, other) for other in below} <= set(found.robust_pairs())
    with pytest.raises(BadDesign, match="row nobody"):
        found.always_above("nobody")


def test_pairs_are_certain_only_where_no_filling_turns_them_round() -> None:
    worlds = worlds_of(design(BY, NOISE, gaps=0.1))
    found = rank_range_distributions(worlds, 300, pairs="all")
    block = block_of(worlds, 0, 300)
    low, high = losses_of(block), losses_of(block, at_high_end=True)
    assert found.pairs is not None
    expected = (low[:, :, None] < high[:, None, :]).sum(axis=0)
    assert (found.pairs == expected).all()
    assert (found.pairs + found.pairs.T <= 300).all()
    plain = rank_range_distributions(worlds, 300)
    assert (plain.best == found.best).all()
    with pytest.raises(BadDesign, match="Pairs were not counted"):
        plain.above("U00", "U01")


def test_the_factor_that_decides_a_rank_is_named() -> None:
    found = exact_sensitivity(design(ARITHMETIC, MEANS, OneDropped("dropped")))
    deciding = found.deciding_factors()
    assert set(deciding) == set(found.outputs[1:])
    for unit, decided in deciding.items():
        total = found.total[found.outputs.index(unit)]
        assert (
            decided is None if np.isnan(total).all() else decided == (found.factors[int(np.argmax(total))], total.max())
        )
    with pytest.raises(BadDesign, match="row nobody"):
        found.deciding_factor("nobody")
    assert estimated_sensitivity(design(ARITHMETIC, MEANS), 64).deciding_factor("mean shift") is not None
    assert len(deciding) == UNITS
