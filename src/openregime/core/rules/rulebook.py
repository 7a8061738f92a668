"""The rules as a whole, with the questions that are asked of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from openregime.core.errors import OpenRegimeError
from openregime.core.rules.kinds import Degree
from openregime.core.rules.measure import Contribution, Measure
from openregime.core.rules.provision import AmendedText, Provision, RuleSource


class UnknownRule(OpenRegimeError, LookupError):
    """An id that the rules do not hold."""

    code = "unknown-rule"

    def __init__(self, kind: str, wanted: str, known: Iterable[str]) -> None:
        self.kind, self.wanted, self.known = kind, wanted, tuple(known)
        shown = ", ".join(self.known[:5]) + (", ..." if len(self.known) > 5 else "")
        super().__init__(f"There is no {kind} “{wanted}” in the rules. Known: {shown or 'none'}.")


@dataclass(frozen=True)
class Rules:
    """Provisions, measures and the crosswalk between them: values, never changed after they are made.

    Nothing is checked here, so that faulty rules can be read and their faults listed: see `check_rules`. Where an id
    stands twice, lookups give the last row.

    Attributes:
        provisions: in the order of the file; status arrays have their provisions in this order.
        measures: in the order of the file; status arrays have their measures in this order.
        crosswalk: which measure contributes to which provision.
        sources: the publications behind the paraphrases.
        amended_texts: which instrument is the amended text of which.
    """

    provisions: tuple[Provision, ...]
    measures: tuple[Measure, ...]
    crosswalk: tuple[Contribution, ...]
    sources: tuple[RuleSource, ...] = ()
    amended_texts: tuple[AmendedText, ...] = ()

    def __hash__(self) -> int:
        return self._content_hash

    @cached_property
    def _content_hash(self) -> int:
        return hash((self.provisions, self.measures, self.crosswalk, self.sources, self.amended_texts))

    @cached_property
    def provision_by_id(self) -> Mapping[str, Provision]:
        """Provision id -> Provision, in the order of the file."""
        return MappingProxyType({p.id: p for p in self.provisions})

    @cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        """Measure id -> Measure, in the order of the file."""
        return MappingProxyType({m.id: m for m in self.measures})

    @cached_property
    def source_by_id(self) -> Mapping[str, RuleSource]:
        """Source id -> RuleSource."""
        return MappingProxyType({s.id: s for s in self.sources})

    @cached_property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that ask for something: amended originals first, then in the order of the file."""
        originals = [t.original for t in self.amended_texts]
        return tuple(dict.fromkeys(originals + [p.instrument for p in self.provisions]))

    @cached_property
    def duty_bearing(self) -> tuple[Provision, ...]:
        """Provisions of binding instruments that ask something of a State: no purpose, scope or guidance."""
        return tuple(p for p in self.provisions if p.bears_duty)

    @cached_property
    def _by_provision(self) -> Mapping[str, tuple[Contribution, ...]]:
        found: dict[str, list[Contribution]] = defaultdict(list)
        for contribution in self.crosswalk:
            found[contribution.provision].append(contribution)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def _by_measure(self) -> Mapping[str, tuple[Contribution, ...]]:
        found: dict[str, list[Contribution]] = defaultdict(list)
        for contribution in self.crosswalk:
            found[contribution.measure].append(contribution)
        return {key: tuple(rows) for key, rows in found.items()}

    def provision(self, provision_id: str) -> Provision:
        """The provision of that id. Raises UnknownRule."""
        if provision_id not in self.provision_by_id:
            raise UnknownRule("provision", provision_id, self.provision_by_id)
        return self.provision_by_id[provision_id]

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id. Raises UnknownRule."""
        if measure_id not in self.measure_by_id:
            raise UnknownRule("measure", measure_id, self.measure_by_id)
        return self.measure_by_id[measure_id]

    def provisions_of(self, instrument: str) -> tuple[Provision, ...]:
        """What an instrument asks of those who joined it, in the order of the file.

        For an instrument whose amended text is listed, this includes the provisions of that text that are not new in
        it: a party to the CPPNM alone owes those. Empty for an instrument that the rules say nothing of.
        """
        later = {t.amended for t in self.amended_texts if t.original == instrument}
        return tuple(
            p
            for p in self.provisions
            if p.instrument == instrument or (p.instrument in later and p.new_in_amendment is not True)
        )

    def measures_for(self, provision_id: str) -> tuple[Contribution, ...]:
        """The measures that serve a provision, with their degree; empty when none does. Raises UnknownRule."""
        self.provision(provision_id)
        return self._by_provision.get(provision_id, ())

    def provisions_served_by(self, measure_id: str) -> tuple[Contribution, ...]:
        """The provisions that a measure serves, with the degree; empty when it serves none. Raises UnknownRule."""
        self.measure(measure_id)
        return self._by_measure.get(measure_id, ())

    def ways_to_meet(self, provision_id: str) -> tuple[frozenset[str], ...]:
        """Every set of measures that by itself meets a provision: each full one; all partial ones, where they suffice.

        Empty when nothing meets it. Raises UnknownRule.
        """
        rows = self.measures_for(provision_id)
        ways = [frozenset({row.measure}) for row in rows if row.degree is Degree.FULL]
        partials = frozenset(row.measure for row in rows if row.degree is Degree.PARTIAL)
        if partials and self.provision(provision_id).partials_suffice is not False:
            ways.append(partials)
        return tuple(ways)

    def with_partials_always_sufficing(self) -> "Rules":
        """The same rules, with "all partial measures listed for a provision meet it" taken at its word everywhere.

        The shipped rules let partial measures meet a provision only where no single measure does, because otherwise
        one partial contribution would stand for the whole (accounting alone for protection against theft). This
        shows what the literal reading would give.
        """
        partial = {row.provision for row in self.crosswalk if row.degree is Degree.PARTIAL}
        return replace(
            self,
            provisions=tuple(replace(p, partials_suffice=True) if p.id in partial else p for p in self.provisions),
        )
