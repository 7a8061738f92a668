"""Six status values that stay apart, and the span between them (docs/decisions/0004)."""

import pytest

from openregime.core.facts import (
    UNKNOWN_SPAN,
    BadSpan,
    Span,
    Status,
    WeightsMismatch,
    mean_span,
    weakest_span,
)


def test_three_steps_one_span_and_two_that_do_not_count() -> None:
    assert [s.span for s in Status] == [Span(1, 1), Span(0.5, 0.5), Span(0, 0), Span(0, 1), None, None]
    assert [s.counts for s in Status] == [True] * 4 + [False] * 2
    assert [s.slug for s in Status] == ["met", "partly-met", "not-met", "unknown", "not-applicable", "not-yet-due"]


@pytest.mark.parametrize(("low", "high"), [(1, 0), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 1), (0, float("nan"))])
def test_a_span_out_of_order_or_out_of_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(BadSpan):
        Span(low, high)


def test_a_span_knows_what_is_left_open() -> None:
    assert Span(0.25, 0.75).width == 0.5
    assert Span(0.5, 0.5).is_known
    assert not UNKNOWN_SPAN.is_known
    assert UNKNOWN_SPAN.contains(Span(0.2, 0.3))
    assert not Span(0.2, 0.3).contains(UNKNOWN_SPAN)


def test_silence_never_raises_the_low_end() -> None:
    met = mean_span({"a": Span(1, 1)}, {"a": 1})
    silent = mean_span({"a": Span(1, 1), "b": UNKNOWN_SPAN}, {"a": 1, "b": 1})

    assert (met, silent) == (Span(1, 1), Span(0.5, 1))


def test_weights_are_ratios() -> None:
    parts = {"a": Span(1, 1), "b": Span(0, 0)}

    assert mean_span(parts, {"a": 3, "b": 1}) == mean_span(parts, {"a": 6, "b": 2}) == Span(0.75, 0.75)


@pytest.mark.parametrize(("parts", "weights"), [({}, {}), ({"a": Span(1, 1)}, {"b": 1.0}), ({"a": Span(1, 1)}, {})])
def test_parts_and_weights_must_agree(parts: dict[str, Span], weights: dict[str, float]) -> None:
    with pytest.raises(WeightsMismatch, match="same requirements"):
        mean_span(parts, weights)


def test_the_weakest_takes_the_least_of_each_end() -> None:
    assert weakest_span([Span(0.2, 0.9), Span(0.4, 0.5)]) == Span(0.2, 0.5)
    assert weakest_span([]) is None
