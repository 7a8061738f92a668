"""Claims by people in the reader's language: titles and names instead of ids, and what each audience sees."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.facts.spoken import READ
from openregime.core.sharing import Decision, Level, Words
from openregime.core.sharing.situations import situation_for
from openregime.io.observatories import load
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries as disclosure
from openregime.web.people.kinds import Role
from openregime.web.phrases import library_words, state_name
from openregime.web.proposals import queries
from openregime.web.proposals.fields import STATUS_VALUES, known_objects
from openregime.web.sharing.words import names, sentence
from openregime.web.site.templatetags._formats import status_words


def level_words(level: Level) -> str:
    """How much is shown, as its title."""
    return library_words(load_sharing_table().level_words[level][0])


def category_words(category: str) -> str:
    """Id and title of an information category."""
    known = load_sharing_table().category_by_id.get(category)
    return f"{category} {library_words(known.title)}" if known else category


def object_words(given: str) -> str:
    """What a claim is about; empty where that is not shown."""
    kind, _colon, name = given.partition(":")
    title = known_objects().get(given)
    if title is None:
        return name.replace("-", " ").capitalize()
    return library_words(title) if kind not in ("provision", "measure") else f"{name} {library_words(title)}"


def value_words(about: str, value: str) -> str:
    """What a claim says: a status in the reader's language, anything else in the words of who wrote it."""
    is_status = value in STATUS_VALUES and about.partition(":")[0] in READ
    return status_words(value.replace(" ", "-")) if is_status else value


@lru_cache(maxsize=1)
def _states() -> dict[str, Any]:
    return {entity.id: entity for entity in load().record.states}


def state_words(code: str) -> str:
    """The name of a State; its code where the record has none, as for invented ones."""
    return state_name(_states()[code]) if code in _states() else code


def said(words: Words, decision: Decision, shown: queries.ShownClaim | None, sight: queries.Sight) -> str:
    """A reason, a step or a change as the asker may read it."""
    known: dict[str, str] = {}
    if "name" in words.values:
        person = sight.person
        known["name"] = person.name if person is not None and words.values["name"] == person.key else _("Whoever asks")
    if "organisation" in words.values:
        is_holder = shown is not None and words.values["organisation"] == decision.item.holder
        known["organisation"] = shown.organisation if shown is not None and is_holder else _("The organisation")
    if "givers" in words.values and (shown is None or not shown.is_own):
        known["givers"] = _("Whoever gave it")
    return sentence(replace(words, values={**words.values, **known}), names())


def deciders(decision: Decision, shown: queries.ShownClaim) -> str:
    """Who decided: the organisation, the roles of a ruling, the giver, or the table."""
    if decision.rule == "own-item":
        return shown.organisation
    if decision.ruling:
        return ", ".join(str(Role(one).label) if one in Role.values else one for one in decision.decided_by)
    if decision.rule == "giver":
        return ", ".join(decision.decided_by) if shown.is_own else _("Whoever gave it")
    if decision.rule == "already-public":
        return ", ".join(decision.decided_by)
    return _("the sharing table, version %s") % load_sharing_table().version


def explained(decision: Decision, shown: queries.ShownClaim, sight: queries.Sight) -> dict[str, Any]:
    """Steps, reason, deciders and changes in words."""
    return {
        "steps": [
            {
                "words": said(s.words, decision, shown, sight),
                "level": level_words(s.level) if s.level is not None else "",
                "level_slug": s.level.slug if s.level is not None else None,
            }
            for s in decision.steps
        ],
        "reason": said(decision.reason, decision, shown, sight),
        "decided_by": deciders(decision, shown),
        "until": decision.until,
        "review_on": decision.review_on,
        "changes": [said(change, decision, shown, sight) for change in decision.changes],
    }


def audiences_of(decision: Decision, sight: queries.Sight, *, summary: str, redacted: str) -> list[dict[str, Any]]:
    """What each audience really sees of an item, with the reason.

    Args:
        decision: any decision on the item.
        summary, redacted: the prepared words; a level that asks for words that nobody wrote shows existence only.
    Returns:
        One for each audience: audience, level and reason in words, rank (number of the level), `lacks`: what could be
        written so that it sees more, empty where nothing is missing.
    """
    item, gate = replace(decision.item, holder=""), disclosure.gate()  # what others see, not the holder
    situation = situation_for(sight.situations, item.state, sight.now)
    titles = names()
    found = []
    for audience, one in gate.preview(item, situation, sight.now).items():
        seen = queries.prepared_level(one.level, summary=summary, redacted=redacted)
        found.append(
            {
                "audience": titles[audience],
                "level": level_words(seen),
                "rank": int(seen),
                "reason": said(one.reason, one, None, sight),
                "lacks": _lacks(one.level) if seen is not one.level and one.level >= Level.SUMMARY else "",
            }
        )
    return found


def _lacks(level: Level) -> str:
    if level is Level.SUMMARY:
        return _("They may have a summary, but there is none: they see only that the claim exists.")
    return _(
        "They may have it with what is sensitive taken out, but nobody has written that: they see only that it exists."
    )
