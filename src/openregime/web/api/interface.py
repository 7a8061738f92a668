"""The interface itself: its version, what it says of itself, and how it refuses."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from openregime.core.errors import OpenRegimeError
from openregime.web.api.schemas import Refusal
from openregime.web.api.wording import refused
from openregime.web.site.errors import refusal
from openregime.web.site.parameters import BadParameter

DESCRIPTION = (
    "Everything that the pages of OpenRegime show: where the global nuclear security regime is weak on a day, on whose "
    "word, and what would repair it. Every call takes `as_of`, the day read about, and `as_known`, the day by which "
    "claims must have been recorded. A span gives the low end if every unknown turned out not to be met and the high "
    "end if every one turned out to be met. Only reading, and working out tables that are sent, of which nothing is "
    "kept; no key, no cookie. Claims by people alone know who asks, by the session of the pages: without one they show "
    "what anyone may see, and their acts ask for it, with the token of this site as `X-CSRFToken`. A call that cannot "
    "be answered gets a 4xx with `code` and `message`. Facts are free to use; cite the sources that are named."
)


class Interface(NinjaAPI):
    """The interface, whose description is worked out once: the calls do not change while the program runs."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        """The OpenAPI description, for calls below `path_prefix`; without one, below where the calls are served."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return self._described(prefix)

    @cache  # noqa: B019 - there is one interface, and it lives as long as the program
    def _described(self, prefix: str) -> Any:
        return super().get_openapi_schema(path_prefix=prefix)


api = Interface(
    title="OpenRegime",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api-1",
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)


def only_known_parameters(call: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse parameters that the call does not know, and single ones that are given twice: no typing error is lost."""

    @wraps(call)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        known = type(kwargs["asked_for"]).model_fields
        for name, values in request.GET.lists():
            if name not in known:
                reason = f"there is no such parameter here; known: {', '.join(known)}."
                raise BadParameter(parameter=name[:60], value="".join(values[:1]), reason=reason)
            if len(values) > 1 and known[name].annotation != list[str]:
                reason = "it is given more than once; give it once."
                raise BadParameter(parameter=name, value=" and ".join(values), reason=reason)
        return call(request, *args, **kwargs)

    return checked


api.add_decorator(only_known_parameters, mode="operation")
api.add_decorator(conditional_page, mode="view")

REFUSED = {400: Refusal}
"""Answers that every operation documents beside its own."""
NOT_FOUND = {400: Refusal, 404: Refusal}
"""The same for operations that name a thing in their address."""


@api.exception_handler(OpenRegimeError)
def refuse(request: HttpRequest, error: OpenRegimeError) -> HttpResponse:
    """An error raised on purpose, with its code and its words."""
    return refusal(request, error)


@api.exception_handler(ValidationError)
def refuse_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters that do not have the form that the description asks for."""
    faults = {str(refused(fault, request.GET)): None for fault in error.errors[:5]}
    return _refusal(request, BadParameter.code, " ".join(faults), 400)


@api.exception_handler(Http404)
def refuse_unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    """Something that does not exist."""
    return _refusal(request, "not-found", "There is nothing at this address. See /api/ for what can be asked.", 404)


@api.exception_handler(HttpError)
def refuse_call(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Nobody signed in, no token of this site beside the session, or a body that is no JSON."""
    code, message = _REFUSALS.get(error.status_code, ("bad-request", "What was sent cannot be read. Send JSON."))
    return _refusal(request, code, message, error.status_code)


_REFUSALS = {
    401: (
        "not-signed-in",
        "This call is for people who are signed in. Sign in on the pages and send the session along.",
    ),
    403: ("form-token-missing", "Send the token of this site as X-CSRFToken, beside the session."),
}


@api.exception_handler(BadRequest)
def refuse_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """A request that cannot be understood at all."""
    return _refusal(request, "bad-request", "This request cannot be understood. Check the address.", 400)


def _refusal(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message}, status=status)
