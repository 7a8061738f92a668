"""What travels with every table: caveats in plain words, headings of the README, sources behind the figures."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.facts import Source, is_spoken
from openregime.core.readings.day import Regime
from openregime.core.readings.tenures import Closure, Tenure
from openregime.io.downloads import ReadmeWords
from openregime.web.record.cross_references import CrossReferences


def unknown_is_open() -> str:
    """That two ends are two fillings of what is not known."""
    return _(
        "Unknown is neither no nor zero. An interval gives the low end, if every unknown turned out not to be met, "
        "and the high end, if every one turned out to be met."
    )


def silence_means_nothing() -> str:
    """What an empty cell says."""
    return _("An empty cell means that nothing is known or that it does not count; it never means no.")


def lists_end() -> str:
    """Until when absence means no."""
    return _(
        "Absence from a list means no only up to the day to which the list is complete. “If nothing changed” supposes "
        "that it has stayed so since: a supposition, not a finding."
    )


def stakes_are_no_weakness() -> str:
    """What stakes are for."""
    return _("What is at stake orders lists and is never counted as weakness. Quantities are outside estimates.")


def own_words_held(regime: Regime) -> tuple[str, ...]:
    """How many claims by people the readings hold; nothing where there are none."""
    n = sum(map(is_spoken, regime.record.claims))
    if not n:
        return ()
    said = ngettext(
        "These readings hold %(n)d claim that a State authority made of its own State in this installation; its id "
        "begins with spoken/.",
        "These readings hold %(n)d claims that State authorities made of their own State in this installation; their "
        "ids begin with spoken/.",
        n,
    )
    return (said % {"n": n},)


def paraphrases() -> str:
    """That words of provisions are ours."""
    return _("Provisions are paraphrased, not quoted; `basis` says whether a paraphrase was checked against the text.")


def proposals() -> str:
    """That measures and the crosswalk are ours."""
    return _("Measures and their contributions are a proposal of this project, made by analysis of the texts.")


def licence() -> str:
    """On what terms the figures may be used."""
    return _("Facts are free to use; cite the sources named here, each with the licence note of its own.")


def readme_words() -> ReadmeWords:
    """Headings of the README in the reader's language."""
    return ReadmeWords(
        as_of=_("As of"),
        as_known=_("As known on"),
        columns=_("Columns"),
        caveats=_("What to keep in mind"),
        sources=_("Sources"),
        licence=_("Licence"),
        low=_("low end"),
        high=_("high end"),
    )


@lru_cache(maxsize=16)
def sources_of_readings(regime: Regime) -> tuple[Source, ...]:
    """Every source that a reading of the chain may rest on, in the order of the library."""
    behind: list[Tenure | Closure] = [*regime.tenures.tenures, *regime.tenures.closures]
    used = {c for held in behind for c in held.claims}
    named = {s for c in used if c in regime.record.by_id for s in regime.record.by_id[c].sources}
    named.update(s for c in regime.record.completeness for s in c.sources)
    named.update(s for t in regime.record.totals for s in t.sources)
    return tuple(s for s in regime.record.sources.values() if s.id in named)


def sources_named(held: CrossReferences, ids: Iterable[str]) -> tuple[Source, ...]:
    """Sources by their ids, in the order of the library."""
    wanted = set(ids)
    return tuple(s for s in held.sources.values() if s.id in wanted)
