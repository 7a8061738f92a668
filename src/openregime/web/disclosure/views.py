"""Parse, ask, act, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.core.sharing import BadDeclaration, BadRuling
from openregime.web.disclosure import acts, files, pages, published, reviewing, ruling_form
from openregime.web.disclosure import appeals as asked
from openregime.web.disclosure import ledger as accounts
from openregime.web.disclosure.actions import NoReason
from openregime.web.disclosure.deciding import BadChoice
from openregime.web.disclosure.ruling_form import Refused
from openregime.web.people.actions import BadPeople
from openregime.web.people.asked import a_person, person_of
from openregime.web.people.models import PendingAct
from openregime.web.people.queries import organisation_for
from openregime.web.proposals import classification
from openregime.web.proposals.queries import sight_of

REFUSED = (BadChoice, BadRuling, BadPeople, BadDeclaration, NoReason)
"""Errors that a form answers beside the field at fault."""


def _refused(error: Exception, field: str) -> Refused:
    return Refused(getattr(error, "field", field), str(error))


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """`/disclosure/`: how much is withheld, why, for how long, over all organisations."""
    return render(request, "disclosure/figures.html", published.page(person_of(request), now=timezone.now()))


@require_safe
@never_cache
def figures_file(request: HttpRequest, format_: str) -> HttpResponse:
    """`/disclosure/figures.<format>`: the same as a file."""
    return files.figures_file(request.GET.dict(), format_, now=timezone.now())


@require_safe
@never_cache
def ledger(request: HttpRequest) -> HttpResponse:
    """`/disclosure/ledger/`: budgets of noise, what was spent of each, and what is left."""
    return render(request, "disclosure/ledger.html", accounts.page())


@require_safe
@never_cache
@login_required
def appeals(request: HttpRequest) -> HttpResponse:
    """`/disclosure/appeals/`: what one has asked for, and the answers."""
    return render(request, "disclosure/appeals.html", asked.mine(a_person(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def appeal(request: HttpRequest, claim: str) -> HttpResponse:
    """`/disclosure/appeals/<claim>/`: ask that more of a claim be opened."""
    person, now, refused = a_person(request), timezone.now(), None
    benefit = request.POST.get("benefit", "")
    if request.method == "POST":
        try:
            classification.appeal(sight_of(person, now=now), claim, benefit=benefit, now=now)
        except BadChoice as error:
            refused = _refused(error, "benefit")
        else:
            messages.success(request, _("Asked. Somebody who did not decide before will answer; you see it here."))
            return redirect("appeals")
    context = asked.asking(person, claim, now, benefit=benefit, refused=refused)
    return render(request, "disclosure/appeal.html", context, status=400 if refused else 200)


@require_safe
@never_cache
@login_required
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """`/disclosure/<organisation>/`: its rulings, situations, reviews, appeals and figures, for its own people."""
    return render(request, "disclosure/organisation.html", pages.organisation(a_person(request), key, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def ruling(request: HttpRequest, key: str) -> HttpResponse:
    """`/disclosure/<organisation>/rulings/`: decide otherwise than the table; what changes is shown first."""
    person, now, refused = a_person(request), timezone.now(), None
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "POST" and given.get("do") == "decide":
        try:
            made = ruling_form.stored(person, organisation_for(person, key), given, now)
        except REFUSED as error:
            refused = _refused(error, "level")
        else:
            waits = isinstance(made, PendingAct)
            messages.success(request, _("Asked for. A second person has to confirm it.") if waits else _("Decided."))
            return redirect("disclosure-organisation", key=key)
    context = ruling_form.context(person, key, given, now, sent=request.method == "POST", refused=refused)
    return render(request, "disclosure/ruling.html", context, status=400 if context["errors"] else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def review(request: HttpRequest, key: str, claim: str) -> HttpResponse:
    """`/disclosure/<organisation>/reviews/<claim>/`: look at a withheld claim anew."""
    person, now, refused = a_person(request), timezone.now(), None
    if request.method == "POST":
        try:
            waits = reviewing.decided(person, key, claim, request.POST, now)
        except REFUSED as error:
            refused = _refused(error, "reason")
        else:
            messages.success(request, _("Asked for. A second person has to confirm it.") if waits else _("Reviewed."))
            return redirect("disclosure-organisation", key=key)
    context = reviewing.context(person, key, claim, request.POST, now, refused=refused)
    return render(request, "disclosure/review.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def answer(request: HttpRequest, key: str, appeal: str) -> HttpResponse:
    """`/disclosure/<organisation>/appeals/<appeal>/`: answer an appeal, as somebody who did not decide before."""
    person, now, refused = a_person(request), timezone.now(), None
    if request.method == "POST":
        try:
            messages.success(request, asked.answered(person, key, appeal, request.POST, now))
        except REFUSED as error:
            refused = _refused(error, "level")
        else:
            return redirect("disclosure-organisation", key=key)
    context = asked.answering(person, key, appeal, now, request.POST, refused=refused)
    return render(request, "disclosure/answer.html", context, status=400 if refused else 200)


@require_POST
@never_cache
@login_required
def act(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """A small form of an organisation's page was sent."""
    person, now = a_person(request), timezone.now()
    try:
        messages.success(request, acts.perform(person, key, verb, request.POST, now))
    except REFUSED as error:
        refused = {"field": getattr(error, "field", "situation-reason"), "words": str(error), "verb": verb}
        context = pages.organisation(person, key, now, refused=refused, sent=request.POST)
        return render(request, "disclosure/organisation.html", context, status=400)
    return redirect("disclosure-organisation", key=key)
