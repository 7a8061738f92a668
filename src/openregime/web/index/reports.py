"""The report of an index as a file in the reader's language: HTML or PDF, blocked until a failed audit is signed."""

from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.studies import Study
from openregime.io.index.named import source_of
from openregime.io.index.report import IndexReport, Signature, index_report
from openregime.io.index.report_files import report_as_html, report_as_pdf
from openregime.io.index.report_words import report_in
from openregime.web.downloads.files import UnknownTable
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.worked import of_day
from openregime.web.phrases import library_words
from openregime.web.site.parameters import BadParameter, Moment

MAKERS = {"html": report_as_html, "pdf": report_as_pdf}
KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def report_file(chosen: Chosen, seen: Observatory, moment: Moment, format_: str, query: QueryDict) -> HttpResponse:
    """The report of an index over the record under a reader's choices, as a file.

    Raises:
        UnknownTable: another format. BadParameter: choices that no index can have. PublicationBlocked: a check failed
        and nobody signed. StateWithoutReading: nothing was due on that day.
    """
    if format_ not in MAKERS:
        raise UnknownTable(format_, tuple(MAKERS))
    if chosen.errors:
        error = chosen.errors[0]
        raise BadParameter(parameter=error["field"], value=chosen.typed.get(error["field"], ""), reason=error["words"])
    study = of_day(seen, chosen, moment).study
    study = replace(study, title=words.index_title(chosen.index), sources=(source_of(seen),))
    made = report_of(study, query)
    if chosen.is_unchanged:
        supposed = _("Here it is supposed that nothing has changed since the complete lists ended.")
        made = replace(made, lead=f"{made.lead} {supposed}")
    name = f"openregime_index-{chosen.index.name}-report_as-of-{moment.as_of}_as-known-{moment.as_known}"
    response = HttpResponse(MAKERS[format_](made), content_type=KINDS[format_])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response


def report_of(study: Study, given: QueryDict) -> IndexReport:
    """The report in the language of the page, signed by the fields of a form where they are filled in.

    Raises:
        PublicationBlocked: a check of the audit failed and nobody signed. BadStudy: half a signature.
    """
    name, reason = (given.get(field, "").strip() for field in ("signed-by", "reason"))
    signature = Signature(name, reason) if name or reason else None
    return report_in(index_report(study, signature=signature), get_language() or "en", name=library_words)
