"""What has happened in the invented world, told through the actions that people use, from the past to the present."""

from openregime.core.facts import Window
from openregime.core.sharing import Label
from openregime.web.demo.released import a_release_that_was_taken_back, a_release_with_statements
from openregime.web.demo.world import AUTHORITY, CENTRE, OPERATOR, SAMPLONIA, WATCH, World
from openregime.web.disclosure.actions import declare_situation, end_situation
from openregime.web.disclosure.deciding import Wanted, rule
from openregime.web.people import two_people
from openregime.web.people.models import PendingAct
from openregime.web.proposals import actions, classification
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.gating import item_of
from openregime.web.proposals.queries import sight_of

WAITING = ("disclosure.open", "category:C10")
"""The act that waits for a second person: its verb and its subject."""


def tell(world: World) -> None:
    """Everything, in the order in which it happened, so that the trail reads like one."""
    _long_ago(world)
    _last_year(world)
    _this_season(world)
    _this_week(world)


def _since(world: World, days: int) -> Window:
    day = world.ago(days).date()
    return Window(day, day)


def _long_ago(world: World) -> None:
    law = Proposal(
        "topic:nuclear-security-law", "The Nuclear Security Act of Exemplia is in force.", _since(world, 1500),
        "Gazette of Exemplia (invented), no. 12", "C01",
    )  # fmt: skip
    review = Proposal(
        "topic:peer-review", "A peer review made twelve recommendations; eleven are closed.", _since(world, 1000),
        "Report of the review (invented)", "C06", summary="A peer review was held.",
    )  # fmt: skip
    licence = Proposal(
        "topic:licence", "The licence of the invented reactor was renewed.", _since(world, 780),
        "Decision of the authority (invented)", "C02", facility="Reactor One (invented)",
    )  # fmt: skip
    world.claim("law", AUTHORITY, law, 790)
    world.claim("review", AUTHORITY, review, 770)  # comes up for its review after two years, so it is due by now
    world.claim("licence", OPERATOR, licence, 760)


def _last_year(world: World) -> None:
    partly = Proposal("measure:M01", "partly met", _since(world, 700), "Draft decree (invented)", "C01")
    met = Proposal("measure:M01", "met", _since(world, 250), "Decree (invented), in force", "C01")
    exercise = Proposal(
        "topic:exercise", "A table-top exercise was held with the operator.", _since(world, 400),
        "Note of the exercise (invented)", "C05", summary="An exercise was held.",
    )  # fmt: skip
    courses = Proposal(
        "topic:courses", "41 people passed the course.", _since(world, 380), "Register (invented)", "C04"
    )
    support = Proposal("topic:bilateral-help", "Samplonia helps to train inspectors.", _since(world, 370),
                       "Arrangement (invented)", "C23")  # fmt: skip
    world.claim("partly", AUTHORITY, partly, 390)
    world.claim("exercise", AUTHORITY, exercise, 380)
    world.claim("courses", CENTRE, courses, 360)
    world.claim("support", SAMPLONIA, support, 350)
    claim, approver = world.claims["support"], world.person("administrator@samplonia")
    actions.withdraw(approver, claim, reason="The arrangement was not signed after all.", now=world.ago(320))
    world.claim("met", AUTHORITY, met, 240, supersedes="partly")


def _this_season(world: World) -> None:
    authority, officer = world.organisations[AUTHORITY], world.person("security-officer@authority")
    situation = declare_situation(
        officer, authority, "elevated", begins=world.ago(100), ends=world.ago(95), now=world.ago(100),
        reason="Invented: a conference with many visitors.",
    )  # fmt: skip
    end_situation(officer, authority, situation.key, now=world.ago(96), reason="The conference ended early.")
    a_release_that_was_taken_back(world)
    closing = Wanted("existence", ("public", "media"), opens=False, because="person", category="C05",
                     reason="Names of exercise staff were in the summaries.")  # fmt: skip
    rule(officer, authority, closing, Label(frozenset({"C05"})), now=world.ago(80))
    opening = Wanted("summary", ("researcher",), opens=True, because="learning from reviews", category="C06",
                     reason="Researchers asked to learn from what was found.")  # fmt: skip
    rule(officer, authority, opening, Label(frozenset({"C06"})), now=world.ago(70))
    a_release_with_statements(world)
    _two_people_open_one_item(world)
    _an_objection_and_its_reply(world)


def _two_people_open_one_item(world: World) -> None:
    """An operator opens a detail of an event to its peers: the security officer asks, the approver confirms."""
    event = Proposal(
        "topic:event", "A badge was used after its owner had left; it was blocked within the hour.",
        _since(world, 60), "Report (invented)", "C09", summary="An access badge was blocked.",
    )  # fmt: skip
    world.claim("event", OPERATOR, event, 50)
    claim, officer = world.claims["event"], world.person("administrator@operator")
    wanted = Wanted("summary", ("peer_operator",), opens=True, because="warning others", item=item_of(claim).id,
                    reason="Others use the same badges and should look.")  # fmt: skip
    waiting = rule(officer, claim.organisation, wanted, item_of(claim).label, now=world.ago(45))
    assert isinstance(waiting, PendingAct)  # the table wants two people for this category
    two_people.settle(world.person("approver@operator"), waiting.key, confirmed=True, now=world.ago(44))


def _an_objection_and_its_reply(world: World) -> None:
    claim, watch = world.claims["met"], world.organisations[WATCH]
    objection = actions.dispute(
        world.person("contributor@watch"), watch, claim, now=world.ago(30),
        words="The decree leaves transport out. We do not think that the measure is met.",
    )  # fmt: skip
    actions.dispute(
        world.person("approver@authority"), claim.organisation, claim, answers=objection.key, now=world.ago(25),
        words="Transport is in its annex 2, published on the same day.",
    )  # fmt: skip


def _this_week(world: World) -> None:
    contact = Proposal("topic:contact-point", "Duty office, day and night.", _since(world, 20),
                       "List (invented)", "C22", summary="There is a contact point.")  # fmt: skip
    world.draft("contact", AUTHORITY, contact, 5)
    world.submit("contact", 4)
    returned = world.claims["contact"]
    actions.give_back(
        world.person("approver@authority"), returned, now=world.ago(3), reason="Say since when the office is manned."
    )
    procedure = Proposal("provision:CPPNM-A.2A.1.a", "met", _since(world, 240), "Decree (invented)", "C03",
                         summary="The regime for physical protection rests on a decree.")  # fmt: skip
    world.draft("procedure", AUTHORITY, procedure, 2)
    world.submit("procedure", 1.5)
    plan = Proposal("topic:next-review", "A follow-up review is asked for next year.", _since(world, 1),
                    "Letter (invented)", "C23")  # fmt: skip
    world.draft("plan", AUTHORITY, plan, 1)
    asked_for = world.claims["review"].key
    classification.appeal(
        sight_of(world.person("contributor@watch"), now=world.ago(0.5)), asked_for, now=world.ago(0.5),
        benefit="The public could see that the review was followed up.",
    )  # fmt: skip
    let_an_act_wait(world)


def let_an_act_wait(world: World) -> None:
    """The security officer of the authority asks to tell peers that threats are known; a second person has to agree."""
    wanted = Wanted("summary", ("peer_operator",), opens=True, because="warning of operators", category=WAITING[1][-3:],
                    reason="Operators should know that a threat is looked into.")  # fmt: skip
    officer, authority = world.person("security-officer@authority"), world.organisations[AUTHORITY]
    rule(officer, authority, wanted, Label(frozenset({wanted.category})), now=world.now)
