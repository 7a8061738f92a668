"""How a person is named on pages."""

from openregime.web.people.models import Person


def name_of(person: Person) -> str:
    """The name that the person gave."""
    return person.name
