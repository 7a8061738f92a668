"""What integrated implementation saves, from the shipped rules and the shipped efforts (proposals of this project).

The figures change with the efforts; that the set is forced does not.
"""

import pytest

from openregime.core.repair import Situation, roadmap_for
from openregime.io.rules import load_shipped_efforts, load_shipped_rules

NOTHING_KNOWN = Situation.of("XXX", {}, {})


def test_in_the_shipped_rules_all_measures_but_two_are_forced() -> None:
    """M22 and M34 serve guidance fully and binding provisions only in part, beside a full measure."""
    rules = load_shipped_rules()
    plan = roadmap_for(NOTHING_KNOWN, rules, load_shipped_efforts(rules)).plan
    assert {m.id for m in rules.measures} - set(plan.together.measure_ids) == {"M22", "M34"}
    assert plan.together.goals.out_of_reach == ()


def test_read_literally_partial_measures_would_make_three_measures_idle() -> None:
    """Were all partial measures enough beside a full one, sources, borders and recovery would fall out of the plan."""
    rules = load_shipped_rules()
    literal = roadmap_for(NOTHING_KNOWN, rules.with_partials_always_sufficing(), load_shipped_efforts(rules)).plan
    strict = roadmap_for(NOTHING_KNOWN, rules, load_shipped_efforts(rules)).plan
    assert set(strict.together.measure_ids) - set(literal.together.measure_ids) == {"M18", "M25", "M26"}


def test_a_state_with_nothing_in_place_saves_178_of_470_person_months() -> None:
    rules = load_shipped_rules()
    roadmap = roadmap_for(NOTHING_KNOWN, rules, load_shipped_efforts(rules))
    separately = {one: plan.effort_person_months for one, plan in roadmap.plan.separately.items()}
    assert separately == {"cppnm_a": 216, "icsant": 128, "unscr1540": 126}
    assert roadmap.plan.together.effort_person_months == 292
    assert roadmap.plan.saving_person_months == 178
    assert roadmap.plan.saving_share == pytest.approx(0.3787, abs=5e-5)
    assert roadmap.is_optimal
    assert [year.provisions_met for year in roadmap.schedule.years] == [27, 60, 70, 73, 84, 85]
