"""Claims from a table: every row becomes a draft, or none does and a report says what stands in the way, row by row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from openregime.core.facts import BadRecord, Problem
from openregime.io.proposal_tables import read_proposed_rows
from openregime.io.sharing_table import load_sharing_table
from openregime.io.tables import Row
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import require
from openregime.web.proposals import actions
from openregime.web.proposals.fields import BadProposal, Proposal, read_proposal
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.trail.actions import log

_STANDING = (Stage.DRAFT, Stage.SUBMITTED, Stage.APPROVED)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row that became a draft: its number in the file, the key of the claim, what it is about."""

    line: int
    key: str
    object: str


def take_in(
    actor: Person, organisation: Organisation, content: bytes, name: str, *, now: dt.datetime
) -> list[ImportedRow]:
    """Make a draft of every row of a file.

    Args:
        content, name: as `io.proposal_tables.read_proposed_rows` takes them.
    Returns:
        One entry for each row, in the order of the file.
    Raises:
        NotAllowed; UnreadableTable; BadRecord: names every row and field that will not do. Nothing was stored.
    """
    require(actor, "claims.propose", organisation)
    rows = read_proposed_rows(content, name)
    proposals = _proposals(rows, organisation, name)
    _refuse_repeated(proposals, organisation, name)
    with transaction.atomic():
        made = [
            ImportedRow(row.line, actions.propose(actor, organisation, proposal, now=now).key, proposal.object)
            for row, proposal in proposals
        ]
        log(
            "claims.import", f"organisation:{organisation.key}", now=now, actor=actor.key,
            organisation=organisation.key, after=f"drafts:{len(made)}",
        )  # fmt: skip
    return made


def _proposals(rows: Sequence[Row], organisation: Organisation, name: str) -> list[tuple[Row, Proposal]]:
    found: list[tuple[Row, Proposal]] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            found.append((row, read_proposal(row.cells, organisation, load_sharing_table())))
        except BadProposal as error:
            problems += [Problem(name, row.line, fault.field, fault.words) for fault in error.faults]
    if problems:
        raise BadRecord(problems)
    return found


def _refuse_repeated(proposals: Sequence[tuple[Row, Proposal]], organisation: Organisation, name: str) -> None:
    """The same claim twice in the file, or one that the organisation has already, is a mistake: one query."""
    fields = ("object", "value", "valid_earliest", "valid_latest", "facility", "key")
    rows = ProposedClaim.objects.filter(organisation=organisation, stage__in=_STANDING).values_list(*fields)
    before = {tuple(row[:-1]): row[-1] for row in rows}
    lines: dict[tuple[object, ...], int] = {}
    problems = []
    for row, one in proposals:
        said = (one.object, one.value, one.valid.earliest, one.valid.latest, one.facility)
        if said in lines:
            problems.append(Problem(name, row.line, "object", _("The same claim as in row %d.") % lines[said]))
        elif said in before:
            problems.append(
                Problem(name, row.line, "object", _("Your organisation has this claim already: %s.") % before[said])
            )
        lines.setdefault(said, row.line)
    if problems:
        raise BadRecord(problems)
