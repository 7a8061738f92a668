"""From a situation to a roadmap: which measures, what that saves, and in which order; equal situations solved once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from openregime.core.repair.efforts import Efforts
from openregime.core.repair.goals import TOGETHER
from openregime.core.repair.plan import IntegratedPlan, integrated_plan, joins_of
from openregime.core.repair.schedule import Schedule, schedule_plan
from openregime.core.repair.situation import Situation
from openregime.core.rules import Rules


@dataclass(frozen=True, slots=True)
class Roadmap:
    """What one State could do: the plan for all instruments together, and its order in time."""

    situation: Situation
    plan: IntegratedPlan
    schedule: Schedule

    def __repr__(self) -> str:
        plan = f"{len(self.plan.together.measures)} measures, {self.plan.together.effort_person_months:g} person-months"
        return f"<Roadmap of {self.situation.state}: {plan}, {len(self.schedule.years)} years>"

    @property
    def is_optimal(self) -> bool:
        """True when nothing better exists, proven: neither a cheaper set nor a better order."""
        return self.plan.together.proof.is_optimal and self.schedule.is_optimal


def roadmap_for(
    situation: Situation,
    rules: Rules,
    efforts: Efforts,
    *,
    instruments: Sequence[str] = TOGETHER,
    work: float = 1.0,
) -> Roadmap:
    """Plan and schedule for one State. The answer is remembered, and shared by States in an equal situation.

    Args:
        situation: where the State stands.
        rules: the rules.
        efforts: effort of every measure, prerequisites and the yearly limit.
        instruments: ids of instruments with provisions.
        work: how much is tried before it is left unproven, with its gap, >= 0; 1 is the usual, more proves more.
    Returns:
        Roadmap.
    Raises:
        UnknownRule: an id that the rules or efforts do not hold.
        NoPlanFound: nothing was found with the work given.
    """
    common = Situation("", (), situation.measures)
    plan, schedule = _solved(common, rules, efforts, tuple(instruments), work)
    joins = joins_of(situation, instruments)
    own = replace(plan, to_join=joins["to_join"], to_confirm=joins["to_confirm"], not_yet=joins["not_yet"])
    return Roadmap(situation, own, schedule)


def plans_for(
    situations: Iterable[Situation],
    rules: Rules,
    efforts: Efforts,
    *,
    instruments: Sequence[str] = TOGETHER,
    work: float = 1.0,
) -> dict[str, Roadmap]:
    """Plan and schedule for many States; arguments and errors as in `roadmap_for`.

    Returns:
        State id -> Roadmap, in the order given.
    """
    return {one.state: roadmap_for(one, rules, efforts, instruments=instruments, work=work) for one in situations}


@lru_cache(maxsize=512)
def _solved(
    common: Situation, rules: Rules, efforts: Efforts, instruments: tuple[str, ...], work: float
) -> tuple[IntegratedPlan, Schedule]:
    plan = integrated_plan(common, rules, efforts, instruments=instruments, work=work)
    return plan, schedule_plan(plan.together, efforts, work=work)
