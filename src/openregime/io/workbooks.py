"""Tables as an XLSX workbook, with a README sheet first; cells are never run, and sheets can read right to left."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from openregime.io.downloads import BadTable, Column, Table, as_readme, flat_cells, guarded

LARGEST_SHEET_ROWS = 1_048_575
"""Rows below the header that the format can hold."""
LONGEST_CELL = 32_767
"""Characters that a cell of the format can hold."""
_FIRST_SAFE_DAY = dt.date(1900, 3, 1)  # before it spreadsheets disagree on the calendar
_FIXED_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def as_xlsx(tables: Sequence[Table], *, right_to_left: bool = False) -> bytes:
    """A workbook: a README sheet with days, columns, caveats, sources and licence, then one sheet for each table.

    Args:
        tables: at least one.
        right_to_left: sheets run from the right, for Arabic and other scripts written so.
    Returns:
        Bytes of an XLSX file, the same for the same tables.
    Raises:
        BadTable: no table, too many rows for a sheet, or a text too long for a cell. Nothing is cut in silence.
    """
    if not tables:
        raise BadTable("A workbook needs at least one table.")
    import xlsxwriter  # here: a fifth of a second that CSV and JSON need not wait for

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": tables[0].title, "author": "OpenRegime", "created": _made_on(tables[0])})
        book.set_size(1600, 1000)
        formats = _formats(book, right_to_left=right_to_left)
        names = _sheet_names([table.title for table in tables])
        _write_readme(book.add_worksheet("README"), tables, names, formats, right_to_left=right_to_left)
        for name, table in zip(names, tables, strict=True):
            sheet = book.add_worksheet(name)
            if right_to_left:
                sheet.right_to_left()
            _write_table(sheet, table, formats)
    return out.getvalue()


def _made_on(table: Table) -> dt.datetime:
    day = table.as_known or table.as_of
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day and day.year >= 1980 else _FIXED_DAY


def _formats(book: Any, *, right_to_left: bool) -> dict[str, Any]:
    order = {"reading_order": 2} if right_to_left else {}
    wrapped = {"text_wrap": True, "valign": "top", **order}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, **wrapped}),
        "title": book.add_format({"bold": True, "font_size": 14, **order}),
        "text": book.add_format(wrapped),
        "quoted": book.add_format({"quote_prefix": True, **wrapped}),
        "number": book.add_format({"valign": "top"}),
        "share": book.add_format({"valign": "top", "num_format": "0%"}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
    }


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that the format allows: at most 31 characters, no `[]:*?/\\`, no two alike, none called README."""
    found: list[str] = []
    taken = {"readme", "history", ""}
    for title in titles:
        base = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).split()).strip("'")[:31].strip() or "Table"
        name, n = base, 1
        while name.casefold() in taken:
            n += 1
            name = f"{base[: 31 - len(str(n)) - 1]} {n}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _write_readme(
    sheet: Any, tables: Sequence[Table], names: Sequence[str], formats: dict[str, Any], *, right_to_left: bool
) -> None:
    if right_to_left:
        sheet.right_to_left()
    sheet.set_column(0, 0, 110)
    row = 0
    for name, table in zip(names, tables, strict=True):
        for line in as_readme(table).splitlines():
            text = re.sub(r"\\([\\|`*<\[\]])", r"\1", line.lstrip("# ").replace("`", ""))
            is_title = line.startswith("# ")
            _write_text(sheet, row, 0, f"{text} ({name})" if is_title and text != name else text, formats, is_title)
            row += 1
        row += 1


def _write_table(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    if len(table.rows) > LARGEST_SHEET_ROWS:
        raise BadTable(f"“{table.title}” has {len(table.rows)} rows, a sheet holds {LARGEST_SHEET_ROWS}. Take the CSV.")
    heads = [(column, key) for column in table.columns for key in column.flat_keys]
    for place, (column, _) in enumerate(heads):
        sheet.write_string(0, place, _head(table, heads, place), formats["head"])
        sheet.set_column(place, place, _width(column, table))
    for line, row in enumerate(table.rows, 1):
        place = 0
        for column, cell in zip(table.columns, row, strict=True):
            for flat in flat_cells(column, cell):
                _write_cell(sheet, line, place, column, flat, formats)
                place += 1
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(heads) - 1)


def _head(table: Table, heads: Sequence[tuple[Column, str]], place: int) -> str:
    column, key = heads[place]
    if len(column.flat_keys) == 1:
        return column.title
    return f"{column.title} ({table.words.low if key == column.flat_keys[0] else table.words.high})"


def _width(column: Column, table: Table) -> int:
    position = table.columns.index(column)
    longest = max((len(str(row[position])) for row in table.rows[:200]), default=0)
    return min(60, max(12, longest if column.kind in ("text", "list") else 12, len(column.title) // 2 + 2))


def _write_cell(sheet: Any, line: int, place: int, column: Column, cell: Any, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if type(cell) is str:
        _write_text(sheet, line, place, cell, formats)
    elif isinstance(cell, bool):
        sheet.write_boolean(line, place, cell, formats["number"])
    elif isinstance(cell, dt.date):
        if cell >= _FIRST_SAFE_DAY:
            sheet.write_datetime(line, place, dt.datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
        else:
            sheet.write_string(line, place, cell.isoformat(), formats["text"])
    elif isinstance(cell, int | float):
        sheet.write_number(line, place, cell, formats["share" if column.kind == "share" else "number"])
    else:
        _write_text(sheet, line, place, cell, formats)


def _write_text(sheet: Any, line: int, place: int, text: str, formats: dict[str, Any], is_title: bool = False) -> None:
    if len(text) > LONGEST_CELL:
        raise BadTable(f"A text of {len(text)} characters is too long for a cell ({LONGEST_CELL}). Take the CSV.")
    chosen = "title" if is_title else ("quoted" if guarded(text) != text else "text")
    sheet.write_string(line, place, text, formats[chosen])
