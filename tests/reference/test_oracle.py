"""The arrays against a second reading of the raw tables, written from the words of their README alone.

Nothing of the readings is used to work out what is expected: the CSV files are read with the csv module, and each
rule cites the sentence it stands on.
"""

import calendar
import csv
import datetime as dt
from pathlib import Path

import pytest

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.io.observatories import load
from openregime.io.shipped import LIBRARY

TREATIES = LIBRARY / "record" / "treaties"
DAYS = [dt.date.fromisoformat(d) for d in (
    "1970-03-05", "1975-11-10", "1979-01-01", "1980-03-03", "1986-12-31", "1987-02-08", "1991-09-17", "1991-12-31",
    "1993-01-01", "1995-12-31", "2002-06-01", "2005-07-08", "2007-06-07", "2008-07-17", "2009-10-07", "2011-07-08",
    "2011-07-09", "2013-10-18", "2014-07-10", "2014-07-11", "2016-05-08", "2017-11-21", "2020-03-13", "2021-01-01",
    "2024-12-31", "2026-01-01",
)]  # fmt: skip
# First day on which one could join: the dates of opening for signature, and for agreements the model's own date.
OPENED = {
    "cppnm": "1980-03-03", "cppnm_a": "2005-07-08", "icsant": "2005-09-14", "cns": "1994-09-20", "jc": "1997-09-29",
    "enc": "1986-09-26", "ac": "1986-09-26", "csa": "1970-03-05", "ap": "1997-05-15", "npt": "1968-07-01",
    "infcirc869": "2014-03-25", "gicnt": "2006-07-15", "itdb": "1995-01-01",
}  # fmt: skip
# Hole 10: an absent row means not a party up to this day; the States named apart may have joined since.
ABSENT_MEANS_NO = {
    "icsant": "2025-05-16", "cppnm_a": "2017-11-20", "cppnm": "2020-03-13", "cns": "2020-03-13", "jc": "2020-03-13",
}  # fmt: skip
APART = {"cppnm": {"AGO", "ZWE"}, "cns": {"AGO", "COG", "EGY", "QAT", "ZWE"}}
ICSANT_DATED_LIST = "2014-07-10"  # "94 in May and July 2014: equal": the undated parties came after it
COMPILED = "2026-11-23"


def table(name: str, folder: Path = TREATIES) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def last_day(text: str) -> str:
    """The latest day that an as-of text allows; the day of compilation where it gives none."""
    parts = text.split("-")
    if not all(p.isdigit() for p in parts):
        return COMPILED
    if len(parts) == 1:
        return f"{text}-12-31"
    if len(parts) == 2:
        return f"{text}-{calendar.monthrange(int(parts[0]), int(parts[1]))[1]}"
    return text


class Oracle:
    def __init__(self) -> None:
        self.rows = {(r["iso3"], r["instrument"]): r for r in table("adherence.csv")}
        self.bounds = {(r["iso3"], r["instrument"]): r for r in table("deposit_bounds.csv")}
        # "Dates of predecessor States are not carried over to successors": nothing applies before the day of statehood.
        self.statehood = {r["iso3"]: r["since"] for r in table("statehood.csv", LIBRARY)}

    def window(self, row: dict[str, str]) -> tuple[str, str]:
        """Earliest and latest day of joining. "A blank means not found": undated is known only by when it is listed."""
        opened, key = OPENED[row["instrument"]], (row["iso3"], row["instrument"])
        if row["deposited"]:
            if row["kind"] == "succession" and row["in_force"]:
                return (min(row["deposited"], row["in_force"]),) * 2
            return row["deposited"], row["deposited"]
        bound = self.bounds.get(key, {"not_before": "", "not_after": ""})
        low = bound["not_before"] or opened  # "an empty not_before means the treaty's own start"
        high = bound["not_after"] or last_day(row["as_of"])
        if row["in_force"]:
            high = min(high, row["in_force"])
        if row["instrument"] == "icsant" and high > ICSANT_DATED_LIST:
            low = max(low, "2014-07-11")
        return low, high

    def status(self, iso3: str, instrument: str, when: dt.date) -> str:
        day = when.isoformat()
        if day < OPENED[instrument]:
            return "not-yet-due"
        if day < self.statehood.get(iso3, ""):
            return "not-applicable"
        row = self.rows.get((iso3, instrument))
        if row is None:
            if instrument == "csa" and iso3 == "PRK":
                return "unknown"  # its agreement of 1992 is contested since its announced withdrawal
            if instrument == "csa":
                return "not-applicable"  # "for csa a nuclear-armed State"
            if instrument in ABSENT_MEANS_NO and iso3 not in APART.get(instrument, set()):
                return "not-met" if day <= ABSENT_MEANS_NO[instrument] else "unknown"
            return "unknown"
        if row["status"] in ("party", "subscriber"):
            low, high = self.window(row)
            if (iso3, instrument) == ("PRK", "npt") and day >= "2003-01-11":
                return "unknown"  # "announced withdrawal on 10 January 2003; status contested among parties"
            return "not-met" if day < low else "unknown" if day < high else "met"
        # signed only, or concluded and not in force: not inside on the day to which the row, or a whole list, speaks
        known_to = max(last_day(row["as_of"]), ABSENT_MEANS_NO.get(instrument, ""))
        return "not-met" if day <= known_to else "unknown"


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture(scope="module")
def observatory() -> Observatory:
    return load()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_who_is_inside_perhaps_and_outside_is_what_the_tables_say(
    oracle: Oracle, observatory: Observatory, day: dt.date
) -> None:
    reading = observatory.reading(day)
    differing = []
    for instrument in OPENED:
        codes = reading.thing(f"joined:{instrument}")
        for iso3, code in zip(reading.regime.states, codes.tolist(), strict=True):
            expected = oracle.status(iso3, instrument, day)
            if Status(code).slug != expected:
                differing.append((iso3, instrument, expected, Status(code).slug))

    assert not differing, differing[:10]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_euratom_is_read_by_the_same_rules(oracle: Oracle, observatory: Observatory, day: dt.date) -> None:
    reading = observatory.reading(day)
    for instrument in ("cppnm", "cppnm_a", "cns", "enc", "ac"):
        assert reading.subject("EUR", f"joined:{instrument}").slug == oracle.status("EUR", instrument, day)


def test_the_oracle_and_the_record_speak_of_the_same_states(observatory: Observatory) -> None:
    listed = {r["iso3"] for r in table("states.csv")} - {"EUR"}

    assert listed == set(observatory.regime().states)
    assert len(listed) == 197


def test_in_force_is_what_the_tables_say_where_they_give_a_day(oracle: Oracle, observatory: Observatory) -> None:
    for day in DAYS:
        reading = observatory.reading(day)
        for (iso3, instrument), row in oracle.rows.items():
            if (iso3, instrument) == ("PRK", "npt"):
                continue  # an end was announced and is contested
            if row["in_force"] and instrument != "infcirc869" and row["status"] == "party":
                status = reading.subject(iso3, f"in-force:{instrument}")
                if status in (Status.MET, Status.NOT_MET):
                    assert (status is Status.MET) == (row["in_force"] <= day.isoformat()), (iso3, instrument, day)
                else:
                    assert status in (Status.NOT_YET_DUE, Status.NOT_APPLICABLE)
