"""What the pages of disclosure call things, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.budgets import (
    LEAST_EPSILON,
    LONGEST_DAYS,
    MOST_EPSILON,
    MOST_OF_EACH,
    BadBudget,
    BudgetSpent,
)
from openregime.io.noise import NoiseNotInstalled
from openregime.web.sharing.words import names

__all__ = ["ages", "harms", "kinds_of_information", "names", "open_in_full", "outcomes", "purposes"]


def harms() -> Mapping[str, str]:
    """Harm that a ruling may close something for -> what closing prevents."""
    return {
        "theft": _("helps to steal material"),
        "sabotage": _("helps to sabotage a facility or a transport"),
        "access": _("helps to get in without authority"),
        "transfer": _("helps to move material illegally"),
        "person": _("endangers a person or tells private matters"),
        "trial": _("harms an investigation or a fair trial"),
        "property": _("takes an owner's commercial property"),
        "confidence": _("breaks the word given to whoever gave it in confidence"),
    }


def ages() -> Mapping[str, str]:
    """How long something has been withheld."""
    return {
        "under-1-year": _("under 1 year"),
        "1-to-3-years": _("1 to 3 years"),
        "3-years-and-more": _("3 years and more"),
    }


def outcomes() -> Mapping[str, str]:
    """What came of an appeal or a review."""
    return {
        "": _("waits for an answer"),
        "opened": _("opened"),
        "kept": _("kept as it was"),
        "reclassified": _("given another category"),
    }


def kinds_of_information() -> Mapping[str, str]:
    """Class of information -> its title."""
    from openregime.io.sharing.table import load_sharing_table
    from openregime.web.phrases import library_words

    return {kind: library_words(title) for kind, title in load_sharing_table().class_words.items()}


def open_in_full() -> str:
    """What is not withheld."""
    return _("open in full")


def purposes() -> Mapping[str, str]:
    """The public tables."""
    return {
        "claims": _("Approved claims, by kind of information"),
        "rulings": _("Rulings in force that close something: what they prevent"),
        "appeals": _("Appeals"),
    }


def refusal_of_noise(error: OpenRegimeError) -> tuple[str, str]:
    """The field at fault, and in the reader's language why no budget was set or no figure published."""
    if isinstance(error, BadBudget):
        return error.field, {
            "purpose": _("Choose one of the tables."),
            "epsilon": _(
                "Epsilon of a period lies between %(least)s and %(most)s, with two decimal places at the most."
            )
            % {"least": LEAST_EPSILON, "most": MOST_EPSILON},
            "each": _("One publication costs between %(least)s and the epsilon of the period.")
            % {"least": LEAST_EPSILON},
            "most": _("One organisation counts for between 1 and %(most)s in all cells together.")
            % {"most": MOST_OF_EACH},
            "begins": _("Write a day as YYYY-MM-DD on which no other budget for these figures runs: two would add up."),
            "ends": _("Write a day as YYYY-MM-DD: a period has between 1 and %(days)s days.") % {"days": LONGEST_DAYS},
        }.get(error.field, str(error))
    if isinstance(error, BudgetSpent):
        said = _(
            "This publication costs epsilon %(wanted)s, and %(left)s is left of the budget. What was published stands."
        )
        return "purpose", said % {"wanted": error.wanted, "left": error.left}
    if isinstance(error, NoiseNotInstalled):
        return "purpose", how_to_install()
    return "purpose", str(error)


def how_to_install() -> str:
    """What is missing where no noise can be drawn."""
    return _("Figures with noise need OpenDP, an optional extra: install it with “%(command)s”, then start again.") % {
        "command": "python -m pip install --require-hashes --no-deps -r requirements/privacy.txt"
    }
