"""Drawn datings keep to the windows and to what was counted."""

import numpy as np
import pytest

from openregime.core.readings.outlook.datings import Windows
from openregime.core.readings.outlook.pool import NOT_SEEN

DAY = 1000


def windows(**changed: object) -> Windows:
    """Six States: two dated, two within a window that ends before the day, one that may be inside, one outside."""
    given: dict[str, object] = {
        "day": DAY,
        "named_to": 900,
        "earliest": np.array([100, 200, 300, 300, 901, NOT_SEEN]),
        "latest": np.array([100, 200, 800, 800, NOT_SEEN, NOT_SEEN]),
        "low": 4,
        "high": 5,
        "first_high": np.array([100, 200, 300, 600, 901]),
        "first_low": np.array([100, 200, 500, 800, NOT_SEEN]),
    }
    return Windows(**(given | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_every_dating_lies_in_its_window_and_within_the_count(seed: int) -> None:
    held = windows()
    drawn = held.draw(np.random.default_rng(seed), np.ones(6))
    assert drawn[:2].tolist() == [100, 200]
    assert ((drawn[2:4] >= 300) & (drawn[2:4] <= 800)).all()
    third, fourth = sorted(drawn[2:4])
    assert 300 <= third <= 500 and fourth >= 600  # published totals: three by day 500, four not before day 600
    assert drawn[5] == NOT_SEEN
    assert 4 <= (drawn <= DAY).sum() <= 5


def test_a_count_that_needs_one_more_takes_the_one_that_may_be_inside() -> None:
    drawn = windows(low=5).draw(np.random.default_rng(0), np.ones(6))
    assert 901 <= drawn[4] <= DAY


def test_the_eager_are_inside_more_often() -> None:
    held = windows(
        earliest=np.array([100, 200, 300, 901, 901, NOT_SEEN]),
        latest=np.array([100, 200, 300, NOT_SEEN, NOT_SEEN, NOT_SEEN]),
        low=4,
        high=4,
    )
    random, eager = np.random.default_rng(1), np.array([1, 1, 1, 0.9, 0.1, 1])
    times = sum(held.draw(random, eager)[3] <= DAY for _ in range(400))
    assert 330 < times < 390


def test_known_days_need_one_dating() -> None:
    held = windows(
        earliest=np.array([100, 200, 300, 400, 500, NOT_SEEN]), latest=np.array([100, 200, 300, 400, 500, NOT_SEEN])
    )
    assert held.are_days
    assert held.draw(np.random.default_rng(0), np.ones(6)).tolist() == [100, 200, 300, 400, 500, NOT_SEEN]
    assert not windows().are_days
