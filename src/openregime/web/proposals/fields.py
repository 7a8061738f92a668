"""What a proposed claim has to say: its fields read, with one sentence for each that will not do."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadDate, Window
from openregime.core.sharing import PolicyTable
from openregime.io.observatories import load
from openregime.web.people.models import Organisation
from openregime.web.proposals.refusals import told

LONGEST = {
    "value": 2_000,
    "basis": 1_000,
    "note": 2_000,
    "summary": 600,
    "redacted": 2_000,
    "facility": 120,
    "giver": 120,
}
STATUS_VALUES = ("met", "partly met", "not met", "not applicable")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field."""

    field: str
    words: str


class BadProposal(OpenRegimeError, ValueError):
    """A claim that cannot be proposed so; `faults` has one entry for each field at fault."""

    code = "bad-proposal"

    def __init__(self, faults: list[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(f"{fault.field}: {fault.words}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields of a claim, read and checked; see `models.ProposedClaim`."""

    object: str
    value: str
    valid: Window
    basis: str
    category: str
    ends_on: dt.date | None = None
    note: str = ""
    summary: str = ""
    redacted: str = ""
    facility: str = ""
    giver: str = ""
    closed_until: dt.datetime | None = None


def read_proposal(given: Mapping[str, str], organisation: Organisation, table: PolicyTable) -> Proposal:
    """The claim that the fields of a form, a row or a call describe.

    Args:
        given: field -> text; `valid` is a day, or two with a slash, as in tables of the library; `ends_on` is the last
            day on which it holds, or empty.
    Raises:
        BadProposal: names every field that will not do.
    """
    faults: list[FieldFault] = []
    text = {name: " ".join(given.get(name, "").split()) for name in ("object", "value", "category", *LONGEST)}
    for name in ("note", "summary", "redacted", "value", "basis"):
        text[name] = given.get(name, "").replace("\r\n", "\n").strip()
    faults += [
        FieldFault(
            name, _("At most %(most)d characters; there are %(given)d.") % {"most": most, "given": len(text[name])}
        )
        for name, most in LONGEST.items()
        if len(text[name]) > most
    ]
    faults += [
        FieldFault(name, _("Holds a character that cannot be seen. Write it again as plain text."))
        for name, given_text in text.items()
        if _CONTROL.search(given_text)
    ]
    faults += _faults_of_object(text["object"], text["value"])
    if not text["basis"]:
        faults.append(FieldFault("basis", _("Say on what this rests: a law, a report, a decision, with its day.")))
    if text["category"] not in table.category_by_id:
        known = f"{table.categories[0].id} … {table.categories[-1].id}"
        faults.append(FieldFault("category", _("Choose one of the information categories %s.") % known))
    if text["category"] == "C19" and not text["giver"]:
        faults.append(FieldFault("giver", _("Say who gave it in confidence; the giver stays in control of it.")))
    if text["facility"] and organisation.kind not in ("operator", "state_authority", "centre"):
        faults.append(FieldFault("facility", _("Only an authority, an operator or a centre speaks of a facility.")))
    valid = _window(given.get("valid", ""), faults)
    ends_on = _ends_on(given.get("ends_on", ""), valid, faults)
    closed = _closed_until(given.get("closed_until", ""), faults)
    if faults:
        raise BadProposal(faults)
    assert valid is not None  # a fault otherwise
    return Proposal(
        object=text["object"], value=text["value"], valid=valid, basis=text["basis"], category=text["category"],
        ends_on=ends_on, note=text["note"], summary=text["summary"], redacted=text["redacted"],
        facility=text["facility"], giver=text["giver"], closed_until=closed,
    )  # fmt: skip


def _window(given: str, faults: list[FieldFault]) -> Window | None:
    try:
        if not given.strip():
            raise BadDate(_("Give the day from which it holds, as YYYY-MM-DD."))
        return Window.parse(given.strip())
    except BadDate as error:
        faults.append(FieldFault("valid", told(str(error))))
        return None


def _ends_on(given: str, valid: Window | None, faults: list[FieldFault]) -> dt.date | None:
    if not given.strip():
        return None
    try:
        day = dt.date.fromisoformat(given.strip())
        if day.isoformat() != given.strip():
            raise ValueError
    except ValueError:
        words = _("Write the last day on which it holds as YYYY-MM-DD, or leave it empty while no end is known.")
        faults.append(FieldFault("ends_on", words))
        return None
    if valid is not None and day < valid.earliest:
        words = _("It would end on %(end)s, before it begins (%(begin)s). Write a later last day, or leave it empty.")
        faults.append(FieldFault("ends_on", words % {"end": day.isoformat(), "begin": valid.earliest.isoformat()}))
    return day


def _closed_until(given: str, faults: list[FieldFault]) -> dt.datetime | None:
    if not given.strip():
        return None
    try:
        day = dt.date.fromisoformat(given.strip())
    except ValueError:
        faults.append(
            FieldFault("closed_until", _("Write the day on which it opens as YYYY-MM-DD, or leave it empty."))
        )
        return None
    return dt.datetime.combine(day, dt.time(), dt.UTC)


INDEX_COMMENT = "topic:index-comment"
"""What an authority says of its own State's row in an index: it stands beside that row."""


@lru_cache(maxsize=1)
def known_objects() -> Mapping[str, str]:
    """Object -> its title: provisions, measures, instruments, what the chain asks for, the comment on one's index."""
    rules, chain = load().rules, load().chain
    found = {f"provision:{p.id}": p.title for p in rules.provisions}
    found |= {f"measure:{m.id}": m.title for m in rules.measures}
    found |= {f"requirement:{r.id}": r.title for r in chain.requirements if r.evidence.kind != "provisions"}
    found[INDEX_COMMENT] = gettext_noop("Comment on the State’s own row in an index")
    return found | {f"instrument:{key}": one.title for key, one in load().instruments.items()}


def _faults_of_object(given: str, value: str) -> list[FieldFault]:
    kind, _colon, name = given.partition(":")
    if kind in ("provision", "measure", "requirement", "instrument"):
        if given not in known_objects():
            return [
                FieldFault("object", _("The library has no %(kind)s “%(name)s”.") % {"kind": kind, "name": name[:60]})
            ]
        if kind != "instrument" and value not in STATUS_VALUES:
            return [FieldFault("value", _("Write one of: %s.") % ", ".join(STATUS_VALUES))]
    elif kind != "topic" or not _TOPIC.fullmatch(name):
        words = _("Write provision:ID, measure:ID, requirement:ID, instrument:ID, or topic:a-word for something else.")
        return [FieldFault("object", words)]
    return [] if value else [FieldFault("value", _("Say what the claim is."))]
