"""The chain as data: links and their requirements, and what public evidence shows of national measures."""

import datetime as dt
from dataclasses import dataclass

from openregime.core.errors import OpenRegimeError

LEVELS = ("international", "regional", "national", "facility")
"""Where a requirement has to be met, from the widest to the closest."""


SPEAKS = ("public", "States")
"""Who can say whether a link holds: public evidence, or only the States themselves."""

EVIDENCE_KINDS = ("joined", "mission", "published", "statement", "institution", "spoken", "provisions")
"""What can decide a requirement; the head of `library/links.toml` explains them."""


class UnknownLink(OpenRegimeError, LookupError):
    """A link or requirement id that the chain does not have."""

    code = "unknown-link"

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        self.given, self.known = given, known
        super().__init__(f"No link or requirement has the id “{given}”. Known: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What decides a requirement.

    Attributes:
        kind: one of EVIDENCE_KINDS.
        of: for `joined`: the instrument; of_instruments: for `provisions`: those whose provisions count.
        opened: the first day on which the requirement can be met; before it is not yet due.
        within_years: for missions: how long one counts; None for ever.
        any_of: statement ids; empty means any statement.
        needs: instruments of which at least one must be joined for the requirement to apply.
    """

    kind: str
    opened: dt.date | None = None
    of: str = ""
    within_years: int | None = None
    any_of: tuple[str, ...] = ()
    of_instruments: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a link asks for. `missing` completes the sentence “France …”."""

    id: str
    title: str
    missing: str
    level: str
    act: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain. `speaks`: one of SPEAKS."""

    id: str
    title: str
    speaks: str
    about: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class MeasureEvidence:
    """A requirement that, when met, shows a national measure to be in place in part."""

    requirement: str
    measure: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole chain, in the order in which pages show it."""

    links: tuple[Link, ...]
    measure_evidence: tuple[MeasureEvidence, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All requirements, link by link."""
        return tuple(r for link in self.links for r in link.requirements)

    def link_of(self, requirement_id: str) -> Link:
        """The link that a requirement belongs to.

        Raises:
            UnknownLink: no requirement has that id.
        """
        for link in self.links:
            if any(r.id == requirement_id for r in link.requirements):
                return link
        raise UnknownLink(requirement_id, tuple(r.id for r in self.requirements))
