"""Claims from a table: every row becomes a draft, or none does and a report says what stands in the way, row by row.

Two parts: `read_claims` looks at everything and stores nothing, `store_claims` stores everything in one transaction.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openregime.core.facts import BadRecord, Problem
from openregime.core.trail import content_digest
from openregime.io.proposals.tables import read_proposed_rows
from openregime.io.sharing.table import load_sharing_table
from openregime.io.tables import Row
from openregime.web.disclosure import queries as disclosure
from openregime.web.disclosure.models import DisclosureProfile
from openregime.web.disclosure.profiles import profile_for
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import require
from openregime.web.proposals.actions import CONTENT
from openregime.web.proposals.fields import BadProposal, Proposal, read_proposal
from openregime.web.proposals.gating import item_for
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.trail.actions import log
from openregime.web.trail.many import log_many

_STANDING = (Stage.DRAFT, Stage.SUBMITTED, Stage.APPROVED)
_AT_ONCE = 500
_SAID = (
    "object", "value", "ends_on", "basis", "category", "note", "summary", "redacted", "facility", "giver",
    "closed_until",
)  # fmt: skip

ReadRow = tuple[Row, Proposal]


def _unheard(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row that became a draft: its number in the file, the key of the claim, what it is about."""

    line: int
    key: str
    object: str


def take_in(
    actor: Person, organisation: Organisation, content: bytes, name: str, *, now: dt.datetime
) -> list[ImportedRow]:
    """Make a draft of every row of a file, at once.

    Args:
        content, name: as `io.proposals.tables.read_proposed_rows` takes them.
    Returns:
        One entry for each row, in the order of the file.
    Raises:
        NotAllowed; UnreadableTable; BadRecord: names every row and field that will not do. Nothing was stored.
    """
    return store_claims(actor, organisation, read_claims(actor, organisation, content, name), now=now)


def read_claims(
    actor: Person,
    organisation: Organisation,
    content: bytes,
    name: str,
    *,
    progress: Callable[[int, int], None] = _unheard,
) -> list[ReadRow]:
    """Every row of a file with the claim that it makes; stores nothing.

    Args:
        progress: called with rows read and rows in all; may raise to end it.
    Raises:
        NotAllowed; UnreadableTable; BadRecord: names every row and field that will not do.
    """
    require(actor, "claims.propose", organisation)
    rows = read_proposed_rows(content, name)
    proposals = _proposals(rows, organisation, name, progress)
    _refuse_repeated(proposals, organisation, name)
    return proposals


@one_act
def store_claims(
    actor: Person, organisation: Organisation, rows: Sequence[ReadRow], *, now: dt.datetime
) -> list[ImportedRow]:
    """Store all of them as drafts, with their entries in the trail, in a few statements.

    Raises:
        NotAllowed: the permission is gone by now.
    """
    require(actor, "claims.propose", organisation)
    profiles: dict[tuple[object, ...], DisclosureProfile] = {}
    made = [_draft(actor, organisation, proposal, profiles, now) for _row, proposal in rows]
    ProposedClaim.objects.bulk_create(made, _AT_ONCE)
    digests = ((f"claim:{one.key}", _digest(one)) for one in made)
    log_many("claims.propose", digests, now=now, actor=actor.key, organisation=organisation.key)
    log(
        "claims.import", f"organisation:{organisation.key}", now=now, actor=actor.key,
        organisation=organisation.key, after=f"drafts:{len(made)}",
    )  # fmt: skip
    return [ImportedRow(row.line, one.key, one.object) for (row, _proposal), one in zip(rows, made, strict=True)]


def _draft(
    actor: Person,
    organisation: Organisation,
    proposal: Proposal,
    profiles: dict[tuple[object, ...], DisclosureProfile],
    now: dt.datetime,
) -> ProposedClaim:
    key = new_key("claim")
    label = (proposal.category, proposal.giver, proposal.closed_until)
    if label not in profiles:  # a new claim has no ruling of its own: those of one label are seen by the same people
        profiles[label] = profile_for(item_for(proposal, organisation, key, now=now), disclosure.gate(), now=now)
    return ProposedClaim(
        key=key, organisation=organisation, author=actor, state=organisation.state, profile=profiles[label],
        valid_earliest=proposal.valid.earliest, valid_latest=proposal.valid.latest, salt=secrets.token_bytes(16),
        written_at=now, **{name: getattr(proposal, name) for name in _SAID},
    )  # fmt: skip


def _digest(draft: ProposedClaim) -> str:
    """As `actions.digest_of`, for a draft that has no files yet."""
    return content_digest({name: getattr(draft, name) for name in CONTENT}, salt=bytes(draft.salt))


def _proposals(
    rows: Sequence[Row], organisation: Organisation, name: str, progress: Callable[[int, int], None]
) -> list[ReadRow]:
    found: list[ReadRow] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows):
        progress(number, len(rows))
        try:
            found.append((row, read_proposal(row.cells, organisation, load_sharing_table())))
        except BadProposal as error:
            problems += [Problem(name, row.line, fault.field, fault.words) for fault in error.faults]
    progress(len(rows), len(rows))
    if problems:
        raise BadRecord(problems)
    return found


def _refuse_repeated(proposals: Sequence[ReadRow], organisation: Organisation, name: str) -> None:
    """The same claim twice in the file, or one that the organisation has already, is a mistake: one query."""
    fields = ("object", "value", "valid_earliest", "valid_latest", "facility", "key")
    rows = ProposedClaim.objects.filter(organisation=organisation, stage__in=_STANDING).values_list(*fields)
    before = {tuple(row[:-1]): row[-1] for row in rows.iterator(chunk_size=5_000)}
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
