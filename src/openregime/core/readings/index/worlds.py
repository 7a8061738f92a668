"""A design and what can be worked out once for all its replications: the worlds that an analysis goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.design import Design as Design
from openregime.core.readings.index.design import drawn_before_last, drawn_factors
from openregime.core.readings.index.factors import (
    Alternatives,
    Between,
    Factor,
    GapsFilled,
    ValueNoise,
    WeightSets,
)
from openregime.core.readings.index.faults import BadDesign, BadStep
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.pipeline import first_stage
from openregime.core.readings.index.stage import Stage, Step
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.tree import Tree

MOST_UNITS_RANKED = 5_000
"""Units whose ranks are counted exactly: the counts are units x units."""
MOST_VARIANTS = 4_000
"""Combinations of stage settings that are worked out before the first replication."""


@dataclass(frozen=True)
class Variant:
    """The index just before it is aggregated, under one setting of the steps before.

    Attributes:
        low, high: units x indicators in the order of the tree; they differ where gaps are kept open. Without gaps
            (or with gaps that a factor fills) they are the same array; filled gaps stand at the low end.
        weights: as given, level by level below the index.
        bent: generator of the first mean -> transformed values, filled while working; kept: whatever else is worked
            out from them once.
    """

    low: Floats
    high: Floats
    weights: tuple[Floats, ...]
    bent: dict[object, Floats] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[type, tuple[Floats, Floats, tuple[Floats, ...]]]:
        return Variant, (self.low, self.high, self.weights)


@dataclass(frozen=True)
class Begun:
    """Steps of which some have parameters that every replication draws: what is shared, and what is left to do."""

    stage: Stage
    left: tuple[Step, ...]

    def finished(self, design: Design, drawn: Mapping[int, float]) -> Stage:
        """The stage after the steps that are left, with what was drawn put in."""
        stage = self.stage
        for step in self.left:
            changed = step
            for i, value in drawn.items():
                factor = design.factors[i]
                if isinstance(factor, Between) and factor.step == step.name:
                    changed = factor.changed(changed, value)
            stage = changed.apply(stage)
        return stage


class GapsAmong(NamedTuple):
    """Gaps of some indicators, by unit.

    Attributes:
        which: their places among all gaps, ascending.
        columns: indicator of each.
        owners: units that have any; starts: where the gaps of each begin.
    """

    which: slice | npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    owners: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Worlds:
    """A design with everything worked out that all replications share.

    Attributes:
        design: where it comes from.
        tree: the hierarchy.
        units: rows of every variant.
        variants: one per combination of settings of the steps before the last, in the order of `setting_sizes`.
        methods: one tuple (a method per level) per combination of settings of the last step.
        stage_factors, aggregate_factors: positions of the factors behind them.
        scale: lowest and highest normalised value; None where the data set it.
        gaps: unit and indicator of every gap, in the order of units; empty when none is left.
        nominal, nominal_methods: the index as the steps stand, gaps at both ends of their scale.
        sets: weight sets, level by level: sets x parts, None where the level is not named.
        lasts: the last step under each of its settings, in the order of `methods`.
        begun: where parameters of the steps before the last are drawn without a grid: for each variant, what all
            replications share of it, and the steps that are left; else empty.
    """

    design: Design
    tree: Tree
    units: tuple[str, ...]
    variants: tuple[Variant, ...]
    methods: tuple[tuple[Method, ...], ...]
    stage_factors: tuple[int, ...]
    aggregate_factors: tuple[int, ...]
    scale: tuple[float, float] | None
    gaps: npt.NDArray[np.intp]
    nominal: Variant
    nominal_methods: tuple[Method, ...]
    sets: tuple[Floats | None, ...]
    lasts: tuple[Aggregate, ...] = ()
    begun: tuple["Begun", ...] = ()

    @cached_property
    def drawn_parameters(self) -> tuple[int, ...]:
        """Positions of the factors that draw a parameter of the last step without a grid."""
        return tuple(i for i in drawn_factors(self.design) if i not in self.drawn_before)

    @cached_property
    def drawn_before(self) -> tuple[int, ...]:
        """Positions of the factors that draw a parameter of a step before the last without a grid."""
        return drawn_before_last(self.design)

    def variant_with(self, setting: int, drawn: Mapping[int, float]) -> Variant:
        """The variant of one replication: the steps from the first drawn one on, with what was drawn put in.

        Args:
            setting: of the steps before the last; drawn: position of the factor -> value, for `drawn_before`.
        Raises:
            BadDesign, BadStep: what was drawn leaves other units, gaps or another scale, or no result.
        """
        stage = self.begun[setting].finished(self.design, drawn)
        if stage.table.units != self.units or stage.scale != self.scale:
            raise BadDesign.because(
                "Ranks are compared over the same units, and gaps on the same scale, in every world; this parameter "
                "moves them. Screen with a step that does not vary, and let goalposts vary rather than their scale.",
                row=", ".join(self.design.factors[i].name for i in drawn),
            )
        if not np.array_equal(np.argwhere(np.isnan(stage.table.values[:, self.tree.columns])), self.gaps):
            raise BadStep.because("Which gaps are open would vary with what is drawn. Fill them, or none.")
        return _variant(stage, self.tree, self.gaps, self.design)

    @property
    def has_noise(self) -> bool:
        """Whether every value is drawn with noise."""
        return any(isinstance(factor, ValueNoise) for factor in self.design.factors)

    def methods_with(self, setting: int, drawn: Mapping[int, float]) -> tuple[Method, ...]:
        """Methods of one setting of the last step with drawn parameters (position of the factor -> value)."""
        step: Step = self.lasts[setting]
        for i, value in drawn.items():
            step = self.design.factors[i].changed(step, value)  # type: ignore[union-attr]
        assert isinstance(step, Aggregate)
        if not isinstance(step.by, tuple):
            return (step.by,) * (len(self.tree.levels) - 1)
        return step.by

    @cached_property
    def base_weights(self) -> tuple[Floats, ...]:
        """Weights as given, level by level: one row where all variants agree, else one row per variant."""
        each = list(zip(*(variant.weights for variant in self.variants), strict=True))
        return tuple(
            level[0] if all(np.array_equal(level[0], one) for one in level) else np.concatenate(level) for level in each
        )

    @property
    def fills_gaps(self) -> bool:
        """Whether a factor draws the gaps."""
        return any(isinstance(factor, GapsFilled) for factor in self.design.factors)

    def gaps_among(self, among: slice) -> "GapsAmong":
        """The gaps of these indicators (in the order of the tree)."""
        key = (among.start or 0, len(self.tree.levels[0]) if among.stop is None else among.stop)
        if key not in self._gaps_among:
            units, columns = self.gaps[:, 0], self.gaps[:, 1]
            inside = np.flatnonzero((columns >= key[0]) & (columns < key[1]))
            owners, starts = np.unique(units[inside], return_index=True)
            which = slice(None) if len(inside) == len(self.gaps) else inside
            self._gaps_among[key] = GapsAmong(which, columns[inside], owners, starts)
        return self._gaps_among[key]

    @cached_property
    def _gaps_among(self) -> dict[tuple[int, int], "GapsAmong"]:
        return {}

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of units and of indicators."""
        return len(self.units), len(self.tree.levels[0])


def worlds_of(design: Design) -> Worlds:
    """Work out every stage variant once.

    Raises:
        BadDesign: too many units or variants, variants that leave different units, or gaps without a scale.
        BadIndicatorTable, BadStep: as for `build_index`, under any of the settings.
    """
    before, last = design.steps[:-1], design.steps[-1]
    stage_factors = tuple(i for i, f in enumerate(design.factors) if _varies(f, before))
    aggregate_factors = tuple(i for i, f in enumerate(design.factors) if _varies(f, (last,)))
    assert isinstance(last, Aggregate)  # Design refuses others
    start = first_stage(design.definition, design.table)
    begun: list[Begun] = []
    stages = _stages(design, before, stage_factors, start, begun)
    nominal = stages.pop()
    tree = Tree.of(stages[0].definition)
    gaps = _gaps_of(design, stages, tree)
    lasts = _settings_of_last(design, last, aggregate_factors)
    worlds = Worlds(
        design=design,
        tree=tree,
        units=stages[0].table.units,
        variants=tuple(_variant(stage, tree, gaps, design) for stage in stages),
        methods=tuple(step.methods_for(stages[0].definition) for step in lasts),
        stage_factors=stage_factors,
        aggregate_factors=aggregate_factors,
        scale=stages[0].scale,
        gaps=gaps,
        nominal=_variant(nominal, tree, gaps, design),
        nominal_methods=last.methods_for(nominal.definition),
        sets=_sets_of(design, tree),
        lasts=lasts,
        begun=tuple(begun),
    )
    _refuse_ends(worlds)
    return worlds


def _refuse_ends(worlds: Worlds) -> None:
    """Work both ends of every range out once, so that what cannot be drawn is refused before the first replication."""
    for setting in range(len(worlds.begun)):
        for i in worlds.drawn_before:
            factor = worlds.design.factors[i]
            assert isinstance(factor, Between)
            for end in (factor.low, factor.high):
                worlds.variant_with(setting, {i: end})


def _settings_of_last(design: Design, last: Aggregate, factors: tuple[int, ...]) -> tuple[Aggregate, ...]:
    """The last step under every combination of the alternatives to it."""
    settings = product(*(design.factors[i].among for i in factors))  # type: ignore[union-attr]
    lasts = []
    for setting in settings:
        step: Step = last
        for i, value in zip(factors, setting, strict=True):
            step = design.factors[i].changed(step, value)  # type: ignore[union-attr]
        if not isinstance(step, Aggregate):
            raise BadDesign.because("An alternative to the last step is an Aggregate, too. Give one.")
        for factor in (f for f in design.factors if isinstance(f, Between) and f.step == last.name):
            for end in (factor.low, factor.high):
                factor.changed(step, end)  # refuses what does not exist, and values that make no mean
        lasts.append(step)
    return tuple(lasts)


def _varies(factor: Factor, steps: Sequence[Step]) -> bool:
    return isinstance(factor, Alternatives) and factor.step in {step.name for step in steps}


def _stages(
    design: Design, before: Sequence[Step], factors: tuple[int, ...], start: Stage, begun: list["Begun"]
) -> list[Stage]:
    """Every combination of settings, then the steps as they stand; what several share is worked out once.

    Args:
        begun: receives, for every combination, where the steps with a drawn parameter begin; nothing without any.
    """
    drawn = {design.factors[i].step for i in drawn_before_last(design)}  # type: ignore[union-attr]
    sizes = [len(design.factors[i].among) for i in factors]  # type: ignore[union-attr]
    if int(np.prod(sizes)) > MOST_VARIANTS:
        count = int(np.prod(sizes))
        raise BadDesign.because(f"{count:,} combinations of settings are too many. Keep to {MOST_VARIANTS:,}.")
    known: dict[tuple[tuple[int, int], ...], Stage] = {(): start}
    found = []
    as_they_stand = (-1,) * len(factors)
    settings = list(product(*(range(size) for size in sizes)))
    for place, codes in enumerate((*settings, as_they_stand)):
        stage = start
        key: tuple[tuple[int, int], ...] = ()
        left: list[Step] = []
        first: Stage | None = None
        for number, step in enumerate(before):
            key, changed = (*key, (number, -1)), step
            for i, code in zip(factors, codes, strict=True):
                factor = design.factors[i]
                if isinstance(factor, Alternatives) and factor.step == step.name and code >= 0:
                    key, changed = (*key, (i, code)), factor.changed(changed, factor.among[code])
            first = stage if first is None and step.name in drawn else first
            if first is not None:
                left.append(changed)
            if key not in known:
                known[key] = changed.apply(stage)
            stage = known[key]
        found.append(stage)
        if first is not None and place < len(settings):
            begun.append(Begun(first, tuple(left)))
    units = {stage.table.units for stage in found}
    if len(units) > 1 or len(found[0].table.units) > MOST_UNITS_RANKED:
        raise BadDesign.because(
            f"Ranks are compared over the same units in every world, at most {MOST_UNITS_RANKED:,}; here the settings "
            f"leave {sorted(len(u) for u in units)}. Screen first, with a step that does not vary."
        )
    return found


def _gaps_of(design: Design, stages: Sequence[Stage], tree: Tree) -> npt.NDArray[np.intp]:
    open_ = [np.isnan(stage.table.values[:, tree.columns]) for stage in stages]
    if not any(gaps.any() for gaps in open_):
        return np.zeros((0, 2), dtype=np.intp)
    scales = {stage.scale for stage in stages}
    if None in scales or len(scales) > 1 or any((gaps != open_[0]).any() for gaps in open_):
        raise BadStep.because(
            "The values have gaps, and their scale comes from the data or varies. Give the indicators goalposts and "
            "normalise by Goalposts, or fill the gaps with Impute on purpose."
        )
    return np.argwhere(open_[0])


def _variant(stage: Stage, tree: Tree, gaps: npt.NDArray[np.intp], design: Design) -> Variant:
    low = np.ascontiguousarray(stage.table.values[:, tree.columns])
    high = low
    if len(gaps):
        assert stage.scale is not None  # _gaps_of refused otherwise
        low, high = np.where(np.isnan(low), stage.scale[0], low), np.where(np.isnan(low), stage.scale[1], low)
    return Variant(low, high, tree.weights_of(stage.definition))


def _sets_of(design: Design, tree: Tree) -> tuple[Floats | None, ...]:
    given: list[Mapping[str, float]] = [dict(s) for f in design.factors if isinstance(f, WeightSets) for s in f.sets]
    if not given:
        return (None,) * (len(tree.levels) - 1)
    for one in given:
        design.definition.with_weights(one)  # refuses unknown ids, missing siblings and bad weights
    by_level = [tree.weights_in(one) for one in given]
    found: list[Floats | None] = []
    for position in range(len(tree.levels) - 1):
        rows = [levels[position] for levels in by_level]
        if all(row is None for row in rows):
            found.append(None)
        elif any(row is None or np.isnan(row).any() for row in rows):
            raise BadDesign.because(f"Every weight set names the same levels, whole. Fill level {position + 1}.")
        else:
            found.append(np.concatenate([row for row in rows if row is not None]))
    return tuple(found)
