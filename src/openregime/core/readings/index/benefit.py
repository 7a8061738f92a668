"""Benefit of the doubt: every row is judged with the weights that suit it best, within limits."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index.faults import BadStep, Fault
from openregime.core.readings.index.means import refuse_below_zero
from openregime.core.readings.index.table import Floats


@dataclass(frozen=True)
class BenefitOfTheDoubt:
    """max sum w x of the row, such that sum w x <= 1 for every row, w >= 0, by linear programming.

    Attributes:
        least_share, most_share: limits on the share of the total that each part may give, 0 to 1. Without a lower
            limit a row may rest on its best part alone.
    Source: Cherchye, Moesen, Rogge and Van Puyenbroeck, An introduction to "benefit of the doubt" composite
        indicators, Social Indicators Research 82 (2007).
    """

    least_share: float = 0.0
    most_share: float = 1.0
    is_monotone = False

    def of(self, x: Floats, weights: Floats) -> Floats:
        """Scores, 0 to 1; the stated weights only say which parts count at all (weight above 0)."""
        return self.best_weights(x[:, weights > 0])[0]

    def best_weights(self, x: Floats) -> tuple[Floats, Floats]:
        """Scores (rows) and the weights behind them (rows x parts).

        Raises:
            BadStep: shares that no weights can meet, or a gap; NoMean: a value below 0.
        """
        parts = x.shape[1]
        if not 0 <= self.least_share <= 1 / parts <= self.most_share <= 1:
            message = f"Shares from {self.least_share} to {self.most_share} cannot be met by {parts} parts. Widen them."
            raise BadStep.because(message)
        if np.isnan(x).any():
            i, j = np.argwhere(np.isnan(x))[0]
            raise BadStep.because("Is a gap. Fill it or leave the unit out.", row=f"at {i}", column=f"at {j}")
        refuse_below_zero(x, 1.5)
        scale = x.max(axis=0)
        if not (scale > 0).all():
            raise BadStep([Fault(None, f"at position {int(np.argmin(scale))}", "Is 0 everywhere. Take it out.")])
        found = [self._solve(x / scale, row) for row in range(len(x))]
        chosen = np.array(found)
        return (chosen * (x / scale)).sum(axis=1), chosen / scale

    def _solve(self, x: Floats, row: int) -> Floats:
        import highspy  # here: a third of a second that other methods need not wait for

        rows, parts = x.shape
        own = x[row]
        shares = []
        for j in range(parts):  # least * total <= w_j x_j <= most * total
            unit = np.zeros(parts)
            unit[j] = own[j]
            if self.least_share > 0:
                shares.append(self.least_share * own - unit)
            if self.most_share < 1:
                shares.append(unit - self.most_share * own)
        matrix = np.vstack([x, *shares])
        upper = np.concatenate([np.ones(rows), np.zeros(len(shares))])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = parts, len(matrix)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = -own, np.zeros(parts), np.full(parts, 1e30)
        lp.row_lower_, lp.row_upper_ = np.full(len(matrix), -highspy.kHighsInf), upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.arange(0, matrix.size + 1, parts, dtype=np.int32)
        lp.a_matrix_.index_ = np.tile(np.arange(parts, dtype=np.int32), len(matrix))
        lp.a_matrix_.value_ = matrix.ravel()
        solver = highspy.Highs.__bases__[0]()  # the class itself prints a banner before it can be silenced
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise BadStep.because("Has no weights within these shares. Widen them.", row=f"at position {row}")
        return np.array(solver.getSolution().col_value)
