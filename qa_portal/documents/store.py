"""The file store: content-addressed files on one volume, outside the web root."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qa_portal import clock

from .models import StoredFile


class FileIsDamaged(Exception):
    """What lies on the volume isn't what was stored: a copy must be restored from the backup."""


def is_full(error: BaseException) -> bool:
    """Whether this says that there is no room left on a disk: nobody's fault, and over once somebody makes room."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def store_bytes(data: bytes, content_type: str) -> StoredFile:
    """Put bytes on the volume and give their row; the same bytes are stored once.

    Raises OSError when the volume is full or away; then nothing points to a half-written file.
    """
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        row, _ = StoredFile.objects.get_or_create(
            sha256=digest,
            defaults={"size": len(data), "content_type": content_type, "created_at": clock.now()},
        )
    path = path_of(digest)
    if row.stored_at is None or not path.exists():
        _write_durably(path, data)
        row.stored_at = row.stored_at or clock.now()
        row.save(update_fields=["stored_at"])
    return row


def read_bytes(row: StoredFile) -> bytes:
    """The bytes of a stored file. Raises FileIsDamaged when they aren't those that were stored."""
    try:
        data = path_of(row.sha256).read_bytes()
    except FileNotFoundError as gone:
        raise FileIsDamaged("The file is not on the volume.") from gone
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise FileIsDamaged("The file on the volume isn't the one that was stored.")
    return data


def forget_bytes(digest: str) -> None:
    """Remove the bytes with this SHA-256 from the volume, unless a row has them again; belongs after the commit.

    They are moved aside first: whoever stores the same bytes in that moment finds none and writes them, or has a row
    already and gets them back.
    """
    path = path_of(digest)
    aside = path.with_name(f".part-gone-{digest}")
    with contextlib.suppress(FileNotFoundError):
        os.replace(path, aside)
        if StoredFile.objects.filter(sha256=digest).exists():
            os.replace(aside, path)
        else:
            aside.unlink()


def path_of(digest: str) -> Path:
    """Where the bytes with this SHA-256 lie."""
    return Path(settings.FILES_DIR) / digest[:2] / digest[2:4] / digest


def _write_durably(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
