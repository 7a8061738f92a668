"""Commands on a composite index: build, audit, uncertainty, sensitivity, compare, report, example."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from openregime.cli.options import FORMATS, AsKnown, AsOf, Format, Limit, moment, one_of
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

Source = Annotated[
    list[str],
    typer.Argument(
        metavar="STUDY",
        help="regime, regime-all, example; a study (.toml, .json); a workbook (.xlsx); or iMeta.csv iData.csv.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Seed of chance.", show_default="the study's, else 1")
]
Replications = Annotated[
    int | None, typer.Option("--replications", metavar="N", help="Worlds to draw.", show_default="the study's")
]
Workers = Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes; they change no number.")]
Cluster = Annotated[
    str, typer.Option("--cluster", metavar="ADDRESS", help="A dask scheduler, e.g. tcp://127.0.0.1:8786.")
]


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


@answering
def build(
    source: Source,
    as_of: AsOf = "",
    as_known: AsKnown = "",
    rows: Limit = 0,
    seed: Seed = None,
    replications: Replications = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    form: Format = "table",
) -> None:
    """See `ABOUT`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources
    from openregime.cli.show import show

    asked = index_sources.asked(source, when, seed=seed, replications=replications)
    with spread(workers, cluster) as how:
        show(index.build_report(asked, rows, how), form)


@answering
def audit(source: Source, as_of: AsOf = "", as_known: AsKnown = "", form: Format = "table") -> None:
    """See `ABOUT`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources
    from openregime.cli.show import show

    show(index.audit_report(index_sources.asked(source, when)), form)


@answering
def uncertainty(
    source: Source,
    as_of: AsOf = "",
    as_known: AsKnown = "",
    rows: Limit = 0,
    seed: Seed = None,
    replications: Replications = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    form: Format = "table",
) -> None:
    """See `ABOUT`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources
    from openregime.cli.show import show

    asked = index_sources.asked(source, when, seed=seed, replications=replications)
    with spread(workers, cluster) as how:
        show(index.uncertainty_report(asked, rows, how), form)


@answering
def sensitivity(
    source: Source,
    as_of: AsOf = "",
    as_known: AsKnown = "",
    samples: Annotated[
        int | None, typer.Option("--samples", metavar="N", help="Size of each sample.", show_default="the study's")
    ] = None,
    seed: Seed = None,
    workers: Workers = 1,
    cluster: Cluster = "",
    form: Format = "table",
) -> None:
    """See `ABOUT`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources
    from openregime.cli.show import show

    asked = index_sources.asked(source, when, seed=seed, samples=samples)
    with spread(workers, cluster) as how:
        show(index.sensitivity_report(asked, how), form)


@answering
def compare(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="As STUDY, one word.", show_default=False)],
    second: Annotated[
        str,
        typer.Argument(metavar="SECOND", help="As STUDY, or `nti` for published scores.", show_default=False),
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
    seed: Seed = None,
    form: Format = "table",
) -> None:
    """See `ABOUT`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources
    from openregime.cli.show import show

    show(index.compare_report(index_sources.asked([first], when, seed=seed), second, when), form)


@answering
def report(
    source: Source,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Ends in .html or .pdf.", show_default=False)
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
    signed_by: Annotated[
        str, typer.Option("--signed-by", metavar="NAME", help="Who publishes in spite of failed checks.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; printed in the report.")] = "",
    day: Annotated[
        str, typer.Option("--dated", metavar="DAY", help="Day to print on it, YYYY-MM-DD.", show_default="none")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="en or ar; any other is English, which says so.")
    ] = "en",
    seed: Seed = None,
    replications: Replications = None,
    workers: Workers = 1,
    cluster: Cluster = "",
) -> None:
    """See `ABOUT`."""
    when = moment(as_of, as_known)
    from openregime.cli.reports import index, index_sources

    target = index.report_target(output)
    asked = index_sources.asked(source, when, seed=seed, replications=replications)
    with spread(workers, cluster) as how:
        index.write_report(asked, target, signed_by, reason, _day(day), language, how)


def _day(given: str) -> dt.date | None:
    if not given:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise BadArgument("--dated", given, "write the day as YYYY-MM-DD, for example 2026-12-01.") from None


@answering
def example(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="New or empty.", show_default=False)],
) -> None:
    """See `ABOUT`."""
    from openregime.cli.reports.index import write_example

    write_example(Path(folder))
