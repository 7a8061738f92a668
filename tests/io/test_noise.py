"""Noise is what it is said to be: the discrete Laplace distribution, at the cost that was asked for.

The tests of distribution take no seed: OpenDP takes none. Their bounds are so wide that a right mechanism fails one of
them less than once in a million runs.
"""

import itertools
import math
from collections import Counter

import pytest

from openregime.core.sharing.budgets import half_width
from openregime.io.noise import NoiseNotInstalled, can_draw_noise, with_noise

pytestmark = pytest.mark.skipif(not can_draw_noise(), reason="the optional extra openregime[privacy] is not installed")
DRAWS = 200_000
Z = 6.0  # standard errors: two-sided 2e-9 for one comparison


def drawn(value: int, *, epsilon: float, sensitivity: int, number: int) -> list[int]:
    """Many independent draws for one count: cells of tables that all hold it."""
    found: list[int] = []
    while len(found) < number:
        counts = {f"{n:04d}": value for n in range(min(1_000, number - len(found)))}
        # each cell's noise is what one cell alone would get: the scale depends on epsilon and sensitivity only
        found += with_noise(counts, epsilon=epsilon, sensitivity=sensitivity).values.values()
    return found


@pytest.mark.parametrize(("epsilon", "sensitivity"), [(0.1, 1), (0.3, 7), (1.0, 5), (2.5, 3), (0.01, 1_000)])
def test_it_never_costs_more_than_was_asked_for_nor_adds_more_noise_than_that_takes(
    epsilon: float, sensitivity: int
) -> None:
    made = with_noise({"a": 3, "b": 0}, epsilon=epsilon, sensitivity=sensitivity)
    assert epsilon * (1 - 1e-9) <= made.epsilon <= epsilon
    assert made.scale == pytest.approx(sensitivity / epsilon, rel=1e-9)
    assert made.method.startswith("OpenDP 0.16")
    assert all(isinstance(value, int) for value in made.values.values())


@pytest.mark.parametrize(
    ("epsilon", "sensitivity", "cells"),
    [(0.0, 1, 1), (-1.0, 1, 1), (math.inf, 1, 1), (math.nan, 1, 1), (1.0, 0, 1), (1.0, 1, 0)],
)
def test_what_promises_nothing_is_refused(epsilon: float, sensitivity: int, cells: int) -> None:
    with pytest.raises(ValueError, match="epsilon above 0"):
        with_noise({f"{n}": 1 for n in range(cells)}, epsilon=epsilon, sensitivity=sensitivity)


def test_without_the_extra_one_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opendp.prelude", None)
    with pytest.raises(NoiseNotInstalled, match=r"-r requirements/privacy\.txt"):
        with_noise({"a": 1}, epsilon=1.0, sensitivity=1)


@pytest.mark.slow
@pytest.mark.parametrize(("epsilon", "sensitivity"), [(1.0, 1), (0.5, 2)])
def test_noise_follows_the_discrete_laplace_distribution(epsilon: float, sensitivity: int) -> None:
    scale = sensitivity / epsilon
    ratio = math.exp(-1 / scale)
    found = Counter(value - 10 for value in drawn(10, epsilon=epsilon, sensitivity=sensitivity, number=DRAWS))
    for k in range(-12, 13):
        wanted = (1 - ratio) / (1 + ratio) * ratio ** abs(k)
        error = math.sqrt(wanted * (1 - wanted) / DRAWS)
        assert found[k] / DRAWS == pytest.approx(wanted, abs=Z * error), k
    reach = half_width(scale, 1)
    inside = sum(number for k, number in found.items() if abs(k) <= reach) / DRAWS
    exactly = 1 - 2 * ratio ** (reach + 1) / (1 + ratio)
    assert exactly >= 0.95
    assert inside == pytest.approx(exactly, abs=Z * math.sqrt(exactly * (1 - exactly) / DRAWS))


@pytest.mark.slow
def test_neighbours_give_every_answer_with_odds_of_e_to_the_epsilon_at_most() -> None:
    """One organisation more or less moves a count by the sensitivity; no answer tells the two apart by more."""
    epsilon, sensitivity = 0.8, 3
    one = Counter(drawn(20, epsilon=epsilon, sensitivity=sensitivity, number=DRAWS))
    other = Counter(drawn(20 + sensitivity, epsilon=epsilon, sensitivity=sensitivity, number=DRAWS))
    compared = 0
    for answer, (here, there) in itertools.product(range(50), ((one, other), (other, one))):
        n, m = here[answer], there[answer]
        if n < 1_000 or m < 1_000:
            continue
        slack = Z * math.sqrt(1 / n + 1 / m)  # standard error of the logarithm of a ratio of two counts
        assert math.log(n / m) <= epsilon + slack, answer
        compared += 1
    assert compared > 20
    # and the bound is reached: the noise is no greater than the promise needs
    below = [math.log(one[k] / other[k]) for k in range(12, 20) if other[k] >= 1_000]
    assert sum(below) / len(below) == pytest.approx(epsilon, abs=0.05)
