"""The report of an index as a file in the reader's language: HTML or PDF, blocked until a failed audit is signed."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.studies import Study
from openregime.io.index.named import source_of
from openregime.io.index.report import IndexReport, Signature, index_report
from openregime.io.index.report_catalogue import ENGLISH, languages
from openregime.io.index.report_files import report_as_html, report_as_pdf
from openregime.io.index.report_words import report_in
from openregime.web.downloads.files import UnknownTable
from openregime.web.index import words
from openregime.web.index.chosen import Chosen
from openregime.web.index.comments import own_comments
from openregime.web.index.worked import of_day
from openregime.web.phrases import library_words
from openregime.web.site import own_words
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
    made = report_of_record(chosen, seen, moment, signature_in(query))
    return as_file(made, format_, name_of(chosen, moment))


def report_of_record(
    chosen: Chosen,
    seen: Observatory,
    moment: Moment,
    signature: Signature | None,
    *,
    seed: int | None = None,
    replications: int | None = None,
) -> IndexReport:
    """The report of an index over the record in the language of the request; English where there is none in it.

    Args:
        seed, replications: instead of those of the index.
    Raises:
        PublicationBlocked: a check failed and nobody signed. BadStudy: half a signature. StateWithoutReading: nothing
        was due on that day.
    """
    asked = get_language() or ENGLISH
    with override(asked if asked in languages() else ENGLISH):  # names in the language that the report is written in
        study = of_day(seen, chosen, moment).study
        study = replace(study, title=words.index_title(chosen.index), sources=(source_of(seen),))
        study = replace(study, seed=study.seed if seed is None else seed)
        study = replace(study, replications=study.replications if replications is None else replications)
        comments = own_comments(seen, moment)
        made = report_in(index_report(study, signature=signature, comments=comments), asked, name=library_words)
        return replace(made, lead=" ".join([made.lead, *_said_first(chosen)]))


def _said_first(chosen: Chosen) -> list[str]:
    """What a reader of the whole report must know before reading it."""
    said = []
    if chosen.is_unchanged:
        said.append(_("Here it is supposed that nothing has changed since the complete lists ended."))
    if not own_words.are_read():
        said.append(_("What States say of themselves was left out, as was asked."))
    return said


def report_of(study: Study, signature: Signature | None) -> IndexReport:
    """The report of a reader's own study in the language of the request.

    Raises:
        PublicationBlocked: a check of the audit failed and nobody signed. BadStudy: half a signature.
    """
    return report_in(index_report(study, signature=signature), get_language() or ENGLISH)


def signature_in(given: Mapping[str, str], *, name: str = "signed-by") -> Signature | None:
    """The signature in the fields of a form; half of one where only one is filled in, None where neither is."""
    who, why = (given.get(field, "").strip() for field in (name, "reason"))
    return Signature(who, why) if who or why else None


def name_of(chosen: Chosen, moment: Moment) -> str:
    """What the file of a report is called, without its ending."""
    return f"openregime_index-{chosen.index.name}-report_as-of-{moment.as_of}_as-known-{moment.as_known}"


def as_file(made: IndexReport, format_: str, name: str) -> HttpResponse:
    """A report as a file to keep, in one of MAKERS."""
    response = HttpResponse(MAKERS[format_](made), content_type=KINDS[format_])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response
