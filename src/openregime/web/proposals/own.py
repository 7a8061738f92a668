"""What a person may do with claims of their own organisations."""

from typing import Any

from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.people.queries import organisations_of
from openregime.web.proposals import queries
from openregime.web.proposals.stages import Stage

VERBS = ("claims.propose", "claims.approve", "claims.withdraw", "releases.publish")


def organisations_that_may(person: Person | None, verb: str) -> list[tuple[str, str]]:
    """Key and name of the organisations for which a person may do something: one query, none for nobody."""
    if person is None:
        return []
    allowed = set(permissions.MAY[verb])
    return [(one.key, one.name) for one, roles in organisations_of(person) if allowed & set(roles)]


def acts_on(shown: queries.ShownClaim, sight: queries.Sight) -> dict[str, Any]:
    """Which acts to offer on a claim, and why a draft came back; whether one is allowed is decided when it is done."""
    if sight.person is None or not shown.is_own:
        return {}
    claim = queries.own_claim(sight.person, shown.key)
    may = {verb: permissions.decide(sight.person, verb, claim.organisation).allowed for verb in VERBS}
    is_author, stage = claim.author_id == sight.person.pk, shown.stage
    writes = is_author and may["claims.propose"]
    return {
        "returned": claim.returned_because if stage is Stage.DRAFT else "",
        "edit": stage is Stage.DRAFT and writes,
        "submit": stage is Stage.DRAFT and writes,
        "attach": stage is Stage.DRAFT and writes,
        "recall": stage is Stage.SUBMITTED and writes,
        "approve": stage is Stage.SUBMITTED and not is_author and may["claims.approve"],
        "own_waits": stage is Stage.SUBMITTED and is_author,
        "supersede": stage is Stage.APPROVED and may["claims.propose"],
        "publish": stage is Stage.APPROVED and may["releases.publish"],
        "withdraw": (stage in (Stage.DRAFT, Stage.SUBMITTED) and writes)
        or (stage is Stage.APPROVED and may["claims.withdraw"]),
    }
