"""What can be wrong with an index: each fault names row, column and remedy; nothing is replaced in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from openregime.core.errors import OpenRegimeError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the row and column where it stands (None: the table as a whole), and what to do about it."""

    row: str | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            f"{kind} {name}" for kind, name in (("row", self.row), ("column", self.column)) if name is not None
        )
        return f"{place}: {self.message}" if place else self.message


def _as_sentence(fault: Fault) -> str:
    said = str(fault)
    return said if said.endswith((".", "?", "!")) else f"{said}."


class BadIndex(OpenRegimeError, ValueError):
    """An index that cannot be worked out as asked. `faults` lists everything that stands in the way."""

    code = "bad-index"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = " ".join(_as_sentence(fault) for fault in self.faults[:5])
        more = f" And {len(self.faults) - 5} more." if len(self.faults) > 5 else ""
        super().__init__(f"{shown}{more}")

    @classmethod
    def because(cls, message: str, *, row: str | None = None, column: str | None = None) -> Self:
        """A refusal for one reason."""
        return cls([Fault(row, column, message)])

    def __reduce__(self) -> tuple[type, tuple[Sequence[Fault]]]:
        return type(self), (self.faults,)


class BadDefinition(BadIndex):
    """Indicators, groups, weights or parents that make no index."""

    code = "bad-index-definition"


class BadIndicatorTable(BadIndex):
    """Values that cannot be read as numbers, or columns that say nothing."""

    code = "bad-indicator-table"


class BadStep(BadIndex):
    """A step of the pipeline that cannot be taken on this table, or with these parameters."""

    code = "bad-index-step"


class BadDesign(BadIndex):
    """A seed, a number of replications or a factor that an uncertainty or sensitivity analysis cannot use."""

    code = "bad-index-design"


def refuse_if_any(faults: Sequence[Fault], kind: type[BadIndex]) -> None:
    """Raise `kind` with all faults, or do nothing when there are none."""
    if faults:
        raise kind(faults)
