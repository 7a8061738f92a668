"""THE GATE: information categories x audiences x situations -> how much, with reasons. Pure.

Here belong the table, labels that travel, rulings, the decision itself, aggregates in which nobody stands out, and
releases and credentials that others can check. Keys, files and accounts belong elsewhere.
"""

from openregime.core.sharing.decisions import Change, Decision, Step, Words
from openregime.core.sharing.gate import Gate
from openregime.core.sharing.items import Asker, Consent, Item, Publication, derived, handed_over
from openregime.core.sharing.labels import Label, NoLabel, strictest
from openregime.core.sharing.levels import Level, UnknownLevel
from openregime.core.sharing.rulings import HARMS, BadRuling, Decider, Ruling
from openregime.core.sharing.situations import NORMALLY, BadDeclaration, Situation, declared, situation_for
from openregime.core.sharing.table import PolicyTable, UnknownCell, UnsoundTable

__all__ = [
    "HARMS",
    "NORMALLY",
    "Asker",
    "BadDeclaration",
    "BadRuling",
    "Change",
    "Consent",
    "Decider",
    "Decision",
    "Gate",
    "Item",
    "Label",
    "Level",
    "NoLabel",
    "PolicyTable",
    "Publication",
    "Ruling",
    "Situation",
    "Step",
    "UnknownCell",
    "UnknownLevel",
    "UnsoundTable",
    "Words",
    "declared",
    "derived",
    "handed_over",
    "situation_for",
    "strictest",
]
