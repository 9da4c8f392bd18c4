"""One audit before a panel: its page, the grades shown, one agreed, carried over, taken off."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from audits.papers.report import alerted
from moderation.actions.agreeing import agree_grade, reveal_grades
from moderation.actions.ending import carry_over, take_off
from moderation.blockers import missing_of
from moderation.forms import AgreeForm, ReasonForm, RevealForm
from moderation.models import Moderation
from moderation.pages import open_item, trail_to, what_the_audit_says
from moderation.rules import (
    grade_of,
    may_feed_back,
    may_see_feedback,
    may_see_grades,
    may_see_item,
    member_of,
    sits_or_sees_all,
)
from moderation.spread import spread_of
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import StepPage, buttons_of

PAGES = {
    "reveal": "moderation_reveal",
    "agree": "moderation_agree",
    "carry_over": "moderation_carry",
    "take_off": "moderation_take_off",
}


def item_context(user: Any, item: Moderation) -> dict[str, Any]:
    """What every page of an audit before a panel shows. The grades are in it once they may be seen, never before."""
    sees = may_see_grades(user, item)
    return {
        "subject": item.audit.subject,
        "item": item,
        "panel": item.panel,
        "trail": [*trail_to(item.panel), (f"Record {item.audit.subject.reference}", item.get_absolute_url())],
        "spread": spread_of(item) if sees else None,
        "standing": standing_of(item) if sits_or_sees_all(user, item) else [],
        "agreed_words": item.audit.in_words(item.grade, item.point) if item.is_agreed else "",
        "agreed_by": in_post(item.agreed_by) if item.agreed_by else "",
        "feedback": feedback_lines(item) if item.fed_back_at and may_see_feedback(user, item) else (),
    }


def standing_of(item: Moderation) -> list[tuple[str, str]]:
    """Whose grade is in: all that is said of grades before they are shown."""
    return [(each.member.person.name, each.get_state_display()) for each in item.grades.all()]


def feedback_lines(item: Moderation) -> list[tuple[str, str]]:
    """The written feedback: heading and words, in the order of the template."""
    headings = item.policy.moderation.panel.feedback
    return [
        (heading.label, item.feedback[heading.key]) for heading in headings if item.feedback.get(heading.key)
    ]


class ItemPage(View):
    """An audit before a panel: what it says, whose grade is in, and once they are shown what each gave and what was
    agreed. May: members and the quality assurance team; once it is agreed, whoever reads the audit."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; 404 for whoever has stepped out, until it is agreed."""
        item = open_item(request, pk)
        if not may_see_item(request.user, item):
            raise Http404
        own = grade_of(request.user, item)
        is_for_member = member_of(request.user, item.panel) is not None
        context = {
            **item_context(request.user, item),
            **what_the_audit_says(item),
            "buttons": self._buttons(item, own),
            "own": own if own is not None and not item.is_revealed else None,
            "own_words": item.audit.in_words(own.grade, own.point) if own is not None and own.is_in else "",
            "is_for_member": is_for_member,
        }
        return render(request, "moderation/item.html", context)

    def _buttons(self, item: Moderation, own: Any) -> list[dict[str, Any]]:
        found = []
        grades = item.is_open and not item.is_revealed and item.panel.members_grade
        if own is not None and grades and not own.has_stepped_out:
            label = "Change your grade" if own.is_in else "Grade it alone"
            found.append(
                {"label": label, "url": reverse("member_grade", args=[own.pk]), "is_primary": not own.is_in}
            )
            found.append({"label": "Step out", "url": reverse("member_grade_out", args=[own.pk])})
        is_waited_for = own is not None and own.is_waited_for
        found += [
            button | {"is_primary": button["is_primary"] and not is_waited_for}
            for button in buttons_of(self.request.user, item, PAGES)
        ]
        if item.is_agreed and not item.panel.is_joint and may_feed_back(self.request.user, item):
            label = "Write the feedback again" if item.fed_back_at else "Write the feedback to the auditor"
            url = reverse("moderation_feedback", args=[item.pk])
            found.append({"label": label, "url": url, "is_primary": not item.fed_back_at})
        return found


class ItemStep(StepPage):
    """A step of an audit before a panel that is taken on a page; 404 for whoever it isn't theirs."""

    template_name = "moderation/item_step.html"
    closed_template_name = "moderation/moved_on.html"

    def load(self) -> Moderation:
        """The audit before the panel, its record opened and logged. Raises Http404."""
        item = open_item(self.request, self.kwargs["pk"])
        if not self.is_theirs(item):
            raise Http404
        return item

    def get_context_data(self, item: Moderation, **context: Any) -> dict[str, Any]:
        """What is agreed on, as far as it may be seen."""
        return {**super().get_context_data(item, **context), **item_context(self.request.user, item)}

    @property
    def seen_version(self) -> int | None:
        """The version of the audit that the page was opened with: what can be left from two states isn't left unseen,
        when its grades were shown meanwhile."""
        seen = self.request.POST.get("seen", "")
        return int(seen) if seen.isdecimal() and len(seen) < 10 else None

    def get_success_url(self, item: Moderation) -> str:
        """Back to the wall where the step was taken from there, else to its page."""
        if self.request.GET.get("from") == "wall":
            return f"{reverse('panel_wall', args=[item.panel_id])}?place={item.place}"
        return item.get_absolute_url()


class Reveal(ItemStep):
    """Shows the members each other's grades."""

    step = "reveal"
    form_class = RevealForm
    title = "Show the grades"
    submit_label = "Show the grades"
    success_message = ""

    def get_form_kwargs(self, item: Moderation) -> dict[str, Any]:
        """Whose grade isn't in."""
        return {"waiting": missing_of(item)}

    def what_happens(self, item: Moderation) -> list[str]:
        """Everybody sees them."""
        sentences = ["The members see what each of them gave, with the reasons, and what the reviewer gave."]
        if waiting := missing_of(item):
            sentences.append(f"{', '.join(waiting)} can’t grade it any more.")
        return sentences

    def act(self, item: Moderation, form: RevealForm, by: Any) -> None:
        """Show them."""
        reveal_grades(item, by=by, reason=form.cleaned_data.get("reason", ""))


class Agree(ItemStep):
    """Records what the panel agreed (MER-05)."""

    step = "agree"
    form_class = AgreeForm
    template_name = "moderation/agree.html"
    title = "Agree the grade"
    submit_label = "Record what the panel agreed"
    success_message = "What the panel agreed is recorded."

    def get_form_kwargs(self, item: Moderation) -> dict[str, Any]:
        """The scale of its procedure, and that of the quality of audits."""
        return {"audit": item.audit, "bands": item.policy.moderation.panel.quality}

    def what_happens(self, item: Moderation) -> list[str]:
        """Both grades stand; an Inadequate alerts."""
        audit = item.audit
        policy = audit.policy
        if item.panel.is_joint:
            return ["It is a joint audit: what is agreed is kept here, and changes nothing of the audit."]
        told = (
            alerted(audit.subject, [str(word) for word in policy.inadequate.tell])
            if policy.inadequate
            else []
        )
        lowest = policy.scale.bands[0].label
        return [
            "The panel’s grade is the accepted one. The reviewer’s stands beside it, with both reasons, in the report."
            if policy.moderation.is_final
            else "The panel’s grade is kept beside the reviewer’s, which stands.",
            "Then it can be returned to the team."
            if audit.returned_at is None
            else "The team has the audit already.",
            *([f"With {lowest} these people are alerted at once: {'; '.join(told)}."] if told else []),
        ]

    def act(self, item: Moderation, form: AgreeForm, by: Any) -> None:
        """Record it."""
        said = form.cleaned_data
        agree_grade(item, by=by, reason=said["reason"], quality=said.get("quality", ""), **form.graded())


class CarryOver(ItemStep):
    """Leaves an audit to the next panel."""

    step = "carry_over"
    form_class = ReasonForm
    title = "Carry it over"
    submit_label = "Carry it over to the next panel"
    success_message = "It waits for the next panel."

    def what_happens(self, item: Moderation) -> list[str]:
        """It is graded anew."""
        return ["The next panel has it first on its agenda, and its members grade it anew."]

    def act(self, item: Moderation, form: ReasonForm, by: Any) -> None:
        """Carry it over."""
        carry_over(item, by=by, reason=form.cleaned_data["reason"], seen_version=self.seen_version)


class TakeOff(ItemStep):
    """Takes an audit off the agenda."""

    step = "take_off"
    form_class = ReasonForm
    title = "Take it off the agenda"
    submit_label = "Take it off"
    success_message = "It is off the agenda."
    is_danger = True

    def what_happens(self, item: Moderation) -> list[str]:
        """What becomes of it."""
        if item.audit.returned_at is None:
            return [
                "It must be moderated before its return: it stays held until a panel’s grade is recorded."
            ]
        return ["It isn’t moderated."]

    def act(self, item: Moderation, form: ReasonForm, by: Any) -> None:
        """Take it off."""
        take_off(item, by=by, reason=form.cleaned_data["reason"], seen_version=self.seen_version)
