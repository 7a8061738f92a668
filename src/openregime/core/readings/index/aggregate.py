"""From indicators up to the index, level by level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.means import Method, NoMean
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import ranks_of
from openregime.core.readings.index.table import Floats


@dataclass(frozen=True)
class Aggregate:
    """Make one value of several at every level.

    Attributes:
        by: one method for all levels, or one per level from the bottom (indicators to groups) to the top.
    """

    by: Method | tuple[Method, ...]
    name = "aggregate"

    def methods_for(self, definition: Definition) -> tuple[Method, ...]:
        """One method per level above the indicators. Raises BadStep: their number does not fit."""
        steps_up = len(definition.levels) - 1
        if not isinstance(self.by, tuple):
            return (self.by,) * steps_up
        if len(self.by) != steps_up:
            raise BadStep.because(f"{len(self.by)} methods for {steps_up} levels. Give one, or one per level.")
        return self.by

    def apply(self, stage: Stage) -> Stage:
        """The stage with one more column per group, level by level: the indicators come first, the index last."""
        columns = aggregated(
            stage.definition, stage.table.values, self.methods_for(stage.definition), stage.table.units
        )
        names = (*stage.table.columns, *(group for level in stage.definition.levels[1:] for group in level))
        values = np.column_stack([columns[name] for name in names])
        table = stage.table.with_values(values, columns=names)
        return replace(stage, table=table, notes=(*stage.notes, f"Aggregated: {self.by}."))


def aggregated(
    definition: Definition, values: Floats, methods: Sequence[Method], units: tuple[str, ...]
) -> dict[str, Floats]:
    """Values of every part of the index.

    Args:
        definition: the index, its weights as given.
        values: units x indicators, in the order of the definition.
        methods: one per level above the indicators.
        units: row names, for refusals.
    Returns:
        Part id -> one value per unit.
    Raises:
        BadStep: a method has no result for some unit; names it and the part.
    """
    columns = {indicator.id: values[:, j] for j, indicator in enumerate(definition.indicators)}
    for level, method in zip(definition.levels[1:], methods, strict=True):
        for group in level:
            below = definition.children[group]
            weights = np.array([definition[child].weight for child in below], dtype=np.float64)
            try:
                columns[group] = method.of(
                    np.column_stack([columns[child] for child in below]), weights / weights.sum()
                )
            except NoMean as refusal:
                raise refusal.named(units, below) from None
    return columns


@dataclass(frozen=True)
class IndexResult:
    """An index that was worked out.

    Attributes:
        stage: the last stage; its table holds every part, the index included.
        start: the index before its first step.
        stages: name of each step -> the stage after it, in order.
        aggregate: the last step.
    """

    stage: Stage
    start: Stage
    stages: tuple[tuple[str, Stage], ...]
    aggregate: Aggregate

    @property
    def definition(self) -> Definition:
        """The definition as the steps left it."""
        return self.stage.definition

    @property
    def units(self) -> tuple[str, ...]:
        """Units in the order of the results."""
        return self.stage.table.units

    def column(self, part_id: str) -> Floats:
        """Values of one part, in the order of `units`. Raises BadIndicatorTable: no such part."""
        return self.stage.table.of([part_id]).values[:, 0]

    @property
    def scores(self) -> dict[str, float]:
        """Unit -> value of the index; NaN where a gap leaves none."""
        return dict(zip(self.units, self.column(self.definition.top).tolist(), strict=True))

    @property
    def ranks(self) -> dict[str, int | None]:
        """Unit -> rank, 1 is best, ties share the lowest rank; None where there is no value."""
        found = ranks_of(self.column(self.definition.top))
        return {u: None if np.isnan(r) else int(r) for u, r in zip(self.units, found, strict=True)}

    def after(self, step: str) -> Stage:
        """The stage after the first step of that name. Raises BadStep: there was none."""
        for name, stage in self.stages:
            if name == step:
                return stage
        raise BadStep.because(f"No step was called {step}. There were: {', '.join(n for n, _ in self.stages)}.")
