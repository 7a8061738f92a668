"""Parse, ask, act, render."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import EmailView, PasswordResetView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openregime.web.people import actions, confirming, forms, pages, sessions, trail_page, two_people
from openregime.web.people.asked import a_person, person_of


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
    """A form of an organisation's page was sent: do it, say so, and show the page again; or ask once more first."""
    done = reauthentication_required(_acted) if verb in forms.ASKS_PASSWORD else _acted
    answer: HttpResponse = done(request, key, verb)
    return answer


def _acted(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    person, now = a_person(request), timezone.now()
    try:
        question = confirming.question(person, key, verb, request.POST)
        if question is not None:
            return render(request, "people/confirm.html", question)
        done = forms.perform(person, key, verb, request.POST, now, request.build_absolute_uri)
    except actions.BadPeople as error:
        context = pages.organisation(
            person, key, now, refused={"verb": verb, "field": error.field, "words": str(error)}
        )
        return render(request, "people/organisation.html", context, status=400)
    messages.success(request, done.words)
    return redirect("organisation", key=key) if done.stays else redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def own_sessions(request: HttpRequest) -> HttpResponse:
    """`/account/sessions/`: where one is signed in; one session, or all others, ended after the password was given."""
    if request.POST.get("session"):
        actions.end_one_session(a_person(request), request.POST["session"])
        messages.success(request, _("That session has ended."))
        return redirect("usersessions_list")
    answer: HttpResponse = ListUserSessionsView.as_view()(request)
    return answer


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """`/people/second-factor/`: why a second factor is required, and which there are."""
    return render(request, "people/second_factor.html", pages.second_factor(a_person(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def kept_form(request: HttpRequest) -> HttpResponse:
    """`/people/kept/`: what was typed into a form that came too late, to be looked at, sent, or thrown away."""
    kept = sessions.kept_for(request.session, a_person(request))
    if request.method == "POST":
        sessions.forget_kept(request.session)
        messages.info(request, _("Thrown away."))
    if request.method == "POST" or kept is None:
        return redirect("people")
    return render(request, "people/kept.html", {"kept": kept})


@require_POST
@never_cache
@login_required
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """The second person confirms, after having been asked once more, or refuses; or the first takes back."""
    person, now = a_person(request), timezone.now()
    confirmed = request.POST.get("answer") == "confirm"
    if confirmed and (question := confirming.question_of_act(person, key, request.POST, now)) is not None:
        return render(request, "people/confirm.html", question)
    settled = two_people.settle(person, key, confirmed=confirmed, now=now)
    words = {"confirmed": _("Confirmed and done."), "refused": _("Refused."), "expired": _("Taken back.")}
    messages.success(request, words[settled.settled])
    return redirect(*forms.after_settling(person, settled))


@require_safe
@never_cache
@login_required
def trail(request: HttpRequest, key: str) -> HttpResponse:
    """`/people/organisations/<key>/trail/`: who did what for the organisation, the latest first."""
    context = trail_page.entries(a_person(request), key, before=request.GET.get("before", ""))
    return render(request, "people/trail.html", context)


@require_safe
@never_cache
@login_required
def attempts(request: HttpRequest, key: str) -> HttpResponse:
    """`/people/organisations/<key>/attempts/`: failed sign-ins and refusals of its people, counted by the minute."""
    return render(request, "people/attempts.html", trail_page.attempts(a_person(request), key, now=timezone.now()))


@require_POST
@never_cache
@login_required
def check_trail(request: HttpRequest, key: str) -> HttpResponse:
    """Go through the whole trail and say whether it holds."""
    messages.info(request, trail_page.checked(a_person(request), key))
    return redirect("organisation-trail", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """`/account/password/reset/`: a letter with a link where this service can send one; otherwise, who helps."""
    if settings.SENDS_MAIL:
        answer: HttpResponse = PasswordResetView.as_view()(request)
        return answer
    return render(request, "people/who_helps.html", {"about": "password"}, status=200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """`/account/email/`: another address, once whoever reads it has confirmed it; without mail, who helps."""
    if settings.SENDS_MAIL and "action_primary" in request.POST:  # django-allauth would take one that nobody confirmed
        return redirect("account_email")
    if settings.SENDS_MAIL:
        answer: HttpResponse = EmailView.as_view()(request)
        return answer
    return render(request, "people/who_helps.html", {"about": "address", "person": person_of(request)})


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
