"""Map and tile grid of a reading or of an instrument, with the key and the counts in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from openregime.core.facts import Span, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.day import DayReading, Regime
from openregime.core.readings.evidence import joined
from openregime.web import charts
from openregime.web.phrases import library_words
from openregime.web.site.parameters import Moment, query_of
from openregime.web.site.templatetags._formats import day_words, share_words, span_words, status_words

_STATUS_MARK = {
    Status.MET: "s-met",
    Status.PARTLY_MET: "s-partly",
    Status.NOT_MET: "s-not-met",
    Status.UNKNOWN: "s-unknown",
    Status.NOT_APPLICABLE: "s-na",
    Status.NOT_YET_DUE: "s-due",
}
OPEN_NOT_MET = "o-not-met"


def drawings(seen: Observatory, moment: Moment, show: str, aspect: str, names: Mapping[str, str]) -> dict[str, Any]:
    """World map, wide and narrow tile grid as SVG, and the key.

    Args:
        show: `weakest` for the reading under `aspect`, or an instrument id.
        names: id -> name in the reader's language.
    """
    reading = seen.reading(moment.as_of, moment.as_known)
    if show == "weakest":
        marks, title = _reading_marks(reading, moment, aspect, names), _("Weakest link of each State")
    else:
        marks, title = _instrument_marks(reading, moment, show, names), library_words(seen.instruments[show].title)
    used = {m.status for m in marks.values()}
    description = _("%(title)s, on %(day)s. The table of States says the same in words.") % {
        "title": title,
        "day": day_words(moment.as_of),
    }
    states = {k: m for k, m in marks.items() if k != "EUR"}
    narrow = charts.tile_grid("tiles-n", marks, title=title, description=description, layout="narrow")
    markup = {
        "map": charts.world_map("map", states, title=title, description=description),
        "tiles": charts.tile_grid("tiles", marks, title=title, description=description),
        "tiles_narrow": narrow,
        "legend": charts.legend("map-key", _legend(used, last_known_words(reading.regime, show))),
    }
    return {"title": title, **{name: mark_safe(svg) for name, svg in markup.items()}}  # noqa: S308 - charts escape


def _reading_marks(
    reading: DayReading, moment: Moment, aspect: str, names: Mapping[str, str]
) -> dict[str, charts.MapMark]:
    supposed = reading.regime.if_nothing_changed(reading.day)
    addresses = _addresses(reading.regime.states, moment)
    marks = {}
    known: dict[tuple[Span | None, Span | None], tuple[str, str]] = {}  # many States read alike
    for state in reading.regime.states:
        pair = reading.chain_span(state, aspect), supposed.chain_span(state, aspect)
        if pair not in known:
            known[pair] = _band(*pair)
        status, words = known[pair]
        marks[state] = charts.MapMark(status, f"{names[state]}: {words}", addresses[state])
    return marks


def _band(span: Span | None, supposed: Span | None) -> tuple[str, str]:
    """Class and words of a reading: solid where it is certain, striped where it holds only if nothing changed."""
    if span is None:
        return "s-due", _("no link is due yet")
    if span.high < 1:
        words = {"high": share_words(span.high), "span": span_words(span.low, span.high)}
        return f"r-{_weakness(span.high)}", _("weakest link certainly at most %(high)s (%(span)s)") % words
    if span.low >= STRONG:
        return f"r-{_strength(span.low)}", _("weakest link certainly %(low)s or more") % {"low": share_words(span.low)}
    if supposed is not None and supposed.high < 1:
        words = {"high": share_words(supposed.high)}
        band = f"o-{_weakness(supposed.high)}"
        return band, _("open; at most %(high)s if nothing changed since the lists ended") % words
    return "r-unknown", span_words(span.low, span.high)


STRONG = 0.6
"""A reading is drawn as strong only when its low end says so; a high end alone never makes it strong."""


def _weakness(high: float) -> int:
    """Band of what is certainly weak: 0 at most 0.2, 1 at most 0.4, 2 not whole."""
    return 0 if high <= 0.2 else 1 if high <= 0.4 else 2


def _strength(low: float) -> int:
    """Band of what is certainly strong: 3 from 0.6, 4 from 0.8."""
    return 4 if low >= 0.8 else 3


def _instrument_marks(
    reading: DayReading, moment: Moment, instrument_id: str, names: Mapping[str, str]
) -> dict[str, charts.MapMark]:
    supposed = reading.regime.if_nothing_changed(reading.day).thing(joined(instrument_id))
    codes = reading.thing(joined(instrument_id))
    addresses, last_known = _addresses(reading.regime.states, moment), last_known_words(reading.regime, instrument_id)
    marks = {}
    for row, state in enumerate(reading.regime.states):
        status = Status(int(codes[row]))
        mark, words = _STATUS_MARK[status], status_words(status)
        if status is Status.UNKNOWN and supposed[row] == Status.NOT_MET:
            mark, words = OPEN_NOT_MET, last_known
        marks[state] = charts.MapMark(mark, f"{names[state]}: {words}", addresses[state])
    euratom = reading.subject("EUR", joined(instrument_id))
    if euratom is Status.MET:
        marks["EUR"] = charts.MapMark("s-met", f"{names['EUR']}: {status_words(euratom)}")
    return marks


def last_known_words(regime: Regime, instrument_id: str) -> str:
    """What is said of a State that was outside when that was last known; only some instruments have a complete list."""
    if any(complete.object == instrument_id for complete in regime.record.completeness):
        return _("not known; outside when the list was last complete")
    return _("not known; outside on the last day that a source decides")


def _addresses(states: Iterable[str], moment: Moment) -> dict[str, str]:
    """State id -> address of its page; resolved once for all, since it costs more than drawing a State."""
    pattern, query = reverse("state", args=["XXX"]), query_of(moment)
    return {state: f"{pattern.replace('XXX', state)}?{query}" for state in states}


def _legend(used: set[str], last_known: str) -> list[charts.LegendEntry]:
    words = {
        "r-0": _("weakest link certainly at most 0.2 met"),
        "r-1": _("weakest link certainly at most 0.4 met"),
        "r-2": _("weakest link certainly not whole, above 0.4 at best"),
        "r-3": _("weakest link certainly 0.6 met or more"),
        "r-4": _("weakest link certainly 0.8 met or more"),
        "o-0": _("open; weakest link at most 0.2 met if nothing changed"),
        "o-1": _("open; weakest link at most 0.4 met if nothing changed"),
        "o-2": _("open; weakest link not whole if nothing changed"),
        "r-unknown": _("open: nothing is certain"),
        "s-met": _("inside"),
        "s-partly": _("partly"),
        "s-not-met": _("outside"),
        "o-not-met": last_known,
        "s-unknown": _("not known"),
        "s-na": _("does not apply"),
        "s-due": _("not yet due"),
    }
    return [charts.LegendEntry(status, text) for status, text in words.items() if status in used]
