"""The command line `openregime`: thin, over core and io; `serve` and `export` start the web shell.

`commands` parse and call, `reports` put readings into words and tables, `show` prints them in the format asked for.
Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

import sys

from openregime.cli.directory import BAD_USAGE, INTERRUPTED, top_help


def main() -> int:
    """Run the command line on the arguments of this process.

    Returns:
        The exit code: 0 fine, 1 errors found or no service, 2 bad usage, 3 the record cannot be read, 130 interrupted.
    """
    arguments = sys.argv[1:]
    if arguments in (["--help"], ["-h"]):  # answered here: the parser of the commands takes a fifth of a second to load
        print(top_help())
        return 0
    if not arguments:
        print(top_help(), file=sys.stderr)
        return BAD_USAGE
    try:
        from openregime.cli.application import application

        application()(prog_name="openregime")
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
