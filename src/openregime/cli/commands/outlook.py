"""Commands that ask what may come: outlook INSTRUMENT, outlook backtest, outlook regimes."""

from pathlib import Path
from typing import Annotated

import typer

from openregime.cli.options import FORMATS, AsKnown, AsOf, Format, Limit, moment, one_of
from openregime.cli.refusals import answering


@answering
def outlook(
    name: Annotated[
        str,
        typer.Argument(
            metavar="INSTRUMENT",
            help="Id, e.g. cppnm_a; `all` lists every instrument, `backtest` scores the method, `regimes` shows how "
            "voluntary regimes took off.",
            show_default=False,
        ),
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
    horizon: Annotated[
        str, typer.Option("--horizon", metavar="YEARS", help="How far ahead, 0.25 to 5 years.", show_default="5")
    ] = "",
    reach: Annotated[
        str, typer.Option("--reach", metavar="N", help="Say also when this many parties are reached.")
    ] = "",
    rows: Limit = 10,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write", metavar="FOLDER", help="backtest: write models.json and scores.json there.", show_default="no"
        ),
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="backtest: score the shipped models, without fitting them anew.")
    ] = False,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.library import open_library
    from openregime.cli.reports.outlook import all_report, forecast_report, regimes_report
    from openregime.cli.reports.outlook_scores import backtest_report
    from openregime.cli.show import show
    from openregime.core.readings.outlook.faults import horizon_of
    from openregime.io.outlook.asked import USUAL_YEARS

    seen, years = open_library(), horizon_of(horizon, USUAL_YEARS)
    if name == "backtest":
        show(backtest_report(seen, when, write, fit=not shipped), form)
    elif name == "regimes":
        show(regimes_report(seen, when), form)
    elif name == "all":
        show(all_report(seen, when), form)
    else:
        show(forecast_report(seen, name, when, years, reach, rows), form)
