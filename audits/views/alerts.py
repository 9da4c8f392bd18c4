"""The pages of a safety alert: raised from a record or an audit, read, answered, taken on (WAL-19, KNO-09)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from audits.actions.alerting import answer_alert, climb_alert, framework_of_alerts, raise_alert
from audits.climbing.page import rungs_of, timeline_of
from audits.forms import climbing as forms
from audits.models import Audit, SafetyAlert
from audits.papers.report import alerted
from audits.rules import may_raise_alert
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit, RecordMixin, RecordPage
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import StepPage, buttons_of

PAGE_OF_STEP = {"resolve": "safety_alert_answer", "climb": "safety_alert_climb"}
LABELS = {"resolve": "Answer it"}
TOLD = {
    "raise_alert": "Raised",
    "answer_alert": "Answered: not resolved yet",
    "climb": "Taken to the next stage",
    "resolve": "Resolved",
}


class RaiseAlert(RecordEdit):
    """Raise a safety alert on a record. May: everybody to whom it opens, at any time."""

    form_class = forms.RaiseAlertForm
    template_name = "audits/climbing/raise.html"
    title = "Raise a safety alert"
    submit_label = "Raise the alert now"
    success_message = "The alert is raised. Those named beside it have been told just now."

    def may(self, user: Any, subject: Subject) -> bool:
        """While the procedure of its team has safety alerts."""
        return may_raise_alert(user, subject) and self.policy is not None

    @cached_property
    def policy(self) -> Framework | None:
        """The procedure whose ladder it will climb."""
        version = framework_of_alerts(self.subject)
        return policy_of(version) if version else None

    def audit(self) -> Audit | None:
        """The audit in whose course it is raised; None from the record itself."""
        return None

    def store(self, obj: Any, form: Any, by: Any) -> HttpResponse:
        """Raise it."""
        return redirect(raise_alert(self.subject, by=by, audit=self.audit(), **form.cleaned_data))

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """Who is told at once."""
        policy = self.policy.safety_alerts
        first = policy.rungs[0]
        words = [str(word) for word in (first.held_by, *first.also_tell, *policy.tell)]
        return {**super().get_context_data(obj, **context), "told": alerted(self.subject, words)}


class RaiseAlertInAudit(RaiseAlert):
    """Raise a safety alert from anywhere in an audit, whatever its state."""

    @cached_property
    def found(self) -> Audit:
        """The audit. Raises Http404."""
        return get_object_or_404(Audit.objects.select_related("framework"), pk=self.kwargs["pk"])

    def record_key(self) -> int:
        """The record that is audited."""
        return self.found.subject_id

    def number(self) -> int:
        """The audit."""
        return self.kwargs["pk"]

    def audit(self) -> Audit:
        """This one."""
        return self.found

    @cached_property
    def policy(self) -> Framework | None:
        """The audit's own procedure; where that has no alerts, the record's."""
        return self.found.policy if self.found.policy.safety_alerts else super().policy

    def get_success_url(self, obj: Any) -> str:
        """Back to the audit."""
        return self.found.get_absolute_url()


class OneAlert(RecordMixin):
    """A view of one alert, whose key is in the address; its record is opened and logged first."""

    def record_key(self) -> int:
        """The record that it is on."""
        return self._find().subject_id

    def number(self) -> int:
        """The alert."""
        return self.kwargs["pk"]

    def _find(self) -> SafetyAlert:
        related = ("framework", "audit__framework", "raised_by", "resolved_by")
        return get_object_or_404(SafetyAlert.objects.select_related(*related), pk=self.kwargs["pk"])

    def open_alert(self) -> SafetyAlert:
        """The alert as it is now, once its record is open."""
        subject = self.subject
        alert = self._find()
        alert.subject = subject
        return alert

    def alert_context(self, alert: SafetyAlert) -> dict[str, Any]:
        """What every page of it shows."""
        return {
            "subject": alert.subject,
            "alert": alert,
            "trail": [(alert.subject.reference, alert.subject.get_absolute_url())],
            "raised_by": in_post(alert.raised_by),
            "clock": open_deadlines_of(alert).first(),
            "rungs": rungs_of(alert),
        }


class AlertPage(OneAlert, RecordPage):
    """The concern, who has it by when, each stage with what it came to."""

    template_name = "audits/climbing/alert.html"

    def show(self) -> dict[str, Any]:
        """The alert."""
        alert = self.open_alert()
        return {
            **self.alert_context(alert),
            "buttons": [
                button | {"label": LABELS.get(button["name"], button["label"])}
                for button in buttons_of(self.request.user, alert, PAGE_OF_STEP)
                if button["name"] == "resolve" or alert.next_rung is not None
            ],
            "resolved_by": in_post(alert.resolved_by) if alert.resolved_by else "",
            "entries": timeline_of(alert, TOLD),
        }


class AlertStep(OneAlert, StepPage):
    """A step of an alert that is taken on a page; whoever comes second is told who was first."""

    template_name = "audits/climbing/alert_step.html"
    closed_template_name = "audits/climbing/moved_on.html"
    signs = True

    def load(self) -> SafetyAlert:
        """The alert."""
        return self.open_alert()

    def get_context_data(self, thing: SafetyAlert, **context: Any) -> dict[str, Any]:
        """The alert beside its form."""
        return {
            **super().get_context_data(thing, **context),
            **self.alert_context(thing),
            **self.record_context(),
        }

    def get_success_url(self, thing: SafetyAlert) -> str:
        """Its page."""
        return thing.get_absolute_url()


class AnswerAlert(AlertStep):
    """Answer an alert. May: whoever has the stage, or stands above."""

    form_class = forms.AnswerAlertForm
    step = "resolve"
    title = "Answer the safety alert"
    submit_label = "Record the answer"
    success_message = "The answer is recorded."

    def suggest(self, thing: SafetyAlert) -> dict[str, Any]:
        """Today."""
        return {"discussed_on": clock.today()}

    def what_happens(self, thing: SafetyAlert) -> list[str]:
        """Who is told."""
        found = ["Resolved: whoever raised it and those who were alerted are told, and its clock stops."]
        following = thing.next_rung
        if following is None:
            return found
        if following.only_exceptionally:
            goes_on = f"and in exceptional circumstances alone takes it to “{following.name}”"
        else:
            goes_on = f"and takes it to “{following.name}”"
        return [*found, f"Not resolved: the quality assurance team is told, {goes_on}."]

    def act(self, thing: SafetyAlert, form: Any, by: Any) -> None:
        """Record it."""
        answer_alert(thing, by=by, seen_version=thing.version, **form.answered())


class ClimbAlert(AlertStep):
    """Take an alert to its next stage. May: the roles that the framework names."""

    form_class = forms.ClimbAlertForm
    step = "climb"
    title = "Take the safety alert to its next stage"
    submit_label = "Take it on now"
    success_message = "It is at its next stage, and whoever has it there has been told just now."

    def get_form_kwargs(self, thing: SafetyAlert) -> dict[str, Any]:
        """The stage above."""
        return {"following": thing.next_rung}

    def what_happens(self, thing: SafetyAlert) -> list[str]:
        """Whose it is then."""
        following = thing.next_rung
        if following is None:
            return []
        holder = alerted(thing.subject, [str(following.held_by)])
        return [
            f"“{following.name}”: {'; '.join(holder)} is alerted at once, and its clock runs.",
            "Whoever raised it, and those who were alerted before, are told.",
        ]

    def act(self, thing: SafetyAlert, form: Any, by: Any) -> None:
        """Take it on."""
        climb_alert(thing, by=by, seen_version=thing.version, **form.cleaned_data)
