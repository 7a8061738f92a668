"""THE RECORD: claims and their sources, two times, completeness, status values.

Knows nothing of rules, readings or storage; everything above stands on it.
"""

from openregime.core.facts.claims import Claim, Completeness, Entity, Source, Standing, Total
from openregime.core.facts.dates import ALWAYS, NEVER, BadDate, Window, day_of, when_said
from openregime.core.facts.near_names import near_states, plain_name
from openregime.core.facts.record import BadRecord, Problem, Record, UnknownSource, UnknownSubject
from openregime.core.facts.source_tally import SourceTally, tally_of_sources
from openregime.core.facts.spoken import SpokenClaim, is_spoken, with_spoken
from openregime.core.facts.status import UNKNOWN_SPAN, BadSpan, Span, Status, WeightsMismatch, mean_span, weakest_span

__all__ = [
    "ALWAYS",
    "NEVER",
    "UNKNOWN_SPAN",
    "BadDate",
    "BadRecord",
    "BadSpan",
    "Claim",
    "Completeness",
    "Entity",
    "Problem",
    "Record",
    "Source",
    "SourceTally",
    "Span",
    "SpokenClaim",
    "Standing",
    "Status",
    "Total",
    "UnknownSource",
    "UnknownSubject",
    "WeightsMismatch",
    "Window",
    "day_of",
    "is_spoken",
    "mean_span",
    "near_states",
    "plain_name",
    "tally_of_sources",
    "weakest_span",
    "when_said",
    "with_spoken",
]
