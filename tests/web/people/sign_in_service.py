"""A sign-in service on this machine (OpenID Connect, authorisation code with PKCE), as an organisation may have one."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "openregime", "a secret between two services"


class SignInService:
    """The service; `subject` signs in there. `asked` keeps requests.

    `claims` overrides what the ID token says (None leaves one out), `page` what the well-known page says, `sign` how
    the token is made of its claims, `answer` what comes beside it (None leaves it out), `adds` what the browser brings.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.subject = "person-17"
        self.claims: dict[str, Any] = {}
        self.page: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.answer: dict[str, Any] = {}
        self.adds: dict[str, str] = {}
        self.seen_by: str = ""
        self.redirects: str = ""
        self.stop: Callable[[], None] = lambda: None
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.origin = ""

    def configuration(self) -> dict[str, Any]:
        """The well-known page."""
        return {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "jwks_uri": f"{self.origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.page,
        }

    def signed(self, claims: dict[str, Any], algorithm: str = "RS256", **header: Any) -> str:
        """An ID token as it should be."""
        return jwt.encode(claims, self.key, algorithm=algorithm, headers={"kid": "one", **header})

    def authorised(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, once somebody has signed in."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], **self.adds})}"

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer to a code: only for the right client, the right verifier, and once."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        wrong_client = (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
        if asked is None or wrong_client or proof != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.origin, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60,
            "nonce": asked.get("nonce"), **self.claims,
        }  # fmt: skip
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        answer = {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": token, **self.answer}
        return 200, {name: value for name, value in answer.items() if value is not None}


@contextmanager
def running() -> Iterator[SignInService]:
    """The service on a free port of this machine."""
    service = SignInService()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize" or service.redirects:
                self.send_response(302)
                self.send_header("Location", service.redirects or service.authorised(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(service.key.public_key()))
            pages = {
                "/.well-known/openid-configuration": service.configuration(),
                "/keys": {"keys": [{**public, "kid": "one", "alg": "RS256"}]},
                "/userinfo": {
                    "sub": service.seen_by or service.subject,
                    "name": "Ben",
                    "email": "ben@example.org",
                    "email_verified": True,
                },
            }
            self._say(200 if parts.path in pages else 404, pages.get(parts.path, {}))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*service.tokens({name: values[0] for name, values in parse_qs(text).items()}))

        def _say(self, status: int, words: dict[str, Any]) -> None:
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    service.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    service.stop = stop
    try:
        yield service
    finally:
        stop()
