"""Every filled cell of the shipped tables is found again in the record, with its source."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from openregime.core.facts import Claim, Record
from openregime.core.readings.counts import count_states
from openregime.io.observatories import load
from openregime.io.settings import read_settings
from openregime.io.shipped import LIBRARY, load_record, read_library

RECORD = LIBRARY / "record"
SETTINGS = read_settings(LIBRARY / "tables.toml")
SPECS = {spec.file: spec for spec in SETTINGS.tables}
TABLES = sorted(p.relative_to(RECORD).as_posix() for p in RECORD.rglob("*.csv"))


def rows_of(file: str) -> Iterator[tuple[int, dict[str, str]]]:
    with (RECORD / file).open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        while True:
            line = reader.line_num + 1 if reader.line_num else 2
            try:
                row = next(reader)
            except StopIteration:
                return
            yield line, {k: v.strip() for k, v in row.items()}


@pytest.fixture(scope="module")
def record() -> Record:
    return load_record()


@pytest.fixture(scope="module")
def claims_by_row(record: Record) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in record.claims:
        found[claim.row].append(claim)
    return found


def test_every_table_of_the_record_is_read() -> None:
    read_apart = {"treaties/sources.csv", "evidence/sources.csv", "treaties/conflicts.csv"}

    assert set(TABLES) == SPECS.keys() | read_apart


@pytest.mark.parametrize("file", sorted(SPECS))
def test_every_filled_cell_of_a_table_is_in_its_claims(file: str, claims_by_row: dict[str, list[Claim]]) -> None:
    spec = SPECS[file]
    source = "iaea_source_id" if file == "treaties/states.csv" else spec.source
    as_of = "iaea_as_of" if file == "treaties/states.csv" else spec.as_of
    for line, cells in rows_of(file):
        claims = claims_by_row[f"{file}:{line}"]
        assert claims, f"{file}:{line} made no claim"
        said = {c.value for c in claims} | {c.note for c in claims} | {c.subject for c in claims}
        said |= {part for c in claims for part in (*c.id.split("/"), *c.object.split("."))}
        said |= {c.id.split("/", 1)[1].rsplit("/", 1)[0] for c in claims}  # a key may hold a slash
        for column, value in cells.items():
            if not value or column == as_of:
                continue
            if column == source:
                assert set(value.split(";")) <= {s for c in claims for s in c.sources}
            else:
                assert value in said or any(value.replace(" ", "_") in s for s in said), f"{file}:{line} {column}"


@pytest.mark.parametrize("file", sorted(f for f, spec in SPECS.items() if spec.as_of))
def test_the_as_of_of_a_row_decides_since_when_it_is_known(file: str, claims_by_row: dict[str, list[Claim]]) -> None:
    """docs/decisions/0005."""
    spec = SPECS[file]
    for line, cells in rows_of(file):
        for claim in claims_by_row[f"{file}:{line}"]:
            if claim.sources == ("record_entities",):
                continue  # identity of the entity, not what the row's source says
            said = cells[spec.as_of]
            if len(said) == 10 and said[4] == said[7] == "-":
                happened = "" if claim.object.endswith(".in_force") else claim.valid.earliest.isoformat()
                assert max(said, happened) == claim.recorded.isoformat()
            elif not said or said == "undated":
                assert SETTINGS.compiled_on == claim.recorded


def test_nothing_is_known_before_it_happened_but_what_was_announced(record: Record) -> None:
    early = [c for c in record.claims if c.recorded < c.valid.earliest]

    assert early
    assert {c.object.rpartition(".")[2] for c in early} == {"in_force"}
    joined = record.by_id["adherence/GBR/infcirc869/status"]
    assert joined.recorded.isoformat() == "2014-10-09", "its source of March 2014 could not know of October"


def test_every_row_of_conflicts_is_told(record: Record, claims_by_row: dict[str, list[Claim]]) -> None:
    reasons = defaultdict(set)
    for claim in record.claims:
        reasons[claim.subject].update((claim.reason, claim.note, *claim.reason.split("; ")))
    for line, cells in rows_of("treaties/conflicts.csv"):
        made = claims_by_row[f"treaties/conflicts.csv:{line}"]
        told = " ".join(reasons[cells["iso3"]])
        assert cells["reason"] in told, line
        values = {c.value for c in record.claims_about(cells["iso3"])}
        assert {cells["value_a"], cells["value_b"]} - {""} <= values, line
        if cells["kept"]:
            assert cells["kept"] in values or f"(kept: {cells['kept']})" in told, line
        for side in ("source_a", "source_b"):
            cited = {s for c in record.claims_about(cells["iso3"]) for s in c.sources}
            given = cells[side]
            assert given in told if given.startswith("rule") else set(given.split(";")) <= cited, (line, side)
        assert made or cells["kept"] in values


def test_a_conflict_never_changes_what_is_read(record: Record) -> None:
    """The cells of adherence.csv are the values kept; a competing claim stands beside them and decides nothing."""
    decided = [c for c in record.claims if c.id.startswith("conflicts/") and c.standing == "preferred"]

    assert decided == []


def test_a_value_that_was_left_out_is_no_claim(record: Record) -> None:
    assert [c.id for c in record.claims if not c.value] == []


def test_where_two_rows_speak_of_one_cell_both_reasons_are_kept(record: Record) -> None:
    reason = record.by_id["adherence/BLR/cppnm/in_force"].reason

    expected = [
        cells["reason"]
        for _, cells in rows_of("treaties/conflicts.csv")
        if (cells["iso3"], cells["instrument"], cells["field"]) == ("BLR", "cppnm", "in_force")
    ]
    assert len(expected) == 2
    assert all(e in reason for e in expected)


def test_every_source_cited_resolves(record: Record) -> None:
    for claim in (*record.claims, *record.completeness, *record.totals):
        assert claim.sources, claim.id
        assert set(claim.sources) <= record.sources.keys(), claim.id


def test_every_source_of_the_tables_has_its_entry(record: Record) -> None:
    for collection in ("treaties", "evidence"):
        for _, cells in rows_of(f"{collection}/sources.csv"):
            source = record.source(cells["source_id"])
            assert (cells["title"], cells["publisher"], cells["url"], cells["as_of"]) == (
                source.title, source.publisher, source.url, source.as_of,
            )  # fmt: skip
            assert cells.get("how_read", "") in ("", source.how_read)
            assert cells.get("note", "") in ("", source.how_read)
            assert cells.get("licence_note", "") in ("", source.licence)


def test_ids_are_unique(record: Record) -> None:
    ids = [c.id for c in (*record.claims, *record.completeness, *record.totals)]

    assert len(set(ids)) == len(ids)


def test_the_report_counts_every_row() -> None:
    report = read_library(LIBRARY)

    for table in report.tables:
        assert len(list(rows_of(table.file))) == table.rows
    assert len(report.record.claims) == sum(t.claims for t in report.tables)


TAKEN_OUT = {("iaea_anrep95", "cppnm"): 1, ("iaea_anrep95", "enc"): 3, ("iaea_anrep95", "ac"): 3}
"""Organizations that the source may count: EURATOM for the Convention; FAO, WHO and WMO."""


@pytest.mark.parametrize("file", ["treaties/amendment_totals.csv", "treaties/other_totals.csv"])
def test_every_published_total_stands_in_totals_with_organizations_taken_out(file: str, record: Record) -> None:
    for _, cells in rows_of(file):
        thing = {"unscr1540": "report-1540"}.get(cells.get("instrument", "cppnm_a"), cells.get("instrument", "cppnm_a"))
        held = [
            t
            for t in record.totals
            if (t.object, t.published, t.sources) == (thing, int(cells["count"]), (cells["source_id"],))
            and (not cells["date"] or t.day.iso == cells["date"])
        ]
        assert len(held) == 1, cells
        (total,) = held
        if cells["source_id"] == "wh_2016_04_01":
            assert (total.low, total.high) == (99, 102), "its note: 102 deposited, or 100, of which EURATOM may be one"
            continue
        most = TAKEN_OUT.get((cells["source_id"], thing), 1)  # EURATOM, wherever it is or may be a party
        assert total.published - most <= total.low <= total.high <= total.published, cells
        if cells.get("includes_euratom") in ("yes", "no"):
            euratom = cells["includes_euratom"] == "yes"
            assert (total.low, total.high) == (total.published - euratom,) * 2, cells


def test_every_published_total_narrows_what_the_names_leave_open_or_disagrees_in_words() -> None:
    """On its day a total is the count, or narrows an end of it; the three that the names do not allow say so."""
    observatory = load()
    narrowing, disagreeing = set(), set()
    for total in observatory.record.totals:
        if total.object not in observatory.instruments:
            continue  # of missions and reports, by no instrument
        reading = observatory.reading(total.day.latest)
        codes = reading.thing(f"joined:{total.object}")
        alone = count_states(codes, [total], total.day.latest)
        if alone.disagreeing:
            disagreeing.add((total.object, total.published))
            continue
        assert total.low <= alone.low, total.id
        if total.day.is_day:
            assert alone.high <= total.high, total.id
        if (alone.low, alone.high) != (alone.names_low, alone.names_high):
            assert set(alone.narrowed_by) == {total}
            narrowing.add(total.id)

    assert disagreeing == {("cppnm", 53), ("cppnm", 158), ("enc", 75)}
    assert len(narrowing) >= 30


def test_completeness_says_what_the_record_lacks(record: Record) -> None:
    """Treaties README, hole 10: where an absent row means “no”, and up to when; for the others nothing follows."""
    closed = {(c.object, c.up_to.isoformat(), c.closes, c.means) for c in record.completeness if "." not in c.object}

    assert closed == {
        ("icsant", "2014-07-10", "dates", "not-met"),
        ("icsant", "2025-05-16", "names", "not-met"),
        ("cppnm_a", "2017-11-20", "names", "not-met"),
        ("cppnm", "2020-03-13", "names", "not-met"),
        ("cns", "2020-03-13", "names", "not-met"),
        ("jc", "2020-03-13", "names", "not-met"),
        ("csa", "2024-12-31", "names", "not-applicable"),
    }


def test_the_shipped_tables_are_unchanged_copies_of_what_they_name() -> None:
    """Each file of the record begins with a header and ends with a whole line, so that a cut would show."""
    for file in TABLES:
        content = (RECORD / file).read_bytes()
        assert content.endswith(b"\n"), file
        assert not content.startswith(b"\xef\xbb\xbf"), file


def test_the_folder_of_the_library_holds_no_table_unread() -> None:
    outside = {p.relative_to(LIBRARY).as_posix() for p in Path(LIBRARY).glob("*.csv")}

    assert {"areas.csv", "completeness.csv", "statehood.csv", "totals.csv"} == outside
