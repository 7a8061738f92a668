"""What claims speak of, in words: instruments, missions, statements, events, and the aspects of each."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from openregime.core.facts import Claim, is_spoken
from openregime.core.readings.day import Regime
from openregime.web.phrases import library_words
from openregime.web.site.templatetags._formats import day_words, status_words


def thing_of_claim(claim: Claim) -> str:
    """What a claim speaks of, without the aspect: `cppnm`, `mission.IPPAS-FRA-2011`, `cppnm_a.deposit_window`."""
    return claim.object.rpartition(".")[0] or claim.object


def family_of(claim: Claim) -> str:
    """The first part of what a claim speaks of: `mission` for every mission, `cppnm` for all of that instrument."""
    return claim.object.partition(".")[0]


_APART = frozenset(
    {
        "eiti",
        "eiti_validation",
        "framework",
        "framework_parties",
        "nti_edition",
        "nti_index",
        "nti_indicator",
        "open_source_incidents",
        "voluntary_regime",
    }
)


def is_apart(family: str) -> bool:
    """Whether claims of a family lie outside the chain: neighbouring regimes and the judgement of others."""
    return family in _APART


def family_words(family: str, regime: Regime) -> str:
    """A family of claims; the id of the record where there is no word for it."""
    if family in regime.instruments:
        return library_words(regime.instruments[family].short)
    words = {
        "state": pgettext("claims", "The State itself"),
        "mission": pgettext("claims", "Advisory missions"),
        "statement": pgettext("claims", "Joint statements"),
        "report-1540": pgettext("claims", "First national reports under resolution 1540"),
        "summits": pgettext("claims", "Nuclear Security Summits"),
        "institution": pgettext("claims", "Training and support institutions"),
        "materials": pgettext("claims", "Weapons-usable material"),
        "reactors": pgettext("claims", "Power reactors"),
        "research_reactors": pgettext("claims", "Research reactors"),
        "nti_index": pgettext("claims", "An outside index (NTI)"),
        "event": pgettext("claims", "Security events made public"),
        "eiti": pgettext("claims", "A neighbouring regime: extractive industries"),
        "nssc_network": pgettext("claims", "Network of support centres"),
        "support_centre_network": pgettext("claims", "Network of support centres"),
        "state_alias": pgettext("claims", "Another name of the State"),
        "summit_tally": pgettext("claims", "National promises kept"),
        "nti_edition": pgettext("claims", "An outside index (NTI)"),
        "nti_indicator": pgettext("claims", "An outside index (NTI)"),
        "open_source_incidents": pgettext("claims", "Incidents counted from open sources"),
        "voluntary_regime": pgettext("claims", "A neighbouring voluntary regime"),
        "eiti_validation": pgettext("claims", "A neighbouring regime: extractive industries"),
        "framework": pgettext("claims", "A neighbouring framework convention"),
        "framework_parties": pgettext("claims", "A neighbouring framework convention"),
        "requirement": pgettext("claims", "Its own word on what the chain asks for"),
        "measure": pgettext("claims", "Its own word on national measures"),
        "provision": pgettext("claims", "Its own word on provisions"),
        "instrument": pgettext("claims", "Its own word on instruments"),
        "topic": pgettext("claims", "Its own word on other subjects"),
    }
    return words.get(family, family.replace("_", " "))


def thing_words(thing: str, regime: Regime) -> str:
    """Heading of one group of claims."""
    family, _dot, rest = thing.partition(".")
    name = family_words(family, regime)
    if rest == "deposit_window":
        return _("%(name)s: in which window the deposit lies") % {"name": name}
    if rest == "end_window":
        return _("%(name)s: in which window the end lies") % {"name": name}
    if rest == "total":
        return _("%(name)s: published total") % {"name": name}
    if family == "statement":
        title = regime.record.by_id.get(f"nss_commitments/{rest}/title")
        return _("Joint statement: %(title)s") % {"title": library_words(title.value) if title else rest}
    if family in OWN_WORDS:
        return f"{name}: {_own_subject(family, rest, regime)}"
    return f"{name}: {rest.replace('.', ', ').replace('_', ' ')}" if rest else name


OWN_WORDS = ("requirement", "measure", "provision", "instrument", "topic")
"""Families of claims that only people make."""


def _own_subject(family: str, rest: str, regime: Regime) -> str:
    """What a State speaks of itself: its title in the library, or its own word for it."""
    titles = {
        "requirement": {r.id: r.title for r in regime.chain.requirements},
        "measure": {m.id: m.title for m in regime.rules.measures},
        "provision": {p.id: p.title for p in regime.rules.provisions},
        "instrument": {i.id: i.short for i in regime.instruments.values()},
    }.get(family, {})
    if rest == "index-comment":
        return _("its row in the index")
    return library_words(titles[rest]) if rest in titles else rest.replace("-", " ")


def said_words(aspect: str) -> str:
    """What a claim says of its thing: the last part of its object, in words; as the record has it where it has none."""
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
    return words.get(aspect) or str(_FURTHER.get(aspect, aspect.replace("_", " ")))


def value_words(claim: Claim) -> str:
    """The value as the source table has it; days, regions and fixed words as the reader's language writes them."""
    try:
        return day_words(dt.date.fromisoformat(claim.value))
    except ValueError:
        aspect = claim.object.rpartition(".")[2]
        if aspect == "status" and is_spoken(claim):
            return status_words(claim.value)
        if aspect in ("un_region", "un_subregion") or (aspect == "title" and family_of(claim) == "statement"):
            return library_words(claim.value)
        return str(_VALUES.get(claim.value, claim.value))


_VALUES = {
    "yes": pgettext_lazy("value of a claim", "yes"),
    "no": pgettext_lazy("value of a claim", "no"),
    "unknown": pgettext_lazy("value of a claim", "unknown"),
    "partial": pgettext_lazy("value of a claim", "partial"),
    "party": pgettext_lazy("value of a claim", "party"),
    "signatory": pgettext_lazy("value of a claim", "signatory"),
    "not_in_force": pgettext_lazy("value of a claim", "not_in_force"),
    "subscriber": pgettext_lazy("value of a claim", "subscriber"),
    "ratification": pgettext_lazy("value of a claim", "ratification"),
    "accession": pgettext_lazy("value of a claim", "accession"),
    "acceptance": pgettext_lazy("value of a claim", "acceptance"),
    "approval": pgettext_lazy("value of a claim", "approval"),
    "confirmation": pgettext_lazy("value of a claim", "confirmation"),
    "succession": pgettext_lazy("value of a claim", "succession"),
    "political commitment": pgettext_lazy("value of a claim", "political commitment"),
    "sourced": pgettext_lazy("value of a claim", "sourced"),
    "inferred": pgettext_lazy("value of a claim", "inferred"),
    "stated": pgettext_lazy("value of a claim", "stated"),
    "derived": pgettext_lazy("value of a claim", "derived"),
    "counted": pgettext_lazy("value of a claim", "counted"),
    "held": pgettext_lazy("value of a claim", "held"),
    "requested": pgettext_lazy("value of a claim", "requested"),
    "full_redacted": pgettext_lazy("value of a claim", "full_redacted"),
    "summary": pgettext_lazy("value of a claim", "summary"),
    "initial": pgettext_lazy("value of a claim", "initial"),
    "repeat": pgettext_lazy("value of a claim", "repeat"),
    "follow-up": pgettext_lazy("value of a claim", "follow-up"),
    "holder": pgettext_lazy("value of a claim", "holder"),
    "holder_below_1kg": pgettext_lazy("value of a claim", "holder_below_1kg"),
    "cleared": pgettext_lazy("value of a claim", "cleared"),
    "state": pgettext_lazy("value of a claim", "state"),
    "non-member state": pgettext_lazy("value of a claim", "non-member state"),
    "regional organization": pgettext_lazy("value of a claim", "regional organization"),
}
"""The words to which tables of the record are held; a claim's own page gives the value unchanged beside them."""

_FURTHER = {
    "iso2": pgettext_lazy("aspect of a claim", "code of two letters (ISO 3166-1)"),
    "entity_type": pgettext_lazy("aspect of a claim", "kind of subject"),
    "basis": pgettext_lazy("aspect of a claim", "basis"),
    "date": pgettext_lazy("aspect of a claim", "date"),
    "count": pgettext_lazy("aspect of a claim", "count"),
    "includes_euratom": pgettext_lazy("aspect of a claim", "EURATOM counted in"),
    "status_text": pgettext_lazy("aspect of a claim", "status in words"),
    "status_date": pgettext_lazy("aspect of a claim", "date of the status"),
    "cleared_year_from": pgettext_lazy("aspect of a claim", "cleared, first possible year"),
    "cleared_year_to": pgettext_lazy("aspect of a claim", "cleared, last possible year"),
    "operational_mwe": pgettext_lazy("aspect of a claim", "electric power in operation, MW"),
    "nss_2010": pgettext_lazy("aspect of a claim", "attended the summit of 2010"),
    "nss_2012": pgettext_lazy("aspect of a claim", "attended the summit of 2012"),
    "nss_2014": pgettext_lazy("aspect of a claim", "attended the summit of 2014"),
    "nss_2016": pgettext_lazy("aspect of a claim", "attended the summit of 2016"),
    "summits_attended": pgettext_lazy("aspect of a claim", "summits attended"),
    "infcirc_869_subscriber": pgettext_lazy("aspect of a claim", "subscriber to INFCIRC/869"),
    "contact_group_member": pgettext_lazy("aspect of a claim", "member of the Contact Group"),
    "gift_basket_lists_naming_state": pgettext_lazy("aspect of a claim", "lists of joint statements that name it"),
    "title": pgettext_lazy("aspect of a claim", "title"),
    "topic": pgettext_lazy("aspect of a claim", "topic"),
    "summit": pgettext_lazy("aspect of a claim", "summit"),
    "lead_states": pgettext_lazy("aspect of a claim", "leading States"),
    "subscriber_count": pgettext_lazy("aspect of a claim", "number of subscribers"),
    "subscribers_iso3": pgettext_lazy("aspect of a claim", "subscribers, by code"),
    "other_subscribers": pgettext_lazy("aspect of a claim", "other subscribers"),
    "list_complete": pgettext_lazy("aspect of a claim", "list complete"),
    "infcirc": pgettext_lazy("aspect of a claim", "information circular"),
    "infcirc_date": pgettext_lazy("aspect of a claim", "date of the circular"),
    "followon_status": pgettext_lazy("aspect of a claim", "what followed"),
    "focus": pgettext_lazy("aspect of a claim", "field of work"),
    "network": pgettext_lazy("aspect of a claim", "network"),
    "report_note": pgettext_lazy("aspect of a claim", "remark on the report"),
    "ippas_sequence_no": pgettext_lazy("aspect of a claim", "number of the mission"),
    "place": pgettext_lazy("aspect of a claim", "place"),
    "type": pgettext_lazy("aspect of a claim", "kind of event"),
    "consequence": pgettext_lazy("aspect of a claim", "consequence"),
    "ines_rating": pgettext_lazy("aspect of a claim", "rating on the INES scale"),
    "description": pgettext_lazy("aspect of a claim", "description"),
    "countries": pgettext_lazy("aspect of a claim", "number of countries"),
    "category": pgettext_lazy("aspect of a claim", "category"),
    "edition": pgettext_lazy("aspect of a claim", "edition"),
    "ranking": pgettext_lazy("aspect of a claim", "ranking"),
    "tied": pgettext_lazy("aspect of a claim", "rank shared"),
    "states_ranked": pgettext_lazy("aspect of a claim", "States ranked"),
    "weight": pgettext_lazy("aspect of a claim", "weight"),
    "level": pgettext_lazy("aspect of a claim", "level"),
    "decision_date": pgettext_lazy("aspect of a claim", "date of the decision"),
    "board_decision": pgettext_lazy("aspect of a claim", "decision of the board"),
    "result": pgettext_lazy("aspect of a claim", "result"),
    "qualifier": pgettext_lazy("aspect of a claim", "qualifier"),
    "validation_no": pgettext_lazy("aspect of a claim", "number of the review"),
    "incidents": pgettext_lazy("aspect of a claim", "incidents"),
    "incidents_total": pgettext_lazy("aspect of a claim", "incidents in all"),
    "cumulative": pgettext_lazy("aspect of a claim", "cumulative count"),
    "value": pgettext_lazy("aspect of a claim", "value"),
    "unit": pgettext_lazy("aspect of a claim", "unit"),
    "metric": pgettext_lazy("aspect of a claim", "what is counted"),
    "period": pgettext_lazy("aspect of a claim", "period"),
    "feature": pgettext_lazy("aspect of a claim", "feature"),
    "article_ref": pgettext_lazy("aspect of a claim", "article"),
    "word": pgettext_lazy("aspect of a claim", "its own words"),
    "verification": pgettext_lazy("aspect of a claim", "how it was checked"),
}
"""Aspects that only tables beside the treaties have."""
