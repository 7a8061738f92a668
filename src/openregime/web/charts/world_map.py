"""The world map. It never turns for right-to-left readers; the tile grid beside it is the keyboard way."""

from collections.abc import Mapping

from .canvas import checked_uid, frame, marked, named
from .errors import UnknownPlace
from .patterns import checked_class, fill, pattern_definitions
from .places import Area, world
from .shapes import MapMark

CIRCLE = 11  # map units; 5.5 pixels across on a map 1000 pixels wide
SCALE = 4  # map units per CSS pixel on a map 1000 pixels wide, for the patterns
_THIN = ' vector-effect="non-scaling-stroke"'  # borders keep their width in pixels on every screen
NOT_ON_MAP = frozenset({"EUR"})  # EURATOM has a tile but no territory of its own


def world_map(uid: str, marks: Mapping[str, MapMark], *, title: str, description: str) -> str:
    """World map with every State as an area or, where that would be too small to see, as a circle.

    Args:
        uid: id of the chart, unique on the page.
        marks: ISO alpha-3 -> mark. A State without a mark, and every area that is no listed State, is drawn as
            "no reading". EUR is accepted and not drawn.
        title, description: translated text; the description should give the counts that the colours show.
    Returns:
        An <svg> string, viewBox 4000 x 1750 or so. Its links are outside the tab order and hidden from screen
        readers, because the tile grid and the table hold the same links in a better order.
    Raises:
        UnknownPlace: a mark for a code that is no State of the map. UnknownClass: see patterns.checked_class.
    """
    checked_uid(uid)
    earth = world()
    unknown = marks.keys() - {area.iso3 for area in earth.areas} - NOT_ON_MAP
    if unknown:
        raise UnknownPlace(places=unknown)
    states = "".join(_area(uid, area, marks.get(area.iso3)) for area in earth.areas)
    body = (
        f"{pattern_definitions(uid, {mark.status for mark in marks.values()}, SCALE)}"
        f'<path class="c-water" d="{earth.outline}"/><path class="c-grid"{_THIN} d="{earth.net}"/>'
        f'<path class="s-none"{_THIN} d="{earth.elsewhere}"/><g aria-hidden="true">{states}</g>'
    )
    size = f'viewBox="0 0 {earth.width} {earth.height}"'
    return frame(uid, "chart-map", body, title=title, description=description, size=size)


def _area(uid: str, area: Area, mark: MapMark | None) -> str:
    status = checked_class(mark.status) if mark else "s-none"
    paint = fill(uid, status) + _THIN
    shape = f'<path{paint} d="{area.path}"/>' if area.path else ""
    if area.is_tiny:
        shape += f'<circle{paint} cx="{area.x}" cy="{area.y}" r="{CIRCLE}"/>'
    place = f' data-place="{area.iso3}"'
    if mark is None:
        return marked(status, shape, attributes=place)
    if mark.href is not None:
        place += ' tabindex="-1"'
    return marked(status, named(mark.label) + shape, href=mark.href, attributes=place)
