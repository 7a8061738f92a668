"""What is at stake in a State: weapons-usable material and reactors. Stakes order lists; they are never weakness."""

import datetime as dt
import re
from dataclasses import dataclass

from openregime.core.facts import Record, Standing

_LIST_YEAR = re.compile(r">=1 kg weapons-usable material \((\d{4}) NTI list\)")
"""How the record words that a list of some year names a holder."""

HOLDS = "holds"
HELD_BY_LATER_LIST = "held-by-later-list"
CLEARED = "cleared"
CLEARING = "clearing"
NOT_LISTED = "not-listed"


@dataclass(frozen=True, slots=True)
class Stakes:
    """What public lists say is in a State on a day.

    Attributes:
        material: `holds` (1 kg or more of weapons-usable material, listed by then), `held-by-later-list` (listed only
            later, or cleared later, so taken to have held it: a supposition, and marked so), `clearing` (the day lies
            inside the years in which it was cleared), `cleared`, or `not-listed`.
        tonnes: outside estimate of highly enriched uranium, t; None when none was published for the State.
        reactors: power reactors in operation, number; None when the State is not in the table.
        reactors_as_of: the day the table speaks of.
        claims: ids of the claims used.
    """

    material: str
    tonnes: float | None
    reactors: int | None
    reactors_as_of: dt.date | None
    claims: tuple[str, ...]

    @property
    def has_material(self) -> bool:
        """True for holders, and for those taken to have been holders because a later list or clearance names them."""
        return self.material in (HOLDS, HELD_BY_LATER_LIST)

    @property
    def may_have_material(self) -> bool:
        """True also in the years in which the material was being removed: the day it was gone is not known."""
        return self.has_material or self.material == CLEARING

    @property
    def order(self) -> tuple[int, float, int]:
        """Sort key, larger is more at stake: material first, then its amount, then reactors."""
        return self.has_material + self.may_have_material, self.tonnes or 0.0, self.reactors or 0


def stakes_of(record: Record, state: str, day: dt.date) -> Stakes:
    """What is at stake in one State on one day."""
    used: list[str] = []
    tonnes, reactors, reactors_as_of = None, None, None
    listed: list[int] = []  # years in which a list names it as a holder
    cleared: tuple[int, int] | None = None
    for claim in record.claims_about(state):
        if claim.standing is not Standing.PREFERRED:
            continue
        if claim.object == "materials.tonnes":
            tonnes = float(claim.value)
        elif claim.object == "reactors.operational":
            reactors, reactors_as_of = int(claim.value), claim.recorded
        elif claim.object == "materials.status_text" and (year := _LIST_YEAR.search(claim.value)):
            listed.append(int(year[1]))
        elif claim.object == "materials.cleared_year_to":
            cleared = (cleared[0] if cleared else int(claim.value), int(claim.value))
        elif claim.object == "materials.cleared_year_from":
            cleared = (int(claim.value), cleared[1] if cleared else int(claim.value))
        elif claim.object.startswith("nti_index.") and ".secure_materials." in claim.object:
            listed.append(int(claim.object.split(".")[1]))
        else:
            continue
        used.append(claim.id)
    return Stakes(_material(listed, cleared, day.year), tonnes, reactors, reactors_as_of, tuple(used))


def _material(listed: list[int], cleared: tuple[int, int] | None, year: int) -> str:
    if listed and min(listed) <= year:
        is_gone = cleared is not None and cleared[1] < year and max(listed) <= cleared[1]
        return CLEARED if is_gone else HOLDS
    if cleared is not None:
        if year > cleared[1]:
            return HELD_BY_LATER_LIST if listed else CLEARED
        return HELD_BY_LATER_LIST if year < cleared[0] else CLEARING
    return HELD_BY_LATER_LIST if listed else NOT_LISTED


def stakes_of_all(record: Record, day: dt.date) -> dict[str, Stakes]:
    """State id -> Stakes, for all States of the record."""
    return {e.id: stakes_of(record, e.id, day) for e in record.states}
