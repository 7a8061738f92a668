"""Looks a library folder over, row by row: what is wrong with it or worth saying, with file, line and field."""

import csv
import io
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord, Claim, Problem, Record, Standing
from openregime.core.readings.links import Chain
from openregime.core.rules import Finding, Rules, Severity, check_rules
from openregime.core.rules.instruments import Instrument
from openregime.io.chain import read_chain, read_instruments
from openregime.io.rules import BadRulesFile, parse_efforts, read_rules
from openregime.io.shipped import read_library
from openregime.io.tables import UnreadableTable, read_table_file

Read = TypeVar("Read")


class NoLibrary(OpenRegimeError, FileNotFoundError):
    """A folder that is no library at all."""

    code = "unreadable-library"

    def __init__(self, folder: str, reason: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {reason}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the check has to say.

    Attributes:
        severity: an error makes the library unusable or wrong, a warning misleads, a note is only said.
        file: below the folder or its `record`; `line` counts from 1 at the header, 0 where the whole file is meant.
        field: column or key, may be empty.
        code: stable kind, e.g. `dates-out-of-order`.
        message: what is wrong and what to do.
    """

    severity: Severity
    file: str
    line: int
    field: str
    code: str
    message: str


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
    if not folder.is_dir():
        raise NoLibrary(str(folder), "there is no such folder. Name a library folder, or none for the shipped one.")
    if not (folder / "tables.toml").is_file():
        raise NoLibrary(str(folder), "this is no library folder: it holds no tables.toml.")
    faults: list[Fault] = []
    record = _attempt(faults, "tables.toml", lambda: read_library(folder).record)
    instruments = _attempt(faults, "instruments.toml", lambda: read_instruments(folder / "instruments.toml"))
    chain = _attempt(faults, "links.toml", lambda: read_chain(folder / "links.toml"))
    rules = _attempt(faults, "rules", lambda: read_rules(folder / "rules"))
    if record is not None:
        faults += [*_repeated_claims(record), *_idle_sources(record, folder)]
        faults += _before_opening(folder, instruments) if instruments is not None else []
    if rules is not None:
        faults += _rules_faults(rules, instruments, folder)
        _attempt(faults, "effort.toml", lambda: _read_efforts(folder, rules))
    if chain is not None:
        faults += _chain_faults(chain, record, instruments, rules, folder)
    rank = {severity: n for n, severity in enumerate(Severity)}
    return Survey(tuple(sorted(faults, key=lambda f: rank[f.severity])), _numbers(record, instruments, chain, rules))


def _numbers(
    record: Record | None, instruments: dict[str, Instrument] | None, chain: Chain | None, rules: Rules | None
) -> dict[str, int]:
    found: dict[str, int] = {}
    if record is not None:
        found |= {"sources": len(record.sources), "claims": len(record.claims)}
    if instruments is not None:
        found["instruments"] = len(instruments)
    if rules is not None:
        found |= {
            "provisions": len(rules.provisions),
            "measures": len(rules.measures),
            "contributions": len(rules.crosswalk),
        }
    if chain is not None:
        found |= {"links": len(chain.links), "requirements": len(chain.requirements)}
    return found


def _read_efforts(folder: Path, rules: Rules) -> object:
    path = folder / "effort.toml"
    return parse_efforts(path.read_text(encoding="utf-8"), rules, file=path.name) if path.is_file() else None


def _attempt(faults: list[Fault], file: str, read: Callable[[], Read]) -> Read | None:
    """What `read` gives; None, with the reason among the faults, when it cannot be read."""
    try:
        return read()
    except BadRecord as error:
        faults += [_of_problem(problem) for problem in error.problems]
    except BadRulesFile as error:
        where = error.file if error.file.endswith(".toml") else f"rules/{error.file}"
        faults.append(Fault(Severity.ERROR, where, error.line or 0, error.field or "", error.code, error.problem))
    except UnreadableTable as error:
        faults.append(Fault(Severity.ERROR, error.file, 0, "", error.code, str(error).partition(": ")[2]))
    except OpenRegimeError as error:
        faults.append(Fault(Severity.ERROR, file, 0, "", error.code, str(error)))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        faults.append(Fault(Severity.ERROR, file, int(line[1]) if line else 0, "", "unreadable-table", f"{error}."))
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = f"cannot be read as it should ({type(error).__name__}: {' '.join(str(error).split())})."
        faults.append(Fault(Severity.ERROR, file, 0, "", "unreadable-table", words))
    return None


def _of_problem(problem: Problem) -> Fault:
    return Fault(Severity.ERROR, problem.file, problem.line, problem.field, "bad-row", problem.message)


# ---- the record


def _where(claim: Claim) -> tuple[str, int]:
    file, _, line = claim.row.rpartition(":")
    return file, int(line)


def _repeated_claims(record: Record) -> Iterator[Fault]:
    """Two preferred claims that answer the same question about the same subject, or two claims of one id."""
    by_id: dict[str, Claim] = {}
    answers: dict[tuple[str, str, str], Claim] = {}
    for claim in record.claims:
        file, line = _where(claim)
        if claim.id in by_id:
            words = f"the claim {claim.id} stands twice, here and in {by_id[claim.id].row}. Keep one."
            yield Fault(Severity.ERROR, file, line, "", "duplicate-claim", words)
        by_id[claim.id] = claim
        question = claim.subject, claim.object, claim.id.rpartition("/")[0]
        first = answers.setdefault(question, claim)
        if first is not claim and Standing.COMPETING not in (first.standing, claim.standing):
            words = (
                f"{claim.object} of {claim.subject} is claimed here and in {first.row}. Prefer one, in conflicts.csv."
            )
            yield Fault(Severity.WARNING, file, line, "", "duplicate-claim", words)


def _idle_sources(record: Record, folder: Path) -> Iterator[Fault]:
    used = {s for c in record.claims for s in c.sources}
    used |= {s for c in record.completeness for s in c.sources} | {s for t in record.totals for s in t.sources}
    for collection in ("treaties", "evidence"):
        file = f"{collection}/sources.csv"
        for row in read_table_file(folder / "record" / file):
            if row.cells["source_id"] not in used:
                words = f"{row.cells['source_id']} is cited nowhere."
                yield Fault(Severity.NOTE, file, row.line, "source_id", "idle-source", words)


ADHERENCE = "treaties/adherence.csv"


def _before_opening(folder: Path, instruments: dict[str, Instrument]) -> Iterator[Fault]:
    """Deposits before the instrument was open; days of one row that contradict each other stop the reading itself."""
    for row in read_table_file(folder / "record" / ADHERENCE):
        instrument = instruments.get(row.cells["instrument"])
        if instrument is None:
            words = f"{row.cells['instrument']} is not described in instruments.toml. Add it there, or mend the id."
            yield Fault(Severity.ERROR, ADHERENCE, row.line, "instrument", "unknown-instrument", words)
            continue
        deposited, opened = row.cells["deposited"], instrument.opened.isoformat()
        if deposited and deposited < opened[: len(deposited)]:
            words = f"deposited {deposited} lies before {instrument.short} was open ({opened}). Look both up again."
            yield Fault(Severity.WARNING, ADHERENCE, row.line, "deposited", "dates-out-of-order", words)


# ---- the rules


def _rules_faults(rules: Rules, instruments: dict[str, Instrument] | None, folder: Path) -> Iterator[Fault]:
    lines = _lines_of_rules(folder / "rules")
    known = instruments if instruments is not None else rules.instruments
    for finding in check_rules(rules, known):
        file, line, field = _place(finding, lines)
        yield Fault(finding.severity, file, line, field, finding.code, finding.message)


def _lines_of_rules(folder: Path) -> dict[tuple[str, str], int]:
    """(file, id) -> last line in which it stands; a link of the crosswalk has the id `measure -> provision`."""
    found = {}
    for name in ("provisions", "measures", "crosswalk", "sources", "amendments"):
        lines = csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8-sig"), newline=""))
        next(lines, None)
        for cells in lines:
            if cells:
                key = " -> ".join(cells[:2]) if name == "crosswalk" else cells[0]
                found[f"rules/{name}.csv", key] = lines.line_num
    return found


_FIELDS = {"unknown-instrument": "instrument", "missing-source": "source", "partials-unsaid": "partials_suffice"}


def _place(finding: Finding, lines: dict[tuple[str, str], int]) -> tuple[str, int, str]:
    for file, key in lines:
        if key == finding.where:
            return file, lines[file, key], _FIELDS.get(finding.code, "id" if "->" not in key else "provision")
    return f"rules/{finding.where}.csv" if finding.where.isalpha() else "rules", 0, ""


# ---- the chain


def _chain_faults(
    chain: Chain,
    record: Record | None,
    instruments: dict[str, Instrument] | None,
    rules: Rules | None,
    folder: Path,
) -> Iterator[Fault]:
    text = (folder / "links.toml").read_text(encoding="utf-8").splitlines()
    for key, field, code, words in _chain_words(chain, record, instruments, rules):
        yield Fault(Severity.ERROR, "links.toml", _line_of(text, key), field, code, words)


def _line_of(text: list[str], key: str) -> int:
    """The last line that names a requirement or link; 0 when none does."""
    named = [n for n, line in enumerate(text, 1) if re.search(rf'= "{re.escape(key)}"', line)]
    return named[-1] if named else 0


def _chain_words(
    chain: Chain, record: Record | None, instruments: dict[str, Instrument] | None, rules: Rules | None
) -> Iterator[tuple[str, str, str, str]]:
    seen: dict[str, int] = defaultdict(int)
    for each in [link.id for link in chain.links] + [r.id for r in chain.requirements]:
        seen[each] += 1
        if seen[each] == 2:
            yield each, "id", "duplicate-id", f"The id {each} stands twice. Give one of them another."
    statements = None
    if record is not None:
        statements = {c.object.split(".")[1] for c in record.claims if c.object.startswith("statement.")}
    measures = set(rules.measure_by_id) if rules is not None else None
    for r in chain.requirements:
        evidence = r.evidence
        named = [i for i in (evidence.of, *evidence.of_instruments, *evidence.needs) if i]
        for kind, ids, known in (
            ("instrument", named if evidence.kind in ("joined", "provisions") else list(evidence.needs), instruments),
            ("statement", evidence.any_of, statements),
            ("measure", [r.act.removeprefix("adopt:")] if r.act.startswith("adopt:") else [], measures),
            ("instrument", [r.act.removeprefix("join:")] if r.act.startswith("join:") else [], instruments),
        ):
            for i in ids:
                if known is not None and i not in known:
                    words = f"Requirement {r.id} names {kind} {i}, which does not exist. Mend the id, or add it."
                    yield r.id, "evidence", f"unknown-{kind}", words
    requirements = {r.id for r in chain.requirements}
    for trace in chain.measure_evidence:
        if trace.requirement not in requirements:
            words = f"Evidence for {trace.measure} names requirement {trace.requirement}, which does not exist."
            yield trace.requirement, "requirement", "unknown-requirement", words
        if measures is not None and trace.measure not in measures:
            words = f"Evidence from {trace.requirement} names measure {trace.measure}, which does not exist."
            yield trace.measure, "measure", "unknown-measure", words
