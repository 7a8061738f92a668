"""Scores in single precision with a bound on their error, and any of them again in double where that does not settle.

Two scores nearer than the bound are worked out again in double precision (`exactly`), which leaves every rank as double
precision has it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.climb import Climb, Ends, NoBound, ready_ends
from openregime.core.readings.index.draws import noise_of, noise_run
from openregime.core.readings.index.factors import GapsFilled
from openregime.core.readings.index.keys import Singles
from openregime.core.readings.index.levels import noise_length, rows_of
from openregime.core.readings.index.means import Minimum, PowerMean, bent, straightened
from openregime.core.readings.index.ranking import FEW_UNITS
from openregime.core.readings.index.scoring import Block, runs_of, setting_of
from openregime.core.readings.index.segments import Segment, segments_of, split_at
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.worlds import Variant, Worlds

MOST_ERROR = 1e-3


@dataclass(frozen=True)
class Nearly:
    """Losses that are nearly right.

    Attributes:
        losses: replications x units, in single precision, lower is better; all of one sign in a replication.
        errors: per replication, bound of the relative error of its losses.
    """

    losses: Singles
    errors: Floats


def pays_off(worlds: Worlds) -> bool:
    """Whether single precision is of use: several runs of levels, each a power mean or a minimum, few units."""
    found = [segments_of(methods, len(worlds.tree.levels)) for methods in worlds.methods]
    if any(isinstance(f, GapsFilled) for f in worlds.design.factors) or worlds.sizes[0] > FEW_UNITS:
        return False
    if worlds.drawn_before or worlds.drawn_parameters or (noise_of(worlds) is not None and noise_run(worlds) is None):
        return False
    known = [segments for segments in found if segments is not None]
    if len(known) < len(found) or all(len(segments) == 1 for segments in known):
        return False
    return all(isinstance(s.method, PowerMean | Minimum) for segments in known for s in segments)


def nearly_of(block: Block, *, ends: Ends = ("low",)) -> Nearly | None:
    """Losses of all units at these ends, side by side; None where single precision gives no bound."""
    losses = np.empty((block.n, len(ends) * block.worlds.sizes[0]), dtype=np.float32)
    errors = np.empty(block.n)
    for code, rows in runs_of(setting_of(block)):
        variant, segments = _setting(block.worlds, code)
        if len(segments) == 1:
            return None
        try:
            found, error = Climb(block, variant, segments, rows, ends).to_the_top()
        except NoBound:
            return None
        if not error < MOST_ERROR:
            return None
        losses[rows] = found if _is_loss(segments) else np.negative(found, out=found)
        errors[rows] = error
    return Nearly(losses, errors)


def exactly(block: Block, rows: npt.NDArray[np.intp], places: npt.NDArray[np.intp], *, ends: Ends = ("low",)) -> Floats:
    """Losses at these places among the ends of all units, in these replications (pairs), in double precision."""
    found = np.empty(len(rows))
    codes = setting_of(block)[rows]
    for code in np.unique(codes):
        variant, segments = _setting(block.worlds, int(code))
        these = codes == code
        found[these] = _pairs(block, variant, segments, rows[these], places[these], ends)
    return found


def _setting(worlds: Worlds, code: int) -> tuple[Variant, tuple[Segment, ...]]:
    levels = len(worlds.tree.levels)
    segments = segments_of(worlds.methods[code % len(worlds.methods)], levels)
    assert segments is not None  # `pays_off` was asked
    if noise_of(worlds) is not None:
        segments = split_at(segments, noise_run(worlds))
    return worlds.variants[code // len(worlds.methods)], segments


def _is_loss(segments: tuple[Segment, ...]) -> bool:
    last = segments[-1].method
    return isinstance(last, PowerMean) and last.p < 0


def _pairs(
    block: Block,
    variant: Variant,
    segments: tuple[Segment, ...],
    rows: npt.NDArray[np.intp],
    places: npt.NDArray[np.intp],
    ends: Ends,
) -> Floats:
    """The same way up in double precision, for pairs of replication and place."""
    worlds, first = block.worlds, segments[0]
    key = ("pairs", first.method, ends)
    if key not in variant.bent:
        variant.bent[key] = np.ascontiguousarray(ready_ends(block, variant, first, ends).T)
    parts = variant.bent[key][places]
    for segment in segments:
        weights = rows_of(block.collapsed(segment.low, segment.high), rows)
        starts = [part.start for part in worlds.tree.below(segment.low, segment.high)]
        method = segment.method
        if isinstance(method, Minimum):
            parts = np.minimum.reduceat(np.where(weights > 0, parts, np.inf), starts, axis=1)
            continue
        assert isinstance(method, PowerMean)
        if segment is not first:
            parts = bent(method.lifted(np.where(weights > 0, parts, 1.0)), method.p)
        parts = np.add.reduceat(parts * weights, starts, axis=1)
        noise = noise_of(worlds)
        if noise is not None and segment is first:
            drawn = block.drawn[noise[0]][rows]
            drawn = drawn.reshape(len(rows), len(starts), -1)[np.arange(len(rows)), :, places % worlds.sizes[0]]
            parts = parts + noise[1] * noise_length(block, first, rows) * drawn
        if segment is not segments[-1] or method.p == 0:
            parts = straightened(parts, method.p)
    return np.asarray(parts[:, 0] if _is_loss(segments) else -parts[:, 0])
