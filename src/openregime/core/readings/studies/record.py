"""The record as an index: requirements of the chain are the indicators, links the pillars, gaps what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Status
from openregime.core.readings.day import DayReading
from openregime.core.readings.index import BadDefinition, Definition, Group, Indicator, IndicatorTable
from openregime.core.readings.index.faults import Fault, refuse_if_any
from openregime.core.readings.index.table import Floats
from openregime.core.readings.links import Chain, Link, UnknownLink
from openregime.core.readings.studies.study import Ends, Study, house_factors, house_steps, pillar_noise

TOP = "index"
COUNTED = (Status.MET, Status.PARTLY_MET, Status.NOT_MET, Status.UNKNOWN)


class StateWithoutReading(OpenRegimeError, LookupError):
    """No index can be read: on that day nothing of the links asked for is due of anybody, or of that State."""

    code = "nothing-to-index"


@dataclass(frozen=True, eq=False)
class RecordIndex:
    """The record of one day as a study.

    Attributes:
        study: the index; its units are ids of States, its indicators ids of requirements, its pillars ids of links.
        left_out: States of which nothing was due on that day (most did not exist yet).
        not_due: requirements that were due of nobody.
        codes: Status codes, units x indicators, in the order of the study's table.
    """

    study: Study
    left_out: tuple[str, ...]
    not_due: tuple[str, ...]
    codes: npt.NDArray[np.uint8]


def index_of_record(
    reading: DayReading,
    link_ids: Sequence[str],
    *,
    title: str,
    names: Mapping[str, str],
    weights: Mapping[str, float] | None = None,
    power: float | None = -5.0,
    about: str = "",
) -> RecordIndex:
    """The index of all States over some links of the chain, as of the day of the reading.

    A requirement that does not apply to a State takes the mean of those that do, in the same link: so the pillar is
    the share met of what applies, exactly as the chain reads it. A link of which nothing applies is left wide open.

    Args:
        reading: the day. link_ids: pillars, in order. names: State id -> name for readers.
        weights: link id -> weight of every pillar, at least 0; None weighs all alike.
        power: of the mean over pillars; None for the least of them.
    Raises:
        UnknownLink: an id that is no link. StateWithoutReading: nothing was due of anybody. BadDefinition: weights,
            a pillar without one, or one for what is no pillar.
    """
    chain, regime = reading.regime.chain, reading.regime
    links, weights = _pillars(chain, link_ids, weights)
    columns = [regime.requirement_index[r.id] for link in links for r in link.requirements]
    due: npt.NDArray[np.bool_] = np.isin(reading.codes[:, columns], [int(s) for s in COUNTED])
    kept = [k for n, k in enumerate(columns) if due[:, n].any()]
    rows = np.flatnonzero(due.any(axis=1))
    if not kept:
        raise StateWithoutReading(
            f"On {reading.day} nothing of {', '.join(link_ids)} was due of any State. Ask for a later day."
        )
    definition = _definition(links, {regime.requirements[k].id for k in kept}, weights)
    order = np.array([regime.requirement_index[i.id] for i in definition.indicators], dtype=np.intp)
    ends = _ends(definition, reading.low[np.ix_(rows, order)], reading.high[np.ix_(rows, order)])
    units = tuple(regime.states[i] for i in rows)
    values = np.where((ends.low == ends.high) & ~ends.does_not_count, ends.low, np.nan)
    not_due = tuple(regime.requirements[k].id for k in columns if k not in kept)
    left_out = tuple(s for i, s in enumerate(regime.states) if i not in set(rows.tolist()))
    study = Study(
        title=title,
        definition=definition,
        table=IndicatorTable(units, tuple(i.id for i in definition.indicators), values, names=dict(names)),
        steps=house_steps(definition, power),
        factors=pillar_noise(definition),
        trials=house_factors(definition),
        about=about,
        notes=tuple(_notes(reading, ends, left_out, not_due)),
        ends=ends,
    )
    return RecordIndex(study, left_out, not_due, reading.codes[np.ix_(rows, order)])


def _pillars(
    chain: Chain, link_ids: Sequence[str], weights: Mapping[str, float] | None
) -> tuple[list[Link], Mapping[str, float]]:
    """The links asked for, and a weight for each of them."""
    known = {link.id: link for link in chain.links}
    for link_id in link_ids:
        if link_id not in known:
            raise UnknownLink(link_id, tuple(known))
    given = dict.fromkeys(link_ids, 1.0) if weights is None else weights
    pillars = ", ".join(link_ids)
    faults = [
        Fault(name, "weight", f"Is no pillar of this index. Its pillars: {pillars}.")
        for name in given
        if name not in link_ids
    ]
    faults += [
        Fault(name, "weight", "Has no weight while other pillars have one. Give all of them.")
        for name in link_ids
        if name not in given
    ]
    refuse_if_any(faults, BadDefinition)
    return [known[i] for i in link_ids], given


def _definition(links: Sequence[Link], kept: set[str], weights: Mapping[str, float]) -> Definition:
    used = [link for link in links if any(r.id in kept for r in link.requirements)]
    indicators = tuple(
        Indicator(r.id, link.id, 1.0, 1, name=r.title, unit="share met, 0 to 1", goalposts=(0.0, 1.0))
        for link in used
        for r in link.requirements
        if r.id in kept
    )
    groups = tuple(Group(link.id, TOP, weights[link.id], link.title) for link in used)
    return Definition(indicators, (Group(TOP, None, 1.0, "Index"), *groups))


def _ends(definition: Definition, low: Floats, high: Floats) -> Ends:
    """Low and high of every cell; what does not apply takes the mean of what does in its pillar."""
    away = np.isnan(low)
    low, high = low.copy(), high.copy()
    at = {i.id: j for j, i in enumerate(definition.indicators)}
    for pillar in definition.children[definition.top]:
        part = [at[child] for child in definition.children[pillar]]
        there = ~away[:, part]
        n = there.sum(axis=1)
        for values, where_none in ((low, 0.0), (high, 1.0)):
            total = np.where(there, values[:, part], 0.0).sum(axis=1)
            mean = np.where(n > 0, total / np.maximum(n, 1), where_none)
            values[:, part] = np.where(there, values[:, part], mean[:, None])
    return Ends(low, high, away)


def _notes(reading: DayReading, ends: Ends, left_out: Sequence[str], not_due: Sequence[str]) -> list[str]:
    notes = [f"Read from the record as of {reading.day}."]
    if not_due:
        notes.append(f"Due of nobody on that day, and so not in the index: {', '.join(not_due)}.")
    if left_out:
        notes.append(f"Nothing was due of these, and so they are not in the index: {', '.join(left_out)}.")
    if (n := int(ends.does_not_count.sum())) > 0:
        notes.append(
            f"In {n} places a requirement does not apply to a State; the others of its pillar then share its weight."
        )
    return notes
