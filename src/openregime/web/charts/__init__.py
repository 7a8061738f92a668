"""Charts and maps as accessible inline SVG, written by hand: values in (shapes.py), one string of markup out.

No framework, no colours (classes of static/openregime/css/charts.css), no script, no style attribute.
"""

from .errors import BadValue, ChartError, UnknownClass, UnknownPlace
from .interval_bars import interval_bars
from .legend import legend
from .parties_over_time import parties_over_time
from .patterns import CLASSES, READING_CLASSES, STATUS_CLASSES
from .schedule import schedule_chart
from .shapes import (
    AxisTick,
    Bar,
    Direction,
    EventMark,
    IntervalRow,
    Lane,
    LegendEntry,
    MapMark,
    Moment,
    PartiesStep,
    PublishedTotal,
    ScheduleRow,
    ThresholdStep,
)
from .tile_grid import tile_grid
from .timeline import timeline
from .world_map import world_map

__all__ = [
    "CLASSES",
    "READING_CLASSES",
    "STATUS_CLASSES",
    "AxisTick",
    "BadValue",
    "Bar",
    "ChartError",
    "Direction",
    "EventMark",
    "IntervalRow",
    "Lane",
    "LegendEntry",
    "MapMark",
    "Moment",
    "PartiesStep",
    "PublishedTotal",
    "ScheduleRow",
    "ThresholdStep",
    "UnknownClass",
    "UnknownPlace",
    "interval_bars",
    "legend",
    "parties_over_time",
    "schedule_chart",
    "tile_grid",
    "timeline",
    "world_map",
]
