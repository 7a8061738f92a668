"""Which unknown would change the answer if it were known."""

from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Span, Status
from openregime.core.readings.day import DayReading, Floats, belongs, links_of


@dataclass(frozen=True, slots=True)
class Knowing:
    """What knowing one requirement, or everything of one link, would do to the reading of one State.

    Attributes:
        of: id of the requirement or link that is unknown.
        is_link: True when all unknown requirements of a link are meant at once.
        if_met, if_not: the State's span if it turned out met, or not met.
        gain: how much narrower the span would become at best, 0 to 1.
        least_gain: the same at worst; positive when any answer helps.
    """

    of: str
    is_link: bool
    if_met: Span
    if_not: Span
    gain: float
    least_gain: float


def value_of_knowing(reading: DayReading, state: str, aspect: str = "together") -> tuple[Knowing, ...]:
    """Unknown requirements and links of a State, those first whose answer would narrow its span most.

    Args:
        reading: the day.
        state: id of a State.
        aspect: one of `day.ASPECTS`.
    Returns:
        Only unknowns that would change the span; empty when none would on its own.
    """
    regime = reading.regime
    row = regime.state_row[state]
    now = reading.chain_span(state, aspect)
    if now is None:
        return ()
    low, high = reading.low[row], reading.high[row]
    unknown = [
        (requirement.id, regime.chain.link_of(requirement.id).id, k)
        for k, requirement in enumerate(regime.chain.requirements)
        if reading.codes[row, k] == Status.UNKNOWN and belongs(regime.chain.link_of(requirement.id), aspect)
    ]
    asked = [(name, False, [k]) for name, _, k in unknown]
    for link in regime.chain.links:
        members = [k for _, owner, k in unknown if owner == link.id]
        if len(members) > 1:
            asked.append((link.id, True, members))
    found = []
    for name, is_link, members in asked:
        met = _span_with(reading, low, high, members, 1.0, aspect)
        missing = _span_with(reading, low, high, members, 0.0, aspect)
        gains = (now.width - met.width, now.width - missing.width)
        if max(gains) > 1e-12:
            found.append(Knowing(name, is_link, met, missing, max(gains), min(gains)))
    return tuple(sorted(found, key=lambda x: (-x.gain, -x.least_gain, x.is_link)))


def _span_with(
    reading: DayReading, low: Floats, high: Floats, members: list[int], value: float, aspect: str
) -> Span:
    low, high = low.copy(), high.copy()
    low[members] = high[members] = value
    link_low, link_high = links_of(low[None, :], high[None, :], reading.regime._member)
    chosen = reading._links_for(aspect)
    return Span(float(np.nanmin(link_low[0, chosen])), float(np.nanmin(link_high[0, chosen])))
