"""Instruments: treaties, a resolution, agreements, commitments, guidance; since when, and how they enter into force."""

import datetime as dt
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError

KINDS = ("treaty", "resolution", "agreement", "commitment", "programme", "guidance")
"""What an instrument can be."""


class UnknownInstrument(OpenRegimeError, LookupError):
    """An instrument id that the library does not know."""

    code = "unknown-instrument"

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        self.given, self.known = given, known
        super().__init__(f"No instrument has the id “{given}”. Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the library says of one instrument.

    Attributes:
        kind: one of KINDS.
        opened: first day on which a State could join.
        in_force: the day it took effect as a whole.
        lag_days: days from a State's deposit to its being bound; `lag_after_entry` the same once it is in force.
        needs: deposits needed for entry into force; None where none or a share is needed.
        needs_share: (numerator, denominator) of the parties of `needs_share_of`.
        requires: id of the instrument one has to join first; empty if none.
        basis: `looked_up` or `recalled`.
    """

    id: str
    short: str
    title: str
    kind: str
    document: str
    depositary: str
    adopted: dt.date
    opened: dt.date
    in_force: dt.date
    lag_days: int
    entry_rule: str
    scope: str
    counts_as: str
    basis: str
    lag_after_entry: int | None = None
    needs: int | None = None
    needs_share: tuple[int, int] | None = None
    needs_share_of: str = ""
    requires: str = ""

    @property
    def binds(self) -> bool:
        """True for what binds in law; False for commitments, programmes and guidance."""
        return self.kind in ("treaty", "resolution", "agreement")

    def bound_from(self, deposited: dt.date) -> dt.date:
        """The day from which a State is bound that deposited on `deposited`, by the final clauses."""
        if deposited == dt.date.max:
            return dt.date.max
        lag = self.lag_days
        if self.lag_after_entry is not None and deposited >= self.in_force:
            lag = self.lag_after_entry
        if deposited == dt.date.min:
            return self.in_force
        return max(deposited + dt.timedelta(days=lag), self.in_force)
