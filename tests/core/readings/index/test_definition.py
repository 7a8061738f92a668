"""What makes no index is refused with row, column and remedy; what makes one is kept as given."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.faults import BadDefinition, Fault

TOP = Group("Index", None, 1.0)


def flat(*indicators: Indicator, groups: tuple[Group, ...] = (TOP,)) -> Definition:
    return Definition(indicators, groups)


def indicator(
    part_id: str = "a", parent: str = "Index", weight: float = 1.0, direction: int = 1, **more: object
) -> Indicator:
    return Indicator(part_id, parent, weight, direction, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "groups", "row", "column", "remedy"),
    [
        ((), (TOP,), None, None, "at least one indicator"),
        ((indicator(), indicator()), (TOP,), "a", "id", "id of its own"),
        ((indicator(parent="Nowhere"),), (TOP,), "a", "parent", "Add it, or correct the name"),
        ((indicator(weight=math.nan),), (TOP,), "a", "weight", "Is missing"),
        ((indicator(weight=-1),), (TOP,), "a", "weight", "at least 0"),
        ((indicator(weight=math.inf),), (TOP,), "a", "weight", "finite"),
        ((indicator(weight=0),), (TOP,), "Index", "weight", "Give at least one of them a weight"),
        ((indicator(weight=1e-320),), (TOP,), "a", "weight", "1e-100 to 1e+100"),
        ((indicator(weight=1e308),), (TOP,), "a", "weight", "1e-100 to 1e+100"),
        ((indicator(weight=10**400),), (TOP,), "a", "weight", "1e-100 to 1e+100"),
        ((indicator(weight=1e13), indicator("b"), indicator("c", weight=0)), (TOP,), "a", "weight", "lightest"),
        ((indicator(goalposts=(-1e308, 1e308)),), (TOP,), "a", "goalposts", "1e+100"),
        ((indicator(goalposts=(0, 5e-324)),), (TOP,), "a", "goalposts", "1e-100"),
        ((indicator(target=1e200),), (TOP,), "a", "target", "1e+100"),
        ((indicator(direction=0),), (TOP,), "a", "direction", "else -1"),
        ((indicator(goalposts=(5, 5)),), (TOP,), "a", "goalposts", "lower and the higher"),
        ((indicator(target=math.inf),), (TOP,), "a", "target", "finite"),
        ((indicator(),), (TOP, Group("Other", None, 1)), None, "parent", "Exactly one group"),
        ((indicator(),), (TOP, Group("Empty", "Index", 1)), "Empty", None, "take the group out"),
        (
            (indicator(), indicator("b", "p")),
            (TOP, Group("p", "q", 1), Group("q", "p", 1)),
            "p",
            "parent",
            "Cut it at one place",
        ),
        (
            (indicator(), indicator("b", "p"), indicator("c", "p")),
            (TOP, Group("p", "Index", 1)),
            "a",
            "parent",
            "Put a group of one between",
        ),
    ],
)
def test_refuses_what_makes_no_index(
    parts: tuple[Indicator, ...], groups: tuple[Group, ...], row: str | None, column: str | None, remedy: str
) -> None:
    with pytest.raises(BadDefinition) as refusal:
        flat(*parts, groups=groups)

    assert any(f.row == row and f.column == column and remedy in f.message for f in refusal.value.faults), refusal.value


def test_weights_are_given_to_all_siblings_or_to_none() -> None:
    index = flat(indicator("a"), indicator("b"))
    with pytest.raises(BadDefinition, match="row b, column weight: Has no weight while others under Index have one"):
        index.with_weights({"a": 2.0})
    with pytest.raises(BadDefinition, match="row z, column weight: No such part"):
        index.with_weights({"a": 2.0, "b": 1.0, "z": 1.0})
    assert index.with_weights({"a": 2.0, "b": 1.0}).effective_weights()["a"] == pytest.approx(2 / 3)


def test_taking_the_only_indicator_of_a_group_out_takes_the_group_out() -> None:
    index = flat(indicator("a", "p"), indicator("b", "q"), groups=(TOP, Group("p", "Index", 1), Group("q", "Index", 1)))
    assert index.without("a").levels == (("b",), ("q",), ("Index",))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.floats(0.01, 100), min_size=1, max_size=5), min_size=1, max_size=5))
def test_effective_weights_of_every_level_sum_to_one(pillars: list[list[float]]) -> None:
    groups = [Group(f"p{i}", "Index", 1 + i) for i in range(len(pillars))]
    parts = [indicator(f"p{i}.{j}", f"p{i}", w) for i, pillar in enumerate(pillars) for j, w in enumerate(pillar)]

    index = flat(*parts, groups=(TOP, *groups))

    shares = index.effective_weights()
    assert [sum(shares[part] for part in level) for level in index.levels] == pytest.approx([1.0] * 3)


def test_weights_that_do_not_sum_are_refused_where_a_sum_was_meant() -> None:
    index = flat(indicator("a"), indicator("b"))
    with pytest.raises(BadDefinition, match=r"row Index, column weight: The weights below it sum to 0\.9, not to 1"):
        index.with_weights({"a": 0.5, "b": 0.4}, summing_to=1.0)
    percent = index.with_weights({"a": 60.0, "b": 40.0}, summing_to=100.0)
    assert percent.effective_weights()["a"] == pytest.approx(0.6)
    assert index.with_weights({"a": 0.5, "b": 0.4}).effective_weights()["a"] == pytest.approx(5 / 9)


def test_several_faults_are_sentences_of_their_own() -> None:
    said = str(BadDefinition([Fault("A", "x", "Is a gap."), Fault("B", None, "Is no number.")]))

    assert said == "row A, column x: Is a gap. row B: Is no number."
