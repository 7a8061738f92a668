"""Scores that others published beside the index: rank correlation, side by side, and what it does not say."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openregime.core.observatory import Observatory
from openregime.core.readings.studies import StateWithoutReading, agreement_between
from openregime.io.index.outside import MOST_YEARS_APART, known_scores
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.editions import edition_of
from openregime.web.index.files import links
from openregime.web.index.overview import tabs
from openregime.web.index.rows import meter
from openregime.web.index.worked import of_day
from openregime.web.phrases import state_names
from openregime.web.site.parameters import Moment, query_of

RANKINGS = {
    "secure_materials": gettext_noop("securing materials"),
    "support_global_efforts": gettext_noop("supporting global efforts"),
    "sabotage": gettext_noop("protection against sabotage"),
}


def page(query: QueryDict, chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/published.html; `?edition=` names the edition.

    Raises:
        BadParameter: an edition that the record does not hold.
    """
    head = {"chosen": chosen, "here": "published", "tabs": tabs("published", chosen, moment)}
    if not query.get("edition") and not known_scores(moment.as_known):
        return {**head, "is_before_all": True}
    theirs = edition_of(query, moment.as_known)
    years = theirs.years_from(moment.as_of)
    found: dict[str, Any] = {
        **head,
        "edition": theirs.edition,
        "years_apart": words.figure(years) if years > MOST_YEARS_APART else "",
        "kept": list(chosen.changes.items()),
        "editions": [
            {"id": o.id, "words": _title(o.edition, o.ranking), "is_here": o.id == theirs.id}
            for o in known_scores(moment.as_known).values()
        ],
        "title": _title(theirs.edition, theirs.ranking),
        "sources": [
            {"id": s, "title": seen.record.sources[s].title} for s in theirs.sources if s in seen.record.sources
        ],
    }
    try:
        worked = of_day(seen, chosen, moment)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    ours = {
        one.unit: (one.low, one.high) for one in worked.results.units if one.low is not None and one.high is not None
    }
    scores = {state: (score, score) for state, score in theirs.scores.items()}
    agreement = agreement_between(ours, scores, seed=1)
    names = state_names(seen.record.entities)
    rows = [
        {
            "name": names[state],
            "href": f"/states/{state}/?{query_of(moment)}",
            "theirs": meter(score, score, (0.0, 100.0)),
            "ours": meter(*ours[state]),
            "rank": words.range_words(*worked.ranks.interval_of(state)),
        }
        for state, score in sorted(theirs.scores.items(), key=lambda item: -item[1])
        if state in ours
    ]
    return {
        **found,
        "downloads": links("published", chosen, moment, edition=theirs.id),
        "n": len(agreement.units),
        "rho": words.range_words(agreement.rho[0], agreement.rho[2], 2),
        "tau": words.range_words(agreement.tau[0], agreement.tau[2], 2),
        "rows": rows,
    }


def _title(edition: str, ranking: str) -> str:
    name = _(RANKINGS[ranking]) if ranking in RANKINGS else ranking
    return _("NTI index of %(edition)s, %(ranking)s") % {"edition": edition, "ranking": name}
