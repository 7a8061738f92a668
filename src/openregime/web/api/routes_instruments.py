"""Calls for instruments, provisions, measures, the crosswalk and the chain."""

from django.http import HttpRequest
from ninja import Query, Router

from openregime.core.facts import Status
from openregime.core.observatory import Observatory
from openregime.core.readings.evidence import in_force_for, joined
from openregime.core.readings.history import counts_over, steps
from openregime.core.readings.tenures import Closure, Tenure
from openregime.core.rules.instruments import Instrument, UnknownInstrument
from openregime.io.rules import load_shipped_efforts
from openregime.web.api import asked, schemas_instruments, shapes, shapes_library
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.phrases import state_names
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import BadParameter, moment_of

router = Router(tags=["Instruments and rules"])


def _instrument(seen: Observatory, instrument_id: str) -> Instrument:
    if instrument_id not in seen.instruments:
        raise UnknownInstrument(instrument_id[:80], tuple(seen.instruments))
    return seen.instruments[instrument_id]


def _joinable(seen: Observatory, instrument_id: str) -> Instrument:
    """The instrument with this id, if States can be inside or outside of it.

    Raises:
        UnknownInstrument: there is none.
        BadParameter: it is guidance.
    """
    found = _instrument(seen, instrument_id)
    if not found.counts_as:
        reason = "guidance binds nobody and cannot be joined; no State is inside or outside of it."
        raise BadParameter(parameter="instrument", value=instrument_id, reason=reason)
    return found


@router.get("/instruments", response={200: schemas_instruments.InstrumentsOut, **REFUSED}, summary="All instruments")
def instruments(request: HttpRequest, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """What the library says of every instrument, in its order; the days change nothing here."""
    moment_of(request)
    return {"instruments": [shapes_library.instrument(i) for i in observatory().instruments.values()]}


@router.get(
    "/instruments/{instrument}",
    response={200: schemas_instruments.InstrumentReadOut, **NOT_FOUND},
    summary="One instrument on one day",
)
def instrument(request: HttpRequest, instrument: str, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Between how many and how many States are inside, who certainly, who perhaps, who not; nobody joins guidance."""
    moment, seen = moment_of(request), observatory()
    read = seen.instrument(_instrument(seen, instrument).id, moment.as_of, moment.as_known)
    return shapes_library.instrument_read(read, moment)


@router.get(
    "/instruments/{instrument}/parties",
    response={200: schemas_instruments.PartiesOut, **NOT_FOUND},
    summary="Every State and one instrument",
)
def parties(request: HttpRequest, instrument: str, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """Status, since when, and the claims behind it; States with most at stake first within each status."""
    moment, seen = moment_of(request), observatory()
    read = seen.instrument(_joinable(seen, instrument).id, moment.as_of, moment.as_known)
    reading, names = seen.reading(moment.as_of, moment.as_known), state_names(seen.record.entities)
    regime, thing = reading.regime, joined(instrument)
    rows = []
    for s in (*read.inside, *read.perhaps, *read.outside, *read.not_applicable):
        row = regime.state_row[s]
        held: list[Tenure | Closure] = [*regime.tenures.of(s, thing), *regime.tenures.closures_of(s, thing)]
        rows.append(
            {
                "state": shapes.state_name(s, names),
                "joined": Status(int(reading.thing(thing)[row])).slug,
                "in_force": Status(int(reading.thing(in_force_for(instrument))[row])).slug,
                "since": shapes.window(regime.tenures.window(s, thing)),
                "was_outside_when_last_known": s in read.outside_when_last_known,
                "claims": list(dict.fromkeys(c for t in held for c in t.claims)),
            }
        )
    return {**shapes.days(moment), "instrument": instrument, "parties": rows}


@router.get(
    "/instruments/{instrument}/history",
    response={200: schemas_instruments.HistoryOut, **NOT_FOUND},
    summary="How many were inside, over time",
)
def history(request: HttpRequest, instrument: str, asked_for: Query[asked.Days]):  # type: ignore[no-untyped-def]
    """The interval on every day up to `as_of` on which it can change, with the published totals."""
    moment, seen = moment_of(request), observatory()
    regime = seen.regime(moment.as_known)
    days = tuple(d for d in steps(regime, _joinable(seen, instrument).id) if d <= moment.as_of)
    counts = [
        {
            "day": d,
            "states": {"low": c.low, "high": c.high},
            "by_name": {"low": c.names_low, "high": c.names_high},
        }
        for d, c in zip(days, counts_over(regime, instrument, days), strict=True)
    ]
    totals = [shapes.total(t) for t in regime.record.totals if t.object == instrument]
    return {"instrument": instrument, "as_known": moment.as_known, "counts": counts, "totals": totals}


@router.get("/provisions", response={200: schemas_instruments.ProvisionsOut, **NOT_FOUND}, summary="Provisions")
def provisions(request: HttpRequest, asked_for: Query[asked.ProvisionsWanted]):  # type: ignore[no-untyped-def]
    """Paraphrased provisions, all or those that an instrument asks of those who joined it."""
    seen = observatory()
    found = seen.rules.provisions
    if asked_for.instrument:
        found = seen.rules.provisions_of(_instrument(seen, asked_for.instrument).id)
    return {"provisions": [shapes_library.provision(seen, p) for p in found]}


@router.get(
    "/provisions/{provision}", response={200: schemas_instruments.ProvisionOut, **NOT_FOUND}, summary="One provision"
)
def provision(request: HttpRequest, provision: str, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """One provision, with the measures that serve it."""
    seen = observatory()
    return shapes_library.provision(seen, seen.rules.provision(provision))


@router.get("/measures", response={200: schemas_instruments.MeasuresOut, **REFUSED}, summary="National measures")
def measures(request: HttpRequest, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """Every measure with its proposed effort and the provisions that it serves."""
    seen = observatory()
    efforts = load_shipped_efforts(seen.rules)
    return {"measures": [shapes_library.measure(seen, efforts, m) for m in seen.rules.measures]}


@router.get("/measures/{measure}", response={200: schemas_instruments.MeasureOut, **NOT_FOUND}, summary="One measure")
def measure(request: HttpRequest, measure: str, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """One measure, by its id M01 to M35."""
    seen = observatory()
    return shapes_library.measure(seen, load_shipped_efforts(seen.rules), seen.rules.measure(measure))


@router.get("/crosswalk", response={200: schemas_instruments.CrosswalkOut, **REFUSED}, summary="The crosswalk")
def crosswalk(request: HttpRequest, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """Which measure serves which provision, wholly or in part: a proposal of this project."""
    rules = observatory().rules
    rows = [
        {
            "measure": c.measure,
            "provision": c.provision,
            "instrument": rules.provision(c.provision).instrument,
            "degree": c.degree.value,
        }
        for c in rules.crosswalk
    ]
    return {"crosswalk": rows}


@router.get("/chain", response={200: schemas_instruments.ChainDefinition, **REFUSED}, summary="The chain as defined")
def chain(request: HttpRequest, asked_for: Query[asked.Asked]):  # type: ignore[no-untyped-def]
    """Links and requirements that every reading uses."""
    return {"links": [shapes_library.link_definition(x) for x in observatory().chain.links]}
