"""What was refused: failed sign-ins, lock-outs, acts that somebody may not do. Counted by the minute, beside the chain.

An attacker decides how often something is refused, so refusals are kept apart from the trail: one row for each kind,
account and network in a minute, with a count; beyond `MOST_ROWS` in one minute a single row counts all others. No
secret is kept: of the address that was tried a keyed digest, of the IP address the network alone.
"""

import datetime as dt
import hmac
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from openregime.web.trail.models import Attempt

MOST_ROWS = 60
"""Rows in one minute; what comes beyond is counted together."""
KEPT_FOR = dt.timedelta(days=90)
MORE = "more"
"""Kind of the row that counts what came beyond."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that was refused.

    Attributes:
        kind: what it was, such as `sign-in`. code: code of the refusal, where there is one.
        person: key of the account that it was tried on, or by; empty where there is none.
        address: e-mail address that was tried; kept as a digest. ip: IP address; kept as a network.
    """

    kind: str
    person: str = ""
    address: str = ""
    ip: str = ""
    code: str = ""


def note(tried: Tried, *, now: dt.datetime) -> None:
    """Count something that was refused; never in the transaction of the act, which is rolled back."""
    minute = now.replace(second=0, microsecond=0)
    row: dict[str, object] = {
        "minute": minute,
        "kind": tried.kind,
        "person": tried.person,
        "tried": digest_of(tried.address),
        "network": network_of(tried.ip),
        "code": tried.code[:40],
    }
    if _counted(row, now):
        return
    if Attempt.objects.filter(minute=minute).count() >= MOST_ROWS:
        row = dict.fromkeys(row, "") | {"minute": minute, "kind": MORE}
        if _counted(row, now):
            return
    Attempt.objects.filter(minute__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            Attempt.objects.create(**row, last=now, count=1)
    except IntegrityError:  # another process was quicker
        _counted(row, now)


def _counted(row: dict[str, object], now: dt.datetime) -> bool:
    return Attempt.objects.filter(**row).update(count=F("count") + 1, last=now) > 0


def digest_of(address: str) -> str:
    """What is kept of an e-mail address: the same for the same address, and of no use without the site's key."""
    if not address:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), b"tried " + address.strip().lower().encode(), "sha256").hexdigest()


def network_of(ip: str) -> str:
    """What is kept of an IP address: the network of 256 addresses (IPv4) or of a site (IPv6, 48 bits)."""
    try:
        found = ipaddress.ip_address(ip.strip())
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
