"""Tables of claims: the template, rows as they stand, and a report with file, row and field of what will not do."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from openregime.core.facts import BadRecord
from openregime.io.downloads import as_csv
from openregime.io.proposals.tables import (
    COLUMNS,
    LARGEST_UPLOAD_BYTES,
    MOST_ROWS,
    NEEDED,
    read_proposed_rows,
    template,
)
from openregime.io.tables import UnreadableTable
from openregime.io.workbooks import as_xlsx

ROW = ("topic:law", "NO", "2020-01-01", "Gazette 12/2019", "C01")


def a_csv(*rows: Sequence[str], header: Sequence[str] = NEEDED) -> bytes:
    return "\n".join(",".join(row) for row in (header, *rows)).encode()


def a_workbook(*rows: Sequence[Any], header: Sequence[str] = NEEDED, formula: str = "", sheets: int = 1) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"Claims {number}")
            for line, row in enumerate((header, *rows)):
                for column, cell in enumerate(row):
                    sheet.write(line, column, cell)
            if formula:
                sheet.write_formula("B3", formula)
    return out.getvalue()


def refused(content: bytes, name: str) -> list[tuple[int, str, str]]:
    """Row, field and words of every problem."""
    with pytest.raises((UnreadableTable, BadRecord)) as error:
        read_proposed_rows(content, name)
    if isinstance(error.value, BadRecord):
        assert {p.file for p in error.value.problems} == {name}
        return [(p.line, p.field, p.message) for p in error.value.problems]
    assert str(error.value).startswith(name)
    return [(error.value.line, error.value.column, error.value.message)]


@pytest.mark.parametrize("content", [a_csv(ROW), a_workbook(ROW)], ids=["csv", "xlsx"])
def test_rows_come_as_they_stand_and_no_stays_no(content: bytes) -> None:
    name = "claims.xlsx" if content.startswith(b"PK") else "claims.csv"
    (row,) = read_proposed_rows(content, name)
    assert (row.line, row.cells["value"], row.cells["note"]) == (2, "NO", "")
    assert tuple(row.cells) == COLUMNS


def test_days_and_numbers_of_a_workbook_are_written_as_text() -> None:
    (row,) = read_proposed_rows(a_workbook(("topic:law", 11, dt.date(2020, 1, 31), 0.5, "C01")), "a.xlsx")
    assert [row.cells[c] for c in ("value", "valid", "basis")] == ["11", "2020-01-31", "0.5"]


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_template_has_every_column_and_its_example_is_refused(format_: str) -> None:
    made = template(title="Claims", about={"object": "what it is about"}, caveats=["Take the example out."])
    content = as_csv(made) if format_ == "csv" else as_xlsx([made])
    assert refused(content, f"t.{format_}") == [(2, "object", "is the example of the template. Take the row out.")]


def test_rows_of_a_workbook_keep_their_numbers_when_some_are_empty_or_have_several_lines() -> None:
    content = a_workbook(("topic:a", "one\ntwo", "2020", "b", "C01"), (), ("topic:b", "@SUM(A1)", "2020", "b", "C01"))
    assert [(line, field) for line, field, _words in refused(content, "a.xlsx")] == [(4, "value")]


@pytest.mark.parametrize(
    ("content", "name", "line", "words"),
    [
        (a_csv(ROW, ("topic:a", "=1+1", "2020", "b", "C01")), "a.csv", 3, "formula"),
        (a_workbook(ROW, ROW, formula="=1+1"), "a.xlsx", 3, "holds a formula"),
        (a_workbook(ROW, ("topic:a", True, "2020", "b", "C01")), "a.xlsx", 3, "yes-or-no"),
        (a_workbook(("topic:a", "x", dt.datetime(2020, 1, 1, 9), "b", "C01")), "a.xlsx", 2, "day with a time"),
        (a_workbook((*ROW, "beside")), "a.xlsx", 2, "beside the columns"),
        (a_csv(("a", "b")), "a.csv", 2, "has 2 fields where the header has 5"),
        (a_csv(("topic:a", "a\x07", "2020", "b", "C01")), "a.csv", 2, "control character"),
        ("object,value\nÜ".encode("latin-1"), "a.csv", 0, "not UTF-8"),
        (a_csv(), "a.csv", 0, "has no rows"),
        (b"", "a.csv", 0, "empty"),
        (a_csv(ROW[:4], header=NEEDED[:4]), "a.csv", 1, "column category is missing"),
        (a_csv((*ROW, "x"), header=(*NEEDED, "stage")), "a.csv", 1, "the column stage is none of"),
        (a_workbook((*ROW, "x"), header=(*NEEDED, "stage")), "a.xlsx", 1, "“stage” stands twice or is none of"),
        (a_workbook(ROW, header=("a", "b")), "a.xlsx", 0, "no sheet has"),
        (a_workbook(ROW, sheets=2), "a.xlsx", 0, "more than one sheet"),
        (a_csv(*[ROW] * (MOST_ROWS + 1)), "a.csv", 0, "at most 10,000"),
        (b"a" * (LARGEST_UPLOAD_BYTES + 1), "a.csv", 0, "may have 10 MB"),
        (a_workbook(ROW), "a.csv", 0, "is a workbook"),
        (a_csv(ROW), "a.xlsx", 0, "not what its name says"),
        (a_csv(ROW), "a.ods", 0, "neither .csv nor .xlsx"),
        (a_workbook(ROW)[:-40], "a.xlsx", 0, "Save it again"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_exactly_is_refused_with_row_and_words(
    content: bytes, name: str, line: int, words: str
) -> None:
    problems = refused(content, name)
    assert problems[0][0] == line
    assert words in problems[0][2]
