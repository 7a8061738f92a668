"""Curves of diffusion."""

import numpy as np
import pytest

from openregime.core.readings.outlook.diffusion import Bass, course_of, fit_bass
from openregime.core.readings.outlook.faults import BadFit
from openregime.io.outlook.regimes import courses


def test_a_curve_is_found_again() -> None:
    true = Bass(2000.0, 500.0, 0.01, 0.4)
    years = np.arange(2001, 2021, dtype=float)
    found = fit_bass(2000.0, years.tolist(), true.adopters(years).tolist())
    assert found.adopters(years) == pytest.approx(true.adopters(years), rel=0.05)
    assert found.most == pytest.approx(500, rel=0.05)


def test_bass_has_its_peak_where_the_formula_says() -> None:
    """Bass (1969): the rate peaks ln(q/p) / (p + q) years after the launch."""
    curve = Bass(0.0, 1000.0, 0.02, 0.38)
    years = np.linspace(0, 30, 30_001)
    peak = years[np.diff(curve.adopters(years)).argmax()]
    assert peak == pytest.approx(np.log(0.38 / 0.02) / 0.4, abs=0.01)
    assert curve.adopters(np.array([0.0, 200.0])) == pytest.approx([0, 1000])


@pytest.mark.parametrize(
    ("years", "counts"), [([2001.0], [5.0]), ([1999.0, 2002.0], [1.0, 2.0]), ([2001.0, 2002.0], [0.0, 2.0])]
)
def test_points_that_make_no_curve_are_refused(years: list[float], counts: list[float]) -> None:
    with pytest.raises(BadFit, match="two or more counts"):
        fit_bass(2000.0, years, counts)


def test_a_regime_that_follows_its_curve_allows_a_forecast() -> None:
    curve = Bass(2000.0, 300.0, 0.01, 0.5)
    years = np.arange(2002, 2020, 2, dtype=float)
    course = course_of("made up", "members", 2000.0, years.tolist(), curve.adopters(years).tolist())
    assert course.allows_a_forecast
    assert course.foretold[0].same == course.counts[3]


def test_no_voluntary_regime_of_the_record_allows_a_forecast() -> None:
    found = {c.name: c for c in courses()}
    assert len(found["EITI"].years) == 5 and len(found["ISO 14001"].years) == 9
    assert not any(c.allows_a_forecast for c in found.values())
