"""The audit says what it found and where; what fails blocks publication until someone gives a reason."""

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.audit import audit_index
from openregime.core.readings.index.balance import Balanced, balance_weights
from openregime.core.readings.index.benefit import BenefitOfTheDoubt
from openregime.core.readings.index.coherence import cronbach_alpha
from openregime.core.readings.index.decompose import contributions, dominance_pairs, strengths_and_weaknesses
from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.faults import BadDefinition, BadStep
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, Copeland, Method, PowerMean
from openregime.core.readings.index.normalise import Goalposts, Normalise
from openregime.core.readings.index.pipeline import build_index
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.weigh import Given, PairwiseComparison, Weigh, weights_from_comparisons
from tests.core.readings.index.test_uncertainty import INDEX, UNITS, table


def built(by: Method | tuple[Method, ...] = ARITHMETIC) -> object:
    return build_index(INDEX, table(), (Normalise(Goalposts(1, 100)), Aggregate(by)))


def test_cronbach_golden_vector() -> None:
    rows = np.array([[2, 3, 3], [4, 4, 5], [3, 3, 4], [5, 5, 5], [1, 2, 2]], dtype=float)
    assert cronbach_alpha(rows) == pytest.approx(0.9745222929936306, rel=1e-12)


@pytest.mark.parametrize("by", [ARITHMETIC, GEOMETRIC, (ARITHMETIC, GEOMETRIC, PowerMean(-5, floor=1))], ids=str)
def test_contributions_add_up_to_the_index(by: Method | tuple[Method, ...]) -> None:
    result = built(by)
    stage = result.after("normalise")  # type: ignore[attr-defined]
    parts = contributions(stage, result.aggregate.methods_for(INDEX))  # type: ignore[attr-defined]
    assert parts.sum(axis=1) == pytest.approx(result.column("Index"), rel=1e-12)  # type: ignore[attr-defined]
    assert (parts >= 0).all()


def test_failed_checks_block_until_someone_gives_a_reason() -> None:
    audit = audit_index(built())  # type: ignore[arg-type]
    failed = {check.id for check in audit.failed}
    assert "reliability" in failed  # random indicators do not hang together
    assert set(audit.blocks_publication({})) == failed
    assert audit.blocks_publication(dict.fromkeys(failed, "Duties need not go together.")) == ()
    assert audit.blocks_publication(dict.fromkeys(failed, " ")) == tuple(check.id for check in audit.failed)


def test_coverage_counts_what_was_there_before_gaps_were_filled() -> None:
    holes = table(0.4)
    result = build_index(INDEX, holes, (Normalise(Goalposts(1, 100)), Aggregate(ARITHMETIC)))
    audit = audit_index(result)
    assert audit.coverage_by_unit["U00"] == pytest.approx(1 - np.isnan(holes.values[0]).mean())
    assert len(audit.coverage_by_group) == UNITS * 3
    assert not next(check for check in audit.checks if check.id == "coverage-by-unit").passed


def test_leaving_an_indicator_out_moves_ranks_and_importance_sums_to_one() -> None:
    audit = audit_index(built())  # type: ignore[arg-type]
    assert set(audit.leave_one_out) == {indicator.id for indicator in INDEX.indicators}
    assert max(audit.leave_one_out.values()) > 0
    below = [audit.importance[part][1] for part in INDEX.children["people"]]
    assert sum(below) == pytest.approx(1)


def test_dominance_is_what_no_weights_can_turn_round() -> None:
    rows = np.array([[3.0, 3, 3], [2, 2, 3], [4, 1, 1]])
    assert dominance_pairs(rows) == [(0, 1)]


def test_strengths_and_weaknesses_are_best_and_worst_ranks() -> None:
    stage = built().after("normalise")  # type: ignore[attr-defined]
    strong, weak = strengths_and_weaknesses(stage, "U00", 2)
    order = np.argsort([-(column <= column[0]).sum() for column in stage.table.values.T], kind="stable")
    assert strong == tuple(stage.table.columns[j] for j in order[:2])
    assert weak[0] == stage.table.columns[order[-1]]
    with pytest.raises(BadStep, match="row nobody"):
        strengths_and_weaknesses(stage, "nobody")


def test_balanced_weights_come_nearer_to_equal_importance_and_say_whether_they_converged() -> None:
    stage = built().after("normalise")  # type: ignore[attr-defined]
    found = balance_weights(stage, [ARITHMETIC] * 3, 2, seed=1, least=0.01)
    plain = balance_weights(stage, [ARITHMETIC] * 3, 2, seed=1, least=1 / 3 - 1e-9, starts=1)
    assert found.has_converged
    assert found.objective <= plain.objective
    assert sum(found.weights.values()) == pytest.approx(1)
    assert min(found.weights.values()) >= 0.01 - 1e-12
    with pytest.raises(BadStep, match="Use less"):
        balance_weights(stage, [ARITHMETIC] * 3, 2, seed=1, least=0.5)


def test_benefit_of_the_doubt_puts_the_undominated_at_one() -> None:
    x = np.array([[1.0, 4], [4, 1], [3, 3], [1, 1]])
    free, weights = BenefitOfTheDoubt().best_weights(x)
    assert free == pytest.approx([1, 1, 1, 1 / 3])
    assert (x @ weights.T <= 1 + 1e-9).all()
    bound, _ = BenefitOfTheDoubt(least_share=0.4).best_weights(x)
    assert (bound <= free + 1e-9).all()
    with pytest.raises(BadStep, match="cannot be met"):
        BenefitOfTheDoubt(least_share=0.6).best_weights(x)


def test_contradictory_comparisons_are_refused_with_the_pair_furthest_off() -> None:
    consistent, ratio = weights_from_comparisons("abc", [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]])
    assert consistent == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert ratio == pytest.approx(0, abs=1e-9)
    odd = PairwiseComparison(("a", "b", "c"), ((1, 9, 1 / 9), (1 / 9, 1, 9), (9, 1 / 9, 1)))
    with pytest.raises(BadStep, match="contradict each other"):
        odd.of(built().after("normalise"))  # type: ignore[attr-defined]


def test_values_beyond_their_goalposts_are_named_and_fail() -> None:
    outside = np.array([[-30.0, 50.0], [7000.0, 20.0], [60.0, np.nan], [40.0, 100.0]])
    definition = Definition(
        (Indicator("x", "All", 1, 1, goalposts=(0, 100)), Indicator("y", "All", 1, -1, goalposts=(0, 100))),
        (Group("All", None, 1),),
    )
    steps = (Normalise(Goalposts(1, 100)), Aggregate(ARITHMETIC))
    result = build_index(definition, IndicatorTable(("A", "B", "C", "D"), ("x", "y"), outside), steps)
    check = next(c for c in audit_index(result).checks if c.id == "outside-goalposts")

    assert not check.passed
    assert check.where == ("A: x", "B: x")
    assert (
        "2 values lie outside their goalposts and count as the nearer end: A (x), B (x)."
        in result.after("normalise").notes
    )

    values = np.array([[60.0, 1.0], [40.0, 100.0]])
    inside = build_index(definition, IndicatorTable(("A", "B"), ("x", "y"), values), steps)
    assert next(c for c in audit_index(inside).checks if c.id == "outside-goalposts").passed


def test_what_cannot_be_worked_out_is_not_said_to_be_far_off() -> None:
    values = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 3.0], [np.nan, 4.0]])
    definition = Definition(
        (Indicator("x", "All", 1, 1, goalposts=(0, 100)), Indicator("y", "All", 1, 1, goalposts=(0, 100))),
        (Group("All", None, 1),),
    )
    result = build_index(
        definition,
        IndicatorTable(("A", "B", "C", "D"), ("x", "y"), values),
        (Normalise(Goalposts(1, 100)), Aggregate(ARITHMETIC)),
    )
    check = next(c for c in audit_index(result).checks if c.id == "effective-weights")

    assert not check.is_judged
    assert "2 parts could not be audited" in check.finding


def test_weights_of_a_step_say_how_they_were_found() -> None:
    stage = built().after("normalise")  # type: ignore[attr-defined]
    found = balance_weights(stage, [ARITHMETIC] * 3, 1, seed=1)
    balanced = Weigh(Balanced(1)).apply(stage)
    state = "converged" if found.has_converged else "NOT converged"
    assert balanced.notes[-1].startswith(f"Weights: Balanced, the search has {state}, objective {found.objective:.3f}")
    assert {part: balanced.definition[part].weight for part in found.weights} == found.weights
    assert min(found.weights.values()) >= 0.01

    law = INDEX.children["law"]
    alike = tuple((1.0,) * len(law) for _ in law)
    assert "consistency ratio 0.000, below 0.1" in Weigh(PairwiseComparison(law, alike)).apply(stage).notes[-1]
    with pytest.raises(BadDefinition, match="row law, column weight: The weights below it sum to 30, not to 100"):
        Weigh(Given(dict.fromkeys(law, 10.0), summing_to=100.0)).apply(stage)


def test_the_audit_knows_the_shape_of_every_indicator_and_the_place_of_every_unit() -> None:
    audit = audit_index(built((ARITHMETIC, ARITHMETIC, PowerMean(-5, floor=1))))  # type: ignore[arg-type]
    assert set(audit.shapes) == {indicator.id for indicator in INDEX.indicators}
    assert audit.contributions is not None
    assert audit.contributions.shape == (UNITS, len(INDEX.indicators))
    stage = built().after("normalise")  # type: ignore[attr-defined]
    for unit, (best, worst) in audit.strengths.items():
        assert (best, worst) == strengths_and_weaknesses(stage, unit, count=len(INDEX.indicators) // 2)
    index = {unit: i for i, unit in enumerate(stage.table.units)}
    assert {(index[a], index[b]) for a, b in audit.dominance} == set(dominance_pairs(stage.table.values))
    assert audit_index(built(Copeland())).contributions is None  # type: ignore[arg-type]
