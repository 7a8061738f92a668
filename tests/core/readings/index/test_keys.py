"""Short keys keep the order of what lies apart, and name what does not."""

import numpy as np
import pytest

from openregime.core.readings.index.keys import (
    TOGETHER,
    limits_of,
    near_ties,
    sorted_by_digits,
    sorted_by_score,
    steps_between,
)
from openregime.core.readings.index.ranking import RankCounter, unit_bits

UNITS = 195
BITS = unit_bits(UNITS)
NAMES = np.arange(UNITS, dtype=np.int32)


def rows(kind: str) -> np.ndarray:
    """Scores of 50 replications: far apart, tied, with one far away, within a millionth of each other, or all alike."""
    chance = np.random.default_rng(4)
    spread = chance.normal(0, 3, (50, UNITS))
    spread[:, 1] = spread[:, 0] + {"tied": 0.0}.get(kind, 0.5)
    if kind == "one far":
        spread[:, 7] = 1e6
    if kind == "narrow":
        return 50 + 1e-6 * spread
    return np.full((50, UNITS), 50.0) if kind == "alike" else spread


@pytest.mark.parametrize("kind", ["apart", "tied", "one far", "narrow", "alike"])
def test_rows_that_are_not_left_are_in_the_order_of_their_scores(kind: str) -> None:
    scores = rows(kind)
    keys, alike = sorted_by_score(scores, NAMES, BITS)
    sure = np.setdiff1d(np.flatnonzero(~alike), near_ties(keys, BITS))

    assert (keys[sure] & ((1 << BITS) - 1)).tolist() == np.argsort(scores[sure], axis=1).tolist()
    assert (len(sure) > 25) == (kind == "apart")


@pytest.mark.parametrize("sign", [1, -1])
def test_digits_keep_the_order_of_losses_on_either_side_of_zero(sign: int) -> None:
    chance = np.random.default_rng(5)
    losses = (sign * np.exp(chance.normal(0, 4, (50, UNITS)))).astype(np.float32)
    losses[::2] *= -1  # signs may differ between replications
    keys, cut = sorted_by_digits(losses, NAMES, BITS)
    close = steps_between(keys) < limits_of(np.full(50, 1e-4), cut, BITS)[:, None]
    names = keys & ((1 << BITS) - 1)
    in_order = np.take_along_axis(losses, names, axis=1)

    assert (close | (in_order[:, 1:] > in_order[:, :-1])).all()
    assert 0 < close.mean() < 0.1  # few are close


def test_losses_within_their_error_are_close_and_others_are_not() -> None:
    losses = np.array([[1.0, 1.0 + 4e-6, 1.1]], dtype=np.float32)
    names, bits = np.arange(3, dtype=np.int32), unit_bits(3)
    keys, cut = sorted_by_digits(losses, names, bits)
    steps = steps_between(keys)

    assert (steps < limits_of(np.array([2e-6]), cut, bits)[:, None]).tolist() == [[True, False]]
    assert (steps < limits_of(np.array([5e-7]), cut, bits)[:, None]).tolist() == [[False, False]]
    assert steps.min() >= TOGETHER << bits


def test_what_is_in_doubt_is_named_and_the_rest_is_counted() -> None:
    losses = np.array([[3.0, 1.0, 2.0], [3.0, 1.0, 1.0 + 4e-6]], dtype=np.float32)
    counter = RankCounter(3)
    rows_left, at, units = counter.add_if_clear(losses, np.array([1e-5, 1e-5]))

    assert rows_left.tolist() == [1]
    assert sorted(zip(at.tolist(), units.tolist(), strict=True)) == [(0, 1), (0, 2)]
    assert counter.counts().tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
