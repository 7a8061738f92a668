"""Everything that the page of one State shows, as plain values."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openregime.core.facts import Entity
from openregime.core.observatory import Observatory
from openregime.core.readings import stakes as held
from openregime.core.readings.stakes import Stakes
from openregime.core.readings.state import StateReading
from openregime.web.phrases import state_name
from openregime.web.site.parameters import Moment, today
from openregime.web.site.templatetags._formats import day_words, number_words
from openregime.web.states import chain
from openregime.web.states.headline import answer_words, answers, place_words, supposed_words
from openregime.web.states.history import timeline
from openregime.web.states.provisions import provisions
from openregime.web.states.seen import state_reading, supposed_reading

KNOWING_SHOWN = 6
FORMATS = ("csv", "json", "xlsx")


def page(query: Mapping[str, str], seen: Observatory, entity: Entity, moment: Moment, kept: str) -> dict[str, Any]:
    """Context of states/one.html. `kept` is the query that links inside the site carry on, with its question mark.

    Raises:
        BadParameter: the provisions are to be narrowed to something that does not exist.
    """
    reading, supposed = state_reading(seen, entity.id, moment), supposed_reading(seen, entity.id, moment)
    regime = seen.regime(moment.as_known)
    unknowns, is_past = chain.unknowns(reading), moment.as_of < today()
    return {
        "entity": entity,
        "name": state_name(entity),
        "place": place_words(entity),
        "lead": lead(reading, supposed, is_past=is_past),
        "stakes": stakes_words(reading.stakes),
        "answers": answers(reading, is_past=is_past),
        "links": chain.links(reading, seen),
        "supposed": {
            "lead": supposed_words(supposed, "public"),
            "strict_span": reading.chains["public"].span,
            "span": supposed.chains["public"].span,
            "rows": chain.compared(reading, supposed),
        },
        "unknowns": unknowns[:KNOWING_SHOWN],
        "more_unknowns": unknowns[KNOWING_SHOWN:],
        "timeline": timeline(regime, entity.id, moment),
        "provisions": provisions(query, seen, entity.id, moment, kept),
        "downloads": downloads(entity, kept),
        "n_claims": len(regime.record.claims_about(entity.id)),
        "exists_since": entity.exists_since if entity.exists_since and moment.as_of < entity.exists_since else None,
    }


def lead(reading: StateReading, supposed: StateReading, *, is_past: bool = False) -> str:
    """The first sentence of the page; where nothing is certain, what would be weak if nothing had changed follows."""
    words = answer_words(reading, "public", is_past=is_past)
    if not reading.chains["public"].weakest and supposed.chains["public"].weakest:
        words += " " + _("If nothing changed since the lists ended:") + " " + supposed_words(supposed, "public")
    return words


def downloads(entity: Entity, kept: str) -> list[dict[str, str]]:
    """The same as files: one link for each format."""
    what = f"states/{entity.id}"
    return [{"words": kind.upper(), "href": reverse("download", args=[what, kind]) + kept} for kind in FORMATS]


def stakes_words(stakes: Stakes) -> list[dict[str, str]]:
    """What is at stake, each with its icon: never a reading, only an order of lists."""
    found = [{"icon": "material", "words": _material_words(stakes)}]
    if stakes.tonnes is not None:
        tonnes = {"tonnes": number_words(stakes.tonnes)}
        found.append(
            {
                "icon": "material",
                "words": _("about %(tonnes)s t of highly enriched uranium, by an outside estimate") % tonnes,
            }
        )
    if stakes.reactors is None:
        found.append({"icon": "reactor", "words": _("not in the table of power reactors")})
    else:
        words = {"n": number_words(stakes.reactors, 0), "day": day_words(stakes.reactors_as_of, "medium")}
        found.append({"icon": "reactor", "words": _("power reactors in operation: %(n)s (%(day)s)") % words})
    return found


def _material_words(stakes: Stakes) -> str:
    return {
        held.HOLDS: _("listed as holder of weapons-usable material, 1 kg or more"),
        held.HELD_BY_LATER_LIST: _("taken to have held weapons-usable material: a later list or clearing says so"),
        held.CLEARED: _("cleared of weapons-usable material"),
        held.CLEARING: _("weapons-usable material was being cleared"),
        held.NOT_LISTED: _("not listed as holder of weapons-usable material"),
    }[stakes.material]
