"""What the record holds: its tables, what is complete up to when, published totals, and its known holes."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.facts import Claim, Record
from openregime.web.record import lines
from openregime.web.record.cross_references import cross_references, table_of
from openregime.web.record.known_sources import known_tally
from openregime.web.record.limits import LIMITS
from openregime.web.record.queries import releases
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import comma, number_words


def page(moment: Moment) -> dict[str, Any]:
    """Context of record/record.html: what was known by the day of knowledge, and how much became known later."""
    held = cross_references()
    known = held.record.as_known(moment.as_known)
    totals = sorted(known.totals, key=lambda t: (t.object, t.day.earliest))
    return {
        "n_claims": len(known.claims),
        "tally": known_tally(held, moment.as_known),
        "later": _later_words(held.record, known),
        "compiled_on": held.record.compiled_on,
        "digest": held.record.digest,
        "tables": _tables(known.claims),
        "wholes": [lines.whole_line(c, held) for c in known.completeness],
        "totals": [lines.total_line(t, held) for t in totals],
        "releases": releases()[:12],
        "limits": [(_(heading), [_(sentence) for sentence in sentences]) for heading, sentences in LIMITS],
    }


def _tables(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """One line for each table of the shipped record: treaties first, the largest first."""
    by_table: dict[str, list[Claim]] = {}
    for claim in claims:
        by_table.setdefault(table_of(claim), []).append(claim)
    in_order = sorted(by_table.items(), key=lambda t: (not t[0].startswith("treaties"), -len(t[1])))
    return [
        {"table": table, "about": table_words(table), "rows": len({c.row for c in held}), "claims": len(held)}
        for table, held in in_order
    ]


def _later_words(whole: Record, known: Record) -> str:
    """What became known only after the day of knowledge, counted by kind; empty when nothing did."""
    n_claims = len(whole.claims) - len(known.claims)
    n_wholes = len(whole.completeness) - len(known.completeness)
    n_totals = len(whole.totals) - len(known.totals)
    parts = [
        ngettext("%(n)s claim", "%(n)s claims", n_claims) % {"n": number_words(n_claims)} if n_claims else "",
        ngettext("%(n)s complete list", "%(n)s complete lists", n_wholes) % {"n": number_words(n_wholes)}
        if n_wholes
        else "",
        ngettext("%(n)s published total", "%(n)s published totals", n_totals) % {"n": number_words(n_totals)}
        if n_totals
        else "",
    ]
    return comma().join(part for part in parts if part)


def table_words(table: str) -> str:
    """What a table of the shipped record holds."""
    return {
        "treaties/states.csv": _("States and EURATOM, with codes, regions and memberships"),
        "treaties/state_aliases.csv": _("Other names under which sources list a State"),
        "treaties/adherence.csv": _("Who joined which instrument, and when"),
        "treaties/deposit_bounds.csv": _("Earliest and latest possible day of deposits whose day was not found"),
        "treaties/amendment_totals.csv": _("Published numbers of parties to the Amendment"),
        "treaties/other_totals.csv": _("Published numbers for the other instruments and programmes"),
        "treaties/conflicts.csv": _("Where sources differ, and which is used"),
        "evidence/nss_commitments.csv": _("Joint statements of the Nuclear Security Summits"),
        "evidence/nss_commitment_subscribers.csv": _("Who joined which joint statement"),
        "evidence/nss_national_tallies.csv": _("Published counts of national promises kept"),
        "evidence/nss_participants.csv": _("Who attended which summit"),
        "evidence/ippas_missions.csv": _("Advisory missions that public pages name"),
        "evidence/ippas_cumulative.csv": _("Published numbers of missions and hosts"),
        "evidence/nti_index.csv": _("Scores and ranks of an outside index"),
        "evidence/nti_editions.csv": _("How many States that index ranked, by edition"),
        "evidence/indicators.csv": _("Categories and indicators of that index"),
        "evidence/materials.csv": _("Holders of weapons-usable material, and States cleared of it"),
        "evidence/reactors.csv": _("Power reactors, by State"),
        "evidence/research_reactors.csv": _("Research reactors: world totals and a few States"),
        "evidence/institutions.csv": _("Training and support institutions"),
        "evidence/nssc_network.csv": _("Size of the network of support centres"),
        "evidence/itdb.csv": _("Incidents in the trafficking database, by year"),
        "evidence/cns_incidents.csv": _("Incidents counted from open sources"),
        "evidence/voluntary_regimes.csv": _("How far ten voluntary regimes were taken up"),
        "evidence/eiti_members.csv": _("Members of the extractive industries initiative"),
        "evidence/eiti_validation.csv": _("Outcomes of that initiative's reviews"),
        "evidence/framework_conventions.csv": _("Features of neighbouring framework conventions"),
        "evidence/framework_parties_by_year.csv": _("Parties to those conventions, by year"),
        "evidence/security_events.csv": _("Security events that were made public"),
    }.get(table, table)
