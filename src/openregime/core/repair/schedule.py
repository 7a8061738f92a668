"""In which order, under limited effort: the weakest instrument first, then most provisions soonest, proven."""

from collections.abc import Mapping
from dataclasses import dataclass

from openregime.core.repair.efforts import Efforts
from openregime.core.repair.plan import SetPlan
from openregime.core.repair.program import Proof
from openregime.core.repair.stages import Stages, solve_stages
from openregime.core.repair.tasks import Task, tasks_of


@dataclass(frozen=True, slots=True)
class PlanYear:
    """One year of a schedule.

    Attributes:
        year: 1 for the first year of the plan.
        begins, runs, ends: measure ids that begin this year, are worked on in it, are in place at its end; sorted.
        effort_person_months: work of this year, at most the yearly limit.
        shares: instrument id -> share of its owed provisions met at the end of the year, 0 to 1.
        weakest: instruments with the least share.
        provisions_met: provisions met at the end of the year, those met before the plan among them.
    """

    year: int
    begins: tuple[str, ...]
    runs: tuple[str, ...]
    ends: tuple[str, ...]
    effort_person_months: float
    shares: Mapping[str, float]
    weakest: tuple[str, ...]
    provisions_met: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The order of the measures of a plan.

    Attributes:
        years: from 1 to the year in which the last measure is in place; empty when there is nothing to do.
        finish: measure id -> year at whose end it is in place.
        start_shares: instrument id -> share met before the plan begins.
        yearly_limit: person-months a year.
        stretched: measure id -> years it takes under the limit, where that is longer than it would take by itself.
        horizon: years over which the proofs sum.
        weakest_proof: of stage one: the sum over the years of the least share.
        provisions_proof: of stage two: the sum over the years of the provisions met, as good as stage one allows.
    """

    years: tuple[PlanYear, ...]
    finish: Mapping[str, int]
    start_shares: Mapping[str, float]
    yearly_limit: float
    stretched: Mapping[str, int]
    horizon: int
    weakest_proof: Proof
    provisions_proof: Proof

    @property
    def is_optimal(self) -> bool:
        """True when both stages are proven."""
        return self.weakest_proof.is_optimal and self.provisions_proof.is_optimal


def schedule_plan(plan: SetPlan, efforts: Efforts, *, work: float = 1.0) -> Schedule:
    """Order the measures of a plan under the yearly limit.

    First the sum over the years of the least share of provisions met among the instruments is made as large as can
    be (the weakest link is lifted first); then, among the orders that do that, the sum over the years of provisions
    met. Among the orders that are left, one is taken in which no measure could begin earlier by itself, and measures
    that nothing tells apart stand in the order of their ids.

    A measure is worked on evenly over its years, without a break; what it serves counts from the end of its last
    year; what needs it can begin in the year after. One that alone takes more in a year than the limit is spread
    over as many years as it needs, and listed in `stretched`.

    The horizon is never the reason for an order: it is lengthened until the best order, free to leave work for
    later, leaves none.

    Args:
        plan: which measures, and what they have to reach.
        efforts: prerequisites and the yearly limit.
        work: how much is tried before it is left unproven, with its gap, >= 0; 1 is the usual, more proves more.
    Returns:
        Schedule with every measure of the plan in it.
    Raises:
        PlanTooLong: it takes more than `LONGEST_PLAN_YEARS`.
    """
    tasks = tasks_of(plan, efforts)
    stages = solve_stages(tasks, plan.goals, efforts.yearly_limit, work=work)
    return _schedule(plan, tasks, stages, efforts.yearly_limit)


def _schedule(plan: SetPlan, tasks: Mapping[str, Task], stages: Stages, yearly_limit: float) -> Schedule:
    met_in = dict.fromkeys(plan.goals.met, 0)
    for provision, ways in plan.goals.ways.items():
        done = [max(stages.finish[m] for m in way) for way in ways if way <= tasks.keys()]
        met_in[provision] = min(done)
    last = max(stages.finish.values(), default=0)
    years = tuple(_year(year, plan, tasks, stages.finish, met_in) for year in range(1, last + 1))
    return Schedule(
        years,
        stages.finish,
        _shares(0, plan, met_in),
        yearly_limit,
        {row.measure: tasks[row.measure].years for row in plan.measures if tasks[row.measure].years > row.years},
        stages.horizon,
        stages.weakest_proof,
        stages.provisions_proof,
    )


def _shares(year: int, plan: SetPlan, met_in: Mapping[str, int]) -> dict[str, float]:
    return {
        link: sum(met_in.get(p, year + 1) <= year for p in owed) / len(owed)
        for link, owed in plan.goals.links.items()
        if owed
    }


def _year(
    year: int, plan: SetPlan, tasks: Mapping[str, Task], finish: Mapping[str, int], met_in: Mapping[str, int]
) -> PlanYear:
    first = {m: finish[m] - task.years + 1 for m, task in tasks.items()}
    runs = tuple(m for m in sorted(tasks) if first[m] <= year <= finish[m])
    shares = _shares(year, plan, met_in)
    least = min(shares.values(), default=1.0)
    return PlanYear(
        year,
        tuple(m for m in runs if first[m] == year),
        runs,
        tuple(m for m in runs if finish[m] == year),
        sum(tasks[m].yearly for m in runs),
        shares,
        tuple(link for link, share in shares.items() if share == least),
        sum(when <= year for when in met_in.values()),
    )
