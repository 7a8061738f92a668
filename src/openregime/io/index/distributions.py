"""Ranks as whole distributions, and which choice decides the rank of each unit, for files, commands and calls."""

from typing import Any

import numpy as np

from openregime.core.readings.index import RankDistributions, Sensitivity
from openregime.core.readings.studies import Study, StudyRanks
from openregime.io.downloads import Column, Table
from openregime.io.index.results import Say, rounded

PLACES = 4


def distributions_of(ranks: StudyRanks) -> dict[str, Any]:
    """Exact histograms, and who stood above whom.

    Returns:
        `histograms`: unit -> rank -> in how many worlds, ranks that never were left out; where gaps are open twice, as
        `best` and `worst`. `above`: `units`, and `share` of worlds in which the row stood above the column (whatever
        the gaps held); None where pairs were not counted.
    """
    counted = ranks.counted
    if counted is None:
        return {"histograms": None, "above": None}
    if isinstance(counted, RankDistributions):
        histograms: dict[str, Any] = {u: _histogram(row) for u, row in zip(counted.units, counted.counts, strict=True)}
    else:
        histograms = {
            unit: {"best": _histogram(best), "worst": _histogram(worst)}
            for unit, best, worst in zip(counted.units, counted.best, counted.worst, strict=True)
        }
    if counted.pairs is None:
        return {"histograms": histograms, "above": None}
    share = np.round(counted.pairs / counted.replications, PLACES)
    return {"histograms": histograms, "above": {"units": list(counted.units), "share": share.tolist()}}


def _histogram(counts: np.ndarray[Any, Any]) -> dict[str, int]:
    return {str(rank + 1): int(counts[rank]) for rank in np.flatnonzero(counts)}


def by_unit_table(found: Sensitivity, study: Study, *, say: Say = str) -> Table:
    """For every unit the choice that its rank hangs on most, and the share of each choice, with all its interplay."""
    columns = (
        Column("unit", say("Code")),
        Column("name", say("Name")),
        Column("decides", say("Choice that decides"), "text",
               say("the one with the largest share; none where nothing moves")),
        *(Column(f"total_{k}", say(name), "number", say("share that stays when all else is settled"))
          for k, name in enumerate(found.factors, start=1)),
    )  # fmt: skip
    rows = []
    for unit, decides in found.deciding_factors().items():
        shares = found.total[found.outputs.index(unit)]
        named = None if decides is None else say(decides[0])
        rows.append((unit, study.unit_name(unit), named, *(rounded(float(value), PLACES) for value in shares)))
    return Table(say("Which choice matters, unit by unit"), columns, tuple(rows))


def by_unit_of(found: Sensitivity) -> dict[str, Any]:
    """Unit -> factor -> first and total order of its rank, with their intervals; null where its rank never moves."""
    answer: dict[str, Any] = {}
    for row, unit in enumerate(found.outputs):
        answer[unit] = {
            factor: {
                "first": rounded(float(found.first[row, k]), PLACES),
                "total": rounded(float(found.total[row, k]), PLACES),
                "first_interval": _ends(found.first_interval, row, k),
                "total_interval": _ends(found.total_interval, row, k),
            }
            for k, factor in enumerate(found.factors)
        }
    return {unit: answer[unit] for unit in found.outputs[1:]}


def _ends(ends: np.ndarray[Any, Any] | None, row: int, k: int) -> list[float | None] | None:
    return None if ends is None else [rounded(float(value), PLACES) for value in ends[row, k]]
