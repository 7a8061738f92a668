"""A study: a definition, a table, the steps, what may vary, and what its readers must know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index import (
    ARITHMETIC,
    Aggregate,
    Alternatives,
    Definition,
    Factor,
    Goalposts,
    Group,
    Indicator,
    IndicatorTable,
    Limits,
    Minimum,
    Normalise,
    PowerMean,
    Step,
    WeightNoise,
)
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.table import Floats

FLOOR = 1.0
HOUSE_POWER = -5.0
HOUSE_POWERS = (1.0, 0.0, -1.0, -5.0)
"""Compensation that the house lets vary: full, as the geometric mean, as the harmonic mean, hardly any."""
HOUSE_NOISE = 0.25
LIMITS = Limits()


@dataclass(frozen=True, eq=False)
class Ends:
    """Values that are known to lie between two ends, where a gap of the table would say less than is known.

    Attributes:
        low, high: units x indicators, in the units and order of the table, low <= high, no gaps; equal where known.
        does_not_count: units x indicators, true where an indicator does not apply to a unit: neither known nor a gap.
    """

    low: Floats
    high: Floats
    does_not_count: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that an index is worked out from.

    Attributes:
        title: what it is called.
        definition, table, steps: as for `build_index`.
        factors: what varies; may be empty, and then nothing but the gaps does.
        trials: what varies in the sensitivity analysis; None for the same as `factors`.
        seed, replications: of the uncertainty analysis.
        samples: size of each sample of the sensitivity analysis.
        limits: from where a check of the audit fails.
        about: what is measured and why, in the words of its author; may be empty.
        notes: what was left out or decided on the way, one sentence each.
        sources: where the values come from, one line each.
        ends: narrower spans than gaps; None where a value is known or is a gap. Only with frozen goalposts.
    """

    title: str
    definition: Definition
    table: IndicatorTable
    steps: tuple[Step, ...]
    factors: tuple[Factor, ...] = ()
    trials: tuple[Factor, ...] | None = None
    seed: int = 1
    replications: int = 1_000
    samples: int = 1_024
    limits: Limits = LIMITS
    about: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ends: Ends | None = field(default=None, repr=False)

    @property
    def pillars(self) -> tuple[str, ...]:
        """Ids of the parts just below the index."""
        return self.definition.children[self.definition.top]

    def name_of(self, part_id: str) -> str:
        """The name of an indicator or group for readers; its id where it has none."""
        return self.definition[part_id].name or part_id

    def unit_name(self, unit: str) -> str:
        """The name of a unit for readers; its code where it has none."""
        return self.table.names.get(unit) or unit


def pillar_noise(definition: Definition) -> tuple[Factor, ...]:
    """Every weight of a pillar by a quarter either way."""
    return (WeightNoise("weights of pillars", HOUSE_NOISE, (len(definition.levels) - 1,)),)


def pillar_mean(power: float | None) -> Method:
    """How pillars make the index: the power mean with floor 1, or the least of them where `power` is None."""
    return Minimum() if power is None else PowerMean(power, floor=FLOOR)


def house_steps(definition: Definition, power: float | None = HOUSE_POWER) -> tuple[Step, ...]:
    """Frozen goalposts 1 to 100, arithmetic up to the pillars, the power mean above (decision 0011)."""
    return (Normalise(Goalposts(1.0, 100.0)), house_aggregate(definition, power))


def house_aggregate(definition: Definition, power: float | None) -> Aggregate:
    """Arithmetic from indicators to pillars, `pillar_mean` above; that alone where there are no pillars."""
    above = len(definition.levels) - 2
    return Aggregate((ARITHMETIC, *(pillar_mean(power),) * above) if above else (pillar_mean(power),))


def house_factors(definition: Definition) -> tuple[Factor, ...]:
    """Every weight by a quarter either way, and compensation from full to hardly any."""
    means = tuple(house_aggregate(definition, power) for power in HOUSE_POWERS)
    return (WeightNoise("weights", HOUSE_NOISE), Alternatives("compensation", "aggregate", means))


def over_pillars(study: Study, low: Floats, high: Floats) -> Study:
    """The same index with its pillars as indicators, already on the scale 1 to 100: quicker where only they vary.

    Args:
        low, high: ends of the pillars, units x pillars, in the order of `study.pillars`.
    """
    top = study.definition.top
    indicators = []
    for pillar in study.pillars:
        group = study.definition[pillar]
        indicators.append(Indicator(pillar, top, group.weight, 1, group.name, goalposts=(1.0, 100.0)))
    definition = Definition(tuple(indicators), (Group(top, None, 1.0),))
    values = np.where(low == high, low, np.nan)
    table = IndicatorTable(study.table.units, study.pillars, values, names=study.table.names)
    last = study.steps[-1]
    assert isinstance(last, Aggregate)
    return replace(
        study,
        definition=definition,
        table=table,
        steps=(Normalise(Goalposts(1.0, 100.0)), Aggregate(last.methods_for(study.definition)[-1])),
        factors=(),
        ends=Ends(low, high, np.zeros(low.shape, dtype=bool)),
    )


def with_choices(study: Study, weights: Mapping[str, float], power: float | None) -> Study:
    """The same study with other weights for all pillars, and another mean over them.

    Raises:
        BadDefinition: a pillar without a weight, a weight that is none, or all of them 0.
    """
    definition = study.definition.with_weights({pillar: weights[pillar] for pillar in study.pillars})
    return replace(study, definition=definition, steps=(*study.steps[:-1], house_aggregate(definition, power)))
