"""Tables of a forecast as files: the fan, and the States."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from openregime.io.downloads import Column, Table
from openregime.io.outlook.asked import Told
from openregime.web.downloads.files import UnknownTable
from openregime.web.downloads.words import licence, readme_words, sources_of_readings
from openregime.web.index.files import attachment
from openregime.web.outlook import words
from openregime.web.outlook.asked import Asked
from openregime.web.phrases import state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment


def table_file(asked: Asked, moment: Moment, what: str, format_: str) -> HttpResponse:
    """One of the tables of a page.

    Raises:
        UnknownTable: another table or format. NoForecast: there is none.
    """
    makers = {"fan": _fan, "states": _states}
    if what not in makers:
        raise UnknownTable(what, tuple(makers))
    told = asked.answer()
    columns, rows = makers[what](told)
    table = Table(
        title=_("Outlook: %(what)s") % {"what": told.forecast.start.instrument.title},
        columns=columns,
        rows=rows,
        caveats=(words.sentence(told), *words.beginning(told), *words.score_words(told.run)),
        sources=sources_of_readings(observatory().regime(moment.as_known)),
        as_of=moment.as_of,
        as_known=moment.as_known,
        licence=licence(),
        words=readme_words(),
    )
    name = f"openregime_outlook-{asked.instrument}-{what}_as-of-{moment.as_of}_as-known-{moment.as_known}"
    return attachment(table, name, format_)


Made = tuple[tuple[Column, ...], tuple[tuple[Any, ...], ...]]


def _fan(told: Told) -> Made:
    columns = (
        Column("day", _("By")),
        Column("low80", _("Low, four of five cases"), "number"),
        Column("middle", _("Middle"), "number"),
        Column("high80", _("High, four of five cases"), "number"),
        Column("low90", _("Low, nine of ten cases"), "number"),
        Column("high90", _("High, nine of ten cases"), "number"),
        Column("constant_low", _("Constant hazard, low"), "number"),
        Column("constant", _("Constant hazard, middle"), "number"),
        Column("constant_high", _("Constant hazard, high"), "number"),
    )
    points = [asdict(p) for p in told.forecast.fan]
    return columns, tuple(tuple(p[c.key] for c in columns) for p in points)


def _states(told: Told) -> Made:
    names = state_names(observatory().record.entities)
    columns = (
        Column("code", _("ISO code")),
        Column("name", _("State")),
        Column("chance", _("Chance within the horizon"), "number"),
        Column("low", _("Chance in a small wave"), "number"),
        Column("high", _("Chance in a large wave"), "number"),
        Column("perhaps_inside", _("May be inside already"), "number"),
        Column("reasons", _("Why"), "list"),
    )
    rows = tuple(
        (
            s.state,
            names[s.state],
            s.chance,
            s.low,
            s.high,
            s.perhaps_inside,
            [words.reason_words(r) for r in s.reasons],
        )
        for s in told.forecast.next_states
    )
    return columns, rows
