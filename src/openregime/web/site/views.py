"""The few addresses that belong to no noun: health, choice of language, and what robots may read."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from openregime import __version__


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """`/healthz`: 200 when this process answers and its database does; the database's own error is a 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "version": __version__})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen in the form (`language`, `next`); a `lang` in the next address would undo the choice."""
    response = set_language(request)
    if isinstance(response, HttpResponseRedirect):
        parts = urlsplit(response["Location"])
        kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "lang"]
        response["Location"] = urlunsplit(parts._replace(query=urlencode(kept)))
    return response
