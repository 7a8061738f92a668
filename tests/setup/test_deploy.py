"""docs/howto/deploy.md as it is written: a real nginx with the block shown there, before a real service."""

import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.service import REPOSITORY, Service, free_port, go

HOST = "regime.example.org"
pytestmark = [pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems"), pytest.mark.slow]


def test_a_missing_proxy_is_not_passed_over_in_ci() -> None:
    assert shutil.which("nginx") or os.environ.get("OPENREGIME_CI") != "1", "install nginx (Debian: nginx-light)"


class Proxied:
    """The two ports of the proxy, and asking through them."""

    def __init__(self, plain: int, secure: int, service: Service) -> None:
        self.plain, self.secure, self.service = plain, secure, service

    def ask(
        self, method: str, path: str, body: str | None = None, *, is_plain: bool = False, **headers: str
    ) -> http.client.HTTPResponse:
        """The answer to one request; names with underscores become header names."""
        if is_plain:
            connection: http.client.HTTPConnection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20)
        else:
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=20, context=trusting)
        connection.request(method, path, body, {"Host": HOST, **{n.replace("_", "-"): v for n, v in headers.items()}})
        return connection.getresponse()


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Proxied]:
    """The service behind the proxy that the document shows; only ports, certificate and places are this test's."""
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("no nginx")
    home, ports = tmp_path / "home", (free_port(), free_port())
    assert go("demo", "add", home=home).returncode == 0
    service = Service(home, OPENREGIME_ADDRESS=f"https://{HOST}/")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-keyout", tmp_path / "key", "-out", tmp_path / "pem"], check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "nginx.conf").write_text(_configuration(tmp_path, ports, service.port))
    proxy = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off;"], start_new_session=True)
    try:
        service.wait_for("is ready", seconds=120)
        time.sleep(0.5)
        yield Proxied(*ports, service)
    finally:
        os.killpg(proxy.pid, signal.SIGTERM)
        proxy.wait(timeout=20)
        service.end()


def _configuration(place: Path, ports: tuple[int, int], service: int) -> str:
    text = (REPOSITORY / "docs" / "howto" / "deploy.md").read_text(encoding="utf-8")
    block = re.search(r"^```nginx\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    for shown, here in {
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports[1]} ssl http2;",
        "/etc/ssl/regime.pem": str(place / "pem"),
        "/etc/ssl/private/regime.key": str(place / "key"),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{service}",
    }.items():
        assert shown in block[1], shown
        block = re.search(r"(?s)(.*)", block[1].replace(shown, here))
        assert block is not None
    temporary = "".join(
        f"{name}_temp_path {place / name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"pid {place / 'pid'};\nerror_log {place / 'error.log'};\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{block[1]}\n}}\n"
    )


@pytest.mark.timeout(300)
def test_people_reach_the_service_by_https_alone(proxied: Proxied) -> None:
    led = proxied.ask("GET", "/states/?x=1", is_plain=True)
    assert (led.status, led.headers["Location"]) == (301, f"https://{HOST}/states/?x=1")

    assert proxied.ask("GET", "/api/v1/states", is_plain=True).status == 403  # ASVS 4.1.2

    home = proxied.ask("GET", "/")
    assert home.status == 200
    assert "max-age=31536000" in home.headers["Strict-Transport-Security"]
    assert proxied.ask("GET", "/", Host="elsewhere.example.org").status in (200, 400)


@pytest.mark.timeout(300)
def test_somebody_signs_in_through_the_proxy_with_secure_cookies(proxied: Proxied, tmp_path: Path) -> None:
    password = re.search(r"contributor@authority.example +(\S+)", (tmp_path / "home" / "demo-sign-in.txt").read_text())
    assert password is not None
    page = proxied.ask("GET", "/account/login/")
    cookie = page.headers["Set-Cookie"]
    assert "; Secure" in cookie
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token is not None
    form = f"login=contributor%40authority.example&password={password[1]}&csrfmiddlewaretoken={token[1]}"
    headers = {"Cookie": cookie.split(";")[0], "Content_Type": "application/x-www-form-urlencoded"}

    forged = proxied.ask("POST", "/account/login/", form, Origin="https://evil.example.org", **headers)
    assert forged.status == 403
    entered = proxied.ask("POST", "/account/login/", form, Origin=f"https://{HOST}", **headers)

    assert (entered.status, entered.headers["Location"]) == (302, "/people/")
    assert all("; Secure" in given and "; HttpOnly" in given for given in entered.headers.get_all("Set-Cookie") or [""])


@pytest.mark.timeout(300)
def test_attempts_are_counted_by_the_address_that_the_proxy_saw(proxied: Proxied) -> None:
    """Whoever writes another X-Forwarded-For into each request is still one and the same."""
    page = proxied.ask("GET", "/account/login/")
    cookie = page.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token is not None
    said = []
    for n in range(20):
        form = f"login=contributor%40authority.example&password=wrong{n}&csrfmiddlewaretoken={token[1]}"
        answer = proxied.ask(
            "POST", "/account/login/", form, Origin=f"https://{HOST}", Cookie=cookie, X_Forwarded_For=f"10.0.0.{n}",
            Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip
        said.append(answer.status if answer.status != 200 else "too many" in answer.read().decode().lower())
    assert any(status in (429, 503, True) for status in said), said
