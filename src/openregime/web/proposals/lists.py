"""The list of claims by people: what is looked for, one page of it, and what to say where there is nothing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.io.sharing.table import load_sharing_table
from openregime.web.proposals import queries, searching, telling
from openregime.web.proposals.own import organisations_that_may
from openregime.web.proposals.stages import Stage

ON_A_PAGE = 50
NAMES = "q object category organisation state stage before"


def listed(query: Mapping[str, str], sight: queries.Sight) -> dict[str, Any]:
    """Context of proposals/list.html: the newest first, narrowed to what the asker may read.

    Raises:
        BadParameter, UnknownClaim.
    """
    asked = searching.read_asked(query)
    claims = searching.found(asked, sight)
    shown, older = queries.page_of(claims, sight, before=query.get("before", ""), size=ON_A_PAGE)
    return {
        "claims": [row_of(one) for one in shown],
        "older": older,
        "is_first": not query.get("before"),
        "is_narrowed": bool(asked),
        "fields": _fields(query, asked),
        "field_names": NAMES,
        "may_propose": bool(organisations_that_may(sight.person, "claims.propose")),
        "signed_in": sight.person is not None,
    }


def row_of(shown: queries.ShownClaim) -> dict[str, Any]:
    """One claim in a list."""
    return {
        "key": shown.key,
        "title": telling.object_words(shown.object),
        "words": telling.value_words(shown.object, shown.words),
        "organisation": shown.organisation,
        "state": shown.state,
        "state_name": telling.state_words(shown.state),
        "stage": shown.stage.label,
        "is_invented": shown.is_invented,
        "level": telling.level_words(shown.level),
        "settled_on": shown.settled_on,
        "is_about_facility": shown.is_about_facility,
        "category": telling.category_words(shown.category),
    }


def _fields(query: Mapping[str, str], asked: searching.Asked) -> list[dict[str, Any]]:
    categories = [(c.id, telling.category_words(c.id)) for c in load_sharing_table().categories]
    fields: list[dict[str, Any]] = [
        {"name": "q", "label": _("Words"), "kind": "search", "value": " ".join(asked.words)},
        {"name": "state", "label": _("State (ISO code)"), "value": asked.state},
        {"name": "organisation", "label": _("Organisation"), "value": asked.organisation},
        {"name": "category", "label": _("Category"), "kind": "select", "value": asked.category,
         "choices": [("", _("All")), *categories]},
        {"name": "stage", "label": _("Stage"), "kind": "select", "value": asked.stage,
         "choices": [("", _("All")), *((s.value, s.label) for s in Stage)]},
    ]  # fmt: skip
    if asked.object:
        fields.insert(1, {"name": "object", "label": _("What it is about"), "value": asked.object})
    return fields
