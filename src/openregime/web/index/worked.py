"""Indices over the record as pages need them: worked out once for a day, then quick for every choice of weights."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from django.utils.translation import get_language

from openregime.core.observatory import Observatory
from openregime.core.readings.day import DayReading
from openregime.core.readings.index import Audit, BadIndex
from openregime.core.readings.index.table import Floats
from openregime.core.readings.studies import (
    RecordIndex,
    Results,
    Study,
    StudyRanks,
    StudySensitivity,
    audit_of,
    over_pillars,
    rank_study,
    results_of,
    sensitivity_of,
    with_choices,
)
from openregime.core.readings.studies.study import pillar_noise
from openregime.io.index.named import index_over, named_index
from openregime.web.index.chosen import Chosen
from openregime.web.phrases import state_names
from openregime.web.site.parameters import Moment

REPLICATIONS = 1_000
SAMPLES = 1_024
"""Size of each sample of the sensitivity analysis, as the command has it for an index over the record."""


@dataclass(frozen=True, eq=False)
class Base:
    """An index of one day before anybody chooses: the record as a study, its results, and the ends of its pillars."""

    record: RecordIndex
    results: Results
    low: Floats
    high: Floats

    @property
    def study(self) -> Study:
        """The study with the library's weights."""
        return self.record.study

    @cached_property
    def coverage(self) -> dict[str, float]:
        """Unit -> share of the requirements that count for it on which anything is known."""
        return {one.unit: one.coverage for one in self.results.units}


@dataclass(frozen=True, eq=False)
class Worked:
    """An index of one day under a reader's choices.

    Attributes:
        base: before the choices. study: with them. results, ranks: over the pillars (see `with_gaps`).
    """

    base: Base
    study: Study
    results: Results
    ranks: StudyRanks


def base_of(seen: Observatory, name: str, moment: Moment, *, unchanged: bool = False) -> Base:
    """The index of a day as the library says.

    Args:
        unchanged: suppose that nothing changed since the complete lists ended.
    Raises:
        StateWithoutReading: nothing was due of anybody on that day.
    """
    return _base(seen, name, moment, unchanged, get_language() or "en")


@lru_cache(maxsize=24)
def _base(seen: Observatory, name: str, moment: Moment, unchanged: bool, _language: str) -> Base:
    reading = reading_of(seen, moment, unchanged=unchanged)
    return based(index_over(reading, named_index(name), names=state_names(seen.record.entities)))


def reading_of(seen: Observatory, moment: Moment, *, unchanged: bool) -> DayReading:
    """The reading of a day; or as it would be had nothing changed since the complete lists ended."""
    reading = seen.reading(moment.as_of, moment.as_known)
    return reading.regime.if_nothing_changed(moment.as_of) if unchanged else reading


def based(found: RecordIndex) -> Base:
    """A record index with the ends of its pillars."""
    results = results_of(found.study)
    at = [results.parts.index(pillar) for pillar in found.study.pillars]
    return Base(found, results, results.part_low[:, at], results.part_high[:, at])


def work_out(base: Base, weights: Mapping[str, float], power: float | None) -> Worked:
    """The index under other weights and another mean; a pillar of which nothing is due is not among them."""
    given = {pillar: weights[pillar] for pillar in base.study.pillars}
    if not any(given.values()):
        given = dict.fromkeys(given, 1.0)
    study = with_choices(base.study, given, power)
    pillars = over_pillars(study, base.low, base.high)
    noise = pillar_noise(pillars.definition)
    ranks = rank_study(replace(pillars, factors=noise), replications=REPLICATIONS)
    return Worked(base, study, results_of(pillars), ranks)


def with_gaps(worked: Worked) -> Results:
    """The results with the coverage and the gaps of the requirements, for tables that name them."""
    own = {one.unit: one for one in worked.base.results.units}
    units = tuple(
        replace(one, coverage=own[one.unit].coverage, gaps=own[one.unit].gaps) for one in worked.results.units
    )
    return replace(worked.results, units=units)


def of_day(seen: Observatory, chosen: Chosen, moment: Moment) -> Worked:
    """The index that an address asks for."""
    base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    return work_out(base, chosen.weights, chosen.power)


@lru_cache(maxsize=24)
def house_reading(base: Base, name: str) -> Worked:
    """The same index with the library's own choices, to say what moved."""
    index = named_index(name)
    return work_out(base, index.weights, index.power)


@lru_cache(maxsize=24)
def audit_of_base(base: Base) -> Audit | None:
    """The audit of an index with the library's weights; None where nothing can be audited."""
    try:
        return audit_of(base.study)
    except BadIndex:
        return None


@lru_cache(maxsize=16)
def what_matters(base: Base) -> StudySensitivity:
    """Which choice moves ranks, with the library's weights."""
    return sensitivity_of(base.study, samples=SAMPLES)
