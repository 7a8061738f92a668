"""A State's own word beside a reading: what it says of a requirement on a day, whether it counts, and why not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openregime.core.facts import Claim, Record, Standing, Status, is_spoken
from openregime.core.readings.links import Requirement
from openregime.core.readings.reasons import Reason

PARTS = ("measure", "provision")
"""What the share of the provisions rests on, besides what public evidence shows."""


@dataclass(frozen=True, slots=True)
class Word:
    """One volunteered claim that holds on the day read about. `counts`: whether the reading rests on it.

    `reason` says why a competing claim does not count; where it is empty and the claim does not count all the same,
    public evidence decides the day.
    """

    claim: Claim
    counts: bool
    reason: str


def words_of(record: Record) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
    """(State, what it speaks of) -> its volunteered claims, in the order of their days; empty for a shipped record."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in record.claims:
        if is_spoken(claim):
            found[claim.subject, claim.object.rpartition(".")[0]].append(claim)
    return {key: tuple(sorted(claims, key=_order)) for key, claims in found.items()}


def words_on(
    said: Mapping[tuple[str, str], tuple[Claim, ...]], state: str, requirement: Requirement, day: dt.date
) -> tuple[Claim, ...]:
    """What a State says of a requirement on a day: the latest word that was not set aside, and all that were."""
    if requirement.evidence.kind != "provisions":
        return _holding(said.get((state, f"requirement.{requirement.id}"), ()), day)
    things = [thing for who, thing in said if who == state and thing.partition(".")[0] in PARTS]
    return tuple(claim for thing in sorted(things) for claim in _holding(said[state, thing], day))


def weighed(claims: Iterable[Claim], rests_on: Iterable[str]) -> tuple[Word, ...]:
    """Each word with whether a reading rests on it."""
    used = frozenset(rests_on)
    return tuple(Word(claim, claim.id in used, claim.reason) for claim in claims)


def own_word(claims: Iterable[Claim], status: Status) -> Reason | None:
    """The reason of a status that a State's own word decides; None where no word says so."""
    said = [c for c in claims if c.standing is Standing.PREFERRED and c.value == status.slug]
    if not said:
        return None
    last = said[-1]
    return Reason("own-word", {"since": last.valid.latest, "day": last.recorded}, (last.id,))


def _holding(claims: tuple[Claim, ...], day: dt.date) -> tuple[Claim, ...]:
    begun = [c for c in claims if c.valid.earliest <= day]
    preferred = [c for c in begun if c.standing is Standing.PREFERRED]
    last = preferred[-1] if preferred else None
    held = [c for c in begun if c is last or c.standing is Standing.COMPETING]
    return tuple(c for c in held if c.ends_on is None or day <= c.ends_on)


def _order(claim: Claim) -> tuple[dt.date, dt.date, dt.date, str]:
    return claim.valid.latest, claim.valid.earliest, claim.recorded, claim.id
