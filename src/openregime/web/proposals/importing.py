"""The page on which claims are taken from a table, and the template for it."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord
from openregime.io.downloads import as_csv
from openregime.io.proposals.tables import LARGEST_UPLOAD_BYTES, MOST_ROWS, template
from openregime.io.tables import UnreadableTable
from openregime.io.workbooks import as_xlsx
from openregime.web.jobs import actions as jobs
from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.people.queries import organisation_for
from openregime.web.proposals import import_jobs, imports, telling
from openregime.web.proposals.own import organisations_that_may
from openregime.web.proposals.refusals import told, told_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_BYTES_AT_ONCE = 100_000
"""A larger table is a job: the page would wait for it too long."""
_SLACK = 20_000
"""Bytes that a request may have beside its file."""


class UploadTooLarge(OpenRegimeError, ValueError):
    """More was sent than this address takes. `size` and `limit` in bytes."""

    code = "upload-too-large"

    def __init__(self, size: int, limit: int) -> None:
        self.size, self.limit = size, limit
        words = _(
            "%(size).1f MB were sent; at most %(limit).0f MB are taken here. Split the table, or make the file smaller."
        )
        super().__init__(words % {"size": size / 1e6, "limit": limit / 1e6})


def refuse_large_upload(request: HttpRequest, limit: int) -> None:
    """Refuse a request by the size that it states, before a byte of it is read.

    Raises:
        UploadTooLarge.
    """
    given = request.META.get("CONTENT_LENGTH") or "0"
    size = int(given) if given.isdecimal() else 0
    if size > limit + _SLACK:
        raise UploadTooLarge(size, limit)


def page(person: Person | None) -> dict[str, Any]:
    """Context of proposals/import.html before anything was sent.

    Raises:
        NotAllowed: no organisation for which the person may propose.
    """
    organisations = organisations_that_may(person, "claims.propose")
    if not organisations:
        raise permissions.NotAllowed(
            "claims.propose",
            _("To propose claims takes the role of contributor. Ask an administrator of your organisation."),
        )
    return {
        "organisations": organisations,
        "chosen": organisations[0][0],
        "columns": list(_about().items()),
        "most_rows": MOST_ROWS,
        "limit": LARGEST_UPLOAD_BYTES // 1_000_000,
        "problems": [],
        "errors": [],
        "made": [],
    }


def sent(request: HttpRequest, person: Person | None, now: dt.datetime) -> tuple[dict[str, Any], int]:
    """What came of a file: the context with its report, and the status of the answer (200 or 400).

    A large file is read beside the server: the context then names the `job`, and the status is 303.

    Raises:
        NotAllowed, UnknownOrganisation, TooManyJobs.
    """
    assert person is not None  # the view lets nobody else in
    organisation = organisation_for(person, request.POST.get("organisation", ""))
    context = page(person) | {"chosen": organisation.key}
    file = request.FILES.get("file")
    if file is None:
        words = _("Choose a file that was filled in from the template.")
        return context | {"errors": [{"field": "file", "words": words}]}, 400
    content, name = file.read(), file.name or "?"
    if len(content) > MOST_BYTES_AT_ONCE:
        job = jobs.ask(person, organisation, import_jobs.NAME, name=name, content=content, now=now)
        return context | {"job": job.key}, 303
    try:
        made = imports.take_in(person, organisation, content, name, now=now)
    except BadRecord as error:
        words = _("Nothing was stored. What stands in the way is listed below, row by row.")
        problems = [replace(one, message=told(one.message)) for one in error.problems]
        return context | {"problems": problems, "errors": [{"field": "file", "words": words}]}, 400
    except UnreadableTable as error:
        return context | {"errors": [{"field": "file", "words": told_of(error)}]}, 400
    rows = [{"line": row.line, "key": row.key, "title": telling.object_words(row.object)} for row in made]
    return context | {"made": rows}, 200


def template_file(format_: str) -> bytes:
    """The template, with one row that explains the others."""
    made = template(title=_("Claims to propose"), about=_about(), caveats=_caveats())
    return as_csv(made) if format_ == "csv" else as_xlsx([made])


def _caveats() -> tuple[str, ...]:
    return (
        _("Write one row for each claim, below the header. Keep the names of the columns as they are."),
        _("Take the example out: a file that still holds it is refused."),
        _("Every row becomes a draft, or none does. A formula is refused: write what it comes to."),
        _("Never describe how a site is protected."),
    )


def _about() -> dict[str, str]:
    return {
        "object": _("provision:ID, measure:ID or instrument:ID of the library, or topic:a-word."),
        "value": _("For a provision or measure: met, partly met, not met or not applicable. Otherwise your words."),
        "valid": _("The day since when, as YYYY-MM-DD; a month, a year, or two days with a slash."),
        "basis": _("On what it rests: a law, a report, a decision, with its day."),
        "category": _("The information category, C01 to C24; it decides who sees how much."),
        "ends_on": _("The last day on which it holds, as YYYY-MM-DD; empty while no end is known."),
        "note": _("A note; may be empty."),
        "summary": _("A summary for those who may have no more; may be empty."),
        "redacted": _("The claim with what is sensitive taken out; may be empty."),
        "facility": _("The facility; shown to your own organisation only; may be empty."),
        "giver": _("Who gave it in confidence; needed for category C19."),
        "closed_until": _("The day on which it opens, as YYYY-MM-DD; may be empty."),
    }
