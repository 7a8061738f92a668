"""Words of the index in the reader's language, for what the core and the tables say in English."""

from collections.abc import Callable
from functools import lru_cache

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from openregime.core.readings.studies import Study, UnitResult
from openregime.io.chain import load_chain
from openregime.io.index.named import NamedIndex
from openregime.io.index.report_catalogue import catalogue
from openregime.web.phrases import library_words
from openregime.web.site.templatetags._formats import comma, number_words

TITLES = {
    "regime": gettext_noop("What public evidence decides"),
    "regime-all": gettext_noop("The whole chain, with what only States can say"),
}
TABLES = (
    gettext_noop("Code"), gettext_noop("Name"), gettext_noop("Index"),
    gettext_noop("Rank possible as the weights stand"),
    gettext_noop("over the fillings of the gaps alone"), gettext_noop("Rank in 90 % of worlds"),
    gettext_noop("over everything that varies, and the gaps"), gettext_noop("Weakest pillar"),
    gettext_noop("all that may be the weakest; one where it is certain"), gettext_noop("Known"),
    gettext_noop("Certainly weakest"), gettext_noop("no other can be weaker, whatever gaps hold"),
    gettext_noop("share of the indicators that count and have a value"), gettext_noop("Not known"),
    gettext_noop("Index by unit"), gettext_noop("Check"), gettext_noop("Passed"), gettext_noop("Finding"),
    gettext_noop("Where"), gettext_noop("Audit"), gettext_noop("Choice"), gettext_noop("Alone"),
    gettext_noop("share of the variance that goes when only this is settled"), gettext_noop("Alone, interval"),
    gettext_noop("In all"), gettext_noop("share that stays when all else is settled"),
    gettext_noop("In all, interval"), gettext_noop("Which choice matters"), gettext_noop("This index"),
    gettext_noop("The other"), gettext_noop("Side by side"),
    gettext_noop("From the least to the most that the index can be, over every filling of the gaps."),
    gettext_noop(
        "Rank 1 is the strongest. A rank is given as an interval: an order of single places would claim too much."
    ),
    gettext_noop("A gap stays a gap: nothing was filled in, and a unit that says nothing gains nothing by it."),
    gettext_noop(
        "The index is not an average: a strong pillar makes up for a weak one hardly or not at all, as p says."
    ),
    gettext_noop("The index is an average: a strong pillar makes up for a weak one, in full or in part, as p says."),
    gettext_noop("Gaps were filled as the steps say; what a filled value could have been instead is in no interval."),
    gettext_noop("Weakest pillar by name"), gettext_noop("Its own comment"),
    gettext_noop("of an authority of the State, on this row"),
    gettext_noop("Claim of its comment"),
    gettext_noop(
        "Its own comment is what an authority of the State says of its row, approved by a second person; it moves no "
        "figure, and an empty place says nothing about the State."
    ),
)  # fmt: skip
"""Headings and sentences of the tables in `io/index/results.py`, gathered for the catalogue."""
AUDIT_TABLES = (
    gettext_noop("Least pillar"),
    gettext_noop("what the weakest pillar has, over the same fillings"),
    gettext_noop("Choice that decides"),
    gettext_noop("the one with the largest share; none where nothing moves"),
    gettext_noop("Which choice matters, unit by unit"),
    gettext_noop("Skew"),
    gettext_noop("Kurtosis"),
    gettext_noop("With its group"),
    gettext_noop("Nearest sibling"),
    gettext_noop("With that sibling"),
    gettext_noop("Left out"),
    gettext_noop("of the values before they are put on a scale"),
    gettext_noop("in excess of that of a normal sample"),
    gettext_noop("correlation with the group that it belongs to"),
    gettext_noop("the one that it correlates with most"),
    gettext_noop("mean shift in rank when it is left out"),
    gettext_noop("Audit: indicators"),
    gettext_noop("Audit: groups"),
    gettext_noop("Audit: units"),
    gettext_noop("Audit: what adds up"),
    gettext_noop("Parts"),
    gettext_noop("Alpha"),
    gettext_noop("Cronbach's, of the parts of the group"),
    gettext_noop("First component"),
    gettext_noop("its share of the variance of the parts"),
    gettext_noop("Strong components"),
    gettext_noop("eigenvalues above 1"),
    gettext_noop("share of the values that were there before any was filled"),
    gettext_noop("Strengths"),
    gettext_noop("Weaknesses"),
    gettext_noop("indicators on which it ranks best among all units"),
    gettext_noop("indicators on which it ranks worst"),
    gettext_noop("Certainly above"),
    gettext_noop("Certainly below"),
    gettext_noop("units that are nowhere better, whatever the weights"),
    gettext_noop("units that are nowhere worse, whatever the weights"),
    gettext_noop("the sum of what the parts add"),
)  # fmt: skip
"""The same of `io/index/audit_tables.py` and `io/index/distributions.py`."""

CHECKS = {
    "nothing-to-audit": gettext_noop("What is known tells units apart"),
    "silent-indicators": gettext_noop("Every indicator tells some units apart"),
    "scored-units": gettext_noop("Enough units have a score without gaps"),
    "coverage-by-unit": gettext_noop("Every unit has two thirds of its values"),
    "coverage-by-group": gettext_noop("Every unit has two thirds of its values in every group"),
    "outside-goalposts": gettext_noop("Every value lies between its goalposts"),
    "outliers": gettext_noop("No indicator has outliers that carry it"),
    "signs": gettext_noop("No part goes against the group that it belongs to"),
    "redundancy": gettext_noop("No two siblings say almost the same"),
    "reliability": gettext_noop("Every group hangs together (Cronbach's alpha)"),
    "one-dimension": gettext_noop("Every group measures one thing"),
    "effective-weights": gettext_noop("Every part matters about as much as its weight says"),
    "decomposition": gettext_noop("What the parts contribute adds up to the index"),
}
FACTORS = {
    "weights": gettext_noop("The weights, each by a quarter either way"),
    "weights of pillars": gettext_noop("The weights of the pillars, each by a quarter either way"),
    "compensation": gettext_noop("How much a strong pillar may make up for a weak one"),
    "what is not known": gettext_noop("What is not known"),
}


def say(text: str) -> str:
    """A heading or sentence of the tables in the reader's language; English where there is no translation."""
    return _(text) if text else ""


def method(text: str) -> str:
    """A sentence of a step or factor in the reader's language, from the catalogue of the reports."""
    return catalogue(get_language() or "en").say(text)


def index_title(index: NamedIndex) -> str:
    """What an index over the record is called."""
    return _(TITLES[index.name]) if index.name in TITLES else index.title


def pillar(index: NamedIndex, link_id: str) -> str:
    """The name of a pillar of an index over the record."""
    return library_words(next(link.title for link in load_chain().links if link.id == link_id))


def part(study: Study, part_id: str) -> str:
    """The name of a part of a study: in the reader's language where it is a link or requirement of the library."""
    name = study.name_of(part_id)
    return library_words(name) if name in _chain_titles() else name


@lru_cache(maxsize=1)
def _chain_titles() -> frozenset[str]:
    chain = load_chain()
    return frozenset([*(link.title for link in chain.links), *(r.title for r in chain.requirements)])


def say_beside(study: Study) -> Callable[[str], str]:
    """As `say` for the tables of a reader's own study, whose names stay as they were given."""
    own = {study.name_of(one.id) for one in study.definition.parts} - _chain_titles()
    return lambda text: text if text in own else say(text)


def power(given: str) -> str:
    """One step of compensation in words."""
    named = {
        "1": _("p = 1: in full, the plain average"),
        "0": _("p = 0: in part, the geometric mean"),
        "-1": _("p = −1: little, the harmonic mean"),
        "-5": _("p = −5: hardly, the house's choice"),
        "min": _("min: not at all, the weakest pillar alone"),
    }
    return named.get(given) or _("p = %(p)s") % {"p": number_words(float(given))}


def check(check_id: str) -> str:
    """What a check of the audit asks."""
    return _(CHECKS[check_id]) if check_id in CHECKS else check_id


def factor(name: str) -> str:
    """What varies."""
    return _(FACTORS[name]) if name in FACTORS else name


@lru_cache(maxsize=4_096)
def _number_of(value: float, decimals: int, language: str | None) -> str:
    return number_words(value, decimals)


def figure(value: float, decimals: int = 0) -> str:
    """A number in the reader's language; kept, for the same few hundred come again and again."""
    return _number_of(round(value, decimals), decimals, get_language())


def signed(value: float) -> str:
    """A difference with its sign: +12.0, −3.5, 0.0."""
    said = figure(abs(value), 1)
    return said if value == 0 else f"+{said}" if value > 0 else f"−{said}"


def range_words(low: float, high: float, decimals: int = 0) -> str:
    """`83 to 100`, or one number where both ends read alike."""
    return Ranges().words(low, high, decimals)


class Ranges:
    """Ranges in the reader's language, which is asked for once: for tables of hundreds of rows."""

    def __init__(self) -> None:
        self._language, self._between = get_language(), _("%(low)s to %(high)s")

    def words(self, low: float, high: float, decimals: int = 0) -> str:
        """As `range_words`."""
        a = _number_of(round(low, decimals), decimals, self._language)
        b = _number_of(round(high, decimals), decimals, self._language)
        return a if a == b else self._between % {"low": a, "high": b}

    def index(self, low: float, high: float) -> str:
        """A range of the index: one decimal where it is low, for there little is much."""
        return self.words(low, high, 1 if high < 10 else 0)


def least() -> str:
    """What stands before the value of the weakest pillar: the compensation slider calls it `min`, too."""
    return _("Least pillar (min):")


def weakest(study: Study, one: UnitResult) -> str:
    """The weakest pillar by name, or how open it is."""
    if not one.weakest:
        return "–"
    certain = one.certainly_weakest or (one.weakest if len(one.weakest) == 1 else ())
    if len(certain) == len(one.pillars) > 1:
        return _("all alike")
    if certain:
        return comma().join(part(study, p) for p in certain)
    if len(one.weakest) == len(one.pillars):
        return _("any of them may be")
    names = [part(study, p) for p in one.weakest]
    if len(names) > 3:
        return _("one of %(n)s may be") % {"n": figure(len(names))}
    if len(names) == 3:
        return _("%(one)s, %(other)s or %(third)s") % dict(zip(("one", "other", "third"), names, strict=True))
    return _("%(one)s or %(other)s") % {"one": names[0], "other": names[1]}
