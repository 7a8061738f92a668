"""Tables that leave the house: nothing lost, nothing run by a spreadsheet, sources always with them."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from openregime.core.facts import ALWAYS, NEVER, Source, Span, Status, Window
from openregime.io.downloads import (
    BadTable,
    Column,
    ReadmeWords,
    Table,
    as_bundle,
    as_csv,
    as_csv_for_spreadsheets,
    as_json,
    as_markdown,
    as_readme,
    guarded,
    shown,
)
from openregime.io.workbooks import LONGEST_CELL, as_xlsx

SOURCE = Source("reg_2014", "Register of parties", "Depositary", "https://example.org", "2014-07-10", "", "facts", "x")
COLUMNS = (
    Column("state", "State"),
    Column("parties", "Parties", "interval", "narrowed by totals"),
    Column("met", "Met", "share"),
    Column("status", "Status", "status"),
    Column("since", "Since", "date"),
    Column("codes", "Codes", "list"),
)
ROWS = (
    ("Côte d'Ivoire", (70, 76), Span(0, 0.5), Status.NOT_MET, dt.date(2016, 5, 8), ("A", "B")),
    ("=HYPERLINK(1)", (102, 102), None, Status.UNKNOWN, Window(ALWAYS, dt.date(2018, 7, 31)), ()),
    ("NO", None, Span(1, 1), Status.MET, NEVER, None),
)
TABLE = Table("Parties | by day", COLUMNS, ROWS, ("Unknown stays a range.",), (SOURCE,), dt.date(2016, 5, 8))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_intervals_take_two_columns_and_unknown_takes_none() -> None:
    first, second, third = rows_of(as_csv(TABLE))

    assert (first["parties_low"], first["parties_high"], first["met_high"]) == ("70", "76", "0.5")
    assert (second["met_low"], second["met_high"]) == ("", "")
    assert (third["parties_low"], third["since"], third["codes"]) == ("", "", "")


def test_norway_stays_norway() -> None:
    assert rows_of(as_csv(TABLE))[2]["state"] == "NO"


def test_statuses_days_and_windows_are_written_for_programs() -> None:
    first, second, _ = rows_of(as_csv(TABLE))

    assert (first["status"], first["since"], first["codes"]) == ("not-met", "2016-05-08", "A;B")
    assert second["since"] == "../2018-07-31"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_cells_that_begin_like_a_formula_are_guarded(text: str) -> None:
    table = Table("T", (Column("a", "A"),), ((text,),))

    assert rows_of(as_csv(table))[0]["a"] == "'" + text


@pytest.mark.parametrize("text", ["France", "=", "-", "2=1", "", "'tis"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_negative_numbers_stay_numbers() -> None:
    assert rows_of(as_csv(Table("T", (Column("a", "A"),), ((-1.5,),))))[0]["a"] == "-1.5"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00")), min_size=1, max_size=5)
)
def test_csv_brings_every_text_back(texts: list[str]) -> None:
    table = Table("T", (Column("a", "A"), Column("b", "B")), tuple((text, "x") for text in texts))

    assert [row["a"] for row in rows_of(as_csv(table))] == [guarded(text) for text in texts]


def test_spreadsheets_get_a_byte_order_mark_and_pipes_do_not() -> None:
    assert as_csv_for_spreadsheets(TABLE) == b"\xef\xbb\xbf" + as_csv(TABLE)
    assert not as_csv(TABLE).startswith(b"\xef")


def test_json_keeps_spans_as_pairs_and_carries_its_sources() -> None:
    content = json.loads(as_json(TABLE))

    assert content["rows"][0]["parties"] == [70, 76]
    assert content["rows"][0]["met"] == [0, 0.5]
    assert content["rows"][1]["met"] is None
    assert content["rows"][0]["status"] == "not-met"
    assert content["sources"][0]["id"] == "reg_2014"
    assert content["caveats"] == ["Unknown stays a range."]
    assert (content["as_of"], content["as_known"]) == ("2016-05-08", None)


def test_markdown_cannot_be_broken_by_a_cell() -> None:
    table = Table("T", (Column("a", "A"), Column("b", "B")), (("x|y\n| z |", "<b>*`[l](u)"),))
    rows = [line for line in as_markdown(table).decode().splitlines() if line.startswith("|")]

    assert len(rows) == 3
    assert rows[2] == r"| x\|y \| z \| | \<b>\*\`\[l\](u) |"


def test_people_read_intervals_in_words() -> None:
    assert shown(COLUMNS[1], (70, 76)) == "70 to 76"
    assert shown(COLUMNS[1], (102, 102)) == "102"
    assert shown(COLUMNS[2], Span(0, 0.5)) == "0 % to 50 %"
    assert shown(COLUMNS[2], None) == "–"
    assert shown(COLUMNS[4], Window(dt.date(2008, 7, 17), dt.date(2015, 7, 8))) == "2008-07-17 to 2015-07-08"
    assert shown(COLUMNS[4], Window(ALWAYS, dt.date(2018, 7, 31))) == "by 2018-07-31"


def test_nearly_whole_is_not_shown_as_whole() -> None:
    assert shown(COLUMNS[2], Span(0.999, 1)) == "99 % to 100 %"
    assert shown(COLUMNS[2], Span(0, 0.001)) == "0 % to 1 %"


def test_readme_names_every_column_caveat_source_and_day() -> None:
    text = as_readme(TABLE)

    for key in (key for column in COLUMNS for key in column.flat_keys):
        assert f"`{key}`" in text
    for words in ("narrowed by totals", "Unknown stays a range.", "Register of parties", "As of: 2016-05-08"):
        assert words in text


def test_readme_can_speak_another_language() -> None:
    table = Table("T", (Column("a", "A"),), (), (), (SOURCE,), words=ReadmeWords(sources="المصادر"))

    assert "## المصادر" in as_readme(table)


def test_bundle_holds_table_and_readme_and_is_the_same_each_time() -> None:
    content = as_bundle(TABLE, "parties")
    files = zipfile.ZipFile(io.BytesIO(content))

    assert files.namelist() == ["parties.csv", "README.md"]
    assert files.read("parties.csv") == as_csv_for_spreadsheets(TABLE)
    assert content == as_bundle(TABLE, "parties")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 81, "نص"])
def test_bundle_refuses_hostile_names(name: str) -> None:
    with pytest.raises(BadTable, match="no file name"):
        as_bundle(TABLE, name)


def test_workbook_brings_cells_back_with_their_types() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx([TABLE])))
    header, first, second, _ = book.get_sheet_by_name("Parties | by day").to_python()

    assert book.sheet_names[0] == "README"
    assert header[:3] == ["State", "Parties (low end)", "Parties (high end)"]
    assert first == ["Côte d'Ivoire", 70.0, 76.0, 0.0, 0.5, "not-met", dt.date(2016, 5, 8), "A;B"]
    assert second[0] == "=HYPERLINK(1)"


def test_workbook_holds_no_formula() -> None:
    files = zipfile.ZipFile(io.BytesIO(as_xlsx([TABLE])))

    assert not any(b"<f>" in files.read(name) for name in files.namelist() if "sheet" in name)
    assert b'quotePrefix="1"' in files.read("xl/styles.xml")


def test_workbook_reads_from_the_right_when_asked() -> None:
    def sheets(content: bytes) -> list[bytes]:
        files = zipfile.ZipFile(io.BytesIO(content))
        return [files.read(name) for name in files.namelist() if "worksheets/sheet" in name]

    assert all(b'rightToLeft="1"' in sheet for sheet in sheets(as_xlsx([TABLE], right_to_left=True)))
    assert not any(b"rightToLeft" in sheet for sheet in sheets(as_xlsx([TABLE])))


def test_sheets_are_named_apart_and_within_the_limits() -> None:
    tables = [Table(title, (Column("a", "A"),), ()) for title in ("x" * 40, "X" * 40, "a/b:c", "README", "''")]
    names = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(tables))).sheet_names

    assert len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_workbook_is_the_same_each_time() -> None:
    assert as_xlsx([TABLE]) == as_xlsx([TABLE])


def test_workbook_refuses_what_it_would_have_to_cut() -> None:
    with pytest.raises(BadTable, match="too long for a cell"):
        as_xlsx([Table("T", (Column("a", "A"),), (("x" * (LONGEST_CELL + 1),),))])
    with pytest.raises(BadTable, match="at least one table"):
        as_xlsx([])


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadTable, match="row 2 has 1 cells for 2 columns"):
        Table("T", (Column("a", "A"), Column("b", "B")), ((1, 2), (1,)))
    with pytest.raises(BadTable, match="each differently"):
        Table("T", (Column("a", "A"), Column("a", "B")), ())
    with pytest.raises(BadTable, match="no kind of column"):
        Column("a", "A", "picture")
    with pytest.raises(BadTable, match="two ends"):
        as_csv(Table("T", (Column("a", "A", "interval"),), ((5,),)))


def test_csv_shows_no_digits_that_adding_up_floats_left_behind() -> None:
    table = Table("Figures", (Column("figure", "Figure"),), ((99.99999999999999,), (1 / 3,), (0.1 + 0.2,), (7,)))

    assert as_csv(table).decode().split() == ["figure", "100.0", "0.333333333333", "0.3", "7"]
