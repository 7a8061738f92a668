"""What the pages about jobs show."""

from typing import Any

from openregime.web.jobs import queries
from openregime.web.jobs.chores import DAYS_KEPT
from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.people.queries import organisation_for, organisations_of

_TONES = {"done": "badge-met", "refused": "badge-caution", "failed": "badge-caution"}


def mine(person: Person) -> dict[str, Any]:
    """One's own jobs, and the organisations whose jobs one may look over."""
    may = permissions.MAY["jobs.see"]
    return {
        "jobs": [_line(job) for job in queries.jobs_of(person)],
        "days_kept": DAYS_KEPT,
        "organisations": [(one.key, one.name) for one, roles in organisations_of(person) if set(may) & set(roles)],
    }


def one(person: Person, key: str) -> dict[str, Any]:
    """One's own job.

    Raises:
        UnknownJob.
    """
    job = queries.one_job(person, key)
    return {"job": job, **_line(job), "days_kept": DAYS_KEPT}


def organisation(person: Person, key: str) -> dict[str, Any]:
    """The jobs of an organisation, for its administrators.

    Raises:
        UnknownOrganisation, NotAllowed.
    """
    found = organisation_for(person, key)
    permissions.require(person, "jobs.see", found)
    return {"organisation": found, "jobs": [_line(job) for job in queries.jobs_for(found)], "days_kept": DAYS_KEPT}


def _line(job: queries.ShownJob) -> dict[str, Any]:
    return {"job": job, "stage": job.stage.label, "tone": _TONES.get(job.stage.value, "")}
