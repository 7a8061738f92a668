"""The ASEM data and what the field's reference tool made of it (see asem/README.md)."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.impute import Impute
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.normalise import MinMax, Normalise, Normaliser, ZScore
from openregime.core.readings.index.prepare import Denominate, Screen
from openregime.core.readings.index.stage import Step
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.treat import Treat
from openregime.io.index.tables import read_index_csv

ASEM = Path(__file__).parent / "asem"
NORMS = {"n_minmax": MinMax(1, 100), "n_zscore": ZScore(10, 2)}


@cache
def asem() -> tuple[Definition, IndicatorTable]:
    return read_index_csv((ASEM / "asem_imeta.csv").read_bytes(), (ASEM / "asem_idata.csv").read_bytes())


def steps(norm: Normaliser, method: Method, most_points: int = 5) -> tuple[Step, ...]:
    """Denominate, impute by group mean, screen, treat, normalise, aggregate: the pipeline of the expected numbers."""
    return (
        Denominate(),
        Impute("class_mean", by="EurAsia_group"),
        Screen(0.9),
        Treat(most_points),
        Normalise(norm),
        Aggregate(method),
    )


def rows(name: str) -> list[dict[str, str]]:
    with (ASEM / "expected" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected(name: str) -> tuple[list[str], list[str], np.ndarray]:
    """Columns, units and values of an expected table; an empty cell is a gap."""
    found = rows(name)
    columns = list(found[0])[1:]
    values = [[float(row[column]) if row[column] else np.nan for column in columns] for row in found]
    return columns, [row["uCode"] for row in found], np.array(values)


def weight_sets() -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for row in rows("noisy_weights_100.csv"):
        found.setdefault(int(row["rep"]), {})[row["iCode"]] = float(row["Weight"])
    return found
