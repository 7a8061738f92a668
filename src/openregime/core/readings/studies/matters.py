"""Which choice of a study matters: by going through every setting where there are few, else by estimation."""

from dataclasses import dataclass

import numpy as np

from openregime.core.readings.index import (
    Factor,
    GapsFilled,
    OneDropped,
    Sensitivity,
    Worlds,
    estimated_sensitivity,
    exact_sensitivity,
)
from openregime.core.readings.index.uncertainty import Over
from openregime.core.readings.studies.ranks import study_worlds
from openregime.core.readings.studies.study import Study

UNKNOWN_FACTOR = "what is not known"
MOST_ENUMERATED = 20_000


@dataclass(frozen=True, eq=False)
class StudySensitivity:
    """Which choice matters: the engine's answer, and what was added to be able to give it (one sentence each)."""

    found: Sensitivity
    notes: tuple[str, ...]


def sensitivity_of(study: Study, *, samples: int | None = None, over: Over = map, parts: int = 1) -> StudySensitivity:
    """First and total order of every factor, exactly where all settings can be gone through, else estimated.

    Where gaps are open and no factor fills them, one is added that does, and said so: what is not known is a choice
    that nobody made, and how much it matters is the first thing to know.

    Raises:
        BadDesign, BadStep, BadIndicatorTable: as for `estimated_sensitivity`.
    """
    factors: tuple[Factor, ...] = study.factors if study.trials is None else study.trials
    notes: list[str] = []
    worlds = study_worlds(study, factors, fill_gaps_only=True)
    if len(worlds.gaps) and not worlds.fills_gaps:
        factors = (*factors, GapsFilled(UNKNOWN_FACTOR))
        worlds = study_worlds(study, factors, fill_gaps_only=True)
        notes.append(
            f"{len(worlds.gaps)} gaps are open. They are drawn evenly over their scale here, as the factor "
            f"“{UNKNOWN_FACTOR}”; in every other result they stay open."
        )
    sizes = [_settings(worlds, factor) for factor in factors]
    if factors and None not in sizes and int(np.prod([s for s in sizes if s])) <= MOST_ENUMERATED:
        return StudySensitivity(exact_sensitivity(worlds), tuple(notes))
    n = study.samples if samples is None else samples
    return StudySensitivity(estimated_sensitivity(worlds, n, over=over, parts=parts), tuple(notes))


def _settings(worlds: Worlds, factor: Factor) -> int | None:
    """How many settings a factor has; None where they cannot be listed."""
    if isinstance(factor, OneDropped):
        return len(factor.among or worlds.tree.levels[0]) + 1
    among = getattr(factor, "among", None) or getattr(factor, "sets", None)
    return None if among is None else len(among)
