"""Where the regime is weak on a day: what is missing, for whom, how much is at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.facts import Span, Status, Total
from openregime.core.readings.counts import Count, count_states
from openregime.core.readings.day import DayReading
from openregime.core.readings.links import Link, Requirement
from openregime.core.readings.reasons import thing_of
from openregime.core.readings.stakes import Stakes
from openregime.core.readings.tenures import Codes


@dataclass(frozen=True, slots=True)
class Missing:
    """One requirement, and the States that do not meet it.

    Attributes:
        certainly: States that certainly do not meet it, those with most at stake first.
        perhaps: States of which it is not known, the same order.
        outside_when_last_known: those of `perhaps` that were outside on the last day of a complete list.
        count: how many States meet it, narrowed by published totals.
        at_least_missing: how many States certainly do not meet it, whoever they are: totals can say more than names.
        holders_certainly, holders_perhaps: how many of each have weapons-usable material.
    """

    link: Link
    requirement: Requirement
    certainly: tuple[str, ...]
    perhaps: tuple[str, ...]
    outside_when_last_known: frozenset[str]
    count: Count
    at_least_missing: int
    holders_certainly: int
    holders_perhaps: int
    holders_outside_when_last_known: int
    reactors_certainly: int

    @property
    def joined_unnamed(self) -> int:
        """How many of `perhaps` certainly meet it, by published totals; which ones is not known."""
        return max(0, self.count.low - self.count.names_low)


def weak_links(reading: DayReading, stakes: Mapping[str, Stakes]) -> tuple[Missing, ...]:
    """Requirements that are missing somewhere, those with most certainly at stake first.

    Args:
        reading: the day.
        stakes: State id -> Stakes, for all States.
    Returns:
        One entry for each requirement that is due and that some State does not or may not meet.
    """
    regime = reading.regime
    supposed = regime.if_nothing_changed(reading.day)
    ranked = sorted(range(len(regime.states)), key=lambda i: _by_stakes(regime.states[i], stakes))
    found = []
    for k, requirement in enumerate(regime.chain.requirements):
        codes = reading.codes[:, k]
        certainly = _named(regime.states, codes == Status.NOT_MET, ranked)
        perhaps = _named(regime.states, codes == Status.UNKNOWN, ranked)
        if not certainly and not perhaps:
            continue
        was_outside = (codes == Status.UNKNOWN) & (supposed.codes[:, k] == Status.NOT_MET)
        last_known = frozenset(s for s, w in zip(regime.states, was_outside, strict=True) if w)
        count = count_states(codes, _totals(reading, requirement), reading.day)
        due = int(np.count_nonzero(codes <= Status.UNKNOWN))
        found.append(
            Missing(
                link=regime.chain.link_of(requirement.id),
                requirement=requirement,
                certainly=certainly,
                perhaps=perhaps,
                outside_when_last_known=last_known,
                count=count,
                at_least_missing=max(len(certainly), due - count.high),
                holders_certainly=sum(stakes[s].has_material for s in certainly),
                holders_perhaps=sum(stakes[s].has_material for s in perhaps),
                holders_outside_when_last_known=sum(stakes[s].has_material for s in last_known),
                reactors_certainly=sum(stakes[s].reactors or 0 for s in certainly),
            )
        )
    return tuple(sorted(found, key=_most_at_stake_first))


def _most_at_stake_first(missing: Missing) -> tuple[int, ...]:
    return (
        -missing.holders_certainly,
        -missing.holders_outside_when_last_known,
        -missing.at_least_missing,
        -missing.holders_perhaps,
        -len(missing.perhaps),
    )


def _totals(reading: DayReading, requirement: Requirement) -> list[Total]:
    wanted = thing_of(requirement).removeprefix("joined:")
    return [t for t in reading.regime.record.totals if t.object == wanted]


def _by_stakes(state: str, stakes: Mapping[str, Stakes]) -> tuple[float | str, ...]:
    return (*(-x for x in stakes[state].order), state)


def _named(states: Sequence[str], chosen: Codes, ranked: Sequence[int]) -> tuple[str, ...]:
    return tuple(states[i] for i in ranked if chosen[i])


@dataclass(frozen=True, slots=True)
class ListedState:
    """One State in the list of States.

    Attributes:
        span: its weakest link under the aspect asked for; None where no link counts.
        supposed: the same if nothing changed since the complete lists ended.
        weakest: ids of the links that are certainly weak; empty when none is.
        supposed_weakest: the same if nothing changed.
    """

    state: str
    span: Span | None
    supposed: Span | None
    weakest: tuple[str, ...]
    supposed_weakest: tuple[str, ...]
    stakes: Stakes


def listed_states(reading: DayReading, stakes: Mapping[str, Stakes], aspect: str = "public") -> tuple[ListedState, ...]:
    """All States: certainly weakest first, then weakest if nothing changed, then most at stake.

    Stakes decide only between States that read alike; they are never part of the reading.
    """
    regime = reading.regime
    supposed = regime.if_nothing_changed(reading.day)
    spans, supposed_spans = reading.chain_spans(aspect), supposed.chain_spans(aspect)
    weakest, supposed_weakest = _all_certainly_weak(reading, aspect), _all_certainly_weak(supposed, aspect)
    found = [
        ListedState(state, spans[i], supposed_spans[i], weakest[i], supposed_weakest[i], stakes[state])
        for i, state in enumerate(regime.states)
    ]
    return tuple(sorted(found, key=_weakest_first))


def _weakest_first(listed: ListedState) -> tuple[float, ...]:
    high = 2.0 if listed.span is None else round(listed.span.high, 9)
    supposed = 2.0 if listed.supposed is None else round(listed.supposed.high, 9)
    low = 2.0 if listed.span is None else round(listed.span.low, 9)
    return (high, supposed, *(-x for x in listed.stakes.order), low)


def certainly_weak(reading: DayReading, state: str, aspect: str) -> tuple[str, ...]:
    """Ids of the links whose high end is the least of the chain and below 1."""
    return _all_certainly_weak(reading, aspect)[reading.regime.state_row[state]]


def _all_certainly_weak(reading: DayReading, aspect: str) -> list[tuple[str, ...]]:
    regime = reading.regime
    chosen = regime.links_for[aspect]
    least_high = reading.chains[aspect][1][:, None]
    with np.errstate(invalid="ignore"):  # where no link counts, none is weak
        weak = (reading.links[1][:, chosen] <= least_high + 1e-12) & (least_high < 1)
    ids = [regime.chain.links[j].id for j in chosen]
    return [tuple(i for i, w in zip(ids, row, strict=True) if w) for row in weak.tolist()]
