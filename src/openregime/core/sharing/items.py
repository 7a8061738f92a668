"""What the gate decides about, and who asks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openregime.core.sharing.labels import Label, strictest
from openregime.core.sharing.levels import Level


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. What is not said opens nothing.

    Attributes:
        name: id of the person or system, `anonymous` for somebody who did not sign in; empty: nobody.
        audience: id of the audience; empty: an empty audience is nobody.
        state: ISO alpha-3 of the State whose authority, operator or neighbour it is.
        organisation: id of the organisation; it sees the items that it holds itself.
        missions: reviews to which a reviewer is bound by an undertaking.
    """

    name: str
    audience: str
    state: str = ""
    organisation: str = ""
    missions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Publication:
    """That an authority officially published the same content. A leak is no publication."""

    by: str
    at: dt.datetime
    where: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A giver's word that its information may go to some audiences, up to a level, for a time.

    `until` is None where the giver set no end. Whoever was not asked, or did not answer, has not consented.
    """

    giver: str
    audiences: frozenset[str]
    level: Level
    given_at: dt.datetime
    until: dt.datetime | None = None

    def covers(self, giver: str, audience: str, now: dt.datetime) -> bool:
        """Whether it speaks for this giver, to this audience, at this time."""
        begun = bool(giver) and self.giver == giver and self.given_at <= now
        return begun and audience in self.audiences and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be disclosed.

    Attributes:
        id: its id.
        label: what limits it.
        entered_on: the day on which it was last classified or reviewed; the next review is counted from it.
        state: ISO alpha-3 of the State that it is about; empty: no asker counts as that State's own.
        holder: organisation that holds it.
        mission: the review that it comes from, for the reviewers of that mission.
        completed_at: when what it tells of was over (a transport arrived), UTC; None: not yet, or not known.
        publication: where an authority published it.
        consents: what givers agreed to for this item; they do not travel to what is made of it.
        parents: ids of the items that it was made of.
    """

    id: str
    label: Label
    entered_on: dt.date
    state: str = ""
    holder: str = ""
    mission: str = ""
    completed_at: dt.datetime | None = None
    publication: Publication | None = None
    consents: tuple[Consent, ...] = ()
    parents: tuple[str, ...] = ()


def derived(
    item_id: str, parents: Sequence[Item], *, entered_on: dt.date, holder: str = "", own: Label | None = None
) -> Item:
    """An item made of others. It carries the strictest of their labels, and its own if it has one.

    It is about a State, or from a mission, only if all its parents are; it is over when the last of them is.
    Publications and consents speak of the parents alone and stay with them.

    Raises:
        NoLabel: no parents and no label of its own.
    """
    label = strictest([p.label for p in parents] + ([own] if own is not None else []))
    ends = [p.completed_at for p in parents]
    known_ends = [end for end in ends if end is not None]
    return Item(
        id=item_id,
        label=label,
        entered_on=entered_on,
        state=_common([p.state for p in parents]),
        holder=holder,
        mission=_common([p.mission for p in parents]),
        completed_at=max(known_ends) if known_ends and len(known_ends) == len(ends) else None,
        parents=tuple(p.id for p in parents),
    )


def handed_over(item: Item, item_id: str, *, to: str, entered_on: dt.date, in_confidence: bool) -> Item:
    """The copy that another organisation now holds: same label, and the giver stays in control if it asked to.

    Args:
        to: the organisation that receives it.
        in_confidence: whether the holder gave it in confidence; givers before it stay givers in any case.
    """
    givers = item.label.givers | ({item.holder} if in_confidence and item.holder else frozenset())
    label = replace(item.label, givers=givers)
    return replace(item, id=item_id, label=label, holder=to, entered_on=entered_on, consents=(), parents=(item.id,))


def _common(values: Sequence[str]) -> str:
    return values[0] if values and len(set(values)) == 1 else ""
