"""What can be typed and chosen on the pages of documents."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from qa_portal.forms import PortalForm, SelectField, TextField, UploadField

from .models import Document
from .uploads import ENDINGS, CheckedUpload, check_upload


class CheckedUploadField(UploadField):
    """A file that is checked by size, name and content as the form is; gives a CheckedUpload.

    For every form of the portal that takes a file.
    """

    def __init__(self, label: str = "File", **kwargs: Any) -> None:
        kwargs.setdefault("endings", ENDINGS)
        kwargs.setdefault("most", settings.UPLOAD_MAX_BYTES)
        super().__init__(label, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | None:
        """The checked file; ValidationError that says how to mend it."""
        file = super().clean(data, initial)
        return check_upload(file) if file else None


class AttachForm(PortalForm):
    """A file and what it is called."""

    file = CheckedUploadField("The document")
    title = TextField(
        "Title",
        max_length=150,
        required=False,
        help_text="What it is, in a few words: “Health assessment, November”. Empty: the file’s own name.",
    )


class DocumentFilterForm(PortalForm):
    """Which documents are listed."""

    marks_no_optional = True

    show = SelectField(
        "What",
        [("", "Everything"), ("letters", "Letters and referrals"), *Document.Kind.choices],
        required=False,
    )
