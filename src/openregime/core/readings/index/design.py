"""A design: what varies in an uncertainty analysis, around which index, from which seed; checked before it runs."""

from dataclasses import dataclass

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.factors import (
    Alternatives,
    AnyWeights,
    Between,
    Factor,
    GapsFilled,
    OneDropped,
    ValueNoise,
    WeightNoise,
    WeightSets,
)
from openregime.core.readings.index.faults import BadDesign, Fault, refuse_if_any
from openregime.core.readings.index.stage import Step
from openregime.core.readings.index.table import IndicatorTable


@dataclass(frozen=True)
class Design:
    """What varies, and how.

    Attributes:
        definition, table, steps: the index as for `build_index`; the last step is Aggregate.
        factors: what varies, each with a name of its own; may be empty.
        seed: a whole number of at least 0; the same seed gives the same bits, on one process or many.
    Raises:
        BadDesign: a seed of the wrong type, two factors of one name or on one setting, a step or level or indicator
            that does not exist.
    """

    definition: Definition
    table: IndicatorTable
    steps: tuple[Step, ...]
    factors: tuple[Factor, ...]
    seed: int

    def __post_init__(self) -> None:
        refuse_if_any(list(_faults_of_design(self)), BadDesign)


def _faults_of_design(design: Design) -> list[Fault]:
    faults = []
    if isinstance(design.seed, bool) or not isinstance(design.seed, int) or design.seed < 0:
        faults.append(Fault(None, "seed", f"{design.seed!r} is no seed. Give a whole number of at least 0."))
    if not design.steps or not isinstance(design.steps[-1], Aggregate):
        faults.append(Fault(None, "steps", "The last step is Aggregate. Put it there."))
    names = [factor.name for factor in design.factors]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults += [Fault(name, "name", "Two factors are called so. Rename one.") for name in twice]
    for factor in design.factors:
        faults += _faults_of_factor(design, factor)
    for kind in (GapsFilled, ValueNoise, OneDropped, WeightSets, WeightNoise, AnyWeights):
        if len(same := [f.name for f in design.factors if isinstance(f, kind)]) > 1:
            faults.append(Fault(same[1], None, f"{kind.__name__} stands twice. Put both into one factor."))
    return faults


def _faults_of_factor(design: Design, factor: Factor) -> list[Fault]:
    if isinstance(factor, Alternatives):
        steps = [step.name for step in design.steps]
        if factor.step in steps:
            return []
        return [Fault(factor.name, "step", f"{factor.step} is no step. Use one of {', '.join(steps)}.")]
    if isinstance(factor, Between):
        return _faults_of_range(design, factor)
    if isinstance(factor, WeightNoise | AnyWeights):
        levels = list(range(1, len(design.definition.levels)))
        wrong = [level for level in factor.levels or () if level not in levels]
        return [Fault(factor.name, "levels", f"{level} is no level below the index. Use {levels}.") for level in wrong]
    if isinstance(factor, OneDropped):
        indicators = {indicator.id for indicator in design.definition.indicators}
        return [Fault(factor.name, part, "Is no indicator.") for part in factor.among if part not in indicators]
    return []


def _faults_of_range(design: Design, factor: Between) -> list[Fault]:
    steps = [step.name for step in design.steps]
    if factor.step in steps:
        return []
    return [Fault(factor.name, "step", f"{factor.step} is no step. Use one of {', '.join(steps)}.")]


def drawn_factors(design: Design) -> tuple[int, ...]:
    """Positions of the factors that draw a parameter without a grid."""
    return tuple(i for i, factor in enumerate(design.factors) if isinstance(factor, Between))


def drawn_before_last(design: Design) -> tuple[int, ...]:
    """Those of them whose step is not the last."""
    last = design.steps[-1].name
    return tuple(i for i in drawn_factors(design) if design.factors[i].step != last)  # type: ignore[union-attr]
