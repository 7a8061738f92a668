"""Parse, ask, act, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.web.people import actions, forms, pages, two_people
from openregime.web.people.asked import person_of


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/people/`: one's organisations and roles, and how one signs in."""
    return render(request, "people/mine.html", pages.mine(person_of(request)))


@require_safe
@never_cache
@login_required
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """`/people/organisations/<key>/`: its people, invitations, and what waits for a second person."""
    return render(request, "people/organisation.html", pages.organisation(person_of(request), key, timezone.now()))


@require_POST
@never_cache
@login_required
def act(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """A form of an organisation's page was sent: do it, say so, and show the page again."""
    person, now = person_of(request), timezone.now()
    try:
        done = forms.perform(person, key, verb, request.POST, now, request.build_absolute_uri)
    except actions.BadPeople as error:
        context = pages.organisation(
            person, key, now, refused={"verb": verb, "field": error.field, "words": str(error)}
        )
        return render(request, "people/organisation.html", context, status=400)
    messages.success(request, done.words)
    return redirect("organisation", key=key) if done.stays else redirect("people")


@require_POST
@never_cache
@login_required
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """The second person confirms or refuses, or the first takes back what was asked."""
    confirmed = request.POST.get("answer") == "confirm"
    settled = two_people.settle(person_of(request), key, confirmed=confirmed, now=timezone.now())
    words = {"confirmed": _("Confirmed and done."), "refused": _("Refused."), "expired": _("Taken back.")}
    messages.success(request, words[settled.settled])
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """`/people/invitations/<secret>/`: what one is invited to, and the form that makes the account."""
    now = timezone.now()
    refused = None
    if request.method == "POST":
        try:
            person = forms.take(secret, request.POST, now, asker=person_of(request))
        except actions.BadPeople as error:
            refused = {"field": error.field, "words": str(error)}
        else:
            return forms.welcomed(request, person)
    context = pages.invitation(secret, now, asker=person_of(request), post=request.POST, refused=refused)
    return render(request, "people/invitation.html", context, status=400 if refused else 200)
