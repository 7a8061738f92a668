"""The way up through the levels in single precision, group by group, with a bound on the error.

Half the width is twice the speed. What is positive keeps a relative error that grows by a few roundings per step, so
the bound is followed along with the values. A group is worked out only when its parent asks for it, into room that is
used again and again and stays in the cache of a core.
Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 3; NumPy states at most 4 units in the
last place for its single-precision logarithm and exponential.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from openregime.core.readings.index.draws import noise_of
from openregime.core.readings.index.factors import AnyWeights
from openregime.core.readings.index.keys import Singles
from openregime.core.readings.index.levels import Rows, noise_length, ready_values, rows_of
from openregime.core.readings.index.logarithms import LogarithmSeries
from openregime.core.readings.index.means import Minimum, PowerMean, bent, straightened
from openregime.core.readings.index.scoring import Block
from openregime.core.readings.index.segments import Segment
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.tree import Weights
from openregime.core.readings.index.worlds import Variant

Ends = tuple[str, ...]
"""Ends of the intervals that are worked out side by side: ("low",), or ("high", "low")."""
ROUNDING = 2.0**-24
LIBRARY = 8 * ROUNDING
"""Relative error of a logarithm, exponential or power of the library: 4 units in the last place."""
BENDING: dict[float, float] = {1.0: 0.0, -1.0: ROUNDING, -5.0: 5 * ROUNDING}
"""Relative error of the powers that are worked out by products alone."""
FIRST_RUN = 2 * ROUNDING
"""Relative error after the first run, which is a product in double precision, rounded once."""
WIDEST = 1e12
"""Bound of bent values: within it no product with a weight vanishes beside the others."""
MOST_EXPONENT = 60.0
"""Bound of exponents: far enough from where single precision ends."""
MOST_NOISE = 10.0
"""Bound of the library's normal numbers in single precision: they end at 8.2 deviations."""
NEAR = 0.5
"""Up to this share from the value as given, a logarithm is worked out as a series."""


class NoBound(Exception):
    """Internal: single precision gives no bound here, so double precision is taken. Never leaves the package."""


class Known(NamedTuple):
    """What is known of values: each is within relative * |value| + absolute of the truth, and from least to most."""

    relative: float
    least: float
    most: float
    absolute: float = 0.0


def ends_of(variant: Variant, ends: Ends) -> Floats:
    """Values of these ends, one under the other: (ends * units) x indicators."""
    values = {"low": variant.low, "high": variant.high}
    return values[ends[0]] if len(ends) == 1 else np.concatenate([values[end] for end in ends])


def ready_ends(block: Block, variant: Variant, first: Segment, ends: Ends) -> Floats:
    """Bent values of these ends side by side: indicators x (ends * units)."""
    values = {"low": variant.low, "high": variant.high}
    if len(ends) == 1:
        return ready_values(block.worlds, variant, values[ends[0]], first)
    key = ("ends", first.method, ends)
    if key not in variant.bent:
        parts = [ready_values(block.worlds, variant, values[end], first) for end in ends]
        variant.bent[key] = np.concatenate(parts, axis=1)
    return variant.bent[key]


class Climb:
    """From the values of a variant to the top, for replications that share their methods.

    Args:
        block: the replications; rows: which of them.
        variant: what they are worked out from; ends: which ends of its intervals.
        segments: at least two runs of levels, power means and minima alone.
    Raises:
        NoBound: nothing can be said of the error.
    """

    def __init__(self, block: Block, variant: Variant, segments: tuple[Segment, ...], rows: Rows, ends: Ends) -> None:
        self._block, self._segments, self._rows, self._ends = block, segments, rows, ends
        tree, first = block.worlds.tree, segments[0]
        self._below = [tree.below(s.low, s.high) for s in segments]
        self._double = [rows_of(block.collapsed(s.low, s.high), rows) for s in segments]
        self._weights = [weights.astype(np.float32) for weights in self._double]
        self._ready = ready_ends(block, variant, first, ends)
        self._ranges = self._ranges_of(variant, first)
        self._noise = self._noise_on_groups()
        count = max(len(weights) for weights in (*self._double, *(() if self._noise is None else self._noise[0][:1])))
        self.shape = (count, self._ready.shape[1])
        self._wide = np.empty((len(self._double[0]), self.shape[1]))
        self._room = [np.empty(self.shape, dtype=np.float32) for _ in segments]
        self._squares = np.empty(self.shape, dtype=np.float32)
        self._shares = self._shares_of(variant)

    def to_the_top(self) -> tuple[Singles, float]:
        """Bent sums at the top, replications (or 1) x (ends * units), and the bound of their relative error."""
        found = self._room[-1]
        return found, self._value(len(self._segments) - 1, 0, found).relative

    def _ranges_of(self, variant: Variant, first: Segment) -> Floats:
        """Lowest and highest bent value in each group above the first run: groups x 2."""
        key = ("ranges", first.method, first.high, self._ends)
        if key not in variant.bent:
            groups = [self._ready[part] for part in self._below[0]]
            variant.bent[key] = np.array([[group.min(), group.max()] for group in groups])
        found = variant.bent[key]
        least, most = float(found[:, 0].min()), float(found[:, 1].max())
        lowest = 1 / WIDEST
        if isinstance(first.method, PowerMean):
            lowest = {0.0: -WIDEST, 1.0: 0.0}.get(first.method.p, lowest)
        if not lowest <= least <= most < WIDEST:
            raise NoBound
        return found

    def _noise_on_groups(self) -> tuple[Singles, float] | None:
        """Noise of every group above the first run, groups x replications x (ends * units), and its largest scale."""
        noise = noise_of(self._block.worlds)
        if noise is None:
            return None
        at, deviation = noise
        drawn = self._block.drawn[at][self._rows]
        scale = (deviation * noise_length(self._block, self._segments[0], self._rows)).T.astype(np.float32)
        added = drawn.reshape(len(drawn), len(scale), -1).transpose(1, 0, 2) * scale[:, :, None]
        return np.concatenate([added] * len(self._ends), axis=2), float(scale.max())

    def _value(self, run: int, group: int, out: Singles) -> Known:
        """Values of one group above this run of levels into `out`, replications x (ends * units)."""
        if run == 0:
            return self._first(group, out)
        method = self._segments[run].method
        if isinstance(method, Minimum):
            return self._least(run, group, out)
        assert isinstance(method, PowerMean)
        if method.p != 0:
            return self._power(run, group, method, out)
        if run == 1 and self._shares is not None:
            return self._geometric_from_shares(group, out)
        return self._geometric(run, group, method, out)

    def _first(self, group: int, out: Singles) -> Known:
        method, part = self._segments[0].method, self._below[0][group]
        least, most = self._ranges[group].tolist()
        weights = self._double[0][:, part]
        if isinstance(method, Minimum):
            spread = np.where((weights > 0).T[:, :, None], self._ready[part][:, None, :], np.inf)
            out[...] = spread.min(axis=0)
            return Known(ROUNDING, least, most)
        assert isinstance(method, PowerMean)
        np.matmul(weights, self._ready[part], out=self._wide)
        out[...] = self._wide
        if self._noise is not None:
            added, scale = self._noise
            out += added[group]
            absolute = FIRST_RUN * most + 5 * ROUNDING * MOST_NOISE * scale
            return Known(ROUNDING, float(out.min()), float(out.max()), absolute)
        if method.p == 1:
            return Known(FIRST_RUN, least, most)
        if method.p == 0:
            np.exp(out, out=out)
            error = FIRST_RUN * max(abs(least), abs(most)) * 1.01 + LIBRARY
        else:
            out[...] = straightened(out, method.p)  # type: ignore[arg-type]
            error = FIRST_RUN / abs(method.p) * 1.01 + LIBRARY
        return Known(error, float(out.min()), float(out.max()))

    def _part(self, run: int, child: int, nothing: float, floor: float | None) -> tuple[Singles, Known, float]:
        """Values of a part for the mean above it, lifted to its floor; with their own relative error.

        Args:
            nothing: stands where the part weighs nothing, for there it may hold anything.
        """
        found = self._room[run - 1]
        known = self._value(run - 1, child, found)
        weights = self._weights[run][:, child]
        if not (weights > 0).all():
            found[np.broadcast_to(~(weights > 0), self.shape[:1])] = nothing
            known = known._replace(least=float(found.min()), most=float(found.max()))
        if floor is not None and known.least < floor:
            np.maximum(found, np.float32(floor), out=found)
            known = known._replace(least=float(np.float32(floor)), most=max(known.most, floor))
        if not known.least > 0:
            known = known._replace(least=float(found.min()))  # what was known may have been too wide
            if not known.least > 0:
                raise NoBound
        return found, known, known.relative + known.absolute / known.least

    def _least(self, run: int, group: int, out: Singles) -> Known:
        errors, all_known = [], []
        for place, child in enumerate(_places(self._below[run][group])):
            found, known, error = self._part(run, child, np.inf, None)
            if place == 0:
                out[...] = found
            else:
                np.minimum(out, found, out=out)
            errors.append(error)
            all_known.append(known)
        return Known(max(errors), min(k.least for k in all_known), max(k.most for k in all_known))

    def _power(self, run: int, group: int, method: PowerMean, out: Singles) -> Known:
        """At the top the bent sum, whose order is enough."""
        if run == 2 and self._goes_through_logarithms(method):
            return self._power_of_shares(group, method.p, out)
        p, errors, ends = method.p, [], []
        children = _places(self._below[run][group])
        for place, child in enumerate(children):
            found, known, error = self._part(run, child, 1.0, method.floor)
            ends += [known.least, known.most]
            if p != 1 and not _holds(known.least, known.most, p):
                raise NoBound
            _add(found, self._weights[run][:, child, None], p, out, self._squares, is_first=place == 0)
            errors.append(error)
        error = abs(p) * max(errors) * 1.01 + BENDING.get(p, LIBRARY) + (len(children) + 3) * ROUNDING
        if p != 1 and run < len(self._segments) - 1:
            out[...] = straightened(out, p)  # type: ignore[arg-type]
            error = error / abs(p) * 1.01 + LIBRARY
        return Known(error, min(ends) * (1 - 2 * error), max(ends) * (1 + 2 * error))

    def _geometric(self, run: int, group: int, method: PowerMean, out: Singles) -> Known:
        """Logarithms of ratios to a middle of each part are small, and so are their errors."""
        children = _places(self._below[run][group])
        errors, spreads, middles, ends = [], [], [], []
        for place, child in enumerate(children):
            found, _, error = self._part(run, child, 1.0, method.floor)
            least, most = float(found.min()), float(found.max())
            middle = float(np.float32(np.sqrt(least * most)))
            np.divide(found, np.float32(middle), out=found)
            _add(np.log(found, out=found), self._weights[run][:, child, None], 1, out, None, is_first=place == 0)
            errors.append(error)
            ends += [least, most]
            middles.append(np.log(middle))
            spreads.append(float(np.log(most / least)) / 2)
        np.exp(out, out=out)
        out *= np.exp(self._double[run][:, self._below[run][group]] @ np.array(middles))[:, None].astype(np.float32)
        summing = (len(children) + 3) * ROUNDING
        error = (max(errors) + ROUNDING + (LIBRARY + summing) * max(spreads)) * 1.01 + LIBRARY + 3 * ROUNDING
        return Known(error, min(ends) * (1 - 2 * error), max(ends) * (1 + 2 * error))

    def _shares_of(self, variant: Variant) -> "_Shares | None":
        """What a geometric mean of sums is worked out from; None where this way is not open."""
        first, second = self._segments[0].method, self._segments[1].method
        if not (isinstance(first, PowerMean) and isinstance(second, PowerMean) and (first.p, second.p) == (1, 0)):
            return None
        if self._noise is not None or any(isinstance(f, AnyWeights) for f in self._block.worlds.design.factors):
            return None
        if not self._ranges[:, 0].min() > (second.floor or 0.0):
            return None
        run = self._segments[0]
        key = ("shares", run.high, self._ends)
        if key not in variant.kept:
            given = Weights.of(self._block.worlds.tree, tuple(np.atleast_2d(level) for level in variant.weights))
            variant.kept[key] = _Shares.of(self._ready, self._below[0], given.collapsed(run.low, run.high)[0])
        found: _Shares = variant.kept[key]
        self._furthest, self._sum_rounding = found.furthest(self._double[0])
        if not self._furthest <= NEAR:
            return None
        self._series = LogarithmSeries.within(self._furthest)
        return found

    def _geometric_from_shares(self, group: int, out: Singles) -> Known:
        """The geometric mean of sums, around their values under the weights as given."""
        error = self._exponential(group, 1.0, 0.0, out)
        ends = self._ranges[self._below[1][group]]
        return Known(error, float(ends[:, 0].min()) * (1 - 2 * error), float(ends[:, 1].max()) * (1 + 2 * error))

    def _goes_through_logarithms(self, method: PowerMean) -> bool:
        """Whether a mean at the top may take exp(p log x) for x^p: geometric means of sums, none of them lifted."""
        is_last = len(self._segments) == 3
        return is_last and self._shares is not None and (method.floor or 0.0) <= float(self._ranges[:, 0].min())

    def _power_of_shares(self, group: int, p: float, out: Singles) -> Known:
        """Bent sum of geometric means of sums, worked out around a middle of all of them, where exponents are small."""
        children, found = _places(self._below[2][group]), self._room[1]
        middle, errors = float(self._shares.logs.mean()), list[float]()  # type: ignore[union-attr]
        for place, child in enumerate(children):
            into = out if place == 0 else found
            errors.append(self._exponential(child, p, middle, into))
            into *= self._weights[2][:, child, None]
            if place > 0:
                out += found
        out *= np.float32(np.exp(p * middle))
        least, most = float(out.min()), float(out.max())
        if not 1 / WIDEST < least <= most < WIDEST:
            raise NoBound
        return Known(max(errors) + (len(children) + 5) * ROUNDING, least, most)

    def _exponential(self, group: int, p: float, middle: float, out: Singles) -> float:
        """The geometric mean of the sums of a group, over `middle` (its logarithm), to the power p.

        With d the share that a sum is off its value as given, log(1 + d) = d + rest. What is off sums up through both
        levels in one product in double precision; only the rest, which is of the size of d^2, is single.

        Returns:
            Bound of the relative error.
        """
        shares, part = self._shares, self._below[1][group]
        assert shares is not None
        inside = slice(self._below[0][part.start].start, self._below[0][part.stop - 1].stop)
        found, room = self._room[0][: len(self._double[0])], self._squares[: len(self._double[0])]
        for place, child in enumerate(_places(part)):
            below = self._below[0][child]
            np.matmul(self._weights[0][:, below], shares.single[below], out=found)
            self._series.put_rest(found, room)
            np.multiply(found, self._weights[1][:, child, None], out=out if place == 0 else found)
            if place > 0:
                out += found
        straight = self._block.collapsed(self._segments[0].low, self._segments[1].high)
        total = rows_of(straight, self._rows)[:, inside] @ shares.double[inside]
        total += self._double[1][:, part] @ (shares.logs[part] - middle)
        total += out
        total *= p
        out[...] = total
        largest = max(abs(float(out.min())), abs(float(out.max())))
        if not largest < MOST_EXPONENT:
            raise NoBound
        np.exp(out, out=out)
        # the rest is at most d^2 / (1 - d), off by ten roundings and one for each part, and by its slope times the
        # error of d; the exponent is rounded once
        parts, steep = len(shares.logs[part]) + 10, self._furthest / (1 - self._furthest)
        error = (parts * ROUNDING * self._furthest + self._sum_rounding) * steep + self._series.left_out
        return (abs(p) * error + ROUNDING * largest) * 1.01 + LIBRARY


@dataclass(frozen=True)
class _Shares:
    """Indicators as shares off the sum of their group under the weights as given.

    Attributes:
        double, single: value over that of its group, less 1: indicators x (ends * units).
        logs: logarithms of the groups: groups x (ends * units).
        weights: as given, summing to 1 in each group; below: the indicators of each group.
        off: largest sum of weight * |share| in any group and unit.
        roundings: of a sum of weight * share in single precision, one after the other.
    """

    double: Floats
    single: Singles
    logs: Floats
    weights: Floats
    off: float
    roundings: int

    @classmethod
    def of(cls, ready: Floats, below: Sequence[slice], weights: Floats) -> "_Shares":
        """From values, indicators x (ends * units), and weights as given."""
        groups = np.array([weights[part] @ ready[part] for part in below])
        groups[groups <= 0] = 1.0  # weighs nothing as given
        shares = np.concatenate([ready[part] / group - 1 for part, group in zip(below, groups, strict=True)])
        off = max(float((weights[part] @ np.abs(shares[part])).max()) for part in below)
        roundings = max(part.stop - part.start for part in below) + 3
        return cls(shares, shares.astype(np.float32), np.log(groups), weights, off, roundings)

    def furthest(self, weights: Floats) -> tuple[float, float]:
        """Bound of the share that any sum is off: half the spread of weights over those as given, times `off`.

        What is the same for all parts of a group adds nothing, for their shares sum to 0 under the weights as given.

        Returns:
            And the bound of the error of a sum in single precision: its roundings, each of the sum of absolute values.
        """
        counted = self.weights > 0
        if (weights[:, ~counted] > 0).any():
            return np.inf, np.inf
        ratio = weights[:, counted] / self.weights[counted]
        least, most = float(ratio.min()), float(ratio.max())
        rounding = self.roundings * ROUNDING * most * self.off * 1.0001
        return (most - least) / 2 * self.off * 1.0001 + rounding, rounding


def _places(part: slice) -> range:
    return range(part.start, part.stop)


def _holds(least: float, most: float, p: float) -> bool:
    """Whether bent values neither vanish nor overflow."""
    return bool(min(least**p, most**p) > 1 / WIDEST and max(least**p, most**p) < WIDEST)


def _add(x: Singles, weights: Singles, p: float, total: Singles, room: Singles | None, *, is_first: bool) -> None:
    """Add weights * x^p to the total, x overwritten; the first sets it. `room` is of the shape of x, for p of -5."""
    if p == -5 and room is not None:  # products are ten times faster than powers
        np.multiply(x, x, out=room)
        room *= room
        room *= x
        product = np.divide(weights, room, out=total if is_first else x)
    elif p == -1:
        product = np.divide(weights, x, out=total if is_first else x)
    else:
        product = np.multiply(bent(x, p), weights, out=total if is_first else x)  # type: ignore[arg-type]
    if not is_first:
        total += product
