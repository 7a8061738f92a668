"""THE RULES: what the instruments ask for, what a State can do, and which measure serves which provision.

Provisions, measures, the crosswalk, and the rule by which measures combine; no facts about any State.
Stands on facts alone; reading, storing and showing live elsewhere.
"""

from openregime.core.rules.check import Finding, Severity, check_rules
from openregime.core.rules.implementation import (
    BadStatusArray,
    CrosswalkArrays,
    Implementation,
    crosswalk_arrays,
    implement_provisions,
    provision_status,
)
from openregime.core.rules.kinds import Basis, Binding, Degree, Duty, Trigger
from openregime.core.rules.measure import Contribution, Measure
from openregime.core.rules.provision import AmendedText, Provision, RuleSource
from openregime.core.rules.rulebook import Rules, UnknownRule

__all__ = [
    "AmendedText",
    "BadStatusArray",
    "Basis",
    "Binding",
    "Contribution",
    "CrosswalkArrays",
    "Degree",
    "Duty",
    "Finding",
    "Implementation",
    "Measure",
    "Provision",
    "RuleSource",
    "Rules",
    "Severity",
    "Trigger",
    "UnknownRule",
    "check_rules",
    "crosswalk_arrays",
    "implement_provisions",
    "provision_status",
]
