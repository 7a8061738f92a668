"""Who is asking."""

from django.http import HttpRequest

from openregime.web.people.models import Person


def person_of(request: HttpRequest) -> Person | None:
    """The person signed in; None for everybody else."""
    return request.user if request.user.is_authenticated else None


def a_person(request: HttpRequest) -> Person:
    """The person signed in, where the view lets nobody else in."""
    assert request.user.is_authenticated
    return request.user
