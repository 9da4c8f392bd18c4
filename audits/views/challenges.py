"""The pages of a challenge to a grade: made, met about, settled or taken up its rungs, decided (WAL-12, WAL-13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from audits.actions import challenging as actions
from audits.climbing.page import rungs_of, timeline_of
from audits.forms import climbing as forms
from audits.loop.pages import AuditPage, AuditStep, AuditWriting
from audits.models import Audit, Challenge
from audits.papers.parts import grade_lines, what_changed
from audits.papers.report import alerted
from audits.rules import may_challenge
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of

PAGE_OF_STEP = {
    "settle": "challenge_settle",
    "go_formal": "challenge_formal",
    "climb": "challenge_climb",
    "decide": "challenge_decide",
}
TOLD = {
    "start_challenge": "Made in writing",
    "record_meeting": "Meeting recorded",
    "go_formal": "Taken to the formal process",
    "climb": "Taken to the next step",
    "settle": "Resolved after the meeting",
    "decide": "Decided",
}


class StartChallenge(AuditWriting):
    """Challenge the grade of a returned audit. May: those whom the framework names."""

    form_class = forms.ChallengeForm
    template_name = "audits/climbing/challenge_start.html"
    title = "Challenge the grade"
    submit_label = "Send the challenge"
    success_message = "The challenge is made. The auditor and the quality assurance team have been told."

    def may(self, user: Any, audit: Audit) -> bool:
        """Practitioner and manager."""
        return may_challenge(user, audit)

    def is_open(self, audit: Audit) -> bool:
        """While there is a grade that isn't challenged yet."""
        return actions.may_be_challenged(audit) and not actions.why_not_again(audit)

    def closed_words(self, audit: Audit) -> str:
        """Challenged already, or nothing to challenge."""
        return (
            actions.why_not_again(audit)
            or "There is no grade to challenge: it isn’t returned yet, or it has ended."
        )

    def what_happens(self, audit: Audit) -> list[str]:
        """Who is told, and what waits."""
        policy = audit.policy.challenge
        if policy is None:
            return []
        copied = alerted(audit.subject, [str(word) for word in policy.copied_to])
        found = ["You meet with the auditor, and try to resolve it between you."]
        if copied:
            found.append(f"Copied in: {'; '.join(copied)}.")
        return [*found, "Until it is resolved the audit is neither final nor counted."]

    def get_context_data(self, thing: Audit, **context: Any) -> dict[str, Any]:
        """With what each grade takes."""
        return {**super().get_context_data(thing, **context), "bands": thing.policy.scale.bands}

    def act(self, audit: Audit, form: Any, by: Any) -> HttpResponse:
        """Make it."""
        return redirect(actions.start_challenge(audit, by=by, **form.cleaned_data))


class OfChallenge:
    """A view of a challenge: read by everybody who reads its audit."""

    kwargs: dict[str, Any]

    @cached_property
    def challenge(self) -> Challenge:
        """The challenge. Raises Http404."""
        related = ("raised_by", "resolved_by", "document__file")
        return get_object_or_404(
            Challenge.objects.select_related(*related).defer("document__content"), pk=self.kwargs["pk"]
        )

    def audit_key(self) -> int:
        """The key of the audit that it belongs to."""
        return self.challenge.audit_id

    def open(self) -> Audit:
        """The audit, its record opened first."""
        audit = super().open()
        self.challenge.audit = audit
        return audit

    def challenge_context(self) -> dict[str, Any]:
        """What was written, where it stands, who has it by when."""
        challenge = self.challenge
        return {
            "challenge": challenge,
            "raised_by": in_post(challenge.raised_by),
            "clock": open_deadlines_of(challenge).first(),
            "rungs": rungs_of(challenge),
            "stands": self.audit.in_words(challenge.grade, challenge.point),
        }


class ChallengePage(OfChallenge, AuditPage):
    """What is disagreed with, the meeting, each step with what it came to, the grade that stands."""

    template_name = "audits/climbing/challenge.html"

    def show(self) -> dict[str, Any]:
        """The challenge, and what this person can do."""
        user, challenge = self.request.user, self.challenge
        lines = grade_lines(self.audit)
        buttons = [
            button
            for button in buttons_of(user, challenge, PAGE_OF_STEP)
            if button["name"] != "climb" or challenge.next_rung is not None
        ]
        if actions.may_still_meet(challenge) and actions.may_record_meeting(user, challenge):
            label = "Change what was recorded of the meeting" if challenge.met_on else "Record the meeting"
            buttons.insert(
                0,
                {
                    "name": "meeting",
                    "label": label,
                    "url": reverse("challenge_meeting", args=[challenge.pk]),
                    "is_primary": challenge.met_on is None,
                },
            )
        return {
            **self.challenge_context(),
            "buttons": buttons,
            "resolved_by": in_post(challenge.resolved_by) if challenge.resolved_by else "",
            "grades": lines,
            "changed": what_changed(self.audit, lines),
            "entries": timeline_of(challenge, TOLD),
        }


class BesideChallenge(OfChallenge):
    """A form of a challenge: the challenge stands before it, what each grade takes beside it."""

    def load(self) -> Challenge:
        """The challenge."""
        self.open()
        return self.challenge

    def get_context_data(self, thing: Challenge, **context: Any) -> dict[str, Any]:
        """The challenge, and what each grade takes."""
        return {
            **super().get_context_data(thing, **context),
            **self.challenge_context(),
            "bands": self.audit.policy.scale.bands,
        }

    def get_success_url(self, thing: Challenge) -> str:
        """Back to the challenge."""
        return self.challenge.get_absolute_url()


class ChallengeStep(BesideChallenge, AuditStep):
    """A step of a challenge that is taken on a page; whoever comes second is told who was first."""

    template_name = "audits/climbing/challenge_step.html"
    signs = True


class RecordMeeting(BesideChallenge, AuditWriting):
    """Records the meeting of auditor, practitioner and manager. May: whoever takes part in it."""

    form_class = forms.MeetingForm
    template_name = "audits/climbing/challenge_step.html"
    title = "Record the meeting"
    submit_label = "Record the meeting"
    success_message = "The meeting is recorded."

    def may(self, user: Any, challenge: Challenge) -> bool:
        """Auditor, practitioner, manager."""
        return actions.may_record_meeting(user, challenge)

    def is_open(self, challenge: Challenge) -> bool:
        """While it is informal."""
        return actions.may_still_meet(challenge)

    def closed_words(self, challenge: Challenge) -> str:
        """It has gone on."""
        return "The informal part of this challenge is over."

    def get_values(self, challenge: Challenge) -> dict[str, Any]:
        """What is recorded of it."""
        return {"met_on": challenge.met_on, "summary": challenge.summary}

    def what_happens(self, challenge: Challenge) -> list[str]:
        """The next clock."""
        if challenge.met_on is not None:
            return []
        return ["From then the summary and the outcome are due, and everybody who takes part is told."]

    def act(self, challenge: Challenge, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_meeting(challenge, by=by, **form.cleaned_data)
