"""Strict reading of CSV tables: what cannot be read exactly is refused with file, line and field, never repaired."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadDate, BadRecord, Problem, Window, day_of

Made = TypeVar("Made")

LARGEST_TABLE_BYTES = 20_000_000
"""A table of the record is thousands of rows; 20 MB is a hundred times the largest."""

_FORMULA = re.compile(r"^[=@].|^[+-](?![\d.]+%?$).")  # a lone sign is text: the index marks ties with "="
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class UnreadableTable(OpenRegimeError, ValueError):
    """A file that is no table of text: too large, not UTF-8, cut off, or without a header."""

    code = "unreadable-table"

    def __init__(self, file: str, message: str, *, line: int = 0, column: str = "") -> None:
        self.file, self.message, self.line, self.column = file, message, line, column
        super().__init__(f"{file}, line {line}: {message}" if line else f"{file}: {message}")


class BadCell(OpenRegimeError, ValueError):
    """One cell that does not say what it should; carries the `Problem`."""

    code = "bad-cell"

    def __init__(self, file: str, row: "Row", column: str, message: str) -> None:
        self.problem = Problem(file, row.line, column, message)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: `line` counts from 1 at the header, `cells` maps column -> text, stripped."""

    line: int
    cells: Mapping[str, str]


def day_in(file: str, row: Row, column: str) -> dt.date:
    """The day that a cell names. Raises BadCell: it names none."""
    window = window_in(file, row, column)
    if not window.is_day:
        raise BadCell(file, row, column, f"“{row.cells[column]}” is not one day. Write it as YYYY-MM-DD.")
    return window.latest


def window_in(file: str, row: Row, column: str) -> Window:
    """The window that a cell names: a day, a month or a year. Raises BadCell."""
    try:
        return day_of(row.cells[column])
    except BadDate as error:
        raise BadCell(file, row, column, str(error)) from None


def number_in(file: str, row: Row, column: str) -> int:
    """The whole number, 0 or more, in a cell. Raises BadCell."""
    text = row.cells[column]
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadCell(file, row, column, f"“{text}” is not a whole number. Write digits only.")
    return int(text)


def made_of(rows: Sequence[Row], make: Callable[[Row], Made], problems: list[Problem]) -> list[Made]:
    """What `make` makes of each row; a row with a bad cell makes nothing and adds to the problems."""
    made = []
    for row in rows:
        try:
            made.append(make(row))
        except BadCell as error:
            problems.append(error.problem)
    return made


def read_table_file(
    path: Path, columns: Sequence[str] = (), *, name: str = "", others: Sequence[str] | None = None
) -> list[Row]:
    """Read a CSV file. See `read_table`; the size is looked at before the file is read.

    Args:
        path: the file.
        columns, others: as in `read_table`.
        name: how messages call it; the file's own name when empty.
    Raises:
        UnreadableTable: also when there is no such file, or it is larger than 20 MB.
    """
    name = name or path.name
    if not path.is_file():
        raise UnreadableTable(name, "there is no such file. Check the name and the folder.")
    if path.stat().st_size > LARGEST_TABLE_BYTES:
        raise UnreadableTable(name, _too_large(path.stat().st_size))
    return read_table(path.read_bytes(), name, columns, others=others)


def _too_large(size: int) -> str:
    return f"{size / 1e6:.0f} MB is more than the {LARGEST_TABLE_BYTES / 1e6:.0f} MB a table may have. Split it."


def read_table(
    content: bytes, name: str, columns: Sequence[str] = (), *, others: Sequence[str] | None = None
) -> list[Row]:
    """Read the bytes of a CSV table with a header.

    Args:
        content: UTF-8 text, with or without a byte order mark.
        name: file name for messages.
        columns: columns that must be there.
        others: further columns that may be there; None where any may.
    Raises:
        UnreadableTable: too large, not UTF-8, no header, a repeated, missing or unknown column.
        BadRecord: rows with too few or too many fields, control characters, or a cell that a spreadsheet would run.
    """
    if len(content) > LARGEST_TABLE_BYTES:
        raise UnreadableTable(name, _too_large(len(content)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(name, f"line {line} is not UTF-8 text. Save the table as CSV in UTF-8.") from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [h.strip() for h in next(lines)]
    except StopIteration:
        raise UnreadableTable(name, "the file is empty. The first line must name the columns.") from None
    except csv.Error as error:
        raise UnreadableTable(name, f"line 1 cannot be read ({error}). The first line must name the columns.") from None
    _check_header(name, header, columns, others)
    return _rows(name, header, lines)


def _check_header(name: str, header: Sequence[str], columns: Sequence[str], others: Sequence[str] | None) -> None:
    repeated = sorted({h for h in header if header.count(h) > 1})
    odd = [h for h in header if _CONTROL.search(h) or _FORMULA.match(h)]
    missing = [c for c in columns if c not in header]
    unknown = [h for h in header if others is not None and h not in columns and h not in others]
    if repeated:
        words, column = f"the column {', '.join(repeated)} stands twice. Name each column once.", repeated[0]
    elif odd:
        words, column = f"“{odd[0][:30]}” is no name for a column. Is this a CSV table?", ""
    elif missing:
        words, column = f"the column {', '.join(missing)} is missing from the header: {', '.join(header)}.", missing[0]
    elif unknown:
        known = ", ".join((*columns, *(others or ())))
        words, column = f"the column {unknown[0]} is none of {known}. Take it out.", unknown[0]
    else:
        return
    raise UnreadableTable(name, words, line=1, column=column)


def _rows(name: str, header: list[str], lines: "csv.Reader") -> list[Row]:  # type: ignore[name-defined]
    rows: list[Row] = []
    problems: list[Problem] = []
    while True:
        line = lines.line_num + 1
        try:
            fields = next(lines)
        except StopIteration:
            break
        except csv.Error as error:
            message = f"cannot be read ({error}). Is the file cut off, or a quote open?"
            problems.append(Problem(name, line, "row", message))
            break
        if not fields:
            continue
        if len(fields) != len(header):
            problems.append(Problem(name, line, "row", f"has {len(fields)} fields where the header has {len(header)}."))
            continue
        cells = {column: value.strip() for column, value in zip(header, fields, strict=True)}
        problems.extend(_bad_cells(name, line, cells))
        rows.append(Row(line, cells))
    if problems:
        raise BadRecord(problems)
    return rows


def _bad_cells(name: str, line: int, cells: Mapping[str, str]) -> list[Problem]:
    found = []
    for column, value in cells.items():
        if _CONTROL.search(value):
            found.append(Problem(name, line, column, "holds a control character. Remove it."))
        elif _FORMULA.match(value):
            message = f"“{value[:30]}” begins like a formula. Write plain text or a number."
            found.append(Problem(name, line, column, message))
    return found
