"""How the status of national measures combines into the status of provisions.

A provision is met when one full measure is in place, or all its partial ones where they suffice; partly met when any
measure is in place or partly so; not met only when every serving measure is certainly not there; otherwise unknown.
Silence is never an answer: what unknown measures leave open is kept as an interval.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from openregime.core.errors import OpenRegimeError
from openregime.core.facts.status import Status
from openregime.core.rules.kinds import Degree
from openregime.core.rules.rulebook import Rules


class BadStatusArray(OpenRegimeError, ValueError):
    """An array of measure statuses that does not fit the rules."""

    code = "bad-status-array"


@dataclass(frozen=True, slots=True)
class Implementation:
    """Status of each provision for each State, and the interval that unknown measures leave.

    Attributes:
        status: uint8, n_states x n_provisions, codes of `Status`: the verdict in words. `PARTLY_MET` may stand beside
            an interval that reaches 1, when a measure that is unknown could complete the provision.
        low: float64, same shape, 0, 0.5 or 1: share met if every unknown measure turned out not to be there; NaN
            where the provision does not count (not applicable, not yet due).
        high: the same if every unknown measure turned out to be in place.
    """

    status: NDArray[np.uint8]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CrosswalkArrays:
    """The crosswalk as arrays: float32 so that one matrix product counts for all States at once.

    Attributes:
        full, partial: n_measures x n_provisions, 1 where the measure serves the provision to that degree.
        suffices: bool, n_provisions: all partial measures together meet the provision.
        is_operative: bool, n_provisions: there is something to implement.
    """

    full: NDArray[np.float32]
    partial: NDArray[np.float32]
    suffices: NDArray[np.bool_]
    is_operative: NDArray[np.bool_]


@lru_cache(maxsize=16)
def crosswalk_arrays(rules: Rules) -> CrosswalkArrays:
    """The crosswalk as arrays, in the order of `rules.measures` and `rules.provisions`.

    Raises:
        UnknownRule: the crosswalk names a measure or provision that does not exist (see `check_rules`).
    """
    row_of = {m.id: i for i, m in enumerate(rules.measures)}
    column_of = {p.id: j for j, p in enumerate(rules.provisions)}
    full = np.zeros((len(row_of), len(column_of)), np.float32)
    partial = np.zeros_like(full)
    for link in rules.crosswalk:
        rules.measure(link.measure), rules.provision(link.provision)
        target = full if link.degree is Degree.FULL else partial
        target[row_of[link.measure], column_of[link.provision]] = 1
    suffices = np.array([p.partials_suffice is not False for p in rules.provisions], bool)
    operative = np.array([p.is_operative for p in rules.provisions], bool)
    for array in (full, partial, suffices, operative):
        array.setflags(write=False)
    return CrosswalkArrays(full, partial, suffices, operative)


def implement_provisions(rules: Rules, measure_status: NDArray[np.integer]) -> Implementation:
    """Combine the status of measures into the status of provisions, for many States at once.

    A measure that is not applicable or not yet due to a State is set aside: the rest decides. A purpose or scope
    clause is not applicable: it asks for nothing.

    Args:
        rules: m measures, p provisions.
        measure_status: integers, n x m, codes of `Status`, measures in the order of `rules.measures`.
    Returns:
        Implementation with arrays n x p, provisions in the order of `rules.provisions`.
    Raises:
        BadStatusArray: another shape, not integers, or a code that is no Status.
    Source: combination rule of the legal framework, our proposal; set-aside and interval are ours.
    """
    codes = np.asarray(measure_status)
    if codes.ndim != 2 or codes.shape[1] != len(rules.measures) or not np.issubdtype(codes.dtype, np.integer):
        raise BadStatusArray(
            f"Statuses of measures must be integers, States x {len(rules.measures)} measures; "
            f"got {codes.dtype} of shape {codes.shape}."
        )
    if codes.size and (codes.min() < min(Status) or codes.max() > max(Status)):
        raise BadStatusArray(
            f"Statuses run from {min(Status):d} to {max(Status):d}; got {codes.min()} to {codes.max()}."
        )
    arrays = crosswalk_arrays(rules)
    met, partly, unknown = (codes == s for s in (Status.MET, Status.PARTLY_MET, Status.UNKNOWN))
    due = met | partly | unknown | (codes == Status.NOT_MET)
    low = _share_met(arrays, met, met | partly, due)
    high = _share_met(arrays, met | unknown, met | partly | unknown, due)
    return _words_and_interval(arrays, codes, low, high, due)


def _share_met(
    arrays: CrosswalkArrays, met: NDArray[np.bool_], begun: NDArray[np.bool_], due: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Share met of each provision, 0, 0.5 or 1, when every measure is known: met, begun (met or partly), or not."""
    owed_partials = due.astype(np.float32) @ arrays.partial
    met_partials = met.astype(np.float32) @ arrays.partial
    complete = (met.astype(np.float32) @ arrays.full > 0) | (
        arrays.suffices & (owed_partials > 0) & (met_partials == owed_partials)
    )
    touched = begun.astype(np.float32) @ (arrays.full + arrays.partial) > 0
    return np.where(complete, 1.0, np.where(touched, 0.5, 0.0))


def _words_and_interval(
    arrays: CrosswalkArrays,
    codes: NDArray[np.integer],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    due: NDArray[np.bool_],
) -> Implementation:
    serving = arrays.full + arrays.partial
    status = np.select(
        [low == 1, low > 0, high == 0], [Status.MET, Status.PARTLY_MET, Status.NOT_MET], Status.UNKNOWN
    ).astype(np.uint8)
    n_serving = serving.sum(axis=0)
    is_set_aside = (n_serving > 0) & (due.astype(np.float32) @ serving == 0)
    is_later = (codes == Status.NOT_YET_DUE).astype(np.float32) @ serving > 0
    status[is_set_aside] = Status.NOT_APPLICABLE
    status[is_set_aside & is_later] = Status.NOT_YET_DUE
    status[:, n_serving == 0] = Status.UNKNOWN  # nothing known could speak to it
    high[:, n_serving == 0] = 1
    status[:, ~arrays.is_operative] = Status.NOT_APPLICABLE
    does_not_count = (status == Status.NOT_APPLICABLE) | (status == Status.NOT_YET_DUE)
    low[does_not_count] = high[does_not_count] = np.nan
    return Implementation(status, low, high)


def provision_status(rules: Rules, provision_id: str, measures: Mapping[str, Status]) -> Status:
    """Status of one provision of one State: the rule of `implement_provisions` in plain words.

    Args:
        rules: the rules.
        provision_id: id of a provision.
        measures: measure id -> Status; a measure that is missing is unknown.
    Returns:
        Status, by the same rule as `implement_provisions`; slower and easier to read.
    Raises:
        UnknownRule: the id is not in the rules.
    """
    provision = rules.provision(provision_id)
    if not provision.is_operative:
        return Status.NOT_APPLICABLE
    rows = [(row.degree, measures.get(row.measure, Status.UNKNOWN)) for row in rules.measures_for(provision_id)]
    owed = [(degree, status) for degree, status in rows if status.counts]
    if rows and not owed:
        return _set_aside(status for _, status in rows)
    fulls = [status for degree, status in owed if degree is Degree.FULL]
    partials = [status for degree, status in owed if degree is Degree.PARTIAL]
    if Status.MET in fulls:
        return Status.MET
    if partials and provision.partials_suffice is not False and all(s is Status.MET for s in partials):
        return Status.MET
    known = fulls + partials
    if Status.MET in known or Status.PARTLY_MET in known:
        return Status.PARTLY_MET
    if known and all(s is Status.NOT_MET for s in known):
        return Status.NOT_MET
    return Status.UNKNOWN


def _set_aside(statuses: Iterable[Status]) -> Status:
    return Status.NOT_YET_DUE if Status.NOT_YET_DUE in statuses else Status.NOT_APPLICABLE
