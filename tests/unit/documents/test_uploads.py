"""What may be attached: by size, by name, by content (LEE-13)."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qa_portal.documents.uploads import DOCX, UploadRefused, check_upload, clean_name, title_from
from tests.data.files import docx, jpeg, pdf, png


def upload(name: str, data: bytes):
    return check_upload(SimpleUploadedFile(name, data, content_type="text/html"))


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("Letter.pdf", pdf(), "application/pdf"),
        ("LETTER.PDF", pdf(), "application/pdf"),
        ("scan.png", png(), "image/png"),
        ("photo.jpg", jpeg(), "image/jpeg"),
        ("photo.JPEG", jpeg(), "image/jpeg"),
        ("report.docx", docx(), DOCX),
        ("notes.txt", "Café, 5 o’clock\r\n".encode(), "text/plain"),
        ("notes.txt", "\ufeffwith a mark".encode(), "text/plain"),
    ],
)
def test_what_councils_attach_is_taken_for_what_it_is_whatever_the_browser_says(name, data, content_type):
    checked = upload(name, data)
    assert checked.content_type == content_type
    assert checked.data == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<html></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("run.exe", b"MZ\x90\x00"),
        ("sheet.xlsm", docx()),
        ("letter.docm", docx()),
        ("noending", pdf()),
        ("letter.pdf.exe", pdf()),
        ("letter.pdf\u202etxt.exe", b"MZ"),
        (".pdf", pdf()),
    ],
)
def test_an_ending_that_isnt_on_the_list_is_refused_with_the_list(name, data):
    with pytest.raises(UploadRefused, match="PDF, DOCX, JPG, PNG or TXT"):
        upload(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.pdf", b"<html>%PDF-1.4 %%EOF startxref"),
        ("letter.pdf", b"MZ" + pdf()),
        ("letter.pdf", png()),
        ("letter.pdf", pdf()[:-20]),
        ("letter.pdf", pdf(b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>")),
        ("letter.pdf", pdf(b"<</S/Launch/F(calc.exe)>>")),
        ("letter.pdf", pdf() + docx()),
        ("scan.png", jpeg()),
        ("scan.png", png()[:60]),
        ("scan.png", png() + b"<script>alert(1)</script>"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50),
        ("photo.jpg", jpeg() + docx()),
        ("photo.jpg", b"GIF89a" + b"\0" * 50),
        ("report.docx", pdf()),
        ("report.docx", b"MZ" + docx()),
        ("report.docx", docx()[:200]),
        ("report.docx", docx(without="[Content_Types].xml")),
        ("report.docx", docx(without="word/document.xml")),
        ("report.docx", docx(extra={"word/vbaProject.bin": b"macro"})),
        ("report.docx", docx(extra={"word/embeddings/oleObject1.bin": b"MZ"})),
        ("report.docx", docx(extra={"word/media/run.exe": b"MZ"})),
        ("report.docx", docx(extra={"../../etc/passwd": b"x"})),
        ("report.docx", docx(types="application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("notes.txt", b"\xff\xfe\x00a"),
        ("notes.txt", b"a\x00b"),
        ("notes.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("notes.txt", b"<svg onload=alert(1)>"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /"),
        ("notes.txt", b""),
    ],
)
def test_content_that_isnt_what_the_name_says_or_hides_something_is_refused(name, data):
    with pytest.raises(UploadRefused):
        upload(name, data)


def test_a_word_document_that_unpacks_to_far_more_than_it_weighs_is_refused():
    bomb = docx(extra={"word/media/zeros.txt": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(UploadRefused, match="far larger inside"):
        upload("bomb.docx", bomb)


def test_a_word_document_of_thousands_of_parts_is_refused():
    with pytest.raises(UploadRefused, match="far larger inside"):
        upload("many.docx", docx(extra={f"word/part{n}.xml": b"x" for n in range(2100)}))


def test_a_word_document_that_lies_about_its_sizes_never_unpacks():
    # The central directory says one byte; only the directory and one small part are ever read.
    honest = docx(extra={"word/media/zeros.txt": b"\0" * 1_000_000})
    size = struct.pack("<I", 1_000_000)
    assert honest.count(size) >= 1
    lying = honest.replace(size, struct.pack("<I", 1))
    assert upload("lying.docx", lying).content_type == DOCX


def test_a_picture_of_more_pixels_than_any_scanner_makes_is_refused_without_being_unpacked():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    end = b"\0\0\0\0IEND\xaeB`\x82"
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + end
    with pytest.raises(UploadRefused, match=r"too large|damaged"):
        upload("huge.png", bomb)


def test_size_is_looked_at_before_a_byte_is_read(settings):
    class Unread:
        name, size = "letter.pdf", 21 * 1024 * 1024

        def read(self, *_):
            raise AssertionError("the file was read")

    settings.UPLOAD_MAX_BYTES = 20 * 1024 * 1024
    with pytest.raises(UploadRefused, match=r"21.0 MB. It must be 20 MB or less"):
        check_upload(Unread())


def test_a_file_that_is_longer_than_it_says_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    file = SimpleUploadedFile("letter.pdf", pdf(b"x" * (2 * 1024 * 1024)))
    file.size = 10
    with pytest.raises(UploadRefused, match="1 MB or less"):
        check_upload(file)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Letter one.pdf", "Letter one.pdf"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("report\u202efdp.txt", "report fdp.txt"),
        ("  spaced   out .pdf", "spaced out.pdf"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
        ("no ending", "no ending"),
        ("...", ""),
    ],
)
def test_a_name_loses_its_folders_its_invisible_characters_and_its_turns_of_direction(given, kept):
    assert clean_name(given) == kept


def test_a_title_is_suggested_from_the_files_name():
    assert title_from("../Health_assessment  2026.pdf") == "Health assessment 2026"


# --- the council's scanner ---


def clean(data, *, content_type):
    """A scanner that finds nothing."""


def finds(data, *, content_type):
    raise UploadRefused("The scanner found Test.Virus in it.")


def is_down(data, *, content_type):
    raise ConnectionError("no scanner")


def test_the_councils_scanner_is_asked_and_obeyed(settings):
    settings.UPLOAD_SCANNER = f"{__name__}.clean"
    assert upload("letter.pdf", pdf())
    settings.UPLOAD_SCANNER = f"{__name__}.finds"
    with pytest.raises(UploadRefused, match=r"Test\.Virus"):
        upload("letter.pdf", pdf())


def test_a_scanner_that_is_down_refuses_rather_than_lets_through(settings):
    settings.UPLOAD_SCANNER = f"{__name__}.is_down"
    with pytest.raises(UploadRefused, match="couldn't be checked for viruses"):
        upload("letter.pdf", pdf())


def test_the_test_files_are_what_they_say():
    Image.open(io.BytesIO(png())).verify()
    assert zipfile.ZipFile(io.BytesIO(docx())).testzip() is None
