"""Counting ranks in bulk gives what ranking row by row gives, ties and intervals included."""

import numpy as np
import pytest

from openregime.core.readings.index.intervals import rank_ranges
from openregime.core.readings.index.rank_ranges import RangeCounter
from openregime.core.readings.index.ranking import RankCounter, add_pairs, beaten_from, ranks_from
from openregime.core.readings.index.statistics import ranks_of


def scores(units: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Scores of 300 replications and their upper ends: without ties, or with many and on both sides of zero."""
    chance = np.random.default_rng(units)
    if kind == "distinct":
        low = chance.random((300, units))
        return low, low + chance.random(low.shape) * (chance.random(low.shape) < 0.3)
    low = chance.integers(-3, 3, (300, units)).astype(float)
    return low, low + chance.integers(0, 2, low.shape)


@pytest.mark.parametrize("kind", ["distinct", "tied"])
@pytest.mark.parametrize("units", [1, 2, 5, 50, 1100])
def test_ranks_in_bulk_are_the_ranks_of_each_row(units: int, kind: str) -> None:
    low, _ = scores(units, kind)
    expected = np.array([ranks_of(row) for row in low[:40]]).astype(int)
    counter = RankCounter(units)
    counted = np.zeros((units, units), dtype=np.int64)
    for row in expected:
        counted[np.arange(units), row - 1] += 1

    counter.add(0.0 - low[:40])

    assert (ranks_from(0.0 - low[:40]) == expected).all()
    assert (counter.counts() == counted).all()


@pytest.mark.parametrize("kind", ["distinct", "tied"])
@pytest.mark.parametrize("units", [1, 2, 5, 50])
def test_rank_ranges_in_bulk_are_those_of_each_row(units: int, kind: str) -> None:
    low, high = scores(units, kind)
    best_by_row, worst_by_row = (np.zeros((units, units), dtype=np.int64) for _ in range(2))
    for bottom, top in zip(low, high, strict=True):
        first, last = rank_ranges(bottom, top)
        best_by_row[np.arange(units), first - 1] += 1
        worst_by_row[np.arange(units), last - 1] += 1

    counter = RangeCounter(units)
    counter.add(0.0 - low, 0.0 - high)

    best, worst = counter.counts()
    assert (best == best_by_row).all()
    assert (worst == worst_by_row).all()


@pytest.mark.parametrize("units", [1, 5, 50, 300])
def test_pairs_in_bulk_are_the_pairs_of_each_row(units: int) -> None:
    ranks = np.array([ranks_of(row) for row in scores(units, "tied")[0]]).astype(np.int32)
    pairs = np.zeros((units, units), dtype=np.int64)
    add_pairs(pairs, ranks)
    assert (pairs == sum((row[:, None] < row[None, :]).astype(int) for row in ranks)).all()


def test_scores_that_differ_by_rounding_only_share_a_rank() -> None:
    one = 0.1 + 0.2
    assert ranks_from(np.array([[-0.3, -one, -0.1]])).tolist() == [[1, 1, 3]]


@pytest.mark.parametrize("kind", ["distinct", "tied"])
def test_a_guess_of_ranks_moves_the_table_and_no_count(kind: str) -> None:
    low, high = scores(50, kind)
    guess = np.random.default_rng(7).permutation(50) + 1
    plain, guided, ends, guided_ends = (
        RankCounter(50),
        RankCounter(50, guess),
        RangeCounter(50),
        RangeCounter(50, guess),
    )
    for counter in (plain, guided):
        counter.add(0.0 - low)
    for ends_counter in (ends, guided_ends):
        ends_counter.add(0.0 - low, 0.0 - high)

    assert (guided.counts() == plain.counts()).all()
    for expected, found in zip(ends.counts(), guided_ends.counts(), strict=True):
        assert (found == expected).all()


@pytest.mark.parametrize("units", [1, 2, 5, 195, 1100])
@pytest.mark.parametrize("kind", ["distinct", "tied", "alike", "near"])
def test_rivals_beaten_are_counted_pair_by_pair(units: int, kind: str) -> None:
    """On a grid of 32 bits as well: what lies within a step of it, or is tied, is told apart as it stands."""
    low = np.ones((9, units)) if kind == "alike" else scores(units, "tied" if kind == "tied" else "distinct")[0][:9]
    if kind == "near":
        low[:, ::2] = np.repeat(low[:, ::2][:, :1], low[:, ::2].shape[1], axis=1) * (
            1 + 1e-9 * np.arange(low[:, ::2].shape[1])
        )
    margin = 1e-12 * np.abs(low).max()
    expected = np.array(
        [
            ((row[:, None] > row + margin).sum(axis=1) + (len(row) - 1 - (row[:, None] < row - margin).sum(axis=1))) / 2
            for row in low
        ]
    )
    np.testing.assert_array_equal(beaten_from(low), expected)
