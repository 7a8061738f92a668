"""Calls for the readings of one day: the regime, its States, its regions and levels, what changed."""

from django.http import HttpRequest
from ninja import Query, Router

from openregime.core.readings.knowing import value_of_knowing
from openregime.web.api import asked, schemas, shapes
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.phrases import state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import moment_of, parse_day, today
from openregime.web.states.meant import state_meant

router = Router(tags=["Readings"])


@router.get("/weak-links", response={200: schemas.WeakLinksOut, **REFUSED}, summary="What is missing, for whom")
def weak_links(request: HttpRequest, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Requirements that some State does not or may not meet; those with most certainly at stake first."""
    moment = moment_of(request)
    found = observatory().weak_links(moment.as_of, moment.as_known)
    return {**shapes.days(moment), "weak_links": [shapes.missing(m) for m in found]}


@router.get("/states", response={200: schemas.StandingsOut, **REFUSED}, summary="All States, certainly weakest first")
def states(request: HttpRequest, asked_for: Query[asked.DaysAndAspect]):  # type: ignore[no-untyped-def]
    """Every State with its weakest link. Stakes decide only between States that read alike."""
    moment, seen = moment_of(request), observatory()
    names = state_names(seen.record.entities)
    found = seen.listed_states(moment.as_of, moment.as_known, aspect=asked_for.aspect)
    rows = [shapes.standing(s, seen.record.entities[s.state], names) for s in found]
    return {**shapes.days(moment), "aspect": asked_for.aspect, "states": rows}


@router.get("/states/{state}", response={200: schemas.StateOut, **NOT_FOUND}, summary="The chain of one State")
def state(request: HttpRequest, state: str, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Links and requirements with status, reason and claims; by ISO code or by name."""
    moment, seen = moment_of(request), observatory()
    entity = state_meant(seen.record, state)
    read = seen.state(entity.id, moment.as_of, moment.as_known)
    return shapes.state(read, moment, state_names(seen.record.entities))


@router.get(
    "/states/{state}/knowing",
    response={200: schemas.KnowingListOut, **NOT_FOUND},
    summary="Which unknown would change the reading",
)
def knowing(request: HttpRequest, state: str, asked_for: Query[asked.DaysAndAspect]):  # type: ignore[no-untyped-def]
    """Unknown requirements and links of a State, those first whose answer would narrow its reading most."""
    moment, seen = moment_of(request), observatory()
    entity = state_meant(seen.record, state)
    found = value_of_knowing(seen.reading(moment.as_of, moment.as_known), entity.id, asked_for.aspect)
    name = shapes.state_name(entity.id, state_names(seen.record.entities))
    rows = [shapes.knowing(k) for k in found]
    return {**shapes.days(moment), "state": name, "aspect": asked_for.aspect, "knowing": rows}


@router.get("/regime", response={200: schemas.GroupReadOut, **REFUSED}, summary="The whole regime")
def regime(request: HttpRequest, asked_for: Query[asked.DaysAndAspect]):  # type: ignore[no-untyped-def]
    """Its weakest State, and how many States are certainly weak, certainly whole, open."""
    moment = moment_of(request)
    whole = observatory().whole(moment.as_of, moment.as_known, aspect=asked_for.aspect)
    return {**shapes.days(moment), "aspect": asked_for.aspect, "regime": shapes.group(whole)}


@router.get("/regions", response={200: schemas.GroupsOut, **REFUSED}, summary="Regions or subregions")
def regions(request: HttpRequest, asked_for: Query[asked.Regions]):  # type: ignore[no-untyped-def]
    """Every UN region or subregion: its weakest State, never an average."""
    moment, aspect, by = moment_of(request), asked_for.aspect, asked_for.by
    groups = observatory().regions(moment.as_of, moment.as_known, aspect=aspect, by=by)
    rows = [shapes.group(g) for g in groups]
    return {**shapes.days(moment), "aspect": aspect, "by": by, "regions": rows}


@router.get("/levels", response={200: schemas.LevelsOut, **REFUSED}, summary="International, national, facility")
def levels(request: HttpRequest, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Requirements by the level at which they have to be met, counted over States."""
    moment = moment_of(request)
    found = observatory().levels(moment.as_of, moment.as_known)
    return {**shapes.days(moment), "levels": [shapes.level(x) for x in found]}


@router.get("/changes", response={200: schemas.ChangesOut, **REFUSED}, summary="What changed between two days")
def changes(request: HttpRequest, asked_for: Query[asked.Since]):  # type: ignore[no-untyped-def]
    """What happened between `since` and `as_of`, and what merely became known between the days of knowledge."""
    moment = moment_of(request)
    first = parse_day(asked_for.since, parameter="since", latest=today())
    known = moment.as_known
    if asked_for.since_known:
        known = parse_day(asked_for.since_known, parameter="since_known", latest=today())
    found = observatory().changes(first, moment.as_of, first_known=known, second_known=moment.as_known)
    return shapes.changes(found)
