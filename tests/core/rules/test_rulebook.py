from dataclasses import replace

import pytest

from openregime.core.rules import AmendedText, Basis, Binding, Rules, UnknownRule
from tests.core.rules.made_rules import made_provision, made_rules


def test_parties_to_the_original_owe_what_is_not_new_in_the_amended_text() -> None:
    old, new = made_provision("late.1"), replace(made_provision("late.2"), new_in_amendment=True)
    rules = Rules((old, new), (), (), (), (AmendedText("late", "early", Basis.PROPOSAL, "S"),))
    assert [p.id for p in rules.provisions_of("early")] == ["late.1"]
    assert [p.id for p in rules.provisions_of("late")] == ["late.1", "late.2"]


def test_lookups_run_both_ways_along_the_crosswalk() -> None:
    rules = made_rules({"a.1": ["M1", "~M2"], "a.2": ["M2"]})
    assert [(row.measure, row.degree) for row in rules.measures_for("a.1")] == [("M1", "full"), ("M2", "partial")]
    assert [row.provision for row in rules.provisions_served_by("M2")] == ["a.1", "a.2"]


def test_purpose_scope_and_guidance_bear_no_duty() -> None:
    kinds = {binding: made_provision("a.1", binding=binding).bears_duty for binding in Binding}
    assert {binding for binding, bears in kinds.items() if not bears} == {"purpose", "scope", "guidance"}


def test_ways_to_meet_hold_every_full_measure_and_all_partial_ones_where_they_suffice() -> None:
    rules = made_rules({"a.1": ["M1", "M2", "~M3", "~M4"], "a.2": ["M1", "~M3"]}, suffices={"a.1": True, "a.2": False})
    assert set(rules.ways_to_meet("a.1")) == {frozenset({"M1"}), frozenset({"M2"}), frozenset({"M3", "M4"})}
    assert rules.ways_to_meet("a.2") == (frozenset({"M1"}),)


@pytest.mark.parametrize("ask", ["provision", "measure", "measures_for", "provisions_served_by", "ways_to_meet"])
def test_an_unknown_id_is_refused_by_name(ask: str) -> None:
    rules = made_rules({"a.1": ["M1"]})
    with pytest.raises(UnknownRule, match="“M99”") as refusal:
        getattr(rules, ask)("M99")
    assert refusal.value.code == "unknown-rule"


def test_equal_rules_are_equal_and_hash_alike() -> None:
    assert made_rules({"a.1": ["M1"]}) == made_rules({"a.1": ["M1"]})
    assert hash(made_rules({"a.1": ["M1"]})) == hash(made_rules({"a.1": ["M1"]}))
    assert made_rules({"a.1": ["M1"]}) != made_rules({"a.1": ["~M1"]})
