"""Server time of pages, on SQLite with the full record: median and worst of 50 requests, days in turn.

    PYTHONPATH=src python benchmarks/pages.py

Each page is asked once to warm up, then 50 times, as of 50 different days, so that nothing of a day is remembered from
the request before. A second column repeats one day, as readers of the same link do. As the service does before it
answers anybody, the home page is asked once and what lives by then is left out of garbage collection.
Goals: median 40 ms, worst 150 ms.
"""

import datetime as dt
import gc
import os
import statistics
import tempfile
import time
from pathlib import Path

PAGES = {
    "overview": "/?as_of={day}",
    "State": "/states/PAK/?as_of={day}",
    "instrument": "/instruments/cppnm_a/?as_of={day}",
    "list of States": "/states/?as_of={day}",
    "plan": "/states/IDN/plan/?as_of={day}",
    "scenario": "/states/IRN/scenario/?as_of={day}",
    "crosswalk": "/crosswalk/?as_of={day}",
    "sources": "/sources/?as_of={day}",
    "sources, known": "/sources/?as_of={day}&as_known={day}",
    "record, known": "/record/?as_of={day}&as_known={day}",
    "claims": "/states/FRA/claims/?as_of={day}",
    "comparison": "/compare/?from=1990-01-01&to={day}",
}
REQUESTS = 50


def main() -> None:
    """Load the library into a new database, and print one line per page."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OPENREGIME_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openregime.web.site.settings")
        from openregime.web.site.serve import prepare

        start = time.perf_counter()
        prepare()
        print(f"database, library and static files ready in {time.perf_counter() - start:.1f} s")
        measure(Path(folder))


def measure(folder: Path) -> None:
    """Ask each page and print its times, and how many queries it took."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.get("/")
    gc.freeze()
    days = [dt.date(1990, 1, 15) + dt.timedelta(days=260 * n) for n in range(REQUESTS)]
    print(f"{'page':<16}{'median':>10}{'worst':>10}{'same day':>10}{'kB':>8}{'queries':>9}")
    for name, pattern in PAGES.items():
        client.get(pattern.format(day="2013-10-18"))
        times, response = [], None
        for day in days:
            start = time.perf_counter()
            response = client.get(pattern.format(day=day))
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, (name, day)
        same = []
        for _ in range(REQUESTS):
            start = time.perf_counter()
            response = client.get(pattern.format(day="2013-10-18"))
            same.append((time.perf_counter() - start) * 1000)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(pattern.format(day="2013-10-18"))
        size = len(response.content) / 1000
        print(
            f"{name:<16}{statistics.median(times):>8.1f}ms{max(times):>8.1f}ms{statistics.median(same):>8.1f}ms"
            f"{size:>8.0f}{len(queries):>9}"
        )


if __name__ == "__main__":
    main()
