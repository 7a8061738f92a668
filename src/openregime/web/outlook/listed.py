"""All instruments: what is foretold of each, or why nothing is."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.io.outlook.asked import USUAL_YEARS, tell_of_all
from openregime.io.outlook.models import held_out_score
from openregime.web.outlook import words
from openregime.web.phrases import library_words
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import between_words


def page(moment: Moment) -> dict[str, Any]:
    """Context of outlook/list.html."""
    listed = tell_of_all(observatory(), moment.as_of, moment.as_known)
    there = [
        {
            "id": one.instrument.id,
            "short": library_words(one.instrument.short),
            "title": library_words(one.instrument.title),
            "sentence": words.sentence(one.told),
            "is_past": one.told.forecast.end.day < one.told.forecast.start.asked,
            "begun": one.told.forecast.start.day,
            "parties": between_words(one.told.forecast.start.parties.low, one.told.forecast.start.parties.high),
        }
        for one in listed
        if one.told
    ]
    none = [
        {"id": one.instrument.id, "short": library_words(one.instrument.short), "reason": one.reason}
        for one in listed
        if not one.told
    ]
    return {
        "title": _("Outlook"),
        "there": there,
        "none": none,
        "score": words.score_words(held_out_score(USUAL_YEARS)),
    }
