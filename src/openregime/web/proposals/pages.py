"""What the pages of one claim show: itself, why so much of it is seen, and the form."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.io.proposals.files import ENDINGS, LARGEST_FILE_BYTES
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries as disclosure
from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.people.queries import organisation_for
from openregime.web.phrases import library_words
from openregime.web.proposals import attaching, queries, telling
from openregime.web.proposals.fields import BadProposal, FieldFault, known_objects, read_proposal
from openregime.web.proposals.gating import item_for
from openregime.web.proposals.lists import row_of
from openregime.web.proposals.models import Dispute
from openregime.web.proposals.own import acts_on, organisations_that_may
from openregime.web.proposals.stages import GATED

_FIELDS = ("object", "value", "basis", "note", "summary", "redacted", "category", "giver", "facility")


def one(key: str, sight: queries.Sight, *, refused: Sequence[FieldFault] = ()) -> dict[str, Any]:
    """Context of proposals/one.html.

    Args:
        refused: what was wrong with a form of this page that was sent just now.
    Raises:
        UnknownClaim.
    """
    shown = queries.one_claim(key, sight)
    is_full = shown.level is Level.FULL
    objects = organisations_that_may(sight.person, "claims.dispute") if is_full and shown.stage in GATED else []
    return {
        "shown": shown,
        "row": row_of(shown),
        "reason": telling.said(shown.decision.reason, shown.decision, shown, sight),
        "lacks_words": shown.level is Level.EXISTENCE and shown.decision.level >= Level.SUMMARY,
        "disputes": disputes_of(key) if is_full else [],
        "files": attaching.files_of(shown),
        "acts": acts_on(shown, sight),
        "organisations": objects,
        "errors": [{"field": f.field, "words": f.words} for f in refused],
        "file_limit": LARGEST_FILE_BYTES // 1_000_000,
        "endings": ", ".join(ENDINGS),
        "most_files": attaching.MOST_FILES,
    }


def disputes_of(key: str) -> list[dict[str, Any]]:
    """Objections to a claim with the replies to each, for whoever has the claim in full."""
    rows = Dispute.objects.filter(claim__key=key).select_related("organisation").order_by("said_at", "pk")
    first = [row for row in rows if row.answers_id is None]
    return [
        {
            "key": row.key,
            "organisation": row.organisation.name,
            "words": row.words,
            "said_at": row.said_at,
            "replies": [
                {"organisation": r.organisation.name, "words": r.words, "said_at": r.said_at}
                for r in rows
                if r.answers_id == row.pk
            ],
        }
        for row in first
    ]


def why(key: str, sight: queries.Sight) -> dict[str, Any]:
    """Why the asker sees so much of a claim; and, for the organisation that made it, what everybody else sees.

    Raises:
        UnknownClaim.
    """
    shown = queries.one_claim(key, sight)
    audiences = []
    if shown.is_own:
        audiences = telling.audiences_of(shown.decision, sight, summary=shown.summary, redacted=shown.redacted)
    return {
        "shown": shown,
        "row": row_of(shown),
        "lacks_words": shown.level is Level.EXISTENCE and shown.decision.level >= Level.SUMMARY,
        "audiences": audiences,
        **telling.explained(shown.decision, shown, sight),
    }


def form(
    person: Person | None,
    given: Mapping[str, str],
    key: str,
    now: dt.datetime,
    *,
    faults: Sequence[FieldFault],
    previews: bool,
) -> dict[str, Any]:
    """The form with what was written so far, what is wrong with it, and what each audience will see.

    Raises:
        UnknownClaim: not one's own draft. NotAllowed: no organisation for which the person may propose.
    """
    assert person is not None  # the view lets nobody else in
    organisations = organisations_that_may(person, "claims.propose")
    if not organisations:
        raise permissions.NotAllowed(
            "claims.propose",
            _("To propose a claim takes the role of contributor. Ask an administrator of your organisation."),
        )
    values = dict(given.items())
    if key and not previews:
        values = _values_of(queries.own_claim(person, key))
    values.setdefault("organisation", organisations[0][0])
    preview: list[dict[str, Any]] = []
    if previews:
        try:
            preview = _preview(person, values, key, now)
        except BadProposal as error:
            faults = error.faults
    return {
        "key": key,
        "values": values,
        "organisations": organisations,
        "categories": [
            {"id": c.id, "title": telling.category_words(c.id), "definition": library_words(c.definition)}
            for c in load_sharing_table().categories
        ],
        "objects": [(one, telling.object_words(one)) for one in sorted(known_objects())],
        "wrong": {fault.field: fault.words for fault in faults},
        "errors": [{"field": f.field, "words": f.words} for f in faults],
        "preview": preview,
    }


def _preview(person: Person, values: Mapping[str, str], key: str, now: dt.datetime) -> list[dict[str, Any]]:
    if key:
        organisation = queries.own_claim(person, key).organisation
    else:
        organisation = organisation_for(person, values["organisation"])
    proposal = read_proposal(values, organisation, load_sharing_table())
    sight = queries.sight_of(person, now=now)
    item = item_for(proposal, organisation, key or "new", now=now)
    decision = disclosure.decided(sight.askers, item, sight.situations, now, disclosure.gate())
    return telling.audiences_of(decision, sight, summary=proposal.summary, redacted=proposal.redacted)


def _values_of(claim: Any) -> dict[str, str]:
    valid = (
        claim.valid_earliest.isoformat()
        if claim.valid_earliest == claim.valid_latest
        else f"{claim.valid_earliest}/{claim.valid_latest}"
    )
    closed = claim.closed_until.date().isoformat() if claim.closed_until else ""
    return {
        **{name: getattr(claim, name) for name in _FIELDS}, "valid": valid, "closed_until": closed,
        "ends_on": claim.ends_on.isoformat() if claim.ends_on else "", "organisation": claim.organisation.key,
    }  # fmt: skip
