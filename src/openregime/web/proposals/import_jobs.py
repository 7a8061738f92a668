"""Large tables of claims as jobs: read and checked beside the server, then stored in one transaction, or not at all."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from openregime.core.facts import BadRecord
from openregime.io.tables import UnreadableTable
from openregime.web.jobs.kinds import Assignment, Kind, Refused
from openregime.web.proposals import imports
from openregime.web.proposals.refusals import told, told_of

NAME = "claims.import"


def prepare(given: Assignment) -> Callable[[], int]:
    """Read and check every row; what is returned stores the drafts and says how many there are.

    Raises:
        Refused: what stands in the way, row by row.
    """
    try:
        rows = imports.read_claims(given.person, given.organisation, given.content, given.name, progress=given.progress)
    except BadRecord as error:
        words = _("Nothing was stored. What stands in the way is listed below, row by row.")
        raise Refused(words, [(one.line, one.field, told(one.message)) for one in error.problems]) from None
    except UnreadableTable as error:
        raise Refused(told_of(error)) from None
    return lambda: len(imports.store_claims(given.person, given.organisation, rows, now=timezone.now()))


KIND = Kind("claims.propose", prepare, "/proposals/?stage=draft")
