"""Faults in the rules: everything that a reader of the files would want to be told, all of it at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from openregime.core.rules.kinds import Basis, Degree
from openregime.core.rules.rulebook import Rules


class Severity(StrEnum):
    """How bad a finding is: an error makes the rules unusable, a warning misleads, a note is only said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the check has to say.

    Attributes:
        code: stable kind, e.g. `dangling-link`.
        where: id of the row it is about.
        message: what is wrong and what to do next.
        severity: how bad it is.
        table: where that row stands: `provisions`, `measures`, `crosswalk`, `sources` or `amendments`.
        column: the column that is wrong.
    """

    code: str
    where: str
    message: str
    severity: Severity
    table: str
    column: str = "id"


def check_rules(rules: Rules, known_instruments: Collection[str]) -> list[Finding]:
    """List what is wrong with the rules, or worth saying.

    Args:
        rules: the rules, however faulty.
        known_instruments: ids of the instruments that the library describes.
    Returns:
        Findings, errors first, then warnings and notes; in each, the order of the files. No error: usable.
    """
    findings = [
        *_duplicates(rules),
        *_unknown_instruments(rules, known_instruments),
        *_dangling_links(rules),
        *_missing_sources(rules),
        *_unserved_provisions(rules),
        *_idle_measures(rules),
        *_partials(rules),
    ]
    rank = {severity: i for i, severity in enumerate(Severity)}
    return sorted(findings, key=lambda finding: rank[finding.severity])


def _error(code: str, where: str, message: str, table: str, column: str = "id") -> Finding:
    return Finding(code, where, message, Severity.ERROR, table, column)


def _repeated(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    return ((key, n) for key, n in Counter(keys).items() if n > 1)


def _duplicates(rules: Rules) -> Iterator[Finding]:
    kinds = {
        "provision": (p.id for p in rules.provisions),
        "measure": (m.id for m in rules.measures),
        "source": (s.id for s in rules.sources),
    }
    for kind, ids in kinds.items():
        for key, n in _repeated(ids):
            yield _error("duplicate-id", key, f"The {kind} {key} stands {n} times. Keep one row.", f"{kind}s")
    for pair, n in Counter((row.measure, row.provision) for row in rules.crosswalk).items():
        if n > 1:
            where = f"{pair[0]} -> {pair[1]}"
            text = f"The crosswalk links {where} {n} times. Keep one row."
            yield _error("duplicate-link", where, text, "crosswalk", "measure")


def _unknown_instruments(rules: Rules, known: Collection[str]) -> Iterator[Finding]:
    for p in rules.provisions:
        if p.instrument not in known:
            text = f"Provision {p.id} belongs to “{p.instrument}”, which the library does not describe. Add it there."
            yield _error("unknown-instrument", p.id, text, "provisions", "instrument")
    for t in rules.amended_texts:
        for column, instrument in (("amended", t.amended), ("original", t.original)):
            if instrument not in known:
                text = f"An amended text names “{instrument}”, which the library does not describe. Add it there."
                yield _error("unknown-instrument", t.amended, text, "amendments", column)


def _dangling_links(rules: Rules) -> Iterator[Finding]:
    for row in rules.crosswalk:
        where = f"{row.measure} -> {row.provision}"
        if row.measure not in rules.measure_by_id:
            text = f"The crosswalk names measure “{row.measure}”, which does not exist. Add it or mend the id."
            yield _error("dangling-link", where, text, "crosswalk", "measure")
        if row.provision not in rules.provision_by_id:
            text = f"The crosswalk names provision “{row.provision}”, which does not exist. Add it or mend the id."
            yield _error("dangling-link", where, text, "crosswalk", "provision")


def _missing_sources(rules: Rules) -> Iterator[Finding]:
    cited = [("provisions", p.id, p.source) for p in rules.provisions]
    cited += [("amendments", t.amended, t.source) for t in rules.amended_texts]
    for table, where, source in cited:
        if source not in rules.source_by_id:
            text = f"{where} rests on source “{source}”, which does not exist. Add it or mend the id."
            yield _error("missing-source", where, text, table, "source")
    for s in rules.sources:
        if not s.title or not s.url:
            text = f"Source {s.id} lacks a title or an address. Give both."
            yield _error("missing-source", s.id, text, "sources", "url" if s.title else "title")


def _unserved_provisions(rules: Rules) -> Iterator[Finding]:
    served = {row.provision for row in rules.crosswalk}
    for p in rules.provisions:
        if p.id in served:
            continue
        if p.is_operative:
            text = f"No measure serves {p.id}. Link one, or no plan can ever meet it."
            yield Finding("unserved-provision", p.id, text, Severity.WARNING, "provisions")
        else:
            text = f"No measure serves {p.id}, as expected: a {p.binding} clause asks for nothing."
            yield Finding("unserved-provision", p.id, text, Severity.NOTE, "provisions")
    for p in rules.provisions:
        if p.id in served and p.is_operative and not rules.ways_to_meet(p.id):
            text = f"Measures serve {p.id} only in part and do not suffice together. Link a full one, or say they do."
            yield Finding("never-met", p.id, text, Severity.WARNING, "provisions")


def _idle_measures(rules: Rules) -> Iterator[Finding]:
    busy = {row.measure for row in rules.crosswalk}
    for m in rules.measures:
        if m.id not in busy:
            text = f"Measure {m.id} serves no provision. Link it, or take it out."
            yield Finding("idle-measure", m.id, text, Severity.WARNING, "measures")


def _partials(rules: Rules) -> Iterator[Finding]:
    partial = {row.provision for row in rules.crosswalk if row.degree is Degree.PARTIAL}
    for p in rules.provisions:
        if p.id in partial and p.partials_suffice is None:
            text = f"{p.id} has partial measures; say in partials_suffice whether all of them together meet it."
            yield Finding("partials-unsaid", p.id, text, Severity.WARNING, "provisions", "partials_suffice")
        if p.id not in partial and p.partials_suffice is not None:
            text = f"{p.id} has no partial measure; leave partials_suffice empty."
            yield Finding("partials-unsaid", p.id, text, Severity.WARNING, "provisions", "partials_suffice")
    unverified = [p for p in rules.provisions if p.basis is Basis.RECALLED]
    if unverified:
        text = f"{len(unverified)} of {len(rules.provisions)} paraphrases are not verified against the text."
        yield Finding("not-verified", "", text, Severity.NOTE, "provisions", "basis")
