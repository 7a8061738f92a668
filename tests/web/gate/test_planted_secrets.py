"""A unique mark in every field that is not public; every address as everybody; no mark where it may not be.

New models and new addresses are found by themselves: whoever forgets to plant the one or to walk the other fails here.
"""

import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from openregime.web.api.urls import WRITING
from openregime.web.proposals import queries, searching
from openregime.web.proposals.models import ProposedClaim
from tests.web.gate.world import NOW, SITUATIONS, World, built, declared

PLANTED_APPS = ("people", "proposals", "releases", "disclosure", "jobs", "trail")
PLANTED = {
    "proposals.ProposedClaim": {"object", "value", "basis", "note", "summary", "redacted", "facility", "giver"},
    "proposals.Dispute": {"words"},
    "proposals.Attachment": {"name"},
    "jobs.Job": {"name", "failure", "report"},
    "people.Person": {"email", "name"},
    "people.Invitation": {"email", "digest"},
    "people.PendingAct": {"reason", "subject", "parameters"},
    "releases.SigningKey": {"sealed"},
    "releases.HeldCredential": {"sealed", "sealed_key"},
}
"""Fields that carry a mark, or say whom or what a marked one is about."""
NOT_SECRET = {
    "proposals.ProposedClaim": {"key", "stage", "state", "category", "returned_because"},
    "proposals.Dispute": {"key"},
    "proposals.Attachment": {"key", "kind", "sha256"},
    "jobs.Job": {"key", "kind", "stage", "language"},
    "jobs.Worker": {"name"},
    "jobs.WebProcess": {"name", "program", "release", "counts_in"},
    "jobs.Chore": {"name"},
    "people.Person": {"key", "password", "language"},
    "people.Organisation": {"key", "name", "kind", "state", "second_factor"},
    "people.Membership": {"role"},
    "people.Invitation": {"key", "roles"},
    "people.PendingAct": {"key", "verb", "settled"},
    "disclosure.DisclosureProfile": {"digest", "state", "holder", "mission", "categories", "source"},
    "disclosure.ProfileCell": {"audience", "situation"},
    "disclosure.StoredRuling": {
        "key", "audiences", "by", "reason", "category", "item", "situations", "state", "holder", "harm", "benefit",
        "threat_to_life",
    },
    "disclosure.RulingEnd": {"reason"},
    "disclosure.SituationDeclaration": {"key", "kind", "state", "role", "reason"},
    "disclosure.ClassificationReview": {"key", "item", "outcome", "category_before", "category_after", "reason"},
    "disclosure.PublishedFigures": {"content", "hidden"},  # counts by key of organisation: see test_figures
    "disclosure.PrivacyBudget": {"key", "purpose", "reason", "asked_by", "confirmed_by"},
    "disclosure.NoisyFigures": {"purpose", "month", "method", "values", "by"},  # drawn with noise, public
    "disclosure.Appeal": {"key", "item", "benefit", "answer", "reason"},
    "releases.SigningKey": {"key_id", "use", "owner", "ended_because"},
    "releases.LogEntry": set(),
    "releases.TreeHead": set(),
    "releases.TreeNode": set(),
    "releases.ListedWitness": {"name", "ended_because"},  # both are for everybody
    "releases.HeadCosignature": set(),
    "releases.PublishedRelease": {"key", "title", "body", "digest", "policy_version"},  # only what anyone may have
    "releases.ReleasedClaim": set(),
    "releases.HeldCredential": {"key"},
    "trail.Attempt": {"kind", "person", "tried", "network", "code"},
    "trail.TrailEntry": {
        "actor", "organisation", "verb", "thing", "before", "after", "reason", "previous", "digest",
    },
}  # fmt: skip
"""Fields that hold codes, random keys, digests, or words that are written to be read by whoever asks why."""

ARGUMENTS: dict[str, list[dict[str, str]]] = {
    "instrument": [{"instrument_id": "icsant"}], "state": [{"given": "FRA"}], "state-claims": [{"given": "FRA"}],
    "state-plan": [{"given": "FRA"}], "state-scenario": [{"given": "FRA"}], "source": [{"source_id": "un_treaties"}],
    "index-table": [{"what": "table", "format_": "csv"}], "download": [{"what": "states", "format_": "csv"}],
    "mfa_remove_webauthn": [{"pk": "1"}], "mfa_edit_webauthn": [{"pk": "1"}],
    "account_confirm_email": [{"key": "x"}], "account_reset_password_from_key": [{"uidb36": "1", "key": "x-y"}],
    "sharing-situation": [{"situation": "emergency"}], "sharing-category": [{"category": "C01"}],
    "sharing-audience": [{"audience": "public"}], "outlook-of": [{"instrument_id": "icsant"}],
    "outlook-table": [{"instrument_id": "icsant", "what": "fan", "format_": "csv"}],
    "claims-template": [{"format_": "csv"}, {"format_": "xlsx"}],
    "release-log-file": [
        {"name": name} for name in ("heads.json", "heads.csv", "checkpoint.json", "for-witness.json", "witnesses.txt")
    ],
    "release-keys-of": [{"owner": "the-authority"}, {"owner": "the-operator"}],
    "release-key-act": [{"owner": "the-authority", "verb": "make"}],
    "release-key-file": [{"owner": "the-authority", "name": name} for name in ("keys.json", "jwks.json")],
    "disclosure-file": [{"format_": "csv"}, {"format_": "json"}, {"format_": "xlsx"}],
    "openid_connect_login": [{"provider_id": "x"}], "openid_connect_callback": [{"provider_id": "x"}],
}  # fmt: skip
OF_CLAIMS = {"proposed-claim", "why-claim", "rewrite-claim"}
OF_JOBS = {"job", "cancel-job"}
OF_FILES = {"attachment", "detach-file"}
OF_RELEASES = {"release", "release-file", "withdraw-release"}
OF_STATEMENTS = {"disclose-statements"}
OF_HOUSES: dict[str, list[list[str]]] = {
    "organisation": [[]], "organisation-jobs": [[]], "settle-act": [[]], "organisation-trail": [[]],
    "check-trail": [[]], "organisation-attempts": [[]],
    "disclosure-organisation": [[]], "disclosure-ruling": [[]], "disclosure-answer": [["appeal-000000000000"]],
    "organisation-act": [["invite"]], "claim-act": [["invite"]], "disclosure-act": [["end-ruling"]],
}  # fmt: skip
"""Pages of one organisation -> what follows its key."""
OF_HOUSES_AND_CLAIMS = {"appeal", "disclosure-review"}
NOT_WALKED = {
    "invitation": "its address is itself the secret",
    "claim": "its address is the id of a claim of the record",
}
SLOW = {"home", "states", "compare", "index", "crosswalk", "downloads", "api", "record", "state", "instrument"}
"""Pages of the public record, which show nothing of people's: walked normally, by the first of each kind."""


FIRST = ("nobody", "own administrator", "foreign")


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    settings.DATA_FOLDER = tmp_path
    return built()


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield one.name or "", prefix + str(one.pattern)
        else:
            yield from patterns(one, prefix + str(one.pattern))


def addresses(world: World, situation: str, of: Set[str] = frozenset()) -> list[str]:
    """Every address; or only those of some pages, given by name."""
    found: list[str] = []
    for name, pattern in patterns():
        if of and name not in of:
            continue
        if name in NOT_WALKED or not name or (name in SLOW and situation != "normal"):
            continue
        if pattern.startswith("api/v1/proposals/<key>"):
            acts = pattern.removeprefix("api/v1/") in WRITING  # they answer to no GET, whatever the claim
            pairs = world.files if "<file>" in pattern else [(key, "") for key in world.claims]
            places = [
                pattern.replace("<key>", key).replace("<file>", file) for key, file in pairs[: 1 if acts else None]
            ]
            found += ["/" + place for place in places]
            continue
        if pattern.startswith("api/v1/"):
            found.append("/" + re.sub(r"<[^>]+>", "FRA", pattern))
            continue
        if name in OF_CLAIMS:
            found += [reverse(name, args=[key]) for key in world.claims]
        elif name in OF_RELEASES:
            found += [reverse(name, args=[key]) for key in world.releases]
        elif name in OF_STATEMENTS:
            found += [reverse(name, args=[key]) for key in world.credentials]
        elif name in OF_FILES:
            found += [reverse(name, args=pair) for pair in world.files[: 1 if name == "detach-file" else None]]
        elif name in OF_JOBS:
            found += [reverse(name, args=[key]) for key in world.jobs]
        elif name == "attach-file":
            found.append(reverse(name, args=[world.claims[0]]))
        elif name in OF_HOUSES:
            found += [reverse(name, args=[world.authority.key, *more]) for more in OF_HOUSES[name]]
        elif name in OF_HOUSES_AND_CLAIMS:
            before = [world.authority.key] if name == "disclosure-review" else []
            found += [reverse(name, args=[*before, key]) for key in world.claims]
        else:
            for arguments in ARGUMENTS.get(name, [{}]):
                try:
                    found.append(reverse(name, kwargs=arguments))
                except NoReverseMatch:
                    raise AssertionError(f"{name} ({pattern}) is not walked: say in ARGUMENTS with what.") from None
    if of:
        return found
    calls = ["/proposals/?state=ARD&stage=approved", "/api/v1/proposals?state=ARD&page_size=100"]
    return [
        *found,
        *calls,
        "/api/v1/proposals?category=C11",
        "/search/?q=MARK",
        "/api/v1/search?q=MARK",
        "/no-such-page/",
    ]


def test_every_field_of_every_model_is_planted_or_said_to_be_no_secret() -> None:
    for label in PLANTED_APPS:
        for model in apps.get_app_config(label).get_models():
            named = {
                f.name
                for f in model._meta.get_fields()
                if isinstance(f, models.CharField | models.TextField | models.JSONField)
            }
            known = PLANTED.get(model._meta.label, set()) | NOT_SECRET.get(model._meta.label, set())
            assert named == known, model._meta.label


WALKS = [
    pytest.param(SITUATIONS[0], True, id="normal-first"),
    *(
        pytest.param(s, first, id=f"{s}-{'first' if first else 'others'}", marks=[pytest.mark.slow])
        for s, first in ((SITUATIONS[0], False), (SITUATIONS[1], True), (SITUATIONS[2], True), (SITUATIONS[2], False))
    ),
    pytest.param(SITUATIONS[1], False, id="elevated-others", marks=[pytest.mark.slow, pytest.mark.wide]),
]
"""Everybody in every situation; every day the first of each kind in the normal one."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("situation", "first"), WALKS)
def test_no_mark_shows_where_it_may_not(world: World, situation: str, first: bool) -> None:
    declared(world, situation)
    lookers = [looker for looker in world.lookers if (looker.name in FIRST) is first]
    walked, slow = set(addresses(world, situation)), set(addresses(world, situation, of=SLOW))
    seen: set[tuple[str, str]] = set()
    for looker in lookers:
        browser = Client(raise_request_exception=True)
        if looker.person is not None:
            browser.force_login(looker.person)
        for address in walked if first else walked - slow:
            answer = browser.get(address)
            told = address_free(answer, address)
            for mark in marks_in(told, world):
                seen.add((mark, looker.name))
                assert (situation, looker.name) in world.allowed[mark], f"{looker.name} sees {mark} at {address}"
            assert answer.status_code < 500, address
    expected = {
        (m, who) for m, pairs in world.allowed.items() for s, who in pairs if s == situation and m.startswith("MARK")
    }
    expected = {(m, who) for m, who in expected if who in {looker.name for looker in lookers}}
    in_full = {(mark[9:].replace("valueX", ""), who) for mark, who in seen if mark.endswith("valueX")}
    missed = {  # where the value is given, nobody gets the words that were prepared instead of it
        (mark, who)
        for mark, who in expected - seen
        if "redacted" not in mark and (mark[9:].replace("summaryX", ""), who) not in in_full
    }
    assert not missed, f"{len(missed)} marks are not shown to those who may see them: {sorted(missed)[:5]}"


@pytest.mark.parametrize("who", [FIRST, pytest.param((), marks=pytest.mark.slow)], ids=["some", "everybody"])
def test_a_word_finds_a_claim_only_for_those_who_read_it_there(world: World, who: tuple[str, ...]) -> None:
    """What is found is what may be read, so no answer to a search tells of more."""
    declared(world, "normal")
    rows = list(ProposedClaim.objects.exclude(category="C19"))
    for looker in world.lookers:
        if who and looker.name not in who:
            continue
        sight = queries.sight_of(looker.person, now=NOW)
        for kind in ("value", "basis", "note", "object", "summary", "redacted", "facility"):
            marks = {row.key: getattr(row, kind).removeprefix("topic:") for row in rows}
            may = {key for key, mark in marks.items() if ("normal", looker.name) in world.allowed[mark]}
            asked = searching.Asked(words=("MARK", "topic" if kind == "object" else kind))
            found = set(searching.found(asked, sight).values_list("key", flat=True)) & marks.keys()
            assert found <= may, (looker.name, kind)
            assert kind in ("summary", "redacted") or found == may, (looker.name, kind)  # not shown beside the whole
        about = {row.key for row in rows if searching.found(searching.Asked(object=row.object), sight).exists()}
        assert about == {row.key for row in rows if ("normal", looker.name) in world.allowed[row.object[6:]]}


def of_people(walked: list[str]) -> list[str]:
    return [
        address for address in walked if address.startswith(("/people/", "/proposals/", "/disclosure/", "/search/"))
    ]


def address_free(answer: Any, address: str) -> str:
    """Everything that an answer tells: headers and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return headers + "\n" + body.decode("utf-8", "replace")


def marks_in(told: str, world: World) -> set[str]:
    found = set(re.findall(r"MARK\d{5}\w*?X", told))
    found |= {m for m in world.allowed if not m.startswith("MARK") and m in told}
    return found
