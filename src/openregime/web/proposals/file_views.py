"""Tables and attachments: their size is looked at before a byte is read, and the form's token after that."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.io.proposals.files import LARGEST_FILE_BYTES, BadAttachment
from openregime.io.proposals.tables import LARGEST_UPLOAD_BYTES
from openregime.web.people.asked import person_of
from openregime.web.proposals import attaching, importing, pages, queries
from openregime.web.proposals.fields import FieldFault
from openregime.web.proposals.refusals import told_of

View = Callable[..., HttpResponse]


def takes_at_most(limit: int) -> Callable[[View], View]:
    """A view that takes files: refuses by the stated size first, and only then reads the form and checks its token."""

    def decorate(view: View) -> View:
        protected: Any = csrf_protect(view)

        @wraps(view)
        def sized(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            importing.refuse_large_upload(request, limit)
            answer: HttpResponse = protected(request, *args, **kwargs)
            return answer

        return csrf_exempt(sized)

    return decorate


@takes_at_most(LARGEST_UPLOAD_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def import_table(request: HttpRequest) -> HttpResponse:
    """`/proposals/import/`: claims from a table, all of them or none, with a report."""
    context, status = importing.page(person_of(request)), 200
    if request.method == "POST":
        context, status = importing.sent(request, person_of(request), timezone.now())
    if "job" in context:
        return redirect("job", key=context["job"])
    return render(request, "proposals/import.html", context, status=status)


@require_safe
@login_required
def template(request: HttpRequest, format_: str) -> HttpResponse:
    """`/proposals/import/template.csv`: the table to fill in."""
    if format_ not in importing.TYPES:
        raise Http404
    answer = HttpResponse(importing.template_file(format_), content_type=importing.TYPES[format_])
    answer["Content-Disposition"] = f'attachment; filename="claims-template.{format_}"'
    return answer


@takes_at_most(LARGEST_FILE_BYTES)
@require_POST
@never_cache
@login_required
def attach(request: HttpRequest, key: str) -> HttpResponse:
    """A file was sent to be added to one's own draft."""
    person, now, file = person_of(request), timezone.now(), request.FILES.get("file")
    assert person is not None  # login_required
    claim = queries.own_claim(person, key)
    words = _("Choose a file.")
    if file is not None:
        try:
            attaching.attach(person, claim, name=file.name or "?", content=file.read(), now=now)
        except BadAttachment as error:
            words = told_of(error)
        else:
            messages.success(request, _("The file was added."))
            return redirect("proposed-claim", key=key)
    context = pages.one(key, queries.sight_of(person, now=now), refused=[FieldFault("file", words)])
    return render(request, "proposals/one.html", context, status=400)


@require_POST
@never_cache
@login_required
def detach(request: HttpRequest, key: str, file: str) -> HttpResponse:
    """A file is taken away from one's own draft."""
    person = person_of(request)
    assert person is not None  # login_required
    attaching.detach(person, queries.own_claim(person, key), file, now=timezone.now())
    messages.success(request, _("The file was taken away."))
    return redirect("proposed-claim", key=key)


@require_safe
@never_cache
def attachment(request: HttpRequest, key: str, file: str) -> HttpResponse:
    """`/proposals/<key>/files/<file>/`: a file, to be saved and not to be shown, for whoever has the claim in full."""
    sight = queries.sight_of(person_of(request), now=timezone.now())
    found, content = attaching.file_for(sight, key, file)
    kind = f"{found.kind}; charset=utf-8" if found.kind.startswith("text/") else found.kind
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
