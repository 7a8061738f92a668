"""Putting indicators on one scale; "less is better" is turned round, so that higher is better from here on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.definition import Indicator
from openregime.core.readings.index.faults import BadStep, Fault, refuse_if_any
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import known_of, ranks_of
from openregime.core.readings.index.table import Floats

MOST_NAMED = 8
"""Values beyond their goalposts that a note names; the audit names all."""


class Normaliser(Protocol):
    """One way to put a column on a scale."""

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        """The column on the scale, higher is better; gaps stay gaps. Raises BadStep where there is no result."""

    @property
    def frozen_scale(self) -> tuple[float, float] | None:
        """Lowest and highest value by definition; None where the data set the scale."""


def _turned(x: Floats, indicator: Indicator) -> Floats:
    return x * indicator.direction


def _spread_or_refuse(indicator: Indicator, spread: float) -> float:
    if not spread > 0:
        raise BadStep.because("Has one value only, so it has no scale. Take the indicator out.", column=indicator.id)
    return spread


LARGEST_SCALE = 1e9


def _scale_or_refuse(low: float, high: float) -> None:
    """Raises BadStep: a scale that would turn every indicator round, or on which nothing could be reckoned."""
    if not (-LARGEST_SCALE <= low < high <= LARGEST_SCALE):
        said = f"{low:g} to {high:g} is no scale. Write the lower end first, both within {LARGEST_SCALE:g} of 0."
        raise BadStep.because(said)


@dataclass(frozen=True)
class MinMax:
    """Lowest value of the column -> low, highest -> high."""

    low: float = 0.0
    high: float = 100.0
    frozen_scale = None

    def __post_init__(self) -> None:
        _scale_or_refuse(self.low, self.high)

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        x = _turned(x, indicator)
        known = known_of(x)
        least, most = known.min(), known.max()
        found = (x - least) / _spread_or_refuse(indicator, most - least) * (self.high - self.low) + self.low
        return np.asarray(found)


@dataclass(frozen=True)
class ZScore:
    """Mean of the column -> mean, its sample standard deviation -> deviation."""

    mean: float = 0.0
    deviation: float = 1.0
    frozen_scale = None

    def __post_init__(self) -> None:
        _scale_or_refuse(self.mean, self.mean + self.deviation)

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        x = _turned(x, indicator)
        known = known_of(x)
        _spread_or_refuse(indicator, len(known) - 1)
        spread = _spread_or_refuse(indicator, float(known.std(ddof=1)))
        return np.asarray((x - known.mean()) / spread * self.deviation + self.mean)


@dataclass(frozen=True)
class Ranks:
    """Rank from the lowest (1 is worst), ties sharing the lowest rank."""

    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        return ranks_of(_turned(x, indicator), highest_first=False)


@dataclass(frozen=True)
class Borda:
    """How many units are worse: the rank from the lowest, less 1."""

    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        return ranks_of(_turned(x, indicator), highest_first=False) - 1


@dataclass(frozen=True)
class Percentile:
    """Share of the other units that are worse, 0 to `high`."""

    high: float = 100.0
    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        others = int((~np.isnan(x)).sum()) - 1
        _spread_or_refuse(indicator, others)
        return (ranks_of(_turned(x, indicator), highest_first=False) - 1) / others * self.high


@dataclass(frozen=True)
class DistanceToMaximum:
    """1 less the distance to the best value, as a share of the range."""

    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        x = _turned(x, indicator)
        most = np.nanmax(x)
        return 1 - (most - x) / _spread_or_refuse(indicator, most - np.nanmin(x))


@dataclass(frozen=True)
class DistanceToReference:
    """1 less the distance to the value of one unit, as a share of that unit's distance from the worst."""

    unit: str
    capped: bool = False
    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        x = _turned(x, indicator)
        if self.unit not in units or np.isnan(x[units.index(self.unit)]):
            raise BadStep.because("Has no value to measure from. Use another unit.", row=self.unit, column=indicator.id)
        reference = x[units.index(self.unit)]
        found: Floats = 1 - (reference - x) / _spread_or_refuse(indicator, reference - np.nanmin(x))
        return np.minimum(found, 1) if self.capped else found


@dataclass(frozen=True)
class DistanceToTarget:
    """Share of the way from the worst value of the column to the target of the indicator."""

    capped: bool = False
    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        if indicator.target is None:
            raise BadStep.because("Has no target. Add one in the definition.", column=indicator.id)
        x, target = _turned(x, indicator), indicator.target * indicator.direction
        least = np.nanmin(x)
        found = (x - least) / _spread_or_refuse(indicator, target - least)
        return np.minimum(found, 1) if self.capped else found


@dataclass(frozen=True)
class FractionOfMaximum:
    """x / max where more is better, min / x where less is better; values above 0."""

    frozen_scale = None

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        bad = np.flatnonzero(x < 0 if indicator.direction == 1 else x <= 0)
        refuse_if_any(
            [Fault(units[i], indicator.id, f"{x[i]:g} has no fraction of a maximum. Use MinMax.") for i in bad], BadStep
        )
        if indicator.direction == -1:
            return np.nanmin(x) / x
        return x / _spread_or_refuse(indicator, float(np.nanmax(x)))


@dataclass(frozen=True)
class Goalposts:
    """Worst and best by definition -> low and high: a further unit changes nobody.

    A value beyond its goalposts counts as the nearer end. It is never cut in silence: `Normalise` names it in a note
    and in `Stage.outside`, and the audit fails on it.

    Attributes:
        low, high: of the scale.
        goalpost_low, goalpost_high: stand in place of those of the indicator, in its unit; None for its own.
    """

    low: float = 1.0
    high: float = 100.0
    goalpost_low: float | None = None
    goalpost_high: float | None = None

    def __post_init__(self) -> None:
        _scale_or_refuse(self.low, self.high)

    @property
    def frozen_scale(self) -> tuple[float, float]:
        return (self.low, self.high)

    def of(self, x: Floats, indicator: Indicator, units: tuple[str, ...]) -> Floats:
        posts = self._posts(indicator)
        if posts is None:
            raise BadStep.because("Has no goalposts. Add its worst and best value.", column=indicator.id)
        if not (np.isfinite(posts).all() and posts[0] < posts[1]):
            said = f"{posts[0]:g} to {posts[1]:g} is no range for goalposts. The lower one comes first."
            raise BadStep.because(said, column=indicator.id)
        worst, best = posts if indicator.direction == 1 else posts[::-1]
        return np.clip((x - worst) / (best - worst), 0, 1) * (self.high - self.low) + self.low

    def _posts(self, indicator: Indicator) -> tuple[float, float] | None:
        """Lower and higher goalpost; None where one of them is missing."""
        given = indicator.goalposts or (None, None)
        low = given[0] if self.goalpost_low is None else self.goalpost_low
        high = given[1] if self.goalpost_high is None else self.goalpost_high
        return None if low is None or high is None else (low, high)

    def outside(self, x: Floats, indicator: Indicator) -> npt.NDArray[np.bool_]:
        """Which values lie beyond the goalposts, rounding apart; a gap lies nowhere."""
        low, high = self._posts(indicator) or (-np.inf, np.inf)
        slack = 1e-9 * (high - low) if np.isfinite(high - low) else 0.0
        return np.asarray((x < low - slack) | (x > high + slack))


@dataclass(frozen=True)
class Normalise:
    """Put every indicator on a scale.

    Attributes:
        by: the way for all indicators.
        own: indicator id -> its own way.
    """

    by: Normaliser
    own: Mapping[str, Normaliser] = field(default_factory=dict)
    name = "normalise"

    def apply(self, stage: Stage) -> Stage:
        """Normalised values, higher is better. Raises BadStep: some column cannot be put on its scale."""
        faults: list[Fault] = []
        outside: list[tuple[str, str]] | None = None
        values = np.full(stage.table.values.shape, np.nan)
        scales = set()
        for j, indicator in enumerate(stage.definition.indicators):
            column, how = stage.table.values[:, j], self.own.get(indicator.id, self.by)
            scales.add(how.frozen_scale)
            if np.isnan(column).all() and how.frozen_scale is None:
                faults.append(Fault(None, indicator.id, "Has no value at all. Fill it, or take the indicator out."))
                continue
            try:
                values[:, j] = how.of(column, indicator, stage.table.units)
            except BadStep as refusal:
                faults += refusal.faults
            if isinstance(how, Goalposts):
                beyond = np.flatnonzero(how.outside(column, indicator))
                outside = [*(outside or ()), *((stage.table.units[i], indicator.id) for i in beyond)]
        refuse_if_any(faults, BadStep)
        scale = scales.pop() if len(scales) == 1 else None
        turned = replace(
            stage.definition, indicators=tuple(replace(i, direction=1) for i in stage.definition.indicators)
        )
        done = replace(stage, definition=turned, scale=scale, outside=None if outside is None else tuple(outside))
        done = done.with_values(values, f"Normalised: {self.by}.")
        return replace(done, notes=(*done.notes, outside_words(outside))) if outside else done


def outside_words(outside: Sequence[tuple[str, str]]) -> str:
    """What is said of values beyond their goalposts.

    >>> outside_words([("A", "x"), ("B", "x")])
    '2 values lie outside their goalposts and count as the nearer end: A (x), B (x).'
    """
    n = len(outside)
    named = ", ".join(f"{unit} ({column})" for unit, column in outside[:MOST_NAMED])
    more = f" and {n - MOST_NAMED} more, see the audit" if n > MOST_NAMED else ""
    begun = "1 value lies outside its" if n == 1 else f"{n} values lie outside their"
    return f"{begun} goalposts and {'counts' if n == 1 else 'count'} as the nearer end: {named}{more}."
