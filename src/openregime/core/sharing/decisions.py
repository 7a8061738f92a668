"""A decision with its reasons. It keeps what it was decided on, so that every word of it can be worked out later."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openregime.core.sharing.items import Asker, Item
from openregime.core.sharing.levels import Level
from openregime.core.sharing.situations import Situation
from openregime.core.sharing.words import CHANGES, RULES, STEPS

if TYPE_CHECKING:
    from openregime.core.sharing.gate import Gate

Filled = str | int | Level | dt.date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as a code and what fills it in, so that pages can say it in the reader's language.

    `values` hold plain words, ids of categories, audiences and situations, numbers, levels, days or several names.
    """

    code: str
    values: Mapping[str, Filled] = field(default_factory=dict)

    @property
    def pattern(self) -> str:
        """The English pattern that the values fill in."""
        return RULES.get(self.code) or STEPS[self.code]

    def in_english(self, names: Mapping[str, str] | None = None) -> str:
        """The sentence in English.

        Args:
            names: id of a category, audience, situation or level -> its title; None leaves ids as they are.
        """
        known = names or {}
        return self.pattern.format(**{k: _plain(v, known if k in NAMED else {}) for k, v in self.values.items()})


NAMED = frozenset({"category", "categories", "audience", "elsewhere", "situation", "level"})
"""Values of sentences that are ids of the table."""


@dataclass(frozen=True, slots=True)
class Change(Words):
    """Something that would change a decision; codes are those of CHANGES."""

    @property
    def pattern(self) -> str:
        """The English pattern that the values fill in."""
        return CHANGES[self.code]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: what was looked at, and the most that may be had after it (None: not yet said)."""

    words: Words
    level: Level | None


def _plain(value: Filled, names: Mapping[str, str]) -> str:
    if isinstance(value, Level):
        return names.get(value.slug, value.slug)
    if isinstance(value, tuple):
        return ", ".join(names.get(v, v) for v in value)
    return value.isoformat() if isinstance(value, dt.date) else names.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class Decision:
    """How much of an item an asker may have.

    Attributes:
        level: how much.
        rule: code of the rule that decided, a key of RULES.
        audience: the audience that the asker counted as; empty where there is none.
        category: the category that decided; empty where none did.
        until: the first time (UTC) at which it may turn out differently by itself; None: no such time is known.
        ruling: id of the ruling that decided; empty where none did.
        opens_at, opens_to: for `delayed` alone: when it opens and to what.
    """

    level: Level
    rule: str
    asker: Asker | None
    item: Item
    situation: Situation | None
    now: dt.datetime
    gate: "Gate" = field(repr=False, compare=False)
    audience: str = ""
    category: str = ""
    until: dt.datetime | None = None
    ruling: str = ""
    opens_at: dt.datetime | None = None
    opens_to: Level | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """How it came about, step by step: why somebody can see this, or cannot."""
        return self.gate.steps_of(self)

    @property
    def reason(self) -> Words:
        """The rule that decided, as a sentence."""
        steps = self.steps
        decided = (s.words for s in reversed(steps) if s.words.code == self.rule and s.level is self.level)
        # where a giver's consent alone left it open, the step that says so is the last one
        return next((w for w in decided if w.values.get("category", self.category) == self.category), steps[-1].words)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Who decided: the roles of a ruling, the givers, the publisher, or the default table with its version."""
        return self.gate.deciders_of(self)

    @property
    def review_on(self) -> dt.date:
        """The day on which whatever is not open in full is decided anew."""
        return self.gate.review_day(self.item)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would change it: a day, a situation, a consent, a ruling, a review."""
        return self.gate.changes_of(self)
