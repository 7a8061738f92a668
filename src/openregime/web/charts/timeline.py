"""What holds, and what happened, over time, one lane each. A day known only within a window is hatched."""

from collections.abc import Callable, Sequence
from datetime import date

from .canvas import Axis, TimeScale, checked_uid, frame, label, level, marked, named, upright, year_axis
from .errors import BadValue
from .patterns import OPEN, checked_class, fill, pattern_definitions
from .shapes import Bar, Direction, Lane, Moment

TOP, LANE = 22, 44  # CSS pixels: room for the name of the marked day; from one lane to the next
BAR_TOP, BAR = 22, 14
FOOT = 24


def timeline(
    uid: str,
    lanes: Sequence[Lane],
    *,
    first: date,
    last: date,
    title: str,
    description: str,
    as_of: date | None = None,
    as_of_label: str = "",
    direction: Direction = "ltr",
    year_label: Callable[[int], str] = str,
) -> str:
    """Lanes between first and last, the name of each above its bars.

    A bar is hatched while it may have begun, solid from then on; a moment is a dot, or a hatched bar over its window.

    Args:
        uid: id of the chart, unique on the page.
        lanes: any number, drawn in the order given.
        first, last: ends of the time axis; last is the day up to which the bars are known to hold.
        as_of, as_of_label: day marked by a line across all lanes, and its name.
        title, description: translated text. year_label: years in the language of the page.
        direction: "rtl" lets time run to the left.
    Returns:
        An <svg> string as wide as its place on the page, 44 pixels a lane.
    Raises:
        BadValue: a window or bar whose days are out of order. UnknownClass: see patterns.checked_class.
    """
    checked_uid(uid)
    axis, scale = Axis(direction), TimeScale(first, last)
    bottom = TOP + LANE * len(lanes)
    used = {bar.status for lane in lanes for bar in lane.bars} | {dot.status for lane in lanes for dot in lane.moments}
    body = pattern_definitions(uid, used | {OPEN})
    body += year_axis(axis, scale, top=TOP, bottom=bottom, year_label=year_label)
    body += "".join(_lane(uid, axis, scale, lane, TOP + LANE * n) for n, lane in enumerate(lanes))
    if as_of and first <= as_of <= last:
        body += _today(axis, scale, as_of, as_of_label, bottom)
    size = f'width="100%" height="{bottom + FOOT}"'
    return frame(uid, "chart-timeline", body, title=title, description=description, size=size, direction=direction)


def _lane(uid: str, axis: Axis, scale: TimeScale, lane: Lane, top: int) -> str:
    y = top + BAR_TOP
    parts = [level(y + BAR / 2), label(lane.label, axis.at(0), top + 16, "start", kind="c-label-strong")]
    parts += [_bar(uid, axis, scale, bar, y) for bar in lane.bars]
    parts += [_moment(uid, axis, scale, moment, y) for moment in lane.moments]
    return f'<g class="chart-lane">{"".join(parts)}</g>'


def _bar(uid: str, axis: Axis, scale: TimeScale, bar: Bar, y: int) -> str:
    given = [day for day in (bar.from_lo, bar.from_hi, bar.to) if day is not None]
    if given and given[0] > min(given):
        raise BadValue(where=f"bar {bar.title!r}", problem=f"its days are out of order: {', '.join(map(str, given))}")
    checked_class(bar.status)
    begin, end = bar.from_lo or scale.first, bar.to or scale.last
    if begin > scale.last or end < scale.first:
        return ""
    sure = min(bar.from_hi or end, end)
    start, solid, stop = scale.share(begin), scale.share(sure), scale.share(end)
    parts = []
    if solid > start:
        parts.append(_piece("c-bar-open", "bar-open", fill(uid, OPEN), axis.span(start, solid), y))
    if stop > solid:
        parts.append(_piece(bar.status, "bar-certain", fill(uid, bar.status), axis.span(solid, stop), y))
    return marked("chart-bar", named(bar.title) + "".join(parts), href=bar.href)


def _piece(classes: str, kind: str, paint: str, span: str, y: int) -> str:
    return f'<g class="{classes}"><rect class="{kind}"{paint} {span} y="{y}" height="{BAR}"/></g>'


def _moment(uid: str, axis: Axis, scale: TimeScale, moment: Moment, y: int) -> str:
    if moment.from_lo > moment.from_hi:
        raise BadValue(where=f"moment {moment.title!r}", problem=f"{moment.from_lo} is after {moment.from_hi}")
    checked_class(moment.status)
    if moment.from_lo > scale.last or moment.from_hi < scale.first:
        return ""
    start, end = scale.share(moment.from_lo), scale.share(moment.from_hi)
    if moment.from_lo == moment.from_hi:
        dot = f'<circle{fill(uid, moment.status)} cx="{axis.at(start)}" cy="{y + BAR / 2:g}" r="7"/>'
        shape = f'<g class="{moment.status}">{dot}</g>'
    else:
        shape = _piece("c-bar-open", "bar-open", fill(uid, OPEN), axis.span(start, max(end, start + 0.004)), y)
    return marked("chart-moment", named(moment.title) + shape, href=moment.href)


def _today(axis: Axis, scale: TimeScale, day: date, name: str, bottom: int) -> str:
    share = scale.share(day)
    line = upright(axis.at(share), 4, bottom, kind="c-marker chart-as-of")
    if share > 0.5:
        return line + label(name, axis.at(share - 0.008), 14, "end", kind="c-label-strong")
    return line + label(name, axis.at(share + 0.008), 14, "start", kind="c-label-strong")
