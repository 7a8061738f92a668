"""The fan: the record as a line, what may come as two bands with their middle, and the baseline beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from openregime.core.readings.outlook.forecast import FanPoint
from openregime.web.charts.canvas import Axis, TimeScale, checked_uid, frame, label, level, upright, year_axis
from openregime.web.charts.shapes import Direction, PartiesStep

TOP, PLOT, FOOT = 24, 280, 24  # CSS pixels: room for the name of the first day, the plot, the years below
INSET = 0.06  # share of the width for the numbers beside the plot


@dataclass(frozen=True, slots=True)
class FanWords:
    """Translated text of the chart."""

    title: str
    description: str
    begun: str


def fan_chart(
    uid: str,
    record: Sequence[PartiesStep],
    fan: Sequence[FanPoint],
    *,
    begun: tuple[date, int],
    first: date,
    shown: bool,
    words: FanWords,
    direction: Direction = "ltr",
    count_label: Callable[[int], str] = str,
) -> str:
    """Draw a forecast.

    Args:
        uid: id of the chart, unique on the page.
        record: parties over time as the record has them, before and after the forecast began.
        fan: the forecast, in order of days.
        begun: day and parties from which it starts. first: left end of the time axis.
        shown: False leaves the bands of the model out, and only the baseline is drawn.
    Returns:
        An <svg> string as wide as its place on the page.
    """
    checked_uid(uid)
    scale = TimeScale(first, fan[-1].day)
    highest = max([begun[1], *(s.high for s in record), *(p.high90 for p in fan), *(p.constant_high for p in fan)])
    lowest = min([begun[1], *(s.low for s in record if s.day >= first)])
    plot = _Plot(Axis(direction, INSET), scale, *_ends(lowest, highest))
    body = (
        year_axis(plot.axis, scale, top=TOP, bottom=TOP + PLOT, year_label=str)
        + "".join(_tick(plot, n, count_label(n)) for n in range(plot.floor, plot.ceiling + 1, plot.tick))
        + _curves(plot, record, fan, begun, shown)
        + _begun(plot, begun[0], words.begun)
    )
    size = f'width="100%" height="{TOP + PLOT + FOOT}"'
    return frame(
        uid, "chart-fan", body, title=words.title, description=words.description, size=size, direction=direction
    )


@dataclass(frozen=True, slots=True)
class _Plot:
    axis: Axis
    scale: TimeScale
    floor: int
    ceiling: int
    tick: int

    def height(self, count: float) -> float:
        return round(TOP + PLOT * (1 - (count - self.floor) / (self.ceiling - self.floor)), 1)

    def corner(self, day: date, count: float) -> str:
        return f"{self.axis.stretched(self.scale.share(day)):g},{self.height(count):g}"


def _ends(lowest: int, highest: int) -> tuple[int, int, int]:
    """Bottom and top of the axis and the distance of its lines, round numbers."""
    reach = max(highest - lowest, 4)
    tick = next(t for n in range(9) for t in (1 * 10**n, 2 * 10**n, 5 * 10**n) if reach / t <= 6)
    return lowest // tick * tick, (highest // tick + 1) * tick, tick


def _curves(
    plot: _Plot, record: Sequence[PartiesStep], fan: Sequence[FanPoint], begun: tuple[date, int], shown: bool
) -> str:
    """Bands and lines in a nested drawing that is stretched to the width of the page; strokes are not stretched."""
    parts = []
    if shown:
        parts.append(_band(plot, begun, [(p.day, p.low90, p.high90) for p in fan], "fan-90"))
        parts.append(_band(plot, begun, [(p.day, p.low80, p.high80) for p in fan], "fan-80"))
    for values, kind in (
        ([(p.day, p.constant) for p in fan], "fan-constant"),
        *([([(p.day, p.middle) for p in fan], "fan-middle")] if shown else []),
    ):
        points = " ".join(plot.corner(day, count) for day, count in [begun, *values])
        parts.append(f'<polyline class="{kind}" vector-effect="non-scaling-stroke" points="{points}"/>')
    parts.append(_record(plot, record))
    tall = TOP + PLOT + FOOT
    size = f'x="0" y="0" width="100%" height="{tall}" viewBox="0 0 1000 {tall}" preserveAspectRatio="none"'
    return f"<svg {size}>{''.join(parts)}</svg>"


def _band(plot: _Plot, begun: tuple[date, int], ends: Sequence[tuple[date, int, int]], kind: str) -> str:
    over = [plot.corner(begun[0], begun[1]), *(plot.corner(day, high) for day, _, high in ends)]
    under = [plot.corner(day, low) for day, low, _ in reversed(ends)]
    return f'<polygon class="{kind}" points="{" ".join(over + under)}"/>'


def _record(plot: _Plot, record: Sequence[PartiesStep]) -> str:
    """The certain number and the possible one as step lines, from the left end of the axis on."""
    low, high = ([(s.day, count) for s, count in zip(record, counts, strict=True)] for counts in _counts(record))
    parts = []
    for steps, kind in ((high, "line-possible"), (low, "c-line line-certain")):
        inside = [step for step in steps if step[0] <= plot.scale.last]
        before = [step for step in inside if step[0] <= plot.scale.first][-1:]
        line, last = [], None
        for day, count in [*before, *(s for s in inside if s[0] > plot.scale.first)]:
            if last is not None:
                line.append(plot.corner(day, last))
            line.append(plot.corner(day, count))
            last = count
        if line:
            points = " ".join(line)
            parts.append(f'<polyline class="{kind}" vector-effect="non-scaling-stroke" points="{points}"/>')
    return "".join(parts)


def _counts(record: Sequence[PartiesStep]) -> tuple[list[int], list[int]]:
    return [s.low for s in record], [s.high for s in record]


def _tick(plot: _Plot, count: int, text: str) -> str:
    edge = "0%" if plot.axis.direction == "ltr" else "100%"
    return level(plot.height(count)) + label(text, edge, plot.height(count) - 4, "start")


def _begun(plot: _Plot, day: date, text: str) -> str:
    share = plot.scale.share(day)
    x = plot.axis.at(share)
    anchor = "end" if share > 0.5 else "start"
    return upright(x, TOP - 6, TOP + PLOT, kind="c-marker") + label(text, x, 12, anchor, kind="c-label-strong")


def key_entry(kind: str, text: str) -> str:
    """One line of the key below the chart."""
    return f'<li><span class="fan-key {escape(kind)}" aria-hidden="true"></span>{escape(text)}</li>'
