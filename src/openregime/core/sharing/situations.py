"""The situation in which somebody asks: declared by a role, dated, with a reason, and with an end."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.table import PolicyTable

NORMAL = "normal"


class BadDeclaration(OpenRegimeError, ValueError):
    """A situation that cannot be declared so."""

    code = "bad-declaration"


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation as it was declared.

    Attributes:
        kind: id of the situation in the table.
        begins, ends: in UTC; `ends` is None for the normal situation alone.
        declared_by: the role that declared it.
        reason: why, in words.
        state: ISO alpha-3 of the State for which it holds.
    """

    kind: str
    begins: dt.datetime
    ends: dt.datetime | None
    declared_by: str
    reason: str
    state: str = ""

    def holds_at(self, now: dt.datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.begins <= now and (self.kind == NORMAL or (self.ends is not None and now < self.ends))


NORMALLY = Situation(NORMAL, dt.datetime(1970, 1, 1, tzinfo=dt.UTC), None, "", "nothing else was declared")
"""The situation that holds where none was declared."""


def declared(
    table: PolicyTable, kind: str, *, by: str, begins: dt.datetime, ends: dt.datetime, reason: str, state: str
) -> Situation:
    """A situation, if it may be declared so.

    Raises:
        BadDeclaration: the normal situation, one that the table does not know, a role that may not declare it, no
            State, no reason, times without zone or out of order, or longer than the table allows.
    """
    if kind == NORMAL:
        raise BadDeclaration("The normal situation is not declared: end the one that holds.")
    known = table.situation_by_id.get(kind)
    if known is None:
        raise BadDeclaration(f"“{kind[:40]}” is no situation. Known: {', '.join(table.situation_by_id)}.")
    if by != known.declared_by:
        raise BadDeclaration(f"{known.title}: “{by[:60]}” may not declare it; the {known.declared_by} does.")
    if not reason.strip() or not state.strip():
        raise BadDeclaration(f"{known.title}: say for which State and why.")
    if begins.tzinfo is None or ends.tzinfo is None or not begins < ends:
        raise BadDeclaration(f"{known.title}: give a beginning and a later end, both with their time zone.")
    if ends - begins > dt.timedelta(days=known.longest_days):
        raise BadDeclaration(f"{known.title}: at most {known.longest_days} days; declare it again if it lasts longer.")
    return Situation(kind, begins, ends, by, reason.strip(), state)


def situation_for(declarations: Iterable[Situation], state: str, now: dt.datetime) -> Situation:
    """The situation of a State at a time: the latest declared of those that hold, or the normal one.

    Args:
        declarations: in any order; those of other States do not count.
    """
    holding = [d for d in declarations if d.state == state and d.holds_at(now)]
    return max(holding, key=lambda d: d.begins, default=NORMALLY)
