"""Reads of claims by people. What leaves this module is cut down to what the gate allows; models do not leave it except
for the organisation that wrote them.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from openregime.core.facts import Window
from openregime.core.sharing import Asker, Decision, Level, Situation
from openregime.web.disclosure import queries as disclosure
from openregime.web.disclosure.actions import ask_those_whose_time_has_come
from openregime.web.disclosure.askers import askers_of
from openregime.web.people.models import Person
from openregime.web.proposals.actions import UnknownClaim
from openregime.web.proposals.gating import item_of
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import GATED, Stage

_KEY = re.compile(r"[-\w]{1,40}", re.ASCII)

WITH_WORDS = (Level.SUMMARY, Level.REDACTED, Level.FULL)
"""Levels at which something of what the claim says is shown."""


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """What one asker may have of one claim. A field that may not be had is empty, whatever it holds.

    Attributes:
        level, decision: how much, and the decision with its reasons.
        is_own: whether the asker's own organisation made it.
        words: the value, or the prepared words that stand for it.
        object: what it is about; only from level summary on.
        valid, ends_on, basis, note: only in full; and whether it is about one facility, without saying which.
        facility, author, giver, summary, redacted: only for the own organisation.
    """

    key: str
    level: Level
    decision: Decision
    organisation: str
    organisation_key: str
    is_invented: bool
    is_own: bool
    stage: Stage
    state: str
    category: str
    object: str = ""
    words: str = ""
    valid: Window | None = None
    ends_on: dt.date | None = None
    is_about_facility: bool = False
    basis: str = ""
    note: str = ""
    facility: str = ""
    author: str = ""
    settled_on: dt.date | None = None
    summary: str = ""
    redacted: str = ""
    giver: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """As whom somebody looks, in which situations, at what time: worked out once for a page."""

    person: Person | None
    askers: tuple[Asker, ...]
    situations: tuple[Situation, ...]
    now: dt.datetime

    @property
    def organisations(self) -> tuple[str, ...]:
        """Keys of the organisations that the person acts for."""
        return tuple(dict.fromkeys(a.organisation for a in self.askers if a.organisation))


def sight_of(person: Person | None, *, now: dt.datetime) -> Sight:
    """Three short queries, however much there is to see."""
    ask_those_whose_time_has_come(now=now)
    return Sight(person, askers_of(person), disclosure.situations_at(now), now)


def visible(sight: Sight, *, at_least: Level = Level.EXISTENCE) -> QuerySet[ProposedClaim]:
    """Claims of which somebody may know at least so much: one predicate inside the query."""
    profiles = disclosure.visible_profiles(sight.askers, sight.situations, sight.now, at_least=at_least)
    seen = Q(stage__in=GATED, profile__in=profiles.values("pk"))
    return ProposedClaim.objects.filter(seen | Q(organisation__key__in=sight.organisations))


def shown_claims(claims: QuerySet[ProposedClaim], sight: Sight) -> list[ShownClaim]:
    """What of some claims may be had, in their order: one query."""
    asked = disclosure.gate()
    rows = claims.select_related("organisation", "author")
    found = []
    for row in rows:
        item = item_of(row)
        own_first = sorted(sight.askers, key=lambda asker: asker.organisation != item.holder)
        decision = disclosure.decided(own_first, item, sight.situations, sight.now, asked)
        found.append(_shown(row, decision, sight))
    return found


def page_of(claims: QuerySet[ProposedClaim], sight: Sight, *, before: str, size: int) -> tuple[list[ShownClaim], str]:
    """One page of claims, the newest first, without counting them: a count would cost, and tell.

    Args:
        before: key of the last claim of the page before; empty for the first page.
    Returns:
        The claims, and the key with which the next page is asked for; empty where there is none.
    Raises:
        UnknownClaim: `before` is none of these claims.
    """
    if before:
        last = claims.filter(key=_key(before)).values_list("pk", flat=True).first()
        if last is None:
            raise UnknownClaim
        claims = claims.filter(pk__lt=last)
    shown = shown_claims(claims.order_by("-pk")[: size + 1], sight)
    return shown[:size], shown[size - 1].key if len(shown) > size else ""


def one_claim(key: str, sight: Sight) -> ShownClaim:
    """What of one claim may be had.

    Raises:
        UnknownClaim: nothing, or there is none.
    """
    found = shown_claims(visible(sight).filter(key=_key(key)), sight)
    if not found:
        raise UnknownClaim
    return found[0]


def own_claim(person: Person, key: str) -> ProposedClaim:
    """A claim of an organisation in which the person has a role, whole, to act on.

    Raises:
        UnknownClaim: there is none.
    """
    mine = Q(organisation__memberships__person=person, organisation__memberships__ended_at=None)
    found = (
        ProposedClaim.objects.filter(mine, key=_key(key)).select_related("organisation", "author").distinct().first()
    )
    if found is None:
        raise UnknownClaim
    return found


def _key(given: str) -> str:
    """A text that may be a key; no database is asked about any other.

    Raises:
        UnknownClaim: it cannot be one.
    """
    if not _KEY.fullmatch(given):
        raise UnknownClaim
    return given


def _shown(row: ProposedClaim, decision: Decision, sight: Sight) -> ShownClaim:
    is_own = row.organisation.key in sight.organisations
    level = Level.FULL if is_own else _with_what_was_prepared(row, decision.level)
    has_words = level in WITH_WORDS
    is_full = level is Level.FULL
    return ShownClaim(
        key=row.key,
        level=level,
        decision=decision,
        organisation=row.organisation.name,
        organisation_key=row.organisation.key if is_own else "",
        is_invented=row.organisation.is_invented,
        is_own=is_own,
        stage=Stage(row.stage),
        state=row.state,
        category=row.category,
        object=row.object if has_words else "",
        words=_words(row, level),
        valid=Window(row.valid_earliest, row.valid_latest) if is_full else None,
        ends_on=row.ends_on if is_full else None,
        is_about_facility=is_full and bool(row.facility),
        basis=row.basis if is_full else "",
        note=row.note if is_full else "",
        facility=row.facility if is_own else "",
        author=row.author.name if is_own else "",
        settled_on=row.settled_at.date() if row.settled_at else None,
        summary=row.summary if is_own else "",
        redacted=row.redacted if is_own else "",
        giver=row.giver if is_own else "",
    )


def _with_what_was_prepared(row: ProposedClaim, level: Level) -> Level:
    if level is Level.AGGREGATE and row.stage not in GATED:
        return Level.WITHHOLD
    return prepared_level(level, summary=row.summary, redacted=row.redacted)


def prepared_level(level: Level, *, summary: str, redacted: str) -> Level:
    """What is really shown at a level: one that asks for words that nobody prepared shows existence only.

    A claim is one item: where its audience has no more than counts, it sees that there is one.
    """
    if (level is Level.SUMMARY and not summary) or (level is Level.REDACTED and not (redacted or summary)):
        return Level.EXISTENCE
    return Level.EXISTENCE if level is Level.AGGREGATE else level


def _words(row: ProposedClaim, level: Level) -> str:
    if level is Level.FULL:
        return row.value
    if level is Level.REDACTED:
        return row.redacted or row.summary
    return row.summary if level is Level.SUMMARY else ""


def counts_by_stage(sight: Sight, organisation_key: str) -> dict[Stage, int]:
    """How many claims of one's own organisation stand at each stage."""
    if organisation_key not in sight.organisations:
        raise UnknownClaim
    rows: Sequence[str] = list(
        ProposedClaim.objects.filter(organisation__key=organisation_key).values_list("stage", flat=True)
    )
    return {stage: rows.count(stage) for stage in Stage}
