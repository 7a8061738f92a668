"""How large an index may be that somebody sends: a request is answered in seconds, or refused in words."""

import math

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from openregime.core.errors import OpenRegimeError
from openregime.core.readings.index import (
    Aggregate,
    Alternatives,
    BenefitOfTheDoubt,
    Between,
    CopelandWins,
    Impute,
    OneDropped,
    WeightSets,
)
from openregime.core.readings.studies import Study

MOST_BYTES = 8_000_000
"""Of a whole request: two tables and a study."""
MOST_UNITS = 2_000
MOST_INDICATORS = 300
MOST_CELLS = 300_000
MOST_LEVELS, MOST_PARTS = 20, 600
"""Levels of the hierarchy, and indicators and groups in all."""
MOST_SLOW_CELLS = 20_000
"""Cells where a step takes far longer than others."""
MOST_OWN_COLUMNS = 60_000
"""Worlds times indicators where steps are worked out anew for every world."""
MOST_SETTINGS = 200
"""Combinations of settings of the steps before the last, each worked out once."""
MOST_WORK = 300_000_000
"""Units times indicators times worlds."""
COMMAND = "Use the command line for it: openregime index."


class IndexTooLarge(OpenRegimeError, ValueError):
    """A table, a study or a request that is too large to be worked out while somebody waits."""

    code = "index-too-large"


class _InMemory(MemoryFileUploadHandler):
    """Keeps what is sent in memory, so that nothing of it ever reaches a disk."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True


def receive_in_memory(request: HttpRequest) -> None:
    """Refuse a request that is too large before a byte of it is read; keep what it holds in memory.

    Raises:
        IndexTooLarge: more than MOST_BYTES.
    """
    refuse_large_request(request)
    request.upload_handlers = [_InMemory(request)]


def refuse_large_request(request: HttpRequest) -> None:
    """Raises IndexTooLarge: the request says that it holds more than MOST_BYTES."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = 0
    if size > MOST_BYTES:
        raise IndexTooLarge(f"{size:,} bytes were sent; at most {MOST_BYTES:,} are taken in. {COMMAND}")


def refuse_large_study(study: Study) -> None:
    """Refuse what would take more than some seconds.

    Raises:
        IndexTooLarge: naming what is too large and the limit.
    """
    n, m = study.table.shape
    if n > MOST_UNITS or m > MOST_INDICATORS or n * m > MOST_CELLS:
        raise IndexTooLarge(
            f"The table has {n:,} units and {m:,} indicators; at most {MOST_UNITS:,} units, {MOST_INDICATORS} "
            f"indicators and {MOST_CELLS:,} cells are worked out here. {COMMAND}"
        )
    levels, parts = len(study.definition.levels), len(study.definition.parts)
    if levels > MOST_LEVELS or parts > MOST_PARTS:
        raise IndexTooLarge(
            f"iMeta has {levels:,} levels and {parts:,} parts; at most {MOST_LEVELS} levels and {MOST_PARTS} parts are "
            f"worked out here. {COMMAND}"
        )
    _refuse_slow_steps(study, n * m)
    _refuse_own_values(study, m)
    sizes = [len(f.among) for f in study.factors if isinstance(f, Alternatives)]
    if math.prod(sizes) > MOST_SETTINGS:
        raise IndexTooLarge(
            f"The factors have {math.prod(sizes):,} combinations of settings; at most {MOST_SETTINGS} are worked out "
            f"here. Leave some out. {COMMAND}"
        )
    if sum(len(f.sets) for f in study.factors if isinstance(f, WeightSets)) > 10_000:
        raise IndexTooLarge(f"There are more than 10,000 sets of weights. {COMMAND}")
    worlds = max(study.replications, study.samples * (len(study.factors) + 3))
    if worlds * n * m > MOST_WORK:
        most = MOST_WORK // (n * m)
        raise IndexTooLarge(
            f"{worlds:,} worlds of {n * m:,} cells are too many here; at most {most:,} are drawn for a table of this "
            f"size. Ask for fewer replications or samples. {COMMAND}"
        )


def _refuse_own_values(study: Study, columns: int) -> None:
    """Parameters of early steps that every world draws for itself: those steps are worked out anew in each."""
    last = study.steps[-1].name
    drawn = [f for f in study.factors if isinstance(f, Between) and f.step != last]
    worlds = max(study.replications, study.samples * (len(study.factors) + 2))
    if drawn and worlds * columns > MOST_OWN_COLUMNS:
        raise IndexTooLarge(
            f"“{drawn[0].name}” is drawn anew in every world; {worlds:,} worlds of {columns:,} indicators take long: "
            f'at most {MOST_OWN_COLUMNS // columns:,} here. Lay it on a grid (kind = "evenly-between"), ask for fewer '
            f"replications and samples, or take the command line: openregime index."
        )


def _refuse_slow_steps(study: Study, cells: int) -> None:
    slow = [step for step in study.steps if isinstance(step, Impute) and step.method in ("nearest", "regression")]
    means = [
        method
        for step in [*study.steps, *(s for f in study.factors if isinstance(f, Alternatives) for s in f.among)]
        if isinstance(step, Aggregate)
        for method in (step.by if isinstance(step.by, tuple) else (step.by,))
    ]
    slow_means = [method for method in means if isinstance(method, BenefitOfTheDoubt | CopelandWins)]
    drops = any(isinstance(f, OneDropped) for f in study.factors)
    limit = MOST_SLOW_CELLS // (10 if slow_means and (study.factors or drops) else 1)
    if (slow or slow_means) and cells > limit:
        name = type((slow or slow_means)[0]).__name__
        raise IndexTooLarge(
            f"{name} takes long: here it is done for at most {limit:,} cells; this table has {cells:,}. {COMMAND}"
        )
    if slow_means and study.replications > 1_000:
        raise IndexTooLarge(f"{type(slow_means[0]).__name__} takes long: ask for at most 1,000 replications. {COMMAND}")
