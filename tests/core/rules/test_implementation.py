from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.facts.status import Status
from openregime.core.rules import BadStatusArray, Binding, Rules, implement_provisions, provision_status
from tests.core.rules.made_rules import made_provision, made_rules

MEASURES = ["M1", "M2", "M3", "M4"]
KNOWN = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


def one_state(rules: Rules, *statuses: Status) -> Status:
    return Status(implement_provisions(rules, np.array([statuses])).status[0, 0])


@st.composite
def some_rules(draw: st.DrawFn) -> Rules:
    rows = st.lists(st.sampled_from(MEASURES + [f"~{m}" for m in MEASURES]), max_size=4, unique_by=lambda m: m[-1])
    served = {f"a.{i}": draw(rows) for i in range(draw(st.integers(1, 4)))}
    suffices = {p: draw(st.booleans()) for p in served}
    rules = made_rules(served, suffices=suffices, others=MEASURES)
    if draw(st.booleans()):
        rules = replace(rules, provisions=(*rules.provisions, made_provision("a.purpose", binding=Binding.PURPOSE)))
    return rules


statuses = st.lists(st.sampled_from(Status), min_size=len(MEASURES), max_size=len(MEASURES))


def test_one_full_measure_meets_a_provision_whatever_is_known_of_the_rest() -> None:
    rules = made_rules({"a.1": ["M1", "M2"]})
    assert one_state(rules, Status.MET, Status.UNKNOWN) is Status.MET


def test_all_partial_measures_meet_a_provision_only_where_they_suffice() -> None:
    served = {"a.1": ["M1", "~M2", "~M3"]}
    both = (Status.NOT_MET, Status.MET, Status.MET)
    assert one_state(made_rules(served, suffices={"a.1": True}), *both) is Status.MET
    assert one_state(made_rules(served, suffices={"a.1": False}), *both) is Status.PARTLY_MET


def test_one_of_several_partial_measures_meets_a_provision_partly() -> None:
    assert one_state(made_rules({"a.1": ["~M1", "~M2"]}), Status.MET, Status.NOT_MET) is Status.PARTLY_MET


def test_a_provision_is_not_met_only_when_every_measure_is_certainly_not_there() -> None:
    rules = made_rules({"a.1": ["M1", "~M2"]})
    assert one_state(rules, Status.NOT_MET, Status.NOT_MET) is Status.NOT_MET
    assert one_state(rules, Status.NOT_MET, Status.UNKNOWN) is Status.UNKNOWN


def test_a_purpose_clause_is_not_applicable_rather_than_met() -> None:
    rules = replace(made_rules({"a.1": ["M1"]}), provisions=(made_provision("a.1", binding=Binding.SCOPE),))
    assert one_state(rules, Status.MET) is Status.NOT_APPLICABLE


def test_a_provision_that_no_measure_serves_stays_unknown() -> None:
    found = implement_provisions(made_rules({"a.1": []}, others=["M1"]), np.array([[Status.MET]]))
    assert (found.status[0, 0], found.low[0, 0], found.high[0, 0]) == (Status.UNKNOWN, 0, 1)


def test_a_measure_that_does_not_apply_is_set_aside_and_the_rest_decides() -> None:
    rules = made_rules({"a.1": ["~M1", "~M2"]})
    assert one_state(rules, Status.NOT_APPLICABLE, Status.MET) is Status.MET
    assert one_state(rules, Status.NOT_APPLICABLE, Status.NOT_APPLICABLE) is Status.NOT_APPLICABLE
    assert one_state(rules, Status.NOT_APPLICABLE, Status.NOT_YET_DUE) is Status.NOT_YET_DUE


def test_partly_met_leaves_the_interval_open_when_an_unknown_measure_could_complete_it() -> None:
    found = implement_provisions(made_rules({"a.1": ["M1", "~M2"]}, suffices={"a.1": False}), np.array([[3, 0]]))
    assert (found.status[0, 0], found.low[0, 0], found.high[0, 0]) == (Status.PARTLY_MET, 0.5, 1.0)


@settings(max_examples=150, deadline=None)
@given(some_rules(), st.lists(statuses, min_size=1, max_size=4))
def test_arrays_and_plain_words_agree(rules: Rules, states: list[list[Status]]) -> None:
    found = implement_provisions(rules, np.array(states)).status
    expected = [
        [
            provision_status(rules, p.id, dict(zip((m.id for m in rules.measures), row, strict=True)))
            for p in rules.provisions
        ]
        for row in states
    ]
    assert found.tolist() == expected


@settings(max_examples=100, deadline=None)
@given(some_rules(), statuses)
def test_no_unknown_that_becomes_known_leaves_the_interval_first_given(rules: Rules, state: list[Status]) -> None:
    before = implement_provisions(rules, np.array([state]))
    unknown = [i for i, status in enumerate(state) if status is Status.UNKNOWN]
    answers = list(product((*KNOWN, Status.NOT_APPLICABLE), repeat=len(unknown)))
    states = np.tile(np.array(state), (len(answers), 1))
    states[:, unknown] = answers
    after = implement_provisions(rules, states)
    counts = ~np.isnan(after.low)
    assert np.all((after.low >= before.low) | ~counts | np.isnan(before.low))
    assert np.all((after.high <= before.high) | ~counts | np.isnan(before.high))
    assert np.all((after.low == after.high) | ~counts | (after.status == Status.UNKNOWN))


@settings(max_examples=100, deadline=None)
@given(some_rules(), statuses, st.integers(0, len(MEASURES) - 1))
def test_one_more_unknown_never_improves_the_certain_end(rules: Rules, state: list[Status], place: int) -> None:
    known = [Status.NOT_MET if i == place and s not in KNOWN else s for i, s in enumerate(state)]
    hidden = [Status.UNKNOWN if i == place else s for i, s in enumerate(known)]
    low = implement_provisions(rules, np.array([known, hidden])).low
    assert np.all((low[1] <= low[0]) | np.isnan(low[0]))


@settings(max_examples=60, deadline=None)
@given(some_rules(), statuses, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rules: Rules, state: list[Status], random) -> None:
    links = list(rules.crosswalk)
    random.shuffle(links)
    found = implement_provisions(rules, np.array([state])).status
    assert (
        implement_provisions(replace(rules, crosswalk=tuple(links)), np.array([state])).status.tolist()
        == found.tolist()
    )


@pytest.mark.parametrize(
    "bad", [np.zeros((2, 3), int), np.zeros(1, int), np.zeros((2, 1)), np.array([[9]]), np.array([[-1]])]
)
def test_arrays_that_do_not_fit_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(BadStatusArray):
        implement_provisions(made_rules({"a.1": ["M1"]}), bad)
