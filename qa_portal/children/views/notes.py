"""Case notes: quick to add and to read (LEE-17)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404

from qa_portal.children import forms
from qa_portal.children.actions import add_case_note, add_follow_up
from qa_portal.children.models import CaseNote
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.children.queries import case_notes_of


class CaseNotes(RecordPage):
    """The notes of a record, 25 a page, by type or the significant ones."""

    template_name = "children/notes.html"
    tab = "notes"

    def show(self) -> dict[str, Any]:
        """A page of them, newest first."""
        form = forms.NoteFilterForm(self.request.GET or None)
        wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
        notes = case_notes_of(
            self.subject, type=wanted.get("type", ""), significant=wanted.get("significant", False)
        )
        return {"page": Paginator(notes, 25).get_page(self.request.GET.get("page")), "filter_form": form}


class AddCaseNote(RecordEdit):
    """A new note."""

    form_class = forms.CaseNoteForm
    title = "Add a case note"
    submit_label = "Add the note"
    success_message = "The note is on the record."
    tab = "notes"
    back_to = "case_notes"

    def suggest(self, obj: Any) -> dict[str, Any]:
        """An ordinary note of this moment."""
        return {"type": CaseNote.Type.CASE_NOTE, "occurred_at": forms.this_moment()}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Put it on the record."""
        add_case_note(self.subject, by=by, **form.cleaned_data)


class OneNote:
    """A view of one note; the address names it alone, and the record follows from it."""

    kwargs: dict[str, Any]

    def record_key(self) -> int:
        """The record that the note is on."""
        return self.note.subject_id

    def number(self) -> int:
        """The note."""
        return self.note.pk

    @property
    def note(self) -> CaseNote:
        """The note; 404 when there is none."""
        if not hasattr(self, "_note"):
            notes = CaseNote.objects.select_related("subject", "recorded_by", "follows", "document")
            self._note = get_object_or_404(notes, pk=self.kwargs["pk"])
        return self._note


class ReadCaseNote(OneNote, RecordPage):
    """One note with what followed."""

    template_name = "children/note.html"
    tab = "notes"

    def show(self) -> dict[str, Any]:
        """The note, and its follow-ups, oldest first."""
        self.subject  # noqa: B018  opened and logged before anything else is asked
        follow_ups = self.note.follow_ups.select_related("recorded_by").order_by("occurred_at", "pk")[:100]
        return {"note": self.note, "follow_ups": follow_ups}


class FollowUpCaseNote(OneNote, RecordEdit):
    """A follow-up: notes are never changed, only followed up."""

    form_class = forms.FollowUpForm
    submit_label = "Add the follow-up"
    success_message = "The follow-up is on the record."
    tab = "notes"

    def get_object(self) -> None:
        """What the portal wrote by itself isn't followed up: the document says it all."""
        super().get_object()
        if self.note.recorded_by_id is None:
            raise Http404

    def get_title(self, obj: Any) -> str:
        """Which note."""
        return f"Follow up: {self.note.title}"

    def suggest(self, obj: Any) -> dict[str, Any]:
        """Of this moment."""
        return {"occurred_at": forms.this_moment()}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Put it on the record."""
        add_follow_up(self.note, by=by, **form.cleaned_data)

    def get_success_url(self, obj: Any) -> str:
        """Back to the note."""
        from django.urls import reverse

        return reverse("case_note", args=[self.note.follows_id or self.note.pk])
