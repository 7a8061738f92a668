"""One instrument on a day: who is inside, over time, its provisions, who is outside."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.facts import Total
from openregime.core.observatory import Observatory
from openregime.core.readings.instrument import InstrumentReading
from openregime.core.rules import Provision
from openregime.core.rules.instruments import Instrument
from openregime.web import charts
from openregime.web.instruments.kinds import binding_words, duty_words, kind_words
from openregime.web.phrases import article_words, library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.regime.numbers import count_words
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import between_words, day_words, number_words

MOST_SHOWN_OPEN = 40
"""States of a list that stands open; a longer one is folded and says how many it holds."""

LEAST_SHOWN = dt.timedelta(days=366)
"""The chart shows a year at least: an axis of one day shows nothing."""


def page(instrument_id: str, moment: Moment) -> dict[str, Any]:
    """Context of instruments/one.html.

    Raises:
        UnknownInstrument: the library has no such id.
    """
    seen = observatory()
    reading = seen.instrument(instrument_id, moment.as_of, moment.as_known)
    instrument = reading.instrument
    names = state_names(seen.record.entities)
    return {
        "title": library_words(instrument.title),
        "short": library_words(instrument.short),
        "kind": kind_words(instrument.kind),
        "reading": reading,
        "lead": _lead(seen, reading, moment.as_of),
        "scope": library_words(instrument.scope),
        "facts": _facts(seen, instrument, moment),
        "counts_as": library_words(instrument.counts_as),
        "chart": _chart(seen, instrument, moment) if instrument.counts_as else "",
        "organizations": [names[o] for o in reading.organizations],
        "lists": _lists(seen, reading, names),
        "perhaps_inside": _perhaps_inside(reading),
        "totals": _totals(reading, seen, moment),
        "provisions": _provisions(seen, instrument_id, get_language() or ""),
    }


def _lead(seen: Observatory, reading: InstrumentReading, day: dt.date) -> str:
    words = {
        "day": day_words(day),
        "count": count_words(reading.joined, len(seen.record.states)),
        "needed": between_words(*reading.needed) if reading.needed else "",
    }
    if not reading.is_open:
        words["opened"] = day_words(reading.instrument.opened)
        return _("It did not exist yet on %(day)s: it came into being on %(opened)s.") % words
    if not reading.instrument.counts_as:
        return _("Guidance of the IAEA: it binds nobody, and it is what most practice is measured against.")
    if reading.instrument.binds and not reading.is_in_force:
        if reading.needed:
            return _("Not in force on %(day)s: %(count)s States had joined, and %(needed)s were needed.") % words
        return _("Not in force on %(day)s: %(count)s States had joined.") % words
    return _("On %(day)s: %(count)s States.") % words


def _facts(seen: Observatory, instrument: Instrument, moment: Moment) -> list[dict[str, Any]]:
    facts = [
        {"term": _("Document"), "value": instrument.document or "–"},
        {"term": _("Kept by"), "value": library_words(instrument.depositary)},
        {"term": _("Open since"), "value": day_words(instrument.opened)},
    ]
    if instrument.binds:
        facts.append({"term": _("In force since"), "value": day_words(instrument.in_force)})
    facts.append({"term": _("Enters into force"), "value": library_words(instrument.entry_rule)})
    for complete in seen.regime(moment.as_known).record.completeness:
        if complete.object == instrument.id:
            value = _("to %(day)s") % {"day": day_words(complete.up_to)}
            value += " (" + (_("by name") if complete.closes == "names" else _("by date")) + ")"
            facts.append({"term": _("The list is complete"), "value": value})
    basis = _("read in a public copy") if instrument.basis == "looked_up" else _("recalled, not verified")
    facts.append({"term": _("These facts are"), "value": basis})
    return facts


def _chart(seen: Observatory, instrument: Instrument, moment: Moment) -> str:
    """The parties over time, up to the later of the two days; empty where the instrument opened only after both."""
    last = max(moment.as_known, moment.as_of)
    if last < instrument.opened:
        return ""
    days, counts = seen.counts(instrument.id, moment.as_known)
    band = [charts.PartiesStep(d, c.low, c.high) for d, c in zip(days, counts, strict=True) if d <= last]
    totals = [t for t in seen.regime(moment.as_known).record.totals if t.object == instrument.id and t.day.is_day]
    first = dt.date(instrument.opened.year, 1, 1)
    words = {"short": library_words(instrument.short), "what": library_words(instrument.counts_as)}
    return mark_safe(  # noqa: S308 - the writer escapes every text
        charts.parties_over_time(
            "parties",
            band,
            first=first,
            last=max(last, first + LEAST_SHOWN),
            title=_("%(short)s: %(what)s over time") % words,
            description=_("The line is the number certainly inside; the hatched band is what undated acts leave open."),
            totals=[_point(total) for total in totals],
            threshold=_threshold(seen, instrument, moment),
            events=_events(instrument, moment, first),
            direction="rtl" if get_language_bidi() else "ltr",
            count_label=lambda n: number_words(n, 0),
        )
    )


def _point(total: Total) -> charts.PublishedTotal:
    words = {"n": total.published, "day": day_words(total.day, "medium")}
    label = _("%(n)d published for %(day)s") % words
    return charts.PublishedTotal(total.day.latest, total.high, label, reverse("source", args=[total.sources[0]]))


def _threshold(seen: Observatory, instrument: Instrument, moment: Moment) -> list[charts.ThresholdStep]:
    if instrument.needs is not None:
        return [charts.ThresholdStep(instrument.opened, instrument.needs)]
    if instrument.needs_share is None:
        return []
    above, below = instrument.needs_share
    days, counts = seen.counts(instrument.needs_share_of, moment.as_known)
    return [
        charts.ThresholdStep(d, -(-above * c.high // below))
        for d, c in zip(days, counts, strict=True)
        if instrument.opened <= d <= instrument.in_force
    ]


def _events(instrument: Instrument, moment: Moment, first: dt.date) -> list[charts.EventMark]:
    events = []
    if instrument.binds:
        events.append(charts.EventMark(instrument.in_force, _("in force"), "force"))
    if moment.as_of > first:
        events.append(charts.EventMark(moment.as_of, day_words(moment.as_of, "medium")))
    return events


def _lists(seen: Observatory, reading: InstrumentReading, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who is certainly outside, who perhaps, who inside; those most at stake first."""
    stakes = {s for group in reading.holders for s in group}
    found = []
    for key, words, ids in (
        ("outside", _("Certainly outside"), reading.outside),
        ("perhaps", _("Not known"), reading.perhaps),
        ("inside", _("Certainly inside"), reading.inside),
        ("apart", _("Does not apply"), reading.not_applicable),
    ):
        states = [
            {
                "id": s,
                "name": names[s],
                "has_material": s in stakes,
                "was_outside": s in reading.outside_when_last_known,
            }
            for s in ids
        ]
        found.append(
            {
                "key": key,
                "words": words,
                "states": states,
                "holders": sum(s in stakes for s in ids),
                "is_open": key != "inside" and len(ids) <= MOST_SHOWN_OPEN,
            }
        )
    return found


def _perhaps_inside(reading: InstrumentReading) -> str:
    """How many of those of which it is not known were inside all the same, by published totals; empty if none says."""
    low = reading.joined.low - reading.joined.names_low
    high = min(reading.joined.high - reading.joined.names_low, len(reading.perhaps))
    if not reading.perhaps or (low <= 0 and high >= len(reading.perhaps)):
        return ""
    return between_words(max(low, 0), high)


def _totals(reading: InstrumentReading, seen: Observatory, moment: Moment) -> list[dict[str, Any]]:
    used = {t.id: _("narrows the count") for t in reading.joined.narrowed_by}
    used.update({t.id: _("disagrees with the names; both are kept") for t in reading.joined.disagreeing})
    return [
        {
            "day": t.day,
            "published": t.published,
            "states": between_words(t.low, t.high),
            "basis": t.basis,
            "note": t.note,
            "source": t.sources[0],
            "title": seen.record.sources[t.sources[0]].title,
            "use": used.get(t.id, ""),
        }
        for t in seen.regime(moment.as_known).record.totals
        if t.object == reading.instrument.id
    ]


@lru_cache(maxsize=64)
def _provisions(seen: Observatory, instrument_id: str, _language: str) -> list[dict[str, Any]]:
    """What the instrument asks for: the same on every day, so put into words once for each language."""
    return [_provision(seen, provision) for provision in seen.rules.provisions_of(instrument_id)]


def _provision(seen: Observatory, provision: Provision) -> dict[str, Any]:
    return {
        "id": provision.id,
        "article": article_words(provision),
        "title": library_words(provision.title),
        "paraphrase": library_words(provision.paraphrase),
        "duty": duty_words(str(provision.duty)),
        "binding": binding_words(str(provision.binding)),
        "qualifier": library_words(provision.qualifier),
        "is_event": str(provision.trigger) == "event",
        "is_new": provision.new_in_amendment,
        "is_verified": provision.is_verified,
        "note": library_words(provision.note),
        "measures": [
            {"id": c.measure, "title": library_words(seen.rules.measure(c.measure).title), "degree": str(c.degree)}
            for c in seen.rules.measures_for(provision.id)
        ],
    }
