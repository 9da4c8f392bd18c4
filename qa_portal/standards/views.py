"""The pages of standards checklists: answering one, reading one, what they come to together."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from qa_portal import clock
from qa_portal.children.meeting_rules import may_keep_meeting
from qa_portal.children.models import Meeting
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.children.views.meetings import OneMeeting
from qa_portal.frameworks.policy import Checklist
from qa_portal.people.directory import directory
from qa_portal.reporting.periods import year_of

from . import forms
from .actions import save_checklist
from .models import StandardsChecklist
from .queries import KINDS, Wanted, checklist_of, framework_with_checklist, standards_of, taken_together
from .rules import may_see_standards, teams_counted_for


class ReadChecklist(OneMeeting, RecordPage):
    """The standards of one meeting, and how far each was met."""

    template_name = "standards/checklist.html"

    def show(self) -> dict[str, Any]:
        """Each standard with its answer; 404 before it is begun."""
        meeting = self.read_meeting()
        found = checklist_of(meeting)
        if found is None:
            raise Http404
        given = {answer.standard: answer for answer in found.answers.all()}
        return {
            "meeting": meeting,
            "found": found,
            "rows": [(standard, given.get(standard.id)) for standard in found.checklist.standards],
            "may_write": not meeting.is_completed and may_keep_meeting(self.request.user, meeting),
        }


class EditChecklist(OneMeeting, RecordEdit):
    """Answers the checklist; half of it can wait. May: whoever keeps the meeting."""

    submit_label = "Save the checklist"
    success_message = "The checklist was saved."

    meeting: Meeting
    checklist: Checklist

    @property
    def form_class(self) -> Any:
        """The form of the checklist's version."""
        return forms.form_for(self.checklist)

    def thing(self) -> StandardsChecklist | None:
        """The checklist, None before it is begun; 404 for whoever doesn’t keep the meeting, and where there is none."""
        self.meeting = self.read_meeting()
        found = checklist_of(self.meeting)
        version = found.framework if found else framework_with_checklist(self.meeting)
        checklist = standards_of(version, self.meeting.kind) if version else None
        if checklist is None or not may_keep_meeting(self.request.user, self.meeting):
            raise Http404
        self.checklist = checklist
        return found

    def get_values(self, obj: StandardsChecklist | None) -> dict[str, str]:
        """The stored answers."""
        return forms.to_values(obj.answers.all() if obj else ())

    def get_title(self, obj: Any) -> str:
        """The checklist's name."""
        return self.checklist.title

    def closed_because(self, obj: Any) -> str:
        """The meeting was completed meanwhile."""
        closed = "The meeting has been completed, so its checklist can’t be changed. The IRO Manager can reopen it."
        return closed if self.meeting.is_completed else ""

    def store(self, obj: StandardsChecklist | None, form: Any, by: Any) -> HttpResponse | None:
        """Save the answers."""
        answers = forms.to_answers(self.checklist, form.cleaned_data)
        save_checklist(self.meeting, by=by, answers=answers, is_first=obj is None)
        return None

    def get_success_url(self, obj: Any) -> str:
        """Back to the meeting."""
        return reverse("meeting", args=[self.kwargs["pk"]])


class TogetherPage(View):
    """What the checklists of conferences and reviews come to, standard by standard (KNO-16).

    May: the quality assurance team and those who chair, for all teams; managers, for theirs.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, in a constant number of queries; the year so far unless another period is asked for."""
        if not may_see_standards(request.user):
            raise Http404
        book, seen = directory(), teams_counted_for(request.user)
        offered = set(book.team_names) if seen is None else seen
        form = forms.TogetherFilter(
            request.GET or None,
            teams=book.teams_by_name(offered),
        )
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        teams = seen
        if said.get("team"):
            teams = book.teams_under(int(said["team"])) & offered
        wanted = Wanted(
            kind=said.get("kind") or str(KINDS[0]),
            first=said.get("first") or year_of(clock.today(), 4)[0],
            last=said.get("last") or clock.today(),
            teams=None if teams is None else frozenset(teams),
        )
        context = {
            "form": form,
            "is_filtered": any(said.values()),
            "wanted": wanted,
            "kind_label": Meeting.Kind(wanted.kind).label,
            "together": taken_together(wanted),
        }
        return render(request, "standards/together.html", context)
