"""What a State's own word costs the pages: processor time of this process, before anybody spoke and with many claims.

    PYTHONPATH=src python benchmarks/own_words.py [CLAIMS]

The median of 20 requests, as of 20 different days; processor time, so that a busy machine tells the same. Then the
first answer after an act that moves no reading, and after one that does. Goals: medians under 40 ms as before, one
query, the first answer after an act under half a second.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from typing import Any

PAGES = {
    "overview": "/?as_of={day}",
    "State": "/states/FRA/?as_of={day}",
    "list of States": "/states/?as_of={day}",
    "plan": "/states/FRA/plan/?as_of={day}",
    "claims": "/states/FRA/claims/?as_of={day}",
    "comparison": "/compare/?from=1990-01-01&to={day}",
}
REQUESTS = 20


def main() -> None:
    """Load the library into a new database, measure, let authorities speak, measure again."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OPENREGIME_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
        from openregime.web.site.serve import prepare

        prepare()
        before = {name: measured(pattern) for name, pattern in PAGES.items()}
        house = spoken(wanted)
        after = {name: measured(pattern) for name, pattern in PAGES.items()}
        print(f"{'page':<16}{'nobody spoke':>14}{f'{wanted} claims':>14}{'queries':>9}")
        for name in PAGES:
            print(f"{name:<16}{before[name][0]:>12.1f}ms{after[name][0]:>12.1f}ms{after[name][1]:>9}")
        for what, milliseconds in after_acts(house).items():
            print(f"{what}: {milliseconds:.0f} ms")


def measured(pattern: str) -> tuple[float, int]:
    """Median processor time of a page in milliseconds, and its queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.get(pattern.format(day="2013-10-18"))
    times = []
    for day in (dt.date(1990, 1, 15) + dt.timedelta(days=650 * n) for n in range(REQUESTS)):
        start = time.process_time()
        answer = client.get(pattern.format(day=day))
        times.append((time.process_time() - start) * 1000)
        assert answer.status_code == 200, pattern
    with CaptureQueriesContext(connection) as queries:
        client.get(pattern.format(day="2013-10-18"))
    return statistics.median(times), len(queries)


def spoken(wanted: int) -> Any:
    """Authorities of many States, each saying something of many measures; the first of them with its two people."""
    from django.db import transaction
    from django.utils import timezone

    from openregime.core.facts import Window
    from openregime.io.observatories import load
    from openregime.web.people import actions as people
    from openregime.web.proposals import actions
    from openregime.web.proposals.fields import Proposal

    now, seen = timezone.now(), load()
    states = ["FRA", *(s.id for s in seen.record.states if s.id != "FRA")][: max(1, wanted // 20)]
    first = None
    with transaction.atomic():
        for n, state in enumerate(states):
            house = people.found_organisation(f"Authority of {state}", "state_authority", state=state, now=now)
            pair = []
            for role in ("contributor", "approver"):
                mail = f"{role}.{state}@example.org".lower()
                _made, secret = people.invite(None, house, email=mail, roles=[role, "contributor"], now=now)
                pair.append(people.take_invitation(secret, name=role, password="four unrelated plain words", now=now))
            first = first or (house, *pair)
            share = wanted // len(states) + (n < wanted % len(states))
            for measure in seen.rules.measures[:share]:
                claim = Proposal(f"measure:{measure.id}", "met", Window.parse("2020-01-01"), "Gazette", "C01")
                made = actions.submit(pair[0], actions.propose(pair[0], house, claim, now=now), now=now)
                actions.approve(pair[1], made, now=now)
    return first


def after_acts(house: Any) -> dict[str, float]:
    """Processor time of the first answer after an act that moves a reading, and after one that does not."""
    from django.test import Client
    from django.utils import timezone

    from openregime.core.facts import Window
    from openregime.web.proposals import actions
    from openregime.web.proposals.fields import Proposal

    organisation, writer, approver = house
    claim = Proposal("requirement:performance", "met", Window.parse("2020-01-01"), "Gazette", "C01")
    client, now = Client(SERVER_NAME="127.0.0.1"), timezone.now()
    found = {}
    made = actions.submit(writer, actions.propose(writer, organisation, claim, now=now), now=now)
    for name, act in (
        ("the first answer after a draft was submitted", lambda: None),
        ("the first answer after it was approved", lambda: actions.approve(approver, made, now=now)),
    ):
        act()
        start = time.process_time()
        client.get("/states/FRA/?as_of=2024-01-01")
        found[name] = (time.process_time() - start) * 1000
    return found


if __name__ == "__main__":
    main()
