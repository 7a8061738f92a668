"""Which choice matters: the share of the movement of ranks that goes with each."""

from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.index import Sensitivity
from openregime.core.readings.studies import StateWithoutReading
from openregime.web.charts import AxisTick, IntervalRow, interval_bars
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.files import links
from openregime.web.index.overview import tabs
from openregime.web.index.worked import base_of, what_matters
from openregime.web.site.parameters import Moment


def page(chosen: Chosen, seen: Observatory, moment: Moment) -> dict[str, Any]:
    """Context of index/choices.html."""
    found: dict[str, Any] = {"chosen": chosen, "here": "choices", "tabs": tabs("choices", chosen, moment)}
    try:
        base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    except StateWithoutReading:
        return {**found, "is_empty": True}
    answer = what_matters(base)
    return {
        **found,
        **shown(answer.found),
        "downloads": links("choices", chosen, moment),
        "n_gaps": words.figure(_gaps(base.study.table.values)),
    }


def _gaps(values: Any) -> int:
    import numpy as np

    return int(np.isnan(values).sum())


def shown(found: Sensitivity) -> dict[str, Any]:
    """A chart and a table of the shares of every choice, for any study."""
    rows = sorted((_row(found, k) for k in range(len(found.factors))), key=lambda row: -row["total"])
    most = rows[0] if rows else None
    chart = interval_bars(
        "choices",
        [IntervalRow(row["name"], row["low"], row["high"], row["words"]) for row in rows],
        title=_("Which choice moves ranks"),
        description=_("Share of the movement of ranks that goes with each choice, in all; the bar is a 90 % interval."),
        ticks=tuple(AxisTick(at, words.figure(at, 2)) for at in (0.0, 0.25, 0.5, 0.75, 1.0)),
        direction="rtl" if get_language_bidi() else "ltr",
    )
    sentence = ""
    if most is not None and most["total"] > 0:
        sentence = (
            _("Most of the movement of ranks goes with one choice: “%(choice)s”.")
            if most["total"] >= 0.5
            else _(
                "No choice alone answers for half of the movement of ranks; the largest share is that of “%(choice)s”."
            )
        )
        sentence %= {"choice": most["name"]}
    return {
        "chart": chart,
        "rows": rows,
        "sentence": sentence,
        "is_exact": found.is_exact,
        "evaluations": words.figure(found.evaluations),
    }


def _row(found: Sensitivity, k: int) -> dict[str, Any]:
    first, total = (_share(side[0, k]) for side in (found.first, found.total))
    low, high = total, total
    if found.total_interval is not None:
        low, high = (min(1.0, _share(end)) for end in found.total_interval[0, k])
    said = words.figure(total, 2)
    if found.total_interval is not None:
        said = _("%(share)s (%(low)s to %(high)s)") % {
            "share": said, "low": words.figure(low, 2), "high": words.figure(high, 2),
        }  # fmt: skip
    return {
        "name": words.factor(found.factors[k]),
        "first": words.figure(first, 2),
        "total": total,
        "low": min(low, 1.0),
        "high": min(max(low, high), 1.0),
        "words": said,
    }


def _share(value: float) -> float:
    return 0.0 if value != value else max(0.0, float(value))
