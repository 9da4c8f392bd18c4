"""One section of an audit, answered (MER-01, WAL-05, WAL-06, KNO-01), and the whole, judged."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from audits.actions.writing import write_overall, write_section
from audits.audit_page import comments_of
from audits.forms.actions import owners_for
from audits.forms.overall import RISK, STRENGTH, OverallForm, chosen
from audits.forms.section import section_form, values_of
from audits.models import Audit
from audits.writing.answers import Answers, answers_of, graded, is_answered, missing_in, state_of, tone_of
from audits.writing.facts import facts_of
from audits.writing.pages import AuditEdit
from audits.writing.rules import is_grading_again
from audits.writing.shown import shown
from qa_portal.dashboards.marks import TASKS
from qa_portal.frameworks.policy import AuditSection, Question
from qa_portal.frameworks.vocabulary import AnswerKind
from qa_portal.plan.models import Action

GO_ON = "go-on"


class AuditPart(AuditEdit):
    """A page of an audit that the next one follows: its main button saves and goes on."""

    submit_label = "Save and go to the overview"
    success_message = "Saved."

    def save(self, obj: Audit, form: Any, by: Any) -> HttpResponse | None:
        """Save, then go on where the main button says so."""
        self.store(obj, form, by)
        if self.request.POST.get("then") == GO_ON:
            return redirect(self.next_url(obj))
        return None

    def next_url(self, obj: Audit) -> str:
        """The page after this one."""
        raise NotImplementedError

    def open_actions(self, obj: Audit, findings: set[str]) -> list[Action]:
        """The actions on these findings that have started, which aren't the reviewer's to rewrite."""
        proposed = Action.State.PROPOSED
        return [a for a in obj.actions.all() if a.finding in findings and a.state != proposed]

    def proposed_actions(self, obj: Audit, findings: set[str]) -> list[Action]:
        """The actions on these findings that the form shows as rows."""
        proposed = Action.State.PROPOSED
        return [a for a in obj.actions.all() if a.finding in findings and a.state == proposed]


class AuditSectionPage(AuditPart):
    """The questions of one section. May: the reviewer, until the audit is completed."""

    template_name = "audits/section.html"
    conflict_template_name = "forms/conflict.html"

    @property
    def form_class(self) -> Any:
        """The form of the section, under the version of the tool that the audit was allocated under."""
        return self._form

    def thing(self) -> Audit:
        """The audit; 404 for a section that its tool doesn't have."""
        audit = super().thing()
        try:
            self.section: AuditSection = audit.tool.section(self.kwargs["key"])
        except KeyError as unknown:
            raise Http404 from unknown
        answers = answers_of(audit)
        self.is_after = is_grading_again(audit)
        self.fixed = frozenset(
            question.id
            for question in self.section.questions
            if self.is_after and _is_first_grade(question, answers.get(question.id))
        )
        self._form = section_form(audit, self.section, after=self.is_after, fixed=self.fixed)
        return audit

    def get_values(self, obj: Audit) -> Any:
        """The stored answers and the actions that can still be changed."""
        values = dict(values_of(self.section, answers_of(obj), self.fixed))
        return {**values, "actions": self.proposed_actions(obj, self._ids)}

    @cached_property
    def _ids(self) -> set[str]:
        return {question.id for question in self.section.questions}

    def get_form_kwargs(self, obj: Audit) -> dict[str, Any]:
        """Who can do an action."""
        return {"owners": owners_for(obj)}

    def object_key(self, obj: Audit) -> str:
        """A draft for each section."""
        return f"audits.audit:{obj.pk}:{self.section.key}"

    def get_title(self, obj: Audit) -> str:
        """The section."""
        return self.section.title

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Save the answers and the actions."""
        write_section(
            obj, self.section.key, by=by, answers=form.answers(), actions=form.cleaned_data["actions"]
        )

    def next_url(self, obj: Audit) -> str:
        """The next section; after the last the page of the audit."""
        following = self._neighbour(obj, 1)
        return reverse("audit_section", args=[obj.pk, following.key]) if following else obj.get_absolute_url()

    def _neighbour(self, obj: Audit, step: int) -> AuditSection | None:
        sections = obj.tool.sections
        place = [section.key for section in sections].index(self.section.key) + step
        return sections[place] if 0 <= place < len(sections) else None

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """The questions with all that stands around them, and the way through the sections."""
        context = super().get_context_data(obj, **context)
        answers, comments, form = answers_of(obj), comments_of(obj), context["form"]
        following = self._neighbour(obj, 1)
        actions = list(obj.actions.all())
        return {
            **context,
            "section": self.section,
            "questions": [
                shown(q, number, form, obj.policy.scale, answers.get(q.id), comments.get(q.id, ()))
                for number, q in enumerate(self.section.questions, 1)
            ],
            "scale": obj.policy.scale,
            "is_after": self.is_after,
            "way": [
                {
                    "title": section.title,
                    "url": reverse("audit_section", args=[obj.pk, section.key]),
                    "is_here": section.key == self.section.key,
                    "state": (state := self._state_of(section, answers, actions)),
                    "word": TASKS[state].word,
                }
                for section in obj.tool.sections
            ],
            "then": GO_ON,
            "then_label": f"Save and go on to “{following.title}”" if following else "Save",
            "before_url": (
                reverse("audit_section", args=[obj.pk, before.key])
                if (before := self._neighbour(obj, -1))
                else ""
            ),
            "running": self.open_actions(obj, self._ids),
            "evidence": [each for each in obj.evidence.all() if each.section_key == self.section.key],
            "facts": facts_of(obj),
            "place": f"Section {[s.key for s in obj.tool.sections].index(self.section.key) + 1} "
            f"of {len(obj.tool.sections)}",
        }

    def _state_of(self, section: AuditSection, answers: Answers, actions: Any) -> str:
        """How far a section is, as a task list says it."""
        return state_of(section, answers, missing_in(section, answers, actions, after=self.is_after))


class AuditOverall(AuditPart):
    """The overall grade, which is questioned where it sits oddly; strengths, themes, the improvement plan."""

    form_class = OverallForm
    template_name = "audits/overall.html"

    def get_title(self, obj: Audit) -> str:
        """As the task list calls it."""
        return "Overall grade and improvement plan" if obj.tool.overall else "Strengths and improvement plan"

    def object_key(self, obj: Audit) -> str:
        """A draft of its own."""
        return f"audits.audit:{obj.pk}:overall"

    def _asks(self, obj: Audit) -> tuple[str, ...]:
        if not obj.tool.overall:
            return ()
        if is_grading_again(obj):
            return ("after",) if obj.grade_before else ("before", "after")
        return ("before",)

    def get_form_kwargs(self, obj: Audit) -> dict[str, Any]:
        """Which grades are asked for, and who can do an action."""
        return {"audit": obj, "asks": self._asks(obj), "owners": owners_for(obj)}

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What is stored."""
        twice = obj.policy.audit_steps.grades_twice
        before = (obj.grade_before, obj.point_before) if twice else (obj.grade, obj.point)
        return {
            "before": chosen(obj, *before),
            "after": chosen(obj, obj.grade, obj.point) if is_grading_again(obj) else "",
            "grade_reason": obj.grade_reason,
            "grade_despite": obj.grade_despite,
            "strengths": obj.strengths,
            "to_improve": obj.to_improve,
            "strong_themes": [key for key, sort in obj.themes.items() if sort == STRENGTH],
            "risky_themes": [key for key, sort in obj.themes.items() if sort == RISK],
            "actions": self.proposed_actions(obj, {""}),
        }

    def store(self, obj: Audit, form: OverallForm, by: Any) -> None:
        """Save it."""
        write_overall(obj, by=by, written=form.written(), actions=form.cleaned_data["actions"])

    def next_url(self, obj: Audit) -> str:
        """The page of the audit."""
        return obj.get_absolute_url()

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """The scale with its descriptors, and the grades of the sections beside it."""
        context = super().get_context_data(obj, **context)
        form, scale = context["form"], obj.policy.scale
        question = _overall_question(obj)
        answers = answers_of(obj)
        judged = [q for q in obj.tool.questions if q.is_judged and is_answered(q, answers.get(q.id))]
        return {
            **context,
            "scale": scale,
            "asked": [
                shown(question.model_copy(update={"id": name}), 0, form, scale, None)
                for name in ("before", "after")
                if name in form.fields
            ],
            "stands": graded(scale, obj.grade_before, obj.point_before)
            if "before" not in form.fields
            else "",
            "stands_tone": tone_of(obj.grade_before),
            "graded": [_graded_row(q, answers[q.id], scale) for q in judged],
            "odd": form.odd if form.is_bound and form.is_valid() else [],
            "running": self.open_actions(obj, {""}),
            "sections_actions": [a for a in obj.actions.all() if a.finding],
        }


def _graded_row(question: Question, answer: Any, scale: Any) -> dict[str, str]:
    if not answer.applies:
        return {"text": question.text, "said": "Not applicable", "tone": "quiet"}
    point = answer.point_after if answer.value_after else answer.point
    return {"text": question.text, "said": graded(scale, answer.grade, point), "tone": tone_of(answer.grade)}


def _overall_question(audit: Audit) -> Question:
    kind = AnswerKind.SCALED if audit.policy.scale.overall_in_points else AnswerKind.GRADED
    return Question(id="overall", text=audit.tool.overall_text, answer=kind)


def _is_first_grade(question: Question, answer: Any) -> bool:
    return question.is_judged and answer is not None and bool(answer.value) and answer.applies
