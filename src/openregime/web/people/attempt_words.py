"""What was refused, in words: what the page of an organisation and the command line call it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

KINDS: dict[str, str] = {
    "sign-in": gettext_noop("Wrong password, or an address that nobody has"),
    "lock-out": gettext_noop("Locked out after too many failures"),
    "second-factor": gettext_noop("Wrong code of a second factor"),
    "service": gettext_noop("Sign-in by the service of an organisation failed"),
    "refused": gettext_noop("An act that this person may not do, or a page that they may not see"),
    "forged": gettext_noop("A form without the token of this site"),
    "too-many": gettext_noop("Too many requests"),
    "more": gettext_noop("More in this minute, counted together"),
}
"""Kind of an attempt -> what it was."""


def in_words(kind: str) -> str:
    """A kind in the reader's language; one that nobody has put into words is shown as it is."""
    return _(KINDS[kind]) if kind in KINDS else kind
