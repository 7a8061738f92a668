"""What one step of the pipeline hands to the next: the definition, the values so far and what was done to them."""

from dataclasses import dataclass, replace
from typing import Protocol

from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.table import Floats, IndicatorTable


@dataclass(frozen=True)
class Stage:
    """The index between two steps.

    Attributes:
        definition: indicators, groups and weights as they stand after the steps so far.
        table: units by the indicators of the definition, in its order.
        scale: lowest and highest value that a normalised indicator can take by definition; None where the scale
            comes from the data, so that one more unit or one more value would move it.
        notes: what the steps did, one sentence each.
        outside: (unit, indicator) of every value beyond its goalposts; None where no indicator was put between any.
    """

    definition: Definition
    table: IndicatorTable
    scale: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    outside: tuple[tuple[str, str], ...] | None = None

    def with_values(self, values: Floats, note: str) -> "Stage":
        """The same stage with other values and one more note."""
        return replace(self, table=self.table.with_values(values), notes=(*self.notes, note))


class Step(Protocol):
    """One named step with its parameters, as data."""

    @property
    def name(self) -> str:
        """What the step is called in a pipeline, e.g. `treat`."""

    def apply(self, stage: Stage) -> Stage:
        """The stage after this step. Raises BadStep where the step cannot be taken."""
