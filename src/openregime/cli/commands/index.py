"""Commands on a composite index: build, audit, uncertainty, sensitivity, compare, report, example."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

from openregime.cli.options import FORMATS, AsKnown, AsOf, Format, Limit, Moment, moment, one_of
from openregime.cli.refusals import BadArgument, answering

ABOUT = {
    "build": "Work an index out: every unit as an interval, with its rank and its weakest pillar.",
    "audit": "Check an index: coverage, outliers, correlations, weights as stated and as they work.",
    "uncertainty": "Every rank as a distribution over everything that varies.",
    "sensitivity": "Which choice matters: how much of the movement of ranks goes with each.",
    "compare": "Two indices side by side, or one with scores that others published.",
    "report": "A report as HTML or PDF; blocked by a failed check unless somebody signs for it.",
    "example": "Write an invented study with its two tables into a folder, to begin an own one from.",
}

DAYS = ("as_of", "as_known")
DRAWN = ("seed", "replications")
SPREAD = ("workers", "cluster")


def _option(*names: str, metavar: str, help: str, usual: str = "") -> Any:
    return typer.Option(*names, metavar=metavar, help=help, show_default=usual or True)


def _needed(metavar: str, help: str) -> Any:
    return typer.Argument(metavar=metavar, help=help, show_default=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed after a command: every option of the group, said once. `taking` names those of one command.

    A field with a factory must be given where a command takes it.
    """

    source: Annotated[
        list[str],
        _needed(
            "STUDY", "regime, regime-all, example; a study (.toml, .json); a workbook (.xlsx); or iMeta.csv iData.csv."
        ),
    ] = field(default_factory=list)
    first: Annotated[str, _needed("FIRST", "As STUDY, one word.")] = field(default_factory=str)
    second: Annotated[str, _needed("SECOND", "As STUDY, or `nti` for published scores.")] = field(default_factory=str)
    folder: Annotated[str, _needed("FOLDER", "New or empty.")] = field(default_factory=str)
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Ends in .html or .pdf.", show_default=False)
    ] = field(default_factory=str)
    as_of: AsOf = ""
    as_known: AsKnown = ""
    rows: Limit = 0
    samples: Annotated[
        int | None, _option("--samples", metavar="N", help="Size of each sample.", usual="the study's")
    ] = None
    signed_by: Annotated[
        str, _option("--signed-by", metavar="NAME", help="Who publishes in spite of failed checks.")
    ] = ""
    reason: Annotated[str, _option("--reason", metavar="TEXT", help="Why; printed in the report.")] = ""
    day: Annotated[str, _option("--dated", metavar="DAY", help="Day to print on it, YYYY-MM-DD.", usual="none")] = ""
    language: Annotated[
        str, _option("--language", metavar="CODE", help="en or ar; any other is English, which says so.")
    ] = "en"
    seed: Annotated[int | None, _option("--seed", metavar="N", help="Seed of chance.", usual="the study's, else 1")] = (
        None
    )
    replications: Annotated[
        int | None, _option("--replications", metavar="N", help="Worlds to draw.", usual="the study's")
    ] = None
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes; they change no number.")] = 1
    cluster: Annotated[
        str, _option("--cluster", metavar="ADDRESS", help="A dask scheduler, e.g. tcp://127.0.0.1:8786.")
    ] = ""
    form: Format = "table"


def taking(*names: str) -> Callable[[Callable[[Wanted], None]], Callable[..., None]]:
    """A command that takes these options of Wanted, in this order, and answers errors in a sentence."""
    own = {each.name: each for each in fields(Wanted)}

    def made(act: Callable[[Wanted], None]) -> Callable[..., None]:
        def command(**typed: Any) -> None:
            act(Wanted(**typed))

        parameters = [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                annotation=own[name].type,
                default=Parameter.empty if own[name].default is MISSING else own[name].default,
            )
            for name in names
        ]
        command.__name__, command.__doc__ = act.__name__, act.__doc__
        command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        command.__annotations__ = {name: own[name].type for name in names}
        return answering(command)

    return made


def index_commands() -> typer.Typer:
    """`openregime index ...` as an application of its own."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
    functions: dict[str, Callable[..., None]] = {
        "build": build,
        "audit": audit,
        "uncertainty": uncertainty,
        "sensitivity": sensitivity,
        "compare": compare,
        "report": report,
        "example": example,
    }
    for name, function in functions.items():
        group.command(name, help=ABOUT[name])(function)
    return group


@contextmanager
def spread(workers: int, cluster: str = "") -> Iterator[dict[str, Any]]:
    """How the work is spread: in this process, over several, or over the machines of a cluster.

    Raises:
        BadArgument: the extra for clusters is not installed, or nobody answers at the address.
    """
    if cluster:
        with _client(cluster) as client:
            from openregime.core.readings.index import over_executor

            yield {"over": over_executor(client), "parts": 4 * max(1, len(client.scheduler_info()["workers"]))}
        return
    if workers == 1:
        yield {}
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        yield {"over": pool.map, "parts": 4 * workers}


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise BadArgument("--cluster", address, "install the extra for it: pip install openregime[cluster].") from None
    try:
        return Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        reason = f"no scheduler answers there ({type(error).__name__}). Start one, or leave it out."
        raise BadArgument("--cluster", address, reason) from None


def _show(wanted: Wanted, report: Callable[..., Any]) -> None:
    """Work out what was asked for, and show the report that is made of it and of how the work is spread."""
    form, when = one_of(wanted.form, "--format", FORMATS), moment(wanted.as_of, wanted.as_known)
    from openregime.cli.show import show

    found = _asked(wanted, when)
    with spread(wanted.workers, wanted.cluster) as how:
        show(report(found, how), form)


def _asked(wanted: Wanted, when: Moment) -> Any:
    from openregime.cli.reports import index_sources

    return index_sources.asked(
        wanted.source or [wanted.first],
        when,
        seed=wanted.seed,
        replications=wanted.replications,
        samples=wanted.samples,
    )


@taking("source", *DAYS, "rows", *DRAWN, *SPREAD, "form")
def build(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import build_report

    _show(wanted, lambda asked, how: build_report(asked, wanted.rows, how))


@taking("source", *DAYS, "form")
def audit(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import audit_report

    _show(wanted, lambda asked, _how: audit_report(asked))


@taking("source", *DAYS, "rows", *DRAWN, *SPREAD, "form")
def uncertainty(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import uncertainty_report

    _show(wanted, lambda asked, how: uncertainty_report(asked, wanted.rows, how))


@taking("source", *DAYS, "samples", "seed", *SPREAD, "form")
def sensitivity(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import sensitivity_report

    _show(wanted, sensitivity_report)


@taking("first", "second", *DAYS, "seed", "form")
def compare(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import compare_report

    _show(wanted, lambda asked, _how: compare_report(asked, wanted.second, asked.when))


@taking("source", "output", *DAYS, "signed_by", "reason", "day", "language", *DRAWN, *SPREAD)
def report(wanted: Wanted) -> None:
    """See `ABOUT`."""
    when = moment(wanted.as_of, wanted.as_known)
    from openregime.cli.reports import index

    target, day = index.report_target(wanted.output), _day(wanted.day)
    asked = _asked(wanted, when)
    with spread(wanted.workers, wanted.cluster) as how:
        index.write_report(asked, target, wanted.signed_by, wanted.reason, day, wanted.language, how)


def _day(given: str) -> dt.date | None:
    if not given:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise BadArgument("--dated", given, "write the day as YYYY-MM-DD, for example 2026-12-01.") from None


@taking("folder")
def example(wanted: Wanted) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import write_example

    write_example(Path(wanted.folder))
