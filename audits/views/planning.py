"""The pages of the audit that a looked-after review carries."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from audits.actions.planning import save_planning_audit
from audits.forms.planning import form_for, to_answers, to_values
from audits.models import CarePlanningAudit
from audits.queries import answered_sections, audit_of, concerns_of, framework_with_tool
from qa_portal.children.meeting_rules import may_keep_meeting
from qa_portal.children.models import Meeting
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.children.views.meetings import OneMeeting
from qa_portal.frameworks.policy import AuditTool
from qa_portal.frameworks.queries import policy_of


class ReadPlanningAudit(OneMeeting, RecordPage):
    """The questions as they were asked, and what was answered."""

    template_name = "audits/planning_audit.html"

    def show(self) -> dict[str, Any]:
        """Every section with its answers; what was answered with No or Partly first."""
        meeting = self.read_meeting()
        audit = audit_of(meeting)
        if audit is None:
            raise Http404
        audit.meeting = meeting
        return {
            "meeting": meeting,
            "audit": audit,
            "sections": answered_sections(audit),
            "concerns": concerns_of(audit),
            "may_write": not meeting.is_completed and may_keep_meeting(self.request.user, meeting),
        }


class EditPlanningAudit(OneMeeting, RecordEdit):
    """Answer the audit; half of it can wait."""

    submit_label = "Save the answers"
    success_message = "The answers were saved."

    meeting: Meeting
    tool: AuditTool

    @property
    def form_class(self) -> Any:
        """The form of the tool's version."""
        return form_for(self.tool)

    def thing(self) -> CarePlanningAudit | None:
        """The audit, None before it is begun; 404 for whoever doesn’t keep the review, and where there is none."""
        self.meeting = self.read_meeting()
        audit = audit_of(self.meeting)
        version = audit.framework if audit else framework_with_tool(self.meeting)
        if version is None or not may_keep_meeting(self.request.user, self.meeting):
            raise Http404
        tool = policy_of(version).iro_audit
        assert tool is not None
        self.tool = tool
        return audit

    def get_values(self, obj: CarePlanningAudit | None) -> dict[str, str]:
        """The stored answers."""
        return to_values(self.tool, obj.answers if obj else {})

    def get_title(self, obj: Any) -> str:
        """The tool's name."""
        return self.tool.title

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """What the tool is for."""
        return {**super().get_context_data(obj, **context), "lead": self.tool.about}

    def closed_because(self, obj: Any) -> str:
        """The review was completed meanwhile."""
        closed = (
            "The review has been completed, so its audit can’t be changed. The IRO Manager can reopen it."
        )
        return closed if self.meeting.is_completed else ""

    def store(self, obj: CarePlanningAudit | None, form: Any, by: Any) -> HttpResponse | None:
        """Save the answers."""
        answers = to_answers(self.tool, form.cleaned_data)
        save_planning_audit(self.meeting, by=by, answers=answers, is_first=obj is None)
        return None

    def get_success_url(self, obj: Any) -> str:
        """Back to the review."""
        return reverse("meeting", args=[self.kwargs["pk"]])
