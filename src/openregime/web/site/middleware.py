"""What happens around every request: the language that its address asks for, and refusals in words."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from openregime.core.errors import OpenRegimeError
from openregime.web.site.errors import refusal, wrong_method
from openregime.web.site.parameters import BadParameter

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_asked_for(request: HttpRequest) -> str | None:
    """The language that `?lang=` names; None when the address names none.

    Raises:
        BadParameter: not one of the languages of this site.
    """
    given = request.GET.get("lang", "").strip()
    if not given:
        return None
    known = dict(settings.LANGUAGES)
    code = "zh-hans" if given.lower() in ("zh", "zh-cn") else given.lower()
    if code not in known:
        raise BadParameter(
            parameter="lang", value=given, reason=f"the languages of this site are {', '.join(sorted(known))}."
        )
    return code


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
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if code is not None:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


class RefusalsAsPages:
    """Turn every OpenRegimeError that a view raises into a 4xx with its words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; errors of views come to `process_exception`, refused methods get words here."""
        response = self.get_response(request)
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an error raised on purpose; leave every other to the handler of 500."""
        return refusal(request, exception) if isinstance(exception, OpenRegimeError) else None
