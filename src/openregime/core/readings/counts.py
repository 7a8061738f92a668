"""How many States are inside something on a day: counted by name, then narrowed by published totals."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Status, Total
from openregime.core.readings.tenures import Codes


@dataclass(frozen=True, slots=True)
class Count:
    """Between how many and how many States.

    Attributes:
        names_low, names_high: certainly inside by name; certainly or perhaps inside by name.
        low, high: the same narrowed by published totals.
        narrowed_by: the totals that narrowed it, at most one for each end.
        disagreeing: totals that no reading of the names allows; they are shown and do not narrow.
    """

    names_low: int
    names_high: int
    low: int
    high: int
    narrowed_by: tuple[Total, ...]
    disagreeing: tuple[Total, ...]

    @property
    def is_exact(self) -> bool:
        """True when one number is left."""
        return self.low == self.high


def count_states(codes: Codes, totals: Iterable[Total], day: dt.date) -> Count:
    """Count the States inside one thing.

    A total holds on its own day, and nobody is known to have left: so it is a floor for later days and a ceiling for
    earlier ones (docs/decisions/0006).

    Args:
        codes: Status codes of all States in the thing, n, on `day`.
        totals: published totals of the thing, any order.
        day: the day counted.
    """
    names_low = int(np.count_nonzero(codes == Status.MET))
    names_high = names_low + int(np.count_nonzero((codes == Status.UNKNOWN) | (codes == Status.PARTLY_MET)))
    low, high = names_low, names_high
    floor: Total | None = None
    ceiling: Total | None = None
    disagreeing = []
    for total in sorted(totals, key=lambda t: (t.day.earliest, t.day.latest, t.id)):  # their order changes nothing
        if total.day.latest <= day and total.low > low:
            if total.low > names_high:
                disagreeing.append(total)
            else:
                low, floor = total.low, total
        if total.day.earliest >= day and total.high < high:
            if total.high < names_low:
                disagreeing.append(total)
            else:
                high, ceiling = total.high, total
    used = tuple(t for t in (floor, ceiling) if t is not None)
    if low > high:
        return Count(names_low, names_high, names_low, names_high, (), (*disagreeing, *used))
    return Count(names_low, names_high, low, high, used, tuple(disagreeing))
