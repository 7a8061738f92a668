"""What the command line can do: the commands in the order of the help, and what exit codes mean."""

import os

OK = 0
FOUND_ERRORS = 1
BAD_USAGE = 2
UNREADABLE = 3
INTERRUPTED = 130

EXIT_CODES = {
    OK: "fine",
    FOUND_ERRORS: "`check` found errors, `verify` did not prove a release, `releases witness` did not cosign, no plan "
    "was found, an audit blocks a report, `doctor` found something unsafe, or the site could not be started or "
    "exported",
    BAD_USAGE: "bad usage, or a State, instrument, date or other name that is not known",
    UNREADABLE: "the record could not be read, or a file could not be written",
    INTERRUPTED: "interrupted",
}

ABOUT = "The global nuclear security regime as sourced, dated data: its weak links and their repair."

COMMANDS = {
    "weak-links": "Where the regime is weak on a day: what is missing, for whom, how much is at stake.",
    "states": "All States, certainly weakest first.",
    "state": "One State: its chain link by link, why, and what it would read after some acts.",
    "instrument": "One instrument: who is inside, possibly inside and outside, and whether it is in force.",
    "plan": "What repairs one State's gaps: the measures, what each serves, and in which order.",
    "changes": "What happened between two days, and what merely became known.",
    "outlook": "What may come: parties ahead, entry into force, who is next, with the score of the method.",
    "index": "A composite index over the record or any table: intervals, audit, uncertainty, what matters.",
    "sharing": "Who may see what in which situation, why, until when, and what would change it.",
    "figures": "Public figures with noise under a budget, and the ledger of what was spent.",
    "verify": "Whether a release file is what was signed and logged, without a network.",
    "releases": "What was published here for good: releases, their log, the keys that signed them.",
    "sources": "The sources of the record, or one of them with what it says.",
    "check": "Check the shipped library, or a folder like it, row by row.",
    "people": "The first organisations and people of an installation, and ways back in.",
    "audit": "Whether the trail of who did what, and the log of releases, still hold together.",
    "backup": "Write everything that this installation holds to one file, while it runs.",
    "restore": "Check a backup to its last byte and put it in place.",
    "doctor": "What is unsafe or missing in this installation, each with what to do.",
    "work": "Do the long jobs that people asked for and what has come due, until Ctrl-C or SIGTERM.",
    "demo": "An invented State with an account for every role, to try the program; gone with one command.",
    "export": "Write the whole public site as static files that open without a server.",
    "serve": "Migrate the database, load the shipped library and serve the site until Ctrl-C.",
}
"""Command -> its one line, which is also the first line of its own help."""


def called() -> str:
    """What a user writes before the name of a command: `openregime`, or OPENREGIME_COMMAND, which go.py sets."""
    given = os.environ.get("OPENREGIME_COMMAND", "").strip()
    return given if given and given.isprintable() else "openregime"


def top_help() -> str:
    """The text of `openregime --help`."""
    width, start = max(map(len, COMMANDS)) + 2, called()
    return "\n".join(
        [
            f"Usage: {start} COMMAND [OPTIONS]",
            "",
            ABOUT,
            "",
            "Commands:",
            *(f"  {name.ljust(width)}{line}" for name, line in COMMANDS.items()),
            "",
            "Every reading takes --as-of and --as-known (YYYY-MM-DD) and --format table, json, csv or md.",
            f"Options of a command: {start} COMMAND --help. Version: {start} --version.",
            "Exit codes: " + "; ".join(f"{code} {words.replace('`', '')}" for code, words in EXIT_CODES.items()) + ".",
        ]
    )
