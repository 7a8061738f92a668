"""A list of many claims by people, of which the asker may see half: one page, its statements, and saving one more.

    python benchmarks/claims_by_people.py [number of claims, 240000 when absent]

Uses a database of its own in a temporary folder (or DATABASE_URL, which must be an empty database). Prints medians of
15 pages and of 15 saved claims, with the number of SQL statements of a page.
"""

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "src"))
os.environ["OPENREGIME_HOME"] = tempfile.mkdtemp(prefix="openregime-benchmark-")
os.environ["DJANGO_SETTINGS_MODULE"] = "openregime.web.site.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from openregime.core.facts import Window  # noqa: E402
from openregime.core.sharing import Item, Label  # noqa: E402
from openregime.web.disclosure import queries as disclosure  # noqa: E402
from openregime.web.disclosure.profiles import profile_for  # noqa: E402
from openregime.web.people import actions as people  # noqa: E402
from openregime.web.people.models import Organisation, Person  # noqa: E402
from openregime.web.proposals import actions, queries  # noqa: E402
from openregime.web.proposals.fields import Proposal  # noqa: E402
from openregime.web.proposals.models import ProposedClaim  # noqa: E402

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
CATEGORIES = ("C01", "C02", "C09", "C11")


def an_organisation(number: int) -> Organisation:
    """One authority; many of them, since profiles differ by holder."""
    name = f"Authority {number}"
    return people.found_organisation(name, "state_authority", state=f"X{number:02d}", now=NOW)


def a_person(organisation: Organisation, name: str, *roles: str) -> Person:
    """A member of it."""
    _made, secret = people.invite(None, organisation, email=f"{name}@example.org", roles=roles, now=NOW)
    return people.take_invitation(secret, name=name, password="four unrelated plain words", now=NOW)


def filled(number: int) -> tuple[Person, Person]:
    """A database with so many approved claims of 60 organisations; the asker belongs to one of them."""
    organisations = [an_organisation(n) for n in range(60)]
    writer = a_person(organisations[0], "Writer", "administrator", "contributor")
    second = a_person(organisations[0], "Second", "approver")
    gate, chance = disclosure.gate(), random.Random(1)
    profiles = {
        (o.key, c): profile_for(Item("", Label.of(c), NOW.date(), state=o.state, holder=o.key), gate, now=NOW)
        for o in organisations
        for c in CATEGORIES
    }
    rows = []
    for n in range(number):
        organisation, category = chance.choice(organisations), chance.choice(CATEGORIES)
        rows.append(
            ProposedClaim(
                key=f"claim-{n:012x}", organisation=organisation, author=writer, stage="approved",
                state=organisation.state,
                object="topic:law", value="A law is in force.", valid_earliest=NOW.date(), valid_latest=NOW.date(),
                basis="Gazette", category=category, profile=profiles[organisation.key, category], salt=b"0" * 16,
                written_at=NOW, submitted_at=NOW, settled_at=NOW, settled_by=second,
            )
        )  # fmt: skip
    ProposedClaim.objects.bulk_create(rows, 5_000)
    return writer, second


def main() -> None:
    """Fill, look, save, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 240_000
    call_command("migrate", verbosity=0)
    writer, _second = filled(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def page(place: int) -> int:
        sight = queries.sight_of(writer, now=NOW)
        claims = queries.visible(sight).order_by("-pk")[place * 100 : place * 100 + 100]
        return len(queries.shown_claims(claims, sight))

    assert page(0) == 100
    with CaptureQueriesContext(connection) as told:
        page(3)
    times = []
    for place in range(15):
        start = time.perf_counter()
        page(place)
        times.append(time.perf_counter() - start)
    sight = queries.sight_of(writer, now=NOW)
    start = time.perf_counter()
    seen = queries.visible(sight).count()
    counted = time.perf_counter() - start
    saves = []
    organisation = Organisation.objects.get(key="authority-0")
    for n in range(15):
        proposal = Proposal("topic:law", f"Law {n}.", Window.parse("2020-01-01"), "Gazette", "C01")
        start = time.perf_counter()
        actions.propose(writer, organisation, proposal, now=NOW)
        saves.append(time.perf_counter() - start)
    print(f"{connection.vendor}, {number:,} claims, of which the asker sees {seen:,} ({seen / number:.0%})")
    print(f"one page of 100: median {statistics.median(times) * 1e3:.1f} ms, worst {max(times) * 1e3:.1f} ms (goal 80)")
    print(f"statements of a page: {len(told)} (goal 12); counting all that is seen: {counted * 1e3:.0f} ms")
    print(f"saving one: median {statistics.median(saves) * 1e3:.1f} ms, worst {max(saves) * 1e3:.1f} ms (goal 50)")


if __name__ == "__main__":
    main()
