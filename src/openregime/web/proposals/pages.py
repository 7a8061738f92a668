"""What the pages of claims by people show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.sharing import Decision, Level
from openregime.core.sharing.situations import situation_for
from openregime.io.sharing_table import load_sharing_table
from openregime.web.disclosure import queries as disclosure
from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.people.queries import organisation_for, organisations_of
from openregime.web.proposals import queries
from openregime.web.proposals.fields import BadProposal, FieldFault, known_objects, read_proposal
from openregime.web.proposals.gating import item_for
from openregime.web.proposals.models import Dispute
from openregime.web.proposals.stages import GATED, Stage

ON_A_PAGE = 50


def listed(query: Mapping[str, str], sight: queries.Sight) -> dict[str, Any]:
    """The list, newest first; narrowed by stage, State and words that the asker may read."""
    stage = query.get("stage", "") if query.get("stage", "") in Stage.values else ""
    state = query.get("state", "").strip().upper()[:3]
    claims = queries.visible(sight)
    if stage:
        claims = claims.filter(stage=stage)
    if state:
        claims = claims.filter(state=state)
    shown, older = queries.page_of(claims, sight, before=query.get("before", ""), size=ON_A_PAGE)
    return {
        "claims": [row_of(one) for one in shown],
        "older": older,
        "is_first": not query.get("before"),
        "fields": [
            {"name": "stage", "label": _("Stage"), "kind": "select", "value": stage,
             "choices": [("", _("All")), *((s.value, s.label) for s in Stage)]},
            {"name": "state", "label": _("State (ISO code)"), "value": state},
        ],
        "may_propose": bool(_organisations(sight.person, "claims.propose")),
        "signed_in": sight.person is not None,
    }  # fmt: skip


def row_of(shown: queries.ShownClaim) -> dict[str, Any]:
    """One claim in a list."""
    return {
        "key": shown.key,
        "title": known_objects().get(shown.object, shown.object.removeprefix("topic:").replace("-", " ")),
        "words": shown.words,
        "organisation": shown.organisation,
        "state": shown.state,
        "stage": shown.stage.label,
        "is_invented": shown.is_invented,
        "level": level_words(shown.level),
        "settled_on": shown.settled_on,
        "category": f"{shown.category} {load_sharing_table().category_by_id[shown.category].title}",
    }


def level_words(level: Level) -> str:
    """How much is shown, as its title."""
    return load_sharing_table().level_words[level][0]


def one(key: str, sight: queries.Sight) -> dict[str, Any]:
    """One claim with its acts.

    Raises:
        UnknownClaim.
    """
    shown = queries.one_claim(key, sight)
    is_full = shown.level is Level.FULL
    return {
        "shown": shown,
        "row": row_of(shown),
        "reason": shown.decision.reason.in_english(),
        "disputes": _disputes(key) if is_full else [],
        "acts": _acts(shown, sight),
        "organisations": _organisations(sight.person, "claims.dispute") if is_full and shown.stage in GATED else [],
    }


def _acts(shown: queries.ShownClaim, sight: queries.Sight) -> dict[str, bool]:
    """Which buttons to offer; whether an act is allowed is decided again when it is done."""
    if sight.person is None or not shown.is_own:
        return {}
    claim = queries.own_claim(sight.person, shown.key)
    may = {
        verb: permissions.decide(sight.person, verb, claim.organisation).allowed
        for verb in ("claims.propose", "claims.approve", "claims.withdraw")
    }
    is_author = claim.author_id == sight.person.pk
    stage = shown.stage
    return {
        "returned": claim.returned_because if stage is Stage.DRAFT else "",
        "edit": stage is Stage.DRAFT and is_author and may["claims.propose"],
        "submit": stage is Stage.DRAFT and is_author and may["claims.propose"],
        "approve": stage is Stage.SUBMITTED and not is_author and may["claims.approve"],
        "own_waits": stage is Stage.SUBMITTED and is_author,
        "supersede": stage is Stage.APPROVED and may["claims.propose"],
        "withdraw": (stage in (Stage.DRAFT, Stage.SUBMITTED) and is_author)
        or (stage is Stage.APPROVED and may["claims.withdraw"]),
    }  # type: ignore[dict-item]


def _disputes(key: str) -> list[dict[str, Any]]:
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
    decision = shown.decision
    return {
        "shown": shown,
        "row": row_of(shown),
        "steps": [
            {"words": s.words.in_english(), "level": level_words(s.level) if s.level is not None else ""}
            for s in decision.steps
        ],
        "reason": decision.reason.in_english(),
        "decided_by": ", ".join(decision.decided_by),
        "until": decision.until,
        "review_on": decision.review_on,
        "changes": [change.in_english() for change in decision.changes],
        "audiences": audiences_of(decision, sight) if shown.is_own else [],
    }


def audiences_of(decision: Decision, sight: queries.Sight) -> list[dict[str, Any]]:
    """What each audience sees of an item, with the reason."""
    item, gate = decision.item, disclosure.gate()
    if item.holder:
        from dataclasses import replace

        item = replace(item, holder="")  # what others see, not the holder
    situation = situation_for(sight.situations, item.state, sight.now)
    seen = gate.preview(item, situation, sight.now)
    titles = {a.id: a.title for a in gate.table.audiences}
    return [
        {"audience": titles[name], "level": level_words(d.level), "rank": int(d.level), "reason": d.reason.in_english()}
        for name, d in seen.items()
    ]


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
    organisations = _organisations(person, "claims.propose")
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
        organisation = (
            queries.own_claim(person, key).organisation if key else organisation_for(person, values["organisation"])
        )
        try:
            proposal = read_proposal(values, organisation, load_sharing_table())
        except BadProposal as error:
            faults = error.faults
        else:
            sight = queries.sight_of(person, now=now)
            item = item_for(proposal, organisation, key or "new", now=now)
            decision = disclosure.decided(sight.askers, item, sight.situations, now, disclosure.gate())
            preview = audiences_of(decision, sight)
    wrong = {fault.field: fault.words for fault in faults}
    return {
        "key": key,
        "values": values,
        "organisations": organisations,
        "categories": [
            {"id": c.id, "title": f"{c.id} {c.title}", "definition": c.definition}
            for c in load_sharing_table().categories
        ],
        "objects": sorted(known_objects().items()),
        "wrong": wrong,
        "errors": [{"field": f.field, "words": f.words} for f in faults],
        "preview": preview,
    }


def _values_of(claim: Any) -> dict[str, str]:
    valid = (
        claim.valid_earliest.isoformat()
        if claim.valid_earliest == claim.valid_latest
        else f"{claim.valid_earliest}/{claim.valid_latest}"
    )
    names = ("object", "value", "basis", "note", "summary", "redacted", "category", "giver", "facility")
    closed = claim.closed_until.date().isoformat() if claim.closed_until else ""
    return {**{name: getattr(claim, name) for name in names}, "valid": valid, "closed_until": closed,
            "organisation": claim.organisation.key}  # fmt: skip


def _organisations(person: Person | None, verb: str) -> list[tuple[str, str]]:
    """Key and name of the organisations for which a person may do something."""
    if person is None:
        return []
    allowed = set(permissions.MAY[verb])
    return [(one.key, one.name) for one, roles in organisations_of(person) if allowed & set(roles)]
