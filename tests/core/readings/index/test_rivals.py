"""Rivals beaten level by level are those that counting pair by pair gives, ties half."""

import numpy as np
import pytest

from openregime.core.readings.index.means import beaten_by_part
from openregime.core.readings.index.rivals import RivalsBeaten

BELOW = [(slice(0, 2), slice(2, 3), slice(3, 6), slice(6, 8)), (slice(0, 3), slice(3, 4)), (slice(0, 2),)]


def weights(rows: int, parts: int, groups: tuple[slice, ...]) -> np.ndarray:
    found = np.random.default_rng(rows + parts).random((rows, parts)) + 0.1
    for group in groups:
        found[:, group] /= found[:, group].sum(axis=1, keepdims=True)
    return found


def plainly(beaten: np.ndarray, given: list[np.ndarray], row: int) -> np.ndarray:
    parts = beaten
    for level, (each, groups) in enumerate(zip(given, BELOW, strict=True)):
        counted = parts if level == 0 else beaten_by_part(parts.T).T
        shares = each[row if len(each) > 1 else 0]
        parts = np.array([shares[group] @ counted[group] for group in groups])
    return parts[0]


@pytest.mark.parametrize("units", [1, 2, 40, 300])
@pytest.mark.parametrize("rows", [(30, 30, 30), (1, 30, 1), (30, 1, 30), (1, 1, 1)])
@pytest.mark.parametrize("kind", ["apart", "twins", "alike"])
def test_rivals_beaten_at_the_top_are_those_of_each_row(units: int, rows: tuple[int, ...], kind: str) -> None:
    values = np.random.default_rng(units).random((8, units))
    if kind == "twins":
        values[:, units // 2 :] = values[:, : units - units // 2]
    beaten = beaten_by_part((np.ones_like(values) if kind == "alike" else values).T).T
    given = [weights(n, len_, below) for n, len_, below in zip(rows, (8, 4, 2), BELOW, strict=True)]

    found = RivalsBeaten(beaten, given, BELOW).at_the_top()

    expected = np.array([plainly(beaten, given, row) for row in range(max(rows))])
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)
