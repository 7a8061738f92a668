"""The overview: one day of the regime as map, tiles, figures and the list of what is missing."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.instrument import InstrumentReading
from openregime.core.readings.weak_links import Missing
from openregime.web.phrases import aspect_words, library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.regime.choices import aspect_of
from openregime.web.regime.map import drawings
from openregime.web.regime.numbers import count_words
from openregime.web.regime.reasons import reason_in_words
from openregime.web.site.parameters import Moment, one_of
from openregime.web.site.templatetags._formats import between_words, day_words

SHOWN_FIRST = ("cppnm", "cppnm_a", "icsant")
"""Instruments that stand beside the reading as tabs; the others are in the form below."""


def page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of regime/home.html."""
    seen = observatory()
    drawable = [i for i, instrument in seen.instruments.items() if instrument.counts_as]
    show = one_of(query, "show", ["weakest", *drawable], "weakest")
    aspect = aspect_of(query)
    names = state_names(seen.record.entities)
    missing = seen.weak_links(moment.as_of, moment.as_known)
    listed = {complete.object for complete in seen.regime(moment.as_known).record.completeness}
    instruments = {i: seen.instrument(i, moment.as_of, moment.as_known) for i in SHOWN_FIRST}
    return {
        "title": _("Where the regime is weak"),
        "lead": lead(instruments["cppnm_a"], len(seen.record.states), moment.as_of),
        "show": show,
        "aspect": aspect,
        "aspect_words": aspect_words(aspect),
        "tabs": _tabs(seen, show),
        "instrument_choices": [(i, library_words(seen.instruments[i].short)) for i in drawable],
        "drawings": drawings(seen, moment, show, aspect, names),
        "tiles": _tiles(instruments, seen, moment),
        "rows": told_apart([missing_row(m, names, listed) for m in missing]),
        "whole": seen.whole(moment.as_of, moment.as_known, aspect=aspect),
        "regions": _regions(seen, moment, aspect, names),
        "levels": _levels(seen, moment),
        "sharper": sharper_day(seen, moment),
        "last_certain": last_certain(seen, moment),
    }


def lead(amendment: InstrumentReading, n_states: int, day: dt.date) -> str:
    """The sentence that answers first: how the Amendment stands on the day."""
    words = {"day": day_words(day), "count": count_words(amendment.joined, n_states)}
    if not amendment.is_open:
        return _("On %(day)s the Amendment to the CPPNM did not exist yet.") % words
    if amendment.is_in_force:
        return _("On %(day)s the Amendment to the CPPNM was in force. States that had joined it: %(count)s.") % words
    needed = between_words(*amendment.needed) if amendment.needed else ""
    return _(
        "On %(day)s the Amendment to the CPPNM was not in force: %(count)s States had joined, and %(needed)s were "
        "needed."
    ) % (words | {"needed": needed})


def sharper_day(seen: Observatory, moment: Moment) -> dt.date | None:
    """The last day for which the lists of the three treaties are complete, when the day read about lies after it."""
    ends: dict[str, dt.date] = {}
    for complete in seen.regime(moment.as_known).record.completeness:
        if complete.object in SHOWN_FIRST:
            ends[complete.object] = max(complete.up_to, ends.get(complete.object, complete.up_to))
    last = min(ends.values(), default=None)
    return last if last is not None and moment.as_of > last else None


def last_certain(seen: Observatory, moment: Moment) -> list[dict[str, Any]]:
    """For each of the three treaties whose list ended before the day: what was certain on its last day, and by whom."""
    found = []
    for instrument_id in SHOWN_FIRST:
        known = seen.regime(moment.as_known).record.completeness
        last = max((c for c in known if c.object == instrument_id), key=lambda c: c.up_to, default=None)
        if last is None or last.up_to >= moment.as_of:
            continue
        reading = seen.instrument(instrument_id, last.up_to, moment.as_known)
        found.append(
            {
                "instrument": instrument_id,
                "short": library_words(reading.instrument.short),
                "day": last.up_to,
                "outside": len(reading.outside),
                "holders": len(reading.holders[2]),
                "source": last.sources[0],
                "publisher": seen.record.sources[last.sources[0]].publisher,
            }
        )
    return found


def _tabs(seen: Observatory, show: str) -> list[dict[str, Any]]:
    tabs = [{"words": _("Weakest link"), "show": None, "is_here": show == "weakest"}]
    for instrument_id in SHOWN_FIRST:
        words = library_words(seen.instruments[instrument_id].short)
        tabs.append({"words": words, "show": instrument_id, "is_here": show == instrument_id})
    return tabs


def _tiles(instruments: Mapping[str, InstrumentReading], seen: Observatory, moment: Moment) -> list[dict[str, Any]]:
    found = []
    for reading in instruments.values():
        short = library_words(reading.instrument.short)
        if not reading.is_open:
            found.append({"label": short, "value": "–", "note": _("did not exist yet")})
            continue
        perhaps, outside = len(reading.holders_perhaps), len(reading.holders_outside)
        note = ngettext(
            "%(n)d holder of weapons-usable material certainly outside, %(m)d possibly",
            "%(n)d holders of weapons-usable material certainly outside, %(m)d possibly",
            outside,
        ) % {"n": outside, "m": perhaps}
        found.append(
            {
                "label": _("States inside: %(instrument)s") % {"instrument": short},
                "value": count_words(reading.joined, len(seen.record.states)),
                "note": note,
                "instrument": reading.instrument.id,
            }
        )
    reviewed = next((m for m in seen.weak_links(moment.as_of, moment.as_known) if m.requirement.id == "mission"), None)
    if reviewed is not None:
        found.append(
            {
                "label": _("States that have hosted a peer review"),
                "value": count_words(reviewed.count, len(seen.record.states)),
                "note": _("%(n)d of them known by name") % {"n": reviewed.count.names_low},
            }
        )
    return found


def missing_row(missing: Missing, names: Mapping[str, str], listed: Collection[str]) -> dict[str, Any]:
    """One line of the weak-link list; `listed` are the things of which there is a complete list."""
    return {
        "requirement": missing.requirement.id,
        "title": library_words(missing.requirement.title),
        "link": library_words(missing.link.title),
        "speaks": missing.link.speaks,
        "certainly": len(missing.certainly),
        "perhaps": len(missing.perhaps),
        "last_known": len(missing.outside_when_last_known),
        "at_least": missing.at_least_missing,
        "met": between_words(missing.count.low, missing.count.high),
        "holders": missing.holders_certainly,
        "holders_last_known": missing.holders_outside_when_last_known,
        "reason": reason_in_words(missing, is_listed=missing.requirement.evidence.of in listed),
        "first": _first_names(missing, names),
        "disagreeing": len(missing.count.disagreeing),
    }


def told_apart(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The list in its order, told apart: `telling` names States outside, now or when last known; `silent` does not."""
    silent = [row for row in rows if not row["certainly"] and not row["last_known"]]
    if len(silent) == len(rows):
        return {"telling": rows, "silent": []}
    return {"telling": [row for row in rows if row not in silent], "silent": silent}


def _first_names(missing: Missing, names: Mapping[str, str], most: int = 4) -> list[dict[str, str]]:
    ids = missing.certainly or tuple(s for s in missing.perhaps if s in missing.outside_when_last_known)
    return [{"id": s, "name": names[s]} for s in ids[:most]]


def _regions(seen: Observatory, moment: Moment, aspect: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for group in seen.regions(moment.as_of, moment.as_known, aspect=aspect):
        rows.append(
            {
                "region": group.name,
                "name": library_words(group.name),
                "states": len(group.states),
                "span": group.span,
                "weak": group.certainly_weak,
                "whole": group.certainly_whole,
                "open": group.open,
                "weakest": [{"id": s, "name": names[s]} for s in group.weakest[:3]],
                "more": max(0, len(group.weakest) - 3),
            }
        )
    return rows


def _levels(seen: Observatory, moment: Moment) -> list[dict[str, Any]]:
    words = {
        "international": _("International"),
        "regional": _("Regional"),
        "national": _("National"),
        "facility": _("Facility"),
    }
    rows = []
    for level in seen.levels(moment.as_of, moment.as_known):
        counts = {s: sum(c[s] for c in level.statuses.values()) for s in Status}
        total = sum(counts[s] for s in Status if s.counts)
        rows.append(
            {
                "name": words[level.level],
                "span": level.span,
                "requirements": len(level.statuses),
                "met": counts[Status.MET],
                "not_met": counts[Status.NOT_MET],
                "unknown": counts[Status.UNKNOWN],
                "total": total,
            }
        )
    return rows
