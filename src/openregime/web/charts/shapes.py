"""What the charts are told: plain, frozen values. All text arrives already translated; the writers escape it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class MapMark:
    """How one place is drawn on the world map and the tile grid.

    status: a chart class, `s-...` or `r-...` (patterns.CLASSES).
    label: what a reader hears and sees on hover, e.g. "France: met".
    href: page of the place, or None for no link.
    """

    status: str
    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One horizontal interval: certain from 0 to `low`, open from `low` to `high`, certainly missing above.

    low, high: shares, 0 <= low <= high <= 1, no unit.
    note: short text at the end of the row, usually the interval in figures.
    """

    label: str
    low: float
    high: float
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A place on a 0 to 1 axis and the text that stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class PartiesStep:
    """From `day` on, until the next step, between `low` and `high` parties (whole numbers, 0 <= low <= high)."""

    day: date
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A total that a source has published: a point the band should pass through. label: total, day and source."""

    day: date
    count: int
    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ThresholdStep:
    """From `day` on, until the next step, `count` parties are needed for entry into force."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class EventMark:
    """A day worth a vertical line. kind is "force" for entry into force, "event" otherwise."""

    day: date
    label: str
    kind: Literal["force", "event"] = "event"


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that holds over time and began on a day known only within a window.

    from_lo, from_hi: earliest and latest possible first day. None means: not known, drawn to the edge of the chart.
    to: last day, None while it still holds.
    status: a chart class; title: the same in words, with the dates.
    """

    from_lo: date | None
    from_hi: date | None
    to: date | None
    status: str
    title: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened once, on a day within from_lo..from_hi (the same day twice when the day is known)."""

    from_lo: date
    from_hi: date
    status: str
    title: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a timeline: its name, what holds over time, and what happened once."""

    label: str
    bars: tuple[Bar, ...] = ()
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One measure of a plan. first, last: index of the period it starts and ends in, 0 <= first <= last."""

    label: str
    first: int
    last: int
    status: str
    title: str
    note: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A chart class and what it means in words."""

    status: str
    label: str
