"""The page that lists everything that can be downloaded."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.web.downloads.files import FORMATS
from openregime.web.phrases import library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment, query_of
from openregime.web.site.templatetags._formats import day_words

USUAL_FIRST = dt.date(2013, 10, 18)
"""The earlier day of changes that are offered without asking for one."""


def page(moment: Moment) -> dict[str, Any]:
    """Context of downloads/data.html."""
    seen = observatory()
    groups = _groups()
    if moment.as_of > USUAL_FIRST:
        groups[0]["tables"].append(_changes(moment))
    return {
        "groups": groups,
        "formats": tuple(FORMATS),
        "forms": _forms(seen, state_names(seen.record.entities)),
        "compiled_on": seen.record.compiled_on,
        "digest": seen.record.digest,
    }


def _changes(moment: Moment) -> dict[str, str]:
    """Changes since the usual day: the only table of two days that needs no form, so that a copy as files has it."""
    return {
        "name": "changes",
        "title": _("Changes since %(day)s") % {"day": day_words(USUAL_FIRST, "medium")},
        "about": _("what happened in the world and what became known, of States and of instruments"),
        "kept": f"?{query_of(moment, **{'from': USUAL_FIRST.isoformat()})}",
    }


def _forms(seen: Observatory, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Forms for tables of one thing; the one without choices asks for an earlier day."""
    states = sorted(((e.id, names[e.id]) for e in seen.record.states), key=lambda s: s[1].casefold())
    instruments = [(i.id, library_words(i.short)) for i in seen.instruments.values() if i.counts_as]
    return [
        {"what": "states", "label": _("State"), "choices": states},
        {"what": "instruments", "label": _("Instrument"), "choices": instruments},
        {"what": "changes", "label": _("Changes since"), "choices": []},
    ]


def _groups() -> list[dict[str, Any]]:
    """Tables that need nothing but the days, under headings: name in the address, title, what it holds."""
    groups: list[tuple[str, list[tuple[str, str, str]]]] = [
        (
            _("Readings of one day"),
            [
                ("weak-links", _("Weak links"), _("what is missing, for whom, how much is at stake")),
                ("states", _("States"), _("every State, its weakest link, its status in every requirement")),
                ("regions", _("Regions"), _("every region and the whole regime")),
                ("instruments", _("Instruments"), _("between how many and how many States are inside")),
            ],
        ),
        (
            _("Rules"),
            [
                ("crosswalk", _("Crosswalk"), _("which measure serves which provision, wholly or in part")),
                ("provisions", _("Provisions"), _("paraphrased, with the measures that serve each")),
                ("measures", _("National measures"), _("with the provisions that each serves")),
                ("sharing", _("Who may see what"), _("how much each audience may have, and why")),
            ],
        ),
        (
            _("The record"),
            [
                ("claims", _("Claims"), _("everything that is said, on whose word, competing claims too")),
                ("sources", _("Sources"), _("title, publisher, address, date, licence")),
                ("totals", _("Published totals"), _("claims about the whole")),
                ("completeness", _("Where silence means no"), _("which list is complete up to which day")),
            ],
        ),
    ]
    return [
        {"title": title, "tables": [{"name": n, "title": t, "about": a} for n, t, a in tables]}
        for title, tables in groups
    ]
