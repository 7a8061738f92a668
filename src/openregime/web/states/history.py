"""The course of one State over time: instruments, missions, statements, each act in the window in which it lies."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.facts import ALWAYS, NEVER, Status, Window
from openregime.core.readings.day import Regime
from openregime.core.readings.evidence import joined
from openregime.web import charts
from openregime.web.phrases import library_words
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import day_words
from openregime.web.states.headline import listed

USUAL_FIRST = dt.date(1980, 1, 1)
EARLIEST_FIRST = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class _Course:
    """One lane, its words as rows of a table, and the first day on which anything of it can be drawn."""

    lane: charts.Lane
    rows: list[dict[str, Any]]
    begins: dt.date


def timeline(regime: Regime, state: str, moment: Moment) -> dict[str, Any]:
    """The chart, the same as rows of a table, and the instruments that are not drawn, with the reason.

    Returns:
        chart, key: markup; rows: what, status, when (lane by lane); names of what begins only after the last day
            drawn (later), did not exist by then (unborn), is not known at all (silent), does not apply (idle).
    """
    first, last = _ends(moment)
    courses, silent, idle = _courses(regime, state, last)
    drawn = [course for course in courses if course.begins <= last]
    key = charts.legend("timeline-key", _key())
    return {
        "key": mark_safe(key),  # noqa: S308 - the writer escapes every text
        "chart": _chart([course.lane for course in drawn], moment, first, last) if drawn else "",
        "rows": [row for course in drawn for row in course.rows],
        "unborn": listed(
            library_words(i.short) for i in regime.instruments.values() if i.counts_as and i.opened > last
        ),
        "later": listed(_later_words(course) for course in courses if course.begins > last),
        "silent": listed(silent),
        "idle": listed(idle),
    }


def _courses(regime: Regime, state: str, last: dt.date) -> tuple[list[_Course], list[str], list[str]]:
    """What is known of the State, lane by lane; instruments of which nothing is known; those that do not apply.

    Instruments that did not exist on the last day are in none of them.
    """
    found, silent, idle = [], [], []
    for instrument_id, instrument in regime.instruments.items():
        if not instrument.counts_as or instrument.opened > last:
            continue
        course = _instrument_course(regime, state, instrument_id)
        if course is not None:
            found.append(course)
        elif any(c.until == NEVER for c in regime.tenures.closures_of(state, joined(instrument_id))):
            idle.append(library_words(instrument.short))
        else:
            silent.append(library_words(instrument.short))
    found += [course for course in (_missions(regime, state), _statements(regime, state)) if course is not None]
    return found, silent, idle


def _ends(moment: Moment) -> tuple[dt.date, dt.date]:
    """First and last day of the chart: from 1980, or from 1970 for a day before it, to the later of the two days."""
    first = EARLIEST_FIRST if moment.as_of < USUAL_FIRST else USUAL_FIRST
    return first, max(moment.as_known, moment.as_of, first + dt.timedelta(days=366))


def _later_words(course: _Course) -> str:
    return _("%(name)s (%(day)s)") % {"name": course.lane.label, "day": day_words(course.begins)}


def _key() -> list[charts.LegendEntry]:
    return [
        charts.LegendEntry("s-met", _("certainly inside, or held")),
        charts.LegendEntry("open", _("began on some day in this window")),
        charts.LegendEntry("s-not-met", _("certainly outside")),
        charts.LegendEntry("s-none", _("empty: not known")),
    ]


def _chart(lanes: list[charts.Lane], moment: Moment, first: dt.date, last: dt.date) -> str:
    return mark_safe(  # noqa: S308 - the writer escapes every text
        charts.timeline(
            "timeline",
            lanes,
            first=first,
            last=last,
            title=_("What the State joined, hosted and promised, over time"),
            description=_("Hatched: some day in this window. Solid: certainly. Empty: nothing is known."),
            as_of=moment.as_of,
            as_of_label=day_words(moment.as_of, "medium"),
            direction="rtl" if get_language_bidi() else "ltr",
        )
    )


def _instrument_course(regime: Regime, state: str, instrument_id: str) -> _Course | None:
    thing, instrument = joined(instrument_id), regime.instruments[instrument_id]
    name = library_words(instrument.short)
    bars, rows, begins = [], [], []
    outside_to = _outside_to(regime, state, thing)
    if outside_to is not None and outside_to > instrument.opened:
        words = _("%(name)s: certainly outside until %(day)s") % {"name": name, "day": day_words(outside_to)}
        bars.append(charts.Bar(instrument.opened, instrument.opened, outside_to, "s-not-met", words))
        until = _("until %(day)s") % {"day": day_words(outside_to)}
        rows.append({"what": name, "status": Status.NOT_MET, "when": until})
        begins.append(instrument.opened)
    for tenure in regime.tenures.of(state, thing):
        end = None if tenure.end.latest == NEVER else tenure.end.latest
        begin = tenure.begin
        words = _("%(name)s: joined %(when)s") % {"name": name, "when": day_words(begin)}
        bars.append(charts.Bar(begin.earliest, begin.latest, end, "s-met", words))
        rows.append({"what": name, "status": Status.MET, "when": _since(begin, end)})
        begins.append(begin.earliest)
    return _Course(charts.Lane(name, tuple(bars)), rows, min(begins)) if bars else None


def _outside_to(regime: Regime, state: str, thing: str) -> dt.date | None:
    """The last day on which the State was certainly outside; None where no source says."""
    first_begin = min((t.begin.earliest for t in regime.tenures.of(state, thing)), default=NEVER)
    if first_begin < NEVER:
        return first_begin - dt.timedelta(days=1) if first_begin > ALWAYS else None
    outside = [c.until for c in regime.tenures.closures_of(state, thing) if c.status is Status.NOT_MET]
    return max(outside, default=None)


def _since(begin: Window, end: dt.date | None) -> str:
    since = _("from %(day)s") % {"day": day_words(begin)} if begin.is_day else day_words(begin)
    return since if end is None else _("%(since)s, until %(day)s") % {"since": since, "day": day_words(end)}


def _missions(regime: Regime, state: str) -> _Course | None:
    name = _("Advisory missions (IPPAS)")
    held = sorted({t.begin for t in regime.tenures.of(state, "mission")}, key=lambda w: (w.latest, w.earliest))
    return _moments(name, held, _("Mission: %(when)s"))


def _statements(regime: Regime, state: str) -> _Course | None:
    name = _("Joint statements of the summits")
    days = sorted({t.begin for t in regime.tenures.of(state, "statement")}, key=lambda w: (w.latest, w.earliest))
    return _moments(name, days, _("Joined a statement: %(when)s"))


def _moments(name: str, windows: list[Window], words: str) -> _Course | None:
    if not windows:
        return None
    marks = tuple(charts.Moment(w.earliest, w.latest, "s-met", words % {"when": day_words(w)}) for w in windows)
    rows = [{"what": name, "status": Status.MET, "when": day_words(w)} for w in windows]
    return _Course(charts.Lane(name, (), marks), rows, min(w.earliest for w in windows))
