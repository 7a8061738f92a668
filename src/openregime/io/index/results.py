"""Results of an index study as tables that can leave the house, the same for pages, commands, calls and reports.

Headings and sentences pass through `say`, so that a page can give them in its reader's language; keys never change.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from openregime.core.facts import Source
from openregime.core.readings.index import (
    Aggregate,
    Audit,
    Impute,
    Minimum,
    PowerMean,
    RankDistributions,
    Sensitivity,
)
from openregime.core.readings.studies import Agreement, Results, Study, StudyRanks, UnitResult
from openregime.io.downloads import Column, Table
from openregime.io.index.comments import Comments
from openregime.io.index.report_catalogue import APART, TOGETHER

Say = Callable[[str], str]

INTERVAL = "From the least to the most that the index can be, over every filling of the gaps."
COMMON_CAVEAT = (
    "What the record leaves open is filled once, evenly drawn, and both indices are worked out of the same filling; "
    "the range is that of the middle 90 of 100 fillings."
)
"""How two indices of ours are compared."""
RANKS = "Rank 1 is the strongest. A rank is given as an interval: an order of single places would claim too much."
GAPS = "A gap stays a gap: nothing was filled in, and a unit that says nothing gains nothing by it."
NO_AVERAGE = "The index is not an average: a strong pillar makes up for a weak one hardly or not at all, as p says."
AVERAGE = "The index is an average: a strong pillar makes up for a weak one, in full or in part, as p says."
FILLED = "Gaps were filled as the steps say; what a filled value could have been instead is in no interval."
OWN_COMMENT = (
    "Its own comment is what an authority of the State says of its row, approved by a second person; it moves no "
    "figure, and an empty place says nothing about the State."
)
POSSIBLE_RANK = "Rank possible as the weights stand"
RANK_IN_90 = "Rank in 90 % of worlds"
MOST_NAMED = 8
MOST_CANDIDATES = 3
"""Pillars up to which all that may be the weakest are named; beyond it, how many there are."""


def caveats_of(study: Study) -> tuple[str, ...]:
    """What must be said with an index that was made in these steps."""
    gaps = FILLED if any(isinstance(step, Impute) for step in study.steps) else GAPS
    last = study.steps[-1]
    top = last.methods_for(study.definition)[-1] if isinstance(last, Aggregate) else None
    if isinstance(top, Minimum) or (isinstance(top, PowerMean) and top.p < 0):
        return INTERVAL, RANKS, gaps, NO_AVERAGE
    return (INTERVAL, RANKS, gaps, AVERAGE) if isinstance(top, PowerMean) else (INTERVAL, RANKS, gaps)


def rounded(value: float | None, places: int = 1) -> float | None:
    """A number as people read it; None for one that is none."""
    return None if value is None or math.isnan(value) else round(value, places)


def span_of(low: float | None, high: float | None, places: int | None = None) -> tuple[float, float] | None:
    """Both ends, rounded where asked for; None without a value."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return None
    return (low, high) if places is None else (round(low, places), round(high, places))


def results_table(
    results: Results,
    ranks: StudyRanks | None = None,
    *,
    say: Say = str,
    sources: Sequence[Source] = (),
    as_of: dt.date | None = None,
    as_known: dt.date | None = None,
    comments: Comments | None = None,
) -> Table:
    """Every unit with its interval, its ranks, its weakest pillar, its coverage and its pillars; strongest first.

    Args:
        comments: what States say of their own rows; None, and no column for it, where nobody was asked.
    """
    study = results.study
    columns = (
        Column("unit", say("Code")),
        Column("name", say("Name")),
        Column("index", say("Index"), "interval", say(INTERVAL)),
        Column("minimum", say("Least pillar"), "interval", say("what the weakest pillar has, over the same fillings")),
        Column("possible_rank", say(POSSIBLE_RANK), "interval", say("over the fillings of the gaps alone")),
        *_rank_columns(ranks, say),
        Column("weakest", say("Weakest pillar"), "list", say("all that may be the weakest; one where it is certain")),
        Column("weakest_names", say("Weakest pillar by name"), "list"),
        Column(
            "certainly_weakest", say("Certainly weakest"), "list", say("no other can be weaker, whatever gaps hold")
        ),
        Column("coverage", say("Known"), "number", say("share of the indicators that count and have a value")),
        Column("gaps", say("Not known"), "list"),
        *(Column(f"pillar_{_key(p)}", say(study.name_of(p)), "interval") for p in study.pillars),
        *_comment_columns(comments, say),
    )
    return Table(
        title=say("Index by unit"),
        columns=columns,
        rows=tuple((*_row(results, one, ranks, say), *_comment(one, comments)) for one in results.by_strength()),
        caveats=tuple(map(say, (*caveats_of(study), *(() if comments is None else (OWN_COMMENT,))))),
        sources=tuple(sources),
        as_of=as_of,
        as_known=as_known,
    )


def _comment_columns(comments: Comments | None, say: Say) -> tuple[Column, ...]:
    if comments is None:
        return ()
    return (
        Column("own_comment", say("Its own comment"), about=say("of an authority of the State, on this row")),
        Column("own_comment_claim", say("Claim of its comment")),
    )


def _comment(one: UnitResult, comments: Comments | None) -> tuple[str | None, ...]:
    if comments is None:
        return ()
    said = comments.get(one.unit)
    return (None, None) if said is None else (said.words, said.claim)


def comments_table(results: Results, comments: Comments) -> Table:
    """What States say of their own rows, strongest first, each beside its interval; only those that say something."""
    columns = (
        Column("name", "Name"), Column("index", "Index", "interval"), Column("own_comment", "Its own comment"),
        Column("own_comment_claim", "Claim of its comment"),
    )  # fmt: skip
    rows = tuple(
        (
            results.study.unit_name(one.unit),
            span_of(one.low, one.high, 1),
            f"{APART}{comments[one.unit].words}{TOGETHER}",  # each in the direction of its own language
            comments[one.unit].claim,
        )
        for one in results.by_strength()
        if one.unit in comments
    )
    return Table("What States say of their own rows", columns, rows)


def minimum_of(one: UnitResult) -> tuple[float, float] | None:
    """The least of the pillars that count, over the fillings of the gaps; None without a value.

    One of those that may be the weakest has the least low end, and one of them the least high end.
    """
    ends = [one.pillars[pillar] for pillar in one.weakest]
    return span_of(min(low for low, _ in ends), min(high for _, high in ends)) if ends else None


def _pair_1(ends: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if ends is None else (round(ends[0], 1), round(ends[1], 1))


def _rank_columns(ranks: StudyRanks | None, say: Say) -> tuple[Column, ...]:
    if ranks is None:
        return ()
    return (Column("rank_in_90", say(RANK_IN_90), "interval", say("over everything that varies, and the gaps")),)


def _row(results: Results, one: UnitResult, ranks: StudyRanks | None, say: Say) -> tuple[Any, ...]:
    possible = None if one.best_rank is None else (one.best_rank, one.worst_rank)
    drawn = () if ranks is None else (ranks.interval_of(one.unit) if one.unit in ranks.units else None,)
    return (
        one.unit,
        results.study.unit_name(one.unit),
        span_of(one.low, one.high),
        minimum_of(one),
        possible,
        *drawn,
        list(one.weakest),
        [say(results.study.name_of(part)) for part in one.weakest],
        list(one.certainly_weakest),
        one.coverage,
        list(one.gaps),
        *(span_of(*one.pillars[p]) for p in results.study.pillars),
    )


def _key(part_id: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in part_id.lower())


def results_for_people(results: Results, ranks: StudyRanks | None = None, *, most: int | None = None) -> Table:
    """The same with few columns and rounded numbers, for a screen or a page; `most` rows."""
    study = results.study
    columns = (
        Column("name", "Name"), Column("index", "Index", "interval"), Column("minimum", "Least pillar", "interval"),
        Column("rank", POSSIBLE_RANK if ranks is None else RANK_IN_90, "interval"),
        Column("weakest", "Weakest pillar"), Column("coverage", "Known", "share"),
    )  # fmt: skip
    rows = []
    for one in results.by_strength()[:most]:
        possible = None if one.best_rank is None else (one.best_rank, one.worst_rank)
        rank = ranks.interval_of(one.unit) if ranks is not None and one.unit in ranks.units else possible
        rows.append(
            (study.unit_name(one.unit), span_of(one.low, one.high, 1), _pair_1(minimum_of(one)), rank,
             weakest_words(study, one),
             (one.coverage, one.coverage))
        )  # fmt: skip
    return Table("Index, strongest middle first", columns, tuple(rows))


def weakest_words(study: Study, one: UnitResult) -> str:
    """The weakest pillar by name, or how many may be it."""
    if not one.weakest:
        return "–"
    if one.certainly_weakest:
        named = ", ".join(study.name_of(p) for p in one.certainly_weakest)
        return "all alike" if len(one.certainly_weakest) == len(one.pillars) > 1 else named
    if len(one.weakest) == 1:
        return study.name_of(one.weakest[0])
    if len(one.weakest) == len(one.pillars):
        return "not known: any of them"
    if len(one.weakest) > MOST_CANDIDATES:
        return f"one of {len(one.weakest)}"
    return "one of: " + ", ".join(study.name_of(p) for p in one.weakest)


def ranks_table(study: Study, ranks: StudyRanks, *, say: Say = str) -> Table:
    """Every unit with the interval and the median of its rank, and how surely it is among the first three or ten."""
    counted = ranks.counted
    columns = [
        Column("unit", say("Code")),
        Column("name", say("Name")),
        Column("rank", say(RANK_IN_90), "interval"),
        Column("median", say("Median rank"), "interval", say("best and worst, where gaps are open")),
    ]
    top = [r for r in (1, 3, 10) if r < len(ranks.units)] if isinstance(counted, RankDistributions) else []
    shares = [counted.at_most(r) for r in top] if isinstance(counted, RankDistributions) else []
    columns += [
        Column(f"among_first_{r}", say("Share of worlds in rank %(r)s or better") % {"r": r}, "number") for r in top
    ]
    order = np.lexsort([ranks.low, ranks.high + ranks.low])
    rows = tuple(
        (
            ranks.units[i],
            study.unit_name(ranks.units[i]),
            ranks.interval_of(ranks.units[i]),
            (float(ranks.best_median[i]), float(ranks.worst_median[i])),
            *(float(share[i]) for share in shares),
        )
        for i in order
    )
    return Table(say("Ranks as distributions"), tuple(columns), rows, caveats=(say(RANKS),))


def sensitivity_table(found: Sensitivity, *, say: Say = str) -> Table:
    """Which choice matters: the share of the variance of the mean shift in rank that each factor answers for."""
    columns = (
        Column("factor", say("Choice")),
        Column("first", say("Alone"), "number", say("share of the variance that goes when only this is settled")),
        Column("first_interval", say("Alone, interval"), "interval"),
        Column("total", say("In all"), "number", say("share that stays when all else is settled")),
        Column("total_interval", say("In all, interval"), "interval"),
    )
    rows = []
    for k, factor in enumerate(found.factors):
        around = [
            None if ends is None else span_of(float(ends[0, k, 0]), float(ends[0, k, 1]))
            for ends in (found.first_interval, found.total_interval)
        ]
        rows.append((factor, _number(found.first[0, k]), around[0], _number(found.total[0, k]), around[1]))
    rows.sort(key=lambda row: -(row[3] or 0.0))
    return Table(say("Which choice matters"), columns, tuple(rows))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def audit_table(audit: Audit, *, say: Say = str) -> Table:
    """Every check of the audit with what was found and where."""
    columns = (
        Column("check", say("Check")),
        Column("passed", say("Passed")),
        Column("finding", say("Finding")),
        Column("where", say("Where"), "list"),
    )
    rows = tuple((c.id, c.passed, say(c.finding), list(c.where)) for c in audit.checks)
    return Table(say("Audit"), columns, rows)


def weights_table(study: Study, audit: Audit, *, say: Say = str) -> Table:
    """What every part weighs as stated, and how much it matters in truth, among its siblings."""
    columns = (
        Column("part", say("Part")),
        Column("name", say("Name")),
        Column("stated", say("Stated share"), "number"),
        Column("effective", say("Effective share"), "number", say("share of the variance that goes with it")),
    )
    rows = tuple(
        (part, say(study.name_of(part)), stated, _number(effective)) for part, (stated, effective) in
        audit.importance.items()
    )  # fmt: skip
    return Table(say("Weights, stated and effective"), columns, rows)


def agreement_table(
    found: Agreement, ours: Mapping[str, tuple[float, float]], theirs: Mapping[str, tuple[float, float]],
    names: Mapping[str, str], *, say: Say = str,
) -> Table:  # fmt: skip
    """Both scores of every unit that stands in both."""
    columns = (
        Column("unit", say("Code")), Column("name", say("Name")), Column("ours", say("This index"), "interval"),
        Column("theirs", say("The other"), "interval"),
    )  # fmt: skip
    units = sorted(found.units, key=lambda u: -sum(theirs[u]))
    return Table(say("Side by side"), columns, tuple((u, names.get(u) or u, ours[u], theirs[u]) for u in units))


def tree_of(results: Results, ranks: StudyRanks | None = None) -> dict[str, Any]:
    """Results as JSON: the study's title and notes, every unit with ends, pillars, ranks."""
    units = []
    for one in results.by_strength():
        entry: dict[str, Any] = {
            "unit": one.unit,
            "name": results.study.unit_name(one.unit),
            "index": _pair(span_of(one.low, one.high)),
            "minimum": _pair(minimum_of(one)),
            "possible_rank": None if one.best_rank is None else [one.best_rank, one.worst_rank],
            "weakest": list(one.weakest),
            "certainly_weakest": list(one.certainly_weakest),
            "coverage": one.coverage,
            "gaps": list(one.gaps),
            "pillars": {p: _pair(span_of(*ends)) for p, ends in one.pillars.items()},
        }
        if ranks is not None:
            entry["rank"] = list(ranks.interval_of(one.unit)) if one.unit in ranks.units else None
        units.append(entry)
    found: dict[str, Any] = {"title": results.study.title, "notes": list(results.notes), "units": units}
    if ranks is not None:
        found |= {"seed": ranks.seed, "replications": ranks.replications, "gaps_are_open": ranks.is_over_gaps}
    return found


def _pair(span: tuple[float, float] | None) -> list[float] | None:
    return None if span is None else list(span)


def audit_tree(audit: Audit) -> list[dict[str, Any]]:
    """The checks as JSON."""
    return [{"check": c.id, "passed": c.passed, "finding": c.finding, "where": list(c.where)} for c in audit.checks]


def sensitivity_tree(found: Sensitivity) -> dict[str, Any]:
    """Indices of the mean shift in rank as JSON; the intervals are null where the numbers are exact."""
    rows = [
        dict(zip(("factor", "first", "first_interval", "total", "total_interval"), row, strict=True))
        for row in sensitivity_table(found).rows
    ]
    return {"output": found.outputs[0], "exact": found.is_exact, "evaluations": found.evaluations, "factors": rows}


def agreement_tree(found: Agreement) -> dict[str, Any]:
    """Rank correlations as JSON: low, middle and high of each."""
    return {"units": list(found.units), "spearman": list(found.rho), "kendall": list(found.tau), "draws": found.draws}
