"""The list of instruments on a day."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.web.instruments.kinds import kind_words
from openregime.web.phrases import library_words
from openregime.web.record.queries import observatory
from openregime.web.regime.numbers import count_words
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import between_words


def page(moment: Moment) -> dict[str, Any]:
    """Context of instruments/list.html: one row per instrument, grouped by kind in the order of the library."""
    seen = observatory()
    groups: dict[str, list[dict[str, Any]]] = {}
    for instrument_id, instrument in seen.instruments.items():
        reading = seen.instrument(instrument_id, moment.as_of, moment.as_known)
        groups.setdefault(instrument.kind, []).append(
            {
                "id": instrument_id,
                "short": library_words(instrument.short),
                "title": library_words(instrument.title),
                "document": instrument.document,
                "opened": instrument.opened,
                "in_force": instrument.in_force if instrument.binds else None,
                "is_open": reading.is_open,
                "is_in_force": reading.is_in_force,
                "counts": bool(instrument.counts_as),
                "counts_as": library_words(instrument.counts_as),
                "inside": count_words(reading.joined, len(seen.record.states)),
                "holders_outside": between_words(
                    len(reading.holders[2]), len(reading.holders[2]) + len(reading.holders[1])
                ),
                "provisions": len(seen.rules.provisions_of(instrument_id)),
            }
        )
    return {
        "title": _("Instruments"),
        "groups": [{"kind": kind_words(kind), "rows": rows} for kind, rows in groups.items()],
    }
