"""Where people reach this service, as OPENREGIME_ADDRESS says."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from openregime.core.errors import OpenRegimeError

YEAR_SECONDS = 365 * 24 * 3600


class BadAddress(OpenRegimeError, ValueError):
    """OPENREGIME_ADDRESS is no address of a service. Its text may hold a password and is not repeated."""

    code = "bad-address"

    def __init__(self) -> None:
        super().__init__(
            "OPENREGIME_ADDRESS is no address of a service. Write it as https://HOST/ with at most a port and no path, "
            "or unset it: only this machine then uses the service."
        )


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Where people reach the service. `host` is empty when nothing was said; `is_https` decides about cookies."""

    address: str = ""
    host: str = ""
    is_https: bool = False


def public_address(given: str) -> PublicAddress:
    """Read OPENREGIME_ADDRESS, such as `https://regime.example.org/`; empty: only this machine uses the service.

    Raises:
        BadAddress: it is no http or https address of a host, or has a path.
    """
    if not given.strip():
        return PublicAddress()
    found = urlsplit(given.strip())
    try:
        host, _port = found.hostname, found.port
    except ValueError as error:
        raise BadAddress from error
    has_more = found.path not in ("", "/") or found.query or found.fragment or found.username
    if found.scheme not in ("http", "https") or not host or has_more:
        raise BadAddress
    shown = f"[{host}]" if ":" in host else host
    return PublicAddress(f"{found.scheme}://{found.netloc}/", shown, found.scheme == "https")
