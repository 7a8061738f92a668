"""Published counts of voluntary regimes, from record/evidence/voluntary_regimes.csv, as courses of diffusion."""

from functools import lru_cache

from openregime.core.readings.outlook.diffusion import Course, course_of
from openregime.io.shipped import LIBRARY
from openregime.io.tables import read_table_file

FILE = LIBRARY / "record" / "evidence" / "voluntary_regimes.csv"
COUNTED = {
    ("EITI", "implementing_countries"): 2003.0,
    ("ISO 14001", "certificates_cumulative"): 1996.0,
    ("Equator Principles", "adopting_institutions"): 2002.9,
}
"""Regime and metric -> year of its launch: those with five or more counts of one kind. ISO 14001 was first issued in
1996; the EITI and the Equator Principles were launched in June 2003, the latter with ten institutions."""


@lru_cache(maxsize=1)
def courses() -> tuple[Course, ...]:
    """One course for each of COUNTED, read once per process."""
    rows = read_table_file(FILE, ("regime", "year", "metric", "value", "source_id"))
    found = []
    for (regime, metric), launched in COUNTED.items():
        points = sorted(
            (float(r.cells["year"]) + 1.0 * (regime == "ISO 14001"), float(r.cells["value"]))
            for r in rows
            if (r.cells["regime"], r.cells["metric"]) == (regime, metric)
        )  # certificates are counted at the end of their year
        found.append(course_of(regime, metric, launched, [p[0] for p in points], [p[1] for p in points]))
    return tuple(found)


@lru_cache(maxsize=1)
def sources_of_courses() -> dict[str, tuple[str, ...]]:
    """Regime -> ids of the sources of its counts."""
    rows = read_table_file(FILE, ("regime", "metric", "source_id"))
    return {
        regime: tuple(
            dict.fromkeys(
                r.cells["source_id"] for r in rows if (r.cells["regime"], r.cells["metric"]) == (regime, metric)
            )
        )
        for regime, metric in COUNTED
    }
