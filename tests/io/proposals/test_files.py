"""Files that somebody attaches: a plain one of every kind is taken, whatever hides or unfolds is refused in words."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from openregime.io.office_files import MOST_UNFOLDED
from openregime.io.proposals.files import ENDINGS, LARGEST_FILE_BYTES, BadAttachment, check_file

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'


def a_relation(kind: str, target: str) -> bytes:
    found = f'<Relationship Id="a" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    return f"<Relationships>{found}</Relationships>".encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_png(width: int = 1, height: int = 1, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def a_jpeg(width: int = 1, height: int = 1, comment: bytes = b"plain") -> bytes:
    """Segments in their order with dots of no meaning: the form of a JPEG file, not a picture."""
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + said + frame + scan + b"\xff\xd9"


def an_office(kind: str = "docx", **parts: bytes) -> bytes:
    main = "word/document.xml" if kind == "docx" else "xl/workbook.xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {"[Content_Types].xml": CONTENT_TYPES, main: b"<d/>", **parts}.items():
            archive.writestr(name, body)
    return out.getvalue()


PLAIN = {
    "report.pdf": PDF,
    "plan.png": a_png(),
    "photo.jpg": a_jpeg(),
    "photo.JPEG": a_jpeg(),
    "list.csv": b"state,day\nNO,2020-01-01\n",
    "note.txt": "Überblick\nثانيا\n".encode(),
    "letter.docx": an_office(),
    "links.docx": an_office(**{"word/_rels/document.xml.rels": a_relation("hyperlink", "https://iaea.org")}),
    "table.xlsx": an_office("xlsx", **{"xl/printerSettings/printerSettings1.bin": b"x"}),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_file_of_every_kind_is_taken_as_what_it_is(name: str) -> None:
    found = check_file(name, PLAIN[name])
    assert (found.name, found.kind) == (name, ENDINGS[name.rpartition(".")[2].lower()])
    assert len(found.sha256) == 64


def test_documents_as_programs_really_write_them_are_taken(tmp_path: Path) -> None:
    import typst
    import xlsxwriter

    (tmp_path / "a.typ").write_text(
        "= Report\nEleven of twelve are closed. #link('https://iaea.org')[IAEA]".replace("'", '"')
    )
    workbook = io.BytesIO()
    with xlsxwriter.Workbook(workbook, {"in_memory": True}) as book:
        book.add_worksheet().write_url("A1", "https://iaea.org")
    assert check_file("a.pdf", typst.compile(tmp_path / "a.typ", ignore_system_fonts=True)).kind == "application/pdf"
    assert check_file("a.xlsx", workbook.getvalue()).kind.endswith("sheet")


def zipped_inside(picture: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.html", "<script>")
    return picture + out.getvalue()


def lying_about_its_size() -> bytes:
    """A part that says it is small and unfolds to more than is taken."""
    packed = an_office(**{"word/big.xml": b"\0" * (MOST_UNFOLDED + 10)})
    return packed.replace(struct.pack("<I", MOST_UNFOLDED + 10), struct.pack("<I", 10))


def with_password() -> bytes:
    content = bytearray(an_office())
    content[6] |= 1
    central = content.find(b"PK\x01\x02")
    content[central + 8] |= 1
    return bytes(content)


def hidden_in_object_stream(words: bytes) -> bytes:
    packed = zlib.compress(words)
    head = b"4 0 obj << /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return PDF.replace(b"xref\n", head + packed + b"\nendstream\nendobj\nxref\n", 1)


REFUSED = {
    "empty": ("a.txt", b"", "empty"),
    "too large": ("a.txt", b"a" * (LARGEST_FILE_BYTES + 1), "at most 5,000,000"),
    "unknown kind": ("a.exe", b"MZ", ".exe"),
    "a page": ("a.html", b"<html>", ".html"),
    "a drawing that runs": ("a.svg", b"<svg>", ".svg"),
    "a workbook with macros": ("a.xlsm", an_office("xlsx"), ".xlsm"),
    "path up": ("../a.txt", b"x", "path"),
    "path of another system": ("..\\a.txt", b"x", "path"),
    "drive": ("C:a.txt", b"x", "path"),
    "hidden file": (".txt", b"x", "ending"),
    "no ending": ("report", b"x", "ending"),
    "turned around": ("a\u202etxt.pdf", PDF, "cannot be seen"),
    "line in the name": ("a\r\nX y.txt", b"x", "cannot be seen"),
    "long name": ("a" * 200 + ".txt", b"x", "longer than"),
    "a program called PDF": ("a.pdf", b"MZ\x90\x00", "no PDF"),
    "PDF called PNG": ("a.png", PDF, "two kinds"),
    "PNG called PDF": ("a.pdf", a_png(), "no PDF"),
    "text called JPEG": ("a.jpg", b"hello", "no JPEG"),
    "PDF that runs": ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), "/JavaScript"),
    "PDF that runs, in other letters": ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /S /J#61vaScript"), "/JavaScript"),
    "PDF that runs, packed": ("a.pdf", hidden_in_object_stream(b"<< /S /Launch >>"), "/Launch"),
    "PDF with a file inside": ("a.pdf", PDF.replace(b"/Catalog", b"/Type /EmbeddedFile"), "/EmbeddedFile"),
    "PDF that unfolds": ("a.pdf", hidden_in_object_stream(b"\0" * 26_000_000), "unfolds"),
    "locked PDF": ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "locked"),
    "PDF with something after it": ("a.pdf", PDF + b"<script>", "after its end"),
    "PDF cut off": ("a.pdf", PDF[:60], "cut off"),
    "PDF and archive": ("a.pdf", zipped_inside(PDF), "archive inside"),
    "PNG and archive": ("a.png", zipped_inside(a_png()), "archive inside"),
    "PNG with something after it": ("a.png", a_png() + b"x", "follows after"),
    "PNG damaged": ("a.png", a_png()[:-1] + b"x", "damaged"),
    "PNG of far too many dots": ("a.png", a_png(60_000, 60_000), "dots"),
    "PNG that is a PDF": ("a.png", a_png(1, 1, chunk(b"tEXt", PDF)), "two kinds"),
    "JPEG with something after it": ("a.jpg", a_jpeg() + b"x", "follows after"),
    "JPEG cut off": ("a.jpg", a_jpeg()[:-2], "damaged"),
    "JPEG of far too many dots": ("a.jpg", a_jpeg(60_000, 60_000), "dots"),
    "JPEG that is a PDF": ("a.jpg", a_jpeg(comment=PDF), "two kinds"),
    "text of another encoding": ("a.txt", "Ü".encode("latin-1"), "not UTF-8"),
    "text with control characters": ("a.txt", b"a\x00b", "control"),
    "page called text": ("a.txt", b" <!doctype html><script>", "begins like"),
    "script called text": ("a.txt", b"#!/bin/sh", "begins like"),
    "formula in a table": ("a.csv", b"a,b\n=cmd(),1\n", "line 2, a: “=cmd()” begins like a formula"),
    "table with gaps": ("a.csv", b"a,b\n1\n", "has 1 fields"),
    "archive called document": ("a.docx", zipped_inside(b""), "not what its name says"),
    "workbook called document": ("a.docx", an_office("xlsx"), "not what its name says"),
    "macro": ("a.docx", an_office(**{"word/vbaProject.bin": b"x"}), "macro"),
    "macro by another name": ("a.docx", an_office(**{"[Content_Types].xml": b"<Types>macroEnabled</Types>"}), "macro"),
    "old macros": ("a.xlsx", an_office("xlsx", **{"xl/macrosheets/sheet1.xml": b"<x/>"}), "macro"),
    "embedded": ("a.docx", an_office(**{"word/embeddings/a.docx": b"x"}), "embedded"),
    "template from elsewhere": (
        "a.docx",
        an_office(**{"word/_rels/a.xml.rels": a_relation("template", "x:/t")}),
        "fetches",
    ),
    "entities": ("a.docx", an_office(**{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "unusual"),
    "path in an archive": ("a.docx", an_office(**{"word/../../etc/passwd": b"x"}), "lead elsewhere"),
    "zip bomb": ("a.docx", an_office(**{"word/big.xml": b"\0" * (MOST_UNFOLDED + 10)}), "unfolds"),
    "zip bomb that lies": ("a.docx", lying_about_its_size(), "a.docx"),
    "with a password": ("a.docx", with_password(), "password"),
    "archive with something before it": ("a.docx", b"x" + an_office(), "not what its name says"),
    "archive with something after it": ("a.docx", an_office() + b"x", "before or after"),
    "archive cut off": ("a.docx", an_office()[:-30], "a.docx"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_hides_unfolds_or_lies_is_refused_with_the_name_and_the_reason(case: str) -> None:
    name, content, words = REFUSED[case]
    with pytest.raises(BadAttachment) as refused:
        check_file(name, content)
    assert words in str(refused.value)
    assert str(refused.value).isprintable()
    assert refused.value.code == "bad-attachment"
