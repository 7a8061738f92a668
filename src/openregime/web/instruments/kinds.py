"""Kinds of instruments, of duties and of binding force, in the reader's language."""

from django.utils.translation import pgettext


def kind_words(kind: str) -> str:
    """A kind of instrument, in the plural."""
    return {
        "treaty": pgettext("instruments", "Treaties"),
        "resolution": pgettext("instruments", "Resolutions of the Security Council"),
        "agreement": pgettext("instruments", "Safeguards agreements"),
        "commitment": pgettext("instruments", "Political commitments"),
        "programme": pgettext("instruments", "Voluntary programmes"),
        "guidance": pgettext("instruments", "Guidance"),
    }[kind]


def binding_words(binding: str) -> str:
    """How strongly a provision binds."""
    return {
        "binding": pgettext("binding", "binding"),
        "binding-qualified": pgettext("binding", "binding, with a qualifier"),
        "best-efforts": pgettext("binding", "best efforts"),
        "calls-upon": pgettext("binding", "calls upon States"),
        "invites": pgettext("binding", "invites States"),
        "guidance": pgettext("binding", "guidance"),
        "purpose": pgettext("binding", "purpose"),
        "scope": pgettext("binding", "scope"),
    }[binding]


def duty_words(duty: str) -> str:
    """What a provision asks for."""
    return {
        "criminalise": pgettext("duty", "criminalise"),
        "legislate": pgettext("duty", "legislate"),
        "establish": pgettext("duty", "establish"),
        "cooperate": pgettext("duty", "cooperate"),
        "inform": pgettext("duty", "inform"),
        "protect": pgettext("duty", "protect"),
        "report": pgettext("duty", "report"),
        "refrain": pgettext("duty", "refrain"),
    }[duty]
