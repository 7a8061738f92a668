"""From a request that was refused to a row of what was refused: who, from where, what; nothing that was typed."""

import logging

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from openregime.web.people.models import Person
from openregime.web.trail.attempts import Tried, note

logger = logging.getLogger(__name__)


def of_sign_in(request: HttpRequest | None, kind: str, email: str) -> None:
    """Note a failure to sign in with an address; of one that nobody has, only its digest."""
    found = Person.objects.filter(email=email.strip().lower()).values_list("key", flat=True).first() if email else None
    note(Tried(kind, person=found or "", address="" if found else email, ip=ip_of(request)), now=timezone.now())


def of_request(request: HttpRequest, kind: str, code: str = "", person: Person | None = None) -> None:
    """Note that a request was refused, by whoever is signed in."""
    user = getattr(request, "user", None)
    by = person or (user if user is not None and user.is_authenticated else None)
    try:
        note(Tried(kind, person=by.key if by else "", ip=ip_of(request), code=code), now=timezone.now())
    except DatabaseError:  # a refusal stays a refusal when it cannot be noted
        logger.exception("a refusal could not be noted")


def ip_of(request: HttpRequest | None) -> str:
    """Where a request came from, as a proxy on this machine says; empty where nobody knows."""
    try:
        return str(get_adapter().get_client_ip(request)) if request is not None else ""
    except PermissionDenied:  # no address is known
        return ""
