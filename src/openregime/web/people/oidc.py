"""Sign-in services of organisations (OpenID Connect): read from one TOML file, none by default."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from openregime.core.errors import OpenRegimeError

FILE = "oidc.toml"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NEEDED = ("id", "name", "server", "client_id")
_KNOWN = {*_NEEDED, "secret", "secret_env", "sign_in", "issuer"}


class BadSignInService(OpenRegimeError, ValueError):
    """The file of sign-in services cannot be read, or one of them is not whole. Secrets are not repeated."""

    code = "bad-sign-in-service"

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason} See docs/reference/settings, “Sign-in of an organisation”.")


@dataclass(frozen=True, slots=True)
class SignInService:
    """One organisation's own sign-in service.

    Attributes:
        id: names it in addresses. server: address under which its well-known page stands.
        sign_in: origin of the page on which people sign in, where it is another one than that of `server`.
        issuer: as which the service must name itself; empty: as `server`.
    """

    id: str
    name: str
    server: str
    client_id: str
    secret: str
    sign_in: str = ""
    issuer: str = ""

    @property
    def origin(self) -> str:
        """Scheme and host to which a browser is sent."""
        parts = urlsplit(self.sign_in or self.server)
        return f"{parts.scheme}://{parts.netloc}"


def sign_in_services(folder: Path, chosen: str, environment: Mapping[str, str]) -> tuple[SignInService, ...]:
    """The services that an operator has set up.

    Args:
        folder: the data folder, whose `oidc.toml` is read if it is there. chosen: OPENREGIME_OIDC, another file.
        environment: holds the secrets that the file names by `secret_env`.
    Raises:
        BadSignInService: the chosen file is missing, or something in it will not do.
    """
    file = Path(chosen).expanduser() if chosen.strip() else folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        if chosen.strip():
            raise BadSignInService(file.name, "there is no such file.") from None
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSignInService(file.name, "it cannot be read.") from error
    try:
        rows = tomllib.loads(text).get("provider", [])
    except tomllib.TOMLDecodeError as error:
        raise BadSignInService(file.name, "it is no TOML.") from error
    found = tuple(_service(row, f"{file.name}, provider {n}", environment) for n, row in enumerate(rows, 1))
    if len({one.id for one in found}) < len(found):
        raise BadSignInService(file.name, "two providers have the same id.")
    return found


def _service(row: Any, where: str, environment: Mapping[str, str]) -> SignInService:
    if not isinstance(row, dict) or any(not isinstance(value, str) for value in row.values()):
        raise BadSignInService(where, "every value is text in quotation marks.")
    if missing := [name for name in _NEEDED if not row.get(name, "").strip()]:
        raise BadSignInService(where, f"{', '.join(missing)} is missing.")
    if unknown := sorted(row.keys() - _KNOWN):
        raise BadSignInService(where, f"{', '.join(unknown)} is not known.")
    if not _ID.fullmatch(row["id"]):
        raise BadSignInService(where, "the id has small letters, digits and hyphens only.")
    for name in ("server", "sign_in", "issuer"):
        if row.get(name) and not _is_protected(row[name]):
            raise BadSignInService(where, f"{name} is not an https address.")
    secret = row.get("secret", "") or environment.get(row.get("secret_env", ""), "")
    if not secret:
        raise BadSignInService(where, "give secret, or secret_env with the name of a variable that holds it.")
    further = {name: row.get(name, "") for name in ("sign_in", "issuer")}
    return SignInService(row["id"], row["name"], row["server"], row["client_id"], secret, **further)


def _is_protected(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def provider_settings(services: tuple[SignInService, ...]) -> dict[str, Any]:
    """The services as django-allauth takes them: authorisation code with PKCE, every answer checked."""
    apps = [
        {"provider_id": one.id, "name": one.name, "client_id": one.client_id, "secret": one.secret,
         "settings": {"server_url": one.server, "issuer": one.issuer}}
        for one in services
    ]  # fmt: skip
    checked = "openregime.web.people.sign_in_provider.CheckedServices"
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "provider_class": checked, "APPS": apps}}


def from_environment(folder: Path) -> tuple[SignInService, ...]:
    """The services of this installation; errors as in `sign_in_services`."""
    return sign_in_services(folder, os.environ.get("OPENREGIME_OIDC", ""), os.environ)
