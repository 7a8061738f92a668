"""What whoever runs an installation asks of the trail from its command line."""

import re

from openregime.core.errors import OpenRegimeError
from openregime.core.trail import ChainCheck
from openregime.web.site.serve import prepare

_NOTED = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


class BadNote(OpenRegimeError, ValueError):
    """What was noted of an earlier check cannot be read."""

    code = "bad-note"

    def __init__(self) -> None:
        super().__init__("What you noted is not NUMBER:HASH as `openregime audit verify` prints it. Copy it whole.")


def verified(noted: str) -> str:
    """Check the whole trail; the words to print.

    Args:
        noted: what an earlier run printed, or empty.
    Raises:
        BrokenTrail, BadNote; StartRefused.
    """
    expected = None
    if noted:
        read = _NOTED.fullmatch(noted.strip())
        if read is None:
            raise BadNote
        expected = ChainCheck(int(read[1]), read[2])
    prepare()
    from openregime.web.trail.queries import check

    found = check(expected)
    return f"The trail holds: {found.entries} entries.\nNote this elsewhere: {found.entries}:{found.last}\n"
