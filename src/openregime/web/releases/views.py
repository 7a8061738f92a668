"""The public pages and files: parse, ask, render."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openregime.io.sharing.keys import public_pem
from openregime.io.sharing.releases import checkpoint_bytes
from openregime.web.people.asked import a_person, person_of
from openregime.web.releases import files, keys, log, pages, queries


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """`/releases/`: what was published, the latest first."""
    return render(request, "releases/list.html", pages.listed(request.GET, person_of(request)))


@require_safe
@never_cache
def one(request: HttpRequest, key: str) -> HttpResponse:
    """`/releases/<key>/`: one release, who signed it, and how to check it."""
    return render(request, "releases/one.html", pages.one(key, person_of(request), timezone.now()))


@require_safe
@never_cache
def release_file(request: HttpRequest, key: str) -> HttpResponse:
    """`/releases/<key>/release.json`: the file that `openregime verify` checks."""
    release = queries.one(key)
    return _file(queries.file_of(release), f"{release.key}.json", "application/json")


@require_safe
@never_cache
def the_log(request: HttpRequest) -> HttpResponse:
    """`/releases/log/`: size, root, heads, and whether one size is the beginning of another."""
    return render(request, "releases/log.html", pages.the_log(request.GET))


@require_safe
@never_cache
def log_file(request: HttpRequest, name: str) -> HttpResponse:
    """`/releases/log/heads.json` and `heads.csv`; `checkpoint.json`, a head as one keeps it; files for witnesses."""
    if name == "heads.json":
        return _file(files.heads_json(), "heads.json", "application/json")
    if name == "heads.csv":
        return _file(files.heads_csv(), "heads.csv", "text/csv; charset=utf-8")
    if name == "checkpoint.json":
        head = log.head_at(request.GET["size"]) if "size" in request.GET else log.latest()
        if head is None:
            raise log.UnknownLogSize("0", 0)
        return _file(checkpoint_bytes(head.checkpoint), "checkpoint.json", "application/json")
    if name == "for-witness.json":
        given = files.for_witness(request.GET.get("earlier", ""), request.GET.get("size", ""))
        return _file(given, "for-witness.json", "application/json")
    if name == "witnesses.txt":
        return _file(files.witness_keys(), "witnesses.txt", "text/plain; charset=utf-8")
    raise Http404


@require_safe
@never_cache
def all_keys(request: HttpRequest) -> HttpResponse:
    """`/releases/keys/`: every key with which something here was signed."""
    return render(request, "releases/keys.html", pages.all_keys())


@require_safe
@never_cache
def trusted(request: HttpRequest) -> HttpResponse:
    """`/releases/keys/trusted.json`: all of them for `openregime verify --keys`."""
    return _file(files.trusted_keys(), "trusted-keys.json", "application/json")


@require_safe
@never_cache
def owner(request: HttpRequest, owner: str) -> HttpResponse:
    """`/releases/keys/<organisation>/`: the keys of one organisation; its officers make and end them here."""
    return render(request, "releases/owner.html", pages.keys_of(owner, person_of(request)))


@require_safe
@never_cache
def key_file(request: HttpRequest, owner: str, name: str) -> HttpResponse:
    """`keys.json` for verify, `jwks.json`, or one key as `<id>.pem`."""
    organisation = queries.owner_of(owner, person_of(request))
    rows = list(keys.keys_of(organisation.key))
    if name == "keys.json":
        return _file(files.keys_of(organisation.key), f"{organisation.key}-keys.json", "application/json")
    if name == "jwks.json":
        return _file(files.jwks(rows), f"{organisation.key}-jwks.json", "application/jwk-set+json")
    found = next((row for row in rows if name == f"{row.key_id}.pem"), None)
    if found is None:
        raise Http404
    return _file(
        public_pem(bytes(found.public)), f"{organisation.key}-{found.key_id[:12]}.pem", "application/x-pem-file"
    )


@require_POST
@never_cache
@login_required
def key_act(request: HttpRequest, owner: str, verb: str) -> HttpResponse:
    """Make a key, or end the one that runs."""
    person, now = a_person(request), timezone.now()
    organisation = queries.owner_of(owner, person)
    try:
        if verb == "make":
            keys.make_key(person, organisation, now=now)
            messages.success(request, _("The key was made. Tell those who will check your releases its id."))
        elif verb == "end":
            keys.end_key(person, organisation, reason=request.POST.get("reason", ""), now=now)
            messages.success(request, _("The key has ended and its private part was destroyed."))
        else:
            raise Http404
    except keys.BadKeyAct as error:
        context = pages.keys_of(owner, person, refused={"field": error.field, "words": str(error)})
        return render(request, "releases/owner.html", context, status=400)
    return redirect("release-keys-of", owner=organisation.key)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
