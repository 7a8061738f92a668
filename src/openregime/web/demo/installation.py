"""What whoever runs an installation does with the invented State from its command line: the words to print."""

from openregime.web.site.folder import data_folder
from openregime.web.site.serve import prepare


def added() -> str:
    """Add the invented State to the database that is open; how to sign in is in the words once, and in a file.

    Raises:
        RealOrganisations.
    """
    from django.utils import timezone

    from openregime.web.demo.accounts import listed
    from openregime.web.demo.actions import add_demo

    done = add_demo(folder=data_folder(), now=timezone.now())
    if not done.accounts:
        return f"The invented State Exemplia is there. How to sign in: {done.file}\n"
    return (
        "The invented State Exemplia was added. Sign in at /account/login/ as one of these:\n\n"
        f"{listed(done.accounts)}\nThe same list is in {done.file} (only you can read it). "
        "Nothing of it counts in any reading. Remove it all with: openregime demo remove "
        "(from a clone: python3 go.py demo remove)\n"
    )


def add() -> str:
    """Prepare the database, then `added`.

    Raises:
        RealOrganisations; StartRefused.
    """
    prepare()
    return added()


def refuse_beside_demo() -> None:
    """Prepare the database, and keep what is real out of one that holds the invented State.

    Raises:
        RealOrganisations; StartRefused.
    """
    prepare()
    from openregime.web.demo.actions import refuse_beside_invented

    refuse_beside_invented()


def remove() -> str:
    """Remove everything invented and say what that was.

    Raises:
        Entangled; StartRefused.
    """
    prepare()
    from django.utils import timezone

    from openregime.web.demo.actions import remove_demo
    from openregime.web.trail.queries import check

    removed = remove_demo(folder=data_folder(), now=timezone.now())
    if not removed:
        return "Nothing invented is stored here.\n"
    lines = [f"  {count} {name}" for name, count in sorted(removed.items())]
    return "\n".join(["Removed:", *lines, f"The trail keeps all its {check().entries} entries and holds.", ""])
