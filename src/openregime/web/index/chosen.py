"""What a reader chooses, all of it in the address: which index, weights of its pillars, how much may be made up for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.io.index.named import NamedIndex, UnknownIndex, named_index, named_indices
from openregime.web.index import words
from openregime.web.site.parameters import BadParameter, Moment, query_of
from openregime.web.site.templatetags._formats import number_words

DEFAULT = "regime"
LEAST = "min"
POWERS = ("1", "0.5", "0", "-0.5", "-1", "-2", "-3", "-5", "-8", "-12", "-20", LEAST)
"""Steps of the compensation slider, from everything made up for to nothing."""
HEAVIEST = 5.0


@dataclass(slots=True)
class Chosen:
    """Choices, and what is wrong with them.

    Attributes:
        index: the index. weights: pillar -> weight. power: None for the least pillar.
        is_unchanged: suppose that nothing changed since the complete lists ended.
        typed: field -> what was typed, where it could not be used. errors: each with field and words.
    """

    index: NamedIndex
    weights: dict[str, float]
    power: float | None
    is_unchanged: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Whether weights or compensation differ from what the library says."""
        return self.power != self.index.power or self.weights != dict(self.index.weights)

    @property
    def changes(self) -> dict[str, str]:
        """What an address must say to bring these choices back: what differs from the library, and nothing else."""
        found = {} if self.index.name == DEFAULT else {"index": self.index.name}
        if self.is_unchanged:
            found["unchanged"] = "1"
        if self.power != self.index.power:
            found["p"] = LEAST if self.power is None else f"{self.power:g}"
        found |= {
            f"w-{link}": f"{weight:g}" for link, weight in self.weights.items() if weight != self.index.weights[link]
        }
        return found

    def query(self, moment: Moment, **more: str) -> str:
        """Query string with the days and these choices, without its question mark."""
        return query_of(moment, **{**self.changes, **more})


def read_chosen(query: QueryDict) -> Chosen:
    """The choices in an address.

    Raises:
        BadParameter: an index or a pillar that does not exist: the address itself is wrong.
    """
    try:
        index = named_index(query.get("index") or DEFAULT)
    except UnknownIndex as error:
        reason = f"no index has this name; known: {', '.join(named_indices())}."
        raise BadParameter(parameter="index", value=error.given, reason=reason) from None
    chosen = Chosen(index, {link: index.weights[link] for link in index.links}, index.power)
    chosen.is_unchanged = query.get("unchanged", "") == "1"
    if query.get("unchanged", "") not in ("", "0", "1"):
        raise BadParameter(parameter="unchanged", value=query.get("unchanged", ""), reason="write 1, or leave it out.")
    _read_power(query, chosen)
    for name in query:
        if name.startswith("w-"):
            _read_weight(name, query.get(name, ""), chosen)
    if not any(chosen.weights.values()):
        chosen.errors.append({"field": f"w-{index.links[0]}", "words": _("Give at least one pillar a weight above 0.")})
        chosen.weights = dict(index.weights)
    return chosen


def _read_power(query: QueryDict, chosen: Chosen) -> None:
    given = query.get("p", "").strip()
    if not given:
        return
    if given == LEAST:
        chosen.power = None
        return
    value = _number(given)
    if value is None or not -100 <= value <= 1:
        chosen.typed["p"] = given[:20]
        sentence = _("Compensation must be a number from −100 to 1, or %(least)s.") % {"least": LEAST}
        chosen.errors.append({"field": "p", "words": sentence})
    else:
        chosen.power = value


def _read_weight(name: str, given: str, chosen: Chosen) -> None:
    link = name.removeprefix("w-")
    if link not in chosen.weights:
        reason = f"this index has no such pillar; known: {', '.join(chosen.weights)}."
        raise BadParameter(parameter=name[:40], value=given, reason=reason)
    if not given.strip():
        return
    value = _number(given)
    if value is None or not 0 <= value <= HEAVIEST:
        chosen.typed[name] = given[:20]
        limits = {"pillar": words.pillar(chosen.index, link), "most": number_words(HEAVIEST)}
        sentence = _("The weight of “%(pillar)s” must be a number from 0 to %(most)s.") % limits
        chosen.errors.append({"field": name, "words": sentence})
    else:
        chosen.weights[link] = value


def _number(text: str) -> float | None:
    if "_" in text:  # Python reads 1_0 as 10; nobody else does
        return None
    try:
        value = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def controls(chosen: Chosen) -> dict[str, Any]:
    """What the form shows: indices, weights, steps of compensation."""
    errors = {error["field"]: error["words"] for error in chosen.errors}
    power = LEAST if chosen.power is None else f"{chosen.power:g}"
    powers = list(POWERS) if power in POWERS else [*POWERS, power]
    return {
        "indices": [
            {"name": i.name, "words": words.index_title(i), "is_here": i.name == chosen.index.name}
            for i in named_indices().values()
        ],
        "weights": [
            {
                "name": f"w-{link}",
                "label": words.pillar(chosen.index, link),
                "value": chosen.typed.get(f"w-{link}", f"{weight:g}"),
                "error": errors.get(f"w-{link}", ""),
            }
            for link, weight in chosen.weights.items()
        ],
        "powers": [{"value": p, "words": words.power(p), "is_here": p == power} for p in _in_order(powers)],
        "power_error": errors.get("p", ""),
    }


def _in_order(powers: list[str]) -> list[str]:
    return sorted(powers, key=lambda p: math.inf if p == LEAST else -float(p))


def hidden(changes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Choices as hidden fields of another form."""
    return list(changes.items())
