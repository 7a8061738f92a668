"""How voluntary regimes took off: published counts, a curve through them, and whether it foretold anything."""

from typing import Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.readings.outlook.diffusion import FEWEST_CHECKS, Course
from openregime.io.outlook.regimes import courses, sources_of_courses
from openregime.web.outlook import words
from openregime.web.outlook.course_chart import course_chart
from openregime.web.record.queries import observatory
from openregime.web.site.templatetags._formats import number_words


def page() -> dict[str, Any]:
    """Context of outlook/regimes.html."""
    sources = observatory().record.sources
    return {
        "title": _("How voluntary regimes took off"),
        "courses": [
            {
                "name": course.name,
                "unit": unit_words(course.metric),
                "verdict": verdict(course),
                "chart": _chart(course, k),
                "rows": [
                    {
                        "year": f"{f.year:.0f}",
                        **{key: number_words(getattr(f, key), 0) for key in ("published", "curve", "line", "same")},
                    }
                    for f in course.foretold
                ],
                "sources": [sources[s] for s in sources_of_courses()[course.name]],
            }
            for k, course in enumerate(courses())
        ],
    }


def curve_describes() -> str:
    """What points and line are."""
    return _("Points are published counts; the line is the fitted curve, which describes and does not foretell.")


def unit_words(metric: str) -> str:
    """What is counted."""
    return {
        "implementing_countries": _("implementing countries"),
        "certificates_cumulative": _("certificates"),
        "adopting_institutions": _("adopting institutions"),
    }[metric]


def verdict(course: Course) -> str:
    """Whether the counts allow a forecast, with the errors that say so."""
    counts = {"n": number_words(len(course.years), 0), "k": number_words(len(course.foretold), 0)}
    if course.errors is None or len(course.foretold) < FEWEST_CHECKS:
        return (
            _("%(n)s published counts, of which %(k)s could be foretold: too few to score a curve. No forecast.")
            % counts
        )
    errors = dict(zip(("curve", "line", "same"), map(words.share_words, course.errors), strict=True))
    said = _(
        "Foretelling each count from those before, the curve was off by %(curve)s, a straight line by %(line)s, "
        "no change by %(same)s."
    )
    said %= errors
    if course.allows_a_forecast:
        return said
    return said + " " + _("The curve is no better, so there is no forecast.")


def _chart(course: Course, k: int) -> SafeString:
    years = np.linspace(course.curve.launched, course.years[-1], 60)
    chart = course_chart(
        f"course-{k}",
        list(zip(course.years, course.counts, strict=True)),
        list(zip(years.tolist(), course.curve.adopters(years).tolist(), strict=True)),
        title=_("%(name)s: %(unit)s over time") % {"name": course.name, "unit": unit_words(course.metric)},
        description=_(
            "Points are published counts; the line is the fitted curve, which describes and does not foretell."
        ),
        direction="rtl" if get_language_bidi() else "ltr",
        count_label=lambda n: number_words(n, 0),
    )
    return mark_safe(chart)  # noqa: S308 - the writer escapes every text
