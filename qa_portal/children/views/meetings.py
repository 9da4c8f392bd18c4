"""Reviews and conferences: start, write, read, complete, reopen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from qa_portal.children import forms
from qa_portal.children.actions import complete_meeting, reopen_meeting, save_meeting, start_meeting
from qa_portal.children.actions.meetings import WRITTEN
from qa_portal.children.meeting_rules import may_keep_meeting, may_reopen_meeting, meeting_kinds_for
from qa_portal.children.meetings import (
    blockers_to_meeting,
    follow_ons_of,
    mandatory_of,
    next_actions_for,
    parts_of,
)
from qa_portal.children.models import Meeting
from qa_portal.children.pages import RecordEdit, RecordPage, refused_page
from qa_portal.workflow.steps import StepRefused, steps_open_to


class StartMeeting(RecordPage):
    """Asks before a review is begun; a POST begins it, or leads to the one begun already."""

    template_name = "children/meeting_start.html"
    tab = "summary"

    def show(self) -> dict[str, Any]:
        """What will be started."""
        return {"label": self._label(), "kind": self.kwargs["kind"]}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Begin it."""
        self._label()
        try:
            meeting = start_meeting(self.subject, by=request.user, kind=self.kwargs["kind"])
        except StepRefused as refused:
            return refused_page(request, refused, self.subject.get_absolute_url())
        return redirect("meeting_edit", meeting.pk)

    def _label(self) -> str:
        kind = self.kwargs["kind"]
        if kind not in Meeting.Kind.values:
            raise Http404
        self.require(lambda user, subject: kind in meeting_kinds_for(user, subject))
        return Meeting.Kind(kind).label


class OneMeeting:
    """A view of one review; the record follows from it."""

    kwargs: dict[str, Any]
    tab = "summary"

    def record_key(self) -> int:
        """The record that it is about."""
        return get_object_or_404(Meeting.objects.only("subject_id"), pk=self.kwargs["pk"]).subject_id

    def number(self) -> int:
        """The review."""
        return self.kwargs["pk"]

    def read_meeting(self) -> Meeting:
        """The review as it is now, with the record that the page has opened."""
        subject = self.subject
        meeting = get_object_or_404(
            Meeting.objects.select_related("chair", "completed_by"), pk=self.kwargs["pk"]
        )
        meeting.subject = subject
        return meeting


class ReadMeeting(OneMeeting, RecordPage):
    """A review: what was written, its audit, what is missing, what can follow."""

    template_name = "children/meeting.html"

    def show(self) -> dict[str, Any]:
        """Everything of it."""
        user, meeting = self.request.user, self.read_meeting()
        keeps = may_keep_meeting(user, meeting)
        parts = parts_of(meeting)
        blockers = [] if meeting.is_completed else blockers_to_meeting(meeting, "complete", parts=parts)
        return {
            "meeting": meeting,
            "sections": _sections(meeting, parts) if keeps and not meeting.is_completed else [],
            "parts": parts,
            "blockers": blockers if keeps else [],
            "steps": []
            if meeting.is_completed
            else [s for s in steps_open_to(user, meeting) if s.name == "complete"],
            "step_base": reverse("meeting", args=[meeting.pk]) + "STEP/",
            "may_write": keeps and not meeting.is_completed,
            "may_reopen": meeting.is_completed and may_reopen_meeting(user, meeting),
            "next_actions": next_actions_for(user, meeting),
            "follow_ons": follow_ons_of(user, meeting),
            "is_about_child": meeting.kind != Meeting.Kind.FOSTER_REVIEW,
        }


def _sections(meeting: Meeting, parts: list[Any]) -> list[dict[str, Any]]:
    """The sections of the form and the parts beside it, as a task list."""
    form, mandatory = reverse("meeting_edit", args=[meeting.pk]), mandatory_of(meeting)
    named = [
        ("The child’s part", "section-2", ("took_part", "child_view")),
        ("What was discussed and decided", "section-3", ("summary", "decisions")),
        ("Next", "section-4", ("next_on",)),
    ]
    sections = [{"title": "When", "state": "done", "url": f"{form}#section-1"}]
    for title, anchor, names in named:
        wanted = [name for name in names if name in mandatory]
        if not wanted and not any(getattr(meeting, name) for name in names) and title != "Next":
            continue
        missing = [name for name in wanted if not getattr(meeting, name)]
        state = "done" if not missing else "started" if len(missing) < len(wanted) else "to do"
        sections.append({"title": title, "state": state, "url": f"{form}#{anchor}"})
    for part in parts:
        state = "done" if part.is_complete else "started" if part.is_started else "to do"
        sections.append({"title": part.label, "state": state, "url": part.url, "hint": part.state})
    return sections


class EditMeeting(OneMeeting, RecordEdit):
    """The reviewing officer's short record. It can be saved half-written, and is completed from its own page."""

    form_class = forms.MeetingForm
    success_message = "Saved."

    def thing(self) -> Meeting:
        """The review; 404 for whoever doesn't keep it."""
        meeting = self.read_meeting()
        if not may_keep_meeting(self.request.user, meeting):
            raise Http404
        return meeting

    def get_title(self, obj: Meeting) -> str:
        """What it is."""
        return obj.get_kind_display()

    def get_form_kwargs(self, obj: Meeting) -> dict[str, Any]:
        """A carer's review has no child's part."""
        is_conference = obj.kind == Meeting.Kind.CP_CONFERENCE
        return {
            "is_about_child": obj.kind != Meeting.Kind.FOSTER_REVIEW,
            "words": "conference" if is_conference else "review",
        }

    def closed_because(self, obj: Meeting) -> str:
        """It was completed meanwhile."""
        return "This review has been completed. The IRO Manager can reopen it." if obj.is_completed else ""

    def store(self, obj: Meeting, form: Any, by: Any) -> None:
        """Save what was written."""
        save_meeting(obj, by=by, written={k: v for k, v in form.cleaned_data.items() if k in WRITTEN})

    def get_success_url(self, obj: Meeting) -> str:
        """Its page."""
        return obj.get_absolute_url()


class CompleteMeeting(OneMeeting, RecordPage):
    """Asks before a review is completed, and says what is missing (LEE-04, MOS-22)."""

    template_name = "children/meeting_complete.html"

    def show(self) -> dict[str, Any]:
        """What will happen, or what stands in the way."""
        meeting = self._kept()
        return {"meeting": meeting, "blockers": meeting.blockers_to("complete")}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Complete it as it was shown."""
        meeting = self._kept()
        seen = request.POST.get("seen_version", "")
        try:
            complete_meeting(meeting, by=request.user, seen_version=int(seen) if seen.isdigit() else None)
        except StepRefused as refused:
            return refused_page(request, refused, meeting.get_absolute_url())
        return redirect(meeting)

    def _kept(self) -> Meeting:
        meeting = self.read_meeting()
        if not may_keep_meeting(self.request.user, meeting):
            raise Http404
        return meeting


class ReopenMeeting(OneMeeting, RecordEdit):
    """The IRO Manager opens a completed review again, with a reason (MOS-22)."""

    form_class = forms.ReasonForm
    title = "Reopen this review"
    submit_label = "Reopen the review"
    success_message = "The review is open again."

    def thing(self) -> Meeting:
        """The review; 404 for whoever doesn't reopen any."""
        meeting = self.read_meeting()
        if not may_reopen_meeting(self.request.user, meeting):
            raise Http404
        return meeting

    def closed_because(self, obj: Meeting) -> str:
        """Somebody else was first."""
        return "" if obj.is_completed else "This review is open already: it can be written in."

    def get_values(self, obj: Any) -> dict[str, Any]:
        """Nothing is stored of a reason before it is given."""
        return {}

    def store(self, obj: Meeting, form: Any, by: Any) -> None:
        """Reopen it."""
        reopen_meeting(obj, by=by, reason=form.cleaned_data["reason"])

    def get_success_url(self, obj: Meeting) -> str:
        """Its page."""
        return obj.get_absolute_url()
