"""Horizontal intervals from 0 to 1: what is certain is solid, what unknowns leave open is hatched."""

from collections.abc import Sequence

from .canvas import Axis, checked_uid, frame, label, marked, named, upright
from .errors import BadValue
from .patterns import OPEN, fill, pattern_definitions
from .shapes import AxisTick, Direction, IntervalRow

ROW = 46  # CSS pixels from one row to the next
BAR_TOP, BAR = 22, 14  # CSS pixels: where the bar starts in its row, and how high it is
FOOT = 22  # CSS pixels for the numbers of the axis

QUARTERS = tuple(AxisTick(at, f"{at:g}") for at in (0.0, 0.25, 0.5, 0.75, 1.0))


def interval_bars(
    uid: str,
    rows: Sequence[IntervalRow],
    *,
    title: str,
    description: str,
    ticks: Sequence[AxisTick] = QUARTERS,
    direction: Direction = "ltr",
) -> str:
    """One bar a row, its label above it, its note at the end of the same line.

    Args:
        uid: id of the chart, unique on the page.
        rows: any number, drawn in the order given.
        title, description: translated text.
        ticks: places on the axis, 0 to 1, with translated numbers.
        direction: "rtl" starts the bars at the right.
    Returns:
        An <svg> string as wide as its place on the page, 46 pixels a row.
    Raises:
        BadValue: an interval outside 0..1 or with its ends swapped.
    """
    checked_uid(uid)
    axis = Axis(direction)
    bottom = ROW * len(rows)
    grid = "".join(_tick(axis, tick, bottom) for tick in ticks)
    bars = "".join(_row(uid, axis, row, ROW * n) for n, row in enumerate(rows))
    body = f"{pattern_definitions(uid, {OPEN})}{grid}{bars}"
    size = f'width="100%" height="{bottom + FOOT}"'
    return frame(uid, "chart-intervals", body, title=title, description=description, size=size, direction=direction)


def _tick(axis: Axis, tick: AxisTick, bottom: int) -> str:
    anchor = "start" if tick.at < 0.05 else "end" if tick.at > 0.95 else "middle"
    x = axis.at(tick.at)
    return upright(x, 0, bottom) + label(tick.label, x, bottom + 16, anchor)


def _row(uid: str, axis: Axis, row: IntervalRow, top: int) -> str:
    if not 0 <= row.low <= row.high <= 1:
        raise BadValue(where=f"interval {row.label!r}", problem=f"{row.low} to {row.high} is not 0 <= low <= high <= 1")
    y = top + BAR_TOP
    tall = f'y="{y}" height="{BAR}"'
    parts = [
        f'<rect class="c-hit" fill="none" pointer-events="all" x="0" y="{top}" width="100%" height="{ROW}"/>',
        f'<g class="s-none"><rect x="0" width="100%" {tall}/></g>',
    ]
    if row.high > row.low:
        rect = f'<rect class="bar-open"{fill(uid, OPEN)} {axis.span(row.low, row.high)} {tall}/>'
        parts.append(f'<g class="c-bar-open">{rect}</g>')
    if row.low > 0:
        parts.append(f'<g class="c-bar"><rect class="bar-certain" {axis.span(0, row.low)} {tall}/></g>')
    if row.low == row.high:  # a known value, zero above all, must be seen as one
        parts.append(upright(axis.at(min(max(row.low, 0.002), 0.998)), y - 3, y + BAR + 3, kind="c-marker"))
    parts.append(label(row.label, axis.at(0), top + 16, "start", kind="c-label-strong"))
    if row.note:
        parts.append(label(row.note, axis.at(1), top + 16, "end"))
    name = named(": ".join(part for part in (row.label, row.note) if part))
    return marked("chart-row", name + "".join(parts), href=row.href)
