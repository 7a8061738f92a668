"""The table of intervals as a file, and results of a reader's own table."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language_bidi

from openregime.core.observatory import Observatory
from openregime.io import index_results
from openregime.io.downloads import Table, as_csv_for_spreadsheets, as_json
from openregime.io.workbooks import as_xlsx
from openregime.web.downloads.files import FORMATS as KINDS
from openregime.web.downloads.files import UnknownTable
from openregime.web.downloads.words import licence, readme_words, sources_of_readings
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.overview import FORMATS
from openregime.web.index.worked import of_day, with_gaps
from openregime.web.site.parameters import Moment


def index_file(chosen: Chosen, seen: Observatory, moment: Moment, format_: str) -> HttpResponse:
    """The table under a reader's choices.

    Raises:
        UnknownTable: another format. StateWithoutReading: nothing was due on that day.
    """
    name = f"openregime_index-{chosen.index.name}_as-of-{moment.as_of}_as-known-{moment.as_known}"
    return attachment(table_of(chosen, seen, moment), name, format_)


def table_of(chosen: Chosen, seen: Observatory, moment: Moment) -> Table:
    """The table of intervals with everything that travels with it."""
    from dataclasses import replace

    worked = of_day(seen, chosen, moment)
    table = index_results.results_table(
        with_gaps(worked),
        worked.ranks,
        say=words.say,
        sources=sources_of_readings(seen.regime(moment.as_known)),
        as_of=moment.as_of,
        as_known=moment.as_known,
    )
    return replace(table, licence=licence(), words=readme_words())


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
