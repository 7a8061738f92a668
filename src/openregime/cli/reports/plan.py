"""What repairs one State's gaps: the measures for several instruments together, what each serves, and the order."""

import re
from collections.abc import Sequence
from typing import Any

from openregime.cli.library import find_instrument, find_measure, find_state
from openregime.cli.options import Moment
from openregime.cli.refusals import BadArgument
from openregime.cli.report import PARAPHRASE, Report, Section, between, columns, days, tree
from openregime.cli.reports.state import table_of
from openregime.core.observatory import Observatory
from openregime.core.repair import Efforts, IntegratedPlan, Proof, Roadmap, Schedule, SetPlan
from openregime.io.downloads import Table, share_shown
from openregime.io.rules import load_shipped_efforts

CAVEATS = (
    "What is unknown counts as still to do: the plan may turn out shorter than it says, never longer.",
    "A measure serves a provision in full or in part (marked ~).",
    PARAPHRASE,
)
MEASURES = columns(
    ("measure", "Measure"),
    ("title", "What"),
    ("theme", "Theme"),
    ("status", "Now", "status"),
    ("person_months", "Person-months", "text", "what is left to do"),
    ("first_year", "Begins in year"),
    ("last_year", "In place by end of year"),
    ("serves", "Serves", "list", "provisions; ~ means in part"),
    ("needed_for", "Needed for", "list", "measures that cannot begin before it is in place"),
    ("in_separate_plans", "In how many separate plans"),
)
MEASURES_SHOWN = ("measure", "title", "status", "person_months", "first_year", "last_year", "serves")
YEARS = columns(
    ("year", "Year"), ("begins", "Begins", "list"), ("ends", "In place at its end", "list"),
    ("person_months", "Person-months"), ("provisions_met", "Provisions met"), ("weakest", "Weakest instrument"),
)  # fmt: skip
_EFFORT = re.compile(r"\s*(\w+)\s*=\s*(\d{1,6}(?:\.\d{1,3})?)\s*(?::\s*(\d{1,2}))?\s*", re.ASCII)


def plan_report(
    observatory: Observatory,
    given: str,
    when: Moment,
    instruments: Sequence[str],
    limit: float | None,
    efforts: Sequence[str],
    work: float,
) -> Report:
    """The integrated plan of one State, with its order in time.

    Args:
        instruments: ids, at least one.
        limit: person-months a year; None for what the library proposes.
        efforts: `M13=6` (person-months) or `M13=6:2` (and years).
        work: how much is tried before an order is left unproven; 1 is what pages use.
    Raises:
        BadArgument: a State, instrument, measure, limit or effort that cannot be used.
        PlanTooLong: under the limit it takes more than sixty years.
    """
    entity = find_state(observatory.record, given)
    chosen = _instruments(observatory, instruments)
    used = _efforts(observatory, limit, efforts)
    roadmap = observatory.plan(entity.id, when.as_of, when.known, instruments=chosen, efforts=used, work=work)
    measures, years = _measure_entries(observatory, roadmap), _year_entries(roadmap.schedule)
    caveats = (used.note, *CAVEATS)
    rows = table_of("Measures", MEASURES, measures)
    sections = [Section(table_of("Year by year", YEARS, years)), Section(rows, MEASURES_SHOWN)] if measures else []
    return Report(
        title=f"Plan for {entity.name} ({entity.id}), {days(when)}",
        lines=tuple(_lines(observatory, roadmap, used)),
        sections=tuple(sections),
        rows=Table(rows.title, rows.columns, rows.rows, caveats, (), when.as_of, when.as_known),
        tree=tree("plan", when, observatory, _entry(entity.id, entity.name, roadmap, measures, years), caveats=caveats),
        caveats=caveats,
    )


def _instruments(observatory: Observatory, given: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(find_instrument(observatory, i, "--instruments").id for i in given))
    if not found:
        raise BadArgument("--instruments", "", "name at least one instrument, for example cppnm_a,icsant,unscr1540.")
    for i in found:
        if not any(p.is_operative for p in observatory.rules.provisions_of(i)):
            known = [k for k in observatory.instruments if observatory.rules.provisions_of(k)]
            raise BadArgument("--instruments", i, f"no provisions of it are described. Known: {', '.join(known)}.")
    return found


def _efforts(observatory: Observatory, limit: float | None, changed: Sequence[str]) -> Efforts:
    efforts = load_shipped_efforts(observatory.rules)
    if limit is not None:
        efforts = efforts.with_yearly_limit(limit)
    for text in changed:
        parts = _EFFORT.fullmatch(text)
        if parts is None:
            raise BadArgument("--effort", text, "write MEASURE=PERSON-MONTHS, M13=6, or with years, M13=6:2.")
        measure = find_measure(observatory.rules, parts[1], "--effort")
        years = int(parts[3]) if parts[3] else None
        efforts = efforts.with_effort(measure, person_months=float(parts[2]), years=years)
    return efforts


def _lines(observatory: Observatory, roadmap: Roadmap, efforts: Efforts) -> list[str]:
    plan, schedule = roadmap.plan, roadmap.schedule
    together = plan.together
    short = {i: observatory.instruments[i].short for i in observatory.instruments}
    names = ", ".join(short[i] for i in together.instruments)
    lines = _efforts_lines(observatory, plan, names) if together.measures else [_nothing_words(together, names)]
    if plan.not_yet:
        opened = ", ".join(f"{short[i]} ({observatory.instruments[i].opened})" for i in plan.not_yet)
        ahead = " The plan looks ahead to what they were to ask for." if together.measures else ""
        lines.append(f"Not open yet on this day: {opened}.{ahead}")
    for words, ids in (("Certainly not joined yet", plan.to_join), ("Not known whether joined", plan.to_confirm)):
        if ids:
            lines.append(f"{words}: {', '.join(short[i] for i in ids)}.")
    if schedule.years:
        lines.append(f"With {efforts.yearly_limit:g} person-months a year it takes {_years(len(schedule.years))}.")
    if schedule.stretched:
        stretched = ", ".join(f"{m} over {_years(n)}" for m, n in schedule.stretched.items())
        lines.append(f"Spread out because of the yearly limit: {stretched}.")
    if together.goals.out_of_reach:
        lines.append(f"No measure meets: {', '.join(together.goals.out_of_reach)}.")
    if together.measures:
        lines.append(f"The set: {_proof(together.proof)}. The order: {_proof_of_order(schedule)}.")
    return lines


def _efforts_lines(observatory: Observatory, plan: IntegratedPlan, names: str) -> list[str]:
    together = plan.together
    effort = between(plan.effort_if_unknowns_in_place, together.effort_person_months)
    unknown = "; the less, the more of what is unknown turns out to be in place" if effort.startswith("b") else ""
    lines = [
        f"To satisfy {names} together: {len(together.measures)} of {len(observatory.rules.measures)} measures.",
        f"Effort left: {effort} person-months{unknown}.",
    ]
    if plan.saving_person_months > 0:
        lines.append(
            f"One instrument after the other would take up to {plan.effort_separately:g}; doing it together saves up "
            f"to {plan.saving_person_months:g} person-months ({share_shown(plan.saving_share)})."
        )
    elif len(together.instruments) > 1:
        lines.append("They share none of what is left to do: one after the other takes no more.")
    return lines


def _nothing_words(together: SetPlan, names: str) -> str:
    if not together.applies:
        return f"Nothing of {names} applies to this State on this day: there is nothing to plan."
    if together.goals.out_of_reach:
        return f"No measure of the list can meet what is left open of {names}."
    return f"Nothing is left to do: every provision of {names} is met by measures in place."


def _years(n: int) -> str:
    return f"{n} year{'' if n == 1 else 's'}"


def _proof(proof: Proof) -> str:
    if proof.is_optimal:
        return "proven, none takes less"
    return f"not proven; at most {proof.gap:g} ({share_shown(proof.gap_share)}) could be gained"


def _proof_of_order(schedule: Schedule) -> str:
    if schedule.is_optimal:
        return "proven, none lifts the weakest instrument sooner and then meets more provisions sooner"
    gaps = [f"{100 * p.gap_share:.1f} %" for p in (schedule.weakest_proof, schedule.provisions_proof)]
    return f"not proven; at most {gaps[0]} (weakest first) and {gaps[1]} (provisions) could be gained"


def _measure_entries(observatory: Observatory, roadmap: Roadmap) -> list[dict[str, Any]]:
    schedule, repeated = roadmap.schedule, roadmap.plan.times_repeated
    first = {m: year.year for year in schedule.years for m in year.begins}
    entries: list[dict[str, Any]] = []
    for row in roadmap.plan.together.measures:
        measure = observatory.rules.measure(row.measure)
        entries.append(
            {
                "measure": row.measure,
                "title": measure.title,
                "theme": measure.theme,
                "status": row.status,
                "person_months": row.effort_person_months,
                "first_year": first[row.measure],
                "last_year": schedule.finish[row.measure],
                "serves": [("" if c.degree.value == "full" else "~") + c.provision for c in row.serves],
                "needed_for": list(row.needed_for),
                "in_separate_plans": repeated.get(row.measure, 1),
            }
        )
    return sorted(entries, key=lambda e: (e["last_year"], e["first_year"], e["measure"]))


def _year_entries(schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "year": year.year,
            "begins": list(year.begins),
            "ends": list(year.ends),
            "person_months": round(year.effort_person_months, 6),
            "provisions_met": year.provisions_met,
            "weakest": ", ".join(f"{i} {share_shown(year.shares[i])}" for i in year.weakest),
            "shares": dict(year.shares),
        }
        for year in schedule.years
    ]


def _entry(
    code: str, name: str, roadmap: Roadmap, measures: list[dict[str, Any]], years: list[dict[str, Any]]
) -> dict[str, Any]:
    plan, schedule = roadmap.plan, roadmap.schedule
    goals = plan.together.goals
    proofs = {
        "set": plan.together.proof,
        "weakest_first": schedule.weakest_proof,
        "provisions_soonest": schedule.provisions_proof,
    }
    return {
        "state": {"code": code, "name": name},
        "instruments": list(plan.together.instruments),
        "to_join": list(plan.to_join),
        "to_confirm": list(plan.to_confirm),
        "not_yet": list(plan.not_yet),
        "person_months": [plan.effort_if_unknowns_in_place, plan.together.effort_person_months],
        "person_months_separately": {i: p.effort_person_months for i, p in plan.separately.items()},
        "saving_person_months": [0, plan.saving_person_months],
        "yearly_limit_person_months": schedule.yearly_limit,
        "provisions": {
            "met": list(goals.met),
            "open": list(goals.ways),
            "out_of_reach": list(goals.out_of_reach),
            "set_aside": list(goals.set_aside),
        },
        "measures": measures,
        "years": years,
        "shares_before": dict(schedule.start_shares),
        "stretched": dict(schedule.stretched),
        "proofs": {
            key: {"is_optimal": p.is_optimal, "value": p.value, "bound": p.bound, "gap": p.gap}
            for key, p in proofs.items()
        },
    }
