"""Documents and letters on a record: listed, attached, opened."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from qa_portal.children.access import open_page
from qa_portal.children.models import AccessLogEntry
from qa_portal.children.pages import RecordEdit, RecordPage, tabs_for

from .actions import attach_document
from .forms import AttachForm, DocumentFilterForm
from .models import Document, StoredFile
from .reports import file_name_of
from .store import FileIsDamaged, read_bytes
from .uploads import title_from

#: What a stored file is served with: saved, never run, never guessed at, never kept by a cache.
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def attachment(file: StoredFile, name: str) -> HttpResponse:
    """A stored file as it is given out: saved under ``name``, which names nobody. Raises FileIsDamaged."""
    response = HttpResponse(read_bytes(file), content_type=file.content_type, headers=FILE_HEADERS)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


LETTERS = (Document.Kind.LETTER, Document.Kind.REFERRAL)


class Documents(RecordPage):
    """Everything on paper: uploads, reports, letters, referrals; 25 a page."""

    template_name = "documents/list.html"
    tab = "documents"

    def show(self) -> dict[str, Any]:
        """A page of them, newest first; ``?show=letters`` gives the letters and referrals alone."""
        form = DocumentFilterForm(self.request.GET or None)
        kind = form.cleaned_data["show"] if form.is_bound and form.is_valid() else ""
        found = (
            Document.objects.filter(subject=self.subject).select_related("added_by", "file").defer("content")
        )
        if kind == "letters":
            found = found.filter(kind__in=LETTERS)
        elif kind:
            found = found.filter(kind=kind)
        page = Paginator(found, 25).get_page(self.request.GET.get("page"))
        return {"page": page, "filter_form": form, "kind": kind}


class AttachDocument(RecordEdit):
    """Attach a file (LEE-13)."""

    form_class = AttachForm
    title = "Attach a document"
    submit_label = "Attach the document"
    success_message = "The document is on the record."
    tab = "documents"
    back_to = "documents"

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Put it on the record; the form has checked it."""
        upload = form.cleaned_data["file"]
        title = form.cleaned_data["title"] or title_from(upload.name)
        attach_document(self.subject, by=by, upload=upload, title=title)


class OpenDocument(View):
    """The file itself, always as an attachment, under a name that names nobody."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the record, log it, check the bytes, give them. A paper that is still being made says so."""
        found = Document.objects.select_related("subject", "file").defer("content")
        document = get_object_or_404(found, pk=pk)
        is_stored = document.state == Document.State.STORED
        what = AccessLogEntry.What.DOWNLOADED if is_stored else AccessLogEntry.What.VIEWED
        subject = open_page(request, document.subject_id, number=pk, what=what)
        context = {
            "subject": subject,
            "tabs": tabs_for(request.user, subject, "documents"),
            "document": document,
        }
        if not is_stored:
            return render(request, "documents/not_yet.html", context, status=202)
        try:
            return attachment(document.file, file_name_of(document))
        except FileIsDamaged:
            return render(request, "documents/damaged.html", context, status=500)
