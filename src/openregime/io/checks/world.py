"""What is wrong with the map and the tile grid of a library."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from openregime.io.checks.faults import Fault, attempt, error
from openregime.io.tables import Row, read_table_file

TILES, AREAS = "world/tile_grid.csv", "world/areas.json"
TILE_COLUMNS = ("iso3", "column", "row", "narrow_column", "narrow_row")
_PATH = re.compile(r"[MLlmzZ0-9 .,\-]+")


def check_world(folder: Path, states: Collection[str], organizations: Collection[str]) -> Iterator[Fault]:
    """Every State has one tile of its own and one area; nothing else has a reading.

    Args:
        folder: the library.
        states: ids of the States of the record; organizations: ids that may have a tile and no area.
    """
    found: list[Fault] = []
    tiles = attempt(found, TILES, lambda: read_table_file(folder / TILES, TILE_COLUMNS, name=TILES, others=()))
    yield from found
    if tiles is not None:
        yield from _faults_of_tiles(tiles, states, organizations)
    yield from _faults_of_areas(folder / AREAS, states)


def _faults_of_tiles(tiles: list[Row], states: Collection[str], organizations: Collection[str]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for tile in tiles:
        cells = tile.cells
        if cells["iso3"] not in states and cells["iso3"] not in organizations:
            yield error(TILES, tile.line, "iso3", "bad-row", f"“{cells['iso3']}” is no State of the record.")
        for column in TILE_COLUMNS[1:]:
            if not re.fullmatch(r"[0-9]{1,3}", cells[column]):
                yield error(TILES, tile.line, column, "bad-row", f"“{cells[column]}” is no whole number, 0 or more.")
        for field, place in (
            ("iso3", ("tile of", cells["iso3"])),
            ("column", ("place", cells["column"], cells["row"])),
            ("narrow_column", ("narrow place", cells["narrow_column"], cells["narrow_row"])),
        ):
            if place in seen:
                words = f"the {' '.join(place)} is taken by line {seen[place]}. Move one of them."
                yield error(TILES, tile.line, field, "bad-row", words)
            seen[place] = tile.line
    for state in sorted(set(states) - {tile.cells["iso3"] for tile in tiles}):
        yield error(TILES, 0, "iso3", "bad-row", f"{state} has no tile. Give it one.")


def _faults_of_areas(path: Path, states: Collection[str]) -> Iterator[Fault]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        yield error(AREAS, 0, "", "unreadable-table", "there is no such file. A library folder holds one.")
        return
    except ValueError:
        words = "is not valid JSON in UTF-8. Make it again with tools/build_world.py."
        yield error(AREAS, 0, "", "unreadable-table", words)
        return
    areas = content.get("areas") if isinstance(content, dict) else None
    if not isinstance(areas, list) or not all(isinstance(a, dict) for a in areas):
        yield error(AREAS, 0, "areas", "unreadable-table", "holds no list of areas.")
        return
    for key in ("width", "height"):
        if not isinstance(content.get(key), int) or content[key] <= 0:
            yield error(AREAS, 0, key, "bad-row", "must be a whole number above 0.")
    for n, area in enumerate(areas, 1):
        yield from _faults_of_area(n, area, states)
    drawn = Counter(a.get("iso3") for a in areas)
    for state in sorted(s for s in states if drawn[s] != 1):
        times = f"{drawn[state]} times" if drawn[state] else "nowhere"
        yield error(AREAS, 0, "iso3", "bad-row", f"{state} is drawn {times}. Draw it once.")


def _faults_of_area(n: int, area: dict[str, Any], states: Collection[str]) -> Iterator[Fault]:
    name = area.get("iso3")
    where = f"area {n}, {name}:"
    path, is_tiny = area.get("path"), area.get("tiny")
    if not isinstance(path, str) or not (_PATH.fullmatch(path) or (is_tiny and not path)):
        yield error(AREAS, 0, "path", "bad-row", f"{where} the path is no path of SVG in whole units.")
    for key in ("x", "y"):
        if not isinstance(area.get(key), int):
            yield error(AREAS, 0, key, "bad-row", f"{where} {key} must be a whole number.")
    if area.get("state") is not (name in states):
        what = "is a State of the record" if name in states else "is no State of the record"
        yield error(AREAS, 0, "state", "bad-row", f"{where} {what}, and “state” says otherwise.")
    if not isinstance(is_tiny, bool):
        yield error(AREAS, 0, "tiny", "bad-row", f"{where} tiny must be true or false.")
