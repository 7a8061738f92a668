"""Nothing is asked of a State before it exists: the days of statehood against the years of admission to the UN.

The years stand in the table of States and were gathered apart from the days; the list of States that existed before is
written here by hand. The days themselves are held against five lists that others made: statehood/README.md.
"""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.io.observatories import load
from openregime.io.shipped import LIBRARY

REFERENCE = Path(__file__).parent / "statehood"
LISTS = ("gleditsch_ward", "cow_states", "ggo_states", "ggo_system", "world_factbook")
# Admitted since 1970, or never, and yet States before: protected, divided, neutral, small or merged ones.
EXISTED_BEFORE = {
    "AND", "BTN", "CHE", "COK", "DEU", "KOR", "LIE", "MCO", "NRU", "OMN", "PRK", "SMR", "VAT", "VNM", "WSM",
}  # fmt: skip
# A few that everybody can look up: the day before, and the day.
WELL_KNOWN = {
    "FJI": "1970-10-10", "BGD": "1971-03-26", "AGO": "1975-11-11", "ZWE": "1980-04-18", "NAM": "1990-03-21",
    "EST": "1991-08-20", "KAZ": "1991-12-16", "CZE": "1993-01-01", "SVK": "1993-01-01", "ERI": "1993-05-24",
    "TLS": "2002-05-20", "MNE": "2006-06-03", "SSD": "2011-07-09",
}  # fmt: skip


@pytest.fixture(scope="module")
def observatory() -> Observatory:
    return load()


def statehood() -> dict[str, dict[str, str]]:
    with (LIBRARY / "statehood.csv").open(encoding="utf-8", newline="") as opened:
        return {row["iso3"]: row for row in csv.DictReader(opened)}


def reference(file: str) -> dict[str, dict[str, str]]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as opened:
        return {row["iso3"]: row for row in csv.DictReader(opened)}


def test_every_state_admitted_since_1970_has_a_day_or_existed_before(observatory: Observatory) -> None:
    late = {e.id for e in observatory.record.states if (e.un_member_since or 9999) >= 1970}

    assert late - EXISTED_BEFORE == statehood().keys()


def test_no_state_was_admitted_before_it_existed_and_the_years_agree(observatory: Observatory) -> None:
    for iso3, row in statehood().items():
        year = observatory.record.entities[iso3].un_member_since
        assert (int(row["un_admitted"][:4]) if row["un_admitted"] else None) == year, iso3
        assert not row["un_admitted"] or row["since"] <= row["un_admitted"], iso3


def test_every_day_is_looked_up_and_each_list_that_it_cites_has_that_day() -> None:
    listed = reference("days.csv")
    for iso3, row in statehood().items():
        cited = row["source_id"].split(";")
        assert row["basis"] == "looked_up", iso3
        assert [c for c in cited if c in LISTS] == [c for c in LISTS if listed[iso3][c] == row["since"]], iso3
        assert set(cited) - {"un_member_states"}, f"{iso3}: its admission to the UN says nothing of its first day"


def test_where_another_list_has_another_day_the_reason_is_written_down() -> None:
    listed, why = reference("days.csv"), reference("differences.csv")
    differ = {i: [c for c in LISTS if listed[i][c] not in ("", row["since"])] for i, row in statehood().items()}

    assert {i: ";".join(lists) for i, lists in differ.items() if lists} == {i: r["lists"] for i, r in why.items()}
    assert all(row["why"] for row in why.values())


def test_the_days_of_admission_to_the_un_are_those_of_its_list() -> None:
    listed = reference("days.csv")

    assert {i: row["un_admitted"] for i, row in statehood().items()} == {i: r["un_admitted"] for i, r in listed.items()}


def test_the_counts_in_the_words_about_the_lists_are_those_of_the_tables() -> None:
    listed, ours = reference("days.csv"), statehood()
    page = (REFERENCE / "README.md").read_text(encoding="utf-8")
    for column in (*LISTS, "un_admitted"):
        mine = "un_admitted" if column == "un_admitted" else "since"
        there = [i for i in ours if listed[i][column]]
        same = [i for i in there if listed[i][column] == ours[i][mine]]
        line = next(one for one in page.splitlines() if one.startswith(f"| `{column}`"))
        assert line.endswith(f"| {len(there)} | {len(same)} |"), line
    apart = len(reference("differences.csv"))
    assert f"{len(ours) - apart} States have the same day" in page and f"the {apart} others" in page


@pytest.mark.parametrize(("iso3", "since"), WELL_KNOWN.items())
def test_the_day_before_statehood_nothing_applies_and_nothing_counts(
    observatory: Observatory, iso3: str, since: str
) -> None:
    first = dt.date.fromisoformat(since)
    reading = observatory.reading(first - dt.timedelta(days=1))
    row = reading.regime.state_row[iso3]

    assert set(reading.codes[row].tolist()) <= {Status.NOT_APPLICABLE, Status.NOT_YET_DUE}
    assert np.isnan(reading.links[1][row]).all()
    assert reading.chain_span(iso3) is None
    assert all(iso3 not in (*m.certainly, *m.perhaps) for m in observatory.weak_links(reading.day))
    assert iso3 in observatory.instrument("npt", reading.day).not_applicable
    assert iso3 not in observatory.instrument("npt", first).not_applicable


def test_a_state_that_others_belonged_to_goes_on(observatory: Observatory) -> None:
    """Russia for the Soviet Union; Belarus and Ukraine, Members since 1945, joined two conventions in January 1987."""
    reading = observatory.reading("1987-02-01")

    assert reading.subject("RUS", "joined:cppnm") is not Status.NOT_APPLICABLE
    assert {reading.subject(s, "joined:enc") for s in ("BLR", "UKR")} == {Status.MET}


def test_a_successor_is_inside_from_its_first_day(observatory: Observatory) -> None:
    """Czechia notified its succession to the CPPNM in March 1993, with effect from 1 January."""
    assert observatory.reading("1992-12-31").subject("CZE", "joined:cppnm") is Status.NOT_APPLICABLE
    assert observatory.reading("1993-01-01").subject("CZE", "joined:cppnm") is Status.MET
