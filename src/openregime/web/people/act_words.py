"""Acts in words: what the trail calls them, what waiting lists ask for, and where their things are shown."""

from collections.abc import Callable, Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

VERBS: dict[str, str] = {
    "organisation.found": gettext_noop("Organisation founded"),
    "organisation.merge": gettext_noop("Organisations merged"),
    "people.invite": gettext_noop("Invitation made"),
    "people.withdraw-invitation": gettext_noop("Invitation withdrawn"),
    "people.join": gettext_noop("Invitation taken"),
    "people.give-role": gettext_noop("Role given"),
    "people.end-role": gettext_noop("Role ended"),
    "people.leave": gettext_noop("Left the organisation"),
    "people.hand-over": gettext_noop("Handed over to another member"),
    "people.delete": gettext_noop("Account closed"),
    "people.sign-in": gettext_noop("Signed in"),
    "people.sign-out": gettext_noop("Signed out"),
    "people.session-ended": gettext_noop("Signed out, idle too long or too long signed in"),
    "people.end-sessions": gettext_noop("Signed out everywhere by an administrator"),
    "people.require-factor": gettext_noop("Of whom a second factor is required"),
    "people.change-password": gettext_noop("Password changed"),
    "people.reset-password": gettext_noop("Password chosen anew"),
    "people.reset-link": gettext_noop("Link for a new password made"),
    "people.add-factor": gettext_noop("Second factor added"),
    "people.remove-factor": gettext_noop("Second factor removed"),
    "people.forget-factors": gettext_noop("Second factors forgotten, after they were lost"),
    "people.change-address": gettext_noop("E-mail address changed"),
    "people.connect-service": gettext_noop("Sign-in of the organisation connected"),
    "people.disconnect-service": gettext_noop("Sign-in of the organisation disconnected"),
    "claims.propose": gettext_noop("Claim written"),
    "claims.rewrite": gettext_noop("Draft changed"),
    "claims.submit": gettext_noop("Claim submitted for approval"),
    "claims.return": gettext_noop("Claim returned to its author"),
    "claims.approve": gettext_noop("Claim approved"),
    "claims.supersede": gettext_noop("Claim superseded by a newer one"),
    "claims.withdraw": gettext_noop("Claim withdrawn"),
    "claims.dispute": gettext_noop("Objection to a claim"),
    "claims.reply": gettext_noop("Reply to an objection"),
    "claims.attach": gettext_noop("File added to a claim"),
    "claims.detach": gettext_noop("File taken from a claim"),
    "claims.import": gettext_noop("Claims taken in from a table"),
    "claims.recall": gettext_noop("Claim taken back from approval"),
    "jobs.ask": gettext_noop("Long work asked for"),
    "jobs.cancel": gettext_noop("Long work cancelled"),
    "people.clear-invitation": gettext_noop("Invitation that nobody took cleared away"),
    "disclosure.situation-over": gettext_noop("Situation over by itself"),
    "disclosure.reviews-due": gettext_noop("Reviews have come due"),
    "demo.add": gettext_noop("Invented State added"),
    "demo.remove": gettext_noop("Invented State removed"),
    "disclosure.rule": gettext_noop("Ruling on what is open"),
    "disclosure.end-ruling": gettext_noop("Ruling ended"),
    "disclosure.open": gettext_noop("Opening further than the table"),
    "disclosure.declare": gettext_noop("Situation declared"),
    "disclosure.end-situation": gettext_noop("Situation ended"),
    "disclosure.review": gettext_noop("Classification reviewed"),
    "disclosure.reclassify": gettext_noop("Giving a claim another category"),
    "disclosure.appeal": gettext_noop("Appeal asked"),
    "disclosure.answer": gettext_noop("Appeal answered"),
    "disclosure.budget": gettext_noop("Budget of noise for public figures"),
    "disclosure.set-budget": gettext_noop("Budget of noise set"),
    "disclosure.publish-figures": gettext_noop("Figures published with noise"),
    "releases.make-key": gettext_noop("Key to sign with made"),
    "releases.end-key": gettext_noop("Key to sign with ended"),
    "releases.make-log-key": gettext_noop("Key of the log made"),
    "releases.publish": gettext_noop("Release published"),
    "releases.withdraw": gettext_noop("Release taken back"),
    "releases.present": gettext_noop("Statements disclosed"),
    "releases.list-witness": gettext_noop("Witness of the log listed"),
    "releases.end-witness": gettext_noop("Witness of the log ended"),
    "releases.cosign": gettext_noop("Head of the log cosigned"),
}
"""Verb of the trail -> what happened, in words."""

_STEPS = {
    "ask": gettext_noop("asked for"),
    "confirmed": gettext_noop("confirmed by a second person"),
    "refused": gettext_noop("refused by a second person"),
    "expired": gettext_noop("taken back"),
}
"""What may follow the verb of an act that needs two people."""

DETAILS: dict[str, Callable[[Mapping[str, str]], Iterable[str]]] = {}
"""Verb of an act that needs two people -> its parameters in words. Other apps add theirs in their `apps.ready`."""


def said(verb: str) -> str:
    """A verb in the reader's language; one that nobody has put into words is shown as it is."""
    found = VERBS.get(verb)
    if found is not None:
        return _(found)
    base, _dot, step = verb.rpartition(".")
    if step in _STEPS and base in VERBS:
        return _("%(act)s: %(step)s") % {"act": _(VERBS[base]), "step": _(_STEPS[step])}
    return verb


def subject_of(thing: str, people: Mapping[str, str]) -> tuple[str, str]:
    """What an act was about, and the address of its page; empty where it has none.

    Args:
        thing: kind and key, such as `claim:claim-3f9a61c2d7b0`. people: key -> name, of those whom the reader knows.
    """
    kind, _colon, key = thing.partition(":")
    if kind == "claim":
        return _("claim %s") % key.removeprefix("claim-"), reverse("proposed-claim", args=[key])
    if kind == "person":
        return people.get(key) or _("somebody who is no member"), ""
    if kind == "organisation":
        return _("organisation %s") % key, ""
    if kind == "category":
        return _("category %s") % key, reverse("sharing-category", args=[key])
    if kind == "release":
        return _("release %s") % key.removeprefix("release-"), reverse("release", args=[key])
    if kind == "credential":
        return _("statements %s") % key.removeprefix("credential-"), reverse("disclose-statements", args=[key])
    if kind == "key":
        return _("key %s…") % key[:12], ""
    if kind == "witness":
        return _("witness %s") % key, ""
    if kind == "head":
        return _("head of size %s") % key, reverse("release-log")
    words = {
        "ruling": _("ruling"),
        "situation": _("situation"),
        "budget": _("budget of noise"),
        "invitation": _("invitation"),
        "draft-release": _("a release to come"),
    }
    return words.get(kind, kind), ""
