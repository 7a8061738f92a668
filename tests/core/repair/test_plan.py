import pytest

from openregime.core.facts.status import Status
from openregime.core.repair import Situation, goals_of, integrated_plan, least_effort_set
from openregime.core.rules import UnknownRule
from tests.core.repair.made_efforts import least_effort_by_trying_all, made_efforts, random_case
from tests.core.rules.made_rules import made_rules

A_AND_B = ("a", "b")


def test_of_two_full_measures_the_cheaper_is_taken() -> None:
    rules = made_rules({"a.1": ["M1", "M2"]})
    plan = least_effort_set(rules, made_efforts({"M1": 5, "M2": 3}), {}, instruments=["a"])
    assert (plan.measure_ids, plan.effort_person_months, plan.proof.is_optimal) == (("M2",), 3, True)


def test_partial_measures_together_are_taken_where_they_are_cheaper() -> None:
    rules = made_rules({"a.1": ["M1", "~M2", "~M3"]}, suffices={"a.1": True})
    cheap = least_effort_set(rules, made_efforts({"M1": 5, "M2": 2, "M3": 2}), {}, instruments=["a"])
    dear = least_effort_set(rules, made_efforts({"M1": 5, "M2": 2, "M3": 4}), {}, instruments=["a"])
    assert (cheap.measure_ids, dear.measure_ids) == (("M2", "M3"), ("M1",))


def test_partial_measures_are_no_way_where_they_do_not_suffice() -> None:
    rules = made_rules({"a.1": ["M1", "~M2"]}, suffices={"a.1": False})
    assert least_effort_set(rules, made_efforts({"M1": 5, "M2": 1}), {}, instruments=["a"]).measure_ids == ("M1",)


def test_a_dearer_measure_is_taken_when_it_serves_both_instruments() -> None:
    rules = made_rules({"a.1": ["M1", "M3"], "b.1": ["M2", "M3"]})
    plan = integrated_plan(
        Situation.of("X", {}, {}), rules, made_efforts({"M1": 3, "M2": 3, "M3": 4}), instruments=A_AND_B
    )
    assert plan.together.measure_ids == ("M3",)
    assert {one: p.measure_ids for one, p in plan.separately.items()} == {"a": ("M1",), "b": ("M2",)}
    assert (plan.effort_separately, plan.saving_person_months) == (6, 2)


def test_the_saving_is_the_work_that_would_be_repeated() -> None:
    rules = made_rules({"a.1": ["M1"], "a.2": ["M2"], "b.1": ["M1"]})
    plan = integrated_plan(Situation.of("X", {}, {}), rules, made_efforts({"M1": 3, "M2": 4}), instruments=A_AND_B)
    assert (plan.saving_person_months, plan.saving_share, plan.times_repeated) == (3, 0.3, {"M1": 2})


def test_prerequisites_come_with_what_needs_them_and_say_for_what() -> None:
    rules = made_rules({"a.1": ["M1"]}, others=["M2", "M3"])
    efforts = made_efforts({"M1": 1, "M2": 1, "M3": 1}, needs={"M1": "M2", "M2": "M3"})
    plan = least_effort_set(rules, efforts, {"M3": Status.MET}, instruments=["a"])
    assert {row.measure: (row.needed_for, len(row.serves)) for row in plan.measures} == {
        "M1": ((), 1),
        "M2": (("M1",), 0),
    }


def test_what_is_in_place_costs_nothing_and_what_is_begun_costs_its_rest() -> None:
    rules = made_rules({"a.1": ["M1"], "a.2": ["M2"], "a.3": ["M3"]})
    have = {"M1": Status.MET, "M2": Status.PARTLY_MET, "M3": Status.NOT_MET}
    plan = least_effort_set(rules, made_efforts({"M1": 4, "M2": 4, "M3": 4}), have, instruments=["a"])
    assert {row.measure: row.effort_person_months for row in plan.measures} == {"M2": 2, "M3": 4}
    assert plan.goals.met == ("a.1",)


def test_unknown_measures_are_planned_and_open_an_interval_of_effort() -> None:
    rules = made_rules({"a.1": ["M1"], "a.2": ["M2"]})
    here = Situation.of("X", {}, {"M2": Status.NOT_MET})
    plan = integrated_plan(here, rules, made_efforts({"M1": 4, "M2": 3}), instruments=["a"])
    assert (plan.effort_if_unknowns_in_place, plan.together.effort_person_months) == (3, 7)
    assert {row.measure: row.status for row in plan.together.measures} == {"M1": Status.UNKNOWN, "M2": Status.NOT_MET}


def test_a_provision_that_nothing_can_meet_is_said_to_be_out_of_reach() -> None:
    rules = made_rules({"a.1": ["M1"], "a.2": [], "a.3": ["~M1"]}, suffices={"a.3": False})
    plan = least_effort_set(rules, made_efforts({"M1": 1}), {}, instruments=["a"])
    assert (plan.measure_ids, plan.goals.out_of_reach) == (("M1",), ("a.2", "a.3"))


def test_a_measure_that_does_not_apply_takes_its_provision_out_of_what_is_owed() -> None:
    rules = made_rules({"a.1": ["M1"], "a.2": ["M2"]})
    goals = goals_of(rules, {"M1": Status.NOT_APPLICABLE}, ["a"])
    assert (goals.links, goals.set_aside) == ({"a": ("a.2",)}, ("a.1",))


def test_nothing_left_to_do_is_an_empty_plan_and_no_saving() -> None:
    plan = integrated_plan(
        Situation.of("X", {}, {"M1": Status.MET}),
        made_rules({"a.1": ["M1"]}),
        made_efforts({"M1": 1}),
        instruments=["a"],
    )
    assert (plan.together.measures, plan.saving_person_months, plan.saving_share) == ((), 0, 0)


def test_instruments_outside_and_unknown_are_told_apart() -> None:
    here = Situation.of("X", {"a": Status.NOT_MET}, {})
    rules = made_rules({"a.1": ["M1"], "b.1": ["M1"]})
    plan = integrated_plan(here, rules, made_efforts({"M1": 1}), instruments=A_AND_B)
    assert (plan.to_join, plan.to_confirm) == (("a",), ("b",))


@pytest.mark.parametrize("instruments", [[], ["z"]])
def test_instruments_without_provisions_are_refused(instruments: list[str]) -> None:
    with pytest.raises(UnknownRule):
        least_effort_set(made_rules({"a.1": ["M1"]}), made_efforts({"M1": 1}), {}, instruments=instruments)


def test_a_measure_without_effort_is_refused() -> None:
    with pytest.raises(UnknownRule, match="“M1”"):
        least_effort_set(made_rules({"a.1": ["M1"]}), made_efforts({"M2": 1}), {}, instruments=["a"])


@pytest.mark.parametrize("seed", range(60))
def test_no_set_found_by_trying_all_takes_less(seed: int) -> None:
    rules, efforts = random_case(seed, n_measures=7, limit=100)
    plan = least_effort_set(rules, efforts, {}, instruments=A_AND_B)
    assert plan.proof.is_optimal
    assert plan.effort_person_months == pytest.approx(least_effort_by_trying_all(plan.goals, efforts))
