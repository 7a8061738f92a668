"""Rulings: what a State or an operator decided otherwise than the table, by whom, why, and until when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.items import Item
from openregime.core.sharing.labels import Label
from openregime.core.sharing.levels import Level
from openregime.core.sharing.table import Floor, PolicyTable

HARMS: Mapping[str, str] = {
    "theft": "helps to steal material",
    "sabotage": "helps to sabotage a facility or a transport",
    "access": "helps to get in without authority",
    "transfer": "helps to move material illegally",
    "person": "endangers a person or tells private matters",
    "trial": "harms an investigation or a fair trial",
    "property": "takes an owner's commercial property",
    "confidence": "breaks the word given to whoever gave it in confidence",
}
"""The harms that a ruling may close something for. Error, inefficiency and embarrassment are none of them."""


class BadRuling(OpenRegimeError, ValueError):
    """A ruling that cannot stand; `ruling` is its id."""

    code = "bad-ruling"

    def __init__(self, ruling: str, reason: str) -> None:
        self.ruling = ruling[:80]
        super().__init__(f"Ruling {self.ruling}: {reason}")


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided: a person, acting in a role."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that some audiences may have more, or only less, than the table says.

    Attributes:
        category, item: what it is about: one of the two, the other empty.
        level: the most that it leaves, or the least that it opens, to each of `audiences` and, where any are named,
            only in `situations`.
        state, holder: only items about that State or held by that organisation; empty: all.
        by: who decided, each a person of their own in a role of their own.
        reason: in words.
        harm, benefit: one of the two. A ruling that closes names a harm of HARMS; one that opens says which assurance,
            warning, learning or accountability it serves.
        decided_at, ends: in UTC; `ends` None: until it is decided otherwise at `review_on`.
        threat_to_life: the imminent threat for which it goes beyond a hard floor, in words; empty: none.
    """

    id: str
    level: Level
    audiences: frozenset[str]
    by: tuple[Decider, ...]
    reason: str
    decided_at: dt.datetime
    review_on: dt.date
    category: str = ""
    item: str = ""
    situations: frozenset[str] = frozenset()
    state: str = ""
    holder: str = ""
    harm: str = ""
    benefit: str = ""
    ends: dt.datetime | None = None
    threat_to_life: str = ""

    @property
    def opens(self) -> bool:
        """Whether it opens; otherwise it closes."""
        return bool(self.benefit)

    def holds(self, item: Item, audience: str, situation: str, now: dt.datetime) -> bool:
        """Whether it speaks of this item, to this audience, in this situation, at this time."""
        return (
            self.decided_at <= now
            and (self.ends is None or now < self.ends)
            and audience in self.audiences
            and (not self.situations or situation in self.situations)
            and self.is_about(item)
        )

    def is_about(self, item: Item) -> bool:
        """Whether the item is one of those that it was made for."""
        mine = item.id == self.item if self.item else self.category in item.label.categories
        return mine and self.state in ("", item.state) and self.holder in ("", item.holder)


def people_needed(table: PolicyTable, label: Label) -> int:
    """How many people a ruling needs that opens an item with this label: as many as its most sensitive category."""
    return max(
        (table.category_by_id[c].people_to_loosen for c in label.categories if c in table.category_by_id), default=2
    )


def check_rulings(table: PolicyTable, rulings: Sequence[Ruling]) -> None:
    """Refuse rulings that cannot stand, alone or together.

    Raises:
        BadRuling: see `_check`; also two of one id, or a hold renewed by the same role.
    """
    ids = [r.id for r in rulings]
    if repeated := sorted({i for i in ids if ids.count(i) > 1}):
        raise BadRuling(repeated[0], "two rulings have this id.")
    for ruling in rulings:
        _check(table, ruling)
    _check_renewals(table, rulings)


def _check(table: PolicyTable, ruling: Ruling) -> None:
    fault = _fault_of_form(table, ruling) or _fault_of_people(ruling) or _fault_of_days(ruling)
    if not fault and ruling.category:
        fault = _fault_of_levels(table, ruling)
    if fault:
        raise BadRuling(ruling.id, fault)


def _fault_of_form(table: PolicyTable, ruling: Ruling) -> str:
    if bool(ruling.category) == bool(ruling.item):
        return "name either a category or an item."
    if ruling.category and ruling.category not in table.category_by_id:
        return f"there is no category “{ruling.category[:20]}”."
    if not ruling.audiences:
        return "name the audiences; an empty audience is nobody."
    if unknown := ruling.audiences - table.audience_by_id.keys():
        return f"there is no audience {', '.join(sorted(unknown))[:80]}."
    if unknown := ruling.situations - table.situation_by_id.keys():
        return f"there is no situation {', '.join(sorted(unknown))[:80]}."
    if bool(ruling.harm) == bool(ruling.benefit.strip()):
        return "name the harm that closing prevents, or the benefit that opening brings: one of the two."
    if ruling.harm and ruling.harm not in HARMS:
        return f"“{ruling.harm[:40]}” is no harm that it may close something for. Known: {', '.join(HARMS)}."
    return "" if ruling.reason.strip() else "say why."


def _fault_of_people(ruling: Ruling) -> str:
    if not ruling.by or any(not d.person or not d.role for d in ruling.by):
        return "say who decided, and in which role."
    if len({d.person for d in ruling.by}) < len(ruling.by) or len({d.role for d in ruling.by}) < len(ruling.by):
        return "each person decides once, and each in a role of their own."
    return ""


def _fault_of_days(ruling: Ruling) -> str:
    if ruling.decided_at.tzinfo is None or (ruling.ends is not None and ruling.ends.tzinfo is None):
        return "give times with their time zone."
    if ruling.ends is not None and ruling.ends <= ruling.decided_at:
        return "it ends before it begins."
    if ruling.review_on <= ruling.decided_at.date():
        return "its review must lie after the day on which it was decided."
    if ruling.threat_to_life and ruling.ends is None:
        return "a ruling for an imminent threat to life needs an end."
    return ""


def _fault_of_levels(table: PolicyTable, ruling: Ruling) -> str:
    """What a ruling on a category must keep to: enough people, an early review, the hard floors, no long hold."""
    category = table.category_by_id[ruling.category]
    if ruling.opens and len(ruling.by) < category.people_to_loosen:
        return f"to open {category.id} further takes {category.people_to_loosen} people, each in a role of their own."
    if not ruling.opens and _days_ahead(ruling) > 31 * category.review_months:
        return f"whatever is closed of {category.id} is reviewed within {category.review_months} months."
    for floor in table.floors_of[category.id]:
        if _passes(ruling, floor):
            return f"{category.id} has a hard floor. {floor.words}"
    hours = category.longest_hold_hours
    if hours is not None and is_hold(ruling) and lapses_at(ruling, hours) != ruling.ends:
        return f"a hold on {category.id} lasts at most {hours} hours; a second role may renew it."
    return ""


def _passes(ruling: Ruling, floor: Floor) -> bool:
    if not ruling.opens:
        return floor.at_least is not None and ruling.level < floor.at_least
    if ruling.threat_to_life or floor.is_until_completed:
        return False  # a floor that ends is looked at when the gate decides
    touched = not floor.audiences or bool(floor.audiences & ruling.audiences)
    return floor.is_givers or (touched and floor.at_most is not None and ruling.level > floor.at_most)


def _days_ahead(ruling: Ruling) -> int:
    return (ruling.review_on - ruling.decided_at.date()).days


def is_hold(ruling: Ruling) -> bool:
    """Whether it holds something back from anyone or from the media."""
    return not ruling.opens and bool(ruling.audiences & {"public", "media"})


def lapses_at(ruling: Ruling, hours: int) -> dt.datetime:
    """When a hold lapses: at its own end, and after so many hours at the latest."""
    latest = ruling.decided_at + dt.timedelta(hours=hours)
    return latest if ruling.ends is None else min(latest, ruling.ends)


def renews_alone(ruling: Ruling, others: Sequence[Ruling], hours: int) -> str:
    """The hold that this one renews without a second role; empty where it renews none, or rightly.

    Args:
        others: all rulings, of which those on the same category or item with an audience in common count.
        hours: after so many a hold lapses.
    """
    mine = {d.role for d in ruling.by}
    for other in others:
        same = (other.category, other.item, other.state, other.holder) == (
            ruling.category, ruling.item, ruling.state, ruling.holder
        )  # fmt: skip
        if not same or other is ruling or not is_hold(other) or not other.audiences & ruling.audiences:
            continue
        follows = other.decided_at <= ruling.decided_at <= lapses_at(other, hours)
        is_earlier = (other.decided_at, other.id) < (ruling.decided_at, ruling.id)
        if follows and is_earlier and mine <= {d.role for d in other.by}:
            return other.id
    return ""


def _check_renewals(table: PolicyTable, rulings: Sequence[Ruling]) -> None:
    for ruling in rulings:
        hours = table.category_by_id[ruling.category].longest_hold_hours if ruling.category else None
        renewed = renews_alone(ruling, rulings, hours) if hours is not None and is_hold(ruling) else ""
        if renewed:
            raise BadRuling(ruling.id, f"it renews the hold {renewed}; a second role must decide that.")
