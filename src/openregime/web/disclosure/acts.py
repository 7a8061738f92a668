"""From a button or small form of an organisation's page of disclosure to the one action that it asks for."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from openregime.core.sharing.budgets import BadBudget, BudgetSpent
from openregime.io.noise import NoiseNotInstalled
from openregime.web.disclosure import actions, budgeting, words
from openregime.web.disclosure.asked import time_of
from openregime.web.disclosure.deciding import BadChoice
from openregime.web.people.models import Organisation, Person
from openregime.web.people.queries import organisation_for


def perform(person: Person, key: str, verb: str, post: QueryDict, now: dt.datetime) -> str:
    """Do what was asked for, and say what was done.

    Raises:
        Http404: no such act. UnknownOrganisation, NotAllowed, BadChoice, BadDeclaration, UnknownRuling,
        UnknownSituation, NoReason.
    """
    organisation = organisation_for(person, key)
    found = _ACTS.get(verb)
    if found is None:
        raise Http404
    return found(person, organisation, post, now)


def _end_ruling(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    actions.end_ruling(person, organisation, post.get("ruling", ""), reason=post.get("reason", ""), now=now)
    return _("Ended. From now on the table decides again.")


def _declare(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    begins, ends = time_of(post, "begins", is_needed=False), time_of(post, "situation_ends")
    assert ends is not None  # it is needed
    actions.declare_situation(
        person, organisation, post.get("kind", ""), begins=begins or now, ends=ends, reason=post.get("reason", ""),
        now=now,
    )  # fmt: skip
    return _("Declared. It ends by itself at the time that you gave.")


def _end_situation(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    actions.end_situation(person, organisation, post.get("situation", ""), now=now, reason=post.get("reason", ""))
    return _("Ended.")


def _ask_budget(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    with _in_words():
        budgeting.ask_for_budget(person, organisation, {name: post.get(name, "") for name in post}, now=now)
    return _("Asked for. A second person has to confirm it.")


def _publish_figures(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> str:
    with _in_words():
        made = budgeting.publish_as(person, organisation, post.get("purpose", ""), now=now)
    if made.published_at != now:
        return _("These figures were published this month already: they stand, and nothing more was spent.")
    return _("Published. They stand for this month, whoever asks.")


@contextmanager
def _in_words() -> Iterator[None]:
    """What the core says of budgets, said beside the field in the reader's language."""
    try:
        yield
    except (BadBudget, BudgetSpent, NoiseNotInstalled, budgeting.NoBudget) as error:
        raise BadChoice(*words.refusal_of_noise(error)) from error


_ACTS: dict[str, Callable[[Person, Organisation, QueryDict, dt.datetime], str]] = {
    "end-ruling": _end_ruling,
    "declare": _declare,
    "end-situation": _end_situation,
    "ask-budget": _ask_budget,
    "publish-figures": _publish_figures,
}
