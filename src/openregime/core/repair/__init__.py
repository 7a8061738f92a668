"""THE REPAIR: which measures a State needs for several instruments together, in which order, and what acts change.

Plans are exact, with their proof shown; efforts are proposals that users replace. Stands on rules and facts;
what is known of a State comes in as a `Situation`.
"""

from openregime.core.repair.efforts import BadEfforts, Effort, Efforts, Prerequisite, efforts_by_theme
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
    after_acts,
    parse_act,
    parse_acts,
)
from openregime.core.repair.schedule import PlanYear, Schedule, schedule_plan
from openregime.core.repair.situation import Situation

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
    "PlanYear",
    "PlannedMeasure",
    "Prerequisite",
    "Proof",
    "Roadmap",
    "Schedule",
    "SetPlan",
    "Situation",
    "after_acts",
    "efforts_by_theme",
    "goals_of",
    "integrated_plan",
    "least_effort_set",
    "parse_act",
    "parse_acts",
    "plans_for",
    "remaining_effort",
    "roadmap_for",
    "schedule_plan",
]
