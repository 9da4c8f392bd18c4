"""The pages of issues with other services and agencies: the list, one of them, and each of its steps (KNO-20)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views import View

from audits.actions import outside as actions
from audits.forms import outside as forms
from audits.loop.pages import AuditPage, AuditStep, AuditWriting
from audits.models import Audit, OutsideIssue
from audits.outside.listing import page_of_issues
from audits.outside.rules import may_write_outside, sees_outside_issues, takes_place
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.frameworks.vocabulary import ClockName
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of

#: The page on which each step is taken.
PAGE_OF_STEP = {
    "send": "outside_issue_send",
    "answer": "outside_issue_answer",
    "chase": "outside_issue_chase",
    "end": "outside_issue_end",
}
#: What the list can be narrowed to, in words.
WHICH = (("", "All"), ("waiting", "Waiting for a reply"), ("overdue", "Overdue"))


class OutsideIssues(View):
    """Issues with other agencies, overdue replies first, 25 a page. May: the quality assurance team and managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        if not sees_outside_issues(request.user):
            raise Http404
        which = request.GET.get("which", "")
        which = which if which in dict(WHICH) else ""
        context = {
            "page": page_of_issues(request.user, which, request.GET.get("page")),
            "which": which,
            "choices": WHICH,
        }
        return render(request, "audits/outside/list.html", context)


class PrepareIssue(AuditWriting):
    """Write an issue that an audit found with another agency. May: those whom the framework names."""

    form_class = forms.OutsideIssueForm
    title = "Escalate an issue to another service or agency"
    submit_label = "Keep it"
    success_message = "It is written. Look at it, and send it."

    def may(self, user: Any, thing: Audit) -> bool:
        """As the framework says."""
        return may_write_outside(user, thing)

    def is_open(self, thing: Audit) -> bool:
        """Unless the audit doesn't take place."""
        return takes_place(thing)

    def closed_words(self, thing: Audit) -> str:
        """It was withdrawn."""
        return "The audit doesn’t take place."

    def get_object(self) -> Audit:
        """The audit; 404 for whoever doesn't escalate, whatever its state."""
        thing = self.load()
        if not self.is_theirs(thing):
            raise Http404
        return thing

    def get_form_kwargs(self, thing: Audit) -> dict[str, Any]:
        """The audit's actions."""
        return {"audit": thing}

    def what_happens(self, thing: Audit) -> list[str]:
        """When it leaves the house."""
        if thing.returned_at is None:
            return ["It is kept with the audit, and can be sent once that is returned to its team."]
        return ["You see it once more before it is sent."]

    def act(self, thing: Audit, form: Any, by: Any) -> HttpResponse:
        """Write it."""
        return redirect(actions.prepare_outside_issue(thing, by=by, **form.written()))


class OfIssue:
    """A view of one issue, whose audit is opened first."""

    kwargs: dict[str, Any]

    @cached_property
    def found(self) -> OutsideIssue:
        """The issue. Raises Http404."""
        people = ("prepared_by", "sent_by", "answered_by", "action")
        return get_object_or_404(OutsideIssue.objects.select_related(*people), pk=self.kwargs["pk"])

    def audit_key(self) -> int:
        """The key of the audit that it belongs to."""
        return self.found.audit_id

    def opened(self) -> OutsideIssue:
        """The issue, with its audit for whom it is there."""
        self.found.audit = self.open()
        return self.found


class IssuePage(OfIssue, AuditPage):
    """An issue: whose it is, what is asked, when it went how, its clock, what they replied."""

    template_name = "audits/outside/issue.html"

    def show(self) -> dict[str, Any]:
        """The issue, and what this person can do."""
        issue = self.opened()
        return {
            "issue": issue,
            "clock": open_deadlines_of(issue).first(),
            "letters": issue.documents.order_by("pk"),
            "prepared_by": in_post(issue.prepared_by),
            "sent_by": in_post(issue.sent_by) if issue.sent_by else "",
            "answered_by": in_post(issue.answered_by) if issue.answered_by else "",
            "buttons": buttons_of(self.request.user, issue, PAGE_OF_STEP),
        }


class IssueStep(OfIssue, AuditStep):
    """A step of an issue."""

    template_name = "audits/outside/step.html"

    def load(self) -> OutsideIssue:
        """The issue."""
        return self.opened()

    def get_context_data(self, thing: OutsideIssue, **context: Any) -> dict[str, Any]:
        """With the issue."""
        return {**super().get_context_data(thing, **context), "issue": thing}

    def get_success_url(self, thing: OutsideIssue) -> str:
        """Its page."""
        return self.found.get_absolute_url()


class SendIssue(IssueStep):
    """Escalate it. May: those whom the framework names."""

    form_class = forms.SendForm
    step = "send"
    title = "Escalate the issue"
    submit_label = "Escalate it"
    success_message = (
        "It is escalated. The letter is being made: it is among the record’s documents and letters."
    )

    def what_happens(self, thing: OutsideIssue) -> list[str]:
        """The letter, the clock, who is told."""
        policy = thing.audit.policy
        said = [
            f"A letter to {thing.post}, {thing.agency} is put on the record. It names nobody; you send it."
        ]
        if ClockName.AGENCY_REPLY in policy.clocks:
            said.append(
                f"Their reply is asked for within {policy.lasts(ClockName.AGENCY_REPLY)}. If it doesn’t come, a "
                "reminder is made by itself, and you are told."
            )
        return said

    def act(self, thing: OutsideIssue, form: Any, by: Any) -> None:
        """Send it."""
        actions.send_outside_issue(thing, by=by, **form.cleaned_data)


class ChaseIssue(IssueStep):
    """Ask them again. May: those whom the framework names."""

    form_class = forms.NothingForm
    step = "chase"
    title = "Ask them again"
    submit_label = "Make the reminder"
    success_message = "The reminder is being made: it is among the record’s documents and letters."

    def what_happens(self, thing: OutsideIssue) -> list[str]:
        """The reminder."""
        return [f"A reminder to {thing.post}, {thing.agency} is put on the record, for you to send."]

    def act(self, thing: OutsideIssue, form: Any, by: Any) -> None:
        """Chase it."""
        actions.chase_outside_issue(thing, by=by)


class RecordReply(IssueStep):
    """Record what they replied. May: those whom the framework names."""

    form_class = forms.ReplyForm
    step = "answer"
    title = "Record their reply"
    submit_label = "Record the reply"
    success_message = "The reply is recorded."

    def suggest(self, thing: OutsideIssue) -> dict[str, Any]:
        """Today."""
        return {"replied_on": clock.today()}

    def what_happens(self, thing: OutsideIssue) -> list[str]:
        """Who is told."""
        return ["Its clock stops. The reviewer, whoever sent it and those whom the procedure names are told."]

    def act(self, thing: OutsideIssue, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_reply(thing, by=by, **form.cleaned_data)


class EndIssue(IssueStep):
    """End it without a reply, with the reason. May: those whom the framework names."""

    form_class = forms.EndForm
    step = "end"
    title = "End it without a reply"
    submit_label = "End it"
    success_message = "It is ended, with your reason."
    is_danger = True

    def act(self, thing: OutsideIssue, form: Any, by: Any) -> None:
        """End it."""
        actions.end_outside_issue(thing, by=by, **form.cleaned_data)
