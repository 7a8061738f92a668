"""The table of what changed between two days: world events and learning, of States and of instruments, in one file."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.observatory import Observatory
from openregime.core.readings.changes import Change, Changes
from openregime.core.readings.day import Regime
from openregime.io.downloads import Column, Table
from openregime.web.downloads.readings import table_of_readings
from openregime.web.phrases import library_words, state_names
from openregime.web.regime.compared import became_words, verb_words, when_it_happened
from openregime.web.site.parameters import Moment


def changes(seen: Observatory, moment: Moment, first: dt.date) -> Table:
    """Everything that differs between an earlier day and the day of the address, one row each; nothing left out.

    Events are read with what was known on the day of knowledge. Learning is the first day read with what was known
    then and with what was known on the day of knowledge. What instruments became comes first.

    Args:
        first: the earlier day, at or before the day of the address.
    Raises:
        DaysOutOfOrder: `first` lies after the day of the address.
    """
    known_then = min(first, moment.as_known)
    found = seen.changes(first, moment.as_of, first_known=known_then, second_known=moment.as_known)
    regime = seen.regime(moment.as_known)
    rows = (*_instruments(seen, found), *_states(found.events, found, regime), *_states(found.learning, found, regime))
    title = _("Changes from %(first)s to %(second)s") % {"first": first, "second": moment.as_of}
    told_apart = _(
        "Events: both days read with what was known on %(known)s. Learning: %(first)s read with what was known on "
        "%(then)s and on %(known)s. To see events alone, keep the rows whose kind is event."
    ) % {"known": moment.as_known, "first": first, "then": known_then}
    return table_of_readings(seen, moment, title, _columns(), rows, caveats=(told_apart,))


def _columns() -> tuple[Column, ...]:
    return (
        Column("kind", _("Kind"), about=_("event: differs between the two days in the world; learning: became known")),
        Column(
            "of", _("Of what"), about=_("state: one requirement of one State; instrument: an instrument as a whole")
        ),
        Column("code", _("Code"), about=_("ISO code of the State, or id of the instrument")),
        Column("name", _("Name"), about=_("of the State or the instrument")),
        Column("requirement", _("Requirement"), about=_("empty for an instrument")),
        Column("title", _("What is asked"), about=_("empty for an instrument")),
        Column(
            "change",
            _("Change"),
            about=_("only became-true, ceased, opened and entered-into-force certainly happened between the two days"),
        ),
        Column("words", _("In words")),
        Column(
            "day",
            _("Day"),
            "date",
            _("when it happened, a day or the window in which it lies; empty where no such day is known"),
        ),
        Column("before", _("Before"), "status", _("on the earlier day; of learning: as it was known then")),
        Column("after", _("After"), "status", _("on the later day; of learning: the earlier day, as known now")),
    )


def _instruments(seen: Observatory, found: Changes) -> Iterator[tuple[Any, ...]]:
    for one in found.instruments:
        name, words = library_words(seen.instruments[one.instrument].short), became_words(one.change)
        yield ("event", "instrument", one.instrument, name, None, None, one.change, words, one.day, None, None)


def _states(changed: Sequence[Change], found: Changes, regime: Regime) -> Iterator[tuple[Any, ...]]:
    names = state_names(regime.record.entities)
    requirements = {r.id: r for r in regime.chain.requirements}
    titles = {r: library_words(requirement.title) for r, requirement in requirements.items()}
    for c in changed:
        day = when_it_happened(c, regime, requirements[c.requirement], found)
        what = (c.requirement, titles[c.requirement], c.verb, verb_words(c.verb))
        yield (c.kind, "state", c.state, names[c.state], *what, day, c.before, c.after)
