"""What the index commands answer."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openregime.cli.directory import called
from openregime.cli.options import Moment
from openregime.cli.refusals import BadArgument
from openregime.cli.report import UNKNOWNS, Report, Section, days
from openregime.cli.reports.index_sources import Asked, asked
from openregime.core.readings.index import BadIndex
from openregime.core.readings.studies import (
    Results,
    Study,
    agreement_between,
    agreement_of_studies,
    audit_of,
    rank_study,
    results_of,
    sensitivity_of,
)
from openregime.io.downloads import Table, plain, source_entry
from openregime.io.index import results as index_results
from openregime.io.index.audit_tables import TABLES, facts_of
from openregime.io.index.distributions import by_unit_of, distributions_of
from openregime.io.index.named import example_files
from openregime.io.index.outside import edition_caveats, outside
from openregime.io.index.report import Signature, factor_words, index_report, named, step_words
from openregime.io.index.report_files import FORMATS, report_as_html, report_as_pdf
from openregime.io.index.report_words import report_in

Spread = Mapping[str, Any]
MOST_PAIRS = 300
"""Units up to which pairs are counted, to say what is true in every world."""


def build_report(given: Asked, rows: int, how: Spread) -> Report:
    """Every unit with its interval and rank."""
    results = results_of(given.study)
    ranks = rank_study(given.study, **how)
    table = index_results.results_table(results, ranks, sources=given.sources)
    people = index_results.results_for_people(results, ranks, most=rows or None)
    failed, checked = _audit_words(given.study)
    lines = [*_method(given), checked, *_shown(rows, len(results.units))]
    tree = _tree(
        "index build",
        given,
        {**index_results.tree_of(results, ranks), "audit_failed": failed, "method": _method_tree(given)},
    )
    return _report(given, lines, [people], table, tree, (*index_results.caveats_of(given.study), *results.notes))


def _audit_words(study: Study) -> tuple[list[str] | None, str]:
    """Checks that failed, None where no audit can be made, and what is printed of it with the index."""
    try:
        failed = [check.id for check in audit_of(study).failed]
    except BadIndex as refusal:
        return None, f"No audit can be made: {refusal}"
    if not failed:
        return failed, "Every check of the audit passed."
    return failed, f"The audit failed: {', '.join(failed)}. See `{called()} index audit`."


def audit_report(given: Asked) -> Report:
    """Every check, those that failed first in words."""
    audit = audit_of(given.study)
    table = index_results.audit_table(audit)
    failed = audit.failed
    lines = [f"{len(audit.checks) - len(failed)} of {len(audit.checks)} checks passed."]
    lines += [f"{'FAILED' if check.is_judged else 'NOT JUDGED'} {check.id}: {check.finding}" for check in failed]
    if failed:
        lines.append("Failed checks stand in every report, which nobody gets before somebody has signed for them.")
    short = replace(
        table,
        columns=(*table.columns[:-1], replace(table.columns[-1], kind="text")),
        rows=tuple((*row[:-1], named(row[-1])) for row in table.rows),
    )
    weights = index_results.weights_table(given.study, audit)
    rounded = replace(
        weights,
        rows=tuple((*row[:2], *(index_results.rounded(v, 3) for v in row[2:])) for row in weights.rows),
    )
    found = {"title": given.study.title, "checks": index_results.audit_tree(audit), **facts_of(given.study, audit)}
    more = [TABLES[what](given.study, audit) for what in ("indicators", "groups", "units")]
    more = [table for table in more if table.rows][: 3 if len(given.study.table.units) <= MOST_PAIRS // 10 else 2]
    lines.append("All that was found stands in --format json: indicators, groups, units, what adds up, correlations.")
    return _report(given, lines, [short, rounded, *more], table, _tree("index audit", given, found), ())


def uncertainty_report(given: Asked, rows: int, how: Spread) -> Report:
    """Every rank as a distribution, and what is true in every world."""
    study = given.study
    small = len(study.table.units) <= MOST_PAIRS
    ranks = rank_study(study, pairs="all" if small else "none", **how)
    table = index_results.ranks_table(study, ranks)
    lines = ["What varies:", *(f"  {factor_words(factor)}" for factor in study.factors)]
    lines.append(f"{ranks.replications:,} worlds from seed {ranks.seed}. The same seed gives the same numbers.")
    robust: Sequence[tuple[str, str]] = ()
    if ranks.is_over_gaps:
        lines.append("Gaps stay open in every world: a rank runs from the best to the worst that they allow.")
    if small and ranks.counted is not None and ranks.counted.pairs is not None:
        robust = ranks.counted.robust_pairs()
        held = ", whatever the gaps hold" if ranks.is_over_gaps else ""
        lines.append(f"In every one of these worlds the same unit stands above the other in {len(robust)} pairs{held}.")
    tree = _tree(
        "index uncertainty",
        given,
        {
            "title": study.title,
            "seed": ranks.seed,
            "replications": ranks.replications,
            "gaps_are_open": ranks.is_over_gaps,
            "ranks": [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.rows],
            "robust_pairs": [list(pair) for pair in robust],
            **distributions_of(ranks),
        },
    )
    shown = replace(table, rows=table.rows[: rows or None])
    lines += _shown(rows, len(table.rows))
    return _report(given, lines, [shown], table, tree, (index_results.RANKS,))


def sensitivity_report(given: Asked, how: Spread) -> Report:
    """The share of each choice in the movement of ranks."""
    answer = sensitivity_of(given.study, **how)
    table = index_results.sensitivity_table(answer.found)
    kind = "worked out exactly" if answer.found.is_exact else "estimated, with 90 % bootstrap intervals"
    lines = [f"{answer.found.evaluations:,} worlds, {kind}.", *answer.notes]
    short = replace(
        table,
        rows=tuple(
            (row[0], *(index_results.rounded(v, 3) if isinstance(v, float) else v and _rounded(v) for v in row[1:]))
            for row in table.rows
        ),
    )
    tree = _tree(
        "index sensitivity",
        given,
        {"title": given.study.title, "sensitivity": index_results.sensitivity_tree(answer.found),
         "by_unit": by_unit_of(answer.found), "notes": list(answer.notes)},
    )  # fmt: skip
    caveats = ("“In all” counts the interplay with other choices too, so the shares may add up to more than 1.",)
    return _report(given, lines, [short], table, tree, caveats)


def _rounded(span: tuple[float, float]) -> tuple[float, float]:
    return round(span[0], 3), round(span[1], 3)


def compare_report(given: Asked, second: str, when: Moment) -> Report:
    """Rank correlations of two indices, with what they do not say."""
    ours = _scores(results_of(given.study))
    if second.split(":")[0] == "nti":
        published = outside(second, when.as_known)
        theirs = {state: (score, score) for state, score in published.scores.items()}
        other = f"published scores {published.id}"
        caveats = edition_caveats(published, when.as_of)
        found = agreement_between(ours, theirs, seed=given.study.seed)
    else:
        study = asked([second], when).study
        theirs, other = _scores(results_of(study)), study.title
        caveats = (UNKNOWNS, index_results.COMMON_CAVEAT)
        found = agreement_of_studies(given.study, study, seed=given.study.seed)
    table = index_results.agreement_table(found, ours, theirs, given.study.table.names)
    lines = [
        f"Beside: {other}. Units in both: {len(found.units)}.",
        f"Spearman's rank correlation: {_range(found.rho)}. Kendall's: {_range(found.tau)}.",
    ]
    people = replace(table, rows=tuple((*r[:2], _rounded_1(r[2]), _rounded_1(r[3])) for r in table.rows))
    tree = _tree(
        "index compare",
        given,
        {"title": given.study.title, "other": other, "agreement": index_results.agreement_tree(found),
         "scores": {u: {"ours": list(ours[u]), "theirs": list(theirs[u])} for u in found.units},
         "notes": list(caveats)},
    )  # fmt: skip
    return _report(given, lines, [people], table, tree, caveats)


def _scores(results: Results) -> dict[str, tuple[float, float]]:
    return {one.unit: (one.low, one.high) for one in results.units if one.low is not None and one.high is not None}


def _range(ends: tuple[float, float, float]) -> str:
    low, middle, high = ends
    return f"{middle:.2f}" if low == high else f"{low:.2f} to {high:.2f}, in the middle {middle:.2f}"


def _rounded_1(span: tuple[float, float]) -> tuple[float, float]:
    return round(span[0], 1), round(span[1], 1)


def _method(given: Asked) -> list[str]:
    return [f"{n}. {step_words(step)}" for n, step in enumerate(given.study.steps, start=1)]


def _method_tree(given: Asked) -> dict[str, list[str]]:
    return {"steps": _method(given), "varies": [factor_words(f) for f in given.study.factors]}


def _shown(rows: int, total: int) -> list[str]:
    return [f"The first {rows} of {total} are shown; --rows 0 shows all."] if 0 < rows < total else []


def _tree(command: str, given: Asked, content: Mapping[str, object]) -> dict[str, object]:
    """The JSON answer; with the two days and the digest where the record was read."""
    found: dict[str, object] = {"command": command, "study": given.given}
    if given.seen is not None:
        found |= {
            "as_of": given.when.as_of,
            "as_known": given.when.as_known,
            "record_compiled_on": given.seen.record.compiled_on,
            "record_digest": given.seen.record.digest,
        }
    found |= {**content, "sources": [source_entry(s) for s in given.sources] or list(given.study.sources)}
    result = plain(found)
    assert isinstance(result, dict)
    return result


def _report(
    given: Asked,
    lines: Sequence[str],
    sections: Sequence[Table],
    rows: Table,
    tree: dict[str, object],
    caveats: Sequence[str],
) -> Report:
    day = f", {days(given.when)}" if given.seen is not None else ""
    said = tuple(caveats) if given.seen is not None else (*caveats, *(f"Source: {s}" for s in given.study.sources))
    return Report(
        title=f"{given.study.title}{day}",
        lines=tuple(lines),
        sections=tuple(Section(table) for table in sections),
        rows=rows,
        tree=tree,
        caveats=said,
        sources=given.sources,
    )


def report_target(given: str) -> Path:
    """The file that a report is written to. Raises BadArgument: its name ends otherwise, or its folder is not there."""
    path = Path(given) if "\x00" not in given else Path()
    if path.suffix.lower() not in FORMATS:
        raise BadArgument("--output", given, f"its name must end in {' or '.join(FORMATS)}.")
    if not path.parent.is_dir():
        raise BadArgument("--output", given, "there is no such folder. Make it first.")
    return path


def write_report(given: Asked, target: Path, name: str, reason: str, day: Any, language: str, how: Spread) -> None:
    """Write the report in a language, and say so.

    Raises:
        PublicationBlocked: failed checks without a signature. BadArgument: the file cannot be written.
    """
    signature = Signature(name, reason) if name or reason else None
    made = report_in(index_report(given.study, signature=signature, day=day, **how), language)
    content = report_as_pdf(made) if target.suffix.lower() == ".pdf" else report_as_html(made)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise BadArgument("--output", str(target), f"it cannot be written: {error.strerror}.") from error
    sys.stdout.write(f"{target}: {len(made.parts)} parts, {len(content):,} bytes.\n")


def write_example(folder: Path) -> None:
    """Write the example study. Raises BadArgument: the folder holds something, or cannot be written."""
    try:
        if folder.exists() and any(folder.iterdir()):
            raise BadArgument("FOLDER", str(folder), "it holds something. Name a new or empty folder.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in example_files().items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise BadArgument("FOLDER", str(folder), f"it cannot be written: {error.strerror}.") from error
    study = shlex.quote(str(folder / "study.toml"))
    sys.stdout.write(f"{folder}: {', '.join(example_files())}. Try: {called()} index build {study}\n")
