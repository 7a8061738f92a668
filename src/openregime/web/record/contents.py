"""What the record holds: its tables, what is complete up to when, published totals, and its known holes."""

from typing import Any

from django.utils.translation import gettext as _

from openregime.web.record import lines
from openregime.web.record.cross_references import cross_references
from openregime.web.record.limits import LIMITS
from openregime.web.record.queries import releases


def page() -> dict[str, Any]:
    """Context of record/record.html."""
    held = cross_references()
    record = held.record
    tables = [
        {
            "table": table,
            "about": table_words(table),
            "rows": len({c.row for c in claims}),
            "claims": len(claims),
        }
        for table, claims in sorted(held.tables().items(), key=lambda t: (not t[0].startswith("treaties"), -len(t[1])))
    ]
    return {
        "n_claims": len(record.claims),
        "n_sources": len(held.sources),
        "compiled_on": record.compiled_on,
        "digest": record.digest,
        "tables": tables,
        "wholes": [lines.whole_line(c, held) for c in record.completeness],
        "totals": [lines.total_line(t, held) for t in sorted(record.totals, key=lambda t: (t.object, t.day.earliest))],
        "releases": releases()[:12],
        "limits": [(_(heading), [_(sentence) for sentence in sentences]) for heading, sentences in LIMITS],
    }


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
