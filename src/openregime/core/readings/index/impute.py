"""Filling gaps, only when asked for by name: a filled gap is a guess, and the note says how many there are."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index.faults import BadStep, Fault, refuse_if_any
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import Floats

METHODS = ("mean", "median", "class_mean", "class_median", "nearest", "regression")


@dataclass(frozen=True)
class Impute:
    """Fill gaps.

    Attributes:
        method: "mean" or "median" of the column; "class_mean" or "class_median" of the units of the same class;
            "nearest", the mean of the `neighbours` units most alike in what both have; "regression" on all other
            columns, repeated until it stands still (the mean step of the EM algorithm).
        by: name of the classification, for the class methods.
        neighbours: for "nearest", at least 1.
    """

    method: str
    by: str | None = None
    neighbours: int = 5
    name = "impute"

    def apply(self, stage: Stage) -> Stage:
        """A table without gaps. Raises BadStep: unknown method or class, or a gap that the method cannot fill."""
        values = stage.table.values
        filled = self._filled(stage, values)
        left = np.argwhere(np.isnan(filled))
        columns, units = stage.table.columns, stage.table.units
        refuse_if_any(
            [
                Fault(units[i], columns[j], f"Stays a gap: “{self.method}” finds no value to fill it from.")
                for i, j in left
            ],
            BadStep,
        )
        return stage.with_values(filled, f"{int(np.isnan(values).sum())} gaps were filled by {self.method}.")

    def _filled(self, stage: Stage, values: Floats) -> Floats:
        if self.method in ("mean", "median"):
            return _fill_by_class(values, np.zeros(len(values), dtype=np.intp), self.method)
        if self.method in ("class_mean", "class_median"):
            labels = stage.table.classes.get(self.by or "")
            if labels is None:
                known = ", ".join(stage.table.classes) or "none"
                raise BadStep.because(f"Is no classification of the table. It has: {known}.", column=self.by)
            _, codes = np.unique(np.array(labels), return_inverse=True)
            return _fill_by_class(values, codes, self.method.removeprefix("class_"))
        if self.method == "nearest":
            return _fill_by_neighbours(values, self.neighbours)
        if self.method == "regression":
            return _fill_by_regression(values)
        raise BadStep.because(f"“{self.method}” is no way to fill gaps. Use one of {', '.join(METHODS)}.")


def _fill_by_class(values: Floats, codes: np.ndarray, middle: str) -> Floats:
    filled = np.array(values)
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        for j in range(values.shape[1]):
            known = values[rows, j][~np.isnan(values[rows, j])]
            if len(known):
                gaps = rows[np.isnan(values[rows, j])]
                filled[gaps, j] = known.mean() if middle == "mean" else np.median(known)
    return filled


def _standard(values: Floats) -> tuple[Floats, Floats, Floats]:
    mean, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return (values - mean) / spread, mean, spread


def _fill_by_neighbours(values: Floats, neighbours: int) -> Floats:
    if neighbours < 1:
        raise BadStep.because(f"{neighbours} neighbours are too few. Ask for at least 1.")
    z, _, _ = _standard(values)
    filled = np.array(values)
    for i in np.flatnonzero(np.isnan(values).any(axis=1)):
        both = ~np.isnan(z) & ~np.isnan(z[i])
        shared = both.sum(axis=1)
        far = np.where(both, (z - z[i]) ** 2, 0.0).sum(axis=1) / np.maximum(shared, 1)
        far[(shared == 0)] = np.inf
        far[i] = np.inf
        order = np.argsort(far, kind="stable")
        for j in np.flatnonzero(np.isnan(values[i])):
            near = [k for k in order if np.isfinite(far[k]) and not np.isnan(values[k, j])][:neighbours]
            if near:
                filled[i, j] = values[near, j].mean()
    return filled


def _fill_by_regression(values: Floats, *, rounds: int = 200) -> Floats:
    """Conditional means under a multivariate normal with a small ridge, iterated to rest.

    Source: Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm (1977).
    """
    z, mean, spread = _standard(values)
    gaps = np.isnan(z)
    at = np.where(gaps, 0.0, z)
    n, m = z.shape
    extra = np.zeros((m, m))
    for _ in range(rounds):
        middle = at.mean(axis=0)
        covariance = (at - middle).T @ (at - middle) / n + extra / n + 1e-3 * np.eye(m)
        last, extra, at = at, np.zeros((m, m)), at.copy()
        for i in np.flatnonzero(gaps.any(axis=1)):
            gone, here = gaps[i], ~gaps[i]
            slope = np.linalg.solve(covariance[np.ix_(here, here)], covariance[np.ix_(here, gone)]).T
            at[i, gone] = middle[gone] + slope @ (z[i, here] - middle[here])
            extra[np.ix_(gone, gone)] += covariance[np.ix_(gone, gone)] - slope @ covariance[np.ix_(here, gone)]
        if np.abs(at - last).max() < 1e-9:
            break
    else:
        raise BadStep.because(f"Regression did not come to rest in {rounds} rounds. Use another method.")
    return np.where(gaps, at * spread + mean, values)
