"""An index of the reader's own two tables: worked out while she waits, and nothing of it kept."""

import base64
import json
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.readings.index import Audit, BadIndex
from openregime.core.readings.studies import Study, audit_of, rank_study, results_of, sensitivity_of
from openregime.io.downloads import Table
from openregime.io.index import results as index_results
from openregime.io.index.audit_tables import facts_of
from openregime.io.index.report import factor_words, step_words
from openregime.io.index.settings import BadStudy
from openregime.io.index.study import NO_CHOICES, read_choices, study_as_toml, study_of
from openregime.web.downloads.files import FORMATS as KINDS
from openregime.web.downloads.words import readme_words
from openregime.web.index import audited, matters, words
from openregime.web.index.chosen import Chosen
from openregime.web.index.files import FORMATS, written
from openregime.web.index.limits import MOST_BYTES, MOST_INDICATORS, MOST_UNITS, receive_in_memory, refuse_large_study
from openregime.web.index.overview import tabs
from openregime.web.index.reports import KINDS as KINDS_OF_REPORTS
from openregime.web.index.reports import MAKERS, report_of, signature_in
from openregime.web.index.rows import certain_pairs, meter
from openregime.web.site.parameters import Moment

FILES = ("meta", "data", "workbook", "study")
LARGEST_LINK = 1_500_000
"""Bytes of a file that is given along inside the page."""


def page(request: HttpRequest, chosen: Chosen, moment: Moment) -> dict[str, Any]:
    """Context of index/own.html; a POST carries the tables, and is answered with the results."""
    found: dict[str, Any] = {
        "chosen": chosen,
        "here": "own",
        "tabs": tabs("own", chosen, moment),
        "errors": [],
        "http_status": 200,
        "limits": {
            "bytes": words.figure(MOST_BYTES / 1e6),
            "units": words.figure(MOST_UNITS),
            "indicators": words.figure(MOST_INDICATORS),
        },
    }
    if request.method != "POST":
        return found
    try:
        study = _study(request)
        refuse_large_study(study)
        return {**found, **_results(study, request.POST)}
    except OpenRegimeError as refusal:
        return {**found, "errors": _errors(refusal), "http_status": 413 if refusal.code == "index-too-large" else 400}


def _errors(refusal: OpenRegimeError) -> list[dict[str, str]]:
    """Every fault of a table, or the one sentence; all lead to the field of the tables."""
    if isinstance(refusal, BadIndex):
        faults = [{"field": "data", "words": str(fault)} for fault in refusal.faults[:20]]
        if (more := len(refusal.faults) - len(faults)) > 0:
            faults.append({"field": "data", "words": _("and %(n)s more") % {"n": words.figure(more)}})
        return faults
    is_study = isinstance(refusal, BadStudy) and refusal.where != "tables"
    return [{"field": "study" if is_study else "meta", "words": str(refusal)}]


def _study(request: HttpRequest) -> Study:
    """The study that was sent.

    Raises:
        IndexTooLarge, BadStudy, BadIndex: it cannot be used.
    """
    receive_in_memory(request)
    given = {name: file for name in FILES if (file := request.FILES.get(name)) is not None}
    content = {name: file.read() for name, file in given.items() if file.size}
    choices = NO_CHOICES
    if "study" in content:
        choices = read_choices(content["study"], str(given["study"].name or "study.toml"))
    if "workbook" in content and ("meta" in content or "data" in content):
        raise BadStudy("tables", _("both a workbook and CSV tables were sent. Send one of the two."))
    title = str(next((given[name].name for name in ("workbook", "data") if name in content), "")) or _("Your own table")
    return study_of(
        choices,
        title=title[:120],
        meta=content.get("meta"),
        data=content.get("data"),
        workbook=content.get("workbook"),
    )


def _results(study: Study, given: QueryDict) -> dict[str, Any]:
    results, ranks = results_of(study), rank_study(study)
    audit = audit_of(study)
    answer = sensitivity_of(study) if study.factors else None
    scored = [one for one in results.units if one.low is not None]
    certain, pairs = certain_pairs(scored)
    table = index_results.results_table(results, ranks, say=words.say_beside(study))
    scale = _scale([(one.low, one.high) for one in scored])
    return {
        "study": study,
        "notes": [words.method(words.say(note)) for note in results.notes],
        "steps": [words.method(step_words(step)) for step in study.steps],
        "factors": [words.method(factor_words(factor)) for factor in study.factors],
        "drawn": {"n": words.figure(ranks.replications), "seed": ranks.seed, "open": ranks.is_over_gaps},
        "certain": words.figure(certain),
        "pairs": words.figure(pairs),
        "units": [_unit(study, one, ranks, scale) for one in results.by_strength()],
        "links": [*_links(study, table, audit), *_reports(study, given, is_open=not audit.failed)],
        **audited.shown(study, audit),
        **({} if answer is None else matters.shown(answer.found)),
    }


def _scale(ends: list[tuple[float | None, float | None]]) -> tuple[float, float]:
    """From 1 to 100 where everything lies between, else from the least to the most there is."""
    lows = [low for low, _high in ends if low is not None] or [1.0]
    highs = [high for _low, high in ends if high is not None] or [100.0]
    low, high = min(lows), max(highs)
    return (1.0, 100.0) if low >= 1 and high <= 100 else (low, high if high > low else low + 1)


def _unit(study: Study, one: Any, ranks: Any, scale: tuple[float, float]) -> dict[str, Any]:
    is_ranked, least = one.unit in ranks.units, index_results.minimum_of(one)
    return {
        "name": study.unit_name(one.unit),
        "meter": None if one.low is None else meter(one.low, one.high, scale),
        "rank": words.range_words(*ranks.interval_of(one.unit)) if is_ranked else "–",
        "weakest": words.weakest(study, one),
        "least": None if least is None else f"{words.least()} {words.Ranges().index(*least)}",
        "known": f"{words.figure(100 * one.coverage)}\u00a0%",
    }


def _reports(study: Study, given: QueryDict, *, is_open: bool) -> list[dict[str, str]]:
    """The report inside the page itself: where no check failed, or somebody signed.

    Raises:
        BadStudy: half a signature.
    """
    signature = signature_in(given)
    if not is_open and signature is None:
        return []
    made = report_of(study, signature)
    return [_link(_("Report, %(kind)s") % {"kind": f.upper()}, MAKERS[f](made), f"report.{f}", KINDS_OF_REPORTS[f])
            for f in MAKERS]  # fmt: skip


def _link(said: str, content: bytes, file: str, kind: str) -> dict[str, str]:
    return {
        "words": said,
        "file": file,
        "href": f"data:{kind.replace(' ', '')};base64,{base64.b64encode(content).decode()}",
    }


def _links(study: Study, table: Table, audit: Audit) -> list[dict[str, str]]:
    """The results as files inside the page itself, for nothing of them is kept here."""
    from dataclasses import replace

    table = replace(table, words=readme_words(), licence=_("These are your own figures."))
    made = [(f, written(table, f), f"index.{f}", KINDS[f]) for f in FORMATS]
    made.append(("TOML", study_as_toml(study, {"meta": "iMeta.csv", "data": "iData.csv"}), "study.toml", "text/plain"))
    facts = json.dumps(facts_of(study, audit), ensure_ascii=False, indent=2).encode()
    made.append((_("Audit, %(kind)s") % {"kind": "JSON"}, facts, "audit.json", "application/json"))
    return [
        _link(name.upper(), content, file, kind) for name, content, file, kind in made if len(content) <= LARGEST_LINK
    ]
