"""The sweep of orphans: what a crash has left on the volume or half-written in the store."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qa_portal import clock

from .models import StoredFile

#: What is younger may still be on its way.
OLD_ENOUGH = dt.timedelta(days=1)


def remove_orphans() -> int:
    """Remove pending rows, temporary files and files without a row that are over a day old; give how many.

    What a document points to is never touched.
    """
    return _remove_pending_rows() + _remove_stray_files(Path(settings.FILES_DIR))


def _remove_pending_rows() -> int:
    pending = StoredFile.objects.filter(
        stored_at=None, created_at__lt=clock.now() - OLD_ENOUGH, documents__isnull=True
    )
    removed = 0
    for pk in list(pending.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            row = StoredFile.objects.select_for_update().filter(pk=pk, stored_at=None).first()
            if row is not None and not row.documents.exists():
                row.delete()
                removed += 1
    return removed


def _remove_stray_files(root: Path) -> int:
    # How old a file is, the machine's own clock says: the portal's may have been moved.
    old = time.time() - OLD_ENOUGH.total_seconds()
    removed = 0
    for folder, _, names in os.walk(root):
        paths = [Path(folder) / name for name in names]
        aged = [path for path in paths if path.stat().st_mtime < old]
        wanted = set(
            StoredFile.objects.filter(sha256__in=[path.name for path in aged]).values_list(
                "sha256", flat=True
            )
        )
        for path in aged:
            # Its age once more: the same bytes may have been stored again a moment ago.
            if path.name not in wanted and path.stat().st_mtime < old:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
