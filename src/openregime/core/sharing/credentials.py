"""Statements that their holder discloses claim by claim (SD-JWT, RFC 9901): hide, choose, reveal.

An issuer signs digests of the hidden claims and hands out the disclosures; the holder passes on those it chooses;
whoever reads puts them back. No keys and no chance here: salts come in, signatures are in
`openregime.io.sharing.credentials`.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from openregime.core.errors import OpenRegimeError

Path = tuple[str | int, ...]
"""Where a claim stands: names of members and places in lists, from the outside in."""
Salts = Callable[[], bytes]
"""Gives 16 bytes of chance or more, new ones each time."""

SHORTEST_SALT = 16
RESERVED = frozenset({"_sd", "_sd_alg", "..."})
ALWAYS_OPEN = frozenset({"iss", "aud", "exp", "nbf", "cnf", "vct", "status"})
"""Claims on which it depends whether a credential is valid: they are never hidden (RFC 9901, section 9.7)."""
DEEPEST = 32


class BadCredential(OpenRegimeError, ValueError):
    """A credential that must not be believed, or that cannot be made so."""

    code = "bad-credential"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that the holder may disclose or keep; what is inside may hold further hidden values."""

    value: Any


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure: its text as it is passed on; `name` is None for an element of a list."""

    text: str
    name: str | None
    value: Any

    @property
    def digest(self) -> str:
        """What the issuer signed in its place."""
        return digest_of(self.text)

    @classmethod
    def read(cls, text: str) -> "Disclosure":
        """A disclosure that somebody passed on.

        Raises:
            BadCredential: not base64url of a list of salt, name, value, or of salt, value; a forbidden name.
        """
        found = strict_json(decoded(text, "a disclosure"), "a disclosure")
        if not isinstance(found, list) or len(found) not in (2, 3) or not all(isinstance(v, str) for v in found[:-1]):
            raise BadCredential("A disclosure holds a salt, a name where there is one, and a value.")
        if len(found) == 3 and found[1] in RESERVED:
            raise BadCredential(f"A disclosure may not be named {found[1]}.")
        return cls(text, found[1] if len(found) == 3 else None, found[-1])


# ---- the issuer


def concealed(
    claims: Mapping[str, Any], salts: Salts, *, decoys: int = 0
) -> tuple[dict[str, Any], tuple[Disclosure, ...]]:
    """The payload to sign, and the disclosures of what is `Hidden` in it.

    Args:
        claims: what JSON can hold, with `Hidden` where the holder may choose.
        decoys: digests of nothing, added to each object that hides something, so that their number tells nothing.
    Raises:
        BadCredential: a reserved name, a hidden claim that must stay open, or salts that are short or repeated.
    """
    if hidden := sorted(n for n, v in claims.items() if isinstance(v, Hidden) and n in ALWAYS_OPEN):
        raise BadCredential(f"{', '.join(hidden)} may not be hidden: whether the credential is valid depends on it.")
    maker = _Concealing(salts, decoys)
    payload = maker.object(claims)
    return {**payload, "_sd_alg": "sha-256"}, tuple(maker.made)


class _Concealing:
    def __init__(self, salts: Salts, decoys: int) -> None:
        self.salts, self.decoys, self.used = salts, decoys, set[bytes]()
        self.made: list[Disclosure] = []

    def salt(self) -> str:
        salt = self.salts()
        if len(salt) < SHORTEST_SALT or salt in self.used:
            raise BadCredential(f"Each salt has {SHORTEST_SALT} bytes or more and is used once.")
        self.used.add(salt)
        return encoded(salt)

    def hidden(self, *content: Any) -> str:
        disclosure = Disclosure(
            encoded(json_bytes([self.salt(), *content])), content[0] if len(content) == 2 else None, content[-1]
        )
        self.made.append(disclosure)
        return disclosure.digest

    def any(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.object(value)
        if isinstance(value, list | tuple):
            return [{"...": self.hidden(self.any(v.value))} if isinstance(v, Hidden) else self.any(v) for v in value]
        if isinstance(value, Hidden):
            raise BadCredential("Something hidden must be a member of an object or an element of a list.")
        return value

    def object(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if reserved := RESERVED & value.keys():
            raise BadCredential(f"A claim may not be named {', '.join(sorted(reserved))}.")
        open_ones = {name: self.any(v) for name, v in value.items() if not isinstance(v, Hidden)}
        digests = [self.hidden(name, self.any(v.value)) for name, v in value.items() if isinstance(v, Hidden)]
        if digests:
            digests += [digest_of(self.salt()) for _ in range(self.decoys)]
            open_ones["_sd"] = sorted(digests)  # the order of the claims would tell something
        return open_ones


# ---- the holder


def places(payload: Mapping[str, Any], disclosures: Iterable[Disclosure]) -> dict[Path, tuple[Disclosure, ...]]:
    """Where each disclosure belongs: path -> the disclosures that show it, those of what it lies in first.

    Raises:
        BadCredential: as in `revealed`.
    """
    found: dict[Path, tuple[Disclosure, ...]] = {}
    _Revealing(disclosures, found).whole(payload)
    return found


def chosen(
    payload: Mapping[str, Any], disclosures: Sequence[Disclosure], paths: Iterable[Path]
) -> tuple[Disclosure, ...]:
    """The disclosures that show some claims, each with what it lies in, in the order of the issuer.

    Raises:
        BadCredential: nothing hidden stands at a path.
    """
    known, wanted = places(payload, disclosures), set[str]()
    for path in paths:
        if path not in known:
            raise BadCredential(f"Nothing hidden stands at {'/'.join(map(str, path))[:80]}.")
        wanted.update(d.text for d in known[path])
    return tuple(d for d in disclosures if d.text in wanted)


# ---- the reader


def revealed(payload: Mapping[str, Any], disclosures: Iterable[Disclosure]) -> dict[str, Any]:
    """The claims of a signed payload with what was disclosed put back (RFC 9901, section 7.1).

    Raises:
        BadCredential: another digest than SHA-256, a digest that stands twice, a disclosure that nothing signed asks
            for, a name that stands there already or may not, a claim on validity that came hidden.
    """
    return _Revealing(disclosures, {}).whole(payload)


class _Revealing:
    def __init__(self, disclosures: Iterable[Disclosure], found: dict[Path, tuple[Disclosure, ...]]) -> None:
        given = list(disclosures)
        self.by_digest = {d.digest: d for d in given}
        if len(self.by_digest) != len(given):
            raise BadCredential("A disclosure is given twice.")
        self.found, self.seen, self.used = found, set[str](), set[str]()

    def whole(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        if payload.get("_sd_alg", "sha-256") != "sha-256":
            raise BadCredential(f"The digest {str(payload.get('_sd_alg'))[:20]} is not known; sha-256 is.")
        claims = self.object({n: v for n, v in payload.items() if n != "_sd_alg"}, (), ())
        if unused := self.by_digest.keys() - self.used:
            raise BadCredential(f"{len(unused)} disclosures belong to nothing that was signed.")
        if hidden := [d.name for path, (d, *_) in self.found.items() if len(path) == 1 and d.name in ALWAYS_OPEN]:
            raise BadCredential(f"{hidden[0]} was hidden; whether the credential is valid depends on it.")
        return claims

    def take(self, digest: Any, *, is_member: bool) -> Disclosure | None:
        """The disclosure behind a digest; None where it was not passed on, or is a decoy."""
        if not isinstance(digest, str):
            raise BadCredential("A digest is a text.")
        if digest in self.seen:
            raise BadCredential("A digest stands twice.")
        self.seen.add(digest)
        disclosure = self.by_digest.get(digest)
        if disclosure is None:
            return None
        if (disclosure.name is not None) is not is_member:
            raise BadCredential("A disclosure stands where its kind does not belong.")
        self.used.add(digest)
        return disclosure

    def any(self, value: Any, path: Path, above: tuple[Disclosure, ...]) -> Any:
        if len(path) > DEEPEST:
            raise BadCredential(f"Claims lie more than {DEEPEST} deep.")
        if isinstance(value, dict):
            return self.object(value, path, above)
        return self.list(value, path, above) if isinstance(value, list) else value

    def object(self, value: Mapping[str, Any], path: Path, above: tuple[Disclosure, ...]) -> dict[str, Any]:
        if (path and "_sd_alg" in value) or "..." in value:
            raise BadCredential("A reserved name stands where it may not.")
        found = {n: self.any(v, (*path, n), above) for n, v in value.items() if n != "_sd"}
        digests = value.get("_sd", [])
        if not isinstance(digests, list):
            raise BadCredential("_sd must be a list of digests.")
        for digest in digests:
            disclosure = self.take(digest, is_member=True)
            if disclosure is None:
                continue
            assert disclosure.name is not None
            if disclosure.name in found:
                raise BadCredential(f"The claim {disclosure.name[:40]} stands there already.")
            here = (*path, disclosure.name)
            self.found[here] = (disclosure, *above)
            found[disclosure.name] = self.any(disclosure.value, here, (disclosure, *above))
        return found

    def list(self, value: Sequence[Any], path: Path, above: tuple[Disclosure, ...]) -> list[Any]:
        found = []
        for place, element in enumerate(value):
            here = (*path, place)
            if not (isinstance(element, dict) and "..." in element):
                found.append(self.any(element, here, above))
                continue
            if len(element) != 1:
                raise BadCredential("An element that stands for a hidden one holds nothing else.")
            disclosure = self.take(element["..."], is_member=False)
            if disclosure is not None:
                self.found[here] = (disclosure, *above)
                found.append(self.any(disclosure.value, here, (disclosure, *above)))
        return found


# ---- bytes and text


def encoded(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def decoded(text: str, what: str) -> bytes:
    """The bytes of such a text, in its one form.

    Raises:
        BadCredential: signs that do not belong there, or padding.
    """
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadCredential(f"{what} is not base64url.") from None
    if encoded(value) != text:
        raise BadCredential(f"{what} is not base64url without padding.")
    return value


def digest_of(text: str) -> str:
    """SHA-256 of a text of ASCII, as base64url."""
    return encoded(sha256(text.encode("ascii")).digest())


def strict_json(content: bytes, what: str) -> Any:
    """JSON in UTF-8 in which no name stands twice in one object.

    Raises:
        BadCredential: anything else.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise BadCredential(f"{what}: a name stands twice.")
        return dict(pairs)

    def refused(word: str) -> Any:
        raise BadCredential(f"{what}: {word} is no number of JSON.")

    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=once, parse_constant=refused)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadCredential(f"{what} is no JSON.") from None


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8, as short as it goes.

    Raises:
        BadCredential: something that JSON cannot hold.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise BadCredential(f"This cannot be written as JSON: {str(error)[:80]}.") from None
