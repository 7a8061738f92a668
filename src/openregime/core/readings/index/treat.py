"""Outliers: winsorise a few points, else bend the scale; a series that passes the check is left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from openregime.core.readings.index.faults import BadStep, Fault
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import known_of, skewness_and_kurtosis
from openregime.core.readings.index.table import Floats

TRANSFORMATIONS = ("log_shifted", "log_from_one", "log", "log_scaled", "box_cox", "none")


@dataclass(frozen=True)
class Treat:
    """Bring skew or kurtosis within limits: winsorise, and where that fails transform the untreated values.

    Attributes:
        most_points: points that may be winsorised, both ends together; 0 for none.
        most_share: the same as a share of the values that are there, 0 to 1, rounded down; None for `most_points`.
        skew_limit, kurtosis_limit: a series passes when |skew| or the excess kurtosis is below its limit.
        otherwise: what is done to a series that still fails: "log_shifted" log(x - min + 1 % of the range),
            "log_from_one" log(x - min + 1), "log" log(x), "log_scaled" log((max-1)(x-min)/(max-min) + 1), "box_cox"
            (on x - min + 1, power `box_cox_power`, or the most likely one where None), or "none".
        own: indicator id -> its own Treat; None leaves it untreated.
    Source: OECD/JRC handbook (2008), step 5; limits after the habit of the JRC.
    """

    most_points: int = 5
    skew_limit: float = 2.0
    kurtosis_limit: float = 3.5
    otherwise: str = "log_shifted"
    box_cox_power: float | None = None
    most_share: float | None = None
    own: Mapping[str, "Treat | None"] = field(default_factory=dict)
    name = "treat"

    def apply(self, stage: Stage) -> Stage:
        """Treated values. Raises BadStep: unknown transformation, or a logarithm of values that have none."""
        values = np.array(stage.table.values)
        notes = []
        for j, indicator in enumerate(stage.definition.indicators):
            how = self.own.get(indicator.id, self)
            if how is not None:
                values[:, j], note = how._treated(values[:, j], indicator.id, stage.table.units)
                notes += [f"{indicator.id}: {note}"] if note else []
        return stage.with_values(values, f"Outliers: {'; '.join(notes)}." if notes else "No outlier was treated.")

    def passes(self, column: Floats) -> bool:
        """Whether a series needs no (more) treatment; one without spread cannot be judged and passes."""
        return self._is_within(*skewness_and_kurtosis(column))

    def _is_within(self, skew: float, kurtosis: float) -> bool:
        return not (abs(skew) >= self.skew_limit and kurtosis >= self.kurtosis_limit)

    def _treated(self, column: Floats, name: str, units: tuple[str, ...]) -> tuple[Floats, str]:
        if self.otherwise not in TRANSFORMATIONS or self.most_points < 0:
            message = (
                f"“{self.otherwise}” with {self.most_points} points is no treatment. Use {', '.join(TRANSFORMATIONS)}."
            )
            raise BadStep.because(message, column=name)
        if self.most_share is not None and not 0 <= self.most_share <= 1:
            raise BadStep.because(f"{self.most_share} is no share of points. Use one from 0 to 1.", column=name)
        if self.passes(column):
            return column, ""
        winsorised, moved = self._winsorised(column)
        if moved and self.passes(winsorised):
            return winsorised, f"{moved} points winsorised"
        if self.otherwise == "none":
            return winsorised, f"{moved} points winsorised, still outside the limits"
        return self._transformed(column, name, units), f"transformed ({self.otherwise})"

    def _winsorised(self, column: Floats) -> tuple[Floats, int]:
        x, high, low = np.array(column), 0, 0
        most = self.most_points if self.most_share is None else int(self.most_share * len(known_of(column)) + 1e-9)
        while high + low < most:
            skew, kurtosis = skewness_and_kurtosis(x)
            if self._is_within(skew, kurtosis):
                break
            upper = skew >= 0
            end = np.nanmax(x) if upper else np.nanmin(x)
            at, rest = np.flatnonzero(x == end), x[(x != end) & ~np.isnan(x)]
            if not len(rest):
                break
            x[at] = rest.max() if upper else rest.min()
            high, low = (len(at), low) if upper else (high, len(at))
        return x, high + low

    def _transformed(self, x: Floats, name: str, units: tuple[str, ...]) -> Floats:
        low, high = np.nanmin(x), np.nanmax(x)
        if self.otherwise == "log_shifted":
            return np.log(x - low + 0.01 * (high - low))
        if self.otherwise == "log_from_one":
            return np.log(x - low + 1)
        if self.otherwise == "box_cox":
            power = most_likely_power(x - low + 1) if self.box_cox_power is None else self.box_cox_power
            return box_cox(x - low + 1, power)
        inside = x if self.otherwise == "log" else (high - 1) * (x - low) / (high - low) + 1
        bad = np.flatnonzero(inside <= 0)
        if len(bad) or (self.otherwise == "log_scaled" and high <= 1):
            remedy = "Use log_shifted, which works for any value and keeps the direction."
            raise BadStep(
                [
                    Fault(units[i], name, f"{x[i]:g} has no “{self.otherwise}”. {remedy}")
                    for i in (*bad, *np.flatnonzero(x == high))[:5]
                ]
            )
        return np.log(inside)


def box_cox(x: Floats, power: float) -> Floats:
    """Box and Cox (1964): (x^power - 1) / power, and log x at power 0; x above 0."""
    logs = np.log(x)
    return logs if power == 0 else np.expm1(power * logs) / power  # exact for powers next to 0, too


def most_likely_power(x: Floats, *, low: float = -5.0, high: float = 5.0) -> float:
    """Power that makes the values most like a normal sample, by golden section on the profile likelihood, to 1e-8.

    Args:
        x: values above 0, gaps allowed, not all alike.
    """
    known = known_of(x)
    logs = np.log(known)

    def against(power: float) -> float:
        y = box_cox(known, power)
        return len(known) / 2 * float(np.log(np.var(y))) - (power - 1) * float(logs.sum())

    ratio = (np.sqrt(5) - 1) / 2
    a, b = low, high
    while b - a > 1e-8:
        c, d = b - ratio * (b - a), a + ratio * (b - a)
        a, b = (a, d) if against(c) < against(d) else (c, b)
    return (a + b) / 2
