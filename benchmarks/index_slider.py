"""Server time from a moved slider to the new intervals of all States: 1,000 worlds and the table (goal 50 ms).

    python benchmarks/index_slider.py

Reads the shipped library into a database of its own in a temporary folder; prints the median and the worst of 25
requests, in processor time and on the clock.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "src"))
os.environ["OPENREGIME_HOME"] = tempfile.mkdtemp(prefix="openregime-benchmark-")
os.environ["DJANGO_SETTINGS_MODULE"] = "openregime.web.site.settings"

from openregime.web.site.serve import prepare  # noqa: E402

DAY = "2016-05-08"


def main() -> None:
    """Prepare, ask, print."""
    prepare()
    from django.test import Client

    client = Client(headers={"HX-Request": "true", "HX-Target": "index-result"}, HTTP_HOST="127.0.0.1")
    client.get("/index/", {"as_of": DAY})
    worked, clock = [], []
    for step in range(25):
        begun, started = time.process_time(), time.perf_counter()
        answer = client.get("/index/", {"as_of": DAY, "p": "-3", "w-hard-law": f"{1 + step / 10}"})
        worked.append(time.process_time() - begun)
        clock.append(time.perf_counter() - started)
        assert answer.status_code == 200
    for name, times in (("processor", worked), ("clock", clock)):
        print(f"{name}: median {statistics.median(times) * 1e3:.1f} ms, worst {max(times) * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
