"""How many parties an instrument had: the certain number as a line, what is possible as a hatched band."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from .canvas import Axis, TimeScale, checked_uid, frame, marked, named, year_axis
from .errors import BadValue
from .patterns import OPEN, fill, pattern_definitions
from .shapes import Direction, EventMark, PartiesStep, PublishedTotal, ThresholdStep

TOP, PLOT = 40, 240  # CSS pixels: room for the names of events, height of the plot
FOOT = 24


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
        title, description: translated text.
        totals: published totals, drawn as points. threshold: parties needed for entry into force, a step line.
        events: vertical lines with a name above.
        direction: "rtl" lets time run to the left.
        year_label, count_label: numbers in the language of the page.
    Returns:
        An <svg> string as wide as its place on the page, 304 pixels high.
    Raises:
        BadValue: steps out of order, low above high or below 0, or an empty time axis.
    """
    checked_uid(uid)
    _check(steps)
    axis, scale = Axis(direction), TimeScale(first, last)
    ceiling, tick = _ceiling([s.high for s in steps] + [t.count for t in totals] + [t.count for t in threshold])

    def height(count: int) -> float:
        return round(TOP + PLOT * (1 - count / ceiling), 1)

    lows = _stairs([(s.day, s.low) for s in steps], scale)
    highs = _stairs([(s.day, s.high) for s in steps], scale)
    needed = _stairs([(t.day, t.count) for t in threshold], scale)
    body = (
        pattern_definitions(uid, {OPEN})
        + year_axis(axis, scale, top=TOP, bottom=TOP + PLOT, year_label=year_label)
        + "".join(_count_tick(axis, height(n), count_label(n)) for n in range(0, ceiling + 1, tick))
        + _curves(uid, axis, lows, highs, needed, height)
        + "".join(_event(axis, scale, event, n) for n, event in enumerate(sorted(events, key=lambda e: e.day)))
        + "".join(_total(axis, scale, total, height(total.count)) for total in totals if first <= total.day <= last)
    )
    size = f'width="100%" height="{TOP + PLOT + FOOT}"'
    return frame(uid, "chart-parties", body, title=title, description=description, size=size, direction=direction)


def _check(steps: Sequence[PartiesStep]) -> None:
    for step in steps:
        if not 0 <= step.low <= step.high:
            raise BadValue(where=f"parties on {step.day}", problem=f"{step.low} to {step.high} is not 0 <= low <= high")
    if any(later.day <= step.day for step, later in zip(steps, steps[1:], strict=False)):
        raise BadValue(where="parties", problem="the steps are not in order of days, each day once")


def _ceiling(counts: Sequence[int]) -> tuple[int, int]:
    """Top of the axis and distance of its lines: a round number a little above the largest count."""
    largest = max([*counts, 4])
    tick = next(t for n in range(9) for t in (1 * 10**n, 2 * 10**n, 5 * 10**n, 10 * 10**n) if largest / t <= 5)
    return (largest // tick + 1) * tick, tick


def _stairs(points: Sequence[tuple[date, int]], scale: TimeScale) -> list[tuple[float, int]]:
    """Corners of a step line inside the axis: (share of the axis, count)."""
    before = [point for point in points if point[0] <= scale.first]
    inside = [point for point in points if scale.first < point[0] <= scale.last]
    line = [(0.0, before[-1][1])] if before else []
    for day, count in inside:
        share = scale.share(day)
        if line:
            line.append((share, line[-1][1]))
        line.append((share, count))
    return [*line, (1.0, line[-1][1])] if line else []


Stairs = list[tuple[float, int]]


def _curves(uid: str, axis: Axis, lows: Stairs, highs: Stairs, needed: Stairs, height: Callable[[int], float]) -> str:
    """Band and lines, in a nested drawing that is stretched to the width of the page; strokes are not stretched."""

    def path(corners: Stairs) -> str:
        return " ".join(f"{axis.stretched(share):g},{height(count):g}" for share, count in corners)

    steady = 'vector-effect="non-scaling-stroke"'
    parts = []
    if lows:
        parts.append(
            f'<g class="c-bar-open"><polygon class="band-possible"{fill(uid, OPEN)} stroke="none" points="{path(lows + highs[::-1])}"/></g>'
            f'<g class="c-line"><polyline class="line-possible" {steady} stroke-width="1" stroke-dasharray="2 3" points="{path(highs)}"/></g>'
        )
    if needed:
        parts.append(f'<polyline class="c-threshold" {steady} points="{path(needed)}"/>')
    if lows:
        parts.append(f'<polyline class="c-line line-certain" {steady} points="{path(lows)}"/>')
    tall = TOP + PLOT + FOOT
    return f'<svg x="0" y="0" width="100%" height="{tall}" viewBox="0 0 1000 {tall}" preserveAspectRatio="none">{"".join(parts)}</svg>'


def _count_tick(axis: Axis, y: float, label: str) -> str:
    return (
        f'<line class="c-grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'
        f'<text class="c-label" x="{axis.at(0)}" y="{y - 4:g}" text-anchor="start">{escape(label)}</text>'
    )


def _event(axis: Axis, scale: TimeScale, event: EventMark, lane: int) -> str:
    if not scale.first <= event.day <= scale.last:
        return ""
    share = scale.share(event.day)
    x, y = axis.at(share), 14 + 16 * (lane % 2)
    anchor = "end" if share > 0.5 else "start"
    return (
        f'<line class="c-marker chart-{event.kind}" x1="{x}" x2="{x}" y1="{y + 4}" y2="{TOP + PLOT}"/>'
        f'<text class="c-label-strong" x="{x}" y="{y}" text-anchor="{anchor}">{escape(event.label)}</text>'
    )


def _total(axis: Axis, scale: TimeScale, total: PublishedTotal, y: float) -> str:
    dot = f'<circle class="c-point" cx="{axis.at(scale.share(total.day))}" cy="{y:g}" r="4.5"/>'
    return marked("chart-total", named(total.label) + dot, href=total.href)
