"""The plan of one State: which measures, what doing them together saves, and in which order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.facts import Entity, Status
from openregime.core.observatory import Observatory
from openregime.core.readings.evidence import in_force_for, joined
from openregime.core.repair import (
    AdoptMeasure,
    PlanTooLong,
    Proof,
    Roadmap,
    SetPlan,
    Situation,
    after_acts,
    situation_of,
)
from openregime.core.repair.efforts import LONGEST_PLAN_YEARS
from openregime.core.rules import Degree
from openregime.web import charts
from openregime.web.phrases import library_words, state_name
from openregime.web.repair.choices import Choices, plannable, read_choices
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import number_words
from openregime.web.states.headline import listed, place_words


def page(query: QueryDict, seen: Observatory, entity: Entity, moment: Moment) -> dict[str, Any]:
    """Context of repair/plan.html.

    Raises:
        BadParameter: the address names something that does not exist.
    """
    choices = read_choices(query, seen)
    situation = situation_of(seen.reading(moment.as_of, moment.as_known), entity.id)
    situation = after_acts(situation, (AdoptMeasure(measure) for measure in choices.in_place))
    roadmap = None if choices.errors else _solve(seen, entity.id, moment, choices)
    context = {
        "entity": entity,
        "name": state_name(entity),
        "place": place_words(entity),
        "n_claims": len(seen.regime(moment.as_known).record.claims_about(entity.id)),
        "errors": choices.errors,
        "http_status": 400 if choices.errors else 200,
        "choices": choices,
        "limit": choices.typed.get("limit", f"{choices.efforts.yearly_limit:g}"),
        "note": library_words(choices.efforts.note),
        "instruments": _instruments(seen, entity.id, moment, choices),
        "fields": _fields(seen, choices, situation),
        "plan": None,
    }
    context["limit_is_wrong"] = any(error["field"] == "limit" for error in choices.errors)
    if roadmap is not None:
        context |= _shown(seen, roadmap, choices)
    return context


def _solve(seen: Observatory, state: str, moment: Moment, choices: Choices) -> Roadmap | None:
    """The roadmap; None, with an error in the choices, where none can be made."""
    try:
        return seen.plan(
            state,
            moment.as_of,
            moment.as_known,
            instruments=choices.instruments,
            efforts=choices.efforts,
            in_place=choices.in_place,
        )
    except PlanTooLong as error:
        choices.errors.append({"field": "limit", "words": too_long_words(error)})
        return None


def too_long_words(error: PlanTooLong) -> str:
    """The sentence of the error, in the reader's language."""
    return _(
        "With %(limit)s person-months a year this plan takes %(years)s years, %(most)s is the most. "
        "Raise the yearly limit, or lower the efforts or their years."
    ) % {
        "limit": number_words(error.yearly_limit),
        "years": number_words(error.years, 0),
        "most": LONGEST_PLAN_YEARS,
    }


def _instruments(seen: Observatory, state: str, moment: Moment, choices: Choices) -> list[dict[str, Any]]:
    reading = seen.reading(moment.as_of, moment.as_known)
    row = reading.regime.state_row[state]
    return [
        {
            "id": i,
            "short": library_words(seen.instruments[i].short),
            "title": library_words(seen.instruments[i].title),
            "is_chosen": i in choices.instruments,
            "status": Status(int(reading.thing(joined(i))[row])) if seen.instruments[i].counts_as else None,
            "bound": Status(int(reading.thing(in_force_for(i))[row])) if seen.instruments[i].binds else None,
        }
        for i in plannable(seen)
    ]


def _fields(seen: Observatory, choices: Choices, situation: Situation) -> list[dict[str, Any]]:
    """Every measure with its fields: effort, years, whether the reader says that it is in place."""
    wrong = {error["field"]: error["words"] for error in choices.errors}
    fields = []
    for measure in seen.rules.measures:
        effort = choices.efforts.for_measure(measure.id)
        names = (f"effort-{measure.id}", f"years-{measure.id}")
        fields.append(
            {
                "id": measure.id,
                "title": library_words(measure.title),
                "theme": library_words(measure.theme),
                "effort": choices.typed.get(names[0], f"{effort.person_months:g}"),
                "years": choices.typed.get(names[1], str(effort.years)),
                "effort_error": wrong.get(names[0], ""),
                "years_error": wrong.get(names[1], ""),
                "is_changed": names[0] in choices.typed or names[1] in choices.typed,
                "has": measure.id in choices.in_place,
                "status": situation.status_of(measure.id).slug,
                "reason": library_words(effort.reason),
            }
        )
    return fields


def _shown(seen: Observatory, roadmap: Roadmap, choices: Choices) -> dict[str, Any]:
    plan, schedule = roadmap.plan, roadmap.schedule
    goals = plan.together.goals
    short = {i: library_words(seen.instruments[i].short) for i in seen.instruments}
    return {
        "plan": plan,
        "n_measures": len(plan.together.measures),
        "n_all": len(seen.rules.measures),
        "n_open": len(goals.ways),
        "n_met": len(goals.met),
        "effort_low": plan.effort_if_unknowns_in_place,
        "effort": plan.together.effort_person_months,
        "effort_separately": plan.effort_separately,
        "saving": plan.saving_person_months,
        "saving_percent": round(100 * plan.saving_share),
        "n_years": len(schedule.years),
        "yearly_limit": schedule.yearly_limit,
        "to_join": listed(short[i] for i in plan.to_join) if plan.to_join else "",
        "to_confirm": listed(short[i] for i in plan.to_confirm) if plan.to_confirm else "",
        "not_yet": listed(short[i] for i in plan.not_yet) if plan.not_yet else "",
        "names": listed(short[i] for i in plan.together.instruments),
        "lead": lead_words(seen, roadmap, listed(short[i] for i in plan.together.instruments)),
        "nothing": nothing_words(plan.together),
        "separately": [
            {"short": short[i], "n": len(p.measures), "effort": p.effort_person_months, "measures": p.measure_ids}
            for i, p in plan.separately.items()
        ],
        "rows": _rows(seen, roadmap, choices),
        "years": _years(roadmap, short),
        "out_of_reach": list(goals.out_of_reach),
        "stretched": [{"id": m, "years": n} for m, n in schedule.stretched.items()],
        "proof_set": proof_words(plan.together.proof),
        "proof_order": order_words(roadmap),
        "chart": _chart(seen, roadmap) if schedule.years else "",
    }


def lead_words(seen: Observatory, roadmap: Roadmap, names: str) -> str:
    """The plan in a sentence or two."""
    plan = roadmap.plan
    if not plan.together.measures:
        return nothing_words(plan.together)
    words = {
        "names": names,
        "n": number_words(len(plan.together.measures)),
        "all": number_words(len(seen.rules.measures)),
        "effort": number_words(plan.together.effort_person_months),
        "saving": number_words(plan.saving_person_months),
        "percent": number_words(100 * plan.saving_share, 0),
    }
    text = _(
        "%(names)s, satisfied together: %(n)s of %(all)s national measures, up to %(effort)s person-months by our "
        "estimates."
    )
    if plan.saving_person_months > 0:
        text += " " + _(
            "One by one, some of that work would be done again and again; together it saves up to %(saving)s "
            "person-months, %(percent)s %%."
        )
    return text % words


def nothing_words(together: SetPlan) -> str:
    """Why a plan has no measures; empty where it has some."""
    if together.measures:
        return ""
    if not together.applies:
        return _("Nothing of the chosen instruments applies to this State on this day.")
    if together.goals.out_of_reach:
        return _("No measure of the list can meet what is left open of the chosen instruments.")
    return _("Nothing is left to do: every provision of the chosen instruments is met by measures in place.")


def _rows(seen: Observatory, roadmap: Roadmap, choices: Choices) -> list[dict[str, Any]]:
    first = {m: year.year for year in roadmap.schedule.years for m in year.begins}
    why = {(p.measure, p.needs): library_words(p.reason) for p in choices.efforts.prerequisites}
    planned = set(roadmap.plan.together.measure_ids)
    repeated = roadmap.plan.times_repeated
    rows = []
    for row in roadmap.plan.together.measures:
        needs = sorted(choices.efforts.needs[row.measure] & planned)
        rows.append(
            {
                "id": row.measure,
                "title": library_words(seen.rules.measure(row.measure).title),
                "status": row.status.slug,
                "effort": row.effort_person_months,
                "first": first[row.measure],
                "last": roadmap.schedule.finish[row.measure],
                "serves": served_words(seen, roadmap, row.measure),
                "needs": [{"id": n, "reason": why.get((row.measure, n), "")} for n in needs],
                "in_sets": repeated.get(row.measure, 1),
            }
        )
    return sorted(rows, key=lambda r: (r["last"], r["first"], r["id"]))


def served_words(seen: Observatory, roadmap: Roadmap, measure: str) -> list[dict[str, Any]]:
    """The articles that a measure of the plan serves, by instrument; those served in part are marked."""
    row = next(r for r in roadmap.plan.together.measures if r.measure == measure)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in row.serves:
        provision = seen.rules.provision(one.provision)
        groups.setdefault(provision.instrument, []).append(
            {"article": library_words(provision.article), "in_part": one.degree is Degree.PARTIAL}
        )
    return [{"short": library_words(seen.instruments[i].short), "articles": found} for i, found in groups.items()]


def _years(roadmap: Roadmap, short: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "year": year.year,
            "begins": year.begins,
            "ends": year.ends,
            "effort": year.effort_person_months,
            "met": year.provisions_met,
            "weakest": listed(short[i] for i in year.weakest),
            "share": round(100 * min(year.shares.values(), default=1.0)),
        }
        for year in roadmap.schedule.years
    ]


def proof_words(proof: Proof) -> str:
    """How sure it is that no set takes less effort."""
    if proof.is_optimal:
        return _("proven optimal, gap 0 %")
    return _("not proven: up to %(share)s %% could still be gained") % {"share": number_words(100 * proof.gap_share, 1)}


def order_words(roadmap: Roadmap) -> str:
    """How sure it is that no order is better: weakest instrument first, then most provisions soonest."""
    schedule = roadmap.schedule
    if schedule.is_optimal:
        return _("proven optimal, gap 0 %")
    gap = max(schedule.weakest_proof.gap_share, schedule.provisions_proof.gap_share)
    return _("not proven: up to %(share)s %% could still be gained") % {"share": number_words(100 * gap, 1)}


def _chart(seen: Observatory, roadmap: Roadmap) -> str:
    first = {m: year.year for year in roadmap.schedule.years for m in year.begins}
    finish: Sequence[tuple[str, int]] = sorted(roadmap.schedule.finish.items(), key=lambda x: (first[x[0]], x[1], x[0]))
    rows = []
    for m, last in finish:
        title = library_words(seen.rules.measure(m).title)
        years = {"id": m, "title": title, "first": first[m], "last": last}
        rows.append(
            charts.ScheduleRow(
                label=_("%(id)s %(title)s") % years,
                first=first[m] - 1,
                last=last - 1,
                status="s-due",
                title=_("%(id)s %(title)s: from the beginning of year %(first)s to the end of year %(last)s") % years,
            )
        )
    return mark_safe(  # noqa: S308 - the writer escapes every text
        charts.schedule_chart(
            "schedule",
            rows,
            [_("Year %(n)s") % {"n": year.year} for year in roadmap.schedule.years],
            title=_("Measures over the years of the plan"),
            description=_("One bar a measure, over the years in which it is worked on."),
            direction="rtl" if get_language_bidi() else "ltr",
        )
    )
