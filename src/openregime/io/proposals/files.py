"""Files that somebody attaches: what they are is read from their content; what could run or unfold is refused."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord
from openregime.io.office_files import check_office
from openregime.io.tables import UnreadableTable, read_table

LARGEST_FILE_BYTES = 5_000_000
LONGEST_NAME = 120
MOST_PIXELS = 40_000_000


class BadAttachment(OpenRegimeError, ValueError):
    """A file that is not taken in. `file` is its name, `message` says what is wrong and what to do."""

    code = "bad-attachment"

    def __init__(self, file: str, message: str) -> None:
        self.file, self.message = _readable(file), message
        super().__init__(f"{self.file}: {message}")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was looked at: its name, its media type by content, its bytes and their SHA-256 in hexadecimal."""

    name: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return sha256(self.content).hexdigest()


KINDS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "text/csv": ("csv",),
    "text/plain": ("txt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}
"""Media type -> endings of names."""
ENDINGS = {ending: kind for kind, endings in KINDS.items() for ending in endings}

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def check_file(name: str, content: bytes) -> CheckedFile:
    """Look at a file before it is kept.

    Args:
        name: as the sender calls it; a name with a path in it is refused, not cut.
        content: its bytes, 1 to 5,000,000.
    Returns:
        The file with its media type, which comes from the content and agrees with the ending of the name.
    Raises:
        BadAttachment: a name that will not do, an empty or too large file, a type that is not taken or does not agree
            with the name, content that could run or unfold, or that is two kinds of file at once.
    """
    _check_name(name)
    if not content:
        raise BadAttachment(name, "the file is empty. Choose another one.")
    if len(content) > LARGEST_FILE_BYTES:
        raise BadAttachment(
            name, f"has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are kept. Make it smaller."
        )
    ending = name.rpartition(".")[2].lower()
    wanted = ENDINGS.get(ending)
    if wanted is None:
        raise BadAttachment(name, f"files ending in .{ending[:20]} are not taken; these are: {', '.join(ENDINGS)}.")
    if not wanted.startswith("application/vnd") and zipfile.is_zipfile(io.BytesIO(content)):
        raise BadAttachment(name, "holds an archive inside. Send the document alone.")
    if wanted != "application/pdf" and b"%PDF-" in content[:1_100]:
        raise BadAttachment(name, "is two kinds of file at once. Send the document alone.")
    fault = _CHECKS[wanted](content)
    if fault:
        raise BadAttachment(name, fault)
    return CheckedFile(name, wanted, content)


def _readable(name: str) -> str:
    """A name as it can stand in a sentence: what cannot be seen is a question mark there."""
    return "".join(c if c.isprintable() and c not in _BIDI else "?" for c in name[:LONGEST_NAME])


def _check_name(name: str) -> None:
    fault = ""
    if "/" in name or "\\" in name or ":" in name or name in ("", ".", ".."):
        fault = "the name holds a path. Name the file alone."
    elif len(name) > LONGEST_NAME:
        fault = f"the name is longer than {LONGEST_NAME} characters. Shorten it."
    elif _BIDI & set(name) or any(unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") for c in name):
        fault = "the name holds characters that cannot be seen. Rename the file."
    elif name.startswith(".") or "." not in name or name.endswith((".", " ")):
        fault = "the name needs a word, a dot and an ending, such as report.pdf. Rename the file."
    if fault:
        raise BadAttachment(name or "?", fault)


# ---- PDF

_PDF_ACTS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/XFA", b"/GoToE")
_PDF_ACT = re.compile(b"(?:" + b"|".join(_PDF_ACTS) + rb")(?![A-Za-z0-9_.-])")
_MOST_UNFOLDED = 25_000_000


def _pdf(content: bytes) -> str:
    if not re.match(rb"%PDF-[12]\.\d", content):
        return "is no PDF, although its name says so. Save it as PDF again."
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(b"\r\n \t\x00"):
        return "is a PDF that is cut off, or something follows after its end. Save it as PDF again."
    if re.search(rb"/Encrypt(?![A-Za-z])", content):
        return "is locked, so nobody can look inside. Print it into a plain PDF and send that."
    looked_at = 0
    for part in _pdf_parts(content):
        looked_at += len(part)
        if looked_at > _MOST_UNFOLDED:
            return "unfolds to far more than a document needs. Save it as PDF again, without what is embedded."
        if found := _PDF_ACT.search(_without_escapes(part)):
            words = found.group().decode("ascii")
            return f"holds something that runs or is embedded ({words}). Print it into a plain PDF and send that."
    return ""


def _pdf_parts(content: bytes) -> Iterator[bytes]:
    """The text between streams, and what compressed streams of objects unfold to."""
    place = 0
    left = _MOST_UNFOLDED
    for found in re.finditer(rb"stream\r?\n", content):
        if found.start() < place or content[max(0, found.start() - 3) : found.start()] == b"end":
            continue
        yield content[place : found.start()]
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        head = content[max(place, found.start() - 2_000) : found.start()]
        if b"/ObjStm" in head[head.rfind(b"obj") :]:
            unfolded = _unfolded(content[found.end() : end], left)
            left -= len(unfolded)
            yield unfolded
        place = end
    yield content[place:]


def _unfolded(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(1, most + 1))
    except zlib.error:
        return packed


def _without_escapes(part: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), part)


# ---- pictures


def _png(content: bytes) -> str:
    broken = "is no PNG, is damaged, or something follows after its end. Save the picture again."
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return broken
    width, height = struct.unpack(">II", content[16:24])
    if width * height > MOST_PIXELS:
        return f"has {width} x {height} dots; at most {MOST_PIXELS:,} are taken. Make the picture smaller."
    place = 8
    while place + 12 <= len(content):
        (size,) = struct.unpack(">I", content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        crc = content[place + 8 + size : place + 12 + size]
        if len(body) != size or crc != struct.pack(">I", zlib.crc32(kind + body)):
            return broken
        place += 12 + size
        if kind == b"IEND":
            return "" if place == len(content) else broken
    return broken


def _jpeg(content: bytes) -> str:
    broken = "is no JPEG, is damaged, or something follows after its end. Save the picture again."
    if content[:3] != b"\xff\xd8\xff":
        return broken
    place = 2
    while place + 2 <= len(content):
        if content[place] != 0xFF:
            return broken
        marker = content[place + 1]
        if marker == 0xD9:
            return "" if place + 2 == len(content) else broken
        if marker == 0xFF:
            place += 1
            continue
        size = int.from_bytes(content[place + 2 : place + 4], "big")
        if size < 2 or place + 2 + size > len(content):
            return broken
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            if width * height > MOST_PIXELS:
                return f"has {width} x {height} dots; at most {MOST_PIXELS:,} are taken. Make the picture smaller."
        place += 2 + size
        if marker == 0xDA:
            place = _after_scan(content, place)
    return broken


def _after_scan(content: bytes, place: int) -> int:
    """Where the next marker stands after the dots of a picture."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        if content[place + 1] not in (0x00, *range(0xD0, 0xD8)):
            return place
        place += 2


# ---- text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*(<[!?a-zA-Z/]|#!|%PDF|\{\\rtf|MZ\W)")


def _txt(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"line {line} is not UTF-8 text. Save the file as UTF-8."
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return f"line {line} holds a control character. Save it as plain text."
    if _MARKUP.match(text):
        return "begins like a page or a program, not like text. Send it as what it is, or as PDF."
    return ""


def _csv(content: bytes) -> str:
    if fault := _txt(content):
        return fault
    try:
        read_table(content, "table")
    except UnreadableTable as error:
        return f"is no table that can be read: {error.message}"
    except BadRecord as error:
        first = error.problems[0]
        return f"line {first.line}, {first.field}: {first.message}"
    return ""


_CHECKS: Mapping[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "text/csv": _csv,
    "text/plain": _txt,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": lambda c: check_office(c, "word"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": lambda c: check_office(c, "xl"),
}
