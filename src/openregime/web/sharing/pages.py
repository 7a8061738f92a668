"""Contexts of the pages: the whole table in one situation, one category, one audience."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.sharing import Level, PolicyTable, UnknownCell
from openregime.core.sharing.table import Category, Floor
from openregime.io.sharing.table import load_sharing_table
from openregime.web.phrases import library_words
from openregime.web.sharing import words
from openregime.web.site.parameters import BadParameter
from openregime.web.site.templatetags._addresses import KEPT
from openregime.web.site.templatetags._formats import comma

FILES = ("csv", "json", "xlsx")
_NOW = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""No cell of the default table depends on the day; only its reasons are asked for."""
_SAID_OTHERWISE = frozenset({"situation", "review", "review-due", "tighten", "publication"})
"""What would change a cell and stands elsewhere on the page, or holds for all."""


def overview(situation: str) -> dict[str, Any]:
    """Context of sharing/overview.html.

    Raises:
        UnknownCell: no such situation.
    """
    table = load_sharing_table()
    if situation not in table.situation_by_id:
        raise UnknownCell("situation", situation, tuple(table.situation_by_id))
    titles = words.names()
    kind = table.situation_by_id[situation]
    return {
        "title": _("Who may see what"),
        "situation": situation,
        "meaning": library_words(kind.meaning),
        "declared_by": library_words(kind.declared_by),
        "longest_days": kind.longest_days,
        "tabs": [_tab(s.id, titles[s.id], situation) for s in table.situations],
        "audiences": [{"id": a.id, "title": titles[a.id]} for a in table.audiences],
        "rows": [_matrix_row(table, titles, c, situation) for c in table.categories],
        "levels": _levels(table),
        **_shared(table, titles, situation=situation),
    }


def _tab(id_: str, title: str, here: str) -> dict[str, Any]:
    name, parts = ("sharing", []) if id_ == "normal" else ("sharing-situation", [id_])
    return {"href": reverse(name, args=parts), "words": title, "is_here": id_ == here}


def _matrix_row(table: PolicyTable, titles: Mapping[str, str], category: Category, situation: str) -> dict[str, Any]:
    return {
        "id": category.id,
        "title": titles[category.id],
        "cells": [_cell(table, category.id, a.id, situation) for a in table.audiences],
    }


def _cell(table: PolicyTable, category: str, audience: str, situation: str) -> dict[str, Any]:
    level, normal = table.level(category, audience, situation), table.level(category, audience, "normal")
    return {
        "audience": audience,
        "situation": situation,
        "level": level.slug,
        "short": words.short_level(level),
        "long": library_words(table.level_words[level][0]),
        "why": library_words(table.level_words[level][2]),
        "moved": library_words(table.move(category, audience, situation)),
        "moves": "" if level == normal else "wider" if level > normal else "narrower",
        "tlp": library_words(table.labels.get((audience, level.slug), "")),
    }


def _levels(table: PolicyTable) -> list[dict[str, Any]]:
    """The levels from the most open on, with what each means."""
    used = {level for row in table.levels.values() for level in row}
    return [
        {
            "slug": level.slug,
            "short": words.short_level(level),
            "title": library_words(table.level_words[level][0]),
            "meaning": library_words(table.level_words[level][1]),
            "is_used": level in used,
        }
        for level in sorted(Level, reverse=True)
    ]


def _shared(
    table: PolicyTable, titles: Mapping[str, str], *, category: str = "", audience: str = "", situation: str = "normal"
) -> dict[str, Any]:
    """What all three pages hold: the form, the downloads, what the table is."""
    return {
        "chosen": {"category": category, "audience": audience, "situation": situation},
        "choices": {
            "categories": [(c.id, titles[c.id]) for c in table.categories],
            "audiences": [(a.id, titles[a.id]) for a in table.audiences],
            "situations": [(s.id, titles[s.id]) for s in table.situations],
        },
        "downloads": [{"href": reverse("download", args=["sharing", f]), "words": f.upper()} for f in FILES],
        "note": library_words(table.note),
        "table_version": table.version,
        "compiled_on": table.compiled_on,
    }


def one_category(given: str) -> dict[str, Any]:
    """Context of sharing/category.html.

    Raises:
        UnknownCell: no such category.
    """
    table, titles = load_sharing_table(), words.names()
    category = table.category_by_id.get(given)
    if category is None:
        raise UnknownCell("category", given, tuple(table.category_by_id))
    return {
        "title": titles[category.id],
        "category": {
            "id": category.id,
            "kind": library_words(table.class_words[category.kind]),
            "definition": library_words(category.definition),
            "examples": [library_words(e) for e in category.examples],
            "reason": library_words(category.reason),
            "release": library_words(category.release),
            "note": library_words(category.note),
            "review": _months(category.review_months),
            "people": _people(category.people_to_loosen),
            "hold_hours": category.longest_hold_hours,
            "floors": [_floor(table, titles, f) for f in table.floors_of[category.id]],
            "sources": [_source(table, s) for s in category.sources],
        },
        "situations": [titles[s.id] for s in table.situations],
        "rows": [_audience_row(table, titles, category.id, a.id) for a in table.audiences],
        **_neighbours(table, titles, category.id),
        **_shared(table, titles, category=category.id),
    }


def _audience_row(table: PolicyTable, titles: Mapping[str, str], category: str, audience: str) -> dict[str, Any]:
    decision = words.gate().cell(category, audience, "normal", _NOW)
    return {
        "id": audience,
        "title": titles[audience],
        "reason": library_words(table.audience_by_id[audience].reason),
        "cells": [_cell(table, category, audience, s.id) for s in table.situations],
        "changes": [words.sentence(c, titles) for c in decision.changes if c.code not in _SAID_OTHERWISE],
    }


def _floor(table: PolicyTable, titles: Mapping[str, str], floor: Floor) -> dict[str, str]:
    named = [titles[a.id] for a in table.audiences if a.id in floor.audiences]
    return {"words": library_words(floor.words), "audiences": comma().join(named)}


def _source(table: PolicyTable, source: str) -> dict[str, str]:
    title, url, basis, how_far = table.sources[source]
    return {"title": title, "url": url, "mark": words.mark_words(basis), "how_far": how_far}


def _months(months: int) -> str:
    return ngettext("after %(counter)s month", "after %(counter)s months", months) % {"counter": months}


def _people(people: int) -> str:
    return ngettext(
        "%(counter)s person whom its holder has authorised",
        "%(counter)s people whom its holder has authorised, each in a role of their own",
        people,
    ) % {"counter": people}


def _neighbours(table: PolicyTable, titles: Mapping[str, str], category: str) -> dict[str, Any]:
    ids = [c.id for c in table.categories]
    here = ids.index(category)
    around = {"before": ids[here - 1] if here else "", "after": ids[here + 1] if here + 1 < len(ids) else ""}
    return {name: {"id": i, "title": titles[i]} if i else None for name, i in around.items()}


def one_audience(given: str) -> dict[str, Any]:
    """Context of sharing/audience.html.

    Raises:
        UnknownCell: no such audience.
    """
    table, titles = load_sharing_table(), words.names()
    audience = table.audience_by_id.get(given)
    if audience is None:
        raise UnknownCell("audience", given, tuple(table.audience_by_id))
    elsewhere = titles[audience.elsewhere] if audience.elsewhere else ""
    return {
        "title": titles[audience.id],
        "audience": {
            "id": audience.id,
            "reason": library_words(audience.reason),
            "bound_to": audience.bound_to,
            "elsewhere": elsewhere,
            "elsewhere_id": audience.elsewhere,
        },
        "situations": [titles[s.id] for s in table.situations],
        "rows": [
            {
                "id": c.id,
                "title": titles[c.id],
                "definition": library_words(c.definition),
                "review": _months(c.review_months),
                "cells": [_cell(table, c.id, audience.id, s.id) for s in table.situations],
            }
            for c in table.categories
        ],
        **_shared(table, titles, audience=audience.id),
    }


def address_chosen(query: Mapping[str, str]) -> str:
    """The address of the cell, category, audience or situation that the form asks for.

    Raises:
        BadParameter: something that the table does not have.
    """
    table = load_sharing_table()
    category = _known(query, "category", table.category_by_id)
    audience = _known(query, "audience", table.audience_by_id)
    situation = _known(query, "situation", table.situation_by_id) or "normal"
    kept = urlencode({name: query[name] for name in KEPT if query.get(name)})
    asked = f"?{kept}" if kept else ""
    if category:
        mark = f"#{audience}-{situation}" if audience else ""
        return f"{reverse('sharing-category', args=[category])}{asked}{mark}"
    if audience:
        return f"{reverse('sharing-audience', args=[audience])}{asked}"
    return f"{_tab(situation, '', '')['href']}{asked}"


def _known(query: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    given = query.get(name, "").strip()
    if given and given not in known:
        raise BadParameter(parameter=name, value=given, reason=f"known are {', '.join(known)}.")
    return given
