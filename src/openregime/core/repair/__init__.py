"""THE REPAIR: which measures a State needs for several instruments together, in which order, and what acts change.

Plans are exact, with their proof shown; efforts are proposals that users replace. Stands on readings, rules
and facts; what a plan needs to know of a State is a `Situation`.
"""

from openregime.core.repair.efforts import (
    BadEfforts,
    Effort,
    Efforts,
    PlanTooLong,
    Prerequisite,
    check_limit,
    efforts_by_theme,
)
from openregime.core.repair.goals import TOGETHER, Goals, goals_of
from openregime.core.repair.plan import (
    IntegratedPlan,
    PlannedMeasure,
    SetPlan,
    integrated_plan,
    least_effort_set,
    remaining_effort,
)
from openregime.core.repair.program import NoPlanFound, Proof
from openregime.core.repair.roadmap import Roadmap, plans_for, roadmap_for
from openregime.core.repair.scenario import (
    Act,
    AdoptMeasure,
    BadAct,
    InviteMission,
    Join,
    PublishResult,
    acts_open,
    after_acts,
    joinable,
    parse_act,
    parse_acts,
)
from openregime.core.repair.schedule import PlanYear, Schedule, schedule_plan
from openregime.core.repair.situation import Situation, situation_of
from openregime.core.repair.trying import Trial, best_acts, day_after, supposing_acts

__all__ = [
    "TOGETHER",
    "Act",
    "AdoptMeasure",
    "BadAct",
    "BadEfforts",
    "Effort",
    "Efforts",
    "Goals",
    "IntegratedPlan",
    "InviteMission",
    "Join",
    "NoPlanFound",
    "PlanTooLong",
    "PlanYear",
    "PlannedMeasure",
    "Prerequisite",
    "Proof",
    "PublishResult",
    "Roadmap",
    "Schedule",
    "SetPlan",
    "Situation",
    "Trial",
    "acts_open",
    "after_acts",
    "best_acts",
    "check_limit",
    "day_after",
    "efforts_by_theme",
    "goals_of",
    "integrated_plan",
    "joinable",
    "least_effort_set",
    "parse_act",
    "parse_acts",
    "plans_for",
    "remaining_effort",
    "roadmap_for",
    "schedule_plan",
    "situation_of",
    "supposing_acts",
]
