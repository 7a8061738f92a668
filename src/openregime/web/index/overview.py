"""The table of intervals, the sentence that answers first, and what the reader can move."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.observatory import Observatory
from openregime.core.readings.index import Audit
from openregime.core.readings.studies import StateWithoutReading
from openregime.web.index import chosen as choices
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.comments import own_comments
from openregime.web.index.files import links
from openregime.web.index.rows import certain_pairs, rows_of
from openregime.web.index.worked import REPLICATIONS, Worked, audit_of_base, house_reading, of_day
from openregime.web.phrases import library_words, state_names
from openregime.web.regime.overview import sharper_day
from openregime.web.site.parameters import Moment, query_of
from openregime.web.site.templatetags._formats import comma


def page(chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/overview.html and of the part of it that a slider asks for."""
    found: dict[str, Any] = {
        "chosen": chosen,
        "errors": chosen.errors,
        "http_status": 400 if chosen.errors else 200,
        "here": "index",
        "tabs": tabs("index", chosen, moment),
        "sharper": None if chosen.is_unchanged else sharper_day(seen, moment),
        "suppose_href": f"/index/?{chosen.query(moment)}&unchanged=1",
        "is_own": chosen.is_own,
        "form": choices.controls(chosen),
        "house_query": query_of(
            moment, **({} if chosen.index.name == choices.DEFAULT else {"index": chosen.index.name})
        ),
    }
    try:
        worked = of_day(seen, chosen, moment)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    house = house_reading(worked.base, chosen.index.name)
    if (audit := audit_of_base(worked.base)) is not None:
        found |= {"audit_sentence": audit_words(audit), "audit_href": f"/index/audit/?{chosen.query(moment)}"}
    return {**found, **result(worked, house, chosen, seen, moment)}


def result(worked: Worked, house: Worked, chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """What changes when a weight or the compensation moves."""
    n = len(worked.results.units)
    certain, pairs = certain_pairs(worked.results.units)
    names = state_names(seen.record.entities)
    return {
        "n": n,
        "answer": answer(certain, pairs),
        "drawn": _("%(n)s worlds, in each of which every weight moves by up to a quarter; gaps stay open in all.")
        % {"n": words.figure(REPLICATIONS)},
        "is_by_name": not certain,
        "rows": rows_of(
            worked,
            house,
            own_comments(seen, moment) or {},
            query=query_of(moment),
            is_own=chosen.is_own,
            by_name=not certain,
        ),
        "downloads": links("table", chosen, moment),
        "left_out": comma().join(sorted(names[s] for s in worked.base.record.left_out)),
        "n_left_out": len(worked.base.record.left_out),
        "not_due": [library_words(r.title) for r in seen.chain.requirements if r.id in worked.base.record.not_due],
    }


def audit_words(audit: Audit) -> str:
    """How many checks an index passed."""
    passed = len(audit.checks) - len(audit.failed)
    said = {"passed": words.figure(passed), "all": words.figure(len(audit.checks))}
    return _("%(passed)s of %(all)s checks passed.") % said


def answer(certain: int, pairs: int) -> str:
    """How much of an order of States there is at all."""
    if not pairs:
        return _("There is one State only, so there is nothing to compare.")
    if not certain:
        return _(
            "Of no two States is it certain which stands above the other: what is not known leaves every order open."
        )
    share = words.figure(100 * certain / pairs, 1 if certain / pairs < 0.1 else 0)
    return ngettext(
        "Of %(pairs)s pairs of States the order of one (%(share)s %%) is certain; what is not known leaves the rest "
        "open.",
        "Of %(pairs)s pairs of States the order of %(certain)s (%(share)s %%) is certain; what is not known leaves the "
        "rest open.",
        certain,
    ) % {"pairs": words.figure(pairs), "certain": words.figure(certain), "share": share}


def tabs(here: str, chosen: Chosen, moment: Moment) -> list[dict[str, Any]]:
    """The pages of the index, each with the days and choices of this one."""
    query = chosen.query(moment)
    pages = [
        ("index", "/index/", _("Intervals")),
        ("two", "/index/two/", _("Two States")),
        ("what-if", "/index/what-if/", _("What if")),
        ("choices", "/index/choices/", _("Which choice matters")),
        ("published", "/index/published/", _("Published scores")),
        ("audit", "/index/audit/", _("Audit")),
        ("own", "/index/own/", _("Your own table")),
    ]
    return [{"href": f"{path}?{query}", "words": title, "is_here": name == here} for name, path, title in pages]
