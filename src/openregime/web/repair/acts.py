"""Acts in words and in addresses: join:cppnm_a, adopt:M13, mission, publish; the same texts as in the core."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.links import Requirement
from openregime.web.phrases import library_words

MISSION, PUBLISH = "mission", "publish"


def act_of_requirement(requirement: Requirement, seen: Observatory) -> dict[str, Any]:
    """What would meet a requirement: text of the act (empty where only the State's word can tell), and words."""
    text = PUBLISH if requirement.evidence.kind == "published" else requirement.act
    if text == "ask":
        spoken = requirement.evidence.kind in ("spoken", "provisions")
        return {"text": "", "words": _("Its own word on it") if spoken else _("Join one, or say that it has")}
    return {"text": text, "words": act_words(text, seen)}


def act_words(text: str, seen: Observatory) -> str:
    """An act in the reader's language: “Join ICSANT”, “Host an advisory mission”, “M28: designated contact point”."""
    verb, _colon, target = text.partition(":")
    if verb == "join":
        return _("Join: %(instrument)s") % {"instrument": library_words(seen.instruments[target].short)}
    if verb == "adopt":
        measure = {"id": target, "title": library_words(seen.rules.measure(target).title)}
        return _("Adopt %(id)s: %(title)s") % measure
    return {
        MISSION: _("Host an advisory mission (IPPAS)"),
        PUBLISH: _("Publish something of its result"),
    }[verb]
