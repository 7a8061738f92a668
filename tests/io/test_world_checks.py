"""The map and the tile grid: every State once, each in a place of its own, and nothing else with a reading."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openregime.io.checks.world import check_world
from openregime.io.shipped import LIBRARY, load_record

STATES = {e.id for e in load_record().states}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with nothing but its world."""
    shutil.copytree(LIBRARY / "world", tmp_path / "library" / "world")
    return tmp_path / "library"


def found(library: Path) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.field) for f in check_world(library, STATES, {"EUR"})]


def test_the_shipped_world_is_sound(library: Path) -> None:
    assert found(library) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("AFG,19,6", "AFX,19,6", [("world/tile_grid.csv", 2, "iso3"), ("world/tile_grid.csv", 0, "iso3")]),
        ("AFG,19,6", "AFG,x,6", [("world/tile_grid.csv", 2, "column")]),
        ("AFG,19,6", "AFG,19,-6", [("world/tile_grid.csv", 2, "row")]),
        ("AGO,13,13", "AGO,19,6", [("world/tile_grid.csv", 3, "column")]),
        ("AGO,13,13,4,22", "AGO,13,13,8,12", [("world/tile_grid.csv", 3, "narrow_column")]),
        ("iso3,column", "iso,column", [("world/tile_grid.csv", 1, "iso3")]),
        ("AGO,13,13,4,22", "AFG,13,13,4,22", [("world/tile_grid.csv", 3, "iso3"), ("world/tile_grid.csv", 0, "iso3")]),
    ],
)
def test_a_fault_of_a_tile_is_named(library: Path, old: str, new: str, expected: list[tuple[str, int, str]]) -> None:
    path = library / "world/tile_grid.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert expected == found(library)


def area(content: dict[str, Any], iso3: str) -> dict[str, Any]:
    return next(a for a in content["areas"] if a["iso3"] == iso3)


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda c: area(c, "FRA").update(state=False), "state"),
        (lambda c: area(c, "GRL").update(state=True), "state"),
        (lambda c: area(c, "FRA").update(path="<script>"), "path"),
        (lambda c: area(c, "FRA").update(path=""), "path"),
        (lambda c: area(c, "FRA").update(x="12"), "x"),
        (lambda c: area(c, "FRA").update(tiny=1), "tiny"),
        (lambda c: c["areas"].remove(area(c, "FRA")), "iso3"),
        (lambda c: c["areas"].append(area(c, "FRA")), "iso3"),
        (lambda c: c.update(width="wide"), "width"),
        (lambda c: c.update(areas={}), "areas"),
    ],
)
def test_a_fault_of_an_area_is_named(library: Path, spoil: Callable[[dict[str, Any]], object], field: str) -> None:
    path = library / "world/areas.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    spoil(content)
    path.write_text(json.dumps(content), encoding="utf-8")

    assert ("world/areas.json", 0, field) in found(library)


@pytest.mark.parametrize("harm", ["cut off", "missing", "not UTF-8"])
def test_a_map_that_cannot_be_read_is_named(library: Path, harm: str) -> None:
    path = library / "world/areas.json"
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:5000] if harm == "cut off" else b"\xff" + content)

    assert found(library) == [("world/areas.json", 0, "")]
