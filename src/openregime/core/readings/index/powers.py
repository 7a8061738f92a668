"""A parameter of the last step that varies without jumps: each replication has a value of its own, worked out exactly.

A power that varies is worked out for thousands of replications at once, as x0 (sum w (x / x0)^p)^(1/p) through
logarithms, with x0 the least part for p < 0 and the highest for p > 0: no p overflows, and p = 0 is its own limit.
Any other parameter is worked out replication by replication.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from openregime.core.readings.index.factors import Between
from openregime.core.readings.index.levels import Rows, first_values, next_values, one_by_one, rows_of
from openregime.core.readings.index.means import Method, PowerMean
from openregime.core.readings.index.segments import Segment
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.worlds import Variant, Worlds

if TYPE_CHECKING:
    from openregime.core.readings.index.scoring import Block

NEARLY_ZERO = 1e-300
"""A power so small that the mean is the geometric one to the last bit."""


@dataclass(frozen=True)
class Varied:
    """A power mean from level `low` to level `high` whose power is drawn by the factor at this position."""

    factor: int
    floor: float | None
    low: int
    high: int


def losses_with_drawn(block: "Block", variant: Variant, values: Floats, setting: int, rows: Rows) -> Floats:
    """Losses where parameters of the last step are drawn.

    Args:
        block: the replications; variant, values: what they are worked out from, units x indicators.
        setting: position among the settings of the last step.
        rows: which replications.
    Returns:
        replications x units.
    """
    runs = _runs(block.worlds, setting)
    if runs is not None and block.drawn_gaps is None:
        found = _through_runs(block, variant, values, runs, rows)
        if found is not None:
            return found
    each = np.arange(block.n)[rows]
    losses = np.empty((len(each), block.worlds.sizes[0]))
    for place, row in enumerate(each):
        methods = methods_of(block, setting, int(row))
        losses[place] = one_by_one(block, values, methods, slice(int(row), int(row) + 1))[0]
    return losses


def methods_of(block: "Block", setting: int, row: int) -> tuple[Method, ...]:
    """Methods of one replication, its drawn parameters put in."""
    drawn = {i: float(block.drawn[i][row]) for i in block.worlds.drawn_parameters}
    return block.worlds.methods_with(setting, drawn)


def _runs(worlds: Worlds, setting: int) -> list[Segment | Varied] | None:
    """Runs of levels of one power; None where something else than powers varies, or a level is no power mean."""
    plain = worlds.methods[setting]
    if not all(isinstance(method, PowerMean) for method in plain):
        return None
    owners: list[int | None] = [None] * len(plain)
    for i in worlds.drawn_parameters:
        factor = cast(Between, worlds.design.factors[i])
        for end in (factor.low, factor.high):  # both: the steps may stand at one of them
            changed = worlds.methods_with(setting, {i: end})
            for level, (before, after) in enumerate(zip(plain, changed, strict=True)):
                if after == before:
                    continue
                assert isinstance(before, PowerMean)
                if after != PowerMean(end, before.floor):
                    return None
                owners[level] = i
    found: list[Segment | Varied] = []
    for low, (owner, method) in enumerate(zip(owners, plain, strict=True)):
        assert isinstance(method, PowerMean)
        one = Segment(method, low, low + 1) if owner is None else Varied(owner, method.floor, low, low + 1)
        found = _joined(found, one)
    return found


def _joined(found: list[Segment | Varied], one: Segment | Varied) -> list[Segment | Varied]:
    last = found[-1] if found else None
    if isinstance(one, Segment) and isinstance(last, Segment) and last.method == one.method:
        return [*found[:-1], Segment(one.method, last.low, one.high)]
    if isinstance(one, Varied) and isinstance(last, Varied) and (last.factor, last.floor) == (one.factor, one.floor):
        return [*found[:-1], Varied(one.factor, one.floor, last.low, one.high)]
    return [*found, one]


def _through_runs(
    block: "Block", variant: Variant, values: Floats, runs: list[Segment | Varied], rows: Rows
) -> Floats | None:
    """None where a part is not above 0, which the way replication by replication refuses by name."""
    parts: Floats | None = None
    for run in runs:
        weights = rows_of(block.collapsed(run.low, run.high), rows)
        if isinstance(run, Segment):
            if parts is None:
                parts = first_values(block, variant, values, run, weights, rows)
            else:
                parts = next_values(block.worlds, parts, run, weights)
            continue
        below = values.T[:, None, :] if parts is None else parts
        lifted = below if run.floor is None else np.maximum(below, run.floor)
        if not np.nanmin(lifted) > 0:
            return None
        logs, p = np.log(lifted), block.drawn[run.factor][rows][:, None]
        groups = block.worlds.tree.below(run.low, run.high)
        parts = np.stack([_log_of_mean(logs[part], weights[:, part], p) for part in groups])
        if run is not runs[-1]:
            parts = np.exp(parts)
    assert parts is not None
    last = runs[-1]
    return np.asarray(parts[0] if isinstance(last, Segment) and last.method.p < 0 else -parts[0])  # type: ignore[union-attr]


def _log_of_mean(logs: Floats, weights: Floats, p: Floats) -> Floats:
    """Logarithm of the power mean.

    Args:
        logs: parts x replications (or 1) x units; weights: replications (or 1) x parts, summing to 1 where any is
            above 0; p: replications x 1.
    Returns:
        replications x units; NaN where no part weighs anything.
    """
    p = np.where(p == 0, NEARLY_ZERO, p)
    counts = (weights > 0).T[:, :, None]
    if counts.all():
        least, most = logs.min(axis=0), logs.max(axis=0)
    else:
        least, most = np.where(counts, logs, np.inf).min(axis=0), np.where(counts, logs, -np.inf).max(axis=0)
    start = np.where(p < 0, least, most)
    total = np.zeros(np.broadcast_shapes(start.shape, (len(weights), 1)))
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for log, weight, counted in zip(logs, weights.T[:, :, None], counts, strict=True):
            total += np.where(counted, weight * np.expm1(p * (log - start)), 0.0)
        return np.asarray(start + np.log1p(total) / p)
