"""What an audit found, beyond its checks, as tables: indicators, groups, units, and what each part adds to the index.

Headings pass through `say`, as in `index_results`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from openregime.core.readings.index import Audit, GroupCoherence
from openregime.core.readings.studies import Study
from openregime.io.downloads import Column, Table, plain
from openregime.io.index.results import Say, rounded

PLACES = 3


def indicators_table(study: Study, audit: Audit, *, say: Say = str) -> Table:
    """Every indicator: its shape, how it goes with its group and its nearest sibling, and what leaving it out moves."""
    columns = (
        Column("part", say("Part")),
        Column("name", say("Name")),
        Column("skew", say("Skew"), "number", say("of the values before they are put on a scale")),
        Column("kurtosis", say("Kurtosis"), "number", say("in excess of that of a normal sample")),
        Column("with_group", say("With its group"), "number", say("correlation with the group that it belongs to")),
        Column("sibling", say("Nearest sibling"), "text", say("the one that it correlates with most")),
        Column("with_sibling", say("With that sibling"), "number"),
        Column("left_out", say("Left out"), "number", say("mean shift in rank when it is left out")),
    )
    at = {part: (group, k) for group in audit.coherence for k, part in enumerate(group.parts)}
    rows = []
    for indicator, (skew, kurtosis) in audit.shapes.items():
        own: tuple[Any, ...] = (None, None, None)
        if indicator in at:
            group, k = at[indicator]
            own = (rounded(float(group.with_parent[k]), PLACES), *_nearest(group, k, study, say))
        numbers = (rounded(skew, PLACES), rounded(kurtosis, PLACES))
        left_out = rounded(audit.leave_one_out.get(indicator), PLACES)
        rows.append((indicator, say(study.name_of(indicator)), *numbers, *own, left_out))
    return Table(say("Audit: indicators"), columns, tuple(rows))


def _nearest(group: GroupCoherence, k: int, study: Study, say: Say) -> tuple[str | None, float | None]:
    others = [j for j in range(len(group.parts)) if j != k]
    if not others:
        return None, None
    nearest = max(others, key=lambda j: abs(group.between[k, j]))
    return say(study.name_of(group.parts[nearest])), rounded(float(group.between[k, nearest]), PLACES)


def groups_table(study: Study, audit: Audit, *, say: Say = str) -> Table:
    """Every group: whether its parts hang together, and how many things they measure."""
    columns = (
        Column("part", say("Part")),
        Column("name", say("Name")),
        Column("parts", say("Parts"), "number"),
        Column("alpha", say("Alpha"), "number", say("Cronbach's, of the parts of the group")),
        Column("first_component", say("First component"), "number", say("its share of the variance of the parts")),
        Column("strong_components", say("Strong components"), "number", say("eigenvalues above 1")),
    )
    rows = tuple(
        (
            group.group,
            say(study.name_of(group.group)),
            len(group.parts),
            rounded(group.alpha, PLACES),
            rounded(float(group.eigenvalues[0] / len(group.parts)), PLACES),
            int((group.eigenvalues > 1 + 1e-9).sum()),
        )
        for group in audit.coherence
    )
    return Table(say("Audit: groups"), columns, rows)


def units_table(study: Study, audit: Audit, *, say: Say = str) -> Table:
    """Every unit: what is known of it, where it ranks best and worst, and whom no weights can put above or below it."""
    columns = (
        Column("unit", say("Code")),
        Column("name", say("Name")),
        Column("coverage", say("Known"), "number", say("share of the values that were there before any was filled")),
        Column("strengths", say("Strengths"), "list", say("indicators on which it ranks best among all units")),
        Column("weaknesses", say("Weaknesses"), "list", say("indicators on which it ranks worst")),
        Column("above", say("Certainly above"), "number", say("units that are nowhere better, whatever the weights")),
        Column("below", say("Certainly below"), "number", say("units that are nowhere worse, whatever the weights")),
    )
    above, below = dict.fromkeys(audit.coverage_by_unit, 0), dict.fromkeys(audit.coverage_by_unit, 0)
    for better, worse in audit.dominance:
        above[better] += 1
        below[worse] += 1
    rows = []
    for unit, coverage in audit.coverage_by_unit.items():
        best, worst = audit.strengths.get(unit, ((), ()))
        names = [[say(study.name_of(part)) for part in parts] for parts in (best, worst)]
        rows.append((unit, study.unit_name(unit), rounded(coverage, PLACES), *names, above[unit], below[unit]))
    return Table(say("Audit: units"), columns, tuple(rows))


def contributions_table(study: Study, audit: Audit, *, say: Say = str) -> Table:
    """What every indicator adds to the index of every unit; rows add up to it. No row where nothing adds up."""
    parts = tuple(audit.shapes)
    columns = (
        Column("unit", say("Code")),
        Column("name", say("Name")),
        Column("sum", say("Index"), "number", say("the sum of what the parts add")),
        *(Column(f"adds_{k}", say(study.name_of(part)), "number") for k, part in enumerate(parts, start=1)),
    )
    if audit.contributions is None:
        return Table(say("Audit: what adds up"), columns, ())
    rows = []
    for unit, own in zip(audit.strengths, audit.contributions, strict=True):
        total = float(own.sum())
        rows.append((unit, study.unit_name(unit), _or_none(total), *(_or_none(float(value)) for value in own)))
    return Table(say("Audit: what adds up"), columns, tuple(rows))


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value


TABLES = {
    "indicators": indicators_table,
    "groups": groups_table,
    "units": units_table,
    "contributions": contributions_table,
}
"""What an audit found, by what it is about."""


def facts_of(study: Study, audit: Audit) -> Mapping[str, Any]:
    """Everything that an audit found, as JSON: rows of each of TABLES, and correlations within every group."""
    found: dict[str, Any] = {}
    for what, table_of in TABLES.items():
        table = table_of(study, audit)
        keys = [column.key for column in table.columns]
        found[what] = [plain(dict(zip(keys, row, strict=True))) for row in table.rows]
    for row in found["contributions"]:
        row["adds"] = dict(zip(audit.shapes, [row.pop(f"adds_{k + 1}") for k in range(len(audit.shapes))], strict=True))
    found["correlations"] = {
        group.group: {
            "parts": list(group.parts),
            "between": [[rounded(float(value), PLACES) for value in row] for row in group.between],
            "with_group": [rounded(float(value), PLACES) for value in group.with_parent],
            "eigenvalues": [rounded(float(value), PLACES) for value in group.eigenvalues],
        }
        for group in audit.coherence
    }
    found["dominance"] = {
        "share": rounded(audit.dominance_share, PLACES),
        "pairs": [list(pair) for pair in audit.dominance],
    }
    return found
