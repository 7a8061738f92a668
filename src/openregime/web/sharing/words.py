"""The sentences of the gate in the reader's language."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from openregime.core.sharing import Gate, Level, Words
from openregime.core.sharing.decisions import NAMED, Filled
from openregime.io.sharing.table import load_sharing_table
from openregime.web.phrases import library_words
from openregime.web.site.templatetags._formats import comma, day_words, number_words

_WHO = gettext_noop("Whoever asks")
"""The name of the one who asks about a cell, as the core gives it."""


@lru_cache(maxsize=1)
def gate() -> Gate:
    """The gate on the default table, without any ruling."""
    return Gate(load_sharing_table())


def names() -> Mapping[str, str]:
    """Id of a category, audience, situation or level -> its title in the reader's language."""
    return {key: library_words(title) for key, title in load_sharing_table().names.items()}


def sentence(words: Words, titles: Mapping[str, str]) -> str:
    """A reason, a step or a change in the reader's language."""
    filled = {key: _filled(value, titles if key in NAMED else {}) for key, value in words.values.items()}
    return _(words.pattern).format(**filled)


def _filled(value: Filled, titles: Mapping[str, str]) -> str:
    if isinstance(value, Level):
        return titles.get(value.slug, value.slug)
    if isinstance(value, int):
        return number_words(value)
    if isinstance(value, tuple):
        return comma().join(titles.get(v, v) for v in value)
    if isinstance(value, dt.date):
        return day_words(value)
    return titles.get(value) or library_words(value)


def short_level(level: Level) -> str:
    """A level in one word, for the cells of the large table."""
    return {
        Level.FULL: pgettext("level", "Full"),
        Level.REDACTED: pgettext("level", "Redacted"),
        Level.SUMMARY: pgettext("level", "Summary"),
        Level.AGGREGATE: pgettext("level", "Counts"),
        Level.DELAYED: pgettext("level", "Later"),
        Level.EXISTENCE: pgettext("level", "Exists"),
        Level.WITHHOLD: pgettext("level", "Withheld"),
    }[level]


def mark_words(mark: str) -> str:
    """How far a source was looked at."""
    return {"seen": _("seen"), "recalled": _("recalled, not verified"), "proposal": _("proposal")}.get(mark, mark)
