"""Acts in words and in addresses: join:cppnm_a, adopt:M13, mission, publish; the same texts as in the core."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.links import Requirement
from openregime.web.phrases import library_words

MISSION, PUBLISH = "mission", "publish"


def act_of_requirement(requirement: Requirement, seen: Observatory) -> dict[str, Any]:
    """What would meet a requirement: text of the act (empty where a scenario has none that does), and words."""
    kind = requirement.evidence.kind
    if kind == "published":
        return {"text": PUBLISH, "words": act_words(PUBLISH, seen)}
    if kind in ("joined", "mission") or (kind == "spoken" and requirement.act != "ask"):
        return {"text": requirement.act, "words": act_words(requirement.act, seen)}
    words = {"statement": _("Joining one"), "institution": _("Hosting one, or naming the one it has")}
    return {"text": "", "words": words.get(kind, _("Its own word on it"))}


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
