"""How long the commands take as processes, from start to end: medians, and the ratio to an empty Python.

Run: python benchmarks/command_line.py [repeats]
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
COMMANDS = [
    "--help",
    "state --help",
    "weak-links --as-of 2013-10-18",
    "states",
    "state FRA",
    "state FRA --format json",
    "state IRN --suppose join:cppnm_a",
    "instrument cppnm_a --as-of 2016-05-08",
    "plan FRA",
    "changes 2013-10-18 2016-05-08",
    "sources",
    "check",
]


def seconds(command: list[str], repeats: int) -> list[float]:
    """Wall-clock seconds of each of some runs."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    empty = statistics.median(seconds([sys.executable, "-c", "pass"], repeats))
    print(f"{'command':40} {'median s':>9} {'least s':>9} {'x empty Python':>15}")
    print(f"{'(an empty Python)':40} {empty:9.3f}")
    for command in COMMANDS:
        taken = seconds([sys.executable, "-m", "openregime", *command.split()], repeats)
        median = statistics.median(taken)
        print(f"{command:40} {median:9.3f} {min(taken):9.3f} {median / empty:15.1f}", flush=True)


if __name__ == "__main__":
    main()
