"""The one address that belongs to no noun: health."""

import logging
from http import HTTPStatus
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openregime import __version__
from openregime.core.errors import OpenRegimeError
from openregime.web.record.wholeness import whole_release

log = logging.getLogger(__name__)


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """`/healthz`: 200 when the database answers and holds its newest release whole; else 503 with a code and words."""
    if connection.vendor == "sqlite" and _is_gone(str(connection.settings_dict["NAME"])):
        return _ill("no-database", "The file of the database is gone. Put it back, or start the service again.")
    try:
        release = whole_release()
    except OpenRegimeError as error:
        return _ill(error.code, str(error))
    except DatabaseError:
        log.exception("the database does not answer")
        return _ill("no-database", "The database does not answer. What it says is in the log of this server.")
    return JsonResponse({"status": "ok", "version": __version__, "release": release.digest, "claims": release.n_claims})


def _is_gone(name: str) -> bool:
    """True when the file is no longer there, although a connection that is open still reads it."""
    return not name.startswith("file:") and not Path(name).exists()


def _ill(code: str, message: str) -> HttpResponse:
    words = {"status": code, "message": message, "version": __version__}
    return JsonResponse(words, status=HTTPStatus.SERVICE_UNAVAILABLE)
