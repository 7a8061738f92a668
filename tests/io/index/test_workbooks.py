"""Workbooks that would mislead or overwhelm: refused before they are opened, with sheet, row, column and remedy."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from openregime.core.readings.index.faults import BadIndicatorTable
from openregime.io.index.named import example_files
from openregime.io.index.tables import read_index_csv, read_index_xlsx


def book(change: Callable[[Any, Any], None] = lambda book, data: None) -> bytes:
    """The example as a workbook, changed."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("iMeta", "iData"):
        sheet = made.add_worksheet(name)
        for i, row in enumerate(csv.reader(example_files()[f"{name.lower()}.csv"].decode().splitlines())):
            for j, cell in enumerate(row):
                sheet.write(i, j, float(cell) if cell.removeprefix("-").isdigit() else cell)
    change(made, made.get_worksheet_by_name("iData"))
    made.close()
    return out.getvalue()


def test_a_workbook_says_the_same_as_the_two_tables() -> None:
    files = example_files()
    by_csv, by_book = read_index_csv(files["imeta.csv"], files["idata.csv"]), read_index_xlsx(book())

    assert by_book[0] == by_csv[0]
    assert by_book[1].units == by_csv[1].units


def test_the_error_of_a_formula_is_no_gap() -> None:
    with pytest.raises(BadIndicatorTable, match="row iData 2, column C: “#DIV/0!” is the error of a formula"):
        read_index_xlsx(book(lambda _book, data: data.write_formula(1, 2, "=1/0", None, "#DIV/0!")))


def test_what_a_formula_came_to_is_read_and_errors_of_other_sheets_are_not_looked_at() -> None:
    def change(made: Any, data: Any) -> None:
        data.write_formula(1, 2, "=70+4", None, 74)
        made.add_worksheet("Notes & more").write_formula(0, 0, "=1/0", None, "#DIV/0!")

    assert 74 in read_index_xlsx(book(change))[1].values[0]


def test_a_cell_far_from_the_table_is_named() -> None:
    with pytest.raises(BadIndicatorTable, match="row iData 1048576, column XFD: A cell stands so far away"):
        read_index_xlsx(book(lambda _book, data: data.write(1_048_575, 16_383, "x")))


def test_a_workbook_that_unfolds_to_far_more_than_it_seems_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            more = b" " * 70_000_000 if name == "xl/worksheets/sheet2.xml" else b""
            target.writestr(name, source.read(name) + more)

    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadIndicatorTable, match="unfolds to far more"):
        read_index_xlsx(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04 no archive", b"uCode,a\nU1,1\n"])
def test_what_is_no_workbook_is_said(content: bytes) -> None:
    with pytest.raises(BadIndicatorTable, match="workbook"):
        read_index_xlsx(content)
