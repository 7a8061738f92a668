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
    time_limit_s: float = 5.0,
) -> Roadmap:
    """Plan and schedule for one State. The answer is remembered, and shared by States in an equal situation.

    Args:
        situation: where the State stands.
        rules: the rules.
        efforts: effort of every measure, prerequisites and the yearly limit.
        instruments: ids of instruments with provisions.
        time_limit_s: seconds for each program that is solved; gaps say what was left unproven.
    Returns:
        Roadmap.
    Raises:
        UnknownRule: an id that the rules or efforts do not hold.
        NoPlanFound: nothing was found in the time given.
    """
    common = Situation("", (), situation.measures)
    plan, schedule = _solved(common, rules, efforts, tuple(instruments), time_limit_s)
    to_join, to_confirm = joins_of(situation, instruments)
    return Roadmap(situation, replace(plan, to_join=to_join, to_confirm=to_confirm), schedule)


def plans_for(
    situations: Iterable[Situation],
    rules: Rules,
    efforts: Efforts,
    *,
    instruments: Sequence[str] = TOGETHER,
    time_limit_s: float = 5.0,
) -> dict[str, Roadmap]:
    """Plan and schedule for many States; arguments and errors as in `roadmap_for`.

    Returns:
        State id -> Roadmap, in the order given.
    """
    return {
        one.state: roadmap_for(one, rules, efforts, instruments=instruments, time_limit_s=time_limit_s)
        for one in situations
    }


@lru_cache(maxsize=512)
def _solved(
    common: Situation, rules: Rules, efforts: Efforts, instruments: tuple[str, ...], time_limit_s: float
) -> tuple[IntegratedPlan, Schedule]:
    plan = integrated_plan(common, rules, efforts, instruments=instruments, time_limit_s=time_limit_s)
    return plan, schedule_plan(plan.together, efforts, time_limit_s=time_limit_s)
