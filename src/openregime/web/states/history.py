"""The course of one State over time: instruments, missions, statements, each act in the window in which it lies."""

import datetime as dt
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.facts import NEVER, Status, Window
from openregime.core.readings.day import Regime
from openregime.core.readings.evidence import joined
from openregime.web import charts
from openregime.web.phrases import library_words
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import day_words
from openregime.web.states.headline import listed

USUAL_FIRST = dt.date(1980, 1, 1)
EARLIEST_FIRST = dt.date(1970, 1, 1)


def timeline(regime: Regime, state: str, moment: Moment) -> dict[str, Any]:
    """The chart, the same as rows of a table, and the instruments of which nothing at all is known.

    Returns:
        chart, key: markup; rows: what, status, when (lane by lane); silent, idle: names of instruments of which
            nothing is known, and that do not apply.
    """
    lanes, rows, silent, idle = [], [], [], []
    for instrument_id, instrument in regime.instruments.items():
        if not instrument.counts_as:
            continue
        lane, said = _instrument_lane(regime, state, instrument_id)
        if lane is None and any(c.until == NEVER for c in regime.tenures.closures_of(state, joined(instrument_id))):
            idle.append(library_words(instrument.short))
        elif lane is None:
            silent.append(library_words(instrument.short))
        else:
            lanes.append(lane)
            rows += said
    for lane, said in (_missions(regime, state), _statements(regime, state)):
        if lane is not None:
            lanes.append(lane)
            rows += said
    key = charts.legend("timeline-key", _key())
    return {
        "key": mark_safe(key),  # noqa: S308 - the writer escapes every text
        "chart": _chart(lanes, moment) if lanes else "",
        "rows": rows,
        "silent": listed(silent),
        "idle": listed(idle),
    }


def _key() -> list[charts.LegendEntry]:
    return [
        charts.LegendEntry("s-met", _("certainly inside, or held")),
        charts.LegendEntry("open", _("began on some day in this window")),
        charts.LegendEntry("s-not-met", _("certainly outside")),
        charts.LegendEntry("s-none", _("empty: not known")),
    ]


def _chart(lanes: list[charts.Lane], moment: Moment) -> str:
    first = EARLIEST_FIRST if moment.as_of < USUAL_FIRST else USUAL_FIRST
    last = max(moment.as_known, moment.as_of)
    return mark_safe(  # noqa: S308 - the writer escapes every text
        charts.timeline(
            "timeline",
            lanes,
            first=first,
            last=max(last, first + dt.timedelta(days=366)),
            title=_("What the State joined, hosted and promised, over time"),
            description=_("Hatched: some day in this window. Solid: certainly. Empty: nothing is known."),
            as_of=moment.as_of,
            as_of_label=day_words(moment.as_of, "medium"),
            direction="rtl" if get_language_bidi() else "ltr",
        )
    )


def _instrument_lane(regime: Regime, state: str, instrument_id: str) -> tuple[charts.Lane | None, list[dict[str, Any]]]:
    thing, instrument = joined(instrument_id), regime.instruments[instrument_id]
    name = library_words(instrument.short)
    bars, rows = [], []
    tenures = regime.tenures.of(state, thing)
    first_begin = min((t.begin.earliest for t in tenures), default=NEVER)
    outside = [c for c in regime.tenures.closures_of(state, thing) if c.status is Status.NOT_MET]
    outside_to = max((c.until for c in outside), default=None)
    if first_begin < NEVER:
        outside_to = first_begin - dt.timedelta(days=1)
    if outside_to is not None and outside_to > instrument.opened:
        words = _("%(name)s: certainly outside until %(day)s") % {"name": name, "day": day_words(outside_to)}
        bars.append(charts.Bar(instrument.opened, instrument.opened, outside_to, "s-not-met", words))
        rows.append(
            {"what": name, "status": Status.NOT_MET, "when": _("until %(day)s") % {"day": day_words(outside_to)}}
        )
    for tenure in tenures:
        end = None if tenure.end.latest == NEVER else tenure.end.latest
        begin = tenure.begin
        words = _("%(name)s: joined %(when)s") % {"name": name, "when": day_words(begin)}
        bars.append(charts.Bar(begin.earliest, begin.latest, end, "s-met", words))
        rows.append({"what": name, "status": Status.MET, "when": _since(begin, end)})
    return (charts.Lane(name, tuple(bars)) if bars else None), rows


def _since(begin: Window, end: dt.date | None) -> str:
    since = _("from %(day)s") % {"day": day_words(begin)} if begin.is_day else day_words(begin)
    return since if end is None else _("%(since)s, until %(day)s") % {"since": since, "day": day_words(end)}


def _missions(regime: Regime, state: str) -> tuple[charts.Lane | None, list[dict[str, Any]]]:
    name = _("Advisory missions (IPPAS)")
    held = sorted({t.begin for t in regime.tenures.of(state, "mission")}, key=lambda w: (w.latest, w.earliest))
    return _moments(name, held, _("Mission: %(when)s"))


def _statements(regime: Regime, state: str) -> tuple[charts.Lane | None, list[dict[str, Any]]]:
    name = _("Joint statements of the summits")
    days = sorted({t.begin for t in regime.tenures.of(state, "statement")}, key=lambda w: (w.latest, w.earliest))
    return _moments(name, days, _("Joined a statement: %(when)s"))


def _moments(name: str, windows: list[Window], words: str) -> tuple[charts.Lane | None, list[dict[str, Any]]]:
    if not windows:
        return None, []
    marks = tuple(charts.Moment(w.earliest, w.latest, "s-met", words % {"when": day_words(w)}) for w in windows)
    rows = [{"what": name, "status": Status.MET, "when": day_words(w)} for w in windows]
    return charts.Lane(name, (), marks), rows
