"""A member grades an audit alone, on their own device, or steps out of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from audits.forms.overall import chosen
from moderation.actions.grading import give_grade, hold, step_out
from moderation.forms import OwnGradeForm, StepOutForm
from moderation.models import MemberGrade
from moderation.pages import trail_to, what_the_audit_says
from moderation.queries import grade_for_page
from qa_portal.children.access import open_page
from qa_portal.deadlines.words import weekday_time
from qa_portal.workflow.pages import StepPage


class OwnGrade(StepPage):
    """A page of one member's own grade. May: that member and nobody else, whoever they are."""

    closed_template_name = "moderation/moved_on.html"

    def load(self) -> MemberGrade:
        """The grade, its record opened and logged. Raises Http404 for everybody else, and for whoever stepped out."""
        grade = grade_for_page(self.kwargs["pk"])
        if grade is None:
            raise Http404
        subject = open_page(self.request, grade.moderation.audit.subject_id, number=grade.pk)
        grade.moderation.audit.subject = subject
        if grade.member.person_id != self.request.user.pk or grade.has_stepped_out:
            raise Http404
        return grade

    def leads_on(self, grade: MemberGrade) -> bool:
        """While the panel asks: until the grades of this audit are shown."""
        item = grade.moderation
        return super().leads_on(grade) and item.panel.members_grade and item.is_open and not item.is_revealed

    def is_theirs(self, grade: MemberGrade) -> bool:
        """It was loaded for them alone."""
        return True

    def closed_because(self, grade: MemberGrade) -> str:
        """Why it can't be graded any more; without a word on anybody's grade."""
        if self.leads_on(grade):
            return ""
        return f"This audit is now “{grade.moderation.get_state_display()}”, so it can’t be graded alone any more."

    def _locked(self, grade: MemberGrade) -> MemberGrade:
        # What it is about first, as each step does: two orders, and two people would wait for each other.
        hold(grade.moderation)
        return super()._locked(grade)

    def get_success_url(self, grade: MemberGrade) -> str:
        """Back to the agenda, where the next one waits."""
        return grade.moderation.panel.get_absolute_url()

    def get_cancel_url(self, grade: MemberGrade) -> str:
        """Back to the agenda."""
        return grade.moderation.panel.get_absolute_url()

    def get_context_data(self, grade: MemberGrade, **context: Any) -> dict[str, Any]:
        """The record and the way back."""
        item = grade.moderation
        return {
            **super().get_context_data(grade, **context),
            "subject": item.audit.subject,
            "item": item,
            "trail": trail_to(item.panel),
        }


class GradeAlone(OwnGrade):
    """The audit as it was written, and the member's own grade with its reason."""

    form_class = OwnGradeForm
    template_name = "moderation/grade.html"
    step = "give"
    submit_label = "Give this grade"
    success_message = (
        "Your grade is in. Nobody else sees it before the grades are shown; you can change it until then."
    )

    def get_title(self, grade: MemberGrade) -> str:
        """What is graded."""
        return f"Grade alone: {grade.moderation.audit.title}"

    def get_values(self, grade: MemberGrade) -> dict[str, Any]:
        """What they gave before."""
        return {"grade": chosen(grade.moderation.audit, grade.grade, grade.point), "words": grade.words}

    def get_form_kwargs(self, grade: MemberGrade) -> dict[str, Any]:
        """The scale of its procedure."""
        return {"audit": grade.moderation.audit}

    def get_context_data(self, grade: MemberGrade, **context: Any) -> dict[str, Any]:
        """The audit beside the form, and where a conflict of interest leads."""
        return {
            **super().get_context_data(grade, **context),
            **what_the_audit_says(grade.moderation),
            "until": weekday_time(grade.moderation.panel.grade_until),
            "out_url": reverse("member_grade_out", args=[grade.pk]),
        }

    def act(self, grade: MemberGrade, form: OwnGradeForm, by: Any) -> None:
        """Give it."""
        said = form.graded()
        give_grade(grade, by=by, given=said["grade"], point=said["point"], words=form.cleaned_data["words"])


class StepOut(OwnGrade):
    """Stepping out of an audit, with the reason."""

    form_class = StepOutForm
    template_name = "moderation/step.html"
    step = "step_out"
    title = "Step out of this audit"
    submit_label = "Step out"
    success_message = "You have stepped out of this audit. Whoever chairs the panel is told why."

    def what_happens(self, grade: MemberGrade) -> list[str]:
        """What follows."""
        return [
            "You see nothing more of this audit until the panel has agreed a grade.",
            "What you gave already doesn’t count, and isn’t shown to anybody.",
            f"{grade.moderation.panel.chair.name}, who chairs the panel, reads your reason.",
        ]

    def act(self, grade: MemberGrade, form: StepOutForm, by: Any) -> None:
        """Step out."""
        step_out(grade, by=by, reason=form.cleaned_data["reason"])
