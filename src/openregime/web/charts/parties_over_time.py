"""How many parties an instrument had: the certain number as a line, what is possible as a hatched band."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .canvas import Axis, TimeScale, checked_uid, frame, label, level, marked, named, upright, year_axis
from .errors import BadValue
from .patterns import OPEN, fill, pattern_definitions
from .shapes import Direction, EventMark, PartiesStep, PublishedTotal, ThresholdStep

PLOT, FOOT = 240, 24  # CSS pixels: height of the plot, room for the years below
EVENT, EVENTS = 16, 4  # CSS pixels for the name of one event, and how many lines of names at most
INSET = 0.06  # share of the width for the numbers beside the plot


def parties_over_time(
    uid: str,
    steps: Sequence[PartiesStep],
    *,
    first: date,
    last: date,
    title: str,
    description: str,
    totals: Sequence[PublishedTotal] = (),
    threshold: Sequence[ThresholdStep] = (),
    events: Sequence[EventMark] = (),
    direction: Direction = "ltr",
    year_label: Callable[[int], str] = str,
    count_label: Callable[[int], str] = str,
) -> str:
    """Step chart of parties between first and last.

    Args:
        uid: id of the chart, unique on the page.
        steps: in order of days; before the first of them nothing is drawn.
        first, last: ends of the time axis.
        title, description: translated text. year_label, count_label: numbers in the language of the page.
        totals: published totals, drawn as points. threshold: parties needed for entry into force, a step line.
        events: vertical lines with a name above. direction: "rtl" lets time run to the left.
    Returns:
        An <svg> string as wide as the page allows, 288 pixels high and 16 more for each of up to three further events.
    Raises:
        BadValue: steps out of order, low above high or below 0, or an empty time axis.
    """
    checked_uid(uid)
    _check(steps)
    shown = sorted((event for event in events if first <= event.day <= last), key=lambda event: event.day)
    counts = [s.high for s in steps] + [t.count for t in totals] + [t.count for t in threshold]
    top = 8 + EVENT * max(1, min(len(shown), EVENTS))
    plot = _Plot(Axis(direction, INSET), TimeScale(first, last), top, *_ceiling(counts))
    axes = year_axis(plot.axis, plot.scale, top=plot.top, bottom=plot.bottom, year_label=year_label)
    body = pattern_definitions(uid, {OPEN}) + axes + _count_axis(plot, count_label)
    body += _curves(uid, plot, steps, threshold) + _marks(plot, shown, totals)
    size = f'width="100%" height="{plot.bottom + FOOT}"'
    return frame(uid, "chart-parties", body, title=title, description=description, size=size, direction=direction)


@dataclass(frozen=True, slots=True)
class _Plot:
    axis: Axis
    scale: TimeScale
    top: int  # CSS pixels
    ceiling: int  # parties at the top
    tick: int  # parties from one line to the next

    @property
    def bottom(self) -> int:
        return self.top + PLOT

    def height(self, count: int) -> float:
        return round(self.top + PLOT * (1 - count / self.ceiling), 1)

    def corners(self, points: Sequence[tuple[date, int]]) -> list[str]:
        """Corners of a step line inside the axis, "x,y" of the stretched drawing."""
        before = [point for point in points if point[0] <= self.scale.first]
        inside = [point for point in points if self.scale.first < point[0] <= self.scale.last]
        line = [(0.0, before[-1][1])] if before else []
        for day, count in inside:
            share = self.scale.share(day)
            if line:
                line.append((share, line[-1][1]))
            line.append((share, count))
        if line:
            line.append((1.0, line[-1][1]))
        return [f"{self.axis.stretched(share):g},{self.height(count):g}" for share, count in line]


def _check(steps: Sequence[PartiesStep]) -> None:
    for step in steps:
        if not 0 <= step.low <= step.high:
            raise BadValue(where=f"parties on {step.day}", problem=f"{step.low} to {step.high} is not 0 <= low <= high")
    if any(later.day <= step.day for step, later in pairwise(steps)):
        raise BadValue(where="parties", problem="the steps are not in order of days, each day once")


def _ceiling(counts: Sequence[int]) -> tuple[int, int]:
    """Top of the axis and distance of its lines: a round number a little above the largest count."""
    largest = max([*counts, 4])
    tick = next(t for n in range(9) for t in (1 * 10**n, 2 * 10**n, 5 * 10**n, 10 * 10**n) if largest / t <= 5)
    return (largest // tick + 1) * tick, tick


def _curves(uid: str, plot: _Plot, steps: Sequence[PartiesStep], threshold: Sequence[ThresholdStep]) -> str:
    """Band and lines, in a nested drawing that is stretched to the width of the page; strokes are not stretched."""
    lows = plot.corners([(step.day, step.low) for step in steps])
    highs = plot.corners([(step.day, step.high) for step in steps])
    needed = plot.corners([(step.day, step.count) for step in threshold])
    steady = 'vector-effect="non-scaling-stroke"'
    parts = []
    if lows:
        band, edge = " ".join(lows + highs[::-1]), " ".join(highs)
        possible = f'<polygon class="band-possible"{fill(uid, OPEN)} stroke="none" points="{band}"/>'
        dashed = f'<polyline class="line-possible" {steady} stroke-width="1" stroke-dasharray="2 3" points="{edge}"/>'
        parts.append(f'<g class="c-bar-open">{possible}</g><g class="c-line">{dashed}</g>')
    if needed:
        parts.append(f'<polyline class="c-threshold" {steady} points="{" ".join(needed)}"/>')
    if lows:
        parts.append(f'<polyline class="c-line line-certain" {steady} points="{" ".join(lows)}"/>')
    tall = plot.bottom + FOOT
    size = f'x="0" y="0" width="100%" height="{tall}" viewBox="0 0 1000 {tall}" preserveAspectRatio="none"'
    return f"<svg {size}>{''.join(parts)}</svg>"


def _count_axis(plot: _Plot, count_label: Callable[[int], str]) -> str:
    """Horizontal lines with their numbers, from none to the top."""
    edge = "0%" if plot.axis.direction == "ltr" else "100%"
    return "".join(
        level(plot.height(count)) + label(count_label(count), edge, plot.height(count) - 4, "start")
        for count in range(0, plot.ceiling + 1, plot.tick)
    )


def _marks(plot: _Plot, events: Sequence[EventMark], totals: Sequence[PublishedTotal]) -> str:
    inside = (total for total in totals if plot.scale.first <= total.day <= plot.scale.last)
    lines = "".join(_event(plot, event, n % EVENTS) for n, event in enumerate(events))
    return lines + "".join(_total(plot, total) for total in inside)


def _event(plot: _Plot, event: EventMark, lane: int) -> str:
    share = plot.scale.share(event.day)
    x, y = plot.axis.at(share), 14 + EVENT * lane
    line = upright(x, y + 4, plot.bottom, kind=f"c-marker chart-{event.kind}")
    return line + label(event.label, x, y, "end" if share > 0.5 else "start", kind="c-label-strong")


def _total(plot: _Plot, total: PublishedTotal) -> str:
    x, y = plot.axis.at(plot.scale.share(total.day)), plot.height(total.count)
    dot = f'<circle class="c-point" cx="{x}" cy="{y:g}" r="4.5"/>'
    return marked("chart-total", named(total.label) + dot, href=total.href)
