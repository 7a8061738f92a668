"""What may come: the forecast of one instrument, of all, and how voluntary regimes took off."""

from typing import Any

from openregime.cli.options import Moment
from openregime.cli.report import Report, Section, columns, days, in_days, tree
from openregime.cli.reports.state import table_of
from openregime.core.observatory import Observatory
from openregime.core.readings.outlook.faults import BadTarget
from openregime.core.readings.outlook.reaching import Reach
from openregime.io.outlook.asked import Told, tell, tell_of_all
from openregime.io.outlook.regimes import courses, sources_of_courses

CAVEATS = (
    "A forecast is what 192 other treaties did in like places. It knows nothing of a campaign that is under way.",
    "The hazards were fitted on deposits up to 8 March 2015 or, for an earlier start, up to that.",
    "Signatures are not used: the pool holds none of States that never ratified, so that a signature would look ahead.",
    "Of the rule for entry into force only the number of deposits is foreseen, not what it may ask for besides.",
    "Nobody is foreseen to leave; States that may come into being are not foreseen.",
)
REASONS = {
    "alike": "inside the treaties whose members are most alike",
    "keen": "has deposited more than was to be expected in ten years",
    "region": "its subregion is inside more than the world",
    "region_lately": "neighbours came in lately",
    "joiner": "inside more treaties than most",
}
WHATS = {
    "force": "entry into force",
    "more": "a quarter more parties",
    "asked": "the number asked for",
    "universal": "universality",
}
FAN = columns(
    ("day", "By"), ("low80", "Low", "number"), ("middle", "Half", "number"), ("high80", "High", "number"),
    ("low90", "Low, 90 %", "number"), ("high90", "High, 90 %", "number"),
    ("constant_low", "Constant hazard, low", "number"), ("constant", "Constant hazard, half", "number"),
    ("constant_high", "Constant hazard, high", "number"), ("came_low", "Came, at least", "number"),
    ("came_high", "Came, at most", "number"),
)  # fmt: skip
REACHES = columns(
    ("what", "What"), ("parties", "Parties"), ("chance", "Chance", "number"), ("early", "One in ten by"),
    ("middle", "Half by"), ("late", "Nine in ten by"),
)  # fmt: skip
NEXT = columns(
    ("code", "Code"), ("name", "State"), ("chance", "Chance", "number"), ("low", "Low", "number"),
    ("high", "High", "number"), ("perhaps_inside", "May be inside", "number"), ("why", "Why"),
)  # fmt: skip
LISTED = columns(
    ("instrument", "Instrument"), ("begun", "Begun"), ("parties", "Parties"), ("by", "By"), ("low", "Low", "number"),
    ("high", "High", "number"), ("in_force", "In force by then", "number"), ("reason", "Why no forecast"),
)  # fmt: skip
FORETOLD = columns(
    ("regime", "Regime"), ("year", "Year", "number"), ("published", "Published", "number"),
    ("curve", "Curve", "number"), ("line", "Straight line", "number"), ("same", "No change", "number"),
)  # fmt: skip


def percent(share: float) -> str:
    """A probability in words for people: never a certainty.

    >>> percent(0.0), percent(0.4), percent(1.0)
    ('below 1 %', '40 %', 'above 99 %')
    """
    return "below 1 %" if share < 0.01 else "above 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def target(given: str, parties: int, states: int) -> int | None:
    """The number of parties that an option names; None where it is empty.

    Raises:
        BadTarget: it is no whole number.
    """
    if not given.strip():
        return None
    if not given.strip().isdecimal() or len(given) > 6:
        raise BadTarget(given, parties, states)
    return int(given)


def forecast_report(seen: Observatory, name: str, when: Moment, years: float, reach: str, rows: int) -> Report:
    """The forecast of one instrument.

    Raises:
        UnknownInstrument, NoForecast and its kinds, BadTarget.
    """
    told = tell(seen, name, when.as_of, when.known, years=years)
    asked = target(reach, told.forecast.start.parties.high, len(seen.record.states))
    if asked is not None:
        told = tell(seen, name, when.as_of, when.known, years=years, reach=asked)
    fan, reaches, states = _fan(told), [_reach(r) for r in told.forecast.reaches], _states(seen, told)
    shown = states if not rows else states[:rows]
    end = told.forecast.end
    sections = [
        Section(
            table_of("Parties, four fifths and nine tenths of what may come", FAN, fan),
            ("day", "low80", "middle", "high80", "constant_low", "constant_high", "came_low", "came_high"),
        ),
        Section(table_of("When what is reached", REACHES, [_in_words(r) for r in reaches])),
        Section(table_of("Who may be next", NEXT, [_in_words(s) for s in shown])),
    ]
    return Report(
        title=f"{told.forecast.start.instrument.title}: outlook {days(when)}",
        lines=tuple(lines_of(told)),
        sections=tuple(sections),
        rows=table_of("Parties", FAN, fan),
        tree=tree(
            "outlook",
            when,
            seen,
            {
                "instrument": name,
                "begun_on": told.forecast.start.day,
                "names_known_to": told.forecast.start.named_to,
                "fitted_on": told.forecast.fitted_on,
                "by": end.day,
                "is_model_shown": told.is_ours_shown,
                "fan": fan,
                "reaches": reaches,
                "states": states,
                "score": score_entry(told),
            },
            caveats=CAVEATS,
        ),
        caveats=CAVEATS,
    )


def lines_of(told: Told) -> list[str]:
    """The answer in sentences: where it begins, where it leads, how well that went before."""
    found, start = told.forecast, told.forecast.start
    low, high = told.range_at_end
    parties = start.parties
    begun = f"From {_between(parties.low, parties.high)} parties on {start.day}"
    lines = [f"{begun} to between {low} and {high} by {found.end.day}, in four of five cases."]
    if start.settled:
        lines.append(
            f"In force on {start.settled}: the last condition was met by {start.day}, so that the day is settled."
        )
    elif start.waits_for_more:
        lines.append(
            "Enough have deposited, yet the rule for entry into force waits for something else, which is not foreseen: "
            f"{start.instrument.entry_rule}."
        )
    elif told.in_force_by:
        lines.append(f"In force by {told.in_force_by[0]}: {percent(told.in_force_by[1])}.")
    if start.day < start.asked:
        past = " Its whole horizon has passed." if found.end.day < start.asked else ""
        lines.append(f"It begins on {start.day}: of later days too little is known.{past}")
    if start.named_to < start.day:
        lines.append(
            f"By name the list is complete to {start.named_to} only; who joined since is drawn at random, as many as "
            "were counted."
        )
    score = told.run.score
    lines.append(
        f"Score on {score.treaties} treaties that nothing was chosen on, {told.run.years:g} years ahead, "
        f"{score.forecasts} forecasts: {100 * score.gain:.0f} % better than the constant hazard (95 %: "
        f"{100 * score.gain_low:.0f} to {100 * score.gain_high:.0f} %); {score.crps[2]:.2f} against "
        f"{score.crps[1]:.2f} and, for no change, {score.crps[0]:.2f} parties. What was said to hold in 80 and 90 of "
        f"100 held in {100 * score.coverage[2][0]:.0f} and {100 * score.coverage[2][1]:.0f}."
    )
    lines.append(
        f"Chances of single States: {100 * score.state_gain:.0f} % better than giving all the same (95 %: "
        f"{100 * score.state_gain_low:.0f} to {100 * score.state_gain_high:.0f} %)."
    )
    if not told.is_ours_shown:
        lines.append("The model did not surely beat the baseline here, so the baseline is what is shown.")
    if told.came:
        last = told.came[-1]
        lines.append(f"What came of it: {_between(last.low, last.high)} parties on {last.day}.")
    return lines


def score_entry(told: Told) -> dict[str, Any]:
    """The score for programs."""
    score = told.run.score
    return {
        "horizon_years": told.run.years,
        "forecasts": score.forecasts,
        "treaties": score.treaties,
        "crps": dict(zip(("no_change", "constant_hazard", "pooled_hazards"), score.crps, strict=True)),
        "gain": {"mean": score.gain, "low": score.gain_low, "high": score.gain_high},
        "state_gain": {"mean": score.state_gain, "low": score.state_gain_low, "high": score.state_gain_high},
        "coverage": {"of_80": score.coverage[2][0], "of_90": score.coverage[2][1]},
    }


def _between(low: int, high: int) -> str:
    return f"{low}" if low == high else f"between {low} and {high}"


def _fan(told: Told) -> list[dict[str, Any]]:
    came = {c.day: c for c in told.came}
    return [
        {
            **{c.key: getattr(point, c.key) for c in FAN if not c.key.startswith("came")},
            "came_low": came[point.day].low if point.day in came else None,
            "came_high": came[point.day].high if point.day in came else None,
        }
        for point in told.forecast.fan
    ]


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "what": WHATS[reach.what],
        "parties": _between(*reach.parties),
        "chance": reach.chance,
        "early": in_days(reach.early),
        "middle": in_days(reach.middle),
        "late": in_days(reach.late),
    }


def _states(seen: Observatory, told: Told) -> list[dict[str, Any]]:
    return [
        {
            "code": s.state,
            "name": seen.record.entities[s.state].name,
            "chance": s.chance,
            "low": s.low,
            "high": s.high,
            "perhaps_inside": s.perhaps_inside,
            "why": "; ".join(REASONS[r] for r in s.reasons),
        }
        for s in told.forecast.next_states
    ]


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """Chances for people; programs get them unrounded, so that they are rounded once."""
    return {k: _chance(k, v) for k, v in row.items()}


def _chance(key: str, value: Any) -> Any:
    if key == "perhaps_inside" and not value:
        return ""
    return percent(value) if key in ("chance", "low", "high", "perhaps_inside") else value


def all_report(seen: Observatory, when: Moment) -> Report:
    """Every instrument, with its forecast or why there is none."""
    rows = []
    for listed in tell_of_all(seen, when.as_of, when.known):
        row: dict[str, Any] = dict.fromkeys((c.key for c in LISTED), None)
        row |= {"instrument": listed.instrument.id, "reason": listed.reason}
        if listed.told:
            start, (low, high) = listed.told.forecast.start, listed.told.range_at_end
            row |= {"begun": start.day, "parties": _between(start.parties.low, start.parties.high)}
            row |= {"by": listed.told.forecast.end.day, "low": low, "high": high}
            row["in_force"] = listed.told.in_force_by[1] if listed.told.in_force_by else None
        rows.append(row)
    there = [r for r in rows if r["low"] is not None]
    none = [r for r in rows if r["low"] is None]
    sections = [Section(table_of("Forecasts", LISTED, there), tuple(c.key for c in LISTED if c.key != "reason"))]
    if none:
        sections.append(Section(table_of("Without a forecast", LISTED, none), ("instrument", "reason")))
    return Report(
        title=f"Outlook of all instruments, {days(when)}",
        lines=(f"{len(there)} of {len(rows)} instruments have a forecast.",),
        sections=tuple(sections),
        rows=table_of("Instruments", LISTED, rows),
        tree=tree("outlook", when, seen, {"instruments": rows}, caveats=CAVEATS),
        caveats=CAVEATS,
    )


def _listed_in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row if row["in_force"] is None else row | {"in_force": percent(row["in_force"])}


def regimes_report(seen: Observatory, when: Moment) -> Report:
    """How voluntary regimes took off, and whether their curves foretold anything."""
    lines, rows = [], []
    for course in courses():
        lines.append(f"{course.name}: {len(course.years)} published counts, {verdict(course)}")
        rows += [
            {"regime": course.name, **{k: round(getattr(f, k)) for k in ("year", "published", "curve", "line", "same")}}
            for f in course.foretold
        ]
    sources = tuple(seen.record.sources[s] for ids in sources_of_courses().values() for s in ids)
    table = table_of("What the counts before would have foretold", FORETOLD, rows)
    return Report(
        title="How voluntary regimes took off",
        lines=tuple(lines),
        sections=(Section(table),),
        rows=table,
        tree=tree("outlook", when, seen, {"foretold": rows, "verdicts": lines}, sources=sources),
        sources=sources,
    )


def verdict(course: Any) -> str:
    """Whether a course allows a forecast, with the errors that say so."""
    if course.errors is None or len(course.foretold) < 3:
        return f"of which {len(course.foretold)} could be foretold: too few to score a curve, so there is no forecast."
    curve, line, same = (f"{100 * e:.0f} %" for e in course.errors)
    words = f"the curve is off by {curve}, a straight line by {line}, no change by {same}"
    return f"{words}: " + ("it may be used." if course.allows_a_forecast else "no better, so there is no forecast.")
