"""What a plan has to reach: the provisions owed under chosen instruments, and the ways that are left to meet each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openregime.core.facts.status import Status
from openregime.core.rules import Degree, Rules, UnknownRule

TOGETHER = ("cppnm_a", "icsant", "unscr1540")
"""The Amendment (its text holds what is left of the CPPNM), ICSANT and resolution 1540."""


@dataclass(frozen=True, slots=True)
class Goals:
    """The provisions owed, sorted into what is met, open, out of reach and set aside.

    Attributes:
        links: instrument id -> ids of the provisions owed under it, without those set aside.
        met: provisions that the measures in place already meet.
        ways: open provision id -> every set of missing measures that would meet it, at least one; smallest sets only.
        out_of_reach: provisions that no measure can meet; a plan says so and cannot help.
        set_aside: provisions whose every measure is not applicable to the State.
    """

    links: Mapping[str, tuple[str, ...]]
    met: tuple[str, ...]
    ways: Mapping[str, tuple[frozenset[str], ...]]
    out_of_reach: tuple[str, ...]
    set_aside: tuple[str, ...]


def goals_of(rules: Rules, measures: Mapping[str, Status], instruments: Sequence[str] = TOGETHER) -> Goals:
    """Sort the provisions owed under some instruments by what is left to do.

    What is unknown counts as still to do: a plan may turn out shorter than it says, never longer. Purpose and scope
    clauses ask for nothing and are left out; guidance counts when its instrument is chosen.

    Args:
        rules: the rules.
        measures: measure id -> Status; missing means unknown.
        instruments: ids of instruments that have provisions, at least one.
    Returns:
        Goals.
    Raises:
        UnknownRule: an instrument has no provisions in the rules, or none is given.
    """
    if not instruments:
        raise UnknownRule("instrument", "", rules.instruments)
    ways: dict[str, tuple[frozenset[str], ...]] = {}
    links, met, out_of_reach, set_aside = {}, [], [], []
    for instrument in instruments:
        owed = [p.id for p in rules.provisions_of(instrument) if p.is_operative]
        if not owed:
            raise UnknownRule("instrument with provisions", instrument, rules.instruments)
        links[instrument] = owed
    for provision in dict.fromkeys(p for owed in links.values() for p in owed):
        left = _ways_left(rules, provision, measures)
        if left is None:
            set_aside.append(provision)
        elif not left:
            out_of_reach.append(provision)
        elif frozenset() in left:
            met.append(provision)
        else:
            ways[provision] = left
    aside = set(set_aside)
    return Goals(
        {key: tuple(p for p in owed if p not in aside) for key, owed in links.items()},
        tuple(met),
        ways,
        tuple(out_of_reach),
        tuple(set_aside),
    )


def _ways_left(rules: Rules, provision: str, measures: Mapping[str, Status]) -> tuple[frozenset[str], ...] | None:
    """Sets of missing measures that would meet a provision, smallest first; None when it does not apply."""
    rows = rules.measures_for(provision)
    owed = [row for row in rows if measures.get(row.measure) is not Status.NOT_APPLICABLE]
    if rows and not owed:
        return None
    ways = [frozenset({row.measure}) for row in owed if row.degree is Degree.FULL]
    partials = frozenset(row.measure for row in owed if row.degree is Degree.PARTIAL)
    if partials and rules.provision(provision).partials_suffice is not False:
        ways.append(partials)
    missing = {way - {m for m in way if measures.get(m) is Status.MET} for way in ways}
    smallest = [way for way in missing if not any(other < way for other in missing)]
    return tuple(sorted(smallest, key=lambda way: (len(way), sorted(way))))
