"""Looking for claims: by words, object, category, organisation, State and stage. Nothing hidden is ever looked into.

A claim is found by a word only where its asker would read that word: the levels of the gate are part of the query, so
what is found, and that nothing is found, tells no more than the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries as disclosure
from openregime.web.phrases import library_words
from openregime.web.proposals.fields import known_objects
from openregime.web.proposals.holding import holds
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.queries import Sight, visible
from openregime.web.proposals.stages import GATED, Stage
from openregime.web.site.parameters import BadParameter

MOST_WORDS = 8
_MOST_TITLES = 200
_IN_FULL = ("value", "basis", "note")
_OWN = (*_IN_FULL, "summary", "redacted", "facility", "giver")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; an empty field narrows nothing.

    `words` are all to be found; `object` is an object of a claim, `organisation` a part of a name, `state` an ISO code.
    """

    words: tuple[str, ...] = ()
    object: str = ""
    category: str = ""
    organisation: str = ""
    state: str = ""
    stage: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.object, self.category, self.organisation, self.state, self.stage))


def read_asked(query: Mapping[str, str]) -> Asked:
    """From the fields of the form or the parameters of a call.

    Raises:
        BadParameter: more words than are looked for, or a stage or category that there is not.
    """
    text = {name: query.get(name, "").strip() for name in ("q", "object", "category", "organisation", "state", "stage")}
    for name, given in text.items():
        if "\x00" in given or len(given) > 200:
            raise BadParameter(parameter=name, value=given[:60], reason=_("it must have at most 200 plain characters."))
    words = tuple(dict.fromkeys(text["q"].split()))
    if len(words) > MOST_WORDS:
        raise BadParameter(parameter="q", value=text["q"], reason=_("look for at most 8 words."))
    if text["stage"] and text["stage"] not in Stage.values:
        raise BadParameter(parameter="stage", value=text["stage"], reason=f"known are {', '.join(Stage.values)}.")
    known = load_sharing_table().category_by_id
    if text["category"] and text["category"] not in known:
        raise BadParameter(parameter="category", value=text["category"], reason=f"known are {', '.join(known)}.")
    return Asked(words, text["object"], text["category"], text["organisation"], text["state"].upper(), text["stage"])


def found(asked: Asked, sight: Sight) -> QuerySet[ProposedClaim]:
    """The claims that an asker may know of and that fit: one predicate, whatever is asked."""
    claims = visible(sight)
    if asked.stage:
        claims = claims.filter(stage=asked.stage)
    if asked.state:
        claims = claims.filter(state=asked.state)
    if asked.category:
        claims = claims.filter(category=asked.category)
    if asked.organisation:
        claims = claims.filter(holds("organisation__name", asked.organisation))
    if not (asked.words or asked.object):
        return claims
    readable = _Readable(sight)
    if asked.object:
        claims = claims.filter(readable.about(Q(object=asked.object)))
    for word in asked.words:
        claims = claims.filter(readable.saying(word))
    return claims


class _Readable:
    """Which claims an asker reads how far, as conditions of one query."""

    def __init__(self, sight: Sight) -> None:
        def at_least(level: Level) -> Q:
            profiles = disclosure.visible_profiles(sight.askers, sight.situations, sight.now, at_least=level)
            return Q(stage__in=GATED, profile__in=profiles.values("pk"))

        full, redacted, summary = (at_least(level) for level in (Level.FULL, Level.REDACTED, Level.SUMMARY))
        self.own = Q(organisation__key__in=sight.organisations)
        self.full = full | self.own
        self.redacted = redacted & ~self.full & (~Q(redacted="") | ~Q(summary=""))
        self.summary = summary & ~redacted & ~self.full & ~Q(summary="")

    def about(self, condition: Q) -> Q:
        """Claims whose object is shown and fits."""
        return (self.full | self.redacted | self.summary) & condition

    def saying(self, word: str) -> Q:
        """Claims in which a word stands where the asker reads it, or in the title of what they are about."""
        instead = holds("redacted", word) | (Q(redacted="") & holds("summary", word))
        return (
            self.about(_named(word))
            | (self.own & _in(_OWN, word))
            | (self.full & _in(_IN_FULL, word))
            | (self.redacted & instead)
            | (self.summary & holds("summary", word))
        )


def _in(fields: tuple[str, ...], word: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= holds(field, word)
    return condition


def _named(word: str) -> Q:
    """Objects with the word in their name, or in their title in the reader's language."""
    wanted = word.casefold()
    titled = [
        one
        for one, title in known_objects().items()
        if wanted in title.casefold() or wanted in library_words(title).casefold()
    ]
    return holds("object", word) | Q(object__in=titled[:_MOST_TITLES])
