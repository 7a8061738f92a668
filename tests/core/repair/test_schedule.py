from dataclasses import replace

import pytest

from openregime.core.facts.status import Status
from openregime.core.repair import Schedule, Situation, least_effort_set, plans_for, roadmap_for, schedule_plan
from tests.core.repair.made_efforts import best_by_trying_all, keeps_limit, made_efforts, random_case, worth_of
from tests.core.rules.made_rules import made_rules

A_AND_B = ("a", "b")


def order(served: dict[str, list[str]], efforts, *, have=None) -> Schedule:
    instruments = sorted({p.partition(".")[0] for p in served})
    plan = least_effort_set(made_rules(served), efforts, have or {}, instruments=instruments)
    return schedule_plan(plan, efforts)


def test_the_weakest_instrument_is_lifted_before_more_provisions_are_met() -> None:
    """M1 meets three provisions of a; M2 meets the only one of b, which has nothing yet."""
    served = {"a.0": ["M0"], "a.1": ["M1"], "a.2": ["M1"], "a.3": ["M1"], "b.1": ["M2"]}
    found = order(served, made_efforts({"M0": 1, "M1": 1, "M2": 1}, limit=1), have={"M0": Status.MET})
    assert found.finish == {"M2": 1, "M1": 2}


def test_among_equal_lifts_most_provisions_come_soonest() -> None:
    served = {"a.1": ["M1"], "a.2": ["M2"], "a.3": ["M2"]}
    assert order(served, made_efforts({"M1": 1, "M2": 1}, limit=1)).finish == {"M2": 1, "M1": 2}


def test_measures_that_nothing_tells_apart_stand_in_the_order_of_their_ids() -> None:
    served = {f"a.{i}": [f"M{i}"] for i in (3, 1, 2)}
    assert order(served, made_efforts({"M1": 1, "M2": 1, "M3": 1}, limit=1)).finish == {"M1": 1, "M2": 2, "M3": 3}


def test_a_measure_begins_in_the_year_after_what_it_needs() -> None:
    efforts = made_efforts({"M1": (2, 2), "M2": 1}, needs={"M2": "M1"})
    found = order({"a.1": ["M1"], "a.2": ["M2"]}, efforts)
    assert found.finish == {"M1": 2, "M2": 3}
    assert [year.begins for year in found.years] == [("M1",), (), ("M2",)]


def test_each_year_says_what_runs_what_it_takes_and_what_is_reached() -> None:
    found = order({"a.1": ["M1"], "b.1": ["M2"]}, made_efforts({"M1": (4, 2), "M2": 3}, limit=5))
    first, second = found.years
    assert (first.runs, first.effort_person_months, first.shares, first.weakest) == (
        ("M1", "M2"),
        5,
        {"a": 0, "b": 1},
        ("a",),
    )
    assert (second.ends, second.shares, second.provisions_met) == (("M1",), {"a": 1, "b": 1}, 2)


def test_a_measure_too_large_for_the_limit_is_spread_over_more_years_and_said_so() -> None:
    found = order({"a.1": ["M1"]}, made_efforts({"M1": 25}, limit=10))
    assert (found.finish, found.stretched) == ({"M1": 3}, {"M1": 3})
    assert max(year.effort_person_months for year in found.years) <= 10


def test_nothing_to_do_is_a_schedule_of_no_years_with_its_proof() -> None:
    found = order({"a.1": ["M1"]}, made_efforts({"M1": 1}), have={"M1": Status.MET})
    assert (found.years, found.start_shares, found.is_optimal) == ((), {"a": 1}, True)


def test_a_provision_out_of_reach_keeps_its_instrument_below_one() -> None:
    found = order({"a.1": ["M1"], "a.2": []}, made_efforts({"M1": 1}))
    assert found.years[-1].shares == {"a": 0.5}


@pytest.mark.parametrize("seed", range(40))
def test_no_order_found_by_trying_all_is_better(seed: int) -> None:
    """Against every schedule within a horizon longer than the solver's own, which must not be what decides."""
    rules, efforts = random_case(seed, n_measures=5, limit=(4, 5, 7)[seed % 3])
    efforts = replace(efforts, yearly_limit=max([efforts.yearly_limit, *(e.person_months for e in efforts.rows)]))
    plan = least_effort_set(rules, efforts, {}, instruments=A_AND_B)
    found = schedule_plan(plan, efforts)
    years = found.horizon + 2
    assert found.is_optimal
    assert keeps_limit(found.finish, efforts)
    assert set(found.finish) == set(plan.measure_ids)
    assert worth_of(found.finish, plan.goals, years) == best_by_trying_all(plan.goals, efforts, plan.measure_ids, years)


@pytest.mark.parametrize("seed", range(10))
def test_order_of_rows_changes_nothing(seed: int) -> None:
    rules, efforts = random_case(seed, n_measures=6, limit=8)
    turned_rules = replace(rules, measures=rules.measures[::-1], crosswalk=rules.crosswalk[::-1])
    turned = replace(efforts, rows=efforts.rows[::-1], prerequisites=efforts.prerequisites[::-1])
    here = Situation.of("X", {}, {})
    one = roadmap_for(here, rules, efforts, instruments=A_AND_B)
    other = roadmap_for(here, turned_rules, turned, instruments=A_AND_B)
    assert (one.plan.together.measure_ids, one.schedule.finish) == (
        other.plan.together.measure_ids,
        other.schedule.finish,
    )


def test_out_of_time_gives_an_order_that_keeps_the_rules_and_shows_its_gap() -> None:
    rules, efforts = random_case(3, n_measures=40, limit=9)
    plan = least_effort_set(rules, efforts, {}, instruments=A_AND_B)
    found = schedule_plan(plan, efforts, time_limit_s=0.0)
    assert set(found.finish) == set(plan.measure_ids)
    assert keeps_limit(found.finish, efforts)
    if not found.is_optimal:
        assert found.weakest_proof.bound >= found.weakest_proof.value


def test_states_in_an_equal_situation_share_one_plan_and_keep_their_own_joins() -> None:
    rules, efforts = made_rules({"a.1": ["M1"], "b.1": ["M1"]}), made_efforts({"M1": 1})
    states = [Situation.of("X", {"a": Status.MET}, {}), Situation.of("Y", {"a": Status.NOT_MET}, {})]
    found = plans_for(states, rules, efforts, instruments=A_AND_B)
    assert list(found) == ["X", "Y"]
    assert found["X"].schedule is found["Y"].schedule
    assert (found["X"].plan.to_join, found["Y"].plan.to_join) == ((), ("a",))
