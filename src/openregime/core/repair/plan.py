"""Which measures: the least effort that satisfies several instruments together, and what one by one would take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openregime.core.facts.status import Status
from openregime.core.repair.efforts import Efforts
from openregime.core.repair.goals import TOGETHER, Goals, goals_of
from openregime.core.repair.program import Program, Proof, solve
from openregime.core.repair.situation import Situation
from openregime.core.rules import Contribution, Rules

SET_NODES = 2_000
"""Nodes of the solver for one set, times `work`; the shipped rules take one."""


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """One measure of a plan.

    Attributes:
        measure: measure id.
        status: what is known of it now: not met, partly met, not yet due, or unknown (ask first: it may be there).
        effort_person_months: what is left to do, > 0.
        years: how long it takes.
        serves: every owed provision it contributes to, with the degree; may be empty.
        needed_for: measures of the plan that cannot begin before it is in place.
    """

    measure: str
    status: Status
    effort_person_months: float
    years: int
    serves: tuple[Contribution, ...]
    needed_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A least-effort set of measures that meets every open provision of some instruments.

    Attributes:
        instruments: ids of the instruments.
        goals: the provisions owed, met, open and out of reach.
        measures: what to put in place, sorted by id; prerequisites are in it.
        effort_person_months: sum over the measures.
        proof: that no other set takes less.
    """

    instruments: tuple[str, ...]
    goals: Goals
    measures: tuple[PlannedMeasure, ...]
    effort_person_months: float
    proof: Proof

    @property
    def applies(self) -> bool:
        """True when at least one provision applies to the State: none does before it exists."""
        return any(self.goals.links.values())

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """Ids of the measures, sorted."""
        return tuple(row.measure for row in self.measures)


@dataclass(frozen=True, slots=True)
class IntegratedPlan:
    """One set of measures for all instruments, beside one set for each.

    Attributes:
        together: the set that satisfies all instruments at once.
        separately: instrument id -> the set that satisfies it alone, as if nobody knew of the others.
        effort_if_unknowns_in_place: person-months of the set that is left if every unknown measure turns out to be in
            place: the low end of what the plan can take, `together.effort_person_months` being the high end.
        to_join: instruments of the plan that the State has certainly not joined.
        to_confirm: instruments of the plan of which it is not known whether the State has joined them.
        not_yet: instruments of the plan that nobody could join on the day; the plan looks ahead to them.
    """

    together: SetPlan
    separately: Mapping[str, SetPlan]
    effort_if_unknowns_in_place: float
    to_join: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()

    @property
    def effort_separately(self) -> float:
        """Person-months when each instrument is implemented by itself: work for several is counted several times."""
        return sum(plan.effort_person_months for plan in self.separately.values())

    @property
    def saving_person_months(self) -> float:
        """Person-months that doing it together saves at most: the work that would be repeated."""
        return self.effort_separately - self.together.effort_person_months

    @property
    def saving_share(self) -> float:
        """The saving as a share of the effort one by one, 0 to 1; 0 when there is nothing to do."""
        return self.saving_person_months / self.effort_separately if self.effort_separately else 0.0

    @property
    def times_repeated(self) -> Mapping[str, int]:
        """Measure id -> in how many of the separate sets it stands, for those that stand in two or more."""
        counts: dict[str, int] = {}
        for plan in self.separately.values():
            for measure in plan.measure_ids:
                counts[measure] = counts.get(measure, 0) + 1
        return {measure: n for measure, n in sorted(counts.items()) if n > 1}


def remaining_effort(efforts: Efforts, measure: str, status: Status) -> float:
    """Person-months left to put a measure in place; what is unknown counts in full. Raises UnknownRule."""
    share = {Status.MET: 0.0, Status.NOT_APPLICABLE: 0.0, Status.PARTLY_MET: efforts.partly_share}.get(status, 1.0)
    return share * efforts.for_measure(measure).person_months


def least_effort_set(
    rules: Rules,
    efforts: Efforts,
    measures: Mapping[str, Status],
    *,
    instruments: Sequence[str] = TOGETHER,
    work: float = 1.0,
) -> SetPlan:
    """Choose the measures that meet every open provision of some instruments with the least effort.

    A provision is met by any one of its ways (a full measure, or all partial ones where they suffice), whatever the
    number of ways; a chosen measure brings its prerequisites with it.

    Args:
        rules: the rules.
        efforts: effort of every measure, and prerequisites.
        measures: measure id -> Status; missing means unknown, which counts as not in place.
        instruments: ids of instruments with provisions.
        work: how much is tried before it is left unproven, with its gap, >= 0; 1 is the usual, more proves more.
    Returns:
        SetPlan, proven optimal unless its proof says otherwise.
    Raises:
        UnknownRule: an id that the rules or efforts do not hold.
        NoPlanFound: no set was found with the work given.
    Source: minimum weight set cover with alternatives, as a whole-number program.
    """
    goals = goals_of(rules, measures, instruments)
    candidates = _with_prerequisites(
        efforts, (m for ways in goals.ways.values() for way in ways for m in way), measures
    )
    if not candidates:
        return SetPlan(tuple(instruments), goals, (), 0.0, Proof(True, 0.0, 0.0, 0.0))
    effort = {m: remaining_effort(efforts, m, measures.get(m, Status.UNKNOWN)) for m in candidates}
    program = Program()
    chosen = {m: program.add_choice(effort[m]) for m in candidates}
    for m in candidates:
        for needed in efforts.needs[m] & chosen.keys():
            program.at_least(0, {chosen[needed]: 1, chosen[m]: -1})
    for ways in dict.fromkeys(goals.ways.values()):
        program.at_least(1, {_way_taken(program, way, chosen): 1 for way in ways})
    values, proof = solve(program, is_maximised=False, most_nodes=int(work * SET_NODES))
    taken = [m for m in candidates if values[chosen[m]] > 0.5]
    rows = _planned(rules, efforts, measures, goals, taken)
    return SetPlan(tuple(instruments), goals, rows, sum(row.effort_person_months for row in rows), proof)


def _way_taken(program: Program, way: frozenset[str], chosen: Mapping[str, int]) -> int:
    """Variable that can be 1 only when every measure of the way is chosen."""
    if len(way) == 1:
        return chosen[next(iter(way))]
    taken = program.add_share()
    for m in sorted(way):
        program.at_least(0, {chosen[m]: 1, taken: -1})
    return taken


def _with_prerequisites(efforts: Efforts, wanted: Iterable[str], measures: Mapping[str, Status]) -> list[str]:
    """The wanted measures and all that must come before them and is neither in place nor inapplicable, sorted."""
    found, queue = set(), list(wanted)
    while queue:
        m = queue.pop()
        if m in found or measures.get(m) in (Status.MET, Status.NOT_APPLICABLE):
            continue
        found.add(m)
        efforts.for_measure(m)
        queue.extend(efforts.needs[m])
    return sorted(found)


def _planned(
    rules: Rules, efforts: Efforts, measures: Mapping[str, Status], goals: Goals, taken: Sequence[str]
) -> tuple[PlannedMeasure, ...]:
    owed = {p for provisions in goals.links.values() for p in provisions}
    return tuple(
        PlannedMeasure(
            measure=m,
            status=measures.get(m, Status.UNKNOWN),
            effort_person_months=remaining_effort(efforts, m, measures.get(m, Status.UNKNOWN)),
            years=efforts.for_measure(m).years,
            serves=tuple(row for row in rules.provisions_served_by(m) if row.provision in owed),
            needed_for=tuple(other for other in taken if m in efforts.needs[other]),
        )
        for m in taken
    )


def integrated_plan(
    situation: Situation,
    rules: Rules,
    efforts: Efforts,
    *,
    instruments: Sequence[str] = TOGETHER,
    work: float = 1.0,
) -> IntegratedPlan:
    """Plan all instruments together, and each by itself, so that the saving is a number.

    Args:
        situation: where the State stands.
        rules: the rules.
        efforts: effort of every measure, and prerequisites.
        instruments: ids of instruments with provisions; those that bind or should bind the State.
        work: how much is tried before it is left unproven, with its gap, >= 0; 1 is the usual, more proves more.
    Returns:
        IntegratedPlan.
    Raises:
        UnknownRule, NoPlanFound: as in `least_effort_set`.
    """
    measures = dict(situation.measures)
    together = least_effort_set(rules, efforts, measures, instruments=instruments, work=work)
    separately = {one: least_effort_set(rules, efforts, measures, instruments=(one,), work=work) for one in instruments}
    known = {m.id: measures.get(m.id, Status.MET) for m in rules.measures}
    fewest = least_effort_set(rules, efforts, known, instruments=instruments, work=work)
    return IntegratedPlan(together, separately, fewest.effort_person_months, **joins_of(situation, instruments))


def joins_of(situation: Situation, instruments: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The `to_join`, `to_confirm` and `not_yet` of an IntegratedPlan."""
    kinds = {"to_join": Status.NOT_MET, "to_confirm": Status.UNKNOWN, "not_yet": Status.NOT_YET_DUE}
    return {
        name: tuple(one for one in instruments if situation.standing(one) is status) for name, status in kinds.items()
    }
