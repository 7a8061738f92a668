"""Two units side by side: why one stands above the other, and whether it certainly does."""

from dataclasses import dataclass

from openregime.core.readings.studies.results import Results, UnitResult


@dataclass(frozen=True, slots=True)
class TwoUnits:
    """Two units compared.

    Attributes:
        first, second: their results, in the order asked for.
        certain: 1 where the first is above whatever the gaps hold, -1 where the second is, 0 where it is open.
        ahead: pillar id -> 1, -1 or 0 in the same sense, in the order of the pillars.
    """

    first: UnitResult
    second: UnitResult
    certain: int
    ahead: dict[str, int]


def between_two(results: Results, first: str, second: str) -> TwoUnits:
    """Compare two units of one index. Raises KeyError: no such unit."""
    a, b = results.of(first), results.of(second)
    ahead = {pillar: _order(a.pillars[pillar], b.pillars[pillar]) for pillar in a.pillars}
    ends = [(one.low, one.high) for one in (a, b)]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    return TwoUnits(a, b, _order(*known) if len(known) == 2 else 0, ahead)


def _order(one: tuple[float, float], other: tuple[float, float]) -> int:
    margin = 1e-9 * max(abs(one[1]), abs(other[1]), 1.0)
    if one[0] > other[1] + margin:
        return 1
    return -1 if other[0] > one[1] + margin else 0
