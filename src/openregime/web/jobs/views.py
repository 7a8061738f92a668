"""Parse, ask, act, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openregime.web.jobs import actions, pages
from openregime.web.people.asked import a_person


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/jobs/`: what one asked for."""
    return render(request, "jobs/list.html", pages.mine(a_person(request)))


@require_safe
@never_cache
@login_required
def one(request: HttpRequest, key: str) -> HttpResponse:
    """`/jobs/<key>/`: how far one's job is, and what came of it."""
    return render(request, "jobs/one.html", pages.one(a_person(request), key))


@require_POST
@never_cache
@login_required
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """One's job ends without having done anything."""
    has_ended = actions.cancel(a_person(request), key, now=timezone.now())
    words = (
        _("Cancelled. Nothing was stored.") if has_ended else _("It ends at its next step, unless it is done by then.")
    )
    messages.success(request, words)
    return redirect("job", key=key)


@require_safe
@never_cache
@login_required
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """`/jobs/organisations/<key>/`: what is done for an organisation, for its administrators."""
    return render(request, "jobs/organisation.html", pages.organisation(a_person(request), key))
