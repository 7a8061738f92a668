"""Refusals and failures as pages, or as JSON under /api/: always words, always the right status, never a traceback."""

import logging
from copy import copy
from http import HTTPStatus

from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template import loader
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError

log = logging.getLogger(__name__)

API = "/api/"
"""Below this address programs are answered, in JSON."""

refused = Signal()
"""Sent when somebody was refused for what they may not do or did too often; with `request` and the refusal's `code`."""
HIDDEN = frozenset({
    "unknown-organisation", "unknown-proposed-claim", "unknown-attachment", "unknown-pending-act", "unknown-ruling",
    "unknown-situation", "unknown-invitation", "unknown-job", "unknown-credential",
})  # fmt: skip
"""Codes of what does not exist, or is not for who asks: the two look alike, so both are told to `refused`."""
TOO_MANY = "too-many-writes"
FORGED = frozenset({"cosignature-not-taken", "unknown-witness"})
"""Codes of signatures that are not what they say: told to `refused` as well."""
FORBIDDEN = frozenset({"not-allowed", "second-person-needed", "second-factor-needed"})
"""Codes of errors that tell somebody that they may not do something."""
UNAVAILABLE = frozenset(
    {"too-busy", "unknown-release", "library-not-whole", "attachment-lost", "seal-not-opened", "broken-log"}
)
"""Codes that say: not now, through no fault of who asks."""
CONFLICTS = frozenset({"publication-blocked", "acts-collided"})
"""Codes of what stands as it is: the request is right, and is answered once somebody signs, or once others are done."""
ATTEMPTS_WAIT = 60
"""Seconds after which attempts at signing in count anew."""
SECONDS_TO_WAIT = 30
"""After so long it is worth asking again."""


def status_of(error: OpenRegimeError) -> HTTPStatus:
    """The HTTP status for an error code: the only place where the one becomes the other.

    `unknown-...` names something that does not exist (404), `...-too-large` is 413, too many writes are 429, what this
    service cannot answer now is 503 (UNAVAILABLE), what somebody may not do is 403 (FORBIDDEN), what waits for a
    signature, or met another act, is 409 (CONFLICTS), all else is a bad request (400).
    """
    if error.code in UNAVAILABLE:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if error.code in FORBIDDEN:
        return HTTPStatus.FORBIDDEN
    if error.code in CONFLICTS:
        return HTTPStatus.CONFLICT
    if error.code == TOO_MANY:
        return HTTPStatus.TOO_MANY_REQUESTS
    if error.code.startswith("unknown-"):
        return HTTPStatus.NOT_FOUND
    if error.code.endswith("-too-large"):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.BAD_REQUEST


def refusal(request: HttpRequest, error: OpenRegimeError) -> HttpResponse:
    """The answer to a request that raised an error on purpose: its code and words, and `status_of` it."""
    answer = _answer(request, status=status_of(error), code=error.code, message=str(error))
    if error.code in FORBIDDEN | HIDDEN | FORGED | {TOO_MANY}:
        refused.send(sender=None, request=request, code=error.code)
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = str(getattr(error, "seconds", SECONDS_TO_WAIT))
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(SECONDS_TO_WAIT)
        answer._has_been_logged = error.code == "too-busy"  # type: ignore[attr-defined]  # Django: log no failure
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400: a request that Django itself refused, such as one for a host that is not ours."""
    return _answer(
        request,
        status=HTTPStatus.BAD_REQUEST,
        code="bad-request",
        message=_("This request cannot be understood. Check the address and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 403."""
    return _answer(
        request,
        status=HTTPStatus.FORBIDDEN,
        code="forbidden",
        message=_("This may not be seen from here."),
    )


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handler of a form without the token that this site gave it; where no form is taken, that is said instead."""
    if (method := _refused_method(request)) is not None:
        return wrong_method(request, method)
    refused.send(sender=None, request=request, code="form-token-missing")
    return _answer(
        request,
        status=HTTPStatus.FORBIDDEN,
        code="form-token-missing",
        message=_("This form did not come from a page of this site, or its cookie was lost. Open the page again."),
    )


def _refused_method(request: HttpRequest) -> HttpResponseNotAllowed | None:
    """The view's own refusal of the method, None where it takes it: asked with OPTIONS, which changes nothing."""
    match, asked = request.resolver_match, copy(request)
    asked.method = "OPTIONS"
    if match is None:
        return None
    try:
        answer = match.func(asked, *match.args, **match.kwargs)
    except (OpenRegimeError, Http404):
        return None
    is_refusal = isinstance(answer, HttpResponseNotAllowed) and request.method not in answer["Allow"].split(", ")
    return answer if is_refusal else None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 404."""
    message = _("There is no page at this address. Start again from the home page, or search.")
    if request.path.startswith(API):
        message = _("There is no call at this address. /api/ lists all that there are.")
    return _answer(request, status=HTTPStatus.NOT_FOUND, code="not-found", message=message)


def too_many(request: HttpRequest) -> HttpResponse:
    """Handler of 429, for attempts at signing in, which django-allauth counts."""
    refused.send(sender=None, request=request, code="too-many-requests")
    message = _("Too many attempts from your network in a minute. Wait a minute, then try again.")
    answer = _answer(request, status=HTTPStatus.TOO_MANY_REQUESTS, code="too-many-requests", message=message)
    answer["Retry-After"] = str(ATTEMPTS_WAIT)
    return answer


def wrong_method(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """The answer to a method that an address does not take: 405 with words, and the methods that it does take."""
    allowed = refused["Allow"]
    answer = _answer(
        request,
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        code="wrong-method",
        message=_("This address answers to %(methods)s only.") % {"methods": allowed},
    )
    answer["Allow"] = allowed
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500: our own failure. Django has logged the traceback already."""
    return _answer(
        request,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="server-error",
        message=_("Something failed on our side. The failure is in the log of this server."),
    )


def _answer(request: HttpRequest, *, status: HTTPStatus, code: str, message: str) -> HttpResponse:
    if request.path.startswith(API):
        return JsonResponse({"code": code, "message": message}, status=status)
    context = {"status": int(status), "code": code, "message": message, "title": _(status.phrase)}
    template = f"errors/{int(status)}.html" if status in (400, 403, 404, 429, 500) else "errors/400.html"
    try:
        page: str = loader.render_to_string(template, context, request)
    except Exception:  # the page about a failure must not fail: log why it could not be drawn, send plain words
        log.exception("error page %s could not be drawn", template)
        page = _plain_page(title=str(context["title"]), message=message)
    return HttpResponse(page, status=status)


def _plain_page(*, title: str, message: str) -> str:
    language, direction = escape(get_language() or "en"), "rtl" if get_language_bidi() else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)} · OpenRegime</title></head>'
        f'<body><main><h1>{escape(title)}</h1><p>{escape(message)}</p><p><a href="/">OpenRegime</a></p></main></body>'
        "</html>"
    )
