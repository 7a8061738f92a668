"""The record: every claim with its sources, immutable, filtered by what was known when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from openregime.core.errors import OpenRegimeError
from openregime.core.facts.claims import Claim, Completeness, Entity, Source, Total
from openregime.core.facts.near_names import near_states


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row: where it stands, what is wrong, what to do."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.field}: {self.message}"


class BadRecord(OpenRegimeError, ValueError):
    """Rows that cannot be taken in. Nothing was changed; `problems` lists them all."""

    code = "bad-record"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        shown = "; ".join(str(p) for p in self.problems[:5])
        more = f"; and {len(self.problems) - 5} more" if len(self.problems) > 5 else ""
        count = "One row stands" if len(self.problems) == 1 else f"{len(self.problems)} rows stand"
        super().__init__(f"{count} in the way, and nothing was changed. {shown}{more}")


class UnknownSubject(OpenRegimeError, LookupError):
    """A State or other subject that the record does not know."""

    code = "unknown-subject"

    def __init__(self, given: str, near: Sequence[str] = ()) -> None:
        self.given, self.near = given, list(near)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"No State is known as “{given}”.{hint} Use the three-letter ISO code or the name, e.g. FRA.")


class UnknownSource(OpenRegimeError, LookupError):
    """A source id that the record does not know."""

    code = "unknown-source"

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(f"No source has the id “{given}”. The list of sources shows all ids.")


@dataclass(frozen=True)
class Record:
    """All that is claimed, by whom, since when. Never edited: a later record supersedes an earlier one.

    Attributes:
        entities: id -> Entity, in the order of the record.
        sources: id -> Source.
        claims: in the order of the record.
        completeness, totals: claims about absence and about the whole.
        compiled_on: the day on which the shipped record was compiled.
        digest: SHA-256 of the files it was read from, hex.
    """

    entities: Mapping[str, Entity]
    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
    completeness: tuple[Completeness, ...]
    totals: tuple[Total, ...]
    compiled_on: dt.date
    digest: str = ""
    known_by: dt.date | None = field(default=None)

    def __repr__(self) -> str:
        kept = f"{len(self.entities)} entities, {len(self.sources)} sources, {len(self.claims)} claims"
        return f"<Record: {kept}, compiled_on={self.compiled_on.isoformat()}>"

    def as_known(self, day: dt.date) -> "Record":
        """The record as it was known on `day`: only what had been recorded by then."""
        if self.known_by is not None and self.known_by <= day:
            return self
        return Record(
            entities=self.entities,
            sources=self.sources,
            claims=tuple(c for c in self.claims if c.recorded <= day),
            completeness=tuple(c for c in self.completeness if c.recorded <= day),
            totals=tuple(t for t in self.totals if t.recorded <= day),
            compiled_on=self.compiled_on,
            digest=self.digest,
            known_by=day,
        )

    @cached_property
    def states(self) -> tuple[Entity, ...]:
        """The States that have a chain of their own, in the order of the record."""
        return tuple(e for e in self.entities.values() if e.kind == "State")

    @cached_property
    def state_of_alias(self) -> Mapping[str, str]:
        """Everyday name, in small letters -> State id."""
        found = {}
        for claim in self.claims:
            if claim.object.startswith("state_alias."):
                found[claim.object.removeprefix("state_alias.").removesuffix(".joined").casefold()] = claim.subject
        return found

    @cached_property
    def _by_subject(self) -> Mapping[str, list[Claim]]:
        grouped: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            grouped[claim.subject].append(claim)
        return grouped

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        """Claim id -> claim."""
        return {c.id: c for c in self.claims}

    def claims_about(self, subject: str, thing: str = "") -> list[Claim]:
        """Claims on one subject, all or only those on one thing (`cppnm_a` finds `cppnm_a.deposited` and the rest)."""
        held = self._by_subject.get(subject, [])
        return [c for c in held if not thing or c.object == thing or c.object.startswith(thing + ".")]

    def state(self, given: str) -> Entity:
        """The State meant by an ISO code or a name, in any case.

        Raises:
            UnknownSubject: no State matches; carries near matches, nearest first.
        """
        wanted = given.strip().casefold()
        for entity in self.states:
            if wanted in (entity.id.casefold(), entity.name.casefold()):
                return entity
        if wanted in self.state_of_alias:
            return self.entities[self.state_of_alias[wanted]]
        near = [f"{i} ({self.entities[i].name})" for i in near_states(self.states, given)]
        raise UnknownSubject(given, near)

    def source(self, given: str) -> Source:
        """The source with this id.

        Raises:
            UnknownSource: there is none.
        """
        if given not in self.sources:
            raise UnknownSource(given)
        return self.sources[given]

    def with_claims(self, more: Iterable[Claim]) -> "Record":
        """A record that holds these claims too; this one stays as it is."""
        return Record(
            entities=self.entities,
            sources=self.sources,
            claims=(*self.claims, *more),
            completeness=self.completeness,
            totals=self.totals,
            compiled_on=self.compiled_on,
            digest=self.digest,
            known_by=self.known_by,
        )
