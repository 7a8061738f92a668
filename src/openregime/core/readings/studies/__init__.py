"""Index studies: what is compared, by which steps, what may vary, and what comes out, for every face alike.

The engine is `readings.index`; here it meets a study (a table of anybody's, or the record itself) and gives results.
"""

from openregime.core.readings.studies.agreement import (
    Agreement,
    agreement_between,
    agreement_of_studies,
    kendall_tau_b,
    spearman_rho,
)
from openregime.core.readings.studies.audits import audit_of
from openregime.core.readings.studies.compared import TwoUnits, between_two, points_between
from openregime.core.readings.studies.matters import StudySensitivity, sensitivity_of
from openregime.core.readings.studies.ranks import StudyRanks, rank_study
from openregime.core.readings.studies.record import RecordIndex, StateWithoutReading, index_of_record
from openregime.core.readings.studies.results import Results, UnitResult, results_of
from openregime.core.readings.studies.study import (
    Ends,
    Study,
    house_factors,
    house_steps,
    over_pillars,
    pillar_mean,
    with_choices,
)

__all__ = [
    "Agreement", "Ends", "RecordIndex", "Results", "StateWithoutReading", "Study", "StudyRanks", "StudySensitivity",
    "TwoUnits", "UnitResult", "agreement_between", "agreement_of_studies", "audit_of", "between_two",
    "house_factors", "house_steps", "index_of_record", "kendall_tau_b", "over_pillars", "pillar_mean", "points_between",
    "rank_study", "results_of", "sensitivity_of", "spearman_rho", "with_choices",
]  # fmt: skip
