"""An index in two tables: iData (one row per unit) and iMeta (one row per indicator, group, denominator or class)."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.faults import BadDefinition, BadIndicatorTable, Fault, refuse_if_any
from openregime.core.readings.index.table import MOST_UNITS, IndicatorTable
from openregime.io.index.workbooks import refuse_odd_cells, refuse_unsafe

GAPS = frozenset({"", "NA", "NaN", "n/a", "..", "-"})
"""What stands for a gap; anything else in a column of numbers is a number or is refused."""
LARGEST_BYTES = 200_000_000
LARGEST_VALUE = 1e100
"""Beyond it squares and differences run out of numbers, and results would be wrong without a word."""
META_COLUMNS = ("Level", "iCode", "iName", "Direction", "Weight", "Parent", "Type")
TYPES = ("Indicator", "Aggregate", "Denominator", "Group", "Other")

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that nobody sees and no file format agrees on; tabs and line breaks are none of them."""

Cells = Mapping[str, str]


@dataclass(frozen=True)
class _Sheet:
    """A table of text: its name, its header, and its rows with their numbers (the header is row 1)."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]


def read_index_csv(meta: bytes, table: bytes) -> tuple[Definition, IndicatorTable]:
    """Read an index from two CSV files.

    Args:
        meta: iMeta, UTF-8, with the columns Level, iCode, iName, Direction, Weight, Parent, Type, and where wanted
            Unit, Target, Denominator, GoalpostLow, GoalpostHigh.
        table: iData, UTF-8, with uCode, where wanted uName, and one column per iCode.
    Returns:
        The checked definition and the values; columns that iMeta does not name are refused, not dropped.
    Raises:
        BadDefinition, BadIndicatorTable: with row, column and remedy of every fault.
    """
    return _read(_sheet_of_csv("iMeta", meta), _sheet_of_csv("iData", table))


def read_index_xlsx(workbook: bytes) -> tuple[Definition, IndicatorTable]:
    """Read an index from a workbook with the sheets iMeta and iData; otherwise as `read_index_csv`.

    Raises:
        BadIndicatorTable: no workbook, one that is not safe to open, a sheet that is missing, the error of a formula.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # here: CSV need not wait for it

    refuse_unsafe(workbook)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    except (CalamineError, ValueError, OSError) as unreadable:
        raise BadIndicatorTable.because(f"Is no workbook that can be read ({unreadable}). Save as XLSX.") from None
    missing = [name for name in ("iMeta", "iData") if name not in book.sheet_names]
    refuse_if_any([Fault(None, None, f"Has no sheet {name}. Add it.") for name in missing], BadIndicatorTable)
    refuse_odd_cells(workbook, ("iMeta", "iData"))
    sheets = [
        _sheet_of_rows(name, [[_text_of(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()])
        for name in ("iMeta", "iData")
    ]
    return _read(*sheets)


def _text_of(cell: object) -> str:
    if isinstance(cell, float):
        return repr(cell) if not cell.is_integer() else str(int(cell))
    return str(cell)


def _sheet_of_csv(name: str, content: bytes) -> _Sheet:
    if len(content) > LARGEST_BYTES:
        raise BadIndicatorTable.because(f"{name} has {len(content):,} bytes; at most {LARGEST_BYTES:,} are read.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        row = content[: wrong.start].count(b"\n") + 1
        raise BadIndicatorTable.because("Is not UTF-8. Save the file as UTF-8.", row=f"{name} {row}") from None
    if content[: 10 * LARGEST_BYTES].count(b"\n") > MOST_UNITS + 1:
        message = f"{name} has more than {MOST_UNITS:,} rows. Leave out this row and those after it, or sum rows up."
        raise BadIndicatorTable.because(message, row=f"{name} {MOST_UNITS + 2}")
    try:
        return _sheet_of_rows(name, list(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as wrong:
        raise BadIndicatorTable.because(f"{name} is no CSV: {wrong}. Check its quotes.") from None


def _sheet_of_rows(name: str, rows: Sequence[Sequence[str]]) -> _Sheet:
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise BadIndicatorTable.because("Has no header. Write the names of the columns there.", row=f"{name} 1")
    header = tuple(cell.strip() for cell in rows[0])
    if len(header) == 1 and (sign := next((sign for sign in ";\t|" if sign in header[0]), "")):
        said = {"\t": "tabs"}.get(sign, f"“{sign}”")
        raise BadIndicatorTable.because(
            f"Cells are kept apart by {said}. Save the file as CSV with commas, and decimal points.", row=f"{name} 1"
        )
    hidden = [(n, cell) for n, cells in enumerate(rows, start=1) for cell in cells if CONTROL.search(cell)]
    refuse_if_any(
        [Fault(f"{name} {n}", None, f"{cell[:20]!r} holds a control character. Delete it.") for n, cell in hidden],
        BadIndicatorTable,
    )
    faults = [
        Fault(
            f"{name} 1",
            column or f"number {i + 1}",
            "Has no name. Give it one, or delete the column." if not column else "Stands twice. Rename one.",
        )
        for i, column in enumerate(header)
        if not column or column in header[:i]
    ]
    kept = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(Fault(f"{name} {number}", None, f"Has {len(cells)} cells for {len(header)} columns."))
            continue
        kept.append((number, {column: cell.strip() for column, cell in zip(header, cells, strict=True)}))
    refuse_if_any(faults, BadIndicatorTable)
    return _Sheet(name, header, tuple(kept))


def _read(meta: _Sheet, table: _Sheet) -> tuple[Definition, IndicatorTable]:
    missing = [column for column in META_COLUMNS if column not in meta.header]
    refuse_if_any([Fault(f"{meta.name} 1", column, "Is missing. Add the column.") for column in missing], BadDefinition)
    faults: list[Fault] = []
    by_type: dict[str, list[tuple[int, Cells]]] = {kind: [] for kind in TYPES}
    for number, cells in meta.rows:
        if cells["Type"] not in by_type:
            faults.append(Fault(f"iMeta {number}", "Type", f"“{cells['Type']}” is none of {', '.join(TYPES)}."))
        else:
            by_type[cells["Type"]].append((number, cells))
    indicators = [_indicator(number, cells, faults) for number, cells in by_type["Indicator"]]
    groups = [_group(number, cells, faults) for number, cells in by_type["Aggregate"]]
    refuse_if_any(faults, BadDefinition)
    definition = Definition(tuple(indicators), tuple(groups))
    refuse_if_any(list(_wrong_levels(definition, by_type)), BadDefinition)
    columns = {kind: [cells["iCode"] for _, cells in rows] for kind, rows in by_type.items()}
    return definition, _table_of(table, columns)


def _wrong_levels(definition: Definition, by_type: Mapping[str, list[tuple[int, Cells]]]) -> Iterator[Fault]:
    level_of = {part: str(n) for n, level in enumerate(definition.levels, start=1) for part in level}
    for number, cells in (*by_type["Indicator"], *by_type["Aggregate"]):
        if cells["Level"] != level_of[cells["iCode"]]:
            level = level_of[cells["iCode"]]
            message = f"Says {cells['Level'] or 'nothing'}, by its parents {cells['iCode']} stands on level {level}."
            yield Fault(f"iMeta {number}", "Level", f"{message} Correct one of the two.")


def _number(
    sheet_row: str,
    column: str,
    cells: Cells,
    faults: list[Fault],
    *,
    hint: str,
    needed: Callable[[], bool] = lambda: True,
) -> float | None:
    text = cells.get(column, "")
    if text in GAPS:
        if needed():
            faults.append(Fault(sheet_row, column, f"Is missing. {hint}"))
        return None
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        faults.append(Fault(sheet_row, column, f"“{text[:40]}” is no finite number. {hint}"))
        return None
    return value


def _optional() -> bool:
    return False


def _indicator(number: int, cells: Cells, faults: list[Fault]) -> Indicator:
    row = f"iMeta {number}"
    weight = _number(row, "Weight", cells, faults, hint="Write a number of at least 0.")
    direction = _number(row, "Direction", cells, faults, hint="Write 1 where more is better, else -1.")
    target = _number(row, "Target", cells, faults, hint="Write a number, or leave it empty.", needed=_optional)
    posts = [
        _number(row, column, cells, faults, hint="Write a number, or leave both empty.", needed=_optional)
        for column in ("GoalpostLow", "GoalpostHigh")
    ]
    if (posts[0] is None) != (posts[1] is None):
        faults.append(Fault(row, "GoalpostLow, GoalpostHigh", "Only one is given. Write both, or leave both empty."))
    if direction is not None and direction not in (1.0, -1.0):
        faults.append(Fault(row, "Direction", f"{direction:g} is no direction. Write 1 or -1."))
    return Indicator(
        id=cells["iCode"],
        parent=cells["Parent"],
        weight=0.0 if weight is None else weight,  # a missing one is among the faults, so this never gets out
        direction=-1 if direction == -1 else 1,
        name=cells["iName"],
        unit=cells.get("Unit", ""),
        denominator=cells.get("Denominator") or None,
        goalposts=None if posts[0] is None or posts[1] is None else (posts[0], posts[1]),
        target=target,
    )


def _group(number: int, cells: Cells, faults: list[Fault]) -> Group:
    weight = _number(f"iMeta {number}", "Weight", cells, faults, hint="Write a number of at least 0.")
    return Group(cells["iCode"], cells["Parent"] or None, 0.0 if weight is None else weight, cells["iName"])


def _how_to_write(text: str) -> str:
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return "Write the decimal sign as a point, 1.5, or leave it empty as a gap."
    if re.fullmatch(r"[-+]?\d+(?:\.\d+)?\s*%", text):
        return "Leave the sign of per cent out, or leave it empty as a gap."
    return "Write one, or leave it empty as a gap."


def _table_of(sheet: _Sheet, columns: Mapping[str, list[str]]) -> IndicatorTable:
    named = {"uCode", "uName", "Time", *(code for codes in columns.values() for code in codes)}
    faults = (
        [Fault("iData 1", "uCode", "Is missing. Add the column with the code of each unit.")]
        if "uCode" not in sheet.header
        else []
    )
    faults += [
        Fault("iData 1", column, "Is not in iMeta. Add a row there, with Type Other if it is only for readers.")
        for column in sheet.header
        if column not in named
    ]
    numbers = [*columns["Indicator"], *columns["Denominator"]]
    faults += [
        Fault("iData 1", column, "Is in iMeta, but has no column here. Add it.")
        for column in (*numbers, *columns["Group"])
        if column not in sheet.header
    ]
    refuse_if_any(faults, BadIndicatorTable)
    values = np.full((len(sheet.rows), len(numbers)), np.nan)
    for i, (number, cells) in enumerate(sheet.rows):
        row = f"iData {number} ({cells['uCode'] or 'no uCode'})"
        if not cells["uCode"]:
            faults.append(Fault(row, "uCode", "Is empty. Give the unit a code."))
        for j, column in enumerate(numbers):
            text = cells[column]
            try:
                values[i, j] = np.nan if text in GAPS else float(text if "_" not in text else "no number")
            except ValueError:
                faults.append(Fault(row, column, f"“{text[:40]}” is no number. {_how_to_write(text)}"))
    for i, j in np.argwhere(np.isinf(values)):
        row = f"iData {sheet.rows[i][0]} ({sheet.rows[i][1]['uCode']})"
        faults.append(Fault(row, numbers[j], "Is infinite. Write a finite number, or leave it empty as a gap."))
    for i, j in np.argwhere(np.isfinite(values) & (np.abs(values) > LARGEST_VALUE)):
        row = f"iData {sheet.rows[i][0]} ({sheet.rows[i][1]['uCode']})"
        message = f"{values[i, j]:g} is too large to be reckoned with. Write it in a larger unit."
        faults.append(Fault(row, numbers[j], message))
    refuse_if_any(faults, BadIndicatorTable)
    m = len(columns["Indicator"])
    return IndicatorTable(
        units=tuple(cells["uCode"] for _, cells in sheet.rows),
        columns=tuple(columns["Indicator"]),
        values=values[:, :m],
        denominators={name: values[:, m + j] for j, name in enumerate(columns["Denominator"])},
        classes={name: tuple(cells[name] for _, cells in sheet.rows) for name in columns["Group"]},
        names={cells["uCode"]: cells.get("uName", "") for _, cells in sheet.rows},
    )
