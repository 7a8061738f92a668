"""Aggregates that give nobody away: the attacker solves for every hidden cell, and brute force checks the attacker."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.sharing import suppression
from openregime.core.sharing.auditing import attack, audit
from openregime.core.sharing.counts import BadCounts, Cell, Counts, SmallCells, Sum, telling_differences, two_way
from openregime.core.sharing.suppression import CannotProtect, suppress

RULE = SmallCells()


def many(value: int, contributors: int, first: int = 0) -> dict[str, int]:
    """A count spread over some contributors as evenly as it goes."""
    share, rest = divmod(value, contributors)
    spread = {f"S{first + n}": share + (n < rest) for n in range(contributors)}
    return {who: v for who, v in spread.items() if v}


# ---- which cells


@pytest.mark.parametrize(
    ("contributions", "about", "hidden"),
    [
        (many(10, 5), 0, False),
        (many(10, 4), 0, True),
        ({"A": 1, "B": 1}, 0, True),
        ({"A": 80, "B": 5, "C": 5, "D": 5, "E": 5}, 0, True),  # the two largest add exactly 85 of 100
        ({"A": 79, "B": 5, "C": 6, "D": 5, "E": 5}, 0, True),
        ({"A": 78, "B": 6, "C": 6, "D": 5, "E": 5}, 0, False),
        ({}, 4, True),
        ({}, 5, False),
        ({}, 0, False),
    ],
)
def test_small_dominated_and_telling_cells_are_hidden(contributions: dict[str, int], about: int, hidden: bool) -> None:
    cell = Cell("x", contributions, frozenset(f"S{n}" for n in range(about)))
    assert RULE.hides(cell) is hidden


@pytest.mark.parametrize(
    ("value", "margin"), [(0, (0, 3)), (2, (2, 3)), (20, (3, 3)), (100, (15, 15)), (101, (16, 16))]
)
def test_margin_grows_with_the_count(value: int, margin: tuple[int, int]) -> None:
    assert RULE.margin(Cell("x", {"A": value} if value else {})) == margin


def test_counts_that_do_not_add_up_are_refused() -> None:
    a, b = Cell("a", {"A": 1}), Cell("b", {"B": 1})
    with pytest.raises(BadCounts, match="do not add up"):
        Counts((a, b, Cell("t", {"A": 2})), (Sum("t", ("a", "b")),))
    with pytest.raises(BadCounts, match="not there: c"):
        Counts((a, b), (Sum("a", ("c",)),))
    with pytest.raises(BadCounts, match="whole numbers above 0"):
        Counts((Cell("a", {"A": 0}),), ())
    with pytest.raises(BadCounts, match="name of its own"):
        Counts((a, a), ())


# ---- the attack


def brute_force(counts: Counts, hidden: list[str], most: int) -> dict[str, tuple[int, int]]:
    """Every table of whole numbers up to `most` that fits what is published: the least and greatest of each cell."""
    fitting = []
    for values in product(range(most + 1), repeat=len(hidden)):
        guess = dict(zip(hidden, values, strict=True))
        value = {c.name: guess.get(c.name, c.value) for c in counts.cells}
        if all(sum(value[p] for p in s.parts) == value[s.total] for s in counts.sums):
            fitting.append(values)
    return {n: (min(f[k] for f in fitting), max(f[k] for f in fitting)) for k, n in enumerate(hidden)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=6, max_size=6), st.sets(st.integers(0, 5), min_size=1, max_size=4))
def test_the_attacker_finds_exactly_what_brute_force_finds(values: list[int], chosen: set[int]) -> None:
    cells = list(product("ab", "xyz"))
    counts = two_way("ab", "xyz", {c: many(v, 1) for c, v in zip(cells, values, strict=True) if v})
    hidden = [f"{r}|{c}" for k, (r, c) in enumerate(cells) if k in chosen]

    assert attack(counts, hidden, hidden) == brute_force(counts, hidden, 6)


def test_one_hidden_cell_in_a_row_is_found_by_subtraction() -> None:
    counts = two_way(
        "ab", "xy", {("a", "x"): {"A": 2}, ("a", "y"): many(20, 6), ("b", "x"): many(30, 6), ("b", "y"): many(25, 6)}
    )
    found = audit(counts, ["a|x"], RULE)

    assert found.bounds == {"a|x": (2, 2)}
    assert [(f.cell, f.low, f.high) for f in found.findings] == [("a|x", 2, 2)]


def test_a_cell_that_cannot_be_less_is_found_too() -> None:
    """Its total is hidden with a zero; the part that is published is a floor under the total."""
    cells = (Cell("part", many(20, 4)), Cell("zero", {}, frozenset({"A"})), Cell("total", many(20, 4)))
    found = audit(Counts(cells, (Sum("total", ("part", "zero")),)), ["zero", "total"], RULE)

    assert found.bounds["total"][0] == 20 and found.bounds["total"][1] >= 23
    assert [(f.cell, f.low) for f in found.findings] == [("total", 20)]


# ---- the choice


def example(small: int = 2) -> Counts:
    return two_way(
        "abc",
        "xyz",
        {
            (r, c): many(
                small if (r, c) == ("a", "x") else 10 + 7 * i + 3 * j, 1 if (r, c) == ("a", "x") else 6, 10 * i
            )
            for i, r in enumerate("abc")
            for j, c in enumerate("xyz")
        },
    )


def test_a_small_cell_takes_three_others_with_it_and_no_more() -> None:
    found = suppress(example(), RULE)

    assert found.sensitive == ("a|x",)
    assert len(found.hidden) == 4 and found.is_least and found.audit.is_safe
    low, high = found.audit.bounds["a|x"]
    assert low == 0 and high >= 5


def test_least_loss_is_the_least_of_all_sets_that_are_safe() -> None:
    """Brute force over all sets of cells: none that passes the auditor loses less."""
    counts = two_way(
        "ab",
        "xyz",
        {("a", "x"): {"A": 2}, **{c: many(9 + 3 * n, 6) for n, c in enumerate(list(product("ab", "xyz"))[1:])}},
    )
    found, losses = suppress(counts, RULE), suppression._losses(counts)
    names = [c.name for c in counts.cells]
    best = min(
        sum(loss for loss, is_in in zip(losses, chosen, strict=True) if is_in)
        for chosen in product([False, True], repeat=len(names))
        if chosen[0] and sum(chosen) <= 4
        and audit(counts, [n for n, is_in in zip(names, chosen, strict=True) if is_in], RULE).is_safe
    )  # fmt: skip
    assert found.loss == pytest.approx(best)


tables = st.lists(st.integers(0, 12), min_size=9, max_size=9)


@settings(max_examples=12, deadline=None)
@given(tables, st.booleans())
def test_whatever_is_published_nobody_can_bound_a_sensitive_cell(values: list[int], is_exact: bool) -> None:
    drawn = enumerate(zip(product("abc", "xyz"), values, strict=True))
    counts = two_way("abc", "xyz", {c: many(v + 8 * (v > 4), 1 if v <= 2 else 6, k) for k, (c, v) in drawn if v})
    limit = suppression.LARGEST_EXACT
    suppression.LARGEST_EXACT = limit if is_exact else 0
    try:
        found = suppress(counts, RULE)
    except CannotProtect as error:
        assert error.cells
        return
    finally:
        suppression.LARGEST_EXACT = limit
    bounds = attack(counts, found.hidden, found.sensitive)
    for name in found.sensitive:
        cell = counts.by_name[name]
        below, above = RULE.margin(cell)
        assert bounds[name][0] <= cell.value - below and bounds[name][1] >= cell.value + above


def test_step_by_step_is_safe_and_not_far_from_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    least = suppress(example(), RULE)
    monkeypatch.setattr(suppression, "LARGEST_EXACT", 0)
    found = suppress(example(), RULE)
    assert found.audit.is_safe and not found.is_least
    assert least.loss <= found.loss <= 1.5 * least.loss


def test_whoever_stands_alone_behind_one_cell_cannot_work_out_another() -> None:
    """Two cells with one contributor each in one row: hidden together, each would know the other by subtraction."""
    counts = two_way("ab", "xyz", {
        ("a", "x"): {"A": 6}, ("a", "y"): {"B": 7}, ("a", "z"): many(20, 6),
        ("b", "x"): many(20, 6), ("b", "y"): many(21, 6), ("b", "z"): many(22, 6),
    })  # fmt: skip
    naive = audit(counts, ["a|x", "a|y", "b|x", "b|y"], RULE)
    assert {(f.cell, f.knower) for f in naive.findings} == {("a|x", "B"), ("a|y", "A")}
    found = suppress(counts, RULE)
    assert found.audit.is_safe and len(found.hidden) > 4


def test_a_table_that_is_all_small_is_hidden_as_a_whole() -> None:
    counts = two_way("ab", "xy", {("a", "x"): {"A": 1}, ("b", "y"): {"B": 1}})
    found = suppress(counts, RULE)
    assert {"a|x", "b|y", "a|", "b|", "|x", "|y", "|"} <= set(found.hidden)


def test_whoever_contributes_knows_that_a_sum_is_not_less_than_its_own_part() -> None:
    cells = (Cell("a", {"A": 1}), Cell("b", {"B": 1}), Cell("z", {"A": 1, "B": 1}))
    assert suppress(Counts(cells, (Sum("z", ("a", "b")),)), RULE).hidden == ("a", "b", "z")


def test_a_table_that_hiding_cannot_protect_is_refused() -> None:
    """That a cell is nothing by definition is known to all: hiding it hides nothing."""
    counts = Counts((Cell("a", {}, frozenset({"A"})), Cell("b", many(9, 6))), (Sum("a", ()),))
    with pytest.raises(CannotProtect, match="cannot protect a: join rows or columns"):
        suppress(counts, RULE)


def test_a_table_in_which_nothing_is_small_hides_nothing() -> None:
    counts = two_way("ab", "xy", {c: many(20 + k, 7) for k, c in enumerate(product("ab", "xy"))})
    assert suppress(counts, RULE).hidden == ()


# ---- one release after another


def test_a_difference_between_two_releases_that_names_one_state_is_found() -> None:
    before = two_way("a", "xy", {("a", "x"): many(20, 6), ("a", "y"): many(30, 6)})
    now = two_way("a", "xy", {("a", "x"): {**many(20, 6), "S9": 1}, ("a", "y"): many(30, 6)})

    assert telling_differences(before, now, RULE) == ("a|x", "a|", "|x", "|")
    assert telling_differences(before, before, RULE) == ()
    assert telling_differences(before, now, RULE, hidden=frozenset({"a|x", "a|", "|x", "|"})) == ()
