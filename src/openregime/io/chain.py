"""Reads `instruments.toml` and `links.toml` of the library, word by word: what is no known word is refused there."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from openregime.core.facts import BadRecord, Problem
from openregime.core.readings.links import (
    EVIDENCE_KINDS,
    LEVELS,
    SPEAKS,
    Chain,
    Evidence,
    Link,
    MeasureEvidence,
    Requirement,
)
from openregime.core.rules import Basis
from openregime.core.rules.instruments import KINDS, Instrument
from openregime.io.shipped import LIBRARY
from openregime.io.toml_files import Entry, Key, read_toml_file

_ID, _TEXT, _DAY = Key("id"), Key(), Key("day")

INSTRUMENT_KEYS = {
    "id": _ID, "short": _TEXT, "title": _TEXT, "kind": Key(words=KINDS), "document": _TEXT, "depositary": _TEXT,
    "adopted": _DAY, "opened": _DAY, "in_force": _DAY, "lag_days": Key("whole", least=0),
    "lag_after_entry": Key("whole", least=0, is_required=False), "needs": Key("whole", least=1, is_required=False),
    "needs_share": Key("wholes", is_required=False), "needs_share_of": Key("id", is_required=False),
    "requires": Key("id", is_required=False), "entry_rule": _TEXT, "scope": _TEXT, "counts_as": _TEXT,
    "basis": Key(words=(Basis.LOOKED_UP.value, Basis.RECALLED.value)),
}  # fmt: skip
LINK_KEYS = {"id": _ID, "title": _TEXT, "speaks": Key(words=SPEAKS), "about": _TEXT, "requirement": Key("tables")}
REQUIREMENT_KEYS = {
    "id": _ID, "title": _TEXT, "missing": _TEXT, "level": Key(words=LEVELS), "act": _TEXT, "evidence": Key("table"),
}  # fmt: skip
MEASURE_EVIDENCE_KEYS = {"requirement": _ID, "measure": _ID, "reason": _TEXT}
_OPENED = Key("day", is_required=False)
EVIDENCE_KEYS = {
    "joined": {"of": _ID},
    "mission": {"opened": _OPENED, "within_years": Key("whole", least=1, most=100, is_required=False)},
    "published": {"opened": _OPENED},
    "statement": {"opened": _OPENED, "any": Key("true", is_required=False), "any_of": Key("texts", is_required=False)},
    "institution": {"opened": _OPENED},
    "spoken": {"opened": _OPENED, "needs": Key("texts", is_required=False)},
    "provisions": {"opened": _OPENED, "of_instruments": Key("texts")},
}
_EVIDENCE_KIND = Key(words=EVIDENCE_KINDS)
_ACT = re.compile(r"mission|ask|(join|adopt):[A-Za-z0-9][\w-]*")


@lru_cache(maxsize=1)
def load_instruments() -> dict[str, Instrument]:
    """Instrument id -> Instrument, in the order of the library."""
    return read_instruments(LIBRARY / "instruments.toml")


@lru_cache(maxsize=1)
def load_chain() -> Chain:
    """The shipped chain."""
    return read_chain(LIBRARY / "links.toml")


def read_instruments(path: Path) -> dict[str, Instrument]:
    """Read one file of instruments, all or nothing.

    Raises:
        UnreadableTable: it is no TOML file.
        BadRecord: every key that is missing, unknown or wrong, and every id that stands twice or names nothing.
    """
    problems: list[Problem] = []
    top = read_toml_file(path)
    top.read({"instrument": Key("tables")}, problems)
    entries = top.children.get("instrument", ())
    read = [(e, e.read(INSTRUMENT_KEYS, problems)) for e in entries]
    ids = [content.get("id", "") for _, content in read]
    for n, (entry, content) in enumerate(read):
        if content.get("id") in ids[:n]:
            problems.append(entry.problem("id", f"“{content['id']}” stands twice. Give one of them another id."))
        problems += _faults_of_instrument(entry, content, ids)
    if problems:
        raise BadRecord(problems)
    return {content["id"]: Instrument(**content) for _, content in read}


def _faults_of_instrument(entry: Entry, content: dict[str, Any], ids: list[str]) -> list[Problem]:
    found = []
    for key in ("requires", "needs_share_of"):
        if key in content and content[key] not in ids:
            found.append(entry.problem(key, f"“{content[key]}” is no instrument of this file. Mend the id, or add it."))
    share = content.get("needs_share")
    if share is not None and not (len(share) == 2 and 0 < share[0] <= share[1]):
        found.append(entry.problem("needs_share", "must be two whole numbers, the smaller first, such as [2, 3]."))
    if ("needs_share" in content) != ("needs_share_of" in content):
        found.append(entry.problem("needs_share", "needs_share and needs_share_of belong together. Give both."))
    if {"opened", "in_force"} <= content.keys() and content["in_force"] < content["opened"]:
        found.append(entry.problem("in_force", f"{content['in_force']} lies before opened, {content['opened']}."))
    return found


def read_chain(path: Path) -> Chain:
    """Read one file of links, all or nothing.

    Raises:
        UnreadableTable: it is no TOML file.
        BadRecord: every key that is missing, unknown or wrong.
    """
    problems: list[Problem] = []
    top = read_toml_file(path)
    top.read({"link": Key("tables"), "measure_evidence": Key("tables", is_required=False)}, problems)
    links = [_link(entry, problems) for entry in top.children.get("link", ())]
    traces = [e.read(MEASURE_EVIDENCE_KEYS, problems) for e in top.children.get("measure_evidence", ())]
    if problems:
        raise BadRecord(problems)
    return Chain(
        tuple(Link(**link) for link in links),
        tuple(MeasureEvidence(**trace) for trace in traces),
    )


def _link(entry: Entry, problems: list[Problem]) -> dict[str, Any]:
    content = entry.read(LINK_KEYS, problems)
    content.pop("requirement", None)
    requirements = tuple(_requirement(e, problems) for e in entry.children.get("requirement", ()))
    return {**content, "requirements": tuple(r for r in requirements if r is not None)}


def _requirement(entry: Entry, problems: list[Problem]) -> Requirement | None:
    before = len(problems)
    content = entry.read(REQUIREMENT_KEYS, problems)
    if "act" in content and not _ACT.fullmatch(content["act"]):
        words = f"“{content['act']}” is no act. Write join: and an instrument, adopt: and a measure, mission, or ask."
        problems.append(entry.problem("act", words))
    evidence = _evidence(entry.inside("evidence"), problems) if "evidence" in content else None
    if evidence is None or len(problems) > before:
        return None
    return Requirement(**{**content, "evidence": evidence})


def _evidence(entry: Entry, problems: list[Problem]) -> Evidence | None:
    before = len(problems)
    kind = entry.cells.get("kind")
    if kind not in EVIDENCE_KINDS:
        fault = "is missing. Say what decides the requirement." if kind is None else _EVIDENCE_KIND.fault(kind)
        problems.append(entry.problem("kind", fault))
        return None
    content = entry.read({"kind": _TEXT, **EVIDENCE_KEYS[kind]}, problems)
    if kind == "statement" and ("any" in content) == ("any_of" in content) and len(problems) == before:
        problems.append(entry.problem("any_of", "name the statements in any_of, or write any = true; not both."))
    content.pop("any", None)
    return None if len(problems) > before else Evidence(**content)
