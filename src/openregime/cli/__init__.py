"""The command line `openregime`: thin, over core and io; `serve` and `export` start the web shell.

`commands` parse and call, `reports` put readings into words and tables, `show` prints them in the format asked for.
Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

import sys

from openregime.cli.directory import BAD_USAGE, INTERRUPTED, called, top_help


def main() -> int:
    """Run the command line on the arguments of this process.

    Returns:
        The exit code: 0 fine, 1 errors found or no service, 2 bad usage, 3 the record cannot be read, 130 interrupted.
    """
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough; what is left must not raise again at exit
        sys.stdout = None
        return 0
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


def _run(arguments: list[str]) -> int:
    if arguments in (["--help"], ["-h"]):  # answered here: the parser of the commands takes a fifth of a second to load
        print(top_help(), flush=True)
        return 0
    if not arguments:
        print(top_help(), file=sys.stderr, flush=True)
        return BAD_USAGE
    from openregime.cli.application import application

    application()(prog_name=called())
    return 0
