"""What the pages of disclosure call things, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from openregime.web.sharing.words import names

__all__ = ["ages", "harms", "kinds_of_information", "names", "open_in_full", "outcomes"]


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
    from openregime.io.sharing_table import load_sharing_table
    from openregime.web.phrases import library_words

    return {kind: library_words(title) for kind, title in load_sharing_table().class_words.items()}


def open_in_full() -> str:
    """What is not withheld."""
    return _("open in full")
