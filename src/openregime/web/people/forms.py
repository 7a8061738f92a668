"""From the fields of a form to the one action that they ask for."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.web.people import actions, queries, two_people
from openregime.web.people.models import Organisation, PendingAct, Person


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words; `stays` is False when the person has no more part in the organisation."""

    words: str
    stays: bool = True


def perform(
    person: Person, key: str, verb: str, post: QueryDict, now: dt.datetime, absolute: Callable[[str], str]
) -> Done:
    """Do what a form of an organisation's page asks for.

    Raises:
        Http404: no such form. UnknownOrganisation, NotAllowed, BadPeople, UnknownInvitation: see `actions`.
    """
    organisation = queries.organisation_for(person, key)
    found = _FORMS.get(verb)
    if found is None:
        raise Http404
    return found(person, organisation, post, now, absolute)


def _invite(
    person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, absolute: Callable[[str], str]
) -> Done:
    made, secret = actions.invite(
        person, organisation, email=post.get("email", ""), roles=post.getlist("roles"), now=now
    )
    link = absolute(reverse("invitation", args=[secret]))
    return Done(
        _("Invitation for %(email)s. Send this link by a way that you trust; it is shown once: %(link)s")
        % {"email": made.email, "link": link}
    )


def _withdraw(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    actions.withdraw_invitation(person, organisation, post.get("invitation", ""), now=now)
    return Done(_("The invitation was withdrawn."))


def _give(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    actions.give_role(person, organisation, post.get("person", ""), post.get("role", ""), now=now)
    return Done(_("The role was given."))


def _end(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    actions.end_role(person, organisation, post.get("person", ""), post.get("role", ""), now=now)
    return Done(_("The role was ended."), stays=bool(queries.roles_of(person, organisation)))


def _leave(person: Person, organisation: Organisation, _post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    actions.leave(person, organisation, now=now)
    return Done(_("You have left %(organisation)s.") % {"organisation": organisation.name}, stays=False)


def _hand_over(
    person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object
) -> Done:
    actions.hand_over(person, organisation, post.get("person", ""), now=now)
    return Done(_("You have handed over and left %(organisation)s.") % {"organisation": organisation.name}, stays=False)


def _merge(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    two_people.ask(
        person,
        "organisation.merge",
        f"organisation:{organisation.key}",
        organisation=organisation,
        reason=post.get("reason", ""),
        parameters={"into": post.get("into", "").strip()},
        now=now,
    )
    return Done(_("Asked for. An administrator of the other organisation has to confirm it."))


def _delete(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    two_people.ask(
        person,
        "people.delete",
        f"person:{actions.member(organisation, post.get('person', '')).key}",
        organisation=organisation,
        reason=post.get("reason", ""),
        now=now,
    )
    return Done(_("Asked for. Another administrator has to confirm it."))


def _sign_out(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object) -> Done:
    whom = actions.member(organisation, post.get("person", ""))
    ended = actions.sign_out(person, organisation, whom, now=now)
    words = ngettext("%(name)s was signed out of one session.", "%(name)s was signed out of %(count)s sessions.", ended)
    return Done(words % {"name": whom.name, "count": ended})


def _require_factor(
    person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime, _absolute: object
) -> Done:
    actions.require_factor(person, organisation, post.get("rule", "-"), now=now)
    return Done(_("Kept. Whoever now needs a second factor is asked to set one up before anything else."))


ASKS_PASSWORD = frozenset({"end-sessions", "require-factor"})
"""Forms that are acted on only after the password, or another factor, was given again."""

_FORMS: dict[str, Callable[[Person, Organisation, QueryDict, dt.datetime, Callable[[str], str]], Done]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "give-role": _give,
    "end-role": _end,
    "leave": _leave,
    "hand-over": _hand_over,
    "merge": _merge,
    "delete": _delete,
    "end-sessions": _sign_out,
    "require-factor": _require_factor,
}


def take(secret: str, post: QueryDict, now: dt.datetime, *, asker: Person | None) -> Person:
    """Take an invitation, with the account of the asker or a new one.

    Raises:
        UnknownInvitation, BadPeople: see `actions`.
    """
    if asker is not None:
        actions.join_with(asker, secret, now=now)
        return asker
    if post.get("password", "") != post.get("password_again", ""):
        raise actions.BadPeople("password_again", _("The two passwords differ. Write the same one twice."))
    return actions.take_invitation(secret, name=post.get("name", ""), password=post.get("password", ""), now=now)


def welcomed(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign a new member in, under a fresh session, and show the way to a second factor."""
    if not request.user.is_authenticated:
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("people")


def after_settling(person: Person, act: PendingAct) -> tuple[str, ...]:
    """Where to go when an act was settled: to the page on which it waited, if the person may see that."""
    if act.verb.startswith("disclosure.") and act.organisation and queries.roles_of(person, act.organisation):
        return ("disclosure-organisation", act.organisation.key)
    return ("people",)
