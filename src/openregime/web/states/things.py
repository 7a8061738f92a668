"""What claims speak of, in words: instruments, missions, statements, events, and the aspects of each."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openregime.core.facts import Claim
from openregime.core.readings.day import Regime
from openregime.web.phrases import library_words
from openregime.web.site.templatetags._formats import day_words


def thing_of_claim(claim: Claim) -> str:
    """What a claim speaks of, without the aspect: `cppnm`, `mission.IPPAS-FRA-2011`, `cppnm_a.deposit_window`."""
    return claim.object.rpartition(".")[0] or claim.object


def family_of(claim: Claim) -> str:
    """The first part of what a claim speaks of: `mission` for every mission, `cppnm` for all of that instrument."""
    return claim.object.partition(".")[0]


def family_words(family: str, regime: Regime) -> str:
    """A family of claims; the id of the record where there is no word for it."""
    if family in regime.instruments:
        return library_words(regime.instruments[family].short)
    words = {
        "state": pgettext("claims", "The State itself"),
        "mission": pgettext("claims", "Advisory missions"),
        "statement": pgettext("claims", "Joint statements"),
        "summits": pgettext("claims", "Nuclear Security Summits"),
        "institution": pgettext("claims", "Training and support institutions"),
        "materials": pgettext("claims", "Weapons-usable material"),
        "reactors": pgettext("claims", "Power reactors"),
        "research_reactors": pgettext("claims", "Research reactors"),
        "nti_index": pgettext("claims", "An outside index (NTI)"),
        "event": pgettext("claims", "Security events made public"),
        "eiti": pgettext("claims", "A neighbouring regime: extractive industries"),
        "nssc_network": pgettext("claims", "Network of support centres"),
    }
    return words.get(family, family.replace("_", " "))


def thing_words(thing: str, regime: Regime) -> str:
    """Heading of one group of claims."""
    family, _dot, rest = thing.partition(".")
    name = family_words(family, regime)
    if rest == "deposit_window":
        return _("%(name)s: in which window the deposit lies") % {"name": name}
    if family == "statement":
        title = regime.record.by_id.get(f"nss_commitments/{rest}/title")
        return _("Joint statement: %(title)s") % {"title": title.value if title else rest}
    return f"{name}: {rest.replace('.', ', ').replace('_', ' ')}" if rest else name


def aspect_words(aspect: str) -> str:
    """What a claim says of its thing; the column of the record where there is no word for it."""
    words = {
        "status": pgettext("aspect of a claim", "status"),
        "signed": pgettext("aspect of a claim", "signed"),
        "deposited": pgettext("aspect of a claim", "deposited"),
        "in_force": pgettext("aspect of a claim", "in force for the State"),
        "kind": pgettext("aspect of a claim", "kind of act"),
        "reservation": pgettext("aspect of a claim", "reservation or declaration"),
        "not_before": pgettext("aspect of a claim", "not before"),
        "not_after": pgettext("aspect of a claim", "not after"),
        "joined": pgettext("aspect of a claim", "joined"),
        "name": pgettext("aspect of a claim", "name"),
        "state": pgettext("aspect of a claim", "State"),
        "year": pgettext("aspect of a claim", "year"),
        "start_date": pgettext("aspect of a claim", "first day"),
        "end_date": pgettext("aspect of a claim", "last day"),
        "mission_type": pgettext("aspect of a claim", "kind of mission"),
        "report_published": pgettext("aspect of a claim", "report published"),
        "scope": pgettext("aspect of a claim", "scope"),
        "ordinal_in_state": pgettext("aspect of a claim", "number in the State"),
        "operational": pgettext("aspect of a claim", "in operation"),
        "under_construction": pgettext("aspect of a claim", "under construction"),
        "planned": pgettext("aspect of a claim", "planned"),
        "shut_down": pgettext("aspect of a claim", "shut down"),
        "suspended": pgettext("aspect of a claim", "suspended"),
        "tonnes": pgettext("aspect of a claim", "highly enriched uranium, tonnes (outside estimate)"),
        "material": pgettext("aspect of a claim", "material"),
        "band": pgettext("aspect of a claim", "band of the amount"),
        "score": pgettext("aspect of a claim", "score given by the index"),
        "rank": pgettext("aspect of a claim", "rank given by the index"),
        "un_member": pgettext("aspect of a claim", "Member State of the United Nations"),
        "un_member_since": pgettext("aspect of a claim", "Member State since"),
        "un_region": pgettext("aspect of a claim", "region (UN M49)"),
        "un_subregion": pgettext("aspect of a claim", "subregion (UN M49)"),
        "iaea_member": pgettext("aspect of a claim", "Member State of the IAEA"),
        "iaea_member_since": pgettext("aspect of a claim", "Member State of the IAEA since"),
    }
    return words.get(aspect, aspect.replace("_", " "))


def value_words(claim: Claim) -> str:
    """The value as the source table has it; whole days as the reader's language writes them."""
    try:
        return day_words(dt.date.fromisoformat(claim.value))
    except ValueError:
        return claim.value
