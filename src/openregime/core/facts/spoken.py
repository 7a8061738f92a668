"""A State's own word: claims that organisations volunteered, added to a record without moving what it decides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType

from openregime.core.facts.claims import Claim, Source, Standing
from openregime.core.facts.dates import Window
from openregime.core.facts.record import Record, UnknownSubject

SPOKEN = "spoken/"
"""How the ids of volunteered claims begin."""

COLLECTION = "spoken"
"""Collection of the sources of volunteered claims."""

STATE_AUTHORITY = "state_authority"
"""The kind of organisation whose word counts for its own State."""

READ = ("measure", "provision", "requirement")
"""What a word can be about and still count; words about instruments and topics are kept and decide nothing."""

STATUS_OF_VALUE: Mapping[str, str] = MappingProxyType(
    {"met": "met", "partly met": "partly-met", "not met": "not-met", "not applicable": "not-applicable"}
)
"""The value of a volunteered claim -> the status that the record holds for it."""

NOT_COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "no-status": "Its value is no status: shown, not counted.",
        "not-the-state": "Not said by an authority of the State: shown, not counted.",
        "one-facility": "It speaks of one facility, not of the State: shown, not counted.",
        "disputed": "Somebody disputes it and has no answer yet: shown, not counted until it is answered.",
        "not-for-it-to-say": "Whether it applies follows from what the State joined, not from its word: not counted.",
        "authorities-differ": "Authorities of the State say different things of the same day: none of them is counted.",
        "record-decides": "The record holds a claim on the same, which is preferred.",
    }
)
"""Why a volunteered claim does not count -> the sentence that stands beside it as the reason of a competing claim."""


@dataclass(frozen=True, slots=True)
class SpokenClaim:
    """What an organisation says, approved by a second person and open to anyone in full.

    Attributes:
        key: of the claim among the claims by people.
        organisation: its name. speaker: its kind; only a STATE_AUTHORITY speaks for a State.
        state: ISO 3166-1 alpha-3 of the State that it speaks of.
        object: `measure:ID`, `provision:ID`, `requirement:ID`, `instrument:ID` or `topic:a-word`.
        value: for the first three a key of STATUS_OF_VALUE; free text for the others.
        valid: the window in which it became so. ends_on: the last day on which it holds; None while no end is known.
        approved_on: the day on which the second person approved it, UTC: known since.
        category: information category. basis, note: what it rests on, and a remark.
        is_about_facility: it speaks of one facility. is_disputed: an objection stands that nobody has answered.
    """

    key: str
    organisation: str
    speaker: str
    state: str
    object: str
    value: str
    valid: Window
    approved_on: dt.date
    category: str = "C01"
    basis: str = ""
    note: str = ""
    ends_on: dt.date | None = None
    is_about_facility: bool = False
    is_disputed: bool = False


def is_spoken(claim: Claim) -> bool:
    """Whether a claim of a record was volunteered."""
    return claim.id.startswith(SPOKEN)


def with_spoken(record: Record, claims: Iterable[SpokenClaim]) -> Record:
    """A record that holds volunteered claims too; without any, the very same record.

    A claim that does not count is kept as competing, with its reason (docs/decisions/0015). One that counts decides
    only what the record leaves open; readings hold it against the record day by day.

    Args:
        record: the shipped record, or any other.
        claims: in any order, which changes nothing.
    Returns:
        A record with a digest of its own.
    Raises:
        UnknownSubject: a claim about a State that the record does not know.
    """
    said = sorted(claims, key=lambda one: (one.approved_on, one.key))
    if not said:
        return record
    for one in said:
        if one.state not in record.entities:
            raise UnknownSubject(one.state)
    reasons = _reasons(record, said)
    added = tuple(_claim(one, reasons.get(one.key, "")) for one in said)
    sources = {source.id: source for source in map(_source, said)}
    return replace(
        record,
        claims=(*record.claims, *added),
        sources={**record.sources, **dict(sorted(sources.items()))},
        digest=f"{record.digest}+{spoken_digest(said)}",
    )


def spoken_digest(claims: Iterable[SpokenClaim]) -> str:
    """A short digest of a set of volunteered claims: the same for the same claims in any order."""
    return sha256("\n".join(sorted(map(repr, claims))).encode()).hexdigest()[:16]


def source_id_of(claim: SpokenClaim) -> str:
    """Id of the source that stands for one organisation."""
    return f"{COLLECTION}-{claim.state}-{sha256(claim.organisation.encode()).hexdigest()[:8]}"


def object_of(claim: SpokenClaim) -> str:
    """What the record calls the thing that a claim speaks of: `measure.M01.status`, `topic.index-comment.word`."""
    kind, _, name = claim.object.partition(":")
    return f"{kind}.{name}.{'status' if kind in READ else 'word'}"


def _claim(one: SpokenClaim, reason: str) -> Claim:
    return Claim(
        id=f"{SPOKEN}{one.key}",
        subject=one.state,
        object=object_of(one),
        value=STATUS_OF_VALUE.get(one.value, one.value) if one.object.partition(":")[0] in READ else one.value,
        valid=one.valid,
        recorded=one.approved_on,
        sources=(source_id_of(one),),
        category=one.category,
        note="\n".join(part for part in (one.basis, one.note) if part),
        row=f"spoken:{one.key}",
        standing=Standing.COMPETING if reason else Standing.PREFERRED,
        reason=NOT_COUNTED.get(reason, ""),
        ends_on=one.ends_on,
    )


def _source(one: SpokenClaim) -> Source:
    whose = "The State's own word" if one.speaker == STATE_AUTHORITY else "An organisation's own word"
    return Source(
        id=source_id_of(one),
        title=f"{whose}: {one.organisation}",
        publisher=one.organisation,
        url="",
        as_of="",
        how_read="entered by one person of the organisation, approved by a second",
        licence="",
        collection=COLLECTION,
    )


def _reasons(record: Record, said: list[SpokenClaim]) -> dict[str, str]:
    """Key of a claim that does not count -> key of NOT_COUNTED."""
    decided = {(c.subject, c.object) for c in record.claims if c.standing is Standing.PREFERRED and _is_word(c)}
    found = {one.key: reason for one in said if (reason := _reason(one, decided))}
    together: dict[tuple[object, ...], list[SpokenClaim]] = defaultdict(list)
    for one in said:
        if one.key not in found and one.object.partition(":")[0] in READ:
            together[one.state, one.object, one.valid, one.approved_on].append(one)
    for group in together.values():
        if len({(one.value, one.ends_on) for one in group}) > 1:
            found |= {one.key: "authorities-differ" for one in group}
    return found


def _is_word(claim: Claim) -> bool:
    return claim.object.endswith(".status") and claim.value in STATUS_OF_VALUE.values()


def _reason(one: SpokenClaim, decided: set[tuple[str, str]]) -> str:
    kind, _, name = one.object.partition(":")
    if one.speaker != STATE_AUTHORITY:
        return "not-the-state"
    if one.is_about_facility:
        return "one-facility"
    if one.is_disputed and kind in READ:
        return "disputed"
    if kind in READ and one.value not in STATUS_OF_VALUE:
        return "no-status"
    if kind in READ and kind != "requirement" and one.value == "not applicable":
        return "not-for-it-to-say"
    rivals = {object_of(one), f"{name}.status"} if kind == "requirement" else {object_of(one)}
    return "record-decides" if any((one.state, rival) in decided for rival in rivals) else ""
