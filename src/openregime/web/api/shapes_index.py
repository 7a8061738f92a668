"""Results of an index study as what is sent."""

import math
from collections.abc import Sequence
from typing import Any

from openregime.core.readings.index import Audit
from openregime.core.readings.studies import Agreement, Results, Study, StudyRanks, StudySensitivity
from openregime.io.index import results as index_results
from openregime.io.index.audit_tables import facts_of
from openregime.io.index.comments import Comments, OwnComment
from openregime.io.index.distributions import by_unit_of, distributions_of
from openregime.io.index.report import factor_words, step_words

Sent = dict[str, Any]


def built(results: Results, ranks: StudyRanks, study: Study, comments: Comments | None = None) -> Sent:
    """Every unit, and how it was worked out.

    Args:
        comments: what States say of their own rows; None where nobody was asked.
    """
    tree = index_results.tree_of(results, ranks)
    units = [
        {
            **unit,
            **{key: ends(unit[key]) for key in ("index", "minimum", "possible_rank", "rank")},
            "pillars": {pillar: ends(span) for pillar, span in unit["pillars"].items()},
            "own_comment": _comment((comments or {}).get(unit["unit"])),
        }
        for unit in tree["units"]
    ]
    return {
        **tree,
        "units": units,
        "steps": [step_words(step) for step in study.steps],
        "varies": [factor_words(factor) for factor in study.factors],
    }


def _comment(said: OwnComment | None) -> Sent | None:
    return None if said is None else {"words": said.words, "claim": said.claim, "by": said.source.publisher}


def audit(found: Audit, study: Study) -> Sent:
    """Every check."""
    return {
        "title": study.title,
        "checks": index_results.audit_tree(found),
        "weights": {p: {"stated": s, "effective": number(real)} for p, (s, real) in found.importance.items()},
        "found": facts_of(study, found),
    }


def uncertainty(ranks: StudyRanks, study: Study) -> Sent:
    """Every rank as an interval with its median."""
    return {
        "title": study.title,
        "varies": [factor_words(factor) for factor in study.factors],
        "seed": ranks.seed,
        "replications": ranks.replications,
        "gaps_are_open": ranks.is_over_gaps,
        "ranks": [
            {
                "unit": unit,
                "name": study.unit_name(unit),
                "rank": ends(ranks.interval_of(unit)),
                "median": ends((float(ranks.best_median[i]), float(ranks.worst_median[i]))),
            }
            for i, unit in enumerate(ranks.units)
        ],
        "histograms": distributions_of(ranks)["histograms"],
    }


def sensitivity(answer: StudySensitivity, study: Study) -> Sent:
    """The share of every factor."""
    tree = index_results.sensitivity_tree(answer.found)
    return {
        "title": study.title,
        "exact": tree["exact"],
        "evaluations": tree["evaluations"],
        "notes": list(answer.notes),
        "factors": [{**f, **{k: ends(f[k]) for k in ("first_interval", "total_interval")}} for f in tree["factors"]],
        "by_unit": by_unit_of(answer.found),
    }


def agreement(found: Agreement) -> Sent:
    """Rank correlations; null where one side does not vary."""
    return {
        "units": list(found.units),
        "spearman": _around(found.rho),
        "kendall": _around(found.tau),
    }


def number(value: float) -> float | None:
    """A number that JSON can hold."""
    return None if math.isnan(value) else float(value)


def ends(pair: Sequence[float] | None) -> Sent | None:
    """Two ends as low and high; None where there are none that JSON can hold."""
    if pair is None or any(math.isnan(end) for end in pair):
        return None
    return {"low": pair[0], "high": pair[1]}


def _around(values: Sequence[float]) -> Sent:
    return dict(zip(("low", "middle", "high"), map(number, values), strict=True))
