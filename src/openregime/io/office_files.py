"""Documents and workbooks as archives: what would run, unfold or reach out is found before anything opens them."""

import io
import re
import zipfile
import zlib

MOST_PARTS = 2_000
MOST_UNFOLDED = 60_000_000
"""Bytes that all parts of a document may unfold to."""
_MAIN = {"word": "word/document.xml", "xl": "xl/workbook.xml"}
_RUNS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/activex/|/embeddings/|/dialogsheets/|customui|\.bin$|\.exe$|\.js$|oleobject",
    re.IGNORECASE,
)
_PRINTER = re.compile(r"/printersettings\d*\.bin$", re.IGNORECASE)
_REACHES = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_UNREADABLE = "is no document that can be read, or something stands before or after it. Save it again."


def check_office(content: bytes, kind: str) -> str:
    """What is wrong with a document (`word`) or workbook (`xl`) of Office Open XML.

    Args:
        content: the file's bytes.
        kind: `word` or `xl`.
    Returns:
        A sentence on what is wrong and what to do; empty where nothing is.
    """
    if not content.startswith(b"PK\x03\x04"):
        return "is not what its name says. Save it again in the format of its name."
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            fault = _outside(archive, content, kind)
            return fault or _inside(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return _UNREADABLE


def _outside(archive: zipfile.ZipFile, content: bytes, kind: str) -> str:
    """What the list of parts gives away before any part is unfolded."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    end = content.rfind(b"PK\x05\x06")
    if end + 22 != len(content) or min((part.header_offset for part in parts), default=1) != 0:
        return _UNREADABLE
    if _MAIN[kind] not in names or "[Content_Types].xml" not in names:
        return "is not what its name says. Save it again in the format of its name."
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
        return "unfolds to far more than a document needs. Save it again, without what is embedded."
    if len(set(map(str.casefold, names))) != len(names) or any(_is_path(name) for name in names):
        return "holds parts with names that lead elsewhere. Save it again."
    if any(part.flag_bits & 1 for part in parts):
        return "is locked with a password, so nobody can look inside. Send it without one."
    runs = [name for name in names if _RUNS.search(name) and not _PRINTER.search(name)]
    if runs:
        return f"holds a macro or something embedded ({runs[0][:60]}). Save it without macros, or send a PDF."
    return ""


def _is_path(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name


def _inside(archive: zipfile.ZipFile) -> str:
    """What the parts hold; each is unfolded bit by bit, so that one that lies about its size does not get far."""
    left = MOST_UNFOLDED
    for part in archive.infolist():
        with archive.open(part) as opened:
            unfolded = opened.read(left + 1)
        left -= len(unfolded)
        if left < 0:
            return "unfolds to far more than a document needs. Save it again, without what is embedded."
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if b"\x00" in unfolded[:200] or b"<!DOCTYPE" in unfolded or b"<!ENTITY" in unfolded:
            return f"the part {part.filename[:60]} is written in an unusual way. Save it again."
        if b"macroEnabled" in unfolded or b"vbaProject" in unfolded:
            return "holds a macro. Save it without macros, or send a PDF."
        if part.filename.endswith(".rels") and _reaches_out(unfolded):
            return "fetches something from elsewhere when it is opened. Save it without links to other files."
    return ""


def _reaches_out(relations: bytes) -> bool:
    """Whether a document opens something outside of itself; a link that a reader may follow is none of that."""
    return any(
        b"External" in found and not re.search(rb'Type="[^"]*/hyperlink"', found)
        for found in _REACHES.findall(relations)
    )
