"""The tile grid: one square of the same size for every State, so that a small one counts as much as a large one."""

from collections.abc import Mapping
from html import escape
from typing import Literal

from .canvas import checked_uid, frame, marked, named
from .errors import UnknownPlace
from .patterns import checked_class, fill, pattern_definitions, plate
from .places import tiles
from .shapes import MapMark

TILE = 30  # units from one tile to the next
GAP = 2  # units left free between tiles
APART = "EUR"  # drawn only when it has a mark: it is no State


def tile_grid(
    uid: str,
    marks: Mapping[str, MapMark],
    *,
    title: str,
    description: str,
    layout: Literal["wide", "narrow"] = "wide",
    codes: Mapping[str, str] | None = None,
) -> str:
    """Grid of all States, in reading order for the keyboard, each with its code.

    Args:
        uid: id of the chart, unique on the page.
        marks: ISO alpha-3 (EUR for EURATOM) -> mark. A State without a mark is drawn as "no reading".
        title, description: translated text.
        layout: "wide" is 26 tiles across and 17 down; "narrow", for phones, 14 across and 26 down, so that a tile is
            25 pixels wide on a screen of 390. A page may hold both and show one by media query.
        codes: what to print in a tile instead of the alpha-3 code, for instance alpha-2.
    Returns:
        An <svg> string. It is never mirrored: east stays right.
    Raises:
        UnknownPlace: a mark for a code without a tile. UnknownClass: see patterns.checked_class.
    """
    checked_uid(uid)
    cells = tiles(layout)
    unknown = marks.keys() - cells.keys()
    if unknown:
        raise UnknownPlace(places=unknown)
    drawn = {code: cell for code, cell in cells.items() if code != APART or code in marks}
    body = pattern_definitions(uid, {mark.status for mark in marks.values()}) + "".join(
        _tile(uid, code, cell, marks.get(code), (codes or {}).get(code, code)) for code, cell in drawn.items()
    )
    columns = 1 + max(column for column, _ in cells.values())
    rows = 1 + max(row for _, row in cells.values())
    size = f'viewBox="0 0 {columns * TILE} {rows * TILE}"'
    return frame(uid, f"chart-tiles chart-tiles-{layout}", body, title=title, description=description, size=size)


def _tile(uid: str, code: str, cell: tuple[int, int], mark: MapMark | None, text: str) -> str:
    x, y = cell[0] * TILE + GAP // 2, cell[1] * TILE + GAP // 2
    side = TILE - GAP
    status = checked_class(mark.status) if mark else "s-none"
    ground = plate(status)
    shape = f'<rect{fill(uid, status)} x="{x}" y="{y}" width="{side}" height="{side}" rx="3"/>'
    if ground:
        shape += f'<rect{ground} x="{x + 2}" y="{y + 7}" width="{side - 4}" height="{side - 14}"/>'
    where = f'x="{x + side // 2}" y="{y + side // 2 + 4}" font-size="10.5" text-anchor="middle"'
    shape += f'<text class="c-on" {where}>{escape(text)}</text>'
    place = f' data-place="{code}"'
    if mark is None:
        return marked(status, shape, attributes=place)
    return marked(status, named(f"{mark.label} ({text})") + shape, href=mark.href, attributes=place)
