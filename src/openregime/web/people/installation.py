"""What whoever runs an installation does from its command line: the first organisations, and ways back in."""

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from openregime.web.site.serve import prepare

if TYPE_CHECKING:
    from openregime.web.people.models import Person


def found_with_administrator(name: str, kind: str, *, state: str, email: str, address: str) -> str:
    """Found an organisation and invite its first administrator; the words to print.

    Raises:
        BadPeople: a field will not do; nothing is written. StartRefused: the database cannot be opened.
    """
    prepare()
    from django.db import transaction
    from django.utils import timezone

    from openregime.web.people import actions

    now = timezone.now()
    with transaction.atomic():
        made = actions.found_organisation(name, kind, state=state, now=now)
        _invitation, secret = actions.invite(None, made, email=email, roles=["administrator"], now=now)
    return f"{made.name} ({made.key}) is founded.\n{_link(secret, email, address)}"


def invite_administrator(key: str, email: str, *, address: str) -> str:
    """Invite one more administrator; the words to print.

    Raises:
        UnknownOrganisation, BadPeople; StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.people import actions
    from openregime.web.people.models import Organisation
    from openregime.web.people.queries import UnknownOrganisation

    found = Organisation.objects.filter(key=key, merged_into=None).first()
    if found is None:
        raise UnknownOrganisation(key)
    _invitation, secret = actions.invite(None, found, email=email, roles=["administrator"], now=timezone.now())
    return _link(secret, email, address)


def reset_link(email: str, *, address: str) -> str:
    """A link with which one person chooses a new password, once, within three days; the words to print.

    Raises:
        BadPeople: nobody has this address. StartRefused.
    """
    prepare()
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from openregime.web.trail.actions import log

    person = _known(email)
    with transaction.atomic():
        log("people.reset-link", f"person:{person.key}", now=timezone.now())
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return f"{person.name} chooses a new password here, once: {urljoin(address, path)}\n"


def change_address(email: str, new: str) -> str:
    """Give a person another address; the words to print.

    Raises:
        BadPeople: nobody has the first, or somebody has the second, or it is none. StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.people import actions

    person = _known(email)
    actions.change_address(person, new, now=timezone.now())
    return f"{person.name} now signs in with {person.email}.\n"


def forget_factors(email: str) -> str:
    """Remove the second factors of a person who has lost them; the words to print.

    Raises:
        BadPeople: nobody has this address. StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.people import actions

    person = _known(email)
    actions.forget_factors(person, now=timezone.now())
    return f"{person.name} has no second factor any more, is signed out, and signs in with the password alone.\n"


def sign_out(email: str) -> str:
    """End every session of a person; the words to print.

    Raises:
        BadPeople: nobody has this address. StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.people import actions

    person = _known(email)
    ended = actions.sign_out(None, None, person, now=timezone.now())
    return f"{person.name} is signed out: sessions ended: {ended}.\n"


def attempts_since(days: int) -> str:
    """What was refused in the last days, one line each, the latest first; the words to print.

    Raises:
        StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.people.attempt_words import in_words
    from openregime.web.people.models import Person
    from openregime.web.trail.queries import all_attempts

    found = all_attempts(since=timezone.now() - dt.timedelta(days=days))
    if not found:
        return f"Nothing was refused in the last {days} days.\n"
    names = dict(Person.objects.filter(key__in={one.person for one in found}).values_list("key", "name"))
    lines = []
    for one in found:
        nobody = f"an address that nobody has ({one.tried[:8]})" if one.tried else "nobody known"
        who = names.get(one.person) or nobody
        where = one.network or "no network known"
        words = f"{in_words(one.kind)}{f' ({one.code})' if one.code else ''}"
        lines.append(f"{one.minute:%Y-%m-%d %H:%M} UTC  {one.count:>5}  {words}: {who}, {where}")
    return "\n".join([*lines, f"{sum(one.count for one in found)} in all.", ""])


def _known(email: str) -> "Person":
    from openregime.web.people.actions import BadPeople
    from openregime.web.people.models import Person

    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise BadPeople("email", "Nobody has an account under this address. Invite them instead.")
    return person


def _link(secret: str, email: str, address: str) -> str:
    from django.urls import reverse

    link = urljoin(address, reverse("invitation", args=[secret]))
    return f"Send this link to {email} by a way that you trust; it serves once, for 14 days:\n{link}\n"
