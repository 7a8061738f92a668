"""What somebody who knows every published cell, and that cells add up, can still find out about the hidden ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openregime.core.sharing.counts import Counts, SmallCells
from openregime.core.sharing.programs import LinearProgram, Solver


@dataclass(frozen=True, slots=True)
class Finding:
    """A hidden cell that is not protected: from `low` to `high` is what `knower` cannot rule out, at most.

    `knower` is the one contributor behind another hidden cell, whose count it knows; empty: anyone.
    """

    cell: str
    low: int
    high: int
    knower: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What the auditor proved.

    Attributes:
        bounds: hidden cell -> the least and the greatest whole number that anyone cannot rule out.
        findings: sensitive cells that can be bounded within their margin; none: proven safe under the rule.
    """

    bounds: Mapping[str, tuple[int, int]]
    findings: tuple[Finding, ...]

    @property
    def is_safe(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def audit(counts: Counts, hidden: Iterable[str], rule: SmallCells) -> Audit:
    """Attack a table by solving, for each hidden cell, for its least and its greatest value.

    The attacker knows all published cells, all sums, and that counts are whole and not negative. An attacker inside
    knows besides the count of a hidden cell behind which it stands alone, and its own part in any other.

    Args:
        hidden: names of the cells that are not published.
    """
    names = sorted(hidden, key=counts.place.__getitem__)
    sensitive = [n for n in names if rule.hides(counts.by_name[n])]
    bounds = attack(counts, names, names)
    findings = [f for n in sensitive if (f := _finding(counts, rule, n, bounds[n], "")) is not None]
    for inside, who in _alone(counts, names):
        others = [n for n in sensitive if n != inside]
        known = attack(counts, [n for n in names if n != inside], others)
        findings += [f for n in others if (f := _finding(counts, rule, n, known[n], who)) is not None]
    return Audit(bounds, tuple(findings))


def _finding(counts: Counts, rule: SmallCells, name: str, bounds: tuple[int, int], who: str) -> Finding | None:
    cell = counts.by_name[name]
    below, above = rule.margin(cell)
    below = min(below, cell.value - cell.contributions.get(who, 0))
    if who in cell.contributions and len(cell.contributions) == 1:
        return None  # its own count is no secret to it
    if cell.value - bounds[0] >= below and bounds[1] - cell.value >= above:
        return None
    return Finding(name, *bounds, who)


def _alone(counts: Counts, names: Sequence[str]) -> list[tuple[str, str]]:
    """Hidden cells with one contributor, and who that is."""
    cells = [counts.by_name[n] for n in names]
    return [(c.name, next(iter(c.contributions))) for c in cells if len(c.contributions) == 1]


def attack(counts: Counts, hidden: Sequence[str], targets: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The least and greatest whole value of each target that fits all that is published.

    Args:
        hidden: cells whose values are not known; all others are.
        targets: some of them.
    """
    program = LinearProgram()
    most = max((c.value for c in counts.cells), default=0)
    unbounded = 10 * (most + 1) * (len(counts.cells) + 1)
    column = {name: program.add(0, unbounded, is_whole=True) for name in hidden}
    for total in counts.sums:
        known = sum(counts.by_name[p].value for p in total.parts if p not in column)
        terms = [(column[p], 1.0) for p in total.parts if p in column]
        if total.total in column:
            terms.append((column[total.total], -1.0))
        else:
            known -= counts.by_name[total.total].value
        if terms:
            program.require(terms, -known, -known)
    solver = Solver(program)
    found = {}
    for name in targets:
        ends = []
        for sign in (1.0, -1.0):
            solver.price(column[name], sign)
            least = solver.least()
            assert least is not None, "the true counts always fit"
            ends.append(round(sign * least.objective))
        solver.price(column[name], 0.0)
        found[name] = (ends[0], ends[1])
    return found
