"""The report of an index study: what it says, part by part, before it becomes HTML or PDF.

A failed check of the audit blocks it, unless somebody signs for it by name with a reason; both then stand in it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from openregime.core.errors import OpenRegimeError
from openregime.core.readings.index import Audit, Check, Factor, Minimum, PowerMean, Step
from openregime.core.readings.index.audit import counted
from openregime.core.readings.studies import (
    Results,
    Study,
    StudyRanks,
    StudySensitivity,
    audit_of,
    rank_study,
    results_of,
    sensitivity_of,
)
from openregime.io.downloads import Table, shown
from openregime.io.index import results as index_results
from openregime.io.index.audit_tables import groups_table, indicators_table
from openregime.io.index.comments import Comments, sources_of_comments
from openregime.io.index.settings import EVENLY, BadStudy, settings_of, whole_settings_of
from openregime.io.index.toml import as_toml

MOST_ROWS = 400
"""Units that a report lists; a longer table is to be had as CSV, and the report says so."""
LONGEST_REASON = 2_000
GIVE_BOTH = "Give both: --signed-by NAME and --reason TEXT, the fields of the form, or signed_by and reason in a call."


class PublicationBlocked(OpenRegimeError):
    """A report that may not go out: checks of the audit failed and nobody signed for it. `checks` are those."""

    code = "publication-blocked"

    def __init__(self, checks: Sequence[Check]) -> None:
        self.checks = tuple(checks)
        named = "; ".join(f"{check.id} ({check.finding.rstrip('.')})" for check in checks)
        super().__init__(
            f"The audit failed, so there is no report yet: {named}. Mend the index, or sign for it: give a name and a "
            "reason (--signed-by NAME --reason TEXT; on pages in the form; in calls signed_by and reason), which are "
            "then printed in the report."
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """Who publishes in spite of failed checks, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a drawing: a label, a low and a high end, all on one axis."""

    label: str
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a report under its heading: sentences, then settings as text, then bars, then a table.

    `cells` are those of the table in another language than English.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    settings: str = ""
    bars: tuple[Bar, ...] = ()
    axis: tuple[float, float] = (0.0, 100.0)
    table: Table | None = None
    cells: tuple[tuple[str, ...], ...] | None = None

    def shown(self) -> Sequence[Sequence[str]]:
        """Heading and rows of the table as text; nothing without one."""
        if self.cells is not None:
            return self.cells
        return cells_of(self.table) if self.table is not None and self.table.rows else ()


@dataclass(frozen=True, slots=True)
class IndexReport:
    """A whole report. `day` is printed where one is given: no clock is read here.

    Attributes:
        own: sentences of who made the study, which no catalogue translates.
        language: what it is written in. columns: headings of drawings.
    """

    title: str
    lead: str
    day: dt.date | None
    parts: tuple[Part, ...]
    own: frozenset[str] = frozenset()
    language: str = "en"
    columns: tuple[str, ...] = ("What", "From the least to the most", "In figures")


def index_report(
    study: Study,
    *,
    signature: Signature | None = None,
    day: dt.date | None = None,
    comments: Comments | None = None,
    over: Callable[..., Iterable[object]] = map,
    parts: int = 1,
) -> IndexReport:
    """Work a study out and put everything into a report.

    Args:
        signature: needed where a check of the audit failed.
        day: printed as the day of the report; None prints none.
        comments: what States say of their own rows; None, and no part for it, where nobody was asked.
        over, parts: as for `rank_distributions`.
    Raises:
        PublicationBlocked: a check failed and nobody signed. BadStudy: a signature without name or reason.
        BadIndex: the study cannot be worked out.
    """
    audit = audit_of(study)
    signature = _checked(signature)
    if audit.failed and signature is None:
        raise PublicationBlocked(audit.failed)
    results = results_of(study)
    ranks = rank_study(study, over=over, parts=parts)  # type: ignore[arg-type]
    sensitivity = sensitivity_of(study, over=over, parts=parts) if study.factors else None  # type: ignore[arg-type]
    found = [
        _method(study, results),
        _results(results, ranks),
        *([] if comments is None else [_comments(results, comments)]),
        _uncertainty(study, ranks),
        *([] if sensitivity is None else [_sensitivity(sensitivity)]),
        _audit(audit, signature),
        _facts("The audit: indicators", indicators_table(study, audit)),
        _facts("The audit: groups", groups_table(study, audit)),
        _weights(study, audit),
        _choices(study),
        _sources(study, comments or {}),
    ]
    n = len(results.units)
    lead = f"{counted(n, 'unit')}, {counted(len(study.definition.indicators), 'indicator')}. {index_results.INTERVAL}"
    return IndexReport(study.title, lead, day, tuple(found), own=frozenset({study.title, study.about, *study.sources}))


def _checked(signature: Signature | None) -> Signature | None:
    if signature is None:
        return None
    name, reason = signature.name.strip(), signature.reason.strip()
    if not name or not reason:
        raise BadStudy("signature", f"needs both a name and a reason. {GIVE_BOTH}")
    if len(name) > 200 or len(reason) > LONGEST_REASON:
        raise BadStudy("signature", f"is too long. A name has at most 200 characters, a reason {LONGEST_REASON:,}.")
    return Signature(name, reason)


def _method(study: Study, results: Results) -> Part:
    steps = [f"{n}. {step_words(step)}" for n, step in enumerate(study.steps, start=1)]
    about = (study.about,) if study.about else ()
    return Part("What was done", (*about, "The steps, in this order:", *steps, *results.notes))


def _results(results: Results, ranks: StudyRanks) -> Part:
    shown = results.by_strength()[:MOST_ROWS]
    bars = tuple(
        Bar(results.study.unit_name(one.unit), one.low, one.high, _words(one.low, one.high))
        for one in shown
        if one.low is not None and one.high is not None
    )
    low = min((bar.low for bar in bars), default=0.0)
    axis = (min(0.0, low), max((bar.high for bar in bars), default=100.0) or 1.0)
    sentences = list(index_results.caveats_of(results.study))
    if (left := len(results.units) - len(shown)) > 0:
        more = counted(left, "more unit stands", "more units stand")
        sentences.append(f"{more} in the table as CSV (`openregime index build --format csv`).")
    table = index_results.results_for_people(results, ranks, most=MOST_ROWS)
    return Part("The index, as intervals", tuple(sentences), bars=bars, axis=axis, table=table)


def _comments(results: Results, comments: Comments) -> Part:
    table = index_results.comments_table(results, comments)
    said = () if table.rows else ("No State says anything of its row here.",)
    return Part(table.title, (index_results.OWN_COMMENT, *said), table=table)


def _words(low: float, high: float) -> str:
    a, b = f"{low:.1f}", f"{high:.1f}"
    return a if a == b else f"{a} to {b}"


def _uncertainty(study: Study, ranks: StudyRanks) -> Part:
    varied = [factor_words(factor) for factor in study.factors] or ["Nothing varies."]
    gaps = (
        "Gaps stay open in every world, so a rank runs from the best to the worst that they allow."
        if ranks.is_over_gaps
        else "No gap is open in these worlds."
    )
    drawn = f"{ranks.replications:,} worlds were drawn from seed {ranks.seed}; the same seed gives the same numbers."
    table = index_results.ranks_table(study, ranks)
    return Part("How sure the ranks are", ("What varies:", *varied, drawn, gaps), table=_cut(table))


def _cut(table: Table) -> Table:
    return replace(table, rows=table.rows[:MOST_ROWS])


def _sensitivity(answer: StudySensitivity) -> Part:
    table = index_results.sensitivity_table(answer.found)
    bars = tuple(_bar_of_share(str(row[0]), row[3], row[4]) for row in table.rows)
    how = (
        "Every combination of settings was worked out, so the shares are exact."
        if answer.found.is_exact
        else f"Estimated from {answer.found.evaluations:,} worlds; the intervals hold 90 % of bootstrap samples."
    )
    sentences = (
        "How much of the movement of ranks goes with each choice, all its interplay with others included.",
        how,
        *answer.notes,
    )
    return Part("Which choice matters", sentences, bars=bars, axis=(0.0, 1.0), table=table)


def _bar_of_share(label: str, value: float | None, around: tuple[float, float] | None) -> Bar:
    low, high = around or (value or 0.0, value or 0.0)
    return Bar(label, min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0), _words_of_share(value, around))


def _words_of_share(value: float | None, around: tuple[float, float] | None) -> str:
    if value is None:
        return "nothing moves"
    return f"{value:.2f}" if around is None else f"{value:.2f} ({around[0]:.2f} to {around[1]:.2f})"


def _audit(audit: Audit, signature: Signature | None) -> Part:
    failed = audit.failed
    words = [f"{len(audit.checks) - len(failed)} of {len(audit.checks)} checks passed."]
    words += [
        f"{'FAILED' if check.is_judged else 'NOT JUDGED'}: {check.id}: {check.finding} {named(check.where)}".strip()
        for check in failed
    ]
    if failed and signature is not None:
        words.append(f"Published in spite of this, signed by {signature.name}. Reason given: {signature.reason}")
    return Part("The audit", tuple(words), table=_short(index_results.audit_table(audit)))


def _facts(heading: str, table: Table) -> Part:
    """What was found beside the checks. A heading that explains itself stands under the table as a sentence."""
    said = [f"{column.title}: {column.about}." for column in table.columns if column.about]
    return Part(heading, tuple(said) if table.rows else ("Nothing could be found.",), table=table)


def _short(table: Table) -> Table:
    rows = tuple((*row[:-1], named(row[-1])) for row in table.rows)
    columns = (*table.columns[:-1], replace(table.columns[-1], kind="text"))
    return replace(table, rows=rows, columns=columns)


def named(where: Sequence[str], most: int = 8) -> str:
    """Names, the first few of many, in brackets; empty without any."""
    if not where:
        return ""
    rest = len(where) - most
    return f"({', '.join(where[:most])}{f' and {rest} more' if rest > 0 else ''})"


def _weights(study: Study, audit: Audit) -> Part:
    sentence = "A weight is not an importance: beside each stands the share of the movement that goes with the part."
    table = index_results.weights_table(study, audit)
    rows = tuple((*row[:2], *(index_results.rounded(v, 3) for v in row[2:])) for row in table.rows)
    return Part("Weights", (sentence,), table=replace(table, rows=rows))


def _choices(study: Study) -> Part:
    settings = as_toml(
        {
            "seed": study.seed,
            "replications": study.replications,
            "samples": study.samples,
            "limits": asdict(study.limits),
            "step": [settings_of(step) for step in study.steps],
            "factor": [settings_of(factor) for factor in study.factors],
        }
    )
    sentence = "Everything that was chosen, as a study file has it; nothing else was."
    return Part("Every choice", (sentence,), settings=settings)


def _sources(study: Study, comments: Comments) -> Part:
    none = ("No source was named by who made this study. Figures without a source cannot be checked.",)
    said = tuple(f"{source.title}." for source in sources_of_comments(comments.values()))
    return Part("Sources", (*(study.sources or none), *said))


def step_words(step: Step) -> str:
    """A step in one sentence."""
    settings = whole_settings_of(step)
    kind = settings.pop("kind")
    plain = {
        "denominate": "Divide each indicator by its denominator",
        "screen": "Leave out units with too little data",
        "impute": "Fill gaps",
        "treat": "Bring outliers within limits",
        "normalise": "Put every indicator on one scale",
        "weigh": "Take weights from another place",
        "aggregate": "Make one value of several, level by level",
    }[kind]
    said = "; ".join(f"{key}: {_setting_words(value)}" for key, value in settings.items())
    return f"{plain} ({said})." if said else f"{plain}."


def _setting_words(value: object) -> str:
    if isinstance(value, dict):
        kind = value.get("kind", "")
        rest = ", ".join(f"{k} {_setting_words(v)}" for k, v in value.items() if k != "kind")
        return f"{kind} ({rest})" if kind and rest else str(kind or rest)
    if isinstance(value, list):
        return ", then ".join(_setting_words(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def factor_words(factor: Factor) -> str:
    """A factor in one sentence."""
    settings = settings_of(factor)
    kind, name = settings.pop("kind"), settings.pop("name")
    if kind in ("between", EVENLY):
        where = f"{settings['parameter']} of {settings['step']}, from {settings['low']:g} to {settings['high']:g}"
        if kind == EVENLY:
            return f"“{name}”: {where}, on a grid of {settings['settings']} values: the fast choice."
        return f"“{name}”: {where}, any value, each world its own, worked out exactly."
    said = "; ".join(f"{key}: {_list_words(value)}" for key, value in settings.items())
    return f"“{name}”: {kind.replace('-', ' ')}" + (f" ({said})." if said else ".")


def _list_words(value: object) -> str:
    if isinstance(value, list):
        return " | ".join(_setting_words(each) for each in value)
    return _setting_words(value)


def mean_words(method: object) -> str:
    """A mean over pillars in words: p = -5, or the least."""
    if isinstance(method, Minimum):
        return "the least pillar"
    return f"p = {method.p:g}" if isinstance(method, PowerMean) else type(method).__name__


def cells_of(table: Table) -> list[list[str]]:
    """Heading and rows of a table as text of three figures, for a page or a sheet of paper."""
    heading = [column.title for column in table.columns]
    return [
        heading,
        *([shown(c, _short_number(cell)) for c, cell in zip(table.columns, row, strict=True)] for row in table.rows),
    ]


def _short_number(cell: object) -> object:
    if isinstance(cell, float):
        return float(f"{cell:.3g}")
    if isinstance(cell, tuple) and all(isinstance(end, float) for end in cell):
        return tuple(float(f"{end:.3g}") for end in cell)
    return cell
