"""Claims by people as a table: the template, and rows read strictly from CSV or a workbook, never run or repaired."""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from openregime.core.facts import BadRecord, Problem
from openregime.io.downloads import Column, Table
from openregime.io.office_files import check_office
from openregime.io.tables import Row, UnreadableTable, read_table

NEEDED = ("object", "value", "valid", "basis", "category")
OTHERS = ("ends_on", "note", "summary", "redacted", "facility", "giver", "closed_until")
COLUMNS = NEEDED + OTHERS
LARGEST_UPLOAD_BYTES = 10_000_000
MOST_ROWS = 10_000
"""Rows that one file may bring: each becomes a draft with its entry in the trail, all in one transaction."""
EXAMPLE = "topic:example"
"""What the row of the template that explains the others is about; it is never taken in."""

_EXAMPLE_ROW = {
    "object": EXAMPLE,
    "value": "A law on nuclear security is in force. (This row is an example: take it out.)",
    "valid": "2020-01-01",
    "basis": "Official gazette 12/2019",
    "category": "C01",
    "ends_on": "",
    "note": "",
    "summary": "There is a law on nuclear security.",
    "redacted": "",
    "facility": "",
    "giver": "",
    "closed_until": "",
}


def template(*, title: str, about: Mapping[str, str], caveats: Sequence[str]) -> Table:
    """The table to fill in: the header and one row that shows how, which is refused when it is sent back.

    Args:
        title: what the table is.
        about: column -> what belongs in it.
        caveats: sentences for the README of a workbook.
    """
    columns = tuple(Column(name, name, about=about.get(name, "")) for name in COLUMNS)
    return Table(title, columns, (tuple(_EXAMPLE_ROW[name] for name in COLUMNS),), caveats=tuple(caveats), licence="")


def read_proposed_rows(content: bytes, name: str) -> list[Row]:
    """The rows of a table of claims, with every column that there is; columns that were left out are empty.

    Args:
        content: bytes of a CSV file in UTF-8, or of an XLSX workbook, at most 10,000,000.
        name: file name for messages; its ending says which of the two it is.
    Returns:
        1 to 10,000 rows; `line` is the number of the row in the file, the header is row 1.
    Raises:
        UnreadableTable: too large, not what its name says, no rows, too many, a missing or unknown column.
        BadRecord: names every row that cannot be read exactly: formulas, control characters, wrong number of fields,
            the example of the template.
    """
    if len(content) > LARGEST_UPLOAD_BYTES:
        limit = f"{LARGEST_UPLOAD_BYTES / 1e6:.0f} MB"
        raise UnreadableTable(name, f"has {len(content) / 1e6:.1f} MB; a table of claims may have {limit}. Split it.")
    ending = name.rpartition(".")[2].lower()
    if ending not in ("csv", "xlsx"):
        raise UnreadableTable(name, "is neither .csv nor .xlsx. Use the template.")
    if ending == "csv" and content.startswith(b"PK\x03\x04"):
        raise UnreadableTable(name, "is a workbook, although its name says CSV. Name it .xlsx.")
    rows = read_table(content, name, NEEDED, others=OTHERS) if ending == "csv" else _workbook_rows(content, name)
    if not rows:
        raise UnreadableTable(name, "has no rows below its header. Write one row for each claim.")
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(name, f"has {len(rows):,} rows; at most {MOST_ROWS:,} are taken at once. Split it.")
    examples = [row for row in rows if row.cells["object"].lower().startswith(EXAMPLE)]
    if examples:
        words = "is the example of the template. Take the row out."
        raise BadRecord([Problem(name, row.line, "object", words) for row in examples])
    return [Row(row.line, {column: row.cells.get(column, "") for column in COLUMNS}) for row in rows]


# ---- workbooks

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*(?:<(?:\w+:)?is>.*?</(?:\w+:)?is>\s*)?<(?:\w+:)?f\b", re.DOTALL)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=\"e\"[^>]*)>")
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")


def _workbook_rows(content: bytes, name: str) -> list[Row]:
    fault = check_office(content, "xl")
    if fault:
        raise UnreadableTable(name, fault)
    formulas = _formulas(content, name)
    if formulas:
        raise BadRecord(formulas)
    return _rows_of(_cells_of(content, name), name)


def _formulas(content: bytes, name: str) -> list[Problem]:
    """Cells that a spreadsheet works out, found in the sheets themselves: readers give only what they last came to."""
    found: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                if part.lower().startswith("xl/worksheets/") and part.endswith(".xml"):
                    found += _faulty_cells(archive.read(part), name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableTable(name, "is no workbook that can be read. Save it again.") from error
    return found[:100]


def _faulty_cells(sheet: bytes, name: str) -> list[Problem]:
    found = []
    for pattern, words in (
        (_CELL, "holds a formula. Write what it comes to."),
        (_ERROR_CELL, "holds an error. Mend it."),
    ):
        for cell in pattern.finditer(sheet):
            place = _PLACE.search(cell.group(1))
            line, column = (int(place[2]), place[1].decode("ascii")) if place else (0, "cell")
            found.append(Problem(name, line, column, words))
    return found


def _cells_of(content: bytes, name: str) -> Sequence[Sequence[object]]:
    """The cells of the sheet with the claims: the first whose header has all the columns that are needed."""
    from python_calamine import CalamineError, CalamineWorkbook  # here: CSV need not wait for it

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableTable(name, "is no workbook that can be read. Save it again as XLSX.") from error
    fitting = [s for s in sheets if s and set(NEEDED) <= {str(cell).strip() for cell in s[0]}]
    if len(fitting) != 1:
        words = "no sheet has" if not fitting else "more than one sheet has"
        raise UnreadableTable(name, f"{words} the columns {', '.join(NEEDED)} in its first row. Use the template.")
    return fitting[0]


def _rows_of(cells: Sequence[Sequence[object]], name: str) -> list[Row]:
    header = [str(cell).strip() for cell in cells[0]]
    while header and not header[-1]:
        header.pop()
    odd = [h for h in header if h not in COLUMNS or header.count(h) > 1]
    if odd:
        known = ", ".join(COLUMNS)
        words = f"the column “{odd[0][:30]}” stands twice or is none of {known}. Take it out."
        raise UnreadableTable(name, words, line=1, column=odd[0][:30])
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, row in enumerate(cells[1:], 2):
        if all(cell == "" for cell in row):
            continue
        if any(cell != "" for cell in row[len(header) :]):
            problems.append(Problem(name, line, "row", "has a cell beside the columns of the header. Take it out."))
        texts = {}
        for column, cell in zip(header, row, strict=False):
            try:
                texts[column] = _text_of(cell)
            except ValueError as error:
                problems.append(Problem(name, line, column, str(error)))
                texts[column] = ""
        rows.append(Row(line, texts))
    if problems:
        raise BadRecord(problems)
    return _checked(rows, header, name)


def _checked(rows: Sequence[Row], header: Sequence[str], name: str) -> list[Row]:
    """The same rows after the same look at each cell as for CSV; their numbers stay those of the sheet."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.cells[column] for column in header])
    line_of = _line_numbers(rows)
    try:
        read = read_table(out.getvalue().encode(), name, NEEDED, others=OTHERS)
    except BadRecord as error:
        raise BadRecord(
            [Problem(p.file, line_of.get(p.line, p.line), p.field, p.message) for p in error.problems]
        ) from None
    return [Row(row.line, again.cells) for row, again in zip(rows, read, strict=True)]


def _line_numbers(rows: Sequence[Row]) -> dict[int, int]:
    """Line of the text made of some rows -> row of the sheet."""
    found, line = {}, 2
    for row in rows:
        found[line] = row.line
        line += 1 + sum(cell.count("\n") for cell in row.cells.values())
    return found


def _text_of(cell: object) -> str:
    if isinstance(cell, bool):
        raise ValueError("is a yes-or-no cell of the spreadsheet. Write it as text.")
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise ValueError("holds a day with a time. Write the day alone, as YYYY-MM-DD.")
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time | dt.timedelta):
        raise ValueError("holds a time. Write the day, as YYYY-MM-DD.")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
