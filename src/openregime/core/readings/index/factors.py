"""What may vary in an uncertainty analysis: each factor says what it changes and how it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, get_type_hints

import numpy as np

from openregime.core.readings.index.faults import BadDesign
from openregime.core.readings.index.stage import Step


@dataclass(frozen=True)
class Alternatives:
    """One of several settings of a step, drawn at random.

    Attributes:
        name: what the factor is called in results.
        step: name of the step that changes, e.g. `treat`.
        among: whole steps; or values of `parameter`, where that is given.
        parameter: the parameter that changes, with dots for parts within parts, e.g. `by.p`; None for the whole step.
        chances: one positive number per alternative, only ratios count; None for equal chances.
        stands_for: the range that the settings are a grid of; None where they stand for themselves alone.
    """

    name: str
    step: str
    among: tuple[Any, ...]
    parameter: str | None = None
    chances: tuple[float, ...] | None = None
    stands_for: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check_among(self.name, self.among, self.chances)

    def changed(self, step: Step, setting: Any) -> Step:
        """The step with this setting."""
        changed: Step = setting if self.parameter is None else with_parameter(step, self.parameter, setting)
        return changed


def evenly_between(
    name: str, step: str, parameter: str, low: float, high: float, *, settings: int = 33
) -> Alternatives:
    """A parameter that varies without jumps, laid on a grid of midpoints, each worked out once: the fast choice.

    `Between` draws it exactly instead, and works the steps before the last out anew for every replication. The grid
    stands for the continuous range: a value is off by half a cell at most, so what grows smoothly with the parameter
    has its mean right to the square of the cell (1/12 of it times the curvature), and what jumps, such as a rank, has
    its chances right to one cell, 3 % of the range with 33.

    Args:
        name, step, parameter: as for Alternatives.
        low, high: finite, low < high.
        settings: cells of the grid, at least 2; twice as many halve the distance to the continuous answer.
    Raises:
        BadDesign: no range, or fewer than 2 settings.
    """
    if not (np.isfinite(low) and np.isfinite(high) and low < high) or settings < 2:
        raise BadDesign.because(f"{low} to {high} in {settings} settings is no range.", row=name)
    grid = low + (np.arange(settings) + 0.5) / settings * (high - low)
    return Alternatives(name, step, tuple(grid.tolist()), parameter, stands_for=(low, high))


@dataclass(frozen=True)
class Between:
    """A parameter of a step drawn evenly from a range, each replication its own value, without a grid.

    Powers of power means are worked out in bulk: 20,000 replications/s and core where the top of 4 levels varies, 195
    units; 2,000 where all levels from 150 indicators up do. Other parameters of the last step (orness) go replication
    by replication, 500/s. A parameter of an earlier step is applied as drawn, too: the steps before it are worked out
    once, from it on they are worked out anew for every replication, some 100/s where 150 indicators are put on a scale.
    `evenly_between` lays it on a grid instead, which is a thousand times faster and says so.

    Attributes:
        name: what the factor is called in results.
        step: name of the step.
        parameter: with dots, e.g. `by.p`; `by.2.p` for the third method of a tuple alone; `own.x1.most_share` for one
            indicator.
        low, high: finite, low < high.
    """

    name: str
    step: str
    parameter: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.low) and np.isfinite(self.high) and self.low < self.high):
            raise BadDesign.because(f"{self.low} to {self.high} is no range.", row=self.name)

    def changed(self, step: Step, value: float) -> Step:
        """The step with this value."""
        changed: Step = with_parameter(step, self.parameter, value)
        return changed


@dataclass(frozen=True)
class WeightNoise:
    """Every weight times a number drawn evenly from 1 - share to 1 + share, then shared out anew among siblings.

    Attributes:
        share: above 0, below 1.
        levels: which levels, 1 for the indicators; None for all below the index.
    """

    name: str
    share: float
    levels: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise BadDesign.because(
                f"Noise of {self.share} is outside 0 to 1. Use a share such as 0.25.", row=self.name
            )


@dataclass(frozen=True)
class AnyWeights:
    """Every set of weights that there is, all equally likely: evenly over the simplex of each set of siblings.

    Parts that weigh 0 stay out. Levels as for WeightNoise.
    Source: Lahdelma and Salminen, SMAA-2, Operations Research 49 (2001).
    """

    name: str
    levels: tuple[int, ...] | None = None


@dataclass(frozen=True)
class WeightSets:
    """One of several given sets of weights (part id -> weight), for instance one per expert; chances as above."""

    name: str
    sets: tuple[Mapping[str, float], ...]
    chances: tuple[float, ...] | None = field(default=None)

    def __post_init__(self) -> None:
        _check_among(self.name, self.sets, self.chances)


@dataclass(frozen=True)
class OneDropped:
    """One indicator, or none, is left out; its siblings share its weight.

    Attributes:
        among: ids; empty for all indicators.
    """

    name: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapsFilled:
    """Every gap is drawn evenly from its scale, each on its own."""

    name: str


@dataclass(frozen=True)
class ValueNoise:
    """Every normalised value plus normal noise of this standard deviation, on the scale of the normalised values."""

    name: str
    deviation: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.deviation) and self.deviation > 0):
            raise BadDesign.because(f"A deviation of {self.deviation} is not above 0. Use one.", row=self.name)


Factor = Alternatives | Between | WeightNoise | AnyWeights | WeightSets | OneDropped | GapsFilled | ValueNoise


def _check_among(name: str, among: tuple[Any, ...], chances: tuple[float, ...] | None) -> None:
    if not among:
        raise BadDesign.because("Has no alternative. Give at least one.", row=name)
    if chances is not None and (len(chances) != len(among) or not all(0 < c < np.inf for c in chances)):
        raise BadDesign.because(f"Needs {len(among)} chances above 0, one per alternative.", row=name)


def with_parameter(part: Any, path: str, value: Any) -> Any:
    """A step, or a part of it, with one parameter replaced; in a tuple wherever it stands, or at a position (by.2.p).

    Raises:
        BadDesign: there is no such parameter.
    """
    first, _, rest = path.partition(".")
    if isinstance(part, tuple) and first.isdecimal() and rest:
        at = int(first)
        if at >= len(part):
            raise BadDesign.because(f"There is no position {at} among {len(part)}. The first is 0.")
        return (*part[:at], with_parameter(part[at], rest, value), *part[at + 1 :])
    if first == "own" and rest and _has(part, first):
        return replace(part, own=_own_with(part, rest, value))
    if isinstance(part, tuple):
        changed = tuple(with_parameter(one, path, value) if _has(one, path) else one for one in part)
        if changed == part and not any(_has(one, path) for one in part):
            raise BadDesign.because(f"Nothing in {part} has a parameter {path}. Name one that exists.")
        return changed
    if not _has(part, first):
        raise BadDesign.because(f"{type(part).__name__} has no parameter {first}. Name one that exists.")
    if not rest:
        _refuse_parts_of_whole_numbers(part, first, value)
    return replace(part, **{first: with_parameter(getattr(part, first), rest, value) if rest else value})


def _own_with(part: Any, path: str, value: Any) -> dict[str, Any]:
    """What single indicators have of their own, one of it changed; what has nothing of its own begins as the rest."""
    indicator, _, rest = path.partition(".")
    if not rest:
        raise BadDesign.because(f"own.{path} says whose, and not what. Write own.INDICATOR.PARAMETER.")
    begun = part.own.get(indicator, part.by if _has(part, "by") else replace(part, own={}))
    if begun is None:
        raise BadDesign.because(f"{indicator} is left untreated, so nothing of it can vary.")
    return {**part.own, indicator: with_parameter(begun, rest, value)}


def _refuse_parts_of_whole_numbers(part: Any, name: str, value: Any) -> None:
    is_whole = get_type_hints(type(part)).get(name) is int
    if is_whole and isinstance(value, float) and not value.is_integer():
        raise BadDesign.because(
            f"{name} takes whole numbers alone, and {value:g} is none. List its values with `Alternatives`."
        )


def _has(part: Any, path: str) -> bool:
    return is_dataclass(part) and path.partition(".")[0] in {f.name for f in fields(part)}
