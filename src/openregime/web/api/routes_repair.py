"""Calls for the repair of one State: the plan with its order in time, and scenarios."""

from django.http import HttpRequest, QueryDict
from ninja import Query, Router

from openregime.core.observatory import Observatory
from openregime.core.readings.state import read_state
from openregime.core.repair import acts_open, best_acts, supposing_acts
from openregime.web.api import asked, schemas_repair, shapes, shapes_library
from openregime.web.api.interface import NOT_FOUND
from openregime.web.phrases import state_names
from openregime.web.record.queries import observatory
from openregime.web.repair.choices import Choices, read_choices
from openregime.web.repair.scenarios import read_acts
from openregime.web.site.parameters import BadParameter, moment_of
from openregime.web.states.meant import state_meant

router = Router(tags=["Repair"])
NEXT_ACTS = 10


@router.get("/states/{state}/plan", response={200: schemas_repair.PlanOut, **NOT_FOUND}, summary="The plan of a State")
def plan(request: HttpRequest, state: str, asked_for: Query[asked.Planned]):  # type: ignore[no-untyped-def]
    """The least effort that satisfies several instruments together, what that saves, and the best order, proven."""
    moment, seen = moment_of(request), observatory()
    entity = state_meant(seen.record, state)
    choices = _choices(asked_for, seen)
    roadmap = seen.plan(
        entity.id,
        moment.as_of,
        moment.as_known,
        instruments=choices.instruments,
        efforts=choices.efforts,
        in_place=choices.in_place,
    )
    return shapes_library.plan(seen, roadmap, choices.efforts, moment, state_names(seen.record.entities))


def _choices(wanted: asked.Planned, seen: Observatory) -> Choices:
    """What was chosen, read as the page of the plan reads it.

    Raises:
        BadParameter: an instrument, measure, effort or limit that no plan can be made with.
    """
    query = QueryDict(mutable=True)
    if wanted.instrument:
        query.setlist("instrument", wanted.instrument)
    query.setlist("have", wanted.have)
    if wanted.limit is not None:
        query["limit"] = f"{wanted.limit:g}"
    for text in wanted.effort:
        measure, is_given, figures = text.partition("=")
        months, _colon, years = figures.partition(":")
        if not is_given or measure not in seen.rules.measure_by_id:
            raise BadParameter(parameter="effort", value=text, reason="write it as M13=6 or M13=6:2.")
        query[f"effort-{measure}"], query[f"years-{measure}"] = months, years
    choices = read_choices(query, seen)
    if choices.errors:
        error = choices.errors[0]
        raise BadParameter(parameter=error["field"].partition("-")[0], value="", reason=error["words"])
    return choices


@router.get(
    "/states/{state}/scenario",
    response={200: schemas_repair.ScenarioOut, **NOT_FOUND},
    summary="What if a State acted",
)
def scenario(request: HttpRequest, state: str, asked_for: Query[asked.Supposed]):  # type: ignore[no-untyped-def]
    """The chain before and after some acts, and which further act would lift it most."""
    moment, seen = moment_of(request), observatory()
    entity = state_meant(seen.record, state)
    query = QueryDict(mutable=True)
    query.setlist("act", asked_for.act)
    acts = read_acts(query, seen)
    reading = seen.reading(moment.as_of, moment.as_known)
    after_day = supposing_acts(reading, entity.id, acts) if acts else reading
    before, after = read_state(reading, entity.id), read_state(after_day, entity.id)
    further = best_acts(after_day, entity.id, [a for a in acts_open(seen.chain, seen.rules) if a not in acts])
    return {
        **shapes.days(moment),
        "state": shapes.state_name(entity.id, state_names(seen.record.entities)),
        "acts": [str(a) for a in acts],
        "before": {aspect: shapes.span(c.span) for aspect, c in before.chains.items()},
        "after": {aspect: shapes.span(c.span) for aspect, c in after.chains.items()},
        "links": [shapes.link(x) for x in after.links],
        "next": [{"act": str(t.act), "lifted": list(t.lifted)} for t in further[:NEXT_ACTS]],
    }
