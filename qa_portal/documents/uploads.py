"""What may be attached to a record: checked by size, name and content, never executable (LEE-13).

The browser's word on what a file is counts for nothing. Each kind that is taken has a check of its own that reads the
bytes; whatever isn't one of them is refused, and a refusal says how to mend it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .contents import UploadRefused, check_docx, check_jpeg, check_pdf, check_png, check_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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


@dataclass(frozen=True)
class Kind:
    """One kind of file that is taken: what it is served as, and its check of the bytes."""

    content_type: str
    check: Callable[[bytes], None]


#: Endings and what each must be. Never anything that a browser or a computer would run.
KINDS = {
    "pdf": Kind("application/pdf", check_pdf),
    "docx": Kind(DOCX, check_docx),
    "jpg": Kind("image/jpeg", check_jpeg),
    "jpeg": Kind("image/jpeg", check_jpeg),
    "png": Kind("image/png", check_png),
    "txt": Kind("text/plain", check_text),
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
