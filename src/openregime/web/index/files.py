"""The table of intervals as a file, and results of a reader's own table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language_bidi

from openregime.core.observatory import Observatory
from openregime.core.readings.studies import agreement_between, audit_of
from openregime.io.downloads import Table, as_csv_for_spreadsheets, as_json
from openregime.io.index import results as index_results
from openregime.io.index.audit_tables import TABLES as FACTS
from openregime.io.index.comments import sources_of_comments
from openregime.io.index.distributions import by_unit_table
from openregime.io.workbooks import as_xlsx
from openregime.web.downloads.files import FORMATS as KINDS
from openregime.web.downloads.files import UnknownTable
from openregime.web.downloads.words import licence, own_words_held, readme_words, sources_of_readings
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.comments import own_comments
from openregime.web.index.editions import edition_of
from openregime.web.index.worked import base_of, of_day, what_matters, with_gaps
from openregime.web.phrases import state_names
from openregime.web.site.parameters import BadParameter, Moment

FORMATS = ("csv", "json", "xlsx")


def index_file(
    what: str, chosen: Chosen, seen: Observatory, moment: Moment, format_: str, query: QueryDict
) -> HttpResponse:
    """One of TABLES under a reader's choices.

    Raises:
        UnknownTable: another table or format. BadParameter: choices that no index can have.
        StateWithoutReading: nothing was due on that day.
    """
    if what not in TABLES:
        raise UnknownTable(what, tuple(TABLES))
    if chosen.errors:
        error = chosen.errors[0]
        raise BadParameter(parameter=error["field"], value=chosen.typed.get(error["field"], ""), reason=error["words"])
    name = f"openregime_index-{chosen.index.name}-{what}_as-of-{moment.as_of}_as-known-{moment.as_known}"
    made = TABLES[what](chosen, seen, moment, query)
    regime = seen.regime(moment.as_known)
    sources = {source.id: source for source in (*sources_of_readings(regime), *made.sources)}
    table = replace(
        made,
        caveats=(*made.caveats, *own_words_held(regime)),
        sources=tuple(sources.values()),
        as_of=moment.as_of,
        as_known=moment.as_known,
        licence=licence(),
        words=readme_words(),
    )
    return attachment(table, name, format_)


def _intervals(chosen: Chosen, seen: Observatory, moment: Moment, _query: QueryDict) -> Table:
    worked, comments = of_day(seen, chosen, moment), own_comments(seen, moment)
    sources = sources_of_comments((comments or {}).values())
    return index_results.results_table(
        with_gaps(worked), worked.ranks, say=words.say, sources=sources, comments=comments
    )


def _choices(chosen: Chosen, seen: Observatory, moment: Moment, _query: QueryDict) -> Table:
    base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    return index_results.sensitivity_table(what_matters(base).found, say=words.say)


def _by_unit(chosen: Chosen, seen: Observatory, moment: Moment, _query: QueryDict) -> Table:
    base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    found = what_matters(base).found
    named = replace(found, factors=tuple(words.factor(name) for name in found.factors))
    return by_unit_table(named, base.study, say=words.say)


def _audit(chosen: Chosen, seen: Observatory, moment: Moment, _query: QueryDict) -> Table:
    base = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged)
    return index_results.audit_table(audit_of(base.study), say=words.say)


def _published(chosen: Chosen, seen: Observatory, moment: Moment, query: QueryDict) -> Table:
    theirs = edition_of(query, moment.as_known)
    ours = {
        one.unit: (one.low, one.high)
        for one in of_day(seen, chosen, moment).results.units
        if one.low is not None and one.high is not None
    }
    scores = {state: (score, score) for state, score in theirs.scores.items()}
    found = agreement_between(ours, scores, seed=1)
    return index_results.agreement_table(found, ours, scores, state_names(seen.record.entities), say=words.say)


def _fact(what: str) -> Callable[[Chosen, Observatory, Moment, QueryDict], Table]:
    """What makes one table of what an audit found."""

    def made(chosen: Chosen, seen: Observatory, moment: Moment, _query: QueryDict) -> Table:
        study = base_of(seen, chosen.index.name, moment, unchanged=chosen.is_unchanged).study
        return FACTS[what](study, audit_of(study), say=words.say)

    return made


def audit_files() -> dict[str, str]:
    """Name in the address -> heading of each table of what an audit found."""
    said = {"indicators": "Audit: indicators", "groups": "Audit: groups", "units": "Audit: units",
            "contributions": "Audit: what adds up"}  # fmt: skip
    return {f"audit-{what}": words.say(title) for what, title in said.items()}


TABLES: dict[str, Callable[[Chosen, Observatory, Moment, QueryDict], Table]] = {
    "table": _intervals,
    "choices": _choices,
    "choices-by-unit": _by_unit,
    "audit": _audit,
    "published": _published,
    **{f"audit-{what}": _fact(what) for what in FACTS},
}
"""Name in the address -> what makes the table."""


def links(what: str, chosen: Chosen, moment: Moment, **more: str) -> list[dict[str, str]]:
    """The files of a table, for components/download_links.html."""
    query = chosen.query(moment, **more)
    return [{"href": f"/index/{what}.{f}?{query}", "words": f.upper()} for f in FORMATS]


def attachment(content: Table | bytes, name: str, format_: str) -> HttpResponse:
    """A file to keep. Raises UnknownTable: a format that is not offered."""
    if format_ not in FORMATS and not isinstance(content, bytes):
        raise UnknownTable(format_, FORMATS)
    response = HttpResponse(
        content if isinstance(content, bytes) else written(content, format_),
        content_type=KINDS.get(format_, "application/octet-stream"),
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response


def written(table: Table, format_: str) -> bytes:
    """The bytes of a table in one of FORMATS."""
    makers: dict[str, Any] = {"csv": as_csv_for_spreadsheets, "json": as_json}
    if format_ in makers:
        made: bytes = makers[format_](table)
        return made
    return as_xlsx([table], right_to_left=get_language_bidi())
