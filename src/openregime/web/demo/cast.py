"""Who there is in the invented world: organisations, and one account for every role.

`XAA` and `XAB` lie in the range of ISO 3166-1 alpha-3 that is left to users and is never given to a State; addresses
end in `.example`, which never leads anywhere (RFC 2606).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openregime.web.people.kinds import OrganisationKind, Role

EXEMPLIA, SAMPLONIA = "XAA", "XAB"
STATES: Mapping[str, str] = {EXEMPLIA: "Exemplia", SAMPLONIA: "Samplonia"}


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One account; the first role comes with the invitation, as do the others."""

    email: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class InventedOrganisation:
    """One organisation with its people; the first of them administers it and invites the others."""

    key: str
    name: str
    kind: OrganisationKind
    state: str
    people: tuple[InventedPerson, ...]


def _person(place: str, name: str, *roles: Role) -> InventedPerson:
    return InventedPerson(f"{name.split()[-1].lower()}@{place}.example", name, roles)


ORGANISATIONS: tuple[InventedOrganisation, ...] = (
    InventedOrganisation(
        "authority-of-exemplia", "Authority of Exemplia (invented)", OrganisationKind.STATE_AUTHORITY, EXEMPLIA,
        (
            _person("authority", "Alma Administrator", Role.ADMINISTRATOR),
            _person("authority", "Cato Contributor", Role.CONTRIBUTOR),
            _person("authority", "Anouk Approver", Role.APPROVER),
            _person("authority", "Sefa Security-Officer", Role.SECURITY_OFFICER),
            _person("authority", "Remy Reviewer", Role.REVIEWER),
            _person("authority", "Esra Exercise-Planner", Role.EXERCISE_PLANNER),
            _person("authority", "Odile Observer", Role.OBSERVER),
        ),
    ),
    InventedOrganisation(
        "reactors-of-exemplia", "Reactors of Exemplia (invented)", OrganisationKind.OPERATOR, EXEMPLIA,
        (
            _person("operator", "Oskar Administrator", Role.ADMINISTRATOR, Role.SECURITY_OFFICER),
            _person("operator", "Nadia Contributor", Role.CONTRIBUTOR),
            _person("operator", "Piet Approver", Role.APPROVER),
        ),
    ),
    InventedOrganisation(
        "centre-of-exemplia", "Training Centre of Exemplia (invented)", OrganisationKind.CENTRE, EXEMPLIA,
        (
            _person("centre", "Tora Administrator", Role.ADMINISTRATOR, Role.APPROVER),
            _person("centre", "Yusuf Contributor", Role.CONTRIBUTOR, Role.EXERCISE_PLANNER),
        ),
    ),
    InventedOrganisation(
        "authority-of-samplonia", "Authority of Samplonia (invented)", OrganisationKind.STATE_AUTHORITY, SAMPLONIA,
        (
            _person("samplonia", "Silas Administrator", Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.APPROVER),
            _person("samplonia", "Mira Contributor", Role.CONTRIBUTOR, Role.REVIEWER),
        ),
    ),
    InventedOrganisation(
        "invented-secretariat", "Secretariat of the Invented Convention", OrganisationKind.SECRETARIAT, "",
        (
            _person("secretariat", "Greta Administrator", Role.ADMINISTRATOR, Role.APPROVER),
            _person("secretariat", "Luca Contributor", Role.CONTRIBUTOR),
        ),
    ),
    InventedOrganisation(
        "invented-watch", "Invented Watch (civil society)", OrganisationKind.CIVIL_SOCIETY, "",
        (
            _person("watch", "Wanda Administrator", Role.ADMINISTRATOR, Role.APPROVER),
            _person("watch", "Ivo Contributor", Role.CONTRIBUTOR),
        ),
    ),
)  # fmt: skip
