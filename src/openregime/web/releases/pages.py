"""What the public pages of releases show: the list, one release, the log, the keys."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.sharing.releases import SignedRelease, check
from openregime.io.sharing.keys import fits
from openregime.web.people import permissions
from openregime.web.people.models import Person
from openregime.web.proposals import telling
from openregime.web.proposals.own import organisations_that_may
from openregime.web.proposals.queries import sight_of, visible
from openregime.web.releases import keys, log, queries, witnessing
from openregime.web.releases.models import LOG, PublishedRelease
from openregime.web.releases.publishing import content_in
from openregime.web.releases.words import claim_words
from openregime.web.site.parameters import BadParameter

ON_A_PAGE, HEADS_ON_A_PAGE = 50, 100


def listed(query: Mapping[str, str], person: Person | None) -> dict[str, Any]:
    """Context of releases/list.html.

    Raises:
        UnknownPublished: the page asked for begins nowhere. BadParameter: too long a search.
    """
    words, owner, before = (query.get(name, "").strip() for name in ("q", "organisation", "before"))
    if len(words) > queries.LONGEST_SEARCH or "\0" in words + owner + before:
        raise BadParameter(parameter="q", value=words[:60], reason=_("write at most 200 characters."))
    page = queries.page_of(queries.releases(words=words, owner=owner[:40]), before=before, size=ON_A_PAGE)
    return {
        "releases": [row_of(one) for one in page.releases],
        "older": page.older,
        "is_first": not before,
        "is_narrowed": bool(words or owner),
        "fields": [
            {"name": "q", "label": _("Words"), "kind": "search", "value": words},
            {"name": "organisation", "label": _("Key of the organisation"), "value": owner},
        ],
        "may_publish": organisations_that_may(person, "releases.publish"),
        "may_present": bool(organisations_that_may(person, "releases.present")),
        "head": log.latest(),
    }


def row_of(release: PublishedRelease) -> dict[str, Any]:
    """One release in a list."""
    return {
        "key": release.key,
        "title": _("Withdrawal: %s") % release.withdraws.title if release.withdraws else release.title,
        "organisation": release.organisation.name,
        "owner": release.organisation.key,
        "is_invented": release.organisation.is_invented,
        "issued_at": release.issued_at,
        "number": release.entry_id,
        "is_withdrawn": hasattr(release, "withdrawal"),
        "is_withdrawal": release.withdraws_id is not None,
    }


def one(key: str, person: Person | None, now: dt.datetime) -> dict[str, Any]:
    """Context of releases/one.html.

    Raises:
        UnknownPublished.
    """
    release = queries.one(key)
    content, given = content_in(release), queries.proven(release)
    claims = [claim_words(one) for one in content.get("claims", [])]
    may = permissions.decide(person, "releases.withdraw", release.organisation) if person else None
    return {
        "release": row_of(release),
        "withdraws": release.withdraws,
        "withdrawal": getattr(release, "withdrawal", None),
        "withdrawn_because": _reason(getattr(release, "withdrawal", None)),
        "reason": content.get("reason", ""),
        "claims": claims,
        "still_shown": _still_shown([one["key"] for one in claims], person, now),
        "statements": _hidden(content.get("statements")),
        "signing_key": release.signing_key,
        "digest": release.digest,
        "policy_version": release.policy_version,
        "checks": checks_of(given),
        "witnessed": queries.witnessed_by(release),
        "proof": [value.hex() for value in given.inclusion],
        "head": given.checkpoint,
        "file": f"{release.key}.json",
        "may_withdraw": bool(may and may.allowed) and not release.withdraws_id and not hasattr(release, "withdrawal"),
    }


def checks_of(given: SignedRelease) -> list[dict[str, Any]]:
    """What this installation finds when it checks a release as a reader would, in the reader's language."""
    passed = {c.code: c.passed for c in check(given, given.keys, fits)}
    head = given.checkpoint
    words = {
        "signature": _("The signature of %(owner)s fits the content.") % {"owner": given.release.issuer},
        "checkpoint": _("The head of the log is signed by the log %(log)s.") % {"log": head.origin},
        "inclusion": _("It is entry %(number)s of the log, which had %(size)s entries then.")
        % {"number": given.index, "size": head.size},
    }
    return [{"words": words[code], "passed": passed[code]} for code in words]


def the_log(query: Mapping[str, str]) -> dict[str, Any]:
    """Context of releases/log.html.

    Raises:
        UnknownLogSize: sizes to compare that the log never had.
    """
    earlier, later = query.get("earlier", "").strip(), query.get("later", "").strip()
    head = log.latest()
    size = head.checkpoint.size if head else 0
    asked = bool(earlier or later)
    before = query.get("before", "").strip()
    heads = log.heads(before=log.head_at(before).checkpoint.size if before else None, most=HEADS_ON_A_PAGE + 1)
    return {
        "head": head,
        "size": size,
        "root": head.checkpoint.root.hex() if head else "",
        "heads": [
            {
                "size": h.checkpoint.size,
                "root": h.checkpoint.root.hex(),
                "at": h.checkpoint.at,
                "key": h.signature.key,
                "cosigned_by": [one.name for one in h.cosignatures],
            }
            for h in heads[:HEADS_ON_A_PAGE]
        ],
        "older": heads[HEADS_ON_A_PAGE - 1].checkpoint.size if len(heads) > HEADS_ON_A_PAGE else None,
        "is_first": not before,
        "compared": log.consistency(earlier or "1", later or str(size)) if asked else None,
        "fields": [
            {"name": "earlier", "label": _("Earlier size"), "kind": "number", "value": earlier or "", "min": 1},
            {"name": "later", "label": _("Later size"), "kind": "number", "value": later or size or "", "min": 1},
        ],
        "witnesses": [
            {
                "name": one.witness.name,
                "key": log.as_witness(one.witness).text,
                "listed_at": one.witness.listed_at,
                "latest": one.latest,
                "ended_at": one.witness.ended_at,
                "ended_because": one.witness.ended_because,
            }
            for one in witnessing.all_witnesses()
        ],
    }


def all_keys() -> dict[str, Any]:
    """Context of releases/keys.html."""
    rows = list(keys.all_keys())
    return {
        "of_log": [row for row in rows if row.use == LOG],
        "of_organisations": [row for row in rows if row.use != LOG],
    }


def keys_of(owner: str, person: Person | None, *, refused: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Context of releases/owner.html.

    Raises:
        UnknownOwner.
    """
    organisation = queries.owner_of(owner, person)
    rows = list(keys.keys_of(organisation.key))
    may = permissions.decide(person, "releases.keys", organisation) if person else None
    return {
        "organisation": organisation,
        "keys": rows,
        "running": next((row for row in rows if row.ends is None), None),
        "may_change": bool(may and may.allowed),
        "errors": [refused] if refused else [],
        "refused": refused,
    }


def _hidden(statements: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What is told of statements that are not shown."""
    if statements is None:
        return None
    ends = dt.datetime.fromisoformat(statements["valid_until"])
    return {"category": telling.category_words(statements["category"]), "valid_until": ends}


def _reason(withdrawal: PublishedRelease | None) -> str:
    return str(content_in(withdrawal).get("reason", "")) if withdrawal is not None else ""


def _still_shown(claim_keys: list[str], person: Person | None, now: dt.datetime) -> set[str]:
    if not claim_keys:
        return set()
    return set(visible(sight_of(person, now=now)).filter(key__in=claim_keys).values_list("key", flat=True))
