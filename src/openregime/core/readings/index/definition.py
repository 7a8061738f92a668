"""An index as data: indicators and groups with direction, unit, weight, parent, denominator, goalposts and target."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from openregime.core.readings.index.faults import BadDefinition, Fault, refuse_if_any

SMALLEST, LARGEST = 1e-100, 1e100
"""Between these a weight above 0 is kept, and goalposts and targets up to the larger, so that nothing overflows."""
MOST_RATIO = 1e12
"""How many times as much one sibling may weigh as another: beyond it the lighter one would be lost in rounding."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column of the index.

    Attributes:
        id: name of the column, unique among indicators and groups.
        parent: id of the group that it belongs to.
        weight: finite, at least 0; only the ratio to its siblings matters.
        direction: 1 where more is better, -1 where less is better.
        name, unit: for readers.
        denominator: column that its values are divided by; None where they stand as they are.
        goalposts: worst and best value by definition, in the unit of the indicator; None where none are set.
        target: the value aimed at, in the unit of the indicator; None where none is set.
    """

    id: str
    parent: str
    weight: float
    direction: int
    name: str = ""
    unit: str = ""
    denominator: str | None = None
    goalposts: tuple[float, float] | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar, sub-index or the index itself (`parent` is None); `weight` as for an indicator."""

    id: str
    parent: str | None
    weight: float
    name: str = ""


@dataclass(frozen=True)
class Definition:
    """A checked hierarchy of any number of levels with one group at the top.

    Raises:
        BadDefinition: a cycle, an orphan, two tops, an empty group, a missing, negative or infinite weight, siblings
            whose weights are all 0, a direction other than 1 and -1, equal goalposts, or branches of unequal depth.
    """

    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]
    _by_id: dict[str, Indicator | Group] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {part.id: part for part in self.parts})
        refuse_if_any(list(_faults_of(self)), BadDefinition)

    @property
    def parts(self) -> tuple[Indicator | Group, ...]:
        """Indicators first, then groups, each in the order given."""
        return (*self.indicators, *self.groups)

    def __getitem__(self, part_id: str) -> Indicator | Group:
        return self._by_id[part_id]

    @cached_property
    def top(self) -> str:
        """Id of the index itself."""
        return next(group.id for group in self.groups if group.parent is None)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Group id -> ids directly below, in the order given."""
        found: dict[str, list[str]] = {group.id: [] for group in self.groups}
        for part in self.parts:
            if part.parent is not None:
                found[part.parent].append(part.id)
        return {group: tuple(below) for group, below in found.items()}

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Ids by level, indicators first, the index last; siblings stand side by side, so groups are slices."""
        rows: list[tuple[str, ...]] = [(self.top,)]
        while rows[0][0] in self.children:
            rows.insert(0, tuple(child for parent in rows[0] for child in self.children[parent]))
        return tuple(rows)

    @property
    def denominators(self) -> tuple[str, ...]:
        """Columns that indicators are divided by, each once."""
        return tuple(dict.fromkeys(i.denominator for i in self.indicators if i.denominator is not None))

    def with_weights(self, weights: Mapping[str, float], *, summing_to: float | None = None) -> "Definition":
        """The same index with other weights for the parts named.

        Args:
            weights: id -> finite number >= 0. Siblings are named together or not at all, for only their ratio counts.
            summing_to: what siblings have to sum to (1, or 100 for per cent), to a relative 1e-6; None where only
                ratios were meant.
        Raises:
            BadDefinition: an id that is no part of the index, a sibling left out, a weight that is none, or siblings
                that do not sum.
        """
        faults = [
            Fault(part, "weight", "No such part of the index. Use its ids.")
            for part in weights.keys() - self._by_id.keys()
        ]
        for group, below in self.children.items():
            missing = [child for child in below if child not in weights]
            if missing and len(missing) < len(below):
                faults += [
                    Fault(child, "weight", f"Has no weight while others under {group} have one. Give all of them.")
                    for child in missing
                ]
            elif not missing and summing_to is not None:
                faults += _faults_of_sum(group, [weights[child] for child in below], summing_to)
        refuse_if_any(sorted(faults, key=str), BadDefinition)
        return Definition(
            tuple(replace(i, weight=weights.get(i.id, i.weight)) for i in self.indicators),
            tuple(replace(g, weight=weights.get(g.id, g.weight)) for g in self.groups),
        )

    def without(self, indicator_id: str) -> "Definition":
        """The index without one indicator; a group that is left empty goes with it.

        Raises:
            BadDefinition: no such indicator, or nothing would be left.
        """
        if indicator_id not in {i.id for i in self.indicators}:
            raise BadDefinition.because("No such indicator. Use an id of the definition.", row=indicator_id)
        gone = {indicator_id}
        while empty := {g for g, below in self.children.items() if g not in gone and gone.issuperset(below)}:
            gone |= empty
        return Definition(
            tuple(i for i in self.indicators if i.id not in gone), tuple(g for g in self.groups if g.id not in gone)
        )

    def effective_weights(self) -> dict[str, float]:
        """Share of each part in the index: siblings sum to their parent, the index is 1.

        >>> halves = (Indicator("a", "x", 1, 1), Indicator("b", "x", 3, 1))
        >>> Definition(halves, (Group("x", None, 1),)).effective_weights()
        {'x': 1.0, 'a': 0.25, 'b': 0.75}
        """
        shares = {self.top: 1.0}
        for level in reversed(self.levels[1:]):
            for group in level:
                total = math.fsum(self[child].weight for child in self.children[group])
                for child in self.children[group]:
                    shares[child] = shares[group] * (self[child].weight / total)
        return shares


def _faults_of(given: Definition) -> Iterator[Fault]:
    if not given.indicators:
        yield Fault(None, None, "An index needs at least one indicator.")
    for part_id, count in Counter(part.id for part in given.parts).items():
        if count > 1:
            yield Fault(part_id, "id", f"Stands {count} times. Every indicator and group needs an id of its own.")
    for part in given.parts:
        yield from _faults_of_part(part)
    faults = list(_faults_of_shape(given))
    yield from faults or _faults_of_levels(given)


def _faults_of_sum(group: str, weights: list[float], total: float) -> list[Fault]:
    found = math.fsum(weights)
    if math.isclose(found, total, rel_tol=1e-6):
        return []
    said = f"The weights below it sum to {found:g}, not to {total:g}. Correct them, or say that only ratios are meant."
    return [Fault(group, "weight", said)]


def _faults_of_part(part: Indicator | Group) -> Iterator[Fault]:
    if not part.id:
        yield Fault("(no id)", "id", "Is empty. Give every part an id.")
    weight = part.weight
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight != weight:
        yield Fault(part.id, "weight", "Is missing. Write a number, 0 to leave it out of the index on purpose.")
    elif weight < 0 or weight == math.inf:
        yield Fault(part.id, "weight", f"{str(weight)[:20]} is no weight. Write a finite number of at least 0.")
    elif weight > 0 and not SMALLEST <= weight <= LARGEST:
        said = f"{str(weight)[:20]} cannot be reckoned with. Write 0, or a weight from {SMALLEST:g} to {LARGEST:g}."
        yield Fault(part.id, "weight", f"{said} Only the ratio to its siblings counts.")
    if isinstance(part, Indicator):
        yield from _faults_of_indicator(part)


def _faults_of_ratio(weights: Mapping[str, float]) -> Iterator[Fault]:
    """Siblings of which one outweighs another beyond what can be reckoned; the one further from 1 is named."""
    usable = {part: w for part, w in weights.items() if SMALLEST <= w <= LARGEST}
    heaviest, lightest = (
        max(usable, key=usable.__getitem__, default=""),
        min(usable, key=usable.__getitem__, default=""),
    )
    if not usable or usable[heaviest] / usable[lightest] <= MOST_RATIO:
        return
    odd = heaviest if usable[heaviest] * usable[lightest] >= 1 else lightest
    said = f"{heaviest} ({usable[heaviest]:g}) weighs over {MOST_RATIO:g} times as much as the lightest beside it"
    remedy = "Bring them nearer, or write 0 for what is to be left out on purpose."
    yield Fault(odd, "weight", f"{said}, {lightest} ({usable[lightest]:g}). {remedy}")


def _faults_of_indicator(part: Indicator) -> Iterator[Fault]:
    if part.direction not in (1, -1):
        yield Fault(part.id, "direction", f"{part.direction!r} is no direction. Write 1 where more is better, else -1.")
    if part.goalposts is not None:
        low, high = part.goalposts
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            yield Fault(part.id, "goalposts", f"{low} to {high} is no range. Write the lower and the higher value.")
        elif max(abs(low), abs(high)) > LARGEST or high - low < SMALLEST:
            said = f"{low} to {high} cannot be reckoned with. Write values from {-LARGEST:g} to {LARGEST:g} that lie"
            yield Fault(part.id, "goalposts", f"{said} at least {SMALLEST:g} apart, or use another unit.")
    if part.target is not None and not math.isfinite(part.target):
        yield Fault(part.id, "target", "Is not a finite number. Write one, or leave it empty.")
    elif part.target is not None and abs(part.target) > LARGEST:
        said = f"{part.target} cannot be reckoned with. Write a value from {-LARGEST:g} to {LARGEST:g}"
        yield Fault(part.id, "target", f"{said}, or use another unit.")


def _faults_of_shape(given: Definition) -> Iterator[Fault]:
    groups = {group.id for group in given.groups}
    tops = [group.id for group in given.groups if group.parent is None]
    if len(tops) != 1:
        named = f"{', '.join(tops)} have" if tops else "No group has"
        yield Fault(None, "parent", f"{named} no parent. Exactly one group, the index, stands at the top.")
    for part in given.parts:
        if part.parent is not None and part.parent not in groups:
            unknown = f"{part.parent} is no group. Add it, or correct the name."
            yield Fault(part.id, "parent", unknown if part.parent else "Is missing. Name the group that it belongs to.")
    parent_of = {group.id: group.parent for group in given.groups}
    for group in groups:
        seen, at = [group], parent_of[group]
        while at in groups and at not in seen:
            seen.append(at)
            at = parent_of[at]
        if at == group:
            yield Fault(group, "parent", f"Runs in a circle: {' > '.join([*seen, group])}. Cut it at one place.")
    for group in sorted(groups - {part.parent for part in given.parts}):
        yield Fault(group, None, "Has nothing below it. Add an indicator, or take the group out.")


def _faults_of_levels(given: Definition) -> Iterator[Fault]:
    for group, below in given.children.items():
        weights = [given[child].weight for child in below]
        if all(isinstance(w, int | float) for w in weights) and not any(w != 0 for w in weights):
            yield Fault(group, "weight", "All below it weigh 0. Give at least one of them a weight.")
        yield from _faults_of_ratio({child: given[child].weight for child in below})
    depths: dict[int, list[str]] = {}
    for indicator in given.indicators:
        depth, at = 1, given[indicator.parent]
        while at.parent is not None:
            depth, at = depth + 1, given[at.parent]
        depths.setdefault(depth, []).append(indicator.id)
    if len(depths) > 1:
        usual = max(depths, key=lambda depth: len(depths[depth]))
        for depth, ids in depths.items():
            for part_id in ids if depth != usual else ():
                yield Fault(
                    part_id,
                    "parent",
                    f"Stands {depth} levels below the index, others {usual}. Put a group of one between.",
                )
