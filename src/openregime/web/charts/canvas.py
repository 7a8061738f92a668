"""The frame that every chart shares: element, title, description, links, and the axis of time.

Charts whose width follows the page place things in per cent of the width, so that text keeps its size on every
screen. Right to left turns the axis round; the map and the tile grid never turn.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

from .errors import BadValue
from .shapes import Direction

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")


def checked_uid(uid: str) -> str:
    """uid if it can be an id in HTML and in url(#...), else BadValue."""
    if not _NAME.match(uid):
        raise BadValue(where="uid", problem=f"{uid!r} must start with a letter and hold only letters, digits, - and _")
    return uid


def checked_href(href: str) -> str:
    """href escaped for an attribute. Only relative and http(s) addresses are linked; anything else is BadValue."""
    if _SCHEME.match(href) and not href.lower().startswith(("http://", "https://")):
        raise BadValue(where="href", problem=f"{href!r} is neither relative nor http(s)")
    return escape(href)


def marked(classes: str, content: str, *, href: str | None = None, attributes: str = "") -> str:
    """content in a group with these classes, or in a link when there is an address.

    attributes: further ones for the group, safe, with a leading space.
    """
    if href is None:
        return f'<g class="{classes}"{attributes}>{content}</g>'
    return f'<a class="{classes}" href="{checked_href(href)}"{attributes}>{content}</a>'


def named(text: str) -> str:
    """A <title>: the accessible name and the hover text of what holds it."""
    return f"<title>{escape(text)}</title>"


def label(text: str, x: str, y: float, anchor: str, *, kind: str = "c-label") -> str:
    """A text at x (in per cent) and y (CSS pixels). anchor counts in reading order: "start" is right in rtl."""
    where = f'x="{x}" y="{y:g}" text-anchor="{anchor}" unicode-bidi="plaintext"'
    return f'<text class="{kind}" {where}>{escape(text)}</text>'


def upright(x: str, top: float, bottom: float, *, kind: str = "c-grid") -> str:
    """A vertical line at x (in per cent)."""
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top:g}" y2="{bottom:g}"/>'


def level(y: float) -> str:
    """A horizontal grid line over the whole width."""
    return f'<line class="c-grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'


def frame(
    uid: str, kind: str, body: str, *, title: str, description: str, size: str, direction: Direction = "ltr"
) -> str:
    """A whole chart.

    Args:
        uid: id of the element, unique on the page.
        kind: its class, `chart-...`.
        body: markup inside.
        title, description: what the chart shows, and what it says in words, for readers who do not see it.
        size: attributes for size, `viewBox="..."` or `width="100%" height="..."`.
    Returns:
        An <svg> string. With links inside it is a group, so that they stay reachable; else one image.
    """
    role = "group" if "<a " in body else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{uid}" class="chart {kind}" {size} direction="{direction}" '
        f'role="{role}" aria-labelledby="{uid}-title" aria-describedby="{uid}-desc">'
        f'<title id="{uid}-title">{escape(title)}</title><desc id="{uid}-desc">{escape(description)}</desc>{body}</svg>'
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """Positions across the width, in per cent, for either direction of reading.

    inset: share of the width kept free at the start, for numbers that stand beside the plot.
    """

    direction: Direction = "ltr"
    inset: float = 0.0

    def at(self, share: float) -> str:
        """Share of the axis (0 to 1, in reading order) -> x."""
        return percent(self._across(share))

    def span(self, start: float, end: float) -> str:
        """Attributes x and width of what reaches from start to end."""
        left, right = sorted((self._across(start), self._across(end)))
        return f'x="{percent(left)}" width="{percent(right - left)}"'

    def stretched(self, share: float) -> float:
        """x inside a nested drawing 1000 units wide that is stretched over the same width."""
        return round(1000 * self._across(share), 1)

    def _across(self, share: float) -> float:
        along = self.inset + share * (1 - self.inset)
        return along if self.direction == "ltr" else 1 - along


def percent(share: float) -> str:
    """0.25 -> "25%"; two decimals are a tenth of a pixel on any screen."""
    return f"{round(100 * share, 2):g}%"


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Days from first to last -> shares of the axis."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first >= self.last:
            raise BadValue(where="time axis", problem=f"first day {self.first} is not before last day {self.last}")

    def share(self, day: date) -> float:
        """0 on the first day, 1 on the last, held inside."""
        return max(0.0, min(1.0, (day - self.first).days / (self.last - self.first).days))


def year_axis(axis: Axis, scale: TimeScale, *, top: float, bottom: float, year_label: Callable[[int], str]) -> str:
    """Vertical grid lines at round years, some eight of them at most, with the year below."""
    years = range(scale.first.year, scale.last.year + 1)
    step = next((s for s in (1, 2, 5, 10, 20, 50) if len(years) / s <= 8), 100)
    parts = []
    for year in years:
        if year % step or not scale.first <= date(year, 1, 1) <= scale.last:
            continue
        share = scale.share(date(year, 1, 1))
        anchor = "start" if share < 0.03 else "end" if share > 0.97 else "middle"
        x = axis.at(share)
        parts.append(upright(x, top, bottom) + label(year_label(year), x, bottom + 16, anchor))
    return "".join(parts)
