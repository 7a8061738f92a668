"""What an index command is asked for: a name, a study, a workbook, or a pair of tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openregime.cli.library import open_library, sources_behind
from openregime.cli.options import Moment
from openregime.cli.refusals import BadArgument
from openregime.core.facts import Source
from openregime.core.observatory import Observatory
from openregime.core.readings.studies import Study
from openregime.core.readings.tenures import Closure, Tenure
from openregime.io.index.named import EXAMPLE, example_study, index_names, record_index
from openregime.io.index.study import NO_CHOICES, bytes_of, read_study, study_of


@dataclass(frozen=True, eq=False)
class Asked:
    """A study and where it came from.

    `seen`, `when` and `sources` belong to the record; None and empty for anybody's own tables.
    """

    study: Study
    given: str
    seen: Observatory | None
    when: Moment
    sources: tuple[Source, ...]


def asked(
    given: Sequence[str],
    when: Moment,
    *,
    seed: int | None = None,
    replications: int | None = None,
    samples: int | None = None,
) -> Asked:
    """The study that the words of a command mean.

    Raises:
        BadArgument: no such name, too many words. BadStudy, BadIndex: a file that cannot be used.
    """
    found = _asked(given, when)
    own = found.study
    study = replace(
        own,
        seed=own.seed if seed is None else seed,
        replications=own.replications if replications is None else replications,
        samples=own.samples if samples is None else samples,
    )
    return replace(found, study=study)


def _asked(given: Sequence[str], when: Moment) -> Asked:
    shown = " ".join(given)
    if len(given) == 2:
        return Asked(_pair(given[0], given[1]), shown, None, when, ())
    if len(given) != 1 or "\x00" in shown:
        raise BadArgument("STUDY", shown, "give one name or file, or the two tables iMeta.csv and iData.csv.")
    name = given[0]
    suffix = Path(name).suffix.lower()
    if suffix in (".toml", ".json"):
        return Asked(read_study(Path(name)), shown, None, when, ())
    if suffix in (".xlsx", ".xls", ".ods"):
        book = bytes_of(Path(name))
        return Asked(study_of(NO_CHOICES, title=Path(name).stem, workbook=book), shown, None, when, ())
    if name == EXAMPLE:
        return Asked(example_study(), shown, None, when, ())
    if name not in index_names():
        known = ", ".join(index_names())
        reason = f"no index has this name, and no such file is read. Names: {known}. Files: .toml, .json, .xlsx."
        raise BadArgument("STUDY", name, reason)
    seen = open_library()
    found = record_index(seen, name, when.as_of, when.known)
    return Asked(found.study, shown, seen, when, _sources(seen, when))


def _pair(one: str, other: str) -> Study:
    """Two CSV files in either order: the one with a column iCode describes the indicators."""
    contents = [bytes_of(Path(name)) for name in (one, other)]
    heads = [content[:10_000].partition(b"\n")[0] for content in contents]
    metas = [n for n, head in enumerate(heads) if b"iCode" in head]
    if len(metas) != 1:
        reason = "exactly one of the two must have a column iCode (iMeta) and the other a column uCode (iData)."
        raise BadArgument("STUDY", f"{one} {other}", reason)
    meta, data = contents[metas[0]], contents[1 - metas[0]]
    return study_of(NO_CHOICES, title=Path((one, other)[1 - metas[0]]).stem, meta=meta, data=data)


def _sources(seen: Observatory, when: Moment) -> tuple[Source, ...]:
    """Every source that a reading of the chain may rest on."""
    regime = seen.regime(when.known)
    held: list[Tenure | Closure] = [*regime.tenures.tenures, *regime.tenures.closures]
    behind = {claim for one in held for claim in one.claims}
    return sources_behind(regime.record, behind | {c.id for c in regime.record.completeness})
