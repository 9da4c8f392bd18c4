"""The written feedback to whoever audited: written by a member of the panel, read by whoever it is for (WAL-18)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from moderation.actions.agreeing import give_feedback
from moderation.forms import FeedbackForm
from moderation.models import Moderation
from moderation.pages import open_item
from moderation.rules import may_feed_back, may_see_feedback
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import last_step_in_words

from .items import ItemStep, feedback_lines


class WriteFeedback(ItemStep):
    """The written feedback to whoever audited, on the template (WAL-18). May: the panel's members."""

    form_class = FeedbackForm
    title = "Feedback to the auditor"
    submit_label = "Send the feedback"
    success_message = "The feedback is sent."

    def is_theirs(self, item: Moderation) -> bool:
        """A member's who hasn't stepped out."""
        return may_feed_back(self.request.user, item) and not item.panel.is_joint

    def leads_on(self, item: Moderation) -> bool:
        """Once a grade is agreed."""
        return item.is_agreed

    def closed_because(self, item: Moderation) -> str:
        """Before that there is nothing to feed back."""
        return "" if item.is_agreed else "The panel hasn’t agreed a grade yet. The feedback follows that."

    def last_step(self, item: Moderation) -> str:
        """Who moved it last."""
        return last_step_in_words(item, {"give_feedback": "Feedback written"})

    def get_values(self, item: Moderation) -> dict[str, Any]:
        """What was written before."""
        return {**item.feedback, "met_on": item.met_on}

    def get_form_kwargs(self, item: Moderation) -> dict[str, Any]:
        """The template of its procedure."""
        panel = item.policy.moderation.panel
        return {"headings": panel.feedback, "asks_met": panel.meets_auditor}

    def what_happens(self, item: Moderation) -> list[str]:
        """Who reads it."""
        sentences = [f"{item.audit.reviewer.name} is told, and reads it. So do the members of the panel."]
        if item.policy.moderation.panel.feedback_on_record and item.audit.returned_at is not None:
            sentences.append("It is attached to the record, where everybody who sees the record can read it.")
        return sentences

    def act(self, item: Moderation, form: FeedbackForm, by: Any) -> None:
        """Send it."""
        give_feedback(item, by=by, **form.written())


class ReadFeedback(View):
    """The written feedback. May: whoever wrote the audit, the panel's members, the quality assurance team."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; what single members gave isn't on it."""
        item = open_item(request, pk)
        if not item.fed_back_at or not may_see_feedback(request.user, item):
            raise Http404
        context = {
            "subject": item.audit.subject,
            "item": item,
            "audit": item.audit,
            "trail": [(f"Record {item.audit.subject.reference}", item.audit.subject.get_absolute_url())],
            "lines": feedback_lines(item),
            "by": in_post(item.fed_back_by),
            "agreed_words": item.audit.in_words(item.grade, item.point),
            "reviewers_words": item.audit.in_words(item.reviewer_grade, item.reviewer_point),
        }
        return render(request, "moderation/feedback.html", context)
