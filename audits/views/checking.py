"""The quality check, the panel's grade and the return (WAL-08, MER-03 to MER-05, WAL-09)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from audits.actions.checking import accept_audit, send_audit_back
from audits.actions.moderating import record_moderated_grade
from audits.actions.returning import clock_of_discussion, recipients_of, return_audit
from audits.forms import after as forms
from audits.loop.pages import AuditStep
from audits.models import Audit
from audits.papers.parts import (
    action_lines,
    facts_of,
    grade_lines,
    paragraphs,
    sections_of,
    themes_of,
    voice_lines,
    what_changed,
)
from audits.papers.report import alerted
from qa_portal import clock
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Filing
from qa_portal.people.roles import Role
from qa_portal.workflow.steps import leads_from_here


def whole(audit: Audit) -> dict[str, Any]:
    """Everything that an audit says, for the pages that show it beside a form."""
    lines = grade_lines(audit)
    return {
        "facts": facts_of(audit),
        "grades": lines,
        "changed": what_changed(audit, lines),
        "reason": paragraphs(audit.grade_reason),
        "strengths": paragraphs(audit.strengths),
        "to_improve": paragraphs(audit.to_improve),
        "conversation": paragraphs(audit.conversation_notes),
        "conversation_added": paragraphs(audit.conversation_added),
        "themes": themes_of(audit),
        "sections_of_tool": sections_of(audit),
        "voices": voice_lines(audit),
        "proposed": action_lines(audit),
    }


class CheckAudit(AuditStep):
    """The whole audit, a place for a comment at each question, and what becomes of it (WAL-08)."""

    form_class = forms.CheckForm
    template_name = "audits/after/check.html"
    step = "accept"
    signs = True
    submit_label = "Record the check"
    success_message = ""

    def get_title(self, audit: Audit) -> str:
        """What is checked."""
        return f"Check: {audit.title}"

    def get_form_kwargs(self, audit: Audit) -> dict[str, Any]:
        """A comment for each question of its tool."""
        return {"audit": audit}

    def what_happens(self, audit: Audit) -> list[str]:
        """What accepting and sending back lead to, with the dates."""
        policy = audit.policy
        if policy.check is None:
            return []
        holds = policy.moderation is not None and policy.moderation.holds_up(audit.grade)
        days = policy.lasts("audit_amend")
        due_at = current_calendar().due_at(clock.now(), days, policy.closes_at)
        longer = Duration(working_days=policy.check.amend_with_discussion)
        later = current_calendar().due_at(clock.now(), longer, policy.closes_at)
        return [
            "Accepted, it waits for the moderation panel before it goes back to the team."
            if holds
            else "Accepted, it is ready to be returned to the team.",
            f"Sent back, {audit.reviewer.name} amends it by {by_when(due_at, clock.now())}, "
            f"or by {by_when(later, clock.now())} where a discussion is offered.",
            *(
                [
                    "Not amended by then, it isn’t accepted, and is due in the next cycle beside the new allocation."
                ]
                if policy.check.late_goes_to_next_cycle
                else []
            ),
        ]

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """The whole audit, each question with the place for its comment, and the checks before."""
        context = super().get_context_data(audit, **context)
        fields = context["form"].comment_fields() if leads_from_here(audit, self.step) else {}
        said = whole(audit)
        pinned = [
            (
                section.title,
                [
                    (line, fields.get(question.id))
                    for line, question in zip(section.answers, of.questions, strict=True)
                ],
            )
            for section, of in zip(said["sections_of_tool"], audit.tool.sections, strict=True)
        ]
        return {**context, **said, "pinned": pinned, "checks": checks_of(audit)}

    def act(self, audit: Audit, form: Any, by: Any) -> HttpResponse | None:
        """Accept it or send it back."""
        said = form.cleaned_data
        if said["verdict"] == forms.SEND_BACK:
            send_audit_back(
                audit,
                by=by,
                says=said["says"],
                comments=form.comments(),
                discussion_offered=bool(said.get("discussion_offered")),
            )
            self.success_message = f"It was sent back to {audit.reviewer.name}."
        else:
            accept_audit(audit, by=by, says=said["says"], comments=form.comments())
            self.success_message = "It was accepted."
        return None


def checks_of(audit: Audit) -> list[Any]:
    """The checks of an audit with their comments, the first first."""
    return list(audit.checks.all())


class RecordPanelGrade(AuditStep):
    """Records the grade of a panel that was held outside the portal (MER-04, MER-05)."""

    form_class = forms.PanelForm
    template_name = "audits/after/panel.html"
    step = "moderate"
    title = "Record the panel’s grade"
    submit_label = "Record the panel’s grade"
    success_message = "The panel’s grade is recorded. It can be returned to the team."

    def get_form_kwargs(self, audit: Audit) -> dict[str, Any]:
        """The scale of its procedure."""
        return {"audit": audit}

    def what_happens(self, audit: Audit) -> list[str]:
        """Both grades stand; an Inadequate alerts."""
        policy = audit.policy
        if policy.moderation is None:
            return []
        told = (
            alerted(audit.subject, [str(word) for word in policy.inadequate.tell])
            if policy.inadequate
            else []
        )
        lowest = policy.scale.bands[0].label
        return [
            "The panel’s grade is the accepted one. The reviewer’s stands beside it, here and in the report."
            if policy.moderation.is_final
            else "The panel’s grade is kept beside the reviewer’s, which stands.",
            "Then it can be returned to the team.",
            *([f"With {lowest} these people are alerted at once: {'; '.join(told)}."] if told else []),
        ]

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """With the grades so far."""
        return {**super().get_context_data(audit, **context), **whole(audit)}

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Record it."""
        record_moderated_grade(audit, by=by, reason=form.cleaned_data["reason"], **form.graded())


class ReturnAudit(AuditStep):
    """Returns an accepted audit to practitioner and managers (MER-03, WAL-09)."""

    form_class = forms.NothingForm
    template_name = "audits/after/return.html"
    step = "return_to_team"
    title = "Return it to the team"
    submit_label = "Return it to the team"
    success_message = "It was returned to the team."

    def what_happens(self, audit: Audit) -> list[str]:
        """Who is sent it, what runs from then on, when it goes on the record."""
        policy = audit.policy
        told = alerted(audit.subject, [word for word in recipients_of(audit) if word != "reviewer"])
        days = policy.lasts(clock_of_discussion(audit))
        due_at = current_calendar().due_at(clock.now(), days, policy.closes_at)
        who = Role(policy.follow_up.discussed_by).label
        count = sum(1 for action in action_lines(audit))
        return [
            f"It is sent to: {'; '.join(told)}." if told else "Nobody is named to be sent it.",
            *(
                ["Practitioner and manager are offered a reflective conversation."]
                if policy.audit_steps.reflective_offer
                else []
            ),
            f"The {who} discusses it with the practitioner and records that by {by_when(due_at, clock.now())}.",
            ("1 action opens, with its date." if count == 1 else f"{count} actions open, each with its date.")
            if count
            else "No action comes of it.",
            _FILED[policy.filing.when],
        ]

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """With everything that is returned."""
        return {**super().get_context_data(audit, **context), **whole(audit)}

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Return it."""
        return_audit(audit, by=by)


_FILED = {
    Filing.ON_RETURN: "Its report goes on the record at once.",
    Filing.AFTER_RETURN: "Its report goes on the record once the time for that has passed.",
    Filing.AFTER_SIGN_OFF: "Its report goes on the record once the line manager has signed that all tasks are done.",
}
