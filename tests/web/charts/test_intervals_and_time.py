"""Geometry of the charts that carry numbers and days."""

from datetime import date
from typing import Literal
from xml.etree import ElementTree as ET

import pytest

from openregime.web.charts import (
    BadValue,
    Bar,
    IntervalRow,
    Lane,
    Moment,
    PartiesStep,
    ScheduleRow,
    ThresholdStep,
    interval_bars,
    parties_over_time,
    schedule_chart,
    timeline,
)

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "A chart", "description": "What it shows"}
# 1000 days, so that a day is a tenth of a per cent of the axis
FIRST, LAST = date(2000, 1, 1), date(2002, 9, 27)


def per_cent(element: ET.Element, name: str) -> float:
    value = element.get(name, "")
    assert value.endswith("%")
    return float(value[:-1])


def pieces(svg: str, kind: str) -> list[tuple[float, float]]:
    """(x, width) in per cent of every rectangle of one kind."""
    return [
        (per_cent(e, "x"), per_cent(e, "width"))
        for e in ET.fromstring(svg).iter(f"{SVG}rect")
        if e.get("class") == kind
    ]


def corners(svg: str, kind: str) -> list[tuple[float, float]]:
    line = next(e for e in ET.fromstring(svg).iter() if kind in (e.get("class") or "").split())
    return [(float(x), float(y)) for x, y in (point.split(",") for point in line.get("points", "").split())]


@pytest.mark.parametrize(
    ("direction", "certain", "still_open"), [("ltr", (0, 25), (25, 50)), ("rtl", (75, 25), (25, 50))]
)
def test_an_interval_is_solid_up_to_its_low_end_and_hatched_up_to_its_high_end(
    direction: Literal["ltr", "rtl"], certain: tuple[float, float], still_open: tuple[float, float]
) -> None:
    svg = interval_bars("c", [IntervalRow("Bound by hard law", 0.25, 0.75)], direction=direction, **WORDS)

    assert [certain] == pieces(svg, "bar-certain")
    assert [still_open] == pieces(svg, "bar-open")


def test_what_is_wholly_unknown_has_no_solid_part() -> None:
    svg = interval_bars("c", [IntervalRow("National implementation", 0, 1)], **WORDS)

    assert pieces(svg, "bar-certain") == []
    assert pieces(svg, "bar-open") == [(0, 100)]


def test_a_known_zero_looks_different_from_unknown() -> None:
    svg = interval_bars("c", [IntervalRow("Capacity", 0, 0)], **WORDS)

    assert [] == pieces(svg, "bar-certain") == pieces(svg, "bar-open")
    assert "c-marker" in svg


@pytest.mark.parametrize(("low", "high"), [(0.6, 0.5), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 1)])
def test_an_impossible_interval_is_refused_with_its_row(low: float, high: float) -> None:
    with pytest.raises(BadValue, match="Hard law"):
        interval_bars("c", [IntervalRow("Hard law", low, high)], **WORDS)


def one_bar(bar: Bar, direction: Literal["ltr", "rtl"] = "ltr") -> str:
    return timeline("c", [Lane("Amendment", (bar,))], first=FIRST, last=LAST, direction=direction, **WORDS)


def test_a_start_known_only_within_a_window_is_hatched_and_solid_from_the_latest_day_on() -> None:
    bar = Bar(date(2000, 4, 10), date(2000, 7, 19), date(2000, 10, 27), "s-met", "party")  # days 100, 200 and 300

    assert pieces(one_bar(bar), "bar-open") == [(10, 10)]
    assert pieces(one_bar(bar), "bar-certain") == [(20, 10)]
    assert pieces(one_bar(bar, "rtl"), "bar-open") == [(80, 10)]
    assert pieces(one_bar(bar, "rtl"), "bar-certain") == [(70, 10)]


def test_a_start_of_which_nothing_is_known_is_never_solid() -> None:
    svg = one_bar(Bar(None, None, None, "s-met", "party"))

    assert pieces(svg, "bar-open") == [(0, 100)]
    assert pieces(svg, "bar-certain") == []


def test_a_known_day_leaves_nothing_hatched() -> None:
    svg = one_bar(Bar(date(2000, 4, 10), date(2000, 4, 10), None, "s-met", "party"))

    assert pieces(svg, "bar-open") == []
    assert pieces(svg, "bar-certain") == [(10, 90)]


def test_what_ended_before_the_axis_begins_is_not_drawn() -> None:
    svg = one_bar(Bar(date(1990, 1, 1), date(1990, 1, 1), date(1995, 1, 1), "s-met", "party"))

    assert pieces(svg, "bar-certain") + pieces(svg, "bar-open") == []


def test_a_moment_without_a_day_is_a_window_and_with_one_is_a_dot() -> None:
    day, window = date(2000, 4, 10), date(2000, 7, 19)
    lanes = [Lane("Missions", (), (Moment(day, day, "s-met", "a"), Moment(day, window, "s-met", "b")))]
    svg = timeline("c", lanes, first=FIRST, last=LAST, **WORDS)

    assert [per_cent(circle, "cx") for circle in ET.fromstring(svg).iter(f"{SVG}circle")] == [10.0]
    assert pieces(svg, "bar-open") == [(10, 10)]


@pytest.mark.parametrize(
    "bar",
    [
        Bar(date(2001, 1, 1), date(2000, 1, 1), None, "s-met", "party"),
        Bar(date(2001, 1, 1), date(2001, 1, 1), date(2000, 1, 1), "s-met", "party"),
    ],
)
def test_a_bar_out_of_order_is_refused_by_name(bar: Bar) -> None:
    with pytest.raises(BadValue, match="party"):
        one_bar(bar)


def parties(steps: list[PartiesStep], direction: Literal["ltr", "rtl"] = "ltr") -> str:
    needed = [ThresholdStep(FIRST, 50)]
    return parties_over_time("c", steps, first=FIRST, last=LAST, threshold=needed, direction=direction, **WORDS)


def test_the_certain_line_stays_below_the_possible_one_and_reaches_the_end() -> None:
    steps = [PartiesStep(FIRST, 0, 10), PartiesStep(date(2001, 1, 1), 20, 60), PartiesStep(date(2002, 1, 1), 60, 60)]
    low, high = corners(parties(steps), "line-certain"), corners(parties(steps), "line-possible")

    assert [x for x, _ in low] == [x for x, _ in high]
    assert all(y_low >= y_high for (_, y_low), (_, y_high) in zip(low, high, strict=True))  # y grows downwards
    assert low[-1] == high[-1]
    assert low[-1][0] == 1000


def test_the_threshold_stands_at_the_height_of_its_count() -> None:
    svg = parties([PartiesStep(FIRST, 50, 50)])

    assert {y for _, y in corners(svg, "c-threshold")} == {y for _, y in corners(svg, "line-certain")}


def test_time_runs_to_the_left_for_readers_from_the_right() -> None:
    steps = [PartiesStep(FIRST, 0, 0), PartiesStep(date(2001, 1, 1), 20, 30)]
    forth, back = corners(parties(steps), "line-certain"), corners(parties(steps, "rtl"), "line-certain")

    assert [(round(1000 - x, 1), y) for x, y in forth] == back


@pytest.mark.parametrize(
    "steps",
    [
        [PartiesStep(FIRST, 5, 4)],
        [PartiesStep(FIRST, -1, 4)],
        [PartiesStep(LAST, 1, 1), PartiesStep(FIRST, 2, 2)],
        [PartiesStep(FIRST, 1, 1), PartiesStep(FIRST, 2, 2)],
    ],
)
def test_impossible_counts_of_parties_are_refused(steps: list[PartiesStep]) -> None:
    with pytest.raises(BadValue, match="parties"):
        parties(steps)


def test_an_axis_without_length_is_refused() -> None:
    with pytest.raises(BadValue, match="time axis"):
        timeline("c", [], first=LAST, last=LAST, **WORDS)


def test_a_measure_fills_the_periods_from_its_first_to_its_last() -> None:
    rows = [ScheduleRow("Join", 1, 2, "s-met", "Join in 2027 and 2028")]
    svg = schedule_chart("c", rows, ["2026", "2027", "2028", "2029"], **WORDS)
    (bar,) = [e for e in ET.fromstring(svg).iter(f"{SVG}rect") if e.get("rx") and e.get("height") == "14"]

    assert (per_cent(bar, "x"), per_cent(bar, "width")) == (25, 50)


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (2, 1), (0, 4)])
def test_a_measure_outside_the_periods_is_refused_by_name(first: int, last: int) -> None:
    with pytest.raises(BadValue, match="Join"):
        schedule_chart("c", [ScheduleRow("Join", first, last, "s-met", "x")], ["a", "b", "c", "d"], **WORDS)
