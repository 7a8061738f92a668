"""Core objects of the library, of the repair and of the record as what is sent."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from openregime.core.facts import Claim, Completeness
from openregime.core.observatory import Observatory
from openregime.core.readings.instrument import InstrumentReading
from openregime.core.readings.links import Link
from openregime.core.repair import Efforts, Proof, Roadmap
from openregime.core.rules import Measure, Provision
from openregime.core.rules.instruments import Instrument
from openregime.web.api.shapes import count, day, days, state_name, window
from openregime.web.phrases import library_words
from openregime.web.record.cross_references import Fed, SourceRow
from openregime.web.search.answers import address_of
from openregime.web.search.queries import Hit
from openregime.web.site.parameters import Moment

Sent = dict[str, Any]


def instrument(value: Instrument) -> Sent:
    """One instrument of the library."""
    return {
        "id": value.id,
        "short": library_words(value.short),
        "title": library_words(value.title),
        "kind": value.kind,
        "document": value.document,
        "depositary": library_words(value.depositary),
        "adopted": value.adopted,
        "opened": value.opened,
        "in_force": day(value.in_force),
        "entry_rule": library_words(value.entry_rule),
        "scope": library_words(value.scope),
        "counts_as": library_words(value.counts_as),
        "basis": value.basis,
    }


def instrument_read(value: InstrumentReading, moment: Moment) -> Sent:
    """One instrument on one day."""
    last_known, can_be_joined = value.outside_when_last_known, bool(value.instrument.counts_as)
    standing = {
        "inside": list(value.inside),
        "perhaps": list(value.perhaps),
        "outside": list(value.outside),
        "outside_when_last_known": [s for s in value.perhaps if s in last_known],
        "not_applicable": list(value.not_applicable),
    }
    holders = dict(zip(("inside", "perhaps", "outside"), map(list, value.holders), strict=True))
    return {
        **days(moment),
        "instrument": instrument(value.instrument),
        "is_open": value.is_open,
        "is_in_force": value.is_in_force,
        "joined": count(value.joined) if can_be_joined else None,
        "bound": None if value.bound is None else count(value.bound),
        "needed": None if value.needed is None else dict(zip(("low", "high"), value.needed, strict=True)),
        **(standing if can_be_joined else {name: [] for name in standing}),
        "organizations": list(value.organizations),
        "holders": holders if can_be_joined else {name: [] for name in holders},
    }


def provision(seen: Observatory, value: Provision) -> Sent:
    """One provision with the measures that serve it."""
    return {
        "id": value.id,
        "instrument": value.instrument,
        "article": value.article,
        "title": library_words(value.title),
        "duty": value.duty.value,
        "binding": value.binding.value,
        "trigger": value.trigger.value,
        "qualifier": library_words(value.qualifier),
        "paraphrase": library_words(value.paraphrase),
        "basis": value.basis.value,
        "is_verified": value.is_verified,
        "new_in_amendment": value.new_in_amendment,
        "source": value.source,
        "note": library_words(value.note),
        "measures": {c.measure: c.degree.value for c in seen.rules.measures_for(value.id)},
    }


def measure(seen: Observatory, efforts: Efforts, value: Measure) -> Sent:
    """One measure with its proposed effort and the provisions that it serves."""
    effort = efforts.for_measure(value.id)
    return {
        "id": value.id,
        "title": library_words(value.title),
        "theme": library_words(value.theme),
        "evidence_examples": list(value.evidence_examples),
        "evidence_normally_public": value.evidence_normally_public,
        "basis": value.basis.value,
        "person_months": effort.person_months,
        "years": effort.years,
        "needs": sorted(efforts.needs[value.id]),
        "provisions": {c.provision: c.degree.value for c in seen.rules.provisions_served_by(value.id)},
    }


def link_definition(value: Link) -> Sent:
    """One link of the chain as the library defines it."""
    return {
        "id": value.id,
        "title": library_words(value.title),
        "about": library_words(value.about),
        "speaks": value.speaks,
        "requirements": [
            {
                "id": r.id,
                "title": library_words(r.title),
                "level": r.level,
                "act": r.act,
                "evidence": r.evidence.kind,
            }
            for r in value.requirements
        ],
    }


def plan(seen: Observatory, roadmap: Roadmap, efforts: Efforts, moment: Moment, names: Mapping[str, str]) -> Sent:
    """The plan of one State and its order in time."""
    chosen, schedule = roadmap.plan, roadmap.schedule
    together = chosen.together
    return {
        **days(moment),
        "state": state_name(roadmap.situation.state, names),
        "instruments": list(together.instruments),
        "person_months": together.effort_person_months,
        "person_months_if_unknowns_in_place": chosen.effort_if_unknowns_in_place,
        "person_months_separately": chosen.effort_separately,
        "saving_person_months": chosen.saving_person_months,
        "saving_share": chosen.saving_share,
        "yearly_limit": schedule.yearly_limit,
        "to_join": list(chosen.to_join),
        "to_confirm": list(chosen.to_confirm),
        "not_yet": list(chosen.not_yet),
        "out_of_reach": list(together.goals.out_of_reach),
        "measures": _planned(seen, roadmap),
        "separately": [
            {"instrument": i, "measures": list(s.measure_ids), "person_months": s.effort_person_months}
            for i, s in chosen.separately.items()
        ],
        "years": _years(roadmap),
        "start_shares": dict(schedule.start_shares),
        "set_proof": proof(together.proof),
        "weakest_link_proof": proof(schedule.weakest_proof),
        "provisions_proof": proof(schedule.provisions_proof),
        "note": library_words(efforts.note),
    }


def _planned(seen: Observatory, roadmap: Roadmap) -> list[Sent]:
    first = {m: year.year for year in roadmap.schedule.years for m in year.begins}
    return [
        {
            "measure": row.measure,
            "title": library_words(seen.rules.measure(row.measure).title),
            "status": row.status.slug,
            "person_months": row.effort_person_months,
            "years": row.years,
            "begins_in_year": first[row.measure],
            "in_place_by_end_of_year": roadmap.schedule.finish[row.measure],
            "serves": {c.provision: c.degree.value for c in row.serves},
            "needed_for": list(row.needed_for),
        }
        for row in roadmap.plan.together.measures
    ]


def _years(roadmap: Roadmap) -> list[Sent]:
    return [
        {
            "year": y.year,
            "begins": list(y.begins),
            "runs": list(y.runs),
            "ends": list(y.ends),
            "person_months": y.effort_person_months,
            "shares": dict(y.shares),
            "weakest": list(y.weakest),
            "provisions_met": y.provisions_met,
        }
        for y in roadmap.schedule.years
    ]


def proof(value: Proof) -> Sent:
    """How sure it is that nothing better exists."""
    bound, gap = (end if isfinite(end) else None for end in (value.bound, value.gap))
    return {"is_optimal": value.is_optimal, "value": value.value, "bound": bound, "gap": gap}


def claim(value: Claim) -> Sent:
    """One claim."""
    return {
        "id": value.id,
        "subject": value.subject,
        "object": value.object,
        "value": value.value,
        "valid": window(value.valid),
        "recorded": value.recorded,
        "sources": list(value.sources),
        "category": value.category,
        "note": value.note,
        "row": value.row,
        "standing": value.standing.value,
        "reason": value.reason,
    }


def fed(value: Fed) -> Sent:
    """A reading that a claim goes into."""
    return {"kind": value.kind, "of": value.of, "state": value.state}


def source(row: SourceRow) -> Sent:
    """One source with what rests on it."""
    s = row.source
    return {
        "id": s.id,
        "title": s.title,
        "publisher": s.publisher,
        "url": s.url,
        "as_of": s.as_of,
        "how_read": s.how_read,
        "licence": s.licence,
        "collection": s.collection,
        "claims": row.n_claims,
        "provisions": row.n_provisions,
    }


def completeness(value: Completeness) -> Sent:
    """One statement about absence."""
    return {
        "id": value.id,
        "object": value.object,
        "up_to": value.up_to,
        "closes": value.closes,
        "except_for": sorted(value.except_for),
        "means": value.means,
        "recorded": value.recorded,
        "sources": list(value.sources),
        "note": value.note,
    }


def hit(value: Hit) -> Sent:
    """One result of a search."""
    anchor = f"#{value.part}" if value.part else ""
    return {
        "kind": value.kind,
        "id": value.part or value.ref,
        "title": value.title,
        "about": value.body,
        "address": f"{address_of(value)}{anchor}",
    }
