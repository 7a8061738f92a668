"""The shipped library: the public record, as one `Record`."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from openregime.core.facts import BadDate, BadRecord, Entity, Problem, Record, Source, when_said
from openregime.core.facts.contradictions import find_contradictions
from openregime.io.claim_tables import Claims, TableSpec
from openregime.io.conflicts import COLUMNS as CONFLICT_COLUMNS
from openregime.io.conflicts import FILE as CONFLICTS
from openregime.io.conflicts import competing_claims
from openregime.io.settings import Settings, miscounted, read_settings
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
        folder: holds tables.toml, completeness.csv, totals.csv, areas.csv, statehood.csv and record/.
    Raises:
        BadRecord: every row that stands in the way, with file, line and field; also a table that holds more or fewer
            rows than tables.toml declares.
        UnreadableTable: a file that is no table.
    """
    settings = read_settings(folder / "tables.toml")
    sources = _sources(folder, settings.compiled_on)
    entities = _entities(folder, sources, settings.compiled_on)
    claims = Claims(sources, frozenset(entities), settings.compiled_on)
    reports = []
    for spec in settings.tables:
        rows = read_record_table(folder, spec)
        reports.append(TableReport(spec.file, len(rows), claims.take(spec, rows)))
    conflicts = read_table_file(folder / "record" / CONFLICTS, CONFLICT_COLUMNS, name=CONFLICTS, others=())
    disputed = competing_claims(conflicts, claims)
    reports.append(TableReport(CONFLICTS, len(conflicts), len(disputed) - len(claims.made)))
    _refuse(claims.problems)
    completeness = read_completeness(folder, claims)
    totals = read_totals(folder, claims)
    since = {e.id: e.exists_since for e in entities.values() if e.exists_since is not None}
    claims.problems.extend(find_contradictions(claims.made, since))
    _refuse(claims.problems)
    _refuse(miscounted(folder, settings.rows, (*record_files(settings), *WHOLE_TABLES)))
    record = Record(
        entities=entities,
        sources=sources,
        claims=tuple(disputed),
        completeness=completeness,
        totals=totals,
        compiled_on=settings.compiled_on,
        digest=library_digest(folder),
    )
    return LoadReport(tuple(reports), record)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadRecord(list(dict.fromkeys(problems)))


def record_files(settings: Settings) -> tuple[str, ...]:
    """Every table below record/, as paths below the library."""
    files = (*(spec.file for spec in settings.tables), CONFLICTS, *(f"{c}/sources.csv" for c in COLLECTIONS))
    return tuple(dict.fromkeys(f"record/{file}" for file in files))


def read_record_table(folder: Path, spec: TableSpec) -> list[Row]:
    """The rows of one table of the record. Raises as `read_table_file`; also for a table outside the record."""
    return read_table_file(_inside(folder / "record", spec.file), spec.columns, name=spec.file, others=())


def _inside(folder: Path, file: str) -> Path:
    """A file of the folder; a name that leads out of it is refused before anything is read."""
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise UnreadableTable("tables.toml", f"the file “{file}” lies outside the record. Name a file below record/.")
    return path


COLLECTIONS = ("treaties", "evidence")
"""Folders of the record, each with a sources.csv of its own."""

WHOLE_TABLES = ("statehood.csv", "areas.csv", "completeness.csv", "totals.csv")
"""Tables beside the record: of States, and of claims about the whole."""

SOURCE_COLUMNS = ("source_id", "title", "publisher", "url", "as_of")
STATE_COLUMNS = (
    "iso3", "iso2", "name", "entity_type", "un_region", "un_subregion", "un_member", "un_member_since", "note",
)  # fmt: skip
STATEHOOD_COLUMNS = ("iso3", "since", "un_admitted", "basis", "source_id", "note")
AREA_KINDS = ("area", "whole")
"""What an entry of areas.csv can be: States stand in the table of States alone."""


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
    for collection in COLLECTIONS:
        file = f"{collection}/sources.csv"
        others = ("how_read", "licence_note", "note")
        rows = read_table_file(folder / "record" / file, SOURCE_COLUMNS, name=file, others=others)
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
        if when_said(cells["as_of"], compiled_on).earliest > compiled_on:
            message = f"“{cells['as_of']}” lies after the day of compilation, {compiled_on}: see tables.toml."
            faults.append(Problem(file, row.line, "as_of", message))
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


def _entities(folder: Path, sources: dict[str, Source], compiled_on: dt.date) -> dict[str, Entity]:
    problems: list[Problem] = []
    since = _statehood(folder, sources, compiled_on, problems)
    file = "treaties/states.csv"
    rows = read_table_file(folder / "record" / file, STATE_COLUMNS, name=file)
    found = {e.id: e for e in made_of(rows, lambda row: _state(file, row, since), problems)}
    for subject, born in since.items():
        if subject not in found:
            problems.append(Problem("statehood.csv", born.line, "iso3", f"“{subject}” is no known State."))
        elif fault := _fault_of_admission(born, found[subject]):
            problems.append(Problem("statehood.csv", born.line, "un_admitted", fault))
    for entity in made_of(read_table_file(folder / "areas.csv", AREA_COLUMNS, others=()), _area, problems):
        if entity.id in found:
            line = next(r.line for r in read_table_file(folder / "areas.csv") if r.cells["id"] == entity.id)
            problems.append(Problem("areas.csv", line, "id", f"“{entity.id}” stands twice. Keep one of them."))
        found[entity.id] = entity
    if problems:
        raise BadRecord(problems)
    return found


AREA_COLUMNS = ("id", "name", "kind", "note")


def _area(row: Row) -> Entity:
    cells = row.cells
    if cells["kind"] not in AREA_KINDS:
        raise BadCell("areas.csv", row, "kind", f"“{cells['kind']}” is none of the known words: area, whole.")
    return Entity(cells["id"], cells["name"], cells["kind"], "", "", False, None, cells["note"])


@dataclass(frozen=True, slots=True)
class Birth:
    """The first day of a State, the day of its admission to the UN (None: none), and the line of the table."""

    since: dt.date
    admitted: dt.date | None
    line: int


def _statehood(
    folder: Path, sources: dict[str, Source], compiled_on: dt.date, problems: list[Problem]
) -> dict[str, Birth]:
    file = "statehood.csv"

    def made(row: Row) -> tuple[str, Birth]:
        cells = row.cells
        for source in cells["source_id"].split(";"):
            if source not in sources:
                raise BadCell(file, row, "source_id", f"“{source}” is no known source.")
        if cells["basis"] not in ("looked_up", "recalled"):
            words = f"“{cells['basis']}” is none of the known words: looked_up, recalled."
            raise BadCell(file, row, "basis", words)
        since = day_in(file, row, "since")
        if since > compiled_on:
            raise BadCell(file, row, "since", f"“{since}” lies after the day of compilation, {compiled_on}.")
        return cells["iso3"], Birth(since, day_in(file, row, "un_admitted") if cells["un_admitted"] else None, row.line)

    found: dict[str, Birth] = {}
    for iso3, born in made_of(read_table_file(folder / file, STATEHOOD_COLUMNS, others=()), made, problems):
        if iso3 in found:
            words = f"“{iso3}” stands in line {found[iso3].line} as well. Keep one of them."
            problems.append(Problem(file, born.line, "iso3", words))
        found[iso3] = born
    return found


def _fault_of_admission(born: Birth, entity: Entity) -> str:
    if born.admitted is not None and born.admitted < born.since:
        return f"“{born.admitted}” lies before the State existed, {born.since}. Correct one of them."
    if (born.admitted.year if born.admitted else None) != entity.un_member_since:
        year = entity.un_member_since or "no year"
        return f"“{born.admitted or ''}” and un_member_since in states.csv, {year}, differ. Correct one of them."
    return ""


def _state(file: str, row: Row, since: dict[str, Birth]) -> Entity:
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
        exists_since=since[cells["iso3"]].since if cells["iso3"] in since else None,
        iso2=cells["iso2"],
    )
