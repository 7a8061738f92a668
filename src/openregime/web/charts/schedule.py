"""The order of measures in a plan: one row a measure, one column a period."""

from collections.abc import Sequence

from .canvas import Axis, checked_uid, frame, label, level, marked, named, upright
from .errors import BadValue
from .patterns import checked_class, fill, pattern_definitions
from .shapes import Direction, ScheduleRow

HEAD, ROW = 24, 44  # CSS pixels
BAR_TOP, BAR = 22, 14


def schedule_chart(
    uid: str,
    rows: Sequence[ScheduleRow],
    periods: Sequence[str],
    *,
    title: str,
    description: str,
    direction: Direction = "ltr",
) -> str:
    """Bars over periods, the name of each measure above its bar.

    Args:
        uid: id of the chart, unique on the page.
        rows: measures in the order of the plan.
        periods: names of the columns in reading order, n >= 1, usually years.
        title, description: translated text.
        direction: "rtl" lets time run to the left.
    Returns:
        An <svg> string as wide as its place on the page, 44 pixels a row.
    Raises:
        BadValue: no period, or a row outside the periods. UnknownClass: see patterns.checked_class.
    """
    checked_uid(uid)
    if not periods:
        raise BadValue(where="schedule", problem="needs at least one period")
    axis, bottom = Axis(direction), HEAD + ROW * len(rows)
    body = (
        pattern_definitions(uid, {row.status for row in rows})
        + "".join(_column(axis, n, len(periods), name, bottom) for n, name in enumerate(periods))
        + "".join(_row(uid, axis, row, len(periods), HEAD + ROW * n) for n, row in enumerate(rows))
    )
    size = f'width="100%" height="{bottom + 2}"'
    return frame(uid, "chart-schedule", body, title=title, description=description, size=size, direction=direction)


def _column(axis: Axis, n: int, count: int, name: str, bottom: int) -> str:
    return upright(axis.at(n / count), HEAD - 4, bottom) + label(name, axis.at((n + 0.5) / count), 14, "middle")


def _row(uid: str, axis: Axis, row: ScheduleRow, count: int, top: int) -> str:
    if not 0 <= row.first <= row.last < count:
        problem = f"periods {row.first} to {row.last} are not among 0 to {count - 1}"
        raise BadValue(where=f"measure {row.label!r}", problem=problem)
    y, status = top + BAR_TOP, checked_class(row.status)
    span = axis.span(row.first / count, (row.last + 1) / count)
    parts = [
        f'<rect class="c-hit" fill="none" pointer-events="all" x="0" y="{top}" width="100%" height="{ROW}"/>',
        level(top + ROW),
        f'<g class="{status}"><rect{fill(uid, status)} {span} y="{y}" height="{BAR}" rx="2"/></g>',
        label(row.label, axis.at(0), top + 16, "start", kind="c-label-strong"),
    ]
    if row.note:
        parts.append(label(row.note, axis.at(1), top + 16, "end"))
    return marked("chart-row", named(row.title) + "".join(parts), href=row.href)
