"""Working an index out: named steps, one after the other, each with its parameters as data."""

from collections.abc import Sequence

from openregime.core.readings.index.aggregate import Aggregate, IndexResult
from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.stage import Stage, Step
from openregime.core.readings.index.table import IndicatorTable, refuse_columns_that_say_nothing


def first_stage(definition: Definition, table: IndicatorTable) -> Stage:
    """The index before its first step: the columns of its indicators, in the order of the definition.

    Raises:
        BadIndicatorTable: an indicator has no column, no value, or the same value for every unit.
    """
    columns = table.of([indicator.id for indicator in definition.indicators])
    refuse_columns_that_say_nothing(columns)
    return Stage(definition, columns)


def build_index(definition: Definition, table: IndicatorTable, steps: Sequence[Step]) -> IndexResult:
    """Work an index out.

    Args:
        definition: the index as data.
        table: at least the columns of its indicators; gaps are NaN.
        steps: in this order; the last is Aggregate. No step is added: a gap that no step fills stays a gap, and
            the result of its unit is NaN (see `regime` for results that keep gaps as intervals).
    Returns:
        Every stage and the result.
    Raises:
        BadIndicatorTable: the table does not fit the definition.
        BadStep: no Aggregate at the end, or a step that cannot be taken.
    """
    if not steps or not isinstance(steps[-1], Aggregate) or any(isinstance(s, Aggregate) for s in steps[:-1]):
        raise BadStep.because("The last step, and only the last, is Aggregate. Put it there.")
    last = steps[-1]
    stage = start = first_stage(definition, table)
    stages = []
    for step in steps:
        stage = step.apply(stage)
        stages.append((step.name, stage))
    return IndexResult(stage, start, tuple(stages), last)
