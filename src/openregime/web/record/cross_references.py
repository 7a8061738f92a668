"""What is asked of the whole record: which claims rest on a source, which compete, which readings a claim feeds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Claim, Completeness, Record, Source, Standing, Total, UnknownSource
from openregime.core.observatory import Observatory
from openregime.core.readings.reasons import thing_of
from openregime.core.readings.tenures import Closure, Tenure
from openregime.core.rules import Provision
from openregime.web.record.queries import observatory

RULES = "rules"
"""Collection of the publications that provisions are paraphrased from."""


class UnknownClaim(OpenRegimeError, LookupError):
    """A claim id that the record does not know."""

    code = "unknown-claim"

    def __init__(self, given: str) -> None:
        self.given = given[:120]
        super().__init__(f"No claim has the id “{self.given}”. Look for it on the page of its source or its State.")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source with what rests on it: `n_claims` claims, `n_provisions` paraphrases."""

    source: Source
    n_claims: int
    n_provisions: int


@dataclass(frozen=True, slots=True)
class Fed:
    """A reading that a claim goes into.

    `kind`: `requirement` (of the State's chain), `instrument` (who is inside), `measure`, `stakes` or `count`;
    `of` is the id of the requirement, instrument or measure, empty for stakes; `state` is empty for a count.
    """

    kind: str
    of: str
    state: str


class CrossReferences:
    """Who leads where in one release of the record; made once and kept while the release stands."""

    def __init__(self, seen: Observatory) -> None:
        self.seen, self.record = seen, seen.record
        self.sources = _all_sources(seen)
        self._by_source: dict[str, list[Claim]] = defaultdict(list)
        self._by_table: dict[str, list[Claim]] = defaultdict(list)
        groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in self.record.claims:
            for source in claim.sources:
                self._by_source[source].append(claim)
            self._by_table[table_of(claim)].append(claim)
            groups[claim.subject, claim.object].append(claim)
        self._disputed = {
            key: tuple(held) for key, held in groups.items() if any(c.standing is Standing.COMPETING for c in held)
        }
        self._paraphrased: dict[str, list[Provision]] = defaultdict(list)
        for provision in seen.rules.provisions:
            self._paraphrased[provision.source].append(provision)
        self._fed: dict[str, tuple[Fed, ...]] | None = None

    def source(self, source_id: str) -> Source:
        """The source with this id, of facts or of rules.

        Raises:
            UnknownSource: there is none.
        """
        if source_id not in self.sources:
            raise UnknownSource(source_id[:120])
        return self.sources[source_id]

    def source_rows(self) -> list[SourceRow]:
        """All sources, in the order of the library."""
        return [
            SourceRow(s, len(self._by_source.get(s.id, ())), len(self._paraphrased.get(s.id, ())))
            for s in self.sources.values()
        ]

    def claims_resting_on(self, source_id: str) -> Sequence[Claim]:
        """Claims that name a source, in the order of the record."""
        return self._by_source.get(source_id, [])

    def paraphrased_from(self, source_id: str) -> Sequence[Provision]:
        """Provisions whose paraphrase rests on a source."""
        return self._paraphrased.get(source_id, [])

    def completeness_resting_on(self, source_id: str) -> list[Completeness]:
        """Statements about absence that name a source."""
        return [c for c in self.record.completeness if source_id in c.sources]

    def totals_resting_on(self, source_id: str) -> list[Total]:
        """Published totals that name a source."""
        return [t for t in self.record.totals if source_id in t.sources]

    def tables(self) -> dict[str, list[Claim]]:
        """Table of the shipped record -> its claims."""
        return dict(self._by_table)

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id.

        Raises:
            UnknownClaim: there is none.
        """
        found = self.record.by_id.get(claim_id)
        if found is None:
            raise UnknownClaim(claim_id)
        return found

    def is_disputed(self, claim: Claim) -> bool:
        """True when sources differ over what a claim says."""
        return (claim.subject, claim.object) in self._disputed

    def rivals_of(self, claim: Claim) -> tuple[Claim, ...]:
        """The other claims on the same, when at least one of all of them competes."""
        return tuple(c for c in self._disputed.get((claim.subject, claim.object), ()) if c.id != claim.id)

    def fed_by(self, claim: Claim) -> tuple[Fed, ...]:
        """The readings that a claim goes into, with all that is known now; empty for one that is kept only."""
        if self._fed is None:
            self._fed = _fed_by_all(self.seen)
        return self._fed.get(claim.id, ())


def cross_references() -> CrossReferences:
    """The cross-references of the newest release: one query.

    Raises:
        UnknownRelease: none is loaded.
    """
    return cross_references_of(observatory())


@lru_cache(maxsize=2)
def cross_references_of(seen: Observatory) -> CrossReferences:
    """The cross-references of one observatory, kept."""
    return CrossReferences(seen)


def table_of(claim: Claim) -> str:
    """The table of the shipped record that a claim was read from, e.g. `treaties/adherence.csv`."""
    return claim.row.rpartition(":")[0]


def _all_sources(seen: Observatory) -> dict[str, Source]:
    rules = {
        s.id: Source(
            id=s.id,
            title=s.title,
            publisher="",
            url=s.url,
            as_of=s.as_of,
            how_read="; ".join(s.looked_up),
            licence="",
            collection=RULES,
        )
        for s in seen.rules.sources
    }
    return {**seen.record.sources, **rules}


def _fed_by_all(seen: Observatory) -> dict[str, tuple[Fed, ...]]:
    regime = seen.regime()
    of_thing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for requirement in regime.chain.requirements:
        of_thing[thing_of(requirement)].append(("requirement", requirement.id))
    found: dict[str, dict[Fed, None]] = defaultdict(dict)
    behind: list[Tenure | Closure] = [*regime.tenures.tenures, *regime.tenures.closures]
    for held in behind:
        kind, _, rest = held.thing.partition(":")
        things = list(of_thing.get(held.thing, ()))
        if kind in ("joined", "in-force"):
            things.append(("instrument", rest))
        elif kind == "measure":
            things.append(("measure", rest))
        for claim_id in held.claims:
            for thing, of in things:
                found[claim_id][Fed(thing, of, held.subject)] = None
    for state in regime.states:
        for claim_id in seen.stakes(seen.record.compiled_on)[state].claims:
            found[claim_id][Fed("stakes", "", state)] = None
    for claim_id, instrument in _counted(seen.record, tuple(seen.instruments)):
        found[claim_id][Fed("count", instrument, "")] = None
    return {claim_id: tuple(fed) for claim_id, fed in found.items()}


def _counted(record: Record, instruments: Sequence[str]) -> list[tuple[str, str]]:
    wanted = {f"{i}.total.count": i for i in instruments}
    return [(c.id, wanted[c.object]) for c in record.claims if c.object in wanted]
