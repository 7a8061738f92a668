"""Published counts as points and a curve through them."""

from collections.abc import Callable, Sequence

from openregime.web.charts.canvas import Axis, checked_uid, frame, label, level, named, upright
from openregime.web.charts.shapes import Direction

TOP, PLOT, FOOT, INSET = 20, 200, 24, 0.09  # CSS pixels; share of the width for the numbers beside the plot


def course_chart(
    uid: str,
    points: Sequence[tuple[float, float]],
    curve: Sequence[tuple[float, float]],
    *,
    title: str,
    description: str,
    direction: Direction = "ltr",
    count_label: Callable[[int], str] = str,
) -> str:
    """Draw a course.

    Args:
        uid: id of the chart, unique on the page.
        points, curve: year (with fraction) and count, in order of years.
        title, description: translated text.
    Returns:
        An <svg> string as wide as its place on the page.
    """
    checked_uid(uid)
    axis = Axis(direction, INSET)
    first, last = curve[0][0], max(curve[-1][0], points[-1][0]) + 0.5
    highest = max(count for _, count in [*points, *curve])
    tick: int = next(t for n in range(12) for t in (1 * 10**n, 2 * 10**n, 5 * 10**n) if highest / t <= 5)
    ceiling = (int(highest) // tick + 1) * tick

    def share(year: float) -> float:
        return (year - first) / (last - first)

    def height(count: float) -> float:
        return float(round(TOP + PLOT * (1 - count / ceiling), 1))

    edge = "0%" if direction == "ltr" else "100%"
    body = "".join(
        level(height(n)) + label(count_label(n), edge, height(n) - 4, "start") for n in range(0, ceiling + 1, tick)
    )
    every = 5 if last - first > 10 else 2
    for year in range(-(-int(first) // every) * every, int(last) + 1, every):
        if year > first:
            x = axis.at(share(year))
            body += upright(x, TOP, TOP + PLOT) + label(str(year), x, TOP + PLOT + 16, "middle")
    line = " ".join(f"{axis.stretched(share(year)):g},{height(count):g}" for year, count in curve)
    tall = TOP + PLOT + FOOT
    size = f'x="0" y="0" width="100%" height="{tall}" viewBox="0 0 1000 {tall}" preserveAspectRatio="none"'
    body += f'<svg {size}><polyline class="c-line" vector-effect="non-scaling-stroke" points="{line}"/></svg>'
    for when, count in points:
        text = f"{int(when)}: {count_label(round(count))}"
        dot = f'<circle class="c-point" cx="{axis.at(share(when))}" cy="{height(count):g}" r="4.5"/>'
        body += f'<g class="chart-total">{named(text)}{dot}</g>'
    return frame(
        uid, "chart-course", body, title=title, description=description, size=f'width="100%" height="{tall}"',
        direction=direction,
    )  # fmt: skip
