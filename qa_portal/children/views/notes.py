"""Case notes: quick to add and to read (LEE-17)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404

from qa_portal.children import forms
from qa_portal.children.actions import add_case_note, add_follow_up, copy_case_note
from qa_portal.children.models import CaseNote
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.children.queries import case_notes_of, siblings_of, siblings_to_copy_to


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
            people = ("recorded_by", "copied_from__recorded_by")
            records = ("subject", "follows", "document", "copied_from__subject")
            notes = CaseNote.objects.select_related(*people, *records)
            self._note = get_object_or_404(notes, pk=self.kwargs["pk"])
        return self._note


class ReadCaseNote(OneNote, RecordPage):
    """One note with what followed."""

    template_name = "children/note.html"
    tab = "notes"

    def show(self) -> dict[str, Any]:
        """The note, and its follow-ups, oldest first."""
        self.subject  # noqa: B018  opened and logged before anything else is asked
        note, user = self.note, self.request.user
        first = note.copied_from or note
        copies = list(first.copies.select_related("subject").exclude(pk=note.pk)[:50])
        has_it = {first.subject_id, *(copy.subject_id for copy in copies)}
        opens = {each.pk for each in siblings_of(user, self.subject) if each.may_open}
        follow_ups = self.note.follow_ups.select_related("recorded_by").order_by("occurred_at", "pk")[:100]
        return {
            "note": note,
            "follow_ups": follow_ups,
            "copied_from": note.copied_from,
            "copies": [(copy, copy.subject_id in opens) for copy in copies if note.copied_from_id is None],
            "opens": opens,
            "may_copy": note.recorded_by_id is not None and bool(opens - has_it),
        }


class CopyCaseNote(OneNote, RecordEdit):
    """Copy a note that concerns siblings to their records, in one step (LEE-08)."""

    form_class = forms.SiblingsForm
    submit_label = "Copy the note"
    success_message = "The note is on their records too, and each copy says where it came from."
    tab = "notes"

    def get_object(self) -> None:
        """404 where no sibling's record opens that lacks it, and for what the portal wrote by itself."""
        super().get_object()
        first = self.note.copied_from or self.note
        has_it = [first.subject_id, *first.copies.values_list("subject", flat=True)]
        self.siblings = siblings_to_copy_to(self.request.user, self.subject, but_not=has_it)
        if self.note.recorded_by_id is None or not self.siblings:
            raise Http404

    def get_title(self, obj: Any) -> str:
        """Which note."""
        return f"Copy to siblings: {self.note.title}"

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """Those whose records open and that lack it."""
        return {"siblings": self.siblings}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Copy it."""
        chosen = set(form.chosen)
        copy_case_note(self.note, by=by, to=[each for each in self.siblings if each.pk in chosen])

    def get_success_url(self, obj: Any) -> str:
        """Back to the note."""
        from django.urls import reverse

        return reverse("case_note", args=[self.note.pk])


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
