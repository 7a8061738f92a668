"""The audit of an index: every check, and what it found."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.index import Audit, BadIndex
from openregime.core.readings.studies import StateWithoutReading, Study, audit_of
from openregime.io.downloads import Table
from openregime.io.index.audit_tables import groups_table, indicators_table
from openregime.io.index.report import cells_of
from openregime.web.index import words
from openregime.web.index.chosen import Chosen, hidden
from openregime.web.index.files import audit_files, links
from openregime.web.index.overview import audit_words, tabs
from openregime.web.index.worked import base_of
from openregime.web.regime.overview import sharper_day
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import comma, semicolon

MOST_NAMED = 12


def page(chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/audit.html."""
    found: dict[str, Any] = {"chosen": chosen, "here": "audit", "tabs": tabs("audit", chosen, moment)}
    found["kept"] = hidden(chosen.changes)
    found |= _elsewhere(chosen, seen, moment)
    try:
        base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    try:
        more = [{"title": title, "links": links(what, chosen, moment)} for what, title in audit_files().items()]
        checked = shown(base.study, audit_of(base.study))
        return {**found, **checked, "downloads": links("audit", chosen, moment), "fact_files": more}
    except BadIndex as refusal:
        return {**found, "refusal": str(refusal)}


def _elsewhere(chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Where to read instead: the last day of complete lists, or a supposition."""
    return {
        "sharper": None if chosen.is_unchanged else sharper_day(seen, moment),
        "suppose_href": f"/index/audit/?{chosen.query(moment)}&unchanged=1",
    }


def shown(study: Study, audit: Audit) -> dict[str, Any]:
    """Checks, and weights as stated and as they work, for any study."""
    return {
        "audit_sentence": audit_words(audit),
        "n_failed": len(audit.failed),
        "checks": [
            {
                "title": words.check(c.id),
                "passed": c.passed,
                "is_judged": c.is_judged,
                "n": words.figure(len(c.where)) if c.where else "",
                "where": comma().join(_place(study, w) for w in c.where[:MOST_NAMED]),
                "more": words.figure(len(c.where) - MOST_NAMED) if len(c.where) > MOST_NAMED else "",
            }
            for c in audit.checks
        ],
        "weights": [
            {
                "name": words.part(study, part),
                "stated": words.figure(stated, 2),
                "effective": "–" if effective != effective else words.figure(effective, 2),
            }
            for part, (stated, effective) in audit.importance.items()
        ],
        "facts": [
            _fact(table_of(study, audit, say=words.say_beside(study))) for table_of in (indicators_table, groups_table)
        ],
    }


def _fact(table: Table) -> dict[str, Any]:
    """One table of what was found, as text: the first column, a code, is left to the files."""
    heading, *rows = cells_of(table)
    said = [f"{column.title}: {column.about}" for column in table.columns if column.about]
    return {
        "key": table.title,
        "title": table.title,
        "note": semicolon().join(said),
        "heading": heading[1:],
        "rows": [{"name": row[1], "cells": list(zip(heading[2:], row[2:], strict=True))} for row in rows],
    }


def _place(study: Study, where: str) -> str:
    """A unit, a part, or a unit with a group, by its name."""
    unit, colon, group = where.partition(": ")
    parts = {part.id for part in study.definition.parts}
    one, conjunction, other = where.partition(" and ")
    if conjunction and one in parts and other in parts:
        return _("%(one)s with %(other)s") % {"one": words.part(study, one), "other": words.part(study, other)}
    if colon and group in parts:
        return f"{study.unit_name(unit)}: {words.part(study, group)}"
    return words.part(study, where) if where in parts else study.unit_name(where)
