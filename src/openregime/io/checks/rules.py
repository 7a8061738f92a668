"""What is wrong with the rules, the chain or the efforts of a library, or worth saying of them."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Record
from openregime.core.readings.links import Chain
from openregime.core.rules import Rules, check_rules
from openregime.io.checks.faults import Fault, attempt, error
from openregime.io.rules import BadRulesFile, parse_efforts
from openregime.io.tables import UnreadableTable


def faults_of_rules(rules: Rules, instruments: Collection[str] | None, folder: Path) -> Iterator[Fault]:
    """What `check_rules` finds, with file, line and column; instruments unchecked where they could not be read."""
    lines = _lines_of_rules(folder / "rules")
    texts = rules.amended_texts
    known = instruments if instruments is not None else {*rules.instruments, *(t.amended for t in texts)}
    for finding in check_rules(rules, known):
        file = f"rules/{finding.table}.csv"
        line = lines.get((file, finding.where), 0)
        yield Fault(finding.severity, file, line, finding.column, finding.code, finding.message)


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


# ---- efforts

EFFORTS = "effort.toml"
_KEY_OF_WORDS = {"yearly limit": "yearly_limit_person_months", "partly in place": "partly_in_place_share"}


def faults_of_efforts(rules: Rules, folder: Path) -> list[Fault]:
    """What is wrong with the efforts; nothing where a library leaves them to its users."""
    path = folder / EFFORTS
    if not path.is_file():
        return []
    found: list[Fault] = []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return [error(EFFORTS, 0, "", UnreadableTable.code, "is not UTF-8 text. Save the file in UTF-8.")]
    attempt(found, EFFORTS, lambda: _parse(text, rules))
    return found


def _parse(text: str, rules: Rules) -> None:
    try:
        parse_efforts(text, rules, file=EFFORTS)
    except BadRulesFile:
        raise
    except OpenRegimeError as refusal:
        line, key = _place_of(str(refusal), text)
        raise BadRulesFile(EFFORTS, str(refusal), line=line or None, field=key) from refusal


def _place_of(message: str, text: str) -> tuple[int, str]:
    """Line and key of what a message is about: of the values that it names, the rarest; (0, "") when it names none."""
    named: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for n, line in enumerate(text.splitlines(), 1):
        for words, key in _KEY_OF_WORDS.items():
            if words in message and line.startswith(f"{key} "):
                return n, key
        cell = re.match(r'(theme|measure|needs) = "([^"]+)"', line)
        if cell and re.search(rf"(?<![\w-]){re.escape(cell[2])}(?![\w-])", message):
            named[cell[2]].append((n, cell[1]))
    return min(named.values(), key=len)[0] if named else (0, "")


# ---- the chain


def faults_of_chain(
    chain: Chain, record: Record | None, instruments: Collection[str] | None, rules: Rules | None, folder: Path
) -> Iterator[Fault]:
    """Ids of the chain that stand twice, or that name nothing."""
    text = (folder / "links.toml").read_text(encoding="utf-8-sig").splitlines()
    for key, value, field, code, words in (*_twice(chain), *_dangling(chain, record, instruments, rules)):
        yield error("links.toml", _line_of(text, key, value), field, code, words)


def _line_of(text: list[str], key: str, value: str) -> int:
    """The last line that names a value below the requirement or link `key`, or else the last that names `key`."""
    named = [n for n, line in enumerate(text, 1) if re.search(rf'= "{re.escape(key)}"', line)]
    if not named:
        return 0
    if value:
        for n in range(named[0], len(text)):
            if text[n].startswith("[["):
                break
            if re.search(rf'[":]{re.escape(value)}"', text[n]):
                return n + 1
    return named[-1]


Words = tuple[str, str, str, str, str]
"""Key of the block, value meant in it, field, code, message."""


def _twice(chain: Chain) -> Iterator[Words]:
    seen: dict[str, int] = defaultdict(int)
    for each in [link.id for link in chain.links] + [r.id for r in chain.requirements]:
        seen[each] += 1
        if seen[each] == 2:
            yield each, "", "id", "duplicate-id", f"The id {each} stands twice. Give one of them another."


def _dangling(
    chain: Chain, record: Record | None, instruments: Collection[str] | None, rules: Rules | None
) -> Iterator[Words]:
    statements = None
    if record is not None:
        statements = {c.object.split(".")[1] for c in record.claims if c.object.startswith("statement.")}
    measures = set(rules.measure_by_id) if rules is not None else None
    for r in chain.requirements:
        evidence, (verb, _, acted_on) = r.evidence, r.act.partition(":")
        for kind, field, ids, known in (
            ("instrument", "evidence.of", (evidence.of,), instruments),
            ("instrument", "evidence.of_instruments", evidence.of_instruments, instruments),
            ("instrument", "evidence.needs", evidence.needs, instruments),
            ("statement", "evidence.any_of", evidence.any_of, statements),
            ("measure", "act", (acted_on if verb == "adopt" else "",), measures),
            ("instrument", "act", (acted_on if verb == "join" else "",), instruments),
        ):
            for i in ids:
                if i and known is not None and i not in known:
                    words = f"Requirement {r.id} names {kind} {i}, which does not exist. Mend the id, or add it."
                    yield r.id, i, field, f"unknown-{kind}", words
    requirements = {r.id for r in chain.requirements}
    for trace in chain.measure_evidence:
        if trace.requirement not in requirements:
            words = f"Evidence for {trace.measure} names requirement {trace.requirement}, which does not exist."
            yield trace.requirement, "", "requirement", "unknown-requirement", words
        if measures is not None and trace.measure not in measures:
            words = f"Evidence from {trace.requirement} names measure {trace.measure}, which does not exist."
            yield trace.measure, "", "measure", "unknown-measure", words
