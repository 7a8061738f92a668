"""Sort keys of 32 bits: scores as steps, the number of their unit in the last bits.

They sort three times as fast as scores of 64 bits that carry the number of their unit. What lies within a few steps is
left to the caller, who ranks it as it stands, so no rank depends on the width of a step.
"""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.table import Floats

Keys = npt.NDArray[np.int32]
Unsigned = npt.NDArray[np.uint32]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
MOST_BITS = 10
"""Bits for the number of a unit that leave enough of them for its score."""
TOGETHER = 2
"""Steps: what lies nearer may stand the other way round."""
NARROWEST = 2.0**-17
"""Range of scores, as a share of the highest, on which a step is twice as wide as the rounding that ties have."""


def names_of(places: npt.NDArray[np.int64]) -> Keys:
    """Numbers of units as keys hold them."""
    return places.astype(np.int32)


def sorted_by_score(scores: Floats, names: Keys, bits: int) -> tuple[Keys, Bools]:
    """Scores on a grid over the range of their row, sorted with the names in the last bits.

    Args:
        scores: replications x units, finite.
        names: of the units, 0 to 2^bits - 1.
    Returns:
        Keys, replications x units. Neighbours of which the keys differ by at least `TOGETHER << bits` stand in the
        order of their scores, and further apart than the rounding that ties have. And the replications of which that
        cannot be said, because their scores are too much alike.
    """
    low, high = scores.min(axis=1), scores.max(axis=1)
    span = high - low
    alike = ~(NARROWEST * np.maximum(np.abs(low), np.abs(high)) < span)
    span[alike] = np.inf
    steps = scores - (low + high)[:, None] / 2
    steps *= (2 * furthest_step(bits) / span)[:, None]
    return sorted_steps(steps, names, bits), alike


def furthest_step(bits: int) -> float:
    """Furthest step from 0, on either side, that a key holds beside a name of so many bits."""
    return 2.0 ** (31 - bits) - 2


def sorted_steps(steps: Floats, names: Keys, bits: int) -> Keys:
    """Keys of scores that are laid on a grid already: replications x units, 0 in the middle."""
    keys = steps.astype(np.int32)
    keys <<= np.int32(bits)
    keys |= names
    keys.sort(axis=1)
    return keys


def near_ties(keys: Keys, bits: int) -> npt.NDArray[np.intp]:
    """Replications in which neighbours lie within so few steps that their order is not certain, as positions."""
    limit = TOGETHER << bits
    return np.flatnonzero(steps_between(keys).min(axis=1, initial=limit) < limit)


def sorted_by_digits(losses: Singles, names: Keys, bits: int) -> tuple[Keys, int]:
    """Losses in single precision by the order of their digits, which keeps relative distances.

    Args:
        losses: replications x units, finite, all of one sign in each replication.
        names: as for `sorted_by_score`.
    Returns:
        Keys as there, to be compared without a sign, and by how many bits the digits were cut.
    """
    digits = losses.view(np.int32)
    if digits.min(initial=0) < 0:  # below zero more digits are less
        digits = digits ^ ((digits >> 31) & np.int32(0x7FFFFFFF))
    keys = (digits - digits.min(axis=1, keepdims=True)).view(np.uint32)
    cut = max(0, int(keys.max(initial=0)).bit_length() + bits - 32)
    if cut:
        keys >>= np.uint32(cut)
    keys <<= np.uint32(bits)
    keys |= names.view(np.uint32)
    keys.sort(axis=1)
    return keys.view(np.int32), cut


def steps_between(keys: Keys) -> Unsigned:
    """Differences of neighbours: replications x (units - 1)."""
    in_order = keys.view(np.uint32).ravel()
    steps = np.empty(keys.shape, dtype=np.uint32)
    np.subtract(in_order[1:], in_order[:-1], out=steps.reshape(-1)[:-1])  # all in one go; the last of a row is none
    return steps[:, :-1]


def limits_of(errors: Floats, cut: int, bits: int) -> Unsigned:
    """Steps within which losses of these relative errors may stand the other way round, per replication.

    A difference of d of the larger of two losses is at most d * 2^24 of the last digits of either.
    """
    digits = (2.02 * 2.0**24 * errors).astype(np.int64) + 1
    return np.asarray((((digits >> cut) + TOGETHER) << bits).astype(np.uint32))
