"""Words for what the core says in codes: titles of the library and reasons, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openregime.core.facts import Entity
from openregime.core.readings.reasons import TEXTS, Reason
from openregime.core.rules import Provision
from openregime.web.site.templatetags import _formats


def library_words(text: str) -> str:
    """A title or sentence of the shipped library (links, instruments, provisions) in the reader's language.

    The catalogues carry these texts (tools/messages.py reads the library); what has no translation stays English.
    """
    return _(text) if text else ""


def aspect_words(aspect: str) -> str:
    """A way of reading the chain."""
    return {
        "public": pgettext("aspect", "What public evidence decides"),
        "States": pgettext("aspect", "What only States can say"),
        "together": pgettext("aspect", "Both together"),
    }[aspect]


def article_words(provision: Provision) -> str:
    """Where a provision stands in its instrument: “7(1)(a)”, “Essential Element 3”.

    Empty where the title says the same: recommendations without paragraph numbers are named by what they are about.
    """
    return "" if provision.title.startswith(provision.article) else library_words(provision.article)


def reason_words(reason: Reason) -> str:
    """Why a status is what it is, as a sentence part in the reader's language."""
    filled: dict[str, object] = {name: _formats.day_words(day, "medium") for name, day in reason.days.items()}
    filled.update({name: _formats.share_words(value) for name, value in (reason.numbers or {}).items()})
    return _(TEXTS[reason.code]).format(**filled)


def state_name(entity: Entity) -> str:
    """The name of a State: of the record in English, of CLDR in other languages.

    What CLDR does not name (a union, an area) is in the catalogues.
    """
    language = _formats.content_language()
    if language == "en":
        return entity.name
    if not entity.iso2:
        return library_words(entity.name)
    return str(_formats.content_locale().territories.get(entity.iso2, entity.name))


def state_names(entities: Mapping[str, Entity]) -> dict[str, str]:
    """Id -> name in the reader's language, for all entities of the record."""
    return {entity.id: state_name(entity) for entity in entities.values()}
