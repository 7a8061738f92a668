"""The world map and the tile grid: everybody is on them, once, and nobody is drawn as what they are not."""

import csv
from collections import Counter
from importlib.resources import files
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from openregime.web.charts import MapMark, UnknownClass, UnknownPlace, tile_grid, world_map
from openregime.web.charts.patterns import SUPPOSED_CLASSES, pattern_definitions

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "A map", "description": "What it shows"}


def listed_states() -> set[str]:
    table = files("openregime") / "library" / "record" / "treaties" / "states.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["iso3"] for row in rows if row["iso3"] != "EUR"}


def marks(status: str = "s-met") -> dict[str, MapMark]:
    return {code: MapMark(status, f"State {code}", f"/states/{code}/") for code in listed_states()}


def places(svg: str) -> dict[str, ET.Element]:
    found = [element for element in ET.fromstring(svg).iter() if element.get("data-place")]
    assert max(Counter(element.get("data-place") for element in found).values()) == 1
    return {str(element.get("data-place")): element for element in found}


def squares(svg: str) -> dict[str, tuple[float, float, float]]:
    """code -> x, y, side of its tile."""
    result = {}
    for code, element in places(svg).items():
        rect = element.find(f"{SVG}rect")
        assert rect is not None
        result[code] = (float(rect.get("x", "")), float(rect.get("y", "")), float(rect.get("width", "")))
    return result


def test_every_state_is_on_the_map_once_with_a_shape_or_a_circle() -> None:
    drawn = places(world_map("m", marks(), **WORDS))

    assert listed_states() == drawn.keys()
    for code, element in drawn.items():
        assert element.find(f"{SVG}path") is not None or element.find(f"{SVG}circle") is not None, code


@pytest.mark.parametrize("code", ["VAT", "MCO", "SMR", "TUV", "NRU", "COK", "NIU", "SGP", "BHR", "LIE", "KNA"])
def test_a_state_too_small_to_see_has_a_circle_inside_the_frame(code: str) -> None:
    svg = world_map("m", marks(), **WORDS)
    circle = places(svg)[code].find(f"{SVG}circle")
    _, _, width, height = (float(part) for part in ET.fromstring(svg).get("viewBox", "").split())

    assert circle is not None
    assert 0 < float(circle.get("cx", "")) < width
    assert 0 < float(circle.get("cy", "")) < height


def test_circles_of_small_neighbours_do_not_hide_each_other() -> None:
    svg = world_map("m", marks(), **WORDS)
    middles = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in ET.fromstring(svg).iter(f"{SVG}circle")]

    assert len(middles) > 25
    assert min(abs(complex(*a) - complex(*b)) for a, b in combinations(middles, 2)) > 11


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_state_has_one_tile_and_no_tiles_overlap(layout: str) -> None:
    tiles = squares(tile_grid("g", marks(), layout=layout, **WORDS))  # type: ignore[arg-type]

    assert listed_states() == tiles.keys()
    for (a, (ax, ay, side)), (b, (bx, by, _)) in combinations(tiles.items(), 2):
        assert max(abs(ax - bx), abs(ay - by)) >= side, (a, b)


def test_the_narrow_grid_keeps_tiles_large_enough_to_touch_on_a_phone() -> None:
    """WCAG 2.2, 2.5.8: 24 pixels from target to target. A phone of 390 pixels leaves 358 for the grid."""
    svg = tile_grid("g", marks(), layout="narrow", **WORDS)
    width = float(ET.fromstring(svg).get("viewBox", "").split()[2])
    columns = sorted({x for x, _, _ in squares(svg).values()})
    pitch = min(b - a for a, b in pairwise(columns))

    assert pitch * 358 / width >= 24


@pytest.mark.parametrize(
    ("west", "east"), [("USA", "FRA"), ("BRA", "NGA"), ("FRA", "UKR"), ("TUR", "CHN"), ("EGY", "IND"), ("IND", "JPN")]
)
def test_west_lies_left_of_east(west: str, east: str) -> None:
    tiles = squares(tile_grid("g", marks(), **WORDS))

    assert tiles[west][0] < tiles[east][0]


@pytest.mark.parametrize(
    ("north", "south"), [("CAN", "MEX"), ("USA", "BRA"), ("NOR", "ITA"), ("FRA", "DZA"), ("EGY", "ZAF"), ("CHN", "AUS")]
)
@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_north_lies_above_south(north: str, south: str, layout: str) -> None:
    tiles = squares(tile_grid("g", marks(), layout=layout, **WORDS))  # type: ignore[arg-type]

    assert tiles[north][1] < tiles[south][1]


def test_euratom_stands_apart_and_only_when_asked_for() -> None:
    with_euratom = squares(tile_grid("g", marks() | {"EUR": MapMark("s-met", "EURATOM")}, **WORDS))
    x, y, side = with_euratom.pop("EUR")

    assert all(max(abs(x - ox), abs(y - oy)) > 1.5 * side for ox, oy, _ in with_euratom.values())
    assert "EUR" not in places(tile_grid("g", marks(), **WORDS))
    assert "EUR" not in places(world_map("m", {"EUR": MapMark("s-met", "EURATOM")}, **WORDS))


@pytest.mark.parametrize("draw", [world_map, tile_grid])
@pytest.mark.parametrize("status", ["s-unknown", "r-unknown"])
def test_unknown_is_hatched_and_never_drawn_as_met(draw, status: str) -> None:  # type: ignore[no-untyped-def]
    given = marks() | {"FRA": MapMark(status, "France: unknown"), "LUX": MapMark(status, "Luxembourg: unknown")}
    svg = draw("c", given, **WORDS)

    for code in ("FRA", "LUX"):
        element = places(svg)[code]
        fills = {child.get("fill") for child in element.iter() if child.get("fill")}
        assert element.get("class") == status
        assert fills == {"url(#c-unknown)"}
    assert 'id="c-unknown"' in svg


@pytest.mark.parametrize("draw", [world_map, tile_grid])
def test_a_state_without_a_mark_has_no_reading_and_no_link(draw) -> None:  # type: ignore[no-untyped-def]
    given = marks()
    del given["FRA"]
    france = places(draw("c", given, **WORDS))["FRA"]

    assert france.get("class") == "s-none"
    assert france.tag == f"{SVG}g"


def test_links_of_the_map_are_left_to_the_grid_for_the_keyboard() -> None:
    on_map = places(world_map("m", marks(), **WORDS))
    on_grid = places(tile_grid("g", marks(), **WORDS))

    assert all(element.get("tabindex") == "-1" for element in on_map.values())
    assert all(element.get("tabindex") is None for element in on_grid.values())
    assert on_grid["FRA"].get("href") == "/states/FRA/"
    assert on_grid["FRA"].findtext(f"{SVG}title") == "State FRA (FRA)"


@pytest.mark.parametrize("draw", [world_map, tile_grid])
def test_a_place_or_a_class_that_nobody_knows_is_refused_by_name(draw) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownPlace, match="XXX"):
        draw("c", {"XXX": MapMark("s-met", "Nowhere")}, **WORDS)
    with pytest.raises(UnknownClass, match="s-good"):
        draw("c", {"FRA": MapMark("s-good", "France")}, **WORDS)


@pytest.mark.parametrize("draw", [world_map, tile_grid])
def test_the_order_of_marks_changes_nothing(draw) -> None:  # type: ignore[no-untyped-def]
    given = marks()

    assert draw("c", given, **WORDS) == draw("c", dict(sorted(given.items(), reverse=True)), **WORDS)


@pytest.mark.parametrize("draw", [world_map, tile_grid])
@pytest.mark.parametrize("status", SUPPOSED_CLASSES)
def test_what_holds_only_if_nothing_changed_is_striped_and_never_solid(draw, status: str) -> None:  # type: ignore[no-untyped-def]
    svg = draw("c", {"FRA": MapMark(status, "France: open")}, **WORDS)
    fills = {child.get("fill") for child in places(svg)["FRA"].iter() if child.get("fill")}
    (pattern,) = [element for element in ET.fromstring(svg).iter() if element.get("id") == f"c-{status}"]

    assert fills == {f"url(#c-{status})"}
    assert "hatch-ground" in {element.get("class") for element in pattern.iter()}


@pytest.mark.parametrize("status", ["r-0", "r-1", "s-not-met"])
def test_what_is_certain_wears_dots_and_never_the_stripes_of_what_is_open(status: str) -> None:
    drawn = pattern_definitions("x", {status})

    assert "<circle" in drawn
    assert "<rect" not in drawn
