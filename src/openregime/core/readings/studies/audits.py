"""The audit of a study: the engine's checks, and what it could not judge."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from openregime.core.readings.index import (
    Audit,
    Check,
    Definition,
    IndexResult,
    audit_index,
    build_index,
)
from openregime.core.readings.index.audit import counted, coverage_checks, coverage_of
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.studies.study import Study


def audit_of(study: Study) -> Audit:
    """The audit of a study, with two checks more: columns that cannot be judged, and units without a score.

    Where nothing known differs between units, that is a failed check in itself, and the others cannot be made.

    Raises:
        BadStep, BadIndicatorTable: as for `build_index` and `audit_index`.
    """
    silent = _silent_columns(study)
    if len(silent) == len(study.definition.indicators):
        return _audit_of_nothing(study, silent)
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
        definition = definition.without(each)
    return definition


def _audit_of_nothing(study: Study, silent: Sequence[str]) -> Audit:
    """The audit of a study that knows of no difference between its units: coverage, and the check that says so."""
    by_unit, by_group = coverage_of(
        Stage(study.definition, study.table.of([i.id for i in study.definition.indicators]))
    )
    words = (
        "Where anything is known, the same is known of every unit, so nothing else could be audited. Ask for an "
        "earlier day, on which the lists were complete, or suppose that nothing changed since."
    )
    checks = (
        Check("nothing-to-audit", False, words),
        Check("silent-indicators", False, _silent_words(silent), tuple(silent)),
        *coverage_checks(by_unit, by_group, study.limits),
    )
    definition = study.definition
    stated = {
        child: (definition[child].weight / sum(definition[each].weight for each in below), float("nan"))
        for below in definition.children.values()
        for child in below
    }
    return Audit(checks, by_unit, by_group, (), stated, {}, float("nan"))


def _silent_words(silent: Sequence[str]) -> str:
    verb = "indicator has" if len(silent) == 1 else "indicators have"
    return f"{len(silent)} {verb} no known value or one value only, and could not be audited."


def _checks_of_gaps(study: Study, result: IndexResult, silent: Sequence[str], scored: int) -> list[Check]:
    n = len(result.units)
    found = []
    if study.ends is not None:
        found.append(Check("silent-indicators", not silent, _silent_words(silent), tuple(silent)))
    words = f"{scored} of {counted(n, 'unit has', 'units have')} a score without gaps; "
    words += "correlations with the index rest on these alone."
    found.append(Check("scored-units", scored >= study.limits.least_coverage * n, words))
    return found
