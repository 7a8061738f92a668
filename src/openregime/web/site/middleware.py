"""What happens around every request: the language that its address asks for, and refusals in words."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from openregime.core.errors import OpenRegimeError
from openregime.web.site import own_words
from openregime.web.site.errors import refusal, wrong_method
from openregime.web.site.parameters import BadParameter

GetResponse = Callable[[HttpRequest], Any]


def language_asked_for(request: HttpRequest) -> str | None:
    """The language that `?lang=` names; None when the address names none.

    Raises:
        BadParameter: not one of the languages of this site, or more than one.
    """
    every = request.GET.getlist("lang")
    if len(every) > 1:
        reason = "the language is given more than once; give one."
        raise BadParameter(parameter="lang", value=" and ".join(every), reason=reason)
    given = every[0].strip() if every else ""
    if not given:
        return None
    known = dict(settings.LANGUAGES)
    code = "zh-hans" if given.lower() in ("zh", "zh-cn") else given.lower()
    if code not in known:
        raise BadParameter(
            parameter="lang", value=given, reason=f"the languages of this site are {', '.join(sorted(known))}."
        )
    return code


class HeadWithoutBody:
    """The answer to HEAD has the headers of that to GET and no body, whatever made it: the server warns of one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take the body off; one that is sent in pieces is not even made."""
        response: HttpResponseBase = self.get_response(request)
        if request.method != "HEAD":
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif isinstance(response, HttpResponse):
            length = response.headers.get("Content-Length")
            response.content = b""
            if length is not None:
                response.headers["Content-Length"] = length
        return response


class LanguageOfAddress:
    """`?lang=ar` shows the page in Arabic and keeps Arabic for the next pages, so a link shows what its sender saw.

    Stands before LocaleMiddleware, which then finds the language in the cookie as if it had been there already.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the language asked for where LocaleMiddleware looks, and into the reader's cookie."""
        try:
            code = language_asked_for(request)
        except BadParameter as error:
            with translation.override(translation.get_language_from_request(request)):
                return refusal(request, error)
        if code is not None:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = code
        response: HttpResponse = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if code is not None:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response


class OwnWordsOfAddress:
    """`?own_words=without` reads the record alone, without what States say themselves, on every page and call."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the parameter; what it asks for holds until the answer is made."""
        allowed = (own_words.WITH, own_words.WITHOUT)
        given = request.GET.getlist(own_words.PARAMETER)
        word = " and ".join(given).strip() or own_words.WITH
        if word not in allowed:
            reason = f"it must be one of {', '.join(allowed)}, once."
            return refusal(request, BadParameter(parameter=own_words.PARAMETER, value=word, reason=reason))
        with own_words.asked_for(word):
            response: HttpResponse = self.get_response(request)
        return response


class RefusalsAsPages:
    """Turn every OpenRegimeError that a view raises into a 4xx with its words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors of views come to `process_exception`, refused methods get words here."""
        response: HttpResponse = self.get_response(request)
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an error raised on purpose; leave every other to the handler of 500."""
        return refusal(request, exception) if isinstance(exception, OpenRegimeError) else None
