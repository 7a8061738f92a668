"""Which further cells to hide, so that the sensitive ones cannot be worked out from sums: the least that is lost.

For each sensitive cell there must be two other tables that nobody can tell from the true one: they agree on all that is
published, and in one the cell is greater, in the other less, by its margin. The set of hidden cells that allows them at
the least loss is a program with one choice per cell; where it is too large, hidden cells are added cell by cell along
the cheapest deviations, and those that turn out unneeded are shown again.
Source: Fischetti and Salazar, Management Science 47 (2001), for the program; the margins are those of `SmallCells`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.auditing import Audit, audit
from openregime.core.sharing.counts import Counts, SmallCells
from openregime.core.sharing.programs import LinearProgram, Solver

LARGEST_EXACT = 12_000
"""Cells times deviations up to which the least loss is looked for exactly."""


class CannotProtect(OpenRegimeError, ValueError):
    """No set of hidden cells protects these; the table must be made coarser. `cells` names them."""

    code = "cannot-protect"

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = tuple(cells)
        super().__init__(
            f"Hiding cells cannot protect {', '.join(self.cells[:5])}: join rows or columns, or leave the table out."
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is hidden.

    Attributes:
        hidden: every hidden cell, in the order of the table. Why a cell is hidden must not be published: whoever knows
            that a count was too small knows that it is small.
        sensitive: those that give somebody away by themselves.
        loss: number of hidden cells, and a part that grows with what they hold.
        is_least: whether it is proven that no other set loses less under the deviations allowed.
        audit: the auditor's proof.
    """

    hidden: tuple[str, ...]
    sensitive: tuple[str, ...]
    loss: float
    is_least: bool
    audit: Audit


@dataclass(frozen=True, slots=True)
class _Deviation:
    """A target that must be able to move by so much while the counts of `still` stay as they are."""

    target: int
    by: int
    still: frozenset[int]


def suppress(counts: Counts, rule: SmallCells) -> Suppression:
    """The cells to hide, proven safe by the auditor.

    Raises:
        CannotProtect: no set of hidden cells protects every sensitive one.
    """
    sensitive = [n for n, cell in enumerate(counts.cells) if rule.hides(cell)]
    wanted = _deviations(counts, rule, sensitive)
    is_least = len(counts.cells) * len(wanted) <= LARGEST_EXACT
    exact = _exactly(counts, wanted, sensitive) if is_least else None
    hidden, is_least = exact if exact is not None else (_step_by_step(counts, wanted, sensitive), False)
    names = tuple(counts.cells[n].name for n in sorted(hidden))
    proof = audit(counts, names, rule)
    if not proof.is_safe:
        raise CannotProtect(sorted({f.cell for f in proof.findings}))
    loss = sum(_losses(counts)[n] for n in hidden)
    return Suppression(names, tuple(counts.cells[n].name for n in sensitive), loss, is_least, proof)


def _losses(counts: Counts) -> list[float]:
    """One for each cell, and less than one more in all for what the cells hold: the fewest cells, then the smallest."""
    whole = 1 + sum(c.value for c in counts.cells)
    return [1 + c.value / whole for c in counts.cells]


def _deviations(counts: Counts, rule: SmallCells, sensitive: Sequence[int]) -> list[_Deviation]:
    cells = counts.cells
    alone = {n: next(iter(cells[n].contributions)) for n in sensitive if len(cells[n].contributions) == 1}
    found = []
    for target in sensitive:
        below, above = rule.margin(cells[target])
        found += [_Deviation(target, by, frozenset()) for by in (above, -below) if by]
        for known, who in alone.items():
            if known == target or alone.get(target) == who:
                continue
            less = min(below, cells[target].value - cells[target].contributions.get(who, 0))
            found += [_Deviation(target, by, frozenset({known})) for by in (above, -less) if by]
    return found


def _rows(counts: Counts) -> list[list[tuple[int, float]]]:
    place = counts.place
    return [[*((place[p], 1.0) for p in s.parts), (place[s.total], -1.0)] for s in counts.sums]


def _reach(counts: Counts) -> int:
    """How many times the margin a cell may have to move with a target.

    Where each cell stands in two sums at most, deviations run in circles and twice is enough; otherwise ten times is
    allowed, and what is proven is proven for that.
    """
    uses = [0] * len(counts.cells)
    for row in _rows(counts):
        for n, _ in row:
            uses[n] += 1
    return 2 if max(uses, default=0) <= 2 else 10


def _exactly(counts: Counts, wanted: Sequence[_Deviation], sensitive: Sequence[int]) -> tuple[set[int], bool] | None:
    """The set of least loss, and whether that is proven; None where nothing was found within the nodes."""
    program, reach, fixed = LinearProgram(), _reach(counts), set(sensitive)
    losses = _losses(counts)
    hide = [program.add(1 if n in fixed else 0, 1, losses[n], is_whole=True) for n in range(len(losses))]
    for deviation in wanted:
        moves = []
        for n, cell in enumerate(counts.cells):
            up, down = (0, 0) if n in deviation.still else (reach * abs(deviation.by), cell.value)
            down = min(down, reach * abs(deviation.by))
            low, high = (deviation.by, deviation.by) if n == deviation.target else (-down, up)
            moves.append(program.add(low, high))
            if n not in fixed:
                program.require([(moves[n], 1.0), (hide[n], -float(up))], -float("inf"), 0)
                program.require([(moves[n], 1.0), (hide[n], float(down))], 0, float("inf"))
        for row in _rows(counts):
            program.require([(moves[n], sign) for n, sign in row], 0, 0)
    found = Solver(program).least()
    if found is None:
        return None
    return {n for n in range(len(losses)) if found.values[hide[n]] > 0.5}, found.is_optimal


def _step_by_step(counts: Counts, wanted: Sequence[_Deviation], sensitive: Sequence[int]) -> set[int]:
    """A set that protects every target: the cheapest deviation of each in turn, then what is not needed taken back."""
    hidden, losses = set(sensitive), _losses(counts)
    for deviation in sorted(wanted, key=lambda d: -abs(d.by)):
        hidden |= _cheapest(counts, deviation, hidden, losses)
    for n in sorted(hidden - set(sensitive), key=lambda n: -losses[n]):
        if all(_fits(counts, deviation, hidden - {n}) for deviation in wanted):
            hidden.discard(n)
    return hidden


def _cheapest(counts: Counts, deviation: _Deviation, hidden: set[int], losses: Sequence[float]) -> set[int]:
    program, most = LinearProgram(), _reach(counts) * abs(deviation.by)
    ups, downs = [], []
    for n, cell in enumerate(counts.cells):
        price = 0.0 if n in hidden else losses[n]
        room = 0 if n in deviation.still else most
        ups.append(program.add(0, room, price))
        downs.append(program.add(0, min(room, cell.value), price))
    program.require([(ups[deviation.target], 1.0), (downs[deviation.target], -1.0)], deviation.by, deviation.by)
    for row in _rows(counts):
        program.require([(ups[n], s) for n, s in row] + [(downs[n], -s) for n, s in row], 0, 0)
    found = Solver(program).least()
    if found is None:
        raise CannotProtect([counts.cells[deviation.target].name])
    return {n for n in range(len(losses)) if abs(found.values[ups[n]] - found.values[downs[n]]) > 1e-7}


def _fits(counts: Counts, deviation: _Deviation, hidden: set[int]) -> bool:
    """Whether a target can move by its margin with only these cells hidden."""
    program, most = LinearProgram(), _reach(counts) * abs(deviation.by)
    column = {}
    for n in hidden:
        room = 0 if n in deviation.still else most
        column[n] = program.add(-min(room, counts.cells[n].value), room)
    program.require([(column[deviation.target], 1.0)], deviation.by, deviation.by)
    for row in _rows(counts):
        terms = [(column[n], s) for n, s in row if n in column]
        if terms:
            program.require(terms, 0, 0)
    return Solver(program).least() is not None
