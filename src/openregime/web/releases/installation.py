"""What whoever runs an installation does with keys from its command line: the words to print."""

from typing import TYPE_CHECKING

from openregime.web.site.serve import prepare

if TYPE_CHECKING:
    from openregime.web.people.models import Organisation


def key_made(organisation: str) -> str:
    """Make a new key for an organisation.

    Raises:
        UnknownOrganisation; StartRefused.
    """
    found = _known(organisation)
    from django.utils import timezone

    from openregime.web.releases.keys import make_key

    made = make_key(None, found, now=timezone.now())
    return (
        f"{found.name} signs with a new key from now on. Its id, to be told to those who check releases:\n"
        f"{made.key_id}\nThe private part rests encrypted under the secret key of this installation.\n"
    )


def key_ended(organisation: str, reason: str) -> str:
    """End the key of an organisation.

    Raises:
        UnknownOrganisation, NoRunningKey, BadKeyAct; StartRefused.
    """
    found = _known(organisation)
    from django.utils import timezone

    from openregime.web.releases.keys import end_key

    ended = end_key(None, found, reason=reason, now=timezone.now())
    return f"The key {ended.key_id} of {found.name} has ended. What it signed before stays valid.\n"


def log_key_made() -> str:
    """Make a new key for the log.

    Raises:
        StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.releases.keys import make_log_key

    made = make_log_key(now=timezone.now())
    return f"The log {made.owner} is signed with a new key from now on:\n{made.key_id}\n"


def witness_listed(text: str) -> str:
    """List a witness.

    Raises:
        BadWitness, WitnessListedAlready; StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.core.sharing.witnesses import read_witness
    from openregime.web.releases.witnessing import list_witness

    made = list_witness(read_witness(text), now=timezone.now())
    return f"What {made.name} signs on heads of the log is taken in from now on, and shown to everybody.\n"


def witness_ended(name: str, reason: str) -> str:
    """Take in nothing more of a witness.

    Raises:
        UnknownWitness; StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.releases.witnessing import end_witness

    ended = end_witness(name, reason=reason, now=timezone.now())
    return f"Nothing more of {ended.name} is taken in. What it signed before stays.\n"


def cosignatures_taken_in(content: bytes) -> str:
    """Take in a cosigned checkpoint.

    Raises:
        BadWitness, UnknownLogSize, CosignatureNotTaken, UnknownWitness; StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.releases.witnessing import take_in

    size, names = take_in(content, now=timezone.now())
    return f"The head of {size} entries is cosigned by {', '.join(names)}.\n"


def log_verified() -> str:
    """Check the whole log of releases.

    Raises:
        BrokenLog; StartRefused.
    """
    prepare()
    from openregime.web.releases.tree import check_log

    size = check_log()
    return f"The log of releases holds: {size} entr{'y' if size == 1 else 'ies'}.\n"


def _known(key: str) -> "Organisation":
    prepare()
    from openregime.web.people.models import Organisation
    from openregime.web.people.queries import UnknownOrganisation

    found = Organisation.objects.filter(key=key[:40], merged_into=None).first()
    if found is None:
        raise UnknownOrganisation(key)
    return found
