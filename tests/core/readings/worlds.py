"""Small worlds for tests: a few States, hand-made claims, a chain that fits on one line."""

import datetime as dt
from collections.abc import Iterable, Sequence

from openregime.core.facts import ALWAYS, Claim, Completeness, Entity, Record, Source, Standing, Total, Window
from openregime.core.observatory import Observatory
from openregime.core.readings.links import Chain, Evidence, Link, Requirement
from openregime.io.chain import load_chain, load_instruments
from openregime.io.rules import load_shipped_rules

COMPILED = dt.date(2026, 11, 23)
SOURCE = Source("list", "A list", "A keeper", "", "2020-01-01", "", "", "treaties")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def state(id_: str, region: str = "Europe") -> Entity:
    return Entity(id_, f"State {id_}", "State", region, region, False, None, "")


def claim(
    subject: str,
    thing: str,
    value: str,
    *,
    valid: Window | str = "",
    recorded: str = "2020-01-01",
    standing: Standing = Standing.PREFERRED,
) -> Claim:
    """`valid` as ISO text, a day or a window; nothing stands for some day up to the day it was recorded."""
    window = valid if isinstance(valid, Window) else Window.parse(valid) if valid else Window(ALWAYS, day(recorded))
    id_ = f"test/{subject}/{thing}/{value}/{window.iso}/{recorded}"
    return Claim(id_, subject, thing, value, window, day(recorded), ("list",), "C01", "", "test.csv:2", standing, "")


def party(subject: str, instrument: str, deposited: str = "", *, recorded: str = "2020-01-01") -> list[Claim]:
    """A row of a list of parties; without a day the deposit lies anywhere up to the day of record."""
    found = [claim(subject, f"{instrument}.status", "party", valid=deposited, recorded=recorded)]
    if deposited:
        found.append(claim(subject, f"{instrument}.deposited", deposited, valid=deposited, recorded=recorded))
    return found


def complete(instrument: str, up_to: str, *, means: str = "not-met", closes: str = "names") -> Completeness:
    return Completeness(
        f"completeness/{instrument}/{up_to}",
        instrument,
        day(up_to),
        closes,
        frozenset(),
        means,
        day(up_to),
        ("list",),
        "",
    )


def total(thing: str, when: str, low: int, high: int | None = None) -> Total:
    window = Window.parse(when)
    high = low if high is None else high
    return Total(
        f"total/{thing}/{low}-{high}/{when}", thing, window, low, high, high, "stated", window.latest, ("list",), ""
    )


def record(
    states: Sequence[Entity],
    claims: Iterable[Claim] = (),
    completeness: Iterable[Completeness] = (),
    totals: Iterable[Total] = (),
) -> Record:
    entities = {s.id: s for s in states}
    return Record(entities, {"list": SOURCE}, tuple(claims), tuple(completeness), tuple(totals), COMPILED)


def observatory(held: Record, chain: Chain | None = None) -> Observatory:
    """The shipped instruments and rules over some record, with the shipped chain unless another is given."""
    return Observatory(held, load_instruments(), load_shipped_rules(), chain or load_chain())


def requirement(id_: str, evidence: Evidence, level: str = "national") -> Requirement:
    return Requirement(id_, f"Title of {id_}", f"lacks {id_}", level, "ask", evidence)


def joins(instrument: str, level: str = "international") -> Requirement:
    return requirement(instrument, Evidence("joined", of=instrument), level)


def spoken(id_: str, *needs: str, level: str = "national") -> Requirement:
    return requirement(id_, Evidence("spoken", opened=day("1990-01-01"), needs=needs), level)


def chain(**links: Sequence[Requirement]) -> Chain:
    """Links by id; those whose id begins with `s_` are links that only States can speak to."""
    return Chain(
        tuple(
            Link(id_, id_, "States" if id_.startswith("s_") else "public", "", tuple(requirements))
            for id_, requirements in links.items()
        ),
        (),
    )
