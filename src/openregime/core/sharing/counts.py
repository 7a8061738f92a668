"""Tables of counts whose cells add up, and the rule that says which cells are too small to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openregime.core.errors import OpenRegimeError


class BadCounts(OpenRegimeError, ValueError):
    """Counts that make no table: negative, not adding up, or sums of cells that are not there."""

    code = "bad-counts"


@dataclass(frozen=True, slots=True)
class Cell:
    """One count, and who stands behind it.

    Attributes:
        contributions: id of a State or organisation -> what it adds, whole numbers > 0.
        about: all that the cell is about, those that add nothing too; whoever contributes is among them.
    """

    name: str
    contributions: Mapping[str, int]
    about: frozenset[str] = frozenset()

    @property
    def value(self) -> int:
        """The count."""
        return sum(self.contributions.values())

    @property
    def largest_two(self) -> int:
        """What the two largest contributors add together."""
        return sum(sorted(self.contributions.values())[-2:])


@dataclass(frozen=True, slots=True)
class Sum:
    """That some cells add up to another; everybody knows it."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """Cells that add up.

    Raises:
        BadCounts: two cells of one name, a contribution that is no whole number above 0, a sum that names a cell that
            is not there, or that does not add up, contributor by contributor.
    """

    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]

    def __post_init__(self) -> None:
        if len(self.by_name) != len(self.cells):
            raise BadCounts("Each cell needs a name of its own.")
        for cell in self.cells:
            if any(not isinstance(v, int) or v <= 0 for v in cell.contributions.values()):
                raise BadCounts(
                    f"Cell {cell.name}: contributions are whole numbers above 0; leave out who adds nothing."
                )
        for total in self.sums:
            if unknown := {total.total, *total.parts} - self.by_name.keys():
                raise BadCounts(
                    f"The sum of {total.total} names a cell that is not there: {', '.join(sorted(unknown))}."
                )
            if _added([self.by_name[p] for p in total.parts]) != dict(self.by_name[total.total].contributions):
                raise BadCounts(f"The parts of {total.total} do not add up to it.")

    @cached_property
    def by_name(self) -> Mapping[str, Cell]:
        """Name -> cell."""
        return {c.name: c for c in self.cells}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Name -> place among the cells."""
        return {c.name: n for n, c in enumerate(self.cells)}


@dataclass(frozen=True, slots=True)
class SmallCells:
    """Which cells give somebody away. The defaults are the profile of the verifiable-disclosure guide, a proposal.

    Attributes:
        least_contributors: a count that fewer stand behind is not published; nor is a zero about fewer.
        least_count: nor is a lower count.
        dominance: nor is a count of which the two largest contributors add this share or more, 0 to 1.
        protection: share of a hidden count within which nobody may be able to bound it, beside `least_count`.
    """

    least_contributors: int = 5
    least_count: int = 3
    dominance: float = 0.85
    protection: float = 0.15

    def hides(self, cell: Cell) -> bool:
        """Whether a cell must not be published."""
        if not cell.contributions:
            return 0 < len(cell.about) < self.least_contributors
        return (
            len(cell.contributions) < self.least_contributors
            or cell.value < self.least_count
            or cell.largest_two >= self.dominance * cell.value
        )

    def margin(self, cell: Cell) -> tuple[int, int]:
        """How far below and above a hidden count the values that others cannot rule out must reach."""
        above = max(self.least_count, -int(-self.protection * cell.value // 1))
        return min(above, cell.value), above


def two_way(
    rows: Sequence[str],
    columns: Sequence[str],
    contributions: Mapping[tuple[str, str], Mapping[str, int]],
    about: Mapping[tuple[str, str], frozenset[str]] | None = None,
) -> Counts:
    """A table with totals of rows, of columns, and of all: cells `row|column`, `row|`, `|column` and `|`.

    Args:
        contributions: (row, column) -> who adds what; a missing cell is a zero.
        about: (row, column) -> all that the cell is about; a total is about all that its parts are about.
    """
    known = about or {}
    inner = {
        (r, c): Cell(f"{r}|{c}", contributions.get((r, c), {}), known.get((r, c), frozenset()))
        for r in rows
        for c in columns
    }
    by_row = [_total(f"{r}|", [inner[r, c] for c in columns]) for r in rows]
    by_column = [_total(f"|{c}", [inner[r, c] for r in rows]) for c in columns]
    sums = [Sum(f"{r}|", tuple(f"{r}|{c}" for c in columns)) for r in rows]
    sums += [Sum(f"|{c}", tuple(f"{r}|{c}" for r in rows)) for c in columns]
    sums += [Sum("|", tuple(f"{r}|" for r in rows)), Sum("|", tuple(f"|{c}" for c in columns))]
    return Counts((*inner.values(), *by_row, *by_column, _total("|", by_row)), tuple(sums))


def _total(name: str, parts: Sequence[Cell]) -> Cell:
    return Cell(name, _added(parts), frozenset().union(*(p.about for p in parts)))


def _added(parts: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        for who, value in part.contributions.items():
            found[who] = found.get(who, 0) + value
    return found


def telling_differences(
    earlier: Counts, later: Counts, rule: SmallCells, *, hidden: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Cells published before and now whose difference gives away the few who changed.

    Args:
        hidden: cells that at least one of the two releases hides.
    Returns:
        Names, in the order of the later table. An unchanged cell tells nothing.
    """
    found = []
    for cell in later.cells:
        before = earlier.by_name.get(cell.name)
        if before is None or cell.name in hidden:
            continue
        who = cell.contributions.keys() | before.contributions.keys()
        changed = {w: abs(cell.contributions.get(w, 0) - before.contributions.get(w, 0)) for w in who}
        changed = {w: change for w, change in changed.items() if change}
        if changed and rule.hides(Cell(cell.name, changed)):
            found.append(cell.name)
    return tuple(found)
