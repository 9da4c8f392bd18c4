"""What may be attached to a record: checked by size, name and content, never executable (LEE-13).

The browser's word on what a file is counts for nothing. Each kind that is taken has a check of its own that reads the
bytes; whatever isn't one of them is refused, and a refusal says how to mend it.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Limits of a Word document, which is a zip of many parts: beyond them it is a bomb or no letter.
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200

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


@dataclass(frozen=True)
class CheckedUpload:
    """A file that passed every check: its bytes, what they are, and its name made safe."""

    data: bytes
    content_type: str
    name: str


def check_upload(file: Any) -> CheckedUpload:
    """Check an uploaded file (Django's UploadedFile, or anything with ``name``, ``size`` and ``read``).

    The size is looked at before a byte is read. Raises UploadRefused.
    """
    most = settings.UPLOAD_MAX_BYTES
    if file.size > most:
        raise UploadRefused(
            f"The file is {file.size / 1024 / 1024:.1f} MB. It must be {most // (1024 * 1024)} MB or less."
        )
    name = clean_name(file.name or "")
    kind = KINDS.get(PurePosixPath(name).suffix.lower().lstrip("."))
    if kind is None:
        raise UploadRefused(
            f"The file must be {ENDINGS_IN_WORDS}. Save it as one of them, then choose it again."
        )
    data = file.read(most + 1)
    if not data:
        raise UploadRefused("The file is empty. Check that it was saved, then choose it again.")
    if len(data) > most:
        raise UploadRefused(f"The file must be {most // (1024 * 1024)} MB or less.")
    kind.check(data)
    _scan(data, kind.content_type)
    return CheckedUpload(data, kind.content_type, name)


def clean_name(name: str) -> str:
    """A file's name without its folders, invisible characters and turns of direction; at most 120 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in name)
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:120]
    return f"{stem[:110].rstrip('. ')}.{ending[:9]}"


def title_from(name: str) -> str:
    """A first title for a document, from its file's name."""
    stem = clean_name(name).rpartition(".")[0] or clean_name(name)
    return " ".join(stem.replace("_", " ").split())[:150]


# --- one check for each kind ---


def _check_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-1.") and not data.startswith(b"%PDF-2."):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("PDF"))
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-2048:]:
        raise UploadRefused("The PDF is cut short. Export it again, then choose it again.")
    for name in (b"/Launch", b"/JavaScript", b"/EmbeddedFile"):
        if name in data:
            raise UploadRefused(
                "The PDF holds a program or another file inside it. Print it to a new PDF, then choose that one."
            )
    _refuse_zip_inside(data)


def _check_png(data: bytes) -> None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("PNG"))
    _check_picture(data, "PNG")
    if not data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        raise UploadRefused(_SOMETHING_AFTER_IT)


def _check_jpeg(data: bytes) -> None:
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


def _check_docx(data: bytes) -> None:
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
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("Word document (.docx)"))
    with parts.open("[Content_Types].xml") as file:
        types = file.read(1024 * 1024)
    runs = any(name.lower().endswith(_PROGRAMS) or "/activex/" in name.lower() for name in names)
    if runs or b"macroEnabled" in types or b"vbaProject" in types:
        raise UploadRefused(
            "The Word document holds a macro or an embedded program. Save it as PDF, or without it, and choose that."
        )


def _check_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UploadRefused(
            "The text file isn't in UTF-8. Save it as UTF-8, or as PDF, and choose it again."
        ) from wrong
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text):
        raise UploadRefused(_NOT_WHAT_IT_SAYS.format("text file"))
    start = text.lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<svg", "<script", "<?xml", "<?php", "#!", "mz", "{\\rtf")):
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


@dataclass(frozen=True)
class Kind:
    """One kind of file that is taken: what it is served as, and its check of the bytes."""

    content_type: str
    check: Callable[[bytes], None]


#: Endings and what each must be. Never anything that a browser or a computer would run.
KINDS = {
    "pdf": Kind("application/pdf", _check_pdf),
    "docx": Kind(DOCX, _check_docx),
    "jpg": Kind("image/jpeg", _check_jpeg),
    "jpeg": Kind("image/jpeg", _check_jpeg),
    "png": Kind("image/png", _check_png),
    "txt": Kind("text/plain", _check_text),
}
ENDINGS = tuple(KINDS)
ENDINGS_IN_WORDS = "PDF, DOCX, JPG, PNG or TXT"


def _scan(data: bytes, content_type: str) -> None:
    """Ask the council's virus scanner, where one is set.

    ``UPLOAD_SCANNER`` is the dotted path of ``scan(data, *, content_type)``, which returns when the file is clean and
    raises UploadRefused when it isn't. A scanner that fails refuses too: nothing is stored unchecked.
    """
    path = getattr(settings, "UPLOAD_SCANNER", "")
    if not path:
        return
    try:
        import_string(path)(data, content_type=content_type)
    except UploadRefused:
        raise
    except Exception as failed:
        raise UploadRefused(
            "The file couldn't be checked for viruses just now. Try again in a few minutes."
        ) from failed
