"""Which unknown would change the answer if it were known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Span, Status
from openregime.core.readings.day import DayReading, Floats, belongs, least, links_of


@dataclass(frozen=True, slots=True)
class Knowing:
    """What knowing one requirement, or everything of one link, would do to the reading of one State.

    Attributes:
        of: id of the requirement or link that is unknown.
        is_link: True when all unknown requirements of a link are meant at once.
        if_met, if_not: the State's span if it turned out met, or not met, as far as the unknown leaves either open.
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
        (requirement.id, link.id, regime.requirement_index[requirement.id])
        for link in regime.chain.links
        for requirement in link.requirements
        if belongs(link, aspect) and reading.codes[row, regime.requirement_index[requirement.id]] == Status.UNKNOWN
    ]
    asked = [(name, False, [k]) for name, _, k in unknown]
    for link in regime.chain.links:
        members = [k for _, owner, k in unknown if owner == link.id]
        if len(members) > 1:
            asked.append((link.id, True, members))
    met = _spans_with(reading, low, high, [members for _, _, members in asked], high, aspect)
    missing = _spans_with(reading, low, high, [members for _, _, members in asked], low, aspect)
    found = []
    for (name, is_link, _), if_met, if_not in zip(asked, met, missing, strict=True):
        gains = (now.width - if_met.width, now.width - if_not.width)
        if max(gains) > 1e-12:
            found.append(Knowing(name, is_link, if_met, if_not, max(gains), min(gains)))
    return tuple(sorted(found, key=lambda x: (-x.gain, -x.least_gain, x.is_link)))


def _spans_with(
    reading: DayReading, low: Floats, high: Floats, asked: Sequence[list[int]], ends: Floats, aspect: str
) -> list[Span]:
    """The State's span for each set of requirements, were they known to stand at the given ends."""
    lows, highs = np.tile(low, (len(asked), 1)), np.tile(high, (len(asked), 1))
    for row, members in enumerate(asked):
        lows[row, members] = highs[row, members] = ends[members]
    link_low, link_high = links_of(lows, highs, reading.regime._member)
    chosen = reading.regime.links_for[aspect]
    return [
        Span(float(a), float(b)) for a, b in zip(least(link_low[:, chosen]), least(link_high[:, chosen]), strict=True)
    ]
