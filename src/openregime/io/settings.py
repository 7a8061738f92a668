"""Reads `tables.toml`: the day of compilation, how each table becomes claims, and how many rows each file holds."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from openregime.core.facts import BadRecord, Problem
from openregime.io.claim_tables import TableSpec
from openregime.io.tables import UnreadableTable
from openregime.io.toml_files import Key, read_toml_file

FILE = "tables.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `tables.toml` says.

    Attributes:
        compiled_on: the day on which the record was compiled.
        tables: how each table of the record becomes claims.
        rows: file below the library -> how many rows it holds.
    """

    compiled_on: dt.date
    tables: tuple[TableSpec, ...]
    rows: Mapping[str, int]


def read_settings(path: Path) -> Settings:
    """Read the settings of a library, all or nothing.

    Raises:
        UnreadableTable: it is no TOML file, or lacks its day or its tables.
        BadRecord: every key that is missing, unknown or wrong.
    """
    top = read_toml_file(path)
    problems: list[Problem] = []
    content = top.read({"compiled_on": Key("day"), "table": Key("tables"), "rows": Key("table")}, problems)
    if "compiled_on" not in content or not content.get("table"):
        raise UnreadableTable(path.name, "names no day in compiled_on, or no [[table]].")
    tables = [TableSpec.read(entry, problems) for entry in top.children["table"]]
    for entry in top.children.get("rows", ()):
        entry.read(dict.fromkeys(entry.cells, Key("whole", least=0)), problems)
    if problems:
        raise BadRecord(problems)
    return Settings(content["compiled_on"], tuple(t for t in tables if t is not None), dict(content["rows"]))


def miscounted(folder: Path, declared: Mapping[str, int], files: Iterable[str]) -> list[Problem]:
    """Files that hold more or fewer rows than declared, or of which nothing is declared; those missing are left out.

    Args:
        folder: the library.
        declared: file -> rows, `[rows]` of the settings.
        files: those to look at, paths below the folder.
    """
    found = []
    for file in files:
        if not (folder / file).is_file():
            continue
        try:
            counted = rows_in(folder / file)
        except (ValueError, LookupError, TypeError, csv.Error):
            continue  # whoever reads the file says what is wrong with it
        short = file.removeprefix("record/")
        if file not in declared:
            message = f"has no line under [rows] in {FILE}. Add “{file}” = {counted} there."
            found.append(Problem(short, 1, "rows", message))
        elif counted != declared[file]:
            what = "has lost rows. Was it cut off?" if counted < declared[file] else "has more rows."
            message = (
                f"holds {counted} where {FILE} declares {declared[file]}, so it {what} "
                f"If that is as it should be, write “{file}” = {counted} under [rows] there."
            )
            found.append(Problem(short, counted + 1, "rows", message))
    return found


def rows_in(path: Path) -> int:
    """How many rows a table holds, how many [[blocks]] a TOML file, how many areas a map."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".toml":
        return len(re.findall(r"^\s*\[\[", text, re.MULTILINE))
    if path.suffix == ".json":
        return len(json.loads(text)["areas"])
    return max(0, sum(1 for row in csv.reader(io.StringIO(text, newline="")) if row) - 1)
