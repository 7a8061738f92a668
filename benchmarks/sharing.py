"""How fast the gate decides: one item, and a million at once; cedarpy beside it for scale where it is installed.

    PYTHONPATH=src python benchmarks/sharing.py [ITEMS]

Goals: one decision under 20 µs, a million at once under 1 s. cedarpy is no dependency; install it in an environment of
its own to see its figure.
"""

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from openregime.core.sharing import NORMALLY, Asker, Gate, Item, Label
from openregime.core.sharing.bulk import ALWAYS, NEVER, ItemColumns, levels_of, microseconds
from openregime.io.sharing.table import load_sharing_table

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
ASKERS = [
    ("anyone", Asker("anonymous", "public")),
    ("regulator at home", Asker("r", "regulator", "FRA")),
    ("reviewer on a mission", Asker("v", "reviewer", "DEU", missions=frozenset({"m1"}))),
]


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and least processor time of one round: other work on the machine counts as little as it can."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken), min(taken)


def made_columns(n: int) -> ItemColumns:
    """n items of up to three categories, of 200 States, 2,000 holders and 300 missions; drawn with a fixed seed."""
    draw = np.random.default_rng(20261123)
    bits = np.uint32(1) << draw.integers(0, 24, (3, n), dtype=np.uint32)
    bits[1, draw.random(n) < 0.8] = 0
    bits[2, draw.random(n) < 0.9] = 0
    names = {"": 0, "FRA": 1, "m1": 2, "npp": 3}
    names.update({f"n{k}": k for k in range(4, 2_000)})
    now, day = microseconds(NOW), 86_400_000_000
    return ItemColumns(
        categories=bits[0] | bits[1] | bits[2],
        states=draw.integers(0, 200, n, dtype=np.int32),
        holders=draw.integers(0, 2_000, n, dtype=np.int32),
        missions=draw.integers(0, 300, n, dtype=np.int32),
        names=names,
        published_at=np.where(draw.random(n) < 0.05, now - day, NEVER),
        completed_at=np.where(draw.random(n) < 0.3, now - draw.integers(0, 40, n) * day, NEVER),
        closed_until=np.where(draw.random(n) < 0.05, now + day, ALWAYS),
        is_barred=draw.random(n) < 0.02,
        own={},
    )


def gate_figures(n: int) -> None:
    """The gate itself."""
    gate, columns = Gate(load_sharing_table()), made_columns(n)
    item = Item("x", Label(frozenset({"C08", "C16"})), NOW.date(), state="FRA", mission="m1")
    for name, asker in ASKERS:
        one = [s / 500 for s in seconds(lambda a=asker: [gate.decide(a, item, NORMALLY, NOW) for _ in range(500)], 30)]
        many = seconds(lambda a=asker: levels_of(gate, columns, a, NORMALLY, NOW), 7)
        print(
            f"{name:24} one decision {one[0] * 1e6:5.1f} µs (best {one[1] * 1e6:5.1f})   "
            f"{n:,} at once {many[0]:6.3f} s (best {many[1]:6.3f})"
        )


def cedar_figures() -> None:
    """The same table as Cedar policies, one permit for each cell of the normal situation that opens something."""
    try:
        import cedarpy
    except ImportError:
        print("cedarpy is not installed here")
        return
    table = load_sharing_table()
    text = "\n".join(
        f'permit (principal, action == Action::"{level[0].slug}", resource) when '
        f'{{ context.category == "{category}" && context.audience == "{audience}" }};'
        for (category, audience), level in table.levels.items()
        if level[0].value
    )
    asked = {
        "principal": 'User::"a"', "action": 'Action::"full"', "resource": 'Item::"x"',
        "context": {"category": "C16", "audience": "peer_operator"},
    }  # fmt: skip
    policies = cedarpy.PolicySet.from_str(text)
    once = seconds(lambda: cedarpy.is_authorized(asked, policies, []), 200)
    print(f"cedarpy, {len(text.splitlines())} policies: {once[0] * 1e6:.0f} µs to ask for one level")


if __name__ == "__main__":
    gate_figures(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    cedar_figures()
