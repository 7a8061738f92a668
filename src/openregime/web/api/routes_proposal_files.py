"""Calls for what stands beside claims by people: files, objections and replies; and writing one's own draft anew."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.cache import never_cache
from ninja import File, Query, Router, Status, UploadedFile
from ninja.decorators import decorate_view

from openregime.core.sharing import Level
from openregime.io.proposals.files import LARGEST_FILE_BYTES
from openregime.web.api import schemas_proposals as schemas
from openregime.web.api.asked_index import Nothing
from openregime.web.api.interface import NOT_FOUND
from openregime.web.api.routes_proposals import WRITTEN, SignedIn, file_out, one_out, signed_in
from openregime.web.api.schemas import Refusal
from openregime.web.people.asked import a_person, person_of
from openregime.web.proposals import acts, attaching, pages, queries
from openregime.web.proposals.importing import refuse_large_upload

router = Router(tags=["Claims by people"])


class SignedInWithFile(SignedIn):
    """The same; what is sent is refused by its stated size before a byte of it is read."""

    def _get_key(self, request: HttpRequest) -> str | None:
        """Size first: to look for the token is to read the body."""
        refuse_large_upload(request, LARGEST_FILE_BYTES)
        return super()._get_key(request)


with_file = SignedInWithFile()


@router.post(
    "/proposals/{key}/rewrite", auth=signed_in, response={200: schemas.OneProposalOut, **WRITTEN}, summary="Rewrite"
)
def rewrite(request: HttpRequest, key: str, asked_for: Query[Nothing], proposal: schemas.ProposalIn):  # type: ignore[no-untyped-def]
    """Change one's own draft: all its fields are those that are sent; the organisation stays."""
    acts.save(a_person(request), proposal.dict(), key, timezone.now())
    return one_out(request, key)


@router.get("/proposals/{key}/files", response={200: schemas.FilesOut, **NOT_FOUND}, summary="Files of a claim")
@decorate_view(never_cache)
def files(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """The files beside a claim; none where the caller does not have it in full."""
    shown = queries.one_claim(key, _sight(request))
    return {"files": [file_out(shown.key, one) for one in attaching.files_of(shown)]}


@router.post(
    "/proposals/{key}/files/new",
    auth=with_file,
    response={201: schemas.FilesOut, 413: Refusal, **WRITTEN},
    summary="Attach a file",
)
def attach(request: HttpRequest, key: str, asked_for: Query[Nothing], file: File[UploadedFile]):  # type: ignore[no-untyped-def]
    """Add a file to one's own draft, sent as a form (multipart). What could run or unfold is refused in words."""
    person = a_person(request)
    claim = queries.own_claim(person, key)
    attaching.attach(person, claim, name=file.name or "?", content=file.read(), now=timezone.now())
    return Status(201, files(request, key, asked_for=asked_for))


@router.get(
    "/proposals/{key}/files/{file}", response={200: schemas.FileContentOut, **NOT_FOUND, 503: Refusal}, summary="A file"
)
@decorate_view(never_cache)
def file_content(request: HttpRequest, key: str, file: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """A file with its bytes, for whoever has its claim in full."""
    found, content = attaching.file_for(_sight(request), key, file)
    return {**file_out(key, found), "content": b64encode(content).decode("ascii")}


@router.post(
    "/proposals/{key}/files/{file}/remove",
    auth=signed_in,
    response={200: schemas.FilesOut, **WRITTEN},
    summary="Take a file away",
)
def detach(request: HttpRequest, key: str, file: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """Take a file away from one's own draft."""
    person = a_person(request)
    attaching.detach(person, queries.own_claim(person, key), file[:40], now=timezone.now())
    return files(request, key, asked_for=asked_for)


@router.get(
    "/proposals/{key}/disputes", response={200: schemas.DisputesOut, **NOT_FOUND}, summary="Objections and replies"
)
@decorate_view(never_cache)
def disputes(request: HttpRequest, key: str, asked_for: Query[Nothing]):  # type: ignore[no-untyped-def]
    """What others object to a claim and what its organisation replies; none where the caller lacks it in full."""
    shown = queries.one_claim(key, _sight(request))
    return {"disputes": pages.disputes_of(shown.key) if shown.level is Level.FULL else []}


@router.post(
    "/proposals/{key}/disputes/new",
    auth=signed_in,
    response={201: schemas.DisputesOut, **WRITTEN},
    summary="Object or reply",
)
def dispute(request: HttpRequest, key: str, asked_for: Query[Nothing], said: schemas.DisputeIn):  # type: ignore[no-untyped-def]
    """Object to a claim that one has in full; or, for the organisation that made it, reply to an objection."""
    acts.perform(a_person(request), key, "dispute", said.dict(), timezone.now())
    return Status(201, disputes(request, key, asked_for=asked_for))


def _sight(request: HttpRequest) -> queries.Sight:
    return queries.sight_of(person_of(request), now=timezone.now())


__all__: list[Any] = ["router"]
