"""Make library/world/tile_grid.csv from the drawings in tile_plans.py, and say how many neighbours touch.

    python3 tools/build_tile_grid.py package/world/50m.json states.csv

states.csv needs a column iso3; the map file serves to know which States share a border (see build_world.py).
Standard library only; nobody needs this to run OpenRegime, the result is shipped.
"""

import argparse
import csv
import json
from collections import Counter
from itertools import combinations
from pathlib import Path

from build_world import JOINED, WORLD, ring_arcs
from tile_plans import NARROW, SEA_NEIGHBOURS, WIDE

Cell = tuple[int, int]


def read_plan(drawing: str, expected: set[str]) -> dict[str, Cell]:
    """Drawing -> code -> (column, row), both from 0. Stops when a tile is lost, doubled or unknown."""
    cells = [
        (code, (column, row))
        for row, line in enumerate(drawing.strip("\n").splitlines())
        for column, code in enumerate(line.split())
        if code != "."
    ]
    drawn = Counter(code for code, _ in cells)
    doubled = sorted(code for code, count in drawn.items() if count > 1)
    if doubled or drawn.keys() != expected:
        raise SystemExit(
            f"Every State needs one tile. Doubled {doubled}, lost {sorted(expected - drawn.keys())}, "
            f"unknown {sorted(drawn.keys() - expected)}. Correct tile_plans.py."
        )
    return dict(cells)


def land_borders(topology: dict) -> set[tuple[str, ...]]:
    """Pairs of codes that share at least one line of the map."""
    owners: dict[int, set[str]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        for ring in ring_arcs(geometry):
            for i in ring:
                owners.setdefault(max(i, ~i), set()).add(JOINED.get(code, code))
    return {tuple(sorted(pair)) for codes in owners.values() for pair in combinations(codes, 2)}


def touching(at: dict[str, Cell], pairs: set[tuple[str, ...]]) -> str:
    """How many pairs of neighbours have tiles that touch by a side or a corner."""
    steps = [max(abs(at[a][0] - at[b][0]), abs(at[a][1] - at[b][1])) for a, b in pairs if a in at and b in at]
    touch, near = steps.count(1), steps.count(2)
    return f"{touch} of {len(steps)} neighbours touch, {near} are one tile apart"


def main() -> None:
    """Check both drawings, print the counts, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topology", type=Path)
    parser.add_argument("states", type=Path)
    options = parser.parse_args()
    with options.states.open(encoding="utf-8", newline="") as file:
        expected = {row["iso3"] for row in csv.DictReader(file)}
    wide, narrow = read_plan(WIDE, expected), read_plan(NARROW, expected)
    pairs = land_borders(json.loads(options.topology.read_text(encoding="utf-8"))) | SEA_NEIGHBOURS
    print(f"wide: {touching(wide, pairs)}\nnarrow: {touching(narrow, pairs)}")
    with (WORLD / "tile_grid.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["iso3", "column", "row", "narrow_column", "narrow_row"])
        out.writerows([code, *wide[code], *narrow[code]] for code in sorted(wide))


if __name__ == "__main__":
    main()
