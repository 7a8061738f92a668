"""Steps that prepare the values: divide by a denominator, leave out units with too little data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from openregime.core.readings.index.faults import BadStep, Fault, refuse_if_any
from openregime.core.readings.index.stage import Stage


@dataclass(frozen=True)
class Denominate:
    """Divide each indicator by the denominator that its definition names, times a factor where one is given.

    A gap in the denominator is a gap in the result. Rows are put in the order of their names.

    Attributes:
        factors: indicator id -> number > 0 that the quotient is multiplied by, e.g. 1000 for "per thousand".
    """

    factors: Mapping[str, float] = field(default_factory=dict)
    name = "denominate"

    def apply(self, stage: Stage) -> Stage:
        """Divided values. Raises BadStep: a denominator is not in the table, or is 0 or negative."""
        table = stage.table.sorted_by_unit()
        values = np.array(table.values)
        faults = []
        for j, indicator in enumerate(stage.definition.indicators):
            if indicator.denominator is None:
                continue
            below = table.denominators.get(indicator.denominator)
            if below is None:
                faults.append(Fault(None, indicator.denominator, f"Divides {indicator.id}, but is no column. Add it."))
                continue
            for row in np.flatnonzero(below <= 0):
                message = f"Is {below[row]:g} and divides {indicator.id}. Write a number above 0, or leave it empty."
                faults.append(Fault(table.units[row], indicator.denominator, message))
            values[:, j] = values[:, j] / np.where(below > 0, below, np.nan) * self.factors.get(indicator.id, 1.0)
        refuse_if_any(faults, BadStep)
        n = sum(i.denominator is not None for i in stage.definition.indicators)
        return replace(stage, table=table).with_values(values, f"{n} indicators were divided by a denominator.")


@dataclass(frozen=True)
class Screen:
    """Leave out units with too little data.

    Attributes:
        least_share: share of values that must be there, 0 to 1.
        in_every: "index" counts over all indicators, "group" asks it of every group just above the indicators.
    """

    least_share: float
    in_every: str = "index"
    name = "screen"

    def apply(self, stage: Stage) -> Stage:
        """Only the units with enough data. Raises BadStep: parameters out of range, or no unit is left."""
        if not 0 <= self.least_share <= 1 or self.in_every not in ("index", "group"):
            raise BadStep.because("Screening needs a share from 0 to 1, asked of the index or of every group.")
        there = ~np.isnan(stage.table.values)
        share = there.mean(axis=1)
        if self.in_every == "group":
            at = {i.id: j for j, i in enumerate(stage.definition.indicators)}
            children = stage.definition.children
            parts = [[at[child] for child in children[group]] for group in stage.definition.levels[1]]
            share = np.min([there[:, part].mean(axis=1) for part in parts], axis=0)
        keep = np.flatnonzero(share >= self.least_share)
        if not len(keep):
            raise BadStep.because(f"No unit has {self.least_share:.0%} of its data. Ask for a smaller share.")
        gone = [stage.table.units[i] for i in np.flatnonzero(share < self.least_share)]
        note = f"Left out for lack of data: {', '.join(gone)}." if gone else "No unit was left out for lack of data."
        return replace(stage, table=stage.table.of_units(keep), notes=(*stage.notes, note))
