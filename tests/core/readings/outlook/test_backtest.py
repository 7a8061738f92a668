"""The back-test: origins, baselines, scores, and what is shipped against what is fitted."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from openregime.core.readings.outlook.backtest import METHODS, Scored, median_time, score_origins
from openregime.core.readings.outlook.baselines import constant_law, constant_rate, no_change_law
from openregime.core.readings.outlook.counting import binomial_law
from openregime.core.readings.outlook.faults import BadPool
from openregime.core.readings.outlook.model import fit_model
from openregime.core.readings.outlook.panel import build_panel
from openregime.core.readings.outlook.pool import NOT_SEEN, YEAR, Pool
from openregime.core.readings.outlook.rolling import Models, month_shares, origins_of, rolling_models
from openregime.core.readings.outlook.scores import summarise
from openregime.io.outlook.models import (
    HALVES,
    held_out_score,
    load_models,
    load_runs,
    models_text,
    read_models,
    read_runs,
    runs_text,
)
from openregime.io.outlook.pool import family, is_held_out, load_pool

POOL = load_pool()


def small_pool() -> Pool:
    """One treaty opened on day 1000 and four States: two joined, on day 1100 and on day 2000; the last is young."""
    return Pool(
        treaties=("t",),
        opened=np.array([1000]),
        families=("t",),
        states=("A", "B", "C", "D"),
        existed=np.array([0, 0, 0, 1500]),
        regions=np.array([0, 0, 1, 1]),
        deposits=np.array([[1100, 2000, NOT_SEEN, NOT_SEEN]]),
        end=4000,
    )


def test_the_constant_rate_is_deposits_over_years_at_risk() -> None:
    pool = small_pool()
    years = (100 + 1000 + 1000 + 500) / YEAR  # A, B, C and D up to day 2000
    assert constant_rate(pool, pool.subject("t"), 2000) == pytest.approx(2 / years)
    law = constant_law(pool, pool.subject("t"), 2000, 1.0)
    assert law == pytest.approx(binomial_law(2, 1 - np.exp(-2 / years)))
    assert no_change_law(pool, pool.subject("t"), 2000).tolist() == [1, 0, 0]


def test_the_pool_as_seen_hides_what_came_later() -> None:
    seen = POOL.seen_on(dt.date(1990, 1, 1).toordinal())
    assert seen.deposits[seen.deposits < NOT_SEEN].max() <= dt.date(1990, 1, 1).toordinal()
    assert "26-3" not in seen.treaties  # the chemical weapons convention opened in 1993
    assert seen.end == dt.date(1990, 1, 1).toordinal()


def test_the_pool_is_the_collection_without_organizations() -> None:
    """12,862 dated deposits in the collection, 74 of them by organizations and territories."""
    assert len(POOL.treaties) == 192
    assert int((POOL.deposits < NOT_SEEN).sum()) == 12_862 - 74
    last = dt.date.fromordinal(int(POOL.deposits[POOL.deposits < NOT_SEEN].max()))
    assert dt.date.fromordinal(POOL.end) <= last <= dt.date(2015, 3, 14)


def test_origins_begin_three_years_after_opening_and_need_ten_parties() -> None:
    origins = origins_of(POOL)
    assert origins == tuple(sorted(origins, key=lambda o: (o.day, o.treaty)))
    for origin in origins[::50]:
        j = POOL.row(origin.treaty)
        steps = (origin.day - POOL.opened[j]) / YEAR / 3
        assert steps == pytest.approx(round(steps), abs=0.01) and steps >= 0.99
        assert (POOL.deposits[j] <= origin.day).sum() >= 10
        assert origin.day + 2.44 * YEAR <= POOL.end


def test_every_origin_is_forecast_by_a_model_fitted_before_it() -> None:
    for origin in origins_of(POOL):
        assert load_models().before(origin.day).fitted_on <= origin.day


def test_where_no_model_was_fitted_by_then_a_later_one_is_refused() -> None:
    with pytest.raises(BadPool, match="No model was fitted by 1940"):
        Models(load_models().models[1:]).before(dt.date(1940, 1, 1).toordinal())


def test_a_family_stays_on_one_side() -> None:
    for treaty in POOL.treaties:
        assert is_held_out(treaty) == is_held_out(family(treaty) + "-x")
    share = np.mean([is_held_out(t) for t in POOL.treaties])
    assert 0.35 < share < 0.65


def scored(treaty: str, base: float, ours: float, hit: bool) -> Scored:
    held = ((False, False), (hit, hit), (hit, True))
    return Scored(
        treaty, dt.date(2000, 1, 1), 20, 3, (0, 2, 3), (3, base, ours), held, ((1, 1),) * 3, (0.5, 0.25), (0.2, 0.1)
    )


def test_a_score_is_a_mean_over_forecasts_and_its_interval_is_over_treaties() -> None:
    found = summarise([scored("a", 2, 1, True), scored("a", 2, 1, False), scored("b", 4, 4, True)])
    assert found.forecasts == 3 and found.treaties == 2
    assert found.crps == pytest.approx((3, 8 / 3, 2))
    assert found.gain == pytest.approx(0.25)
    assert found.gain_low == pytest.approx(0) and found.gain_high == pytest.approx(0.5)
    assert not found.beats_the_baseline
    assert found.coverage[2] == pytest.approx((2 / 3, 1))
    assert found.time_error == (0.5, 0.25)
    assert found.state_gain == pytest.approx(0.5) == found.state_gain_low == found.state_gain_high


def test_a_median_time_is_when_the_law_says_so() -> None:
    rate, left, more = 0.1, 100, 20
    time = median_time(lambda h: binomial_law(left, 1 - float(np.exp(-rate * h))), more, 10.0)
    assert time == pytest.approx(-np.log(1 - 0.195) / rate, abs=0.1)
    assert median_time(lambda h: binomial_law(left, 0.0), more, 10.0) == 10.0


def test_the_shipped_score_beats_the_baseline_where_it_is_shown() -> None:
    """docs/decisions/0012: held out, 2.44 years ahead."""
    score = held_out_score(2.44).score
    assert score.beats_the_baseline
    assert score.crps[METHODS.index("pooled hazards")] <= 0.9 * score.crps[METHODS.index("constant hazard")]
    assert abs(score.coverage[2][0] - 0.8) < 0.03 and abs(score.coverage[2][1] - 0.9) < 0.03
    assert score.time_error is not None and score.time_error[1] <= 1.0
    assert all(r.score.beats_the_baseline for r in load_runs())
    assert all(r.score.state_gain_low > 0 for r in load_runs() if r.half == HALVES[0])


def test_what_is_written_is_what_is_read() -> None:
    assert models_text(read_models(models_text(load_models()))) == models_text(load_models())
    assert read_runs(runs_text(load_runs())) == load_runs()


def test_the_shipped_models_give_the_shipped_score_on_a_sample() -> None:
    # given the held-out treaties of one chapter, forecast with the shipped models
    treaties = [t for t in POOL.treaties if is_held_out(t) and t.startswith("18-")]
    found = score_origins(POOL, load_models(), treaties=treaties)
    # then there are forecasts, the model is better on them, and no window ends after the pool
    score = summarise(found)
    assert score.forecasts > 20
    assert score.crps[2] < score.crps[0]
    assert {s.treaty for s in found} <= set(treaties)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fitting_anew_gives_the_shipped_models_and_scores() -> None:
    """`openregime outlook backtest --write` in full: some minutes."""
    models = rolling_models(POOL, build_panel(POOL))
    shipped = load_models()
    anew = read_models(models_text(models))
    assert [m.fitted_on for m in anew.models] == [m.fitted_on for m in shipped.models]
    for one, two in zip(anew.models, shipped.models, strict=True):
        assert one.coefficients == pytest.approx(two.coefficients, rel=1e-5, abs=1e-6)
        assert one.scatter == two.scatter
    for run in load_runs():
        treaties = [t for t in POOL.treaties if is_held_out(t) == (run.half == HALVES[0])]
        score = summarise(score_origins(POOL, models, treaties=treaties, years=run.years))
        assert score.crps == pytest.approx(run.score.crps, rel=1e-4)


def test_fitting_one_early_year_anew_gives_the_shipped_model() -> None:
    """Fitted on what was known on 1 January 1970: small enough for every day."""
    day = dt.date(1970, 1, 1).toordinal()
    panel = build_panel(replace(POOL, end=day))
    anew = fit_model(panel.known(day), day, month_shares(POOL, day))
    shipped = load_models().before(day)
    assert shipped.fitted_on == day
    assert (anew.rows, anew.deposits) == (shipped.rows, shipped.deposits)
    assert anew.coefficients == pytest.approx(shipped.coefficients, rel=1e-5, abs=1e-6)
    assert anew.months == pytest.approx(shipped.months, rel=1e-5)
