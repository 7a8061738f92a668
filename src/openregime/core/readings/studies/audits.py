"""The audit of a study: the engine's checks, and what it could not judge."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from openregime.core.readings.index import (
    Audit,
    BadDefinition,
    Check,
    Definition,
    IndexResult,
    audit_index,
    build_index,
)
from openregime.core.readings.studies.study import Study


def audit_of(study: Study) -> Audit:
    """The audit of a study, with two checks more: columns that cannot be judged, and units without a score.

    Raises:
        BadStep, BadIndicatorTable: as for `build_index` and `audit_index`.
    """
    silent = _silent_columns(study)
    definition = _without(study.definition, silent)
    steps = study.steps
    result = build_index(definition, study.table, steps)
    audit = audit_index(result, study.limits)
    scored = int((~np.isnan(result.column(result.definition.top))).sum())
    return replace(audit, checks=(*_checks_of_gaps(study, result, silent, scored), *audit.checks))


def _silent_columns(study: Study) -> tuple[str, ...]:
    """Indicators of a study with frozen ends that hold no value, or one value only."""
    if study.ends is None:
        return ()
    found = []
    for name, column in zip(study.table.columns, study.table.values.T, strict=True):
        known = column[~np.isnan(column)]
        if not len(known) or (known == known[0]).all():
            found.append(name)
    return tuple(found)


def _without(definition: Definition, ids: Sequence[str]) -> Definition:
    for each in ids:
        try:
            definition = definition.without(each)
        except BadDefinition:
            raise BadDefinition.because(
                "Nothing known differs between units, so there is nothing to audit. Ask for another day or more data."
            ) from None
    return definition


def _checks_of_gaps(study: Study, result: IndexResult, silent: Sequence[str], scored: int) -> list[Check]:
    n = len(result.units)
    found = []
    if study.ends is not None:
        words = f"{len(silent)} indicators have no known value or one value only: they could not be audited."
        found.append(Check("silent-indicators", not silent, words, tuple(silent)))
    words = f"{scored} of {n} units have a score without gaps; correlations with the index rest on these alone."
    found.append(Check("scored-units", scored >= study.limits.least_coverage * n, words))
    return found
