"""Classes that marks may wear, and the patterns that carry meaning where colour cannot (print, colour blindness).

The class sits on a group (or link) and brings the colours of static/openregime/css/charts.css; the shapes inside
inherit them. A shape of a patterned class gets its fill from a <pattern> of its own chart, named in its `fill`
attribute: an attribute of the shape is stronger than what it inherits, and the pattern has the scale of this chart.
"""

from collections.abc import Iterable
from functools import cache

from .errors import UnknownClass

STATUS_CLASSES = ("s-met", "s-partly", "s-not-met", "s-unknown", "s-na", "s-due", "s-none")
READING_CLASSES = ("r-0", "r-1", "r-2", "r-3", "r-4", "r-unknown")
SUPPOSED_CLASSES = ("o-0", "o-1", "o-2", "o-3", "o-4", "o-not-met")  # open; the colour holds if nothing changed
CLASSES = frozenset(STATUS_CLASSES + READING_CLASSES + SUPPOSED_CLASSES)
OPEN = "open"  # not a status: the part of an interval that unknowns leave

_PATTERN_OF = {"s-unknown": "unknown", "r-unknown": "unknown", "s-due": "due"} | {
    status: status for status in ("s-partly", "s-not-met", "s-na", "r-0", "r-1", *SUPPOSED_CLASSES)
}
# Grounds that a group cannot hand down, because the stylesheet gives these classes a hatch of its own.
_GROUND_OF = {"unknown": ' class="hatch-unknown-ground"', "due": ' class="hatch-due-ground"'} | dict.fromkeys(
    SUPPOSED_CLASSES, ' class="hatch-ground"'
)


def _ground(kind: str, side: int) -> str:
    return f'<path class="{kind}" d="M0 0h{side}v{side}H0z"/>'


def _on(status: str, side: int, mark: str) -> str:
    """mark on a ground in the colour of the class."""
    return f'<g class="{status}"><path stroke="none" d="M0 0h{side}v{side}H0z"/>{mark}</g>'


def _supposed(colour: str) -> tuple[int, int, str]:
    """Stripes of a colour on open ground: half of it is known."""
    return 6, 45, _ground("hatch-ground", 6) + f'<g class="{colour}"><rect stroke="none" width="3" height="6"/></g>'


def _dots(side: int, radius: float) -> str:
    """Dots on a solid ground tell certain classes apart where colour cannot; stripes are kept for what is open."""
    return f'<circle class="c-on" opacity=".5" cx="{side / 2:g}" cy="{side / 2:g}" r="{radius:g}"/>'


# Name -> side of the repeated square, its turn in degrees, what is in it.
_PATTERNS: dict[str, tuple[int, int, str]] = {
    "unknown": (5, 45, _ground("hatch-unknown-ground", 5) + '<path class="hatch-unknown-line" d="M1.25 0v5"/>'),
    "due": (6, 0, _ground("hatch-due-ground", 6) + '<circle class="hatch-due-line" cx="3" cy="3" r="1.1"/>'),
    OPEN: (6, 45, _ground("hatch-ground", 6) + '<path class="hatch-open-line" d="M1.5 0v6"/>'),
    "s-partly": (5, 45, _on("s-partly", 5, '<circle class="c-on" opacity=".8" cx="2.5" cy="2.5" r=".8"/>')),
    "s-na": (6, 0, _on("s-na", 6, '<path d="M0 3h6"/>')),
    "s-not-met": (6, 45, _on("s-not-met", 6, _dots(6, 1))),
    "r-0": (4, 45, _on("r-0", 4, _dots(4, 0.9))),
    "r-1": (8, 45, _on("r-1", 8, _dots(8, 0.9))),
    "o-not-met": _supposed("s-not-met"),
} | {f"o-{band}": _supposed(f"r-{band}") for band in range(5)}


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
    """Attribute for a shape of this class: its pattern, or nothing where the colour is inherited."""
    pattern = OPEN if status == OPEN else _PATTERN_OF.get(checked_class(status))
    return f' fill="url(#{uid}-{pattern})"' if pattern else ""


def plate(status: str) -> str | None:
    """Attributes of a plain ground to lay under letters on this class, or None where there is no pattern to cover."""
    pattern = _PATTERN_OF.get(status)
    return None if pattern is None else _GROUND_OF.get(pattern, ' stroke="none"')
