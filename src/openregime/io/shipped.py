"""The shipped library: the public record, as one `Record`."""

import datetime as dt
import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from openregime.core.facts import BadDate, BadRecord, Entity, Problem, Record, Source, when_said
from openregime.core.facts.contradictions import find_contradictions
from openregime.io.claim_tables import Claims, TableSpec
from openregime.io.conflicts import COLUMNS as CONFLICT_COLUMNS
from openregime.io.conflicts import FILE as CONFLICTS
from openregime.io.conflicts import competing_claims
from openregime.io.tables import BadCell, Row, UnreadableTable, day_in, made_of, number_in, read_table_file
from openregime.io.wholes import read_completeness, read_totals

LIBRARY = Path(__file__).resolve().parent.parent / "library"
"""Folder of the shipped library inside the package."""


@dataclass(frozen=True, slots=True)
class TableReport:
    """What came of one table: rows read, claims made."""

    file: str
    rows: int
    claims: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of loading, table by table. Every row is in one of the counts; a bad row stops everything."""

    tables: tuple[TableReport, ...]
    record: Record


@lru_cache(maxsize=1)
def load_record() -> Record:
    """The shipped record, read once per process."""
    return read_library(LIBRARY).record


def library_digest(folder: Path = LIBRARY) -> str:
    """SHA-256 over the names and bytes of all files of the library, hex: tells one release from another."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".csv", ".toml")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_library(folder: Path) -> LoadReport:
    """Read a library folder, all or nothing.

    Args:
        folder: holds tables.toml, completeness.csv, totals.csv, areas.csv and record/.
    Raises:
        BadRecord: every row that stands in the way, with file, line and field.
        UnreadableTable: a file that is no table.
    """
    settings = _settings(folder / "tables.toml")
    compiled_on = settings["compiled_on"]
    sources = _sources(folder, compiled_on)
    entities = _entities(folder, sources)
    claims = Claims(sources, frozenset(entities), compiled_on)
    reports = []
    for entry in settings["table"]:
        spec = TableSpec.read(entry)
        rows = read_table_file(_inside(folder / "record", spec.file), spec.columns)
        reports.append(TableReport(spec.file, len(rows), claims.take(spec, rows)))
    conflicts = read_table_file(folder / "record" / CONFLICTS, CONFLICT_COLUMNS)
    disputed = competing_claims(conflicts, claims)
    reports.append(TableReport(CONFLICTS, len(conflicts), len(disputed) - len(claims.made)))
    completeness = read_completeness(folder, claims)
    totals = read_totals(folder, claims)
    since = {e.id: e.exists_since for e in entities.values() if e.exists_since is not None}
    claims.problems.extend(find_contradictions(claims.made, since))
    if claims.problems:
        raise BadRecord(claims.problems)
    record = Record(
        entities=entities,
        sources=sources,
        claims=tuple(disputed),
        completeness=completeness,
        totals=totals,
        compiled_on=compiled_on,
        digest=library_digest(folder),
    )
    return LoadReport(tuple(reports), record)


def _settings(path: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableTable(path.name, "there is no such file. A library folder holds one.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableTable(path.name, f"cannot be read ({error}).") from None
    if not isinstance(settings.get("compiled_on"), dt.date) or not settings.get("table"):
        raise UnreadableTable(path.name, "names no day in compiled_on, or no [[table]].")
    return settings


def _inside(folder: Path, file: str) -> Path:
    """A file of the folder; a name that leads out of it is refused before anything is read."""
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise UnreadableTable("tables.toml", f"the file “{file}” lies outside the record. Name a file below record/.")
    return path


SOURCE_COLUMNS = ("source_id", "title", "publisher", "url", "as_of")
STATE_COLUMNS = (
    "iso3", "iso2", "name", "entity_type", "un_region", "un_subregion", "un_member", "un_member_since", "note",
)  # fmt: skip


def _sources(folder: Path, compiled_on: dt.date) -> dict[str, Source]:
    found = {
        "record_entities": Source(
            "record_entities",
            "Entity table of this record: ISO 3166-1 codes, UN M49 regions, UN membership years",
            "OpenRegime",
            "",
            compiled_on.isoformat(),
            "compiled from the standards; UN short names set by hand where they differ",
            "facts only",
            "record",
        )
    }
    problems: list[Problem] = []
    for collection in ("treaties", "evidence"):
        file = f"{collection}/sources.csv"
        rows = read_table_file(folder / "record" / collection / "sources.csv", SOURCE_COLUMNS)
        for row in rows:
            problems.extend(_faults_of_source(file, row, found, compiled_on))
            found[row.cells["source_id"]] = _source(row, collection)
    if problems:
        raise BadRecord(problems)
    return found


def _faults_of_source(file: str, row: Row, found: dict[str, Source], compiled_on: dt.date) -> list[Problem]:
    cells, faults = row.cells, []
    if cells["source_id"] in found or not cells["title"]:
        faults.append(Problem(file, row.line, "source_id", f"“{cells['source_id']}” stands twice or has no title."))
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", cells["source_id"]):  # it becomes an address and a file name
        message = f"“{cells['source_id']}” is no id. Use small letters, digits and underscores only."
        faults.append(Problem(file, row.line, "source_id", message))
    try:
        when_said(cells["as_of"], compiled_on)
    except BadDate as error:
        faults.append(Problem(file, row.line, "as_of", str(error)))
    return faults


def _source(row: Row, collection: str) -> Source:
    cells = row.cells
    return Source(
        id=cells["source_id"],
        title=cells["title"],
        publisher=cells["publisher"],
        url=cells["url"],
        as_of=cells["as_of"],
        how_read=cells.get("how_read") or cells.get("note", ""),
        licence=cells.get("licence_note", ""),
        collection=collection,
    )


def _entities(folder: Path, sources: dict[str, Source]) -> dict[str, Entity]:
    problems: list[Problem] = []
    since = _statehood(folder, sources, problems)
    file = "treaties/states.csv"
    rows = read_table_file(folder / "record" / "treaties" / "states.csv", STATE_COLUMNS)
    found = {e.id: e for e in made_of(rows, lambda row: _state(file, row, since), problems)}
    for subject, (_, line) in since.items():
        if subject not in found:
            problems.append(Problem("statehood.csv", line, "iso3", f"“{subject}” is no known State."))
    for row in read_table_file(folder / "areas.csv", ["id", "name", "kind", "note"]):
        cells = row.cells
        if cells["id"] in found:
            problems.append(Problem("areas.csv", row.line, "id", f"“{cells['id']}” stands twice. Keep one of them."))
        found[cells["id"]] = Entity(cells["id"], cells["name"], cells["kind"], "", "", False, None, cells["note"])
    if problems:
        raise BadRecord(problems)
    return found


Statehood = dict[str, tuple[dt.date, int]]
"""State id -> (the day from which it is treated as existing, line of the table)."""


def _statehood(folder: Path, sources: dict[str, Source], problems: list[Problem]) -> Statehood:
    file = "statehood.csv"

    def made(row: Row) -> tuple[str, tuple[dt.date, int]]:
        if row.cells["source_id"] not in sources:
            raise BadCell(file, row, "source_id", f"“{row.cells['source_id']}” is no known source.")
        return row.cells["iso3"], (day_in(file, row, "since"), row.line)

    return dict(made_of(read_table_file(folder / file, ["iso3", "since", "source_id"]), made, problems))


def _state(file: str, row: Row, since: Statehood) -> Entity:
    cells = row.cells
    if not re.fullmatch(r"[A-Z]{3}", cells["iso3"]):
        raise BadCell(file, row, "iso3", f"“{cells['iso3']}” is no code. Use the three letters of ISO 3166-1.")
    return Entity(
        id=cells["iso3"],
        name=cells["name"],
        kind="organization" if "organization" in cells["entity_type"] else "State",
        region=cells["un_region"],
        subregion=cells["un_subregion"],
        is_un_member=cells["un_member"] == "yes",
        un_member_since=number_in(file, row, "un_member_since") if cells["un_member_since"] else None,
        note=cells["note"],
        exists_since=since[cells["iso3"]][0] if cells["iso3"] in since else None,
        iso2=cells["iso2"],
    )
