"""Attach a document to a record."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.rules import may_write_on_record
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotYours

from .models import Document
from .store import store_bytes
from .uploads import CheckedUpload

log = structlog.get_logger(__name__)

NO_ROOM = (
    "The document couldn’t be stored: there is no room for it just now, or the portal can’t reach its store. Nothing "
    "was attached. Tell an administrator, and try again in a while."
)


def attach_document(
    subject: Subject,
    *,
    by: Any,
    upload: CheckedUpload,
    title: str = "",
    about: Any = None,
    kind: str = Document.Kind.UPLOAD,
) -> Document:
    """Put an uploaded file on a record (LEE-13); ``about`` says what else it belongs to (a referral, a dispute).

    ``upload`` comes from ``check_upload``: nothing unchecked can be attached. The bytes are on the volume before the
    row points to them. Raises NotYours, and ValidationError when the volume is full or away.
    """
    if not may_write_on_record(by, subject):
        raise NotYours("This record isn't open to you, so nothing was attached to it.")
    try:
        file = store_bytes(upload.data, upload.content_type)
    except OSError as error:
        log.error("no document can be stored", error=type(error).__qualname__, errno=error.errno)
        raise ValidationError(NO_ROOM) from error
    with act("attach_document", by=by):
        return Document.objects.create(
            subject=subject,
            kind=kind,
            title=(title.strip() or upload.name)[:150],
            about_type=ContentType.objects.get_for_model(about) if about is not None else None,
            about_id=about.pk if about is not None else None,
            state=Document.State.STORED,
            file=file,
            added_at=clock.now(),
            added_by=by,
            stored_at=clock.now(),
            next_try_at=None,
        )
