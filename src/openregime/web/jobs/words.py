"""Names of kinds of jobs in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_TITLES = {"claims.import": gettext_noop("Claims from a table")}


def kind_words(kind: str) -> str:
    """What a job is, in two or three words."""
    return _(_TITLES[kind]) if kind in _TITLES else kind
