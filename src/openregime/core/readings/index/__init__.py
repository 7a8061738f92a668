"""Composite indices: a hierarchy of indicators as data, named steps, and results that keep gaps as intervals.

Pure: chance comes in as a seed. Nothing is filled, dropped or weighed by default; each choice is a step with a name.
"""

from openregime.core.readings.index.aggregate import Aggregate, IndexResult
from openregime.core.readings.index.audit import Audit, Check, Limits, audit_index
from openregime.core.readings.index.balance import Balanced, BalancedWeights, balance_weights
from openregime.core.readings.index.benefit import BenefitOfTheDoubt
from openregime.core.readings.index.coherence import GroupCoherence, coherence_of, cronbach_alpha, effective_importance
from openregime.core.readings.index.decompose import (
    contributions,
    dominance_pairs,
    leave_one_out,
    strengths_and_weaknesses,
)
from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.difference import Difference, difference_between
from openregime.core.readings.index.factors import (
    Alternatives,
    AnyWeights,
    Between,
    Factor,
    GapsFilled,
    OneDropped,
    ValueNoise,
    WeightNoise,
    WeightSets,
    evenly_between,
)
from openregime.core.readings.index.faults import (
    BadDefinition,
    BadDesign,
    BadIndex,
    BadIndicatorTable,
    BadStep,
    Fault,
)
from openregime.core.readings.index.impute import Impute
from openregime.core.readings.index.means import (
    ARITHMETIC,
    GEOMETRIC,
    HARMONIC,
    Copeland,
    CopelandWins,
    MeanOfWhatIsThere,
    Minimum,
    NoMean,
    OrderedWeights,
    PowerMean,
)
from openregime.core.readings.index.normalise import (
    Borda,
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    FractionOfMaximum,
    Goalposts,
    MinMax,
    Normalise,
    Percentile,
    Ranks,
    ZScore,
)
from openregime.core.readings.index.pipeline import build_index
from openregime.core.readings.index.prepare import Denominate, Screen
from openregime.core.readings.index.regime import WEAKEST_LINK, UnitReading, read_regime, regime_methods
from openregime.core.readings.index.scenario import IndexScenario, IndexStanding, ValueChange, index_after, with_changes
from openregime.core.readings.index.sensitivity import Sensitivity, estimated_sensitivity, exact_sensitivity
from openregime.core.readings.index.spread import Executor, Over, over_executor
from openregime.core.readings.index.stage import Stage, Step
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.treat import Treat
from openregime.core.readings.index.uncertainty import (
    RankDistributions,
    RankRangeDistributions,
    RankSummary,
    rank_distributions,
    rank_range_distributions,
)
from openregime.core.readings.index.weigh import (
    BudgetAllocation,
    Equal,
    Given,
    PairwiseComparison,
    PrincipalComponent,
    Weigh,
)
from openregime.core.readings.index.worlds import Design, Worlds, worlds_of

__all__ = [
    "ARITHMETIC", "GEOMETRIC", "HARMONIC", "WEAKEST_LINK", "Aggregate", "Alternatives", "AnyWeights", "Audit",
    "BadDefinition", "BadDesign", "BadIndex", "BadIndicatorTable", "BadStep", "Balanced", "BalancedWeights",
    "BenefitOfTheDoubt", "Between", "Borda", "BudgetAllocation", "Check", "Copeland", "CopelandWins", "Definition",
    "Denominate", "Design", "Difference", "DistanceToMaximum", "DistanceToReference", "DistanceToTarget", "Equal",
    "Executor", "Factor", "Fault", "FractionOfMaximum", "GapsFilled", "Given", "Goalposts", "Group",
    "GroupCoherence", "Impute", "IndexResult", "IndexScenario", "IndexStanding", "Indicator", "IndicatorTable",
    "Limits", "MeanOfWhatIsThere", "MinMax", "Minimum", "NoMean", "Normalise", "OneDropped", "OrderedWeights",
    "Over", "PairwiseComparison", "Percentile", "PowerMean", "PrincipalComponent", "RankDistributions",
    "RankRangeDistributions", "RankSummary", "Ranks", "Screen", "Sensitivity", "Stage", "Step", "Treat",
    "UnitReading", "ValueChange", "ValueNoise", "Weigh", "WeightNoise", "WeightSets", "Worlds", "ZScore",
    "audit_index", "balance_weights", "build_index", "coherence_of", "contributions", "cronbach_alpha",
    "difference_between", "dominance_pairs", "effective_importance", "estimated_sensitivity", "evenly_between",
    "exact_sensitivity", "index_after", "leave_one_out", "over_executor", "rank_distributions",
    "rank_range_distributions", "read_regime", "regime_methods", "strengths_and_weaknesses", "with_changes",
    "worlds_of",
]  # fmt: skip
