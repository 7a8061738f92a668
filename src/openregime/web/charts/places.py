"""The shipped map and tile grid, read once, when first drawn."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Area:
    """One State on the map. path: SVG path data, empty when it is only a circle; x, y: its middle, in map units."""

    iso3: str
    path: str
    x: int
    y: int
    is_tiny: bool


@dataclass(frozen=True, slots=True)
class World:
    """The map: Equal Earth, centred on 11 degrees east, y down, sizes in map units.

    areas: the States, tiny ones last. elsewhere: path data of all areas that carry no reading.
    """

    width: int
    height: int
    outline: str
    net: str
    areas: tuple[Area, ...]
    elsewhere: str


@cache
def world() -> World:
    """The shipped world map."""
    content = json.loads(_text("areas.json"))
    states = [Area(a["iso3"], a["path"], a["x"], a["y"], a["tiny"]) for a in content["areas"] if a["state"]]
    return World(
        width=content["width"],
        height=content["height"],
        outline=content["outline"],
        net=content["net"],
        areas=tuple(sorted(states, key=lambda area: (area.is_tiny, area.iso3))),
        elsewhere="".join(a["path"] for a in content["areas"] if not a["state"]),
    )


@cache
def tiles(layout: str) -> dict[str, tuple[int, int]]:
    """code -> (column, row), from 0. layout: "wide" or "narrow"."""
    prefix = "narrow_" if layout == "narrow" else ""
    rows = csv.DictReader(_text("tile_grid.csv").splitlines())
    cells = {row["iso3"]: (int(row[f"{prefix}column"]), int(row[f"{prefix}row"])) for row in rows}
    return dict(sorted(cells.items(), key=lambda item: (item[1][1], item[1][0])))


def _text(name: str) -> str:
    return files("openregime").joinpath("library", "world", name).read_text(encoding="utf-8")
