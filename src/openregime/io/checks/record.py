"""What is wrong with a record that can be read, or worth saying of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openregime.core.facts import BadDate, Claim, Record, Standing, Window, day_of, when_said
from openregime.core.facts.asked_day import FIRST_DAY
from openregime.core.readings.links import Chain
from openregime.core.rules import Severity
from openregime.core.rules.instruments import Instrument
from openregime.io.checks.faults import Fault, error
from openregime.io.claim_tables import TableSpec
from openregime.io.conflicts import FILE as CONFLICTS
from openregime.io.settings import Settings
from openregime.io.shipped import COLLECTIONS, read_record_table
from openregime.io.tables import Row, read_table_file

ADHERENCE = "treaties/adherence.csv"


@dataclass(frozen=True, slots=True)
class Held:
    """A library that could be read, as far as it could: None for a part that could not."""

    folder: Path
    settings: Settings
    record: Record
    instruments: Mapping[str, Instrument] | None
    chain: Chain | None

    def rows(self, file: str) -> list[Row]:
        """The rows of a table of the record, or of one beside it."""
        inside = self.folder / "record" / file
        return read_table_file(inside if inside.is_file() else self.folder / file, name=file)


def check_record(held: Held) -> Iterator[Fault]:
    """Every fault of a record that could be read."""
    yield from _repeated_claims(held.record)
    yield from _known_too_early(held)
    yield from _idle_sources(held)
    yield from _unknown_things(held)
    yield from _born_before_all(held)
    if held.instruments is not None:
        yield from _before_opening(held, held.instruments)
        yield from _instruments_to_come(held, held.instruments)


def _where(claim: Claim) -> tuple[str, int]:
    file, _, line = claim.row.rpartition(":")
    return file, int(line)


def stray_files(folder: Path, settings: Settings) -> Iterator[Fault]:
    """Files below record/ that nothing reads."""
    known = {spec.file for spec in settings.tables} | {CONFLICTS} | {f"{c}/sources.csv" for c in COLLECTIONS}
    for path in sorted((folder / "record").rglob("*")):
        file = path.relative_to(folder / "record").as_posix()
        if path.is_file() and file not in known:
            words = "is read by nothing. Describe it in a [[table]] of tables.toml, or take it out."
            yield error(file, 0, "", "stray-file", words)


def _repeated_claims(record: Record) -> Iterator[Fault]:
    """Two preferred claims that answer the same question about the same subject, or two claims of one id."""
    by_id: dict[str, Claim] = {}
    answers: dict[tuple[str, str, str], Claim] = {}
    for claim in record.claims:
        file, line = _where(claim)
        if claim.id in by_id:
            words = f"the claim {claim.id} stands twice, here and in {by_id[claim.id].row}. Keep one."
            yield error(file, line, "", "duplicate-claim", words)
        by_id[claim.id] = claim
        question = claim.subject, claim.object, claim.id.rpartition("/")[0]
        first = answers.setdefault(question, claim)
        if first is not claim and Standing.COMPETING not in (first.standing, claim.standing):
            words = (
                f"{claim.object} of {claim.subject} is claimed here and in {first.row}. Prefer one, in conflicts.csv."
            )
            yield Fault(Severity.WARNING, file, line, "", "duplicate-claim", words)


def _known_too_early(held: Held) -> Iterator[Fault]:
    """Rows whose source speaks of an earlier day than the act that it tells: announced, or one of the two is wrong."""
    for spec in held.settings.tables:
        if not spec.as_of:
            continue
        for row in read_record_table(held.folder, spec):
            begun = _begun(spec, row)
            said = when_said(row.cells[spec.as_of], held.settings.compiled_on)
            if begun is not None and said.latest < begun.earliest:
                words = (
                    f"the source speaks of {said.latest}, before what it tells, {begun.earliest}, had happened: "
                    "it counts as known from then. Look both days up again."
                )
                yield Fault(Severity.NOTE, spec.file, row.line, spec.as_of, "known-too-early", words)
    for claim in held.record.claims:
        announced = any(claim.object.endswith(f".{a}") for s in held.settings.tables for a in s.announced)
        if claim.recorded < claim.valid.earliest and not announced:
            file, line = _where(claim)
            words = f"counts as known on {claim.recorded}, before it happened, {claim.valid.earliest}."
            yield error(file, line, claim.object.rpartition(".")[2], "known-too-early", words)


def _begun(spec: TableSpec, row: Row) -> Window | None:
    """When the act of a row happened, leaving out what is only announced."""
    texts = [row.cells[c] for c in (*spec.begins, *spec.begins_own) if row.cells[c] and c not in spec.announced]
    try:
        return day_of(texts[0]) if texts else None
    except BadDate:
        return None


def _idle_sources(held: Held) -> Iterator[Fault]:
    record = held.record
    used = {s for c in record.claims for s in c.sources}
    used |= {s for c in record.completeness for s in c.sources} | {s for t in record.totals for s in t.sources}
    used |= {source for row in held.rows("statehood.csv") for source in row.cells["source_id"].split(";")}
    for collection in COLLECTIONS:
        file = f"{collection}/sources.csv"
        for row in held.rows(file):
            if row.cells["source_id"] not in used:
                words = f"{row.cells['source_id']} is cited nowhere."
                yield Fault(Severity.NOTE, file, row.line, "source_id", "idle-source", words)


def _unknown_things(held: Held) -> Iterator[Fault]:
    """Columns that name an instrument, a requirement or a statement, held against those that there are."""
    statements = {c.object.split(".")[1] for c in held.record.claims if c.object.endswith(".list_complete")}
    yield from _named(held, "evidence/nss_commitment_subscribers.csv", "commitment_id", statements, "statement")
    if held.instruments is None:
        return
    for file in (ADHERENCE, "treaties/deposit_bounds.csv", "treaties/endings.csv", "treaties/other_totals.csv"):
        yield from _named(held, file, "instrument", set(held.instruments), "instrument")
    yield from _named(held, CONFLICTS, "instrument", {*held.instruments, "iaea_member", "state"}, "instrument")
    if held.chain is None:
        return
    things = {*held.instruments, *(r.id for r in held.chain.requirements)}
    for file in ("completeness.csv", "totals.csv"):
        yield from _named(held, file, "object", things, "instrument")


def _born_before_all(held: Held) -> Iterator[Fault]:
    """First days of States before any day that can be asked about: they change nothing, and may be slips."""
    for row in held.rows("statehood.csv"):
        if day_of(row.cells["since"]).latest < FIRST_DAY:
            words = (
                f"{row.cells['since']} lies before {FIRST_DAY}, the first day that can be asked about, so it changes "
            )
            words += "nothing. Correct the day, or take the row out."
            yield Fault(Severity.WARNING, "statehood.csv", row.line, "since", "before-the-record", words)


def _named(held: Held, file: str, column: str, known: set[str], kind: str) -> Iterator[Fault]:
    if not any((held.folder / place / file).is_file() for place in ("record", ".")):
        return
    for row in held.rows(file):
        given = row.cells.get(column, "")
        if given not in known:
            words = f"“{given}” is no {kind} of this library. Mend the id, or describe it first."
            yield error(file, row.line, column, f"unknown-{kind}", words)


def _before_opening(held: Held, instruments: Mapping[str, Instrument]) -> Iterator[Fault]:
    """Deposits before the instrument was open; days of one row that contradict each other stop the reading itself."""
    for row in held.rows(ADHERENCE):
        instrument = instruments.get(row.cells["instrument"])
        if instrument is None:
            continue
        deposited, opened = row.cells["deposited"], instrument.opened.isoformat()
        if deposited and deposited < opened[: len(deposited)]:
            words = f"deposited {deposited} lies before {instrument.short} was open ({opened}). Look both up again."
            yield Fault(Severity.WARNING, ADHERENCE, row.line, "deposited", "dates-out-of-order", words)


def _instruments_to_come(held: Held, instruments: Mapping[str, Instrument]) -> Iterator[Fault]:
    text = (held.folder / "instruments.toml").read_text(encoding="utf-8-sig").splitlines()
    for instrument in instruments.values():
        for key in ("adopted", "opened", "in_force"):
            day = getattr(instrument, key)
            if day > held.settings.compiled_on:
                words = f"{day} of {instrument.id} lies after the day of compilation, {held.settings.compiled_on}."
                line = next((n for n, t in enumerate(text, 1) if t.startswith(f"{key} = {day}")), 0)
                yield error("instruments.toml", line, key, "dates-out-of-order", words)
