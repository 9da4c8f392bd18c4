"""R21: fifty files that are something else than they say, sent through the page: none is stored unchecked, and what is
stored comes back as an attachment that no browser runs."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from qa_portal.documents.models import Document, StoredFile
from qa_portal.documents.uploads import KINDS
from tests.data.files import docx, jpeg, pdf, png
from tests.integration.children.conftest import at
from tests.integration.editing import fields_of

SCRIPT = b"<script>zqx()</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='zqx()'/>"
JS = b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>"


def packed(objects: bytes) -> bytes:
    """Objects as newer PDFs keep them: packed."""
    return (
        b"1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
        + zlib.compress(objects)
        + b"\nendstream"
    )


def rels(kind: str, target: str) -> dict[str, bytes]:
    relation = f'<Relationship Id="r" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    return {"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>".encode()}


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        with zipfile.ZipFile(io.BytesIO(docx())) as plain:
            for name in plain.namelist():
                made.writestr(name, plain.read(name))
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("word/document.xml", SCRIPT)
    return out.getvalue()


def noted() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as made:
        made.comment = SCRIPT
    return out.getvalue()


def in_pixels(wide: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", wide, wide, 8, 2, 0, 0, 0)
    size = struct.pack(">I", 13)
    end = b"\0\0\0\0IEND\xaeB`\x82"
    return b"\x89PNG\r\n\x1a\n" + size + chunk + struct.pack(">I", zlib.crc32(chunk)) + end


def commented(kind: str) -> bytes:
    out, info = io.BytesIO(), PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    picture = Image.new("RGB", (9, 9))
    picture.save(out, kind, **({"pnginfo": info} if kind == "PNG" else {"comment": SCRIPT}))
    return out.getvalue()


BOMB = docx(extra={"word/media/zeros.txt": b"\0" * (60 * 1024 * 1024)})
NESTED = docx(extra={"word/media/a.zip": docx(extra={"b": b"\0" * 30_000_000}), "c": b"\0" * 30_000_000})

REFUSED = {
    "a web page for a PDF": ("a.pdf", b"<html>" + SCRIPT + pdf()),
    "a program for a PDF": ("a.pdf", b"MZ\x90\0" + pdf()),
    "a picture for a PDF": ("a.pdf", png()),
    "a drawing for a PDF": ("a.pdf", SVG),
    "a PDF and an archive": ("a.pdf", pdf() + docx()),
    "an archive inside a PDF": ("a.pdf", pdf(docx())),
    "a PDF with a script": ("a.pdf", pdf(JS)),
    "a PDF with a script spelt in numbers": ("a.pdf", pdf(JS.replace(b"/JavaScript", b"/J#61v#61Script"))),
    "a PDF with a packed script": ("a.pdf", pdf(packed(JS))),
    "a PDF with a packed script spelt in numbers": ("a.pdf", pdf(packed(JS.replace(b"Java", b"#4a#61va")))),
    "a PDF with a packed script behind a false end": ("a.pdf", pdf(packed(b"endstream" * 9 + JS))),
    "a PDF that starts a program": ("a.pdf", pdf(b"<</S/Launch/F(calc.exe)>>")),
    "a PDF with a file in it": ("a.pdf", pdf(b"<</Type/EmbeddedFile>>stream MZ endstream")),
    "a PDF with a film": ("a.pdf", pdf(b"<</Subtype/RichMedia>>")),
    "a PDF that is locked": ("a.pdf", pdf(b"trailer<</Encrypt 9 0 R>>")),
    "a PDF that unpacks for ever": ("a.pdf", pdf(packed(b"\0" * 60_000_000))),
    "half a PDF": ("a.pdf", pdf()[:20]),
    "a drawing": ("a.svg", SVG),
    "a drawing for a picture": ("a.png", SVG),
    "a picture and a script": ("a.png", png() + SCRIPT),
    "a picture and an archive": ("a.png", png() + docx()),
    "a photograph and an archive": ("a.jpg", jpeg() + docx()),
    "a moving picture for a photograph": ("a.jpg", b"GIF89a" + SCRIPT),
    "a picture of four thousand million pixels": ("a.png", in_pixels(65_000)),
    "a broken picture": ("a.png", png()[:-30] + b"\0" * 30),
    "a bitmap for a picture": ("a.png", b"BM" + b"\0" * 90),
    "an archive for a Word document": ("a.docx", docx(without="word/document.xml")),
    "a Word document that unpacks to a thousand times its size": ("a.docx", BOMB),
    "archives in an archive": ("a.docx", NESTED),
    "a Word document of thousands of parts": ("a.docx", docx(extra={f"word/{n}.xml": b"" for n in range(2100)})),
    "a Word document with a macro": ("a.docx", docx(extra={"word/vbaProject.bin": b"x"})),
    "a Word document with a program": ("a.docx", docx(extra={"word/media/a.EXE": b"MZ"})),
    "a Word document that leaves its folder": ("a.docx", docx(extra={"../../etc/cron.d/x": b"x"})),
    "a Word document with an absolute part": ("a.docx", docx(extra={"/etc/passwd": b"x"})),
    "a Word document with two texts": ("a.docx", twice()),
    "a Word document with a note behind it": ("a.docx", noted()),
    "a Word document that fetches its template": ("a.docx", docx(extra=rels("attachedTemplate", "http://zqx.invalid/t"))),
    "a Word document that fetches a picture": ("a.docx", docx(extra=rels("image", "http://zqx.invalid/p"))),
    "a Word document that fetches from a share": ("a.docx", docx(extra=rels("oleObject", "file://zqx/share"))),
    "a text that is a web page": ("a.txt", b"\xef\xbb\xbf \n<!-- x --><body onload=zqx()>"),
    "a text that is a drawing": ("a.txt", SVG),
    "a text that is a program": ("a.txt", b"#!/bin/sh\nrm -rf /"),
    "a text with a NUL": ("a.txt", b"a\0b"),
    "a text that isn't one": ("a.txt", "é".encode("utf-16")),
    "a web page": ("a.html", SCRIPT),
    "a page of code": ("a.php", b"<?php system('id');"),
    "a program under a PDF's name turned round": ("a\u202efdp.exe", b"MZ"),
    "a PDF with a second ending": ("a.pdf.exe", pdf()),
    "a stream of a PDF": ("a.pdf::$DATA", pdf()),
    "a name that is only an ending": (".pdf", pdf()),
    "a name that ends its own header": ("a\r\nSet-Cookie: x=1\r\n.pdf", pdf()),
    "nothing": ("a.pdf", b""),
    "more than one document may be": ("a.pdf", pdf(b"x" * (20 * 1024 * 1024))),
}  # fmt: skip
TAKEN = {
    "a photograph with a script as its comment": ("a.jpg", commented("JPEG")),
    "a picture with a script as its comment": ("a.png", commented("PNG")),
    "a PDF whose page is a script": ("a.pdf", pdf(b"BT (" + SCRIPT + b") Tj ET")),
    "a PDF with ordinary packed objects": ("a.pdf", pdf(packed(b"<</Type/Catalog/Pages 2 0 R>>"))),
    "a Word document with a link to click": ("a.docx", docx(extra=rels("hyperlink", "http://example.org/"))),
    "a text about a script": ("a.txt", b"He wrote: " + SCRIPT),
    "a name that climbs": ("../../../etc/cron.d/a.pdf", pdf()),
    "a name that climbs in Windows": ("..\\..\\Windows\\a.pdf", pdf()),
    "a name with a header in it": ("a%0d%0aSet-Cookie: x=1%0d%0a.pdf", pdf()),
    "a name with a NUL": ("a.php\0.pdf", pdf()),
    "a name that is markup": ('"><img src=x onerror=zqx()>.pdf', pdf()),
    "a name of a hundred letters": ("x" * 96 + ".pdf", pdf()),
}


def send(client, child, name: str, data: bytes):
    url = at("document_attach", child.pk)
    file = SimpleUploadedFile("x", data, content_type="text/html")
    file._name = name  # as it was sent, not as Django's own class would clean it
    return client.post(url, {"_opened": fields_of(client.get(url))["_opened"], "file": file})


def on_the_volume(settings) -> list[Path]:
    return [each for each in Path(settings.FILES_DIR).rglob("*") if each.is_file()]


@pytest.fixture(autouse=True)
def _own_volume(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def test_there_are_fifty_and_more():
    assert len(REFUSED) >= 50


@pytest.mark.rule("LEE-13")
def test_none_of_them_is_stored(child, as_, settings):
    client, wrong = as_("social_worker"), []
    for what, (name, data) in REFUSED.items():
        answer = send(client, child, name, data)
        said = answer.content.decode()
        if answer.status_code not in (422, 400) or "error-summary" not in said:
            wrong.append(f"{what}: {answer.status_code}")
        if Document.objects.exists() or StoredFile.objects.exists() or on_the_volume(settings):
            wrong.append(f"{what} was stored")
            break
    assert not wrong, "\n".join(wrong)


def test_a_name_of_ten_thousand_letters_is_more_than_a_header_may_have(child, as_, settings):
    assert send(as_("social_worker"), child, "x" * 10_000 + ".pdf", pdf()).status_code == 400
    assert not StoredFile.objects.exists()


@pytest.mark.rule("LEE-13")
@pytest.mark.parametrize("what", TAKEN)
def test_what_is_stored_is_named_by_its_digest_and_comes_back_as_an_attachment(child, as_, settings, what):
    name, data = TAKEN[what]
    client = as_("social_worker")
    assert send(client, child, name, data).status_code == 302
    document = Document.objects.get()
    volume = Path(settings.FILES_DIR).resolve()
    assert [each.resolve() for each in on_the_volume(settings)] == [
        volume / document.file.sha256[:2] / document.file.sha256[2:4] / document.file.sha256
    ]
    answer = client.get(at("document", document.pk))
    assert answer.content == data
    assert answer["Content-Type"] in {kind.content_type for kind in KINDS.values()}
    assert answer["Content-Disposition"].startswith('attachment; filename="ch-70001-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not {"Set-Cookie", "X-Zqx"} & set(answer.headers)
    listed = client.get(at("documents", child.pk)).content.decode()
    assert "<img src=x" not in listed
    assert "\x00" not in document.title
