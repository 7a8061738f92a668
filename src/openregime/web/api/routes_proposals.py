"""Calls for claims by people: what the caller may see, why, and the acts on one's own."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from ninja import Query, Router, Status
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.security import SessionAuth
from ninja.utils import check_csrf

from openregime.web.api import schemas_proposals as schemas
from openregime.web.api.asked_index import Nothing
from openregime.web.api.interface import NOT_FOUND
from openregime.web.api.schemas import Refusal
from openregime.web.people.asked import a_person, person_of
from openregime.web.proposals import acts, attaching, pages, queries, searching, telling

router = Router(tags=["Claims by people"])
WRITTEN = {**NOT_FOUND, 401: Refusal, 403: Refusal, 409: Refusal, 429: Refusal}
"""How a call that writes is refused."""


class SignedIn(SessionAuth):
    """The session of somebody who signed in on the pages, with the token of this site beside it."""

    def _get_key(self, request: HttpRequest) -> str | None:
        """Who is not signed in is told so first; the token matters only to who is."""
        if request.user.is_authenticated and check_csrf(request):
            raise HttpError(403, "form-token-missing")
        return request.COOKIES.get(self.param_name)


signed_in = SignedIn()


@router.get("/proposals", response={200: schemas.ProposalsOut, **NOT_FOUND}, summary="Claims by people, page by page")
@decorate_view(never_cache)
def proposals(request: HttpRequest, asked_for: Query[schemas.ProposalsWanted]):  # type: ignore[no-untyped-def]
    """The newest first, narrowed to what the caller may read; without a session, what anyone may see."""
    sight = _sight(request)
    wanted = {name: str(value) for name, value in asked_for.dict().items()}
    claims = searching.found(searching.read_asked(wanted), sight)
    shown, older = queries.page_of(claims, sight, before=asked_for.before, size=asked_for.page_size)
    return {"claims": [_claim(one) for one in shown], "older": older}


@router.post("/proposals/new", auth=signed_in, response={201: schemas.OneProposalOut, **WRITTEN}, summary="Propose")
def propose(request: HttpRequest, asked_for: Query[Nothing], proposal: schemas.ProposalIn):  # type: ignore[no-untyped-def]
    """Write a draft for one's own organisation; nobody else sees it before another person there approved it."""
    made = acts.save(a_person(request), proposal.dict(), "", timezone.now())
    return Status(201, one_out(request, made.key))


@router.get("/proposals/{key}", response={200: schemas.OneProposalOut, **NOT_FOUND}, summary="One claim by people")
@decorate_view(never_cache)
def one(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """As much of it as the caller may have. One that may not be known of and one that never was look alike."""
    return one_out(request, key)


@router.get("/proposals/{key}/why", response={200: schemas.WhyOut, **NOT_FOUND}, summary="Why one sees so much of it")
@decorate_view(never_cache)
def why(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """The decision step by step, who decided, until when, and what would change it."""
    found = pages.why(key, _sight(request))
    shown = found["shown"]
    steps = [{"words": step["words"], "level": step["level_slug"]} for step in found["steps"]]
    head = {"key": shown.key, "level": shown.level.slug, "rule": shown.decision.rule}
    return {**found, **head, "level_title": found["row"]["level"], "steps": steps}


@router.post(
    "/proposals/{key}/submit", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Submit"
)
def submit(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Hand one's own draft to whoever approves."""
    return _done(request, key, "submit")


@router.post(
    "/proposals/{key}/recall", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Recall"
)
def recall(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Take back what one has submitted and nobody has settled: it is a draft again."""
    return _done(request, key, "recall")


@router.post(
    "/proposals/{key}/approve", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Approve"
)
def approve(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Approve what another person has submitted; what it supersedes gives way to it."""
    return _done(request, key, "approve")


@router.post(
    "/proposals/{key}/return", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Return"
)
def give_back(request: HttpRequest, key: str, asked_for: Query[Nothing], why: schemas.ReasonIn):  # type: ignore[no-untyped-def]
    """Return what was submitted to its author, saying what should change."""
    return _done(request, key, "return", reason=why.reason)


@router.post(
    "/proposals/{key}/withdraw", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Withdraw"
)
def withdraw(request: HttpRequest, key: str, asked_for: Query[Nothing], why: schemas.ReasonIn):  # type: ignore[no-untyped-def]
    """Take a claim back for good: a draft by its author, an approved one by an approver or security officer."""
    return _done(request, key, "withdraw", reason=why.reason)


def _sight(request: HttpRequest) -> queries.Sight:
    return queries.sight_of(person_of(request), now=timezone.now())


def _done(request: HttpRequest, key: str, verb: str, **fields: str) -> dict[str, Any]:
    acts.perform(a_person(request), key, verb, fields, timezone.now())
    return one_out(request, key)


def one_out(request: HttpRequest, key: str) -> dict[str, Any]:
    shown = queries.one_claim(key, _sight(request))
    return {**_claim(shown), "files": [file_out(shown.key, file) for file in attaching.files_of(shown)]}


def _claim(shown: queries.ShownClaim) -> dict[str, Any]:
    same = (
        "key", "organisation", "is_invented", "is_own", "state", "category", "settled_on", "object", "words", "basis",
        "note", "facility", "author", "giver", "summary", "redacted",
    )  # fmt: skip
    return {
        **{name: getattr(shown, name) for name in same},
        "address": reverse("proposed-claim", args=[shown.key]),
        "level": shown.level.slug,
        "level_title": telling.level_words(shown.level),
        "stage": shown.stage.value,
        "title": telling.object_words(shown.object),
        "valid": shown.valid.iso if shown.valid is not None else None,
        "ends_on": shown.ends_on.isoformat() if shown.ends_on is not None else None,
    }


def file_out(claim: str, file: attaching.ShownFile) -> dict[str, Any]:
    address = reverse("attachment", args=[claim, file.key])
    same = ("key", "name", "kind", "size", "sha256")
    return {"address": address, **{name: getattr(file, name) for name in same}}
