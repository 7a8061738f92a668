"""Classes that marks may wear, and the patterns that carry meaning where colour cannot (print, colour blindness).

The class sits on a group (or link) and brings the colours of static/openregime/css/charts.css; the shapes inside inherit
them. A shape of a patterned class gets its fill from a <pattern> of its own chart, named in its `fill` attribute: an
attribute of the shape is stronger than what it inherits, and the pattern has the scale of this chart.
"""

from collections.abc import Iterable
from functools import cache

from .errors import UnknownClass

STATUS_CLASSES = ("s-met", "s-partly", "s-not-met", "s-unknown", "s-na", "s-due", "s-none")
READING_CLASSES = ("r-0", "r-1", "r-2", "r-3", "r-4", "r-unknown")
CLASSES = frozenset(STATUS_CLASSES + READING_CLASSES)
OPEN = "open"  # not a status: the part of an interval that unknowns leave

_PATTERN_OF = {"s-unknown": "unknown", "r-unknown": "unknown", "s-due": "due"} | {
    status: status for status in ("s-partly", "s-not-met", "s-na", "r-0", "r-1")
}
# What lies under the letters of a tile where the pattern would make them hard to read.
_PLATE_OF = {"unknown": "hatch-unknown-ground", "due": "hatch-due-ground"}


def _lines(status: str, side: int) -> tuple[int, int, str]:
    return side, -45, f'<g class="{status}"><path stroke="none" d="M0 0h{side}v{side}H0z"/>{_bar(side)}</g>'


def _bar(side: int) -> str:
    return f'<rect class="c-on" opacity=".6" width=".9" height="{side}"/>'


# Name -> side of the repeated square, its turn in degrees, what is in it.
_PATTERNS: dict[str, tuple[int, int, str]] = {
    "unknown": (
        5,
        45,
        '<path class="hatch-unknown-ground" d="M0 0h5v5H0z"/><path class="hatch-unknown-line" d="M1.25 0v5"/>',
    ),
    "due": (
        6,
        0,
        '<path class="hatch-due-ground" d="M0 0h6v6H0z"/><circle class="hatch-due-line" cx="3" cy="3" r="1.1"/>',
    ),
    OPEN: (6, 45, '<path class="hatch-ground" d="M0 0h6v6H0z"/><path class="hatch-open-line" d="M1.5 0v6"/>'),
    "s-partly": (
        5,
        45,
        '<g class="s-partly"><path stroke="none" d="M0 0h5v5H0z"/><circle class="c-on" cx="2.5" cy="2.5" r=".9"/></g>',
    ),
    "s-na": (6, 0, '<g class="s-na"><path stroke="none" d="M0 0h6v6H0z"/><path d="M0 3h6"/></g>'),
    "s-not-met": _lines("s-not-met", 6),
    "r-0": _lines("r-0", 4),
    "r-1": _lines("r-1", 7),
}


def checked_class(status: str) -> str:
    """status if it is one of CLASSES, else UnknownClass: nothing is drawn in a class that nobody defined."""
    if status not in CLASSES:
        raise UnknownClass(given=status, known=CLASSES)
    return status


def pattern_definitions(uid: str, used: Iterable[str], scale: float = 1.0) -> str:
    """The <defs> that one chart needs.

    Args:
        uid: id of the chart.
        used: classes of its marks, and OPEN.
        scale: units of the chart per CSS pixel at its usual width.
    """
    names = sorted({OPEN if status == OPEN else _PATTERN_OF.get(status, "") for status in used} - {""})
    return f"<defs>{''.join(_pattern(uid, name, scale) for name in names)}</defs>" if names else ""


def _pattern(uid: str, name: str, scale: float) -> str:
    side, turn, content = _PATTERNS[name]
    return (
        f'<pattern id="{uid}-{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({scale:g}) rotate({turn})">{content}</pattern>'
    )


@cache
def fill(uid: str, status: str) -> str:
    """Attribute for a shape of this class: a fill where the class is patterned, nothing where the colour is inherited."""
    pattern = OPEN if status == OPEN else _PATTERN_OF.get(checked_class(status))
    return f' fill="url(#{uid}-{pattern})"' if pattern else ""


def plate(status: str) -> str | None:
    """Class of a plain ground to lay under letters on this class, or None where they can be read without."""
    return _PLATE_OF.get(_PATTERN_OF.get(status, ""))
