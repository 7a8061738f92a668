"""Figures printed in the legal framework dossier (as of 2026-11-23), recomputed from the shipped rules.

All of them reproduce.
"""

from collections import Counter

import pytest

from openregime.core.rules import Basis, Rules, Severity, check_rules
from openregime.io.rules import load_shipped_rules

BINDING_INSTRUMENTS = {"cppnm_a", "icsant", "unscr1540"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_shipped_rules()


def touched(rules: Rules, measure: str) -> set[str]:
    return {rules.provision(row.provision).instrument for row in rules.provisions_served_by(measure)}


def test_eight_instruments_120_provisions_35_measures(rules: Rules) -> None:
    assert (len(rules.instruments), len(rules.provisions), len(rules.measures)) == (8, 120, 35)
    assert len(rules.crosswalk) == 172


def test_39_of_120_provisions_were_looked_up(rules: Rules) -> None:
    assert Counter(p.basis for p in rules.provisions) == {Basis.LOOKED_UP: 39, Basis.RECALLED: 81}
    assert sum(p.is_verified for p in rules.provisions) == 39


def test_85_provisions_bear_a_duty(rules: Rules) -> None:
    assert len(rules.duty_bearing) == 85


def test_25_of_35_measures_touch_two_or_more_of_the_three_binding_instruments(rules: Rules) -> None:
    assert sum(len(touched(rules, m.id) & BINDING_INSTRUMENTS) >= 2 for m in rules.measures) == 25


def test_seven_measures_touch_all_three(rules: Rules) -> None:
    found = [m.id for m in rules.measures if touched(rules, m.id) >= BINDING_INSTRUMENTS]
    assert found == ["M01", "M06", "M17", "M28", "M29", "M31", "M32"]


def test_the_greedy_cover_begins_with_nine_measures_that_touch_48_of_85(rules: Rules) -> None:
    """A partial contribution counts as a touch; of measures that touch equally many, the first by id is taken."""
    left = {p.id for p in rules.duty_bearing}
    serves = {m.id: {row.provision for row in rules.provisions_served_by(m.id)} for m in rules.measures}
    order = []
    for _ in range(9):
        best = max(serves, key=lambda m: len(serves[m] & left))
        order.append(best)
        left -= serves.pop(best)
    assert order == ["M06", "M17", "M10", "M01", "M13", "M11", "M29", "M31", "M32"]
    assert len(rules.duty_bearing) - len(left) == 48


def test_twelve_fundamental_principles_bind_only_insofar_as_reasonable_and_practicable(rules: Rules) -> None:
    principles = [p for p in rules.provisions if p.id.startswith("CPPNM-A.2A.3.")]
    assert [p.id[-1] for p in principles] == list("ABCDEFGHIJKL")
    assert {(p.binding, p.qualifier) for p in principles} == {
        ("binding-qualified", "insofar as reasonable and practicable")
    }


def test_event_duties_named_in_the_dossier_are_event_duties(rules: Rules) -> None:
    event = ["CPPNM-A.5.2", "CPPNM-A.5.3", "ICSANT.7.1.b", "ICSANT.10", "ICSANT.18"]
    standing = ["CPPNM-A.5.1", "CPPNM-A.14.1", "ICSANT.7.4"]
    assert {rules.provision(p).trigger for p in event} == {"event"}
    assert {rules.provision(p).trigger for p in standing} == {"standing"}


def test_nothing_of_the_dossier_is_lost(rules: Rules) -> None:
    """Counts of every field that is not filled in every row, and of the lists, taken from the dossier."""
    assert Counter(p.new_in_amendment for p in rules.provisions) == {None: 86, True: 27, False: 7}
    assert sum(bool(p.qualifier) for p in rules.provisions) == 12
    assert sum(bool(p.note) for p in rules.provisions) == 8
    assert len(rules.sources) == 15
    assert sum(bool(s.looked_up) for s in rules.sources) == 8
    assert Counter(m.evidence_normally_public for m in rules.measures) == {
        "yes": 33,
        "process only, never content": 1,
        "regulation and review facts only": 1,
    }
    assert Counter(p.instrument for p in rules.provisions) == {
        "cppnm_a": 50, "icsant": 22, "unscr1540": 15, "nss20": 12, "nss13": 11, "nss14": 5, "nss15": 5
    }  # fmt: skip


def test_the_shipped_rules_are_sound_and_only_purpose_and_scope_are_unserved(rules: Rules) -> None:
    findings = check_rules(rules, rules.instruments)
    assert {f.severity for f in findings} == {Severity.NOTE}
    assert [f.where for f in findings if f.code == "unserved-provision"] == ["CPPNM-A.1A", "CPPNM-A.2"]


def test_partial_measures_suffice_exactly_where_no_single_measure_does(rules: Rules) -> None:
    sufficing = {p.id for p in rules.provisions if p.partials_suffice}
    without_full = {
        p.id
        for p in rules.provisions
        if p.is_operative and not any(row.degree == "full" for row in rules.measures_for(p.id))
    }
    assert sufficing == without_full
    assert len(sufficing) == 7


def test_a_party_to_the_cppnm_alone_owes_what_the_amendment_did_not_add(rules: Rules) -> None:
    owed = {p.id for p in rules.provisions_of("cppnm")}
    assert {"CPPNM.3", "CPPNM.4", "CPPNM-A.5.1", "CPPNM-A.7.1.a", "CPPNM-A.14.1"} <= owed
    assert not owed & {"CPPNM-A.2A.1.a", "CPPNM-A.5.3", "CPPNM-A.7.1.d", "CPPNM-A.7.1.e", "CPPNM-A.11A-B"}
    assert len(owed) == 50 - 27
