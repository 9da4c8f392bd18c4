"""What is inside an uploaded file: one check of the bytes for each kind that is taken. Nothing is run or opened."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError

#: Limits of a Word document, which is a zip of many parts: beyond them it is a bomb or no letter.
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200

#: The most that the objects of a PDF may take when they are unpacked (pictures and fonts aren't among them).
MOST_OBJECTS = 50 * 1024 * 1024
MOST_STREAMS = 20_000

#: The most pixels of a picture: 100 megapixels, more than any scanner or telephone makes.
MOST_PIXELS = 100_000_000

#: Endings inside a Word document that no letter needs, and that Windows would run.
_PROGRAMS = (
    ".bin",
    ".exe",
    ".dll",
    ".com",
    ".scr",
    ".js",
    ".vbs",
    ".ps1",
    ".bat",
    ".cmd",
    ".hta",
    ".jar",
    ".lnk",
)


class UploadRefused(ValidationError):
    """The file isn't taken; the message says why and how to mend it."""


def check_pdf(data: bytes) -> None:
    """A PDF, whole, that runs nothing, carries nothing and hides nothing. Raises UploadRefused."""
    if not data.startswith(b"%PDF-1.") and not data.startswith(b"%PDF-2."):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("PDF"))
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-2048:]:
        raise UploadRefused("The PDF is cut short. Export it again, then choose it again.")
    unpacked = b"".join(_object_streams(data))
    for part in (data, unpacked):
        names = _spelt_out(part)
        if b"/Encrypt" in names:
            raise UploadRefused(
                "The PDF is locked, so nobody can see what is in it. Print it to a new PDF, then choose that one."
            )
        if any(name in names for name in _PDF_RUNS):
            raise UploadRefused(
                "The PDF holds a program or another file inside it. Print it to a new PDF, then choose that one."
            )
    _refuse_zip_inside(data)


#: Names of a PDF's objects that run something or carry another file.
_PDF_RUNS = (b"/Launch", b"/JavaScript", b"/EmbeddedFile", b"/RichMedia")


def _spelt_out(data: bytes) -> bytes:
    """The bytes with the letters of names that were written as numbers: ``/J#61vaScript`` is ``/JavaScript``."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """What a PDF keeps packed of its objects. Raises UploadRefused where that is more than any letter has."""
    left, at = MOST_OBJECTS, data.find(b"/ObjStm")
    for _ in range(MOST_STREAMS):
        if at < 0:
            return
        start = data.find(b"stream", at, at + 2000)
        if start >= 0:
            unpacked = _unpacked(data, start + len(b"stream"), left)
            left -= len(unpacked)
            yield unpacked
        if left <= 0:
            break
        at = data.find(b"/ObjStm", at + 1)
    raise UploadRefused("The PDF is far larger inside than outside. Print it to a new PDF, then choose that.")


def _unpacked(data: bytes, start: int, most: int) -> bytes:
    """A stream unpacked up to ``most`` bytes; where it is packed in another way or broken, as far as it goes."""
    unpacker, found = zlib.decompressobj(), b""
    start += 2 if data[start : start + 2] == b"\r\n" else 1
    try:
        for piece in range(start, len(data), 65536):
            found += unpacker.decompress(data[piece : piece + 65536], most - len(found))
            if unpacker.eof or len(found) >= most:
                break
    except zlib.error:
        pass
    return found


def check_png(data: bytes) -> None:
    """A PNG and nothing after it. Raises UploadRefused."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("PNG"))
    _check_picture(data, "PNG")
    if not data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        raise UploadRefused(_SOMETHING_AFTER_IT)


def check_jpeg(data: bytes) -> None:
    """A JPEG that is no archive as well. Raises UploadRefused."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("JPEG"))
    _check_picture(data, "JPEG")
    _refuse_zip_inside(data)


def _check_picture(data: bytes, format_name: str) -> None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[format_name]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise UploadRefused(
                        "The picture is too large to be shown. Save a smaller copy and choose that."
                    )
                picture.verify()
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UploadRefused(
            "The picture is too large to be shown. Save a smaller copy and choose that."
        ) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise UploadRefused("The picture is damaged. Save it again, then choose it again.") from broken


def check_docx(data: bytes) -> None:
    """A Word document as Word makes them, that runs nothing and loads nothing from elsewhere. Raises UploadRefused."""
    if not data.startswith(b"PK\x03\x04"):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("Word document (.docx)"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        RuntimeError,
        OSError,
    ) as broken:
        raise UploadRefused("The Word document is damaged. Save it again, then choose it again.") from broken


def _check_parts(parts: zipfile.ZipFile) -> None:
    listed = parts.infolist()
    names = [part.filename for part in listed]
    unpacked = sum(part.file_size for part in listed)
    packed = sum(part.compress_size for part in listed)
    if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(packed, 1) * MOST_RATIO:
        raise UploadRefused(
            "The Word document is far larger inside than outside. Save it as PDF and choose that."
        )
    if any(part.flag_bits & 0x1 for part in listed):
        raise UploadRefused(
            "The Word document is locked with a password. Save a copy without one and choose that."
        )
    if any(
        name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts or "\\" in name for name in names
    ):
        raise UploadRefused(
            "The Word document is not made as Word makes them. Save it as PDF and choose that."
        )
    if len(set(names)) < len(names) or parts.comment:
        raise UploadRefused(
            "The Word document is not made as Word makes them. Save it as PDF and choose that."
        )
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("Word document (.docx)"))
    with parts.open("[Content_Types].xml") as file:
        types = file.read(1024 * 1024)
    runs = any(name.lower().endswith(_PROGRAMS) or "/activex/" in name.lower() for name in names)
    if runs or b"macroEnabled" in types or b"vbaProject" in types:
        raise UploadRefused(
            "The Word document holds a macro or an embedded program. Save it as PDF, or without it, and choose that."
        )
    for name in names:
        if name.lower().endswith(".rels"):
            _refuse_loading(parts, name)


def _refuse_loading(parts: zipfile.ZipFile, name: str) -> None:
    """Refuse a document that loads a template, a picture or an object from elsewhere when it is opened; links that
    somebody follows by a click may stay."""
    with parts.open(name) as file:
        text = file.read(1024 * 1024)
    for relation in re.findall(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", text):
        if not re.search(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", relation):
            raise UploadRefused(
                "The Word document would load something from elsewhere when it is opened. Save it as PDF and choose "
                "that."
            )


def check_text(data: bytes) -> None:
    """Text in UTF-8 that no program takes for anything else. Raises UploadRefused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UploadRefused(
            "The text file isn't in UTF-8. Save it as UTF-8, or as PDF, and choose it again."
        ) from wrong
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("text file"))
    start = text.lstrip().lower()
    if start.startswith(("#!", "mz", "{\\rtf", "@echo")) or re.match(r"<[!?/a-z%]", start):
        raise UploadRefused(
            "The file is a web page or a program, not plain text. Save it as PDF and choose that."
        )


def _refuse_zip_inside(data: bytes) -> None:
    """Refuse a file that is an archive as well: opened under another name it would be something else."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise UploadRefused(_SOMETHING_AFTER_IT)


_NOT_WHAT_IT_SAYS = (
    "The file isn't a {0}, whatever its name says. Open it, save it as one, then choose it again."
)
_SOMETHING_AFTER_IT = "There is another file hidden in this one. Print or save it anew, then choose that."
