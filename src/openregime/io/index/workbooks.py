"""Workbooks with the two tables of an index: what would unfold or run is refused, and no error of a formula is lost."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape

from openregime.core.readings.index.faults import BadIndicatorTable, Fault, refuse_if_any
from openregime.io.office_files import MOST_UNFOLDED, check_office

_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
MOST_LISTED = 100
MOST_PLACES = 20_000_000
"""Rows times columns of a sheet, up to the last cell that holds anything."""


def refuse_unsafe(workbook: bytes) -> None:
    """Refuse a workbook that would unfold to far more than it seems, or that holds what runs, before it is opened.

    Raises:
        BadIndicatorTable: saying what is wrong.
    """
    if not workbook.startswith(b"PK"):
        return  # an older form, which is not folded; the reader refuses what it is not
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            is_open_document = "content.xml" in archive.namelist()
            unfolded = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as unreadable:
        raise BadIndicatorTable.because(f"Is no workbook that can be read ({unreadable}). Save as XLSX.") from None
    if is_open_document:
        fault = "unfolds to far more than a table needs. Save it as CSV." if unfolded > MOST_UNFOLDED else ""
    else:
        fault = check_office(workbook, "xl")
    if fault:
        raise BadIndicatorTable.because(f"The workbook {fault} Large tables can be sent as CSV.")


def refuse_odd_cells(workbook: bytes, sheets: Sequence[str]) -> None:
    """Refuse the error of a formula, which readers of workbooks give as empty, so as a gap; and a cell far from the
    table, for they hold every place up to it in memory.

    Raises:
        BadIndicatorTable: each with sheet, row and column.
    """
    if not workbook.startswith(b"PK"):
        return
    found: list[Fault] = []
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        for name, part in _parts(archive):
            if name in sheets:
                content = archive.read(part)
                found += [*_far(name, content), *_errors(name, content)]
    refuse_if_any(found[:MOST_LISTED], BadIndicatorTable)


def _far(sheet: str, content: bytes) -> Iterator[Fault]:
    """The cell in the last row or column, where the rectangle up to it is too large."""
    places = [(int(row), _column(letters), letters.decode()) for letters, row in _PLACE.findall(content)]
    if not places:
        return
    last, widest = max(places), max(places, key=lambda place: place[1])
    if last[0] * widest[1] > MOST_PLACES:
        far = last if last[0] > widest[1] else widest
        said = f"A cell stands so far away that {last[0]:,} rows of {widest[1]:,} columns would be read. Delete it."
        yield Fault(f"{sheet} {far[0]}", far[2], said)


def _column(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + letter - 64
    return found


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of a sheet, and the part of the archive that holds it."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    book, relations = (archive.read(f"xl/{part}").decode() for part in ("workbook.xml", "_rels/workbook.xml.rels"))
    targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in _RELATION.findall(relations)}
    for sheet in _SHEET.findall(book):
        target = targets.get(_attribute(sheet, r"\w+:id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield unescape(_attribute(sheet, "name")), part


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(["'])(.*?)\1""", tag)
    return found[2] if found else ""


def _errors(sheet: str, content: bytes) -> Iterator[Fault]:
    for cell in _ERROR.finditer(content):
        place, value = _PLACE.search(cell[1]), _VALUE.search(cell[2])
        row, column = (place[2].decode(), place[1].decode()) if place else ("?", None)
        said = value[1].decode(errors="replace") if value else "an error"
        yield Fault(
            f"{sheet} {row}", column, f"“{said}” is the error of a formula. Mend it, or leave it empty as a gap."
        )
