"""As whom a person asks: one asker per organisation and role, and always also as anyone."""

from openregime.core.sharing import Asker
from openregime.web.people.kinds import OrganisationKind, Role
from openregime.web.people.models import Membership, Person

ANYONE = Asker("anonymous", "public")

AUDIENCE_OF = {
    OrganisationKind.STATE_AUTHORITY: "regulator",
    OrganisationKind.OPERATOR: "peer_operator",
    OrganisationKind.COMPANY: "supply_chain",
    OrganisationKind.CENTRE: "researcher",
    OrganisationKind.SECRETARIAT: "secretariat",
    OrganisationKind.CIVIL_SOCIETY: "researcher",
}
"""Kind of organisation -> audience of the table that its people count as."""


def askers_of(person: Person | None) -> tuple[Asker, ...]:
    """Everything that a person may ask as; nobody signed in asks as anyone. One query for a person.

    What one of them sees, the person sees: each is a reason of its own.
    """
    if person is None or not person.is_active:
        return (ANYONE,)
    rows = (
        Membership.objects.filter(person=person, ended_at=None, organisation__merged_into=None)
        .values_list("organisation__key", "organisation__kind", "organisation__state", "role")
        .order_by("organisation__key", "role")
    )
    found: dict[Asker, None] = {ANYONE: None}
    for key, kind, state, role in rows:
        audience = AUDIENCE_OF[OrganisationKind(kind)]
        found[Asker(person.key, audience, state=state, organisation=key)] = None
        if role == Role.REVIEWER:
            found[Asker(person.key, "reviewer", state=state, organisation=key)] = None
    return tuple(found)
