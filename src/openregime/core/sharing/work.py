"""A decision while it is being made."""

import datetime as dt

from openregime.core.sharing.decisions import Filled, Step, Words
from openregime.core.sharing.items import Item
from openregime.core.sharing.levels import Level
from openregime.core.sharing.situations import Situation

LEVELS = tuple(Level)
"""Levels by their value."""


class Work:
    """What is known so far.

    `life` is the level to which rulings for a threat to life open it; `trace` is None where nobody asked for the steps.
    """

    __slots__ = (
        "audiences",
        "category",
        "item",
        "level",
        "life",
        "now",
        "places",
        "rule",
        "ruling",
        "situation",
        "trace",
        "until",
    )

    def __init__(self, item: Item, situation: Situation | None, now: dt.datetime, trace: list[Step] | None) -> None:
        self.item, self.situation, self.now, self.trace = item, situation, now, trace
        self.level, self.rule, self.category, self.ruling = 6, "", "", ""
        self.until: dt.datetime | None = None
        self.life = 0
        self.audiences: tuple[str, ...] = ()
        self.places: tuple[int, ...] = ()

    def set(self, level: int, rule: str, category: str = "", ruling: str = "") -> None:
        self.level, self.rule, self.category, self.ruling = level, rule, category, ruling

    def turns_at(self, time: dt.datetime | None) -> None:
        if time is not None and time > self.now and (self.until is None or time < self.until):
            self.until = time

    def note(self, code: str, **values: Filled) -> None:
        if self.trace is not None:
            level = LEVELS[self.level] if self.rule else None
            self.trace.append(Step(Words(code, values), level))
