"""The forecast of one instrument from a day, beside what came of it."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.readings.outlook.backtest import METHODS
from openregime.core.readings.outlook.faults import LONGEST_YEARS
from openregime.core.readings.outlook.forecast import NextState
from openregime.io.outlook.asked import USUAL_YEARS, Told
from openregime.web.charts.shapes import PartiesStep
from openregime.web.outlook import words
from openregime.web.outlook.asked import Asked
from openregime.web.outlook.fan_chart import FanWords, fan_chart, key_entry
from openregime.web.phrases import library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment, query_of
from openregime.web.site.templatetags._formats import between_words, day_words, number_words

YEARS_BEFORE = 15
"""Years of the record that are drawn before the forecast begins."""
FIRST_STATES = 12
FORMATS = ("csv", "json", "xlsx")


def page(asked: Asked, moment: Moment) -> dict[str, Any]:
    """Context of outlook/one.html."""
    instrument = observatory().instruments[asked.instrument]
    context = {
        "instrument": instrument.id,
        "title": _("Outlook: %(what)s") % {"what": library_words(instrument.short)},
        "full_title": library_words(instrument.title),
        "reason": asked.refused.reason if asked.refused else "",
        "horizon": f"{asked.years:g}",
        "reach": asked.reach,
        "longest": LONGEST_YEARS,
        "told": asked.told,
    }
    return context if asked.told is None else context | _told(asked, asked.told, moment)


def _told(asked: Asked, told: Told, moment: Moment) -> dict[str, Any]:
    names = state_names(observatory().record.entities)
    states = [_state(s, names) for s in told.forecast.next_states]
    return {
        "lead": words.sentence(told),
        "beginning": words.beginning(told),
        "outcome": words.outcome(told),
        "chart": _chart(told, moment),
        "key": _key(told),
        "fan": _fan(told),
        "reaches": _reaches(told),
        "first_states": states[:FIRST_STATES],
        "other_states": states[FIRST_STATES:],
        "has_perhaps": any(s["perhaps_inside"] for s in states),
        "score": words.score_words(told.run),
        "methods": _methods(told),
        "fitted_on": told.forecast.fitted_on,
        "fan_files": _files(asked, moment, "fan"),
        "state_files": _files(asked, moment, "states"),
    }


def _chart(told: Told, moment: Moment) -> SafeString:
    start, seen = told.forecast.start, observatory()
    days, counts = seen.counts(start.instrument.id, moment.as_known)
    known = told.came[-1].day if told.came else start.day
    steps = [PartiesStep(d, c.low, c.high) for d, c in zip(days, counts, strict=True) if d <= known]
    first = max(start.instrument.opened, start.day - dt.timedelta(days=366 * YEARS_BEFORE))
    middle = round((start.parties.low + start.parties.high) / 2)
    description = _("The line is the record. From %(day)s on bands hold four fifths and nine tenths of what may come.")
    chart = fan_chart(
        "fan",
        steps,
        told.forecast.fan,
        begun=(start.day, middle),
        first=first,
        shown=told.is_ours_shown,
        words=FanWords(
            _("%(short)s: parties, and what may come") % {"short": library_words(start.instrument.short)},
            description % {"day": day_words(start.day)} + " " + words.sentence(told),
            day_words(start.day, "medium"),
        ),
        direction="rtl" if get_language_bidi() else "ltr",
        count_label=lambda n: number_words(n, 0),
    )
    return mark_safe(chart)  # noqa: S308 - the writer escapes every text


def _key(told: Told) -> SafeString:
    entries = [("is-record", _("the record; dotted where only possible"))]
    if told.is_ours_shown:
        entries += [
            ("is-middle", _("as likely more as less")),
            ("is-80", _("four of five cases")),
            ("is-90", _("nine of ten cases")),
        ]
    entries.append(("is-constant", _("the constant hazard: the rate of the last five years goes on")))
    return mark_safe("".join(key_entry(kind, text) for kind, text in entries))  # noqa: S308 - escaped by key_entry


def _fan(told: Told) -> list[dict[str, Any]]:
    """Every fourth quarter, and the last one."""
    came = {c.day: between_words(c.low, c.high) for c in told.came}
    points = told.forecast.fan
    chosen = sorted({*range(3, len(points), 4), len(points) - 1})
    return [
        {
            "day": points[k].day,
            "middle": points[k].middle,
            "range80": between_words(points[k].low80, points[k].high80),
            "range90": between_words(points[k].low90, points[k].high90),
            "constant": between_words(points[k].constant_low, points[k].constant_high),
            "came": came.get(points[k].day, ""),
        }
        for k in chosen
    ]


def _reaches(told: Told) -> list[dict[str, Any]]:
    later = _("later than the horizon")
    return [
        {
            "what": words.what_words(r),
            "parties": between_words(*r.parties),
            "chance": words.chance_words(r.chance),
            **{
                key: day_words(day, "medium") if day else later
                for key, day in (("early", r.early), ("middle", r.middle), ("late", r.late))
            },
        }
        for r in told.forecast.reaches
    ]


def _state(state: NextState, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": state.state,
        "name": names[state.state],
        "chance": words.chance_words(state.chance),
        "low": words.chance_words(state.low),
        "high": words.chance_words(state.high),
        "perhaps_inside": words.chance_words(state.perhaps_inside) if state.perhaps_inside else "",
        "reasons": [words.reason_words(r) for r in state.reasons],
    }


def _methods(told: Told) -> list[dict[str, Any]]:
    score = told.run.score
    return [
        {
            "name": words.method_words(method),
            "crps": number_words(score.crps[k], 2),
            "of_80": words.share_words(score.coverage[k][0]),
            "of_90": words.share_words(score.coverage[k][1]),
        }
        for k, method in enumerate(METHODS)
    ]


def _files(asked: Asked, moment: Moment, what: str) -> list[dict[str, str]]:
    query = query_of(moment, horizon=None if asked.years == USUAL_YEARS else f"{asked.years:g}")
    return [
        {"href": f"{reverse('outlook-table', args=[asked.instrument, what, f])}?{query}", "words": f.upper()}
        for f in FORMATS
    ]
