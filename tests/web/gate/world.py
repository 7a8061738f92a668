"""An invented world with a unique mark in every field that is not public, and who may see which mark.

Who may see what is read from the table's CSV here, not asked of the gate: a second opinion on everything between.
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from openregime.core.facts import Window
from openregime.io.shipped import LIBRARY
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions, attaching, queries
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.models import ProposedClaim

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
PASSWORD = "four unrelated plain words"
SITUATIONS = ("normal", "elevated", "emergency")
WITH_SUMMARY = ("summary", "redacted", "full")


@lru_cache(maxsize=1)
def cells() -> dict[tuple[str, str], dict[str, str]]:
    """(category, audience) -> situation -> level, straight from the file."""
    with (LIBRARY / "sharing" / "levels.csv").open(encoding="utf-8", newline="") as file:
        return {(row["category"], row["audience"]): row for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def categories() -> tuple[str, ...]:
    """Ids of the categories, in order."""
    return tuple(dict.fromkeys(category for category, _audience in cells()))


@dataclass(frozen=True)
class Looker:
    """One who looks: `audiences` as which they count for the authority's claims; `is_own` when they belong to it."""

    name: str
    person: Person | None
    audiences: tuple[str, ...]
    is_own: bool = False


@dataclass
class World:
    """Everybody, everything, and the marks.

    Attributes:
        allowed: mark -> (situation, looker) pairs that may see it.
        claims: keys of the claims.
        files: keys of a claim and of a file of it.
        jobs: keys of jobs.
        releases, credentials: keys of what was published, and of the statements that it hides.
        between, between_releases: called several times while claims, or releases, are planted: a twin may hold more.
        holder: whose the statements of the release are; who else holds them is nobody's to know.
    """

    authority: Organisation
    lookers: list[Looker]
    allowed: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    claims: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    words: Callable[[str, set[tuple[str, str]]], str] = lambda mark, _to: mark
    between: Callable[["World", dict[str, Person]], None] = lambda _world, _own: None
    between_releases: Callable[["World", dict[str, Person]], None] = lambda _world, _own: None
    holder: str = "authority"

    def mark(self, what: str, *, to: set[tuple[str, str]]) -> str:
        """A new mark for a field, with those who may see it; a twin of the world writes other `words` instead."""
        made = f"MARK{len(self.allowed):05d}{what.replace('-', '').replace('_', '')}X"
        self.allowed[made] |= to
        return self.words(made, to)

    def who(self, level_is: tuple[str, ...], category: str) -> set[tuple[str, str]]:
        """Those who get one of these levels of a category, by the file."""
        found = set()
        for looker in self.lookers:
            for situation in SITUATIONS:
                given = {cells()[category, audience][situation] for audience in looker.audiences}
                if looker.is_own or given & set(level_is):
                    found.add((situation, looker.name))
        return found

    def own(self) -> set[tuple[str, str]]:
        """The authority's own people."""
        return {(situation, looker.name) for looker in self.lookers if looker.is_own for situation in SITUATIONS}


def a_member(organisation: Organisation, name: str, *roles: str) -> Person:
    """Somebody with these roles there."""
    _made, secret = people.invite(None, organisation, email=f"{name.lower()}@example.org", roles=roles, now=NOW)
    return people.take_invitation(secret, name=name, password=PASSWORD, now=NOW)


def built(*, state: str = "ARD", is_invented: bool = True, **changed: Any) -> World:
    """The whole world, in the database of the test; files go to the settings' data folder: give it one of its own.

    Args:
        state: of the authority and the operator. changed: `words`, `between` and the like of the world, for a twin.
    """
    kinds = {
        "authority": ("state_authority", state), "operator": ("operator", state), "foreign": ("state_authority", "BOH"),
        "secretariat": ("secretariat", ""), "company": ("company", ""), "society": ("civil_society", ""),
    }  # fmt: skip
    houses = {
        name: people.found_organisation(f"The {name}", kind, state=of, now=NOW, is_invented=is_invented)
        for name, (kind, of) in kinds.items()
    }
    roles = ("administrator", "contributor", "approver", "security_officer", "observer")
    own = {role: a_member(houses["authority"], f"Own {role}".replace(" ", "."), role) for role in roles}
    counted = {
        "operator": ("public", "peer_operator"),
        "foreign": ("public", "regulator and foreign_authority"),
        "secretariat": ("public", "secretariat"),
        "company": ("public", "supply_chain"),
        "society": ("public", "researcher"),
    }
    lookers = [Looker("nobody", None, ("public",))]
    lookers += [Looker(f"own {role}", person, ("public", "regulator"), is_own=True) for role, person in own.items()]
    for name, audiences in counted.items():
        person = a_member(houses[name], name.title(), "administrator", "contributor", "approver", "security_officer")
        lookers.append(Looker(name, person, tuple("foreign_authority" if "foreign" in a else a for a in audiences)))
    world = World(houses["authority"], lookers, **changed)
    _plant_claims(world, own)
    _plant_people(world, own)
    _plant_jobs(world, own)
    _plant_releases(world, own, houses[world.holder])
    return world


def _plant_claims(world: World, own: dict[str, Person]) -> None:
    writer, approver = own["contributor"], own["approver"]
    for category in categories():
        world.between(world, own)
        if category == "C19":
            continue  # given in confidence: planted apart, with its giver
        for stage in (
            ("approved",) if category not in ("C01", "C11") else ("draft", "submitted", "approved", "withdrawn")
        ):
            is_gated = stage == "approved"
            full = world.who(("full",), category) if is_gated else world.own()
            marks = {name: world.mark(f"{category}{stage}{name}", to=full) for name in ("value", "basis", "note")}
            summary = world.mark(
                f"{category}{stage}summary", to=world.who(WITH_SUMMARY, category) if is_gated else world.own()
            )
            facility = world.mark(f"{category}{stage}facility", to=world.own())
            redacted = world.mark(
                f"{category}{stage}redacted", to=world.who(("redacted", "full"), category) if is_gated else world.own()
            )
            readers = world.who(WITH_SUMMARY, category) if is_gated else world.own()
            topic = f"topic:{world.mark(f'{category}{stage}topic', to=readers)}"
            proposal = Proposal(
                topic, marks["value"], Window.parse("2020-01-01"), marks["basis"], category, note=marks["note"],
                summary=summary, redacted=redacted, facility=facility,
            )  # fmt: skip
            claim = actions.propose(writer, world.authority, proposal, now=NOW)
            world.claims.append(claim.key)
            name, inside = (world.mark(f"{category}{stage}{what}", to=full) for what in ("filename", "file"))
            file = attaching.attach(writer, claim, name=f"{name}.txt", content=inside.encode(), now=NOW)
            world.files.append((claim.key, file.key))
            if stage != "draft":
                actions.submit(writer, claim, now=NOW)
            if stage == "approved":
                actions.approve(approver, claim, now=NOW)
                said = world.mark(f"{category}dispute", to=world.who(("full",), category))
                actions.dispute(writer, world.authority, ProposedClaim.objects.get(pk=claim.pk), words=said, now=NOW)
            if stage == "withdrawn":
                actions.withdraw(writer, claim, reason=world.mark(f"{category}why", to=set()), now=NOW)
    giver = world.mark("giver", to=world.own())
    secret = world.mark("confidence", to=world.own())
    proposal = Proposal("topic:given", secret, Window.parse("2020-01-01"), "x", "C19", giver=giver)
    claim = actions.propose(writer, world.authority, proposal, now=NOW)
    actions.submit(writer, claim, now=NOW)
    actions.approve(approver, claim, now=NOW)
    world.claims.append(claim.key)


def _plant_jobs(world: World, own: dict[str, Person]) -> None:
    """One job of the contributor that was refused: its file, its report and its failure are the contributor's alone."""
    from openregime.web.jobs import actions as jobs

    mine = {(situation, "own contributor") for situation in SITUATIONS}
    name, words, failure = (world.mark(f"job{what}", to=mine) for what in ("name", "report", "failure"))
    made = jobs.ask(own["contributor"], world.authority, "claims.import", name=name, content=b"MARKNEVERX", now=NOW)
    job = jobs.take_up(made.key, now=NOW)
    assert job is not None
    jobs.end_without(job, jobs.Stage.REFUSED, now=NOW, words=failure, report=[(2, "value", words)])
    world.jobs.append(made.key)
    for looker in world.lookers:
        if looker.person is not None and not looker.is_own:
            house = looker.person.memberships.select_related("organisation")[0].organisation
            asked = jobs.ask(looker.person, house, "claims.import", name="own.csv", content=b"", now=NOW)
            world.jobs.append(asked.key)


def _plant_people(world: World, own: dict[str, Person]) -> None:
    from openregime.web.people import two_people

    administrators = {(s, "own administrator") for s in SITUATIONS}
    email = world.mark("invited", to=set()).lower()  # addresses are kept in small letters: so it is looked for
    world.allowed[email] = administrators
    _invitation, secret = people.invite(
        own["administrator"], world.authority, email=f"{email}@example.org", roles=["observer"], now=NOW
    )
    world.allowed[secret] = set()
    world.secrets["invitation"] = secret
    readers_of_the_trail = administrators | {(s, "own security_officer") for s in SITUATIONS}  # permissions.MAY
    why = world.mark("pending", to=readers_of_the_trail)
    two_people.ask(
        own["administrator"], "people.delete", f"person:{own['observer'].key}", organisation=world.authority,
        reason=f"{why} has left the house", now=NOW,
    )  # fmt: skip
    for name, person in own.items():
        # a member reads the names of the house, and only one's own address
        world.allowed[person.name] = world.own()
        world.allowed[person.email] = {(s, f"own {name}") for s in SITUATIONS}


def _plant_releases(world: World, own: dict[str, Person], holder: Organisation) -> None:
    """A claim that anyone may have and statements that only their holder's officers may disclose; one more waits."""
    from openregime.web.people import two_people
    from openregime.web.releases import keys, publishing
    from openregime.web.releases.drafts import Draft
    from openregime.web.releases.models import HeldCredential, PublishedRelease, SigningKey

    approver, officer = own["approver"], own["security_officer"]
    officers = {(s, f"own {role}") for s in SITUATIONS for role in ("approver", "security_officer")}
    keys.make_key(own["administrator"], world.authority, now=NOW)
    public = ProposedClaim.objects.get(category="C01", stage="approved")
    for title in ("A release", "A release to come"):
        world.between_releases(world, own)
        value = world.mark("statement", to=officers)
        draft = Draft(title, (public.key,), {"closed": value}, "C06", holder.key)
        why = "an insurer asks for it"
        act = publishing.publish(approver, world.authority, draft, now=NOW, reason=why)
        if title == "A release":
            two_people.settle(officer, act.key, confirmed=True, now=NOW)
    publishing.withdraw(approver, PublishedRelease.objects.get(), reason="the law has changed", now=NOW)
    world.releases = list(PublishedRelease.objects.order_by("pk").values_list("key", flat=True))
    world.credentials = list(HeldCredential.objects.order_by("pk").values_list("key", flat=True))
    at_rest = [*SigningKey.objects.order_by("pk").values_list("sealed", flat=True)]
    at_rest += [
        text for pair in HeldCredential.objects.order_by("pk").values_list("sealed", "sealed_key") for text in pair
    ]
    for text in at_rest:
        world.allowed[text] = set()


def declared(world: World, situation: str) -> None:
    """Make a situation hold for the authority's State."""
    from openregime.web.disclosure.models import SituationDeclaration

    SituationDeclaration.objects.filter(state=world.authority.state).delete()
    if situation != "normal":
        officer = next(one.person for one in world.lookers if one.name == "own security_officer")
        SituationDeclaration.objects.create(
            key=f"situation-{situation}", kind=situation, state=world.authority.state,
            begins=NOW - dt.timedelta(days=400), ends=NOW + dt.timedelta(days=4000), role="x", reason="x",
            person=officer, organisation=world.authority,
        )  # fmt: skip


__all__ = ["NOW", "SITUATIONS", "World", "built", "declared", "queries"]
