"""Pages on which somebody publishes, withdraws, or discloses statements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.web.people.actions import BadPeople
from openregime.web.people.asked import a_person
from openregime.web.people.models import PendingAct
from openregime.web.people.permissions import require
from openregime.web.releases import pages, presenting, publishing, queries, writing_pages
from openregime.web.releases.drafts import BadDraft, NotReleasable, read_draft, shown_to_anyone


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`/releases/new/`: choose, look at exactly what would be published, publish."""
    person, now = a_person(request), timezone.now()
    if request.method == "POST":
        try:
            return _publish(request)
        except (BadDraft, NotReleasable, BadPeople) as error:
            refused = {"field": error.field, "words": str(error)}
        context = writing_pages.form(person, request.POST, now, refused=refused)
        return render(request, "releases/new.html", context, status=400)
    return render(request, "releases/new.html", writing_pages.form(person, request.GET, now))


def _publish(request: HttpRequest) -> HttpResponse:
    person, post, now = a_person(request), request.POST, timezone.now()
    organisation = writing_pages.organisation_that_publishes(person, post.get("organisation", ""))
    require(person, "releases.publish", organisation)
    draft, reason = read_draft(post, post.getlist("claims"), organisation), post.get("reason", "")
    if draft.statements and len(reason.split()) < 3:
        raise BadDraft("reason", _("Say in a sentence why this is needed: the second person decides on it."))
    if post.get("sure") != "yes":
        shown = shown_to_anyone(organisation, draft.claims, now=now)
        return render(request, "releases/sure.html", writing_pages.question(organisation, draft, shown, reason))
    made = publishing.publish(person, organisation, draft, now=now, reason=reason)
    if isinstance(made, PendingAct):
        messages.success(request, _("Asked for. It is published once a second person has confirmed it."))
        return redirect("organisation", key=organisation.key)
    messages.success(request, _("Published, signed and entered into the log."))
    return redirect("release", key=made.key)


@require_POST
@never_cache
@login_required
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Say in the log that a release is taken back."""
    person, now = a_person(request), timezone.now()
    try:
        publishing.withdraw(person, queries.one(key), reason=request.POST.get("reason", ""), now=now)
    except BadDraft as error:
        context = pages.one(key, person, now)
        context["errors"] = [{"field": error.field, "words": str(error)}]
        return render(request, "releases/one.html", context, status=400)
    messages.success(request, _("The withdrawal is in the log, and is said on this page."))
    return redirect("release", key=key)


@require_safe
@never_cache
@login_required
def statements(request: HttpRequest) -> HttpResponse:
    """`/releases/statements/`: what one's organisations hold and may disclose."""
    return render(request, "releases/statements.html", writing_pages.credentials(a_person(request), timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def statement(request: HttpRequest, key: str) -> HttpResponse:
    """`/releases/statements/<key>/`: tick what to disclose; get it as text or as a file."""
    person, post, text, refused = a_person(request), request.POST, "", None
    if request.method == "POST":
        found = queries.one_credential(person, key)
        try:
            reader = presenting.read_reader(post.get("audience", ""), post.get("nonce", ""), post.get("hours", ""))
            text = presenting.present(person, found, post.getlist("statements"), reader, now=timezone.now())
        except BadDraft as error:
            refused = {"field": error.field, "words": str(error)}
        if text and post.get("as") == "file":
            answer = HttpResponse(text, content_type="application/sd-jwt")
            answer["Content-Disposition"] = f'attachment; filename="{found.release.key}.sd-jwt"'
            return answer
    context = writing_pages.credential(person, key, post, text=text, refused=refused)
    return render(request, "releases/statement.html", context, status=400 if refused else 200)
