"""The list of States: certainly weakest first, or as the reader sorts it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openregime.core.facts import Entity, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.evidence import joined
from openregime.core.readings.stakes import NOT_LISTED
from openregime.core.readings.weak_links import ListedState
from openregime.web.phrases import aspect_words, library_words, state_names
from openregime.web.record.queries import observatory
from openregime.web.regime.choices import aspect_of
from openregime.web.site.parameters import BadParameter, Moment, one_of
from openregime.web.site.templatetags._formats import comma

SORTS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "weakness": lambda row: row["place"],
    "name": lambda row: row["name"],
    "region": lambda row: (row["region"], row["name"]),
    "high": lambda row: 2 if row["span"] is None else row["span"].high,
    "stakes": lambda row: tuple(-x for x in row["stakes"].order),
}
COLUMNS = ("cppnm", "cppnm_a", "icsant")


def page(query: Mapping[str, str], moment: Moment) -> dict[str, Any]:
    """Context of regime/states.html."""
    seen = observatory()
    aspect = aspect_of(query)
    sort = one_of(query, "sort", [*SORTS, *(f"-{s}" for s in SORTS)], "weakness")
    names = state_names(seen.record.entities)
    titles = {link.id: library_words(link.title) for link in seen.chain.links}
    rows = [
        _row(seen.record.entities[standing.state], place, standing, names, titles)
        for place, standing in enumerate(seen.listed_states(moment.as_of, moment.as_known, aspect=aspect))
    ]
    _add_instruments(seen, moment, rows)
    narrowed = _narrow(seen, query, rows, moment)
    narrowed.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return {
        "title": _("States"),
        "aspect": aspect,
        "aspect_words": aspect_words(aspect),
        "aspects": [(a, aspect_words(a)) for a in ("public", "States", "together")],
        "sort": sort,
        "rows": narrowed,
        "all": len(rows),
        "regions": sorted({(r["region"], r["region_words"]) for r in rows}, key=lambda x: x[1]),
        "region": query.get("region", ""),
        "name": query.get("name", ""),
        "stake": query.get("stake", ""),
        "missing": query.get("missing", ""),
        "requirements": [(r.id, library_words(r.title)) for r in seen.chain.requirements],
        "instruments": [library_words(seen.instruments[i].short) for i in COLUMNS],
    }


@lru_cache(maxsize=16)
def _pills(_language: str) -> dict[Status, str]:
    """The six pills, drawn once in each language for the thousands of places where the list shows one."""
    return {s: render_to_string("components/status_pill.html", {"status": s, "bare": True}) for s in Status}


def _row(
    entity: Entity, place: int, standing: ListedState, names: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, Any]:
    weak = standing.weakest or standing.supposed_weakest
    return {
        "place": place,
        "id": entity.id,
        "name": names[entity.id],
        "region": entity.region,
        "region_words": library_words(entity.region),
        "span": standing.span,
        "supposed": standing.supposed,
        "weakest": comma().join(titles[w] for w in weak),
        "is_supposed": not standing.weakest and bool(weak),
        "stakes": standing.stakes,
    }


def _add_instruments(seen: Observatory, moment: Moment, rows: list[dict[str, Any]]) -> None:
    reading = seen.reading(moment.as_of, moment.as_known)
    pills = _pills(get_language() or "")
    columns = [reading.thing(joined(i)) for i in COLUMNS]
    for row in rows:
        at = reading.regime.state_row[row["id"]]
        row["statuses"] = [pills[Status(int(column[at]))] for column in columns]


def _narrow(
    seen: Observatory, query: Mapping[str, str], rows: list[dict[str, Any]], moment: Moment
) -> list[dict[str, Any]]:
    region, name = query.get("region", ""), query.get("name", "").strip().casefold()
    if region and region not in {r["region"] for r in rows}:
        raise BadParameter(parameter="region", value=region, reason="there is no such region; choose one of the list.")
    stake = one_of(query, "stake", ["", "material", "reactors", "any"], "")
    missing = query.get("missing", "")
    if missing:
        wanted = _missing_ids(seen, missing, moment)
        rows = [r for r in rows if r["id"] in wanted]
    if stake:
        rows = [r for r in rows if _has_stake(r, stake)]
    return [
        r
        for r in rows
        if (not region or r["region"] == region)
        and (not name or name in r["name"].casefold() or name == r["id"].casefold())
    ]


def _missing_ids(seen: Observatory, requirement: str, moment: Moment) -> set[str]:
    known = [r.id for r in seen.chain.requirements]
    if requirement not in known:
        raise BadParameter(parameter="missing", value=requirement, reason=f"it must be one of {', '.join(known)}.")
    for missing in seen.weak_links(moment.as_of, moment.as_known):
        if missing.requirement.id == requirement:
            return set(missing.certainly) or set(missing.outside_when_last_known) or set(missing.perhaps)
    return set()


def _has_stake(row: dict[str, Any], stake: str) -> bool:
    stakes = row["stakes"]
    return (stake in ("material", "any") and stakes.material != NOT_LISTED and stakes.has_material) or (
        stake in ("reactors", "any") and bool(stakes.reactors)
    )
