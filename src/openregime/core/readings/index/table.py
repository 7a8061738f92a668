"""The values of an index: units by indicators, with gaps as gaps; whatever cannot be worked with is refused."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.faults import BadIndicatorTable, Fault, refuse_if_any

Floats = npt.NDArray[np.float64]

MOST_UNITS = 100_000
"""Rows that an index is worked out for: five hundred times the States of the world, and what memory bears."""


@dataclass(frozen=True)
class IndicatorTable:
    """Units by indicators.

    Attributes:
        units: unique row names, n >= 1.
        columns: unique column names, m >= 1.
        values: n x m, finite or NaN; NaN is a gap.
        denominators: column name -> n values, finite or NaN.
        classes: name of a classification (region, income group) -> n labels, "" where none is given.
        names: unit -> name for readers; may lack units.
    Raises:
        BadIndicatorTable: no row, too many rows, a row or column named twice, or an infinite value.
    """

    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    denominators: Mapping[str, Floats] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", np.array(self.values, dtype=np.float64, ndmin=2))
        self.values.flags.writeable = False
        refuse_if_any(list(self._faults()), BadIndicatorTable)

    def _faults(self) -> Iterator[Fault]:
        if not self.units or not self.columns:
            yield Fault(None, None, "The table is empty. It needs at least one unit and one indicator.")
            return
        if len(self.units) > MOST_UNITS:
            yield Fault(
                self.units[MOST_UNITS],
                None,
                f"The table has {len(self.units):,} units; an index is worked out for at most {MOST_UNITS:,}. "
                "Leave out this row and those after it, or sum rows up to the level that is compared.",
            )
            return
        for unit, count in Counter(self.units).items():
            if count > 1:
                yield Fault(unit, None, f"Stands {count} times. Every row needs a name of its own.")
        for name, count in Counter(self.columns).items():
            if count > 1:
                yield Fault(None, name, f"Stands {count} times. Every column needs a name of its own.")
        if self.values.shape != (len(self.units), len(self.columns)):
            yield Fault(
                None, None, f"{self.values.shape} values for {len(self.units)} units, {len(self.columns)} columns."
            )
            return
        for row, column in np.argwhere(np.isinf(self.values)):
            yield Fault(
                self.units[row], self.columns[column], "Is infinite. Write a number, or leave it empty as a gap."
            )
        for name, column in self.denominators.items():
            for row in np.flatnonzero(np.isinf(column)):
                yield Fault(self.units[row], name, "Is infinite. Write a number, or leave it empty as a gap.")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of units and of columns."""
        return len(self.units), len(self.columns)

    def of(self, columns: Sequence[str]) -> "IndicatorTable":
        """The same units with these columns, in this order.

        Raises:
            BadIndicatorTable: a column is not in the table.
        """
        at = {name: i for i, name in enumerate(self.columns)}
        refuse_if_any(
            [Fault(None, name, "Is not in the table. Add the column.") for name in columns if name not in at],
            BadIndicatorTable,
        )
        return self.with_values(self.values[:, [at[name] for name in columns]], columns=tuple(columns))

    def with_values(self, values: Floats, *, columns: tuple[str, ...] | None = None) -> "IndicatorTable":
        """The same units with other values."""
        return IndicatorTable(self.units, columns or self.columns, values, self.denominators, self.classes, self.names)

    def of_units(self, keep: npt.NDArray[np.intp]) -> "IndicatorTable":
        """Only the units at these positions, in this order."""
        return IndicatorTable(
            tuple(self.units[i] for i in keep),
            self.columns,
            self.values[keep],
            {name: column[keep] for name, column in self.denominators.items()},
            {name: tuple(labels[i] for i in keep) for name, labels in self.classes.items()},
            self.names,
        )

    def sorted_by_unit(self) -> "IndicatorTable":
        """The same table with its rows in the order of their names."""
        return self.of_units(np.array(sorted(range(len(self.units)), key=lambda i: self.units[i]), dtype=np.intp))


def refuse_columns_that_say_nothing(table: IndicatorTable) -> None:
    """Refuse a column without any value, and one whose values are all the same.

    Raises:
        BadIndicatorTable: names each such column.
    """
    faults = []
    for name, column in zip(table.columns, table.values.T, strict=True):
        known = column[~np.isnan(column)]
        if not len(known):
            faults.append(Fault(None, name, "Has no value at all. Fill it, or take the indicator out."))
        elif (known == known[0]).all():
            faults.append(
                Fault(None, name, f"Is {known[0]:g} for every unit, so it tells none apart. Take the indicator out.")
            )
    refuse_if_any(faults, BadIndicatorTable)
