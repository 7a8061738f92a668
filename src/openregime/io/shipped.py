"""The shipped library: the public record, as one `Record`."""

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from openregime.core.facts import (
    ALWAYS,
    BadRecord,
    Claim,
    Completeness,
    Entity,
    Problem,
    Record,
    Source,
    Standing,
    Total,
    Window,
    day_of,
    when_said,
)
from openregime.io.claim_tables import Claims, TableSpec
from openregime.io.tables import Row, read_table_file

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
    settings = tomllib.loads((folder / "tables.toml").read_text(encoding="utf-8"))
    compiled_on = settings["compiled_on"]
    sources = _sources(folder)
    entities = _entities(folder)
    claims = Claims(frozenset(sources), frozenset(entities), compiled_on)
    reports = []
    for entry in settings["table"]:
        spec = TableSpec.read(entry)
        rows = read_table_file(folder / "record" / spec.file, [*spec.key, *([spec.subject] if spec.subject else [])])
        reports.append(TableReport(spec.file, len(rows), claims.take(spec, rows)))
    disputed, conflict_rows = _conflicts(folder, claims)
    reports.append(TableReport("treaties/conflicts.csv", conflict_rows, len(disputed) - len(claims.made)))
    completeness = _completeness(folder, claims)
    totals = _totals(folder, claims)
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


def _sources(folder: Path) -> dict[str, Source]:
    found = {
        "record_entities": Source(
            "record_entities",
            "Entity table of this record: ISO 3166-1 codes, UN M49 regions, UN membership years",
            "OpenRegime",
            "",
            "2026-11-23",
            "compiled from the standards; UN short names set by hand where they differ",
            "facts only",
            "record",
        )
    }
    problems = []
    for collection in ("treaties", "evidence"):
        for row in read_table_file(folder / "record" / collection / "sources.csv", ["source_id", "title"]):
            cells = row.cells
            if cells["source_id"] in found or not cells["title"]:
                message = f"“{cells['source_id']}” stands twice or has no title."
                problems.append(Problem(f"{collection}/sources.csv", row.line, "source_id", message))
            found[cells["source_id"]] = Source(
                id=cells["source_id"],
                title=cells["title"],
                publisher=cells["publisher"],
                url=cells["url"],
                as_of=cells["as_of"],
                how_read=cells.get("how_read") or cells.get("note", ""),
                licence=cells.get("licence_note", ""),
                collection=collection,
            )
    if problems:
        raise BadRecord(problems)
    return found


def _entities(folder: Path) -> dict[str, Entity]:
    found = {}
    since = {
        row.cells["iso3"]: dt.date.fromisoformat(row.cells["since"])
        for row in read_table_file(folder / "statehood.csv", ["iso3", "since", "source_id"])
    }
    for row in read_table_file(folder / "record" / "treaties" / "states.csv", ["iso3", "name", "entity_type"]):
        cells = row.cells
        found[cells["iso3"]] = Entity(
            id=cells["iso3"],
            name=cells["name"],
            kind="organization" if "organization" in cells["entity_type"] else "State",
            region=cells["un_region"],
            subregion=cells["un_subregion"],
            is_un_member=cells["un_member"] == "yes",
            un_member_since=int(cells["un_member_since"]) if cells["un_member_since"] else None,
            note=cells["note"],
            exists_since=since.get(cells["iso3"]),
            iso2=cells["iso2"],
        )
    for row in read_table_file(folder / "areas.csv", ["id", "name", "kind", "note"]):
        found[row.cells["id"]] = Entity(
            row.cells["id"], row.cells["name"], row.cells["kind"], "", "", False, None, row.cells["note"]
        )
    return found


def _conflicts(folder: Path, claims: Claims) -> tuple[list[Claim], int]:
    """Competing claims: the value that was not kept stands beside the one that was, with the reason."""
    rows = read_table_file(folder / "record" / "treaties" / "conflicts.csv", ["iso3", "instrument", "field", "kept"])
    held = {c.id: n for n, c in enumerate(claims.made)}
    out = list(claims.made)
    for row in rows:
        cells = row.cells
        preferred = held.get(f"adherence/{cells['iso3']}/{cells['instrument']}/{cells['field']}")
        if preferred is not None:
            out[preferred] = replace(out[preferred], reason=cells["reason"])
        for side in ("a", "b"):
            if cells[f"value_{side}"] != cells["kept"] or preferred is None:
                out.append(_competing(row, side, claims))
    return out, len(rows)


def _competing(row: Row, side: str, claims: Claims) -> Claim:
    cells = row.cells
    value, given = cells[f"value_{side}"], cells[f"source_{side}"]
    named = tuple(s.strip() for s in given.split(";") if s.strip() in claims.known_sources)
    is_rule = given.startswith("rule")
    if not named and not is_rule:
        claims.problems.append(
            Problem("treaties/conflicts.csv", row.line, f"source_{side}", f"“{given}” is no known source.")
        )
    other = cells["source_b" if side == "a" else "source_a"]
    sources = named or tuple(s for s in other.split(";") if s in claims.known_sources)
    kept = cells["kept"] == value
    try:
        valid = day_of(value)
    except ValueError:
        valid = Window(ALWAYS, claims.compiled_on)
    return Claim(
        id=f"conflicts/{row.line}/{side}",
        subject=cells["iso3"],
        object=f"{cells['instrument']}.{cells['field'].replace(' ', '_')}",
        value=value,
        valid=valid,
        recorded=claims.compiled_on,
        sources=sources,
        category="C01",
        note=f"follows from a {given}, set against the source named" if is_rule else "",
        row=f"treaties/conflicts.csv:{row.line}",
        standing=Standing.PREFERRED if kept else Standing.COMPETING,
        reason=cells["reason"] + ("" if cells["kept"] else " (neither value is used)"),
    )


def _completeness(folder: Path, claims: Claims) -> tuple[Completeness, ...]:
    found = []
    rows = read_table_file(folder / "completeness.csv", ["object", "up_to", "closes", "means", "source_id", "as_of"])
    for row in rows:
        cells = row.cells
        sources = tuple(cells["source_id"].split(";"))
        for source in sources:
            if source not in claims.known_sources:
                message = f"“{source}” is no known source."
                claims.problems.append(Problem("completeness.csv", row.line, "source_id", message))
        found.append(
            Completeness(
                id=f"completeness/{cells['object']}/{cells['up_to']}",
                object=cells["object"],
                up_to=dt.date.fromisoformat(cells["up_to"]),
                closes=cells["closes"],
                except_for=frozenset(x for x in cells["except_for"].split(";") if x),
                means=cells["means"],
                recorded=when_said(cells["as_of"], claims.compiled_on).latest,
                sources=sources,
                note=cells["note"],
            )
        )
    found.extend(_complete_statements(claims))
    return tuple(found)


def _complete_statements(claims: Claims) -> list[Completeness]:
    """A summit statement whose list is complete closes that list up to the day the list speaks of."""
    found = []
    for claim in claims.made:
        if claim.object.startswith("statement.") and claim.object.endswith(".list_complete") and claim.value == "yes":
            statement = claim.object.removesuffix(".list_complete")
            found.append(
                Completeness(
                    id=f"completeness/{statement}",
                    object=statement,
                    up_to=claim.valid.latest,
                    closes="names",
                    except_for=frozenset(),
                    means="not-met",
                    recorded=claim.recorded,
                    sources=claim.sources,
                    note="the list of subscribers is complete for the year of the summit",
                )
            )
    return found


def _totals(folder: Path, claims: Claims) -> tuple[Total, ...]:
    found = []
    columns = ["object", "not_before", "not_after", "low", "high", "published", "basis", "source_id", "note"]
    for row in read_table_file(folder / "totals.csv", columns):
        cells = row.cells
        if cells["source_id"] not in claims.known_sources:
            message = f"“{cells['source_id']}” is no known source."
            claims.problems.append(Problem("totals.csv", row.line, "source_id", message))
        day = Window.parse(f"{cells['not_before']}/{cells['not_after']}")
        found.append(
            Total(
                id=f"total/{cells['object']}/{cells['published']}/{day.iso}",
                object=cells["object"],
                day=day,
                low=int(cells["low"]),
                high=int(cells["high"]),
                published=int(cells["published"]),
                basis=cells["basis"],
                recorded=min(day.latest, claims.compiled_on),
                sources=(cells["source_id"],),
                note=cells["note"],
            )
        )
    return tuple(found)
