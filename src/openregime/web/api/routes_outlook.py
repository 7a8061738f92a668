"""Calls on the outlook: forecasts of adherence with their baselines and their scores."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from openregime.core.readings.outlook.backtest import METHODS
from openregime.io.outlook.asked import Told, tell_of_all
from openregime.io.outlook.models import Run
from openregime.io.outlook.regimes import courses, sources_of_courses
from openregime.web.api import asked, schemas_outlook, shapes
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.outlook import words
from openregime.web.outlook.asked import read_asked
from openregime.web.phrases import state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import moment_of

router = Router(tags=["Outlook"])


class OutlookAsked(asked.Days):
    """The two times, how far ahead, and a number of parties to say the time of."""

    horizon: str = Field(default="", max_length=20, description="Years ahead, 0.25 to 5; empty: 5.")
    reach: str = Field(default="", max_length=20, description="A number of parties above today's; empty: none.")


@router.get("/outlooks", response={200: schemas_outlook.OutlooksOut, **REFUSED}, summary="What may come, at a glance")
def outlooks(request: HttpRequest, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Every instrument: between how many and how many parties five years on, or why there is no forecast."""
    moment = moment_of(request)
    rows = []
    for one in tell_of_all(observatory(), moment.as_of, moment.as_known):
        row: dict[str, Any] = {"instrument": one.instrument.id, "by": None, "parties": None, "in_force_by_then": None}
        if one.told:
            row |= {"by": one.told.forecast.end.day, "parties": _between(*one.told.range_at_end)}
            row["in_force_by_then"] = one.told.in_force_by[1] if one.told.in_force_by else None
        rows.append(row | {"reason": one.reason})
    return {**shapes.days(moment), "outlooks": rows}


@router.get(
    "/outlooks/{instrument}",
    response={200: schemas_outlook.OutlookOut, **NOT_FOUND},
    summary="What may come of one instrument",
)
def outlook(request: HttpRequest, instrument: str, asked_for: Query[OutlookAsked]):  # type: ignore[no-untyped-def]
    """The fan quarter by quarter, when what is reached, who may be next and why, and the score of the method."""
    moment = moment_of(request)
    found = read_asked({"horizon": asked_for.horizon, "reach": asked_for.reach}, instrument, moment)
    return {**shapes.days(moment), "instrument": found.instrument, **_told(found.answer())}


@router.get(
    "/voluntary-regimes",
    response={200: schemas_outlook.CoursesOut, **REFUSED},
    summary="How voluntary regimes took off",
)
def voluntary_regimes(request: HttpRequest, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """Published counts, and whether a curve of diffusion would have foretold them."""
    rows = [
        {
            "regime": c.name,
            "metric": c.metric,
            "years": c.years,
            "counts": c.counts,
            "foretold": [asdict(f) for f in c.foretold],
            "allows_a_forecast": c.allows_a_forecast,
            "sources": sources_of_courses()[c.name],
        }
        for c in courses()
    ]
    return {"regimes": rows}


def _between(low: int, high: int) -> dict[str, int]:
    return {"low": low, "high": high}


def _told(told: Told) -> dict[str, Any]:
    start, names = told.forecast.start, state_names(observatory().record.entities)
    came = {c.day: _between(c.low, c.high) for c in told.came}
    return {
        "sentence": words.sentence(told),
        "begun_on": start.day,
        "parties": _between(start.parties.low, start.parties.high),
        "names_known_to": start.named_to,
        "fitted_on": told.forecast.fitted_on,
        "is_model_shown": told.is_ours_shown,
        "fan": [
            {
                "day": p.day,
                "four_fifths": _between(p.low80, p.high80),
                "nine_tenths": _between(p.low90, p.high90),
                "middle": p.middle,
                "constant_hazard": _between(p.constant_low, p.constant_high),
                "constant_hazard_middle": p.constant,
                "came": came.get(p.day),
            }
            for p in told.forecast.fan
        ],
        "reaches": [
            {
                "what": r.what,
                "parties": _between(*r.parties),
                "chance": r.chance,
                "one_in_ten_by": r.early,
                "one_in_two_by": r.middle,
                "nine_in_ten_by": r.late,
            }
            for r in told.forecast.reaches
        ],
        "states": [
            {
                "state": shapes.state_name(s.state, names),
                "chance": s.chance,
                "small_wave": s.low,
                "large_wave": s.high,
                "perhaps_inside": s.perhaps_inside,
                "reasons": list(s.reasons),
            }
            for s in told.forecast.next_states
        ],
        "score": _score(told.run),
    }


def _score(run: Run) -> dict[str, Any]:
    score = run.score
    return {
        "horizon_years": run.years,
        "forecasts": score.forecasts,
        "treaties": score.treaties,
        "gain": score.gain,
        "gain_low": score.gain_low,
        "gain_high": score.gain_high,
        "state_gain": score.state_gain,
        "state_gain_low": score.state_gain_low,
        "state_gain_high": score.state_gain_high,
        "methods": [
            {
                "method": method,
                "crps": score.crps[k],
                "held_of_80": score.coverage[k][0],
                "held_of_90": score.coverage[k][1],
            }
            for k, method in enumerate(METHODS)
        ],
    }
