"""Parse, ask, act, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.web.people.asked import person_of
from openregime.web.proposals import acts, lists, pages, queries
from openregime.web.proposals.fields import BadProposal, FieldFault


@require_safe
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """`/proposals/`: claims by people, as far as the asker may see them."""
    sight = queries.sight_of(person_of(request), now=timezone.now())
    return render(request, "proposals/list.html", lists.listed(request.GET, sight))


@require_safe
@never_cache
def claim(request: HttpRequest, key: str) -> HttpResponse:
    """`/proposals/<key>/`: one claim, and why so much of it is shown."""
    sight = queries.sight_of(person_of(request), now=timezone.now())
    return render(request, "proposals/one.html", pages.one(key, sight))


@require_safe
@never_cache
def why(request: HttpRequest, key: str) -> HttpResponse:
    """`/proposals/<key>/why/`: why one sees this, and what every audience sees."""
    sight = queries.sight_of(person_of(request), now=timezone.now())
    return render(request, "proposals/why.html", pages.why(key, sight))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`/proposals/new/`: the form; what each audience will see is shown before anything is stored."""
    return _form(request, key="")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """`/proposals/<key>/edit/`: one's own draft."""
    return _form(request, key=key)


def _form(request: HttpRequest, *, key: str) -> HttpResponse:
    now, person = timezone.now(), person_of(request)
    faults: tuple[FieldFault, ...] = ()
    if request.method == "POST" and request.POST.get("do") == "save":
        try:
            saved = acts.save(person, request.POST, key, now)
        except BadProposal as error:
            faults = error.faults
        else:
            return redirect("proposed-claim", key=saved.key)
    given = request.POST if request.method == "POST" else request.GET
    context = pages.form(person, given, key, now, faults=faults, previews=request.method == "POST")
    return render(request, "proposals/form.html", context, status=400 if faults else 200)


@require_POST
@never_cache
@login_required
def act(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """A button or form of a claim's page."""
    messages.success(request, acts.perform(person_of(request), key, verb, request.POST, timezone.now()))
    return redirect("proposed-claim", key=key)
