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
        "by_unit": links("choices-by-unit", chosen, moment),
        "n_gaps": words.figure(sum(len(one.gaps) for one in base.results.units)),
    }


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
    around_first, around_total = (
        None if ends is None else (min(1.0, _share(ends[0, k, 0])), min(1.0, _share(ends[0, k, 1])))
        for ends in (found.first_interval, found.total_interval)
    )
    low, high = around_total or (total, total)
    return {
        "name": words.factor(found.factors[k]),
        "first": _with_interval(first, around_first),
        "total": total,
        "low": min(low, 1.0),
        "high": min(max(low, high), 1.0),
        "words": _with_interval(total, around_total),
    }


def _with_interval(share: float, around: tuple[float, float] | None) -> str:
    """A share with its interval where it is an estimate: two estimates may lie the wrong way round by chance."""
    said = words.figure(share, 2)
    if around is None:
        return said
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": said, "low": words.figure(around[0], 2), "high": words.figure(around[1], 2),
    }  # fmt: skip


def _share(value: float) -> float:
    return 0.0 if value != value else max(0.0, float(value))
