"""Looks a library folder over, row by row: what is wrong with it or worth saying, with file, line and field."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Record
from openregime.core.observatory import Observatory
from openregime.core.readings.links import Chain
from openregime.core.rules import Rules, Severity
from openregime.core.rules.instruments import Instrument
from openregime.io.chain import read_chain, read_instruments
from openregime.io.checks import Fault, attempt, faults_of_problems
from openregime.io.checks.faults import error
from openregime.io.checks.indices import check_indices
from openregime.io.checks.outlook import check_outlook
from openregime.io.checks.record import Held, check_record, stray_files
from openregime.io.checks.rules import EFFORTS, faults_of_chain, faults_of_efforts, faults_of_rules
from openregime.io.checks.sharing import check_sharing
from openregime.io.checks.whole import check_whole
from openregime.io.checks.world import check_world
from openregime.io.rules import read_rules
from openregime.io.settings import Settings, miscounted, read_settings
from openregime.io.shipped import WHOLE_TABLES, read_library, read_record_table, record_files


class NoLibrary(OpenRegimeError, FileNotFoundError):
    """A folder that is no library at all."""

    code = "unreadable-library"

    def __init__(self, folder: str, reason: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {reason}")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a check looked at and found: faults, errors first; numbers of what could be read, by kind."""

    faults: tuple[Fault, ...]
    looked_at: dict[str, int]

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(f.severity is Severity.ERROR for f in self.faults)


def check_library(folder: Path) -> Survey:
    """Check a library folder; all faults at once, as far as its files can be read.

    Raises:
        NoLibrary: there is no such folder, or it holds no `tables.toml`.
    """
    _refuse_what_is_no_library(folder)
    faults: list[Fault] = []
    settings = attempt(faults, "tables.toml", lambda: read_settings(folder / "tables.toml"))
    record = _read_record(faults, folder, settings) if settings is not None else None
    instruments = attempt(faults, "instruments.toml", lambda: read_instruments(folder / "instruments.toml"))
    chain = attempt(faults, "links.toml", lambda: read_chain(folder / "links.toml"))
    rules = attempt(faults, "rules", lambda: read_rules(folder / "rules"))
    if rules is not None:
        faults += faults_of_rules(rules, instruments, folder)
        faults += faults_of_efforts(rules, folder)
    if chain is not None:
        faults += faults_of_chain(chain, record, instruments, rules, folder)
    faults += check_sharing(folder)
    faults += check_indices(folder, None if chain is None else {link.id for link in chain.links})
    faults += check_outlook(folder, None if record is None else {e.id for e in record.states})
    if settings is not None:
        faults += _files(folder, settings)
    if settings is not None and record is not None:
        held = Held(folder, settings, record, instruments, chain)
        faults += check_record(held)
        faults += check_world(
            folder,
            {e.id for e in record.states},
            {e.id for e in record.entities.values() if e.kind == "organization"},
        )
        if instruments is not None and chain is not None and rules is not None and not _errors(faults):
            faults += check_whole(held, Observatory(record, instruments, rules, chain))
    rank = {severity: n for n, severity in enumerate(Severity)}
    ordered = tuple(sorted(dict.fromkeys(faults), key=lambda f: rank[f.severity]))
    return Survey(ordered, _numbers(record, instruments, chain, rules))


def _refuse_what_is_no_library(folder: Path) -> None:
    if folder.is_file():
        words = "this is a file, and a library is a folder. Name the folder that holds tables.toml."
        raise NoLibrary(str(folder), words)
    if not folder.is_dir():
        raise NoLibrary(str(folder), "there is no such folder. Name a library folder, or none for the shipped one.")
    if not (folder / "tables.toml").is_file():
        raise NoLibrary(str(folder), "this is no library folder: it holds no tables.toml.")


def _errors(faults: list[Fault]) -> bool:
    return any(f.severity is Severity.ERROR for f in faults)


def _read_record(faults: list[Fault], folder: Path, settings: Settings) -> Record | None:
    """The record; None, with every table that is none, and every row that stands in the way, among the faults."""
    before = len(faults)
    for spec in settings.tables:
        attempt(faults, spec.file, lambda spec=spec: read_record_table(folder, spec))  # type: ignore[misc]
    if len(faults) > before:
        return None
    return attempt(faults, "tables.toml", lambda: read_library(folder).record)


PARTS = ("indices", "outlook", "sharing")
"""Folders of the library beside the record, each of whose tables has a declared number of rows."""

READ_APART = ("rules/", "world/", "instruments.toml", "links.toml", EFFORTS, *(f"{part}/" for part in PARTS))
"""Files with a declared number of rows that the record does not need; reading the record looks at the others."""


def _files(folder: Path, settings: Settings) -> list[Fault]:
    """Files that nothing reads, or that hold another number of rows than declared, and declared files that are none."""
    held = [p.relative_to(folder).as_posix() for part in PARTS for p in sorted((folder / part).rglob("*.csv"))]
    apart = list(dict.fromkeys([*(file for file in settings.rows if file.startswith(READ_APART)), *held]))
    known = {*apart, *record_files(settings), *WHOLE_TABLES}
    found = [*stray_files(folder, settings), *faults_of_problems(miscounted(folder, settings.rows, apart))]
    for file in settings.rows:
        if file not in known:
            words = f"[rows] names “{file}”, which is no table of the library. Mend the name, or take the line out."
            found.append(error("tables.toml", 0, file, "unknown-file", words))
        elif file.startswith(tuple(f"{part}/" for part in PARTS)) and not (folder / file).is_file():
            words = "there is no such file, and [rows] of tables.toml names it. Put it back, or take the line out."
            found.append(error(file, 0, "", "unreadable-table", words))
    return found


def _numbers(
    record: Record | None, instruments: Mapping[str, Instrument] | None, chain: Chain | None, rules: Rules | None
) -> dict[str, int]:
    found: dict[str, int] = {}
    if record is not None:
        found |= {"sources_of_facts": len(record.sources), "claims": len(record.claims)}
    if instruments is not None:
        found["instruments"] = len(instruments)
    if rules is not None:
        found |= {
            "texts_of_instruments": len(rules.sources),
            "provisions": len(rules.provisions),
            "measures": len(rules.measures),
            "contributions": len(rules.crosswalk),
        }
    if chain is not None:
        found |= {"links": len(chain.links), "requirements": len(chain.requirements)}
    return found
