"""The steps of an activity, each on a page of its own, and what is written beside them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from qa_portal.children.staff import staff_offered
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here

from . import actions, forms
from .models import Activity, FindingLink
from .rules import may_keep_activity, may_write_findings
from .views import activity_or_404, facts_of, kinds_of, trail_to


class ActivityStep(StepPage):
    """A step of an activity, taken on a page of its own. Whoever may not gets 404."""

    template_name = "activities/step.html"

    def load(self) -> Activity:
        """The activity, for whose step it is. Raises Http404."""
        activity = activity_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(activity):
            raise Http404
        return activity

    def get_success_url(self, activity: Activity) -> str:
        """Its page."""
        return activity.get_absolute_url()

    def get_context_data(self, activity: Activity, **context: Any) -> dict[str, Any]:
        """With what it is."""
        return {
            **super().get_context_data(activity, **context),
            "activity": activity,
            "facts": facts_of(activity)[:4],
            "trail": trail_to(self.request.user, activity),
        }


class Change(ActivityStep):
    """Changes what was planned. May: whoever keeps it, while it is to come."""

    form_class = forms.ActivityForm
    title = "Change what is planned"
    submit_label = "Change it"
    success_message = "It is changed, and whoever leads it has been told."

    def is_theirs(self, activity: Activity) -> bool:
        """Whoever keeps it."""
        return may_keep_activity(self.request.user, activity)

    def leads_on(self, activity: Activity) -> bool:
        """While it is to come."""
        return leads_from_here(activity, "hold")

    def get_values(self, activity: Activity) -> Activity:
        """As it is planned."""
        return activity

    def get_form_kwargs(self, activity: Activity) -> dict[str, Any]:
        """The kinds of its procedure."""
        return {"kinds": kinds_of(activity.policy)}

    def get_context_data(self, activity: Activity, **context: Any) -> dict[str, Any]:
        """With who may be meant."""
        return {**super().get_context_data(activity, **context), "staff": staff_offered()}

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Change it."""
        actions.change_activity(activity, by=by, **form.cleaned_data)


class Hold(ActivityStep):
    """Says that it was held. May: whoever leads it, or keeps it."""

    form_class = forms.HeldForm
    step = "hold"
    title = "Say that it was held"
    submit_label = "It was held"
    success_message = "It was held. Now write what it found."

    def what_happens(self, activity: Activity) -> list[str]:
        """Findings are next."""
        return ["What it found is written next, each thing with what it is to change."]

    def get_success_url(self, activity: Activity) -> str:
        """What it found is next."""
        return reverse("activity_findings", args=[activity.pk])

    def get_cancel_url(self, activity: Activity) -> str:
        """Its page."""
        return activity.get_absolute_url()

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Say so."""
        actions.hold_activity(activity, by=by, **form.cleaned_data)


class Findings(ActivityStep):
    """Writes what it found, each finding with what it is to change (KNO-22). May: whoever leads it, or keeps it."""

    form_class = forms.FindingsForm
    title = "What was found"
    submit_label = "Save the findings"
    success_message = "The findings are saved."

    def is_theirs(self, activity: Activity) -> bool:
        """Whoever leads it, or keeps it."""
        return may_write_findings(self.request.user, activity)

    def leads_on(self, activity: Activity) -> bool:
        """Once it was held, until they are agreed."""
        return leads_from_here(activity, "close")

    def get_values(self, activity: Activity) -> dict[str, Any]:
        """As they are written."""
        return {"findings": list(activity.findings.prefetch_related("links"))}

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Write them."""
        actions.write_findings(activity, by=by, findings=form.cleaned_data["findings"])


class Close(ActivityStep):
    """Agrees its findings (KNO-22). May: whoever keeps it."""

    form_class = forms.AgreeForm
    step = "close"
    title = "Agree the findings"
    submit_label = "Agree them"
    success_message = "The findings are agreed. They stand in the next reports."

    def what_happens(self, activity: Activity) -> list[str]:
        """They are final, and are followed."""
        return [
            "They don’t change any more, and stand in the reports of the service.",
            "You say later, under each, what shows that something has changed.",
        ]

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Agree them."""
        actions.agree_findings(activity, by=by)


class CallOff(ActivityStep):
    """Calls it off, with the reason. May: whoever keeps it."""

    form_class = forms.ReasonForm
    step = "call_off"
    title = "Call it off"
    submit_label = "Call it off"
    is_danger = True
    success_message = "It is called off, and whoever leads it has been told."

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Call it off."""
        actions.call_activity_off(activity, by=by, **form.cleaned_data)


class ShowChange(ActivityStep):
    """Says what shows that a finding has changed something (KNO-22). May: whoever keeps it, once they are agreed."""

    form_class = forms.ShownForm
    title = "What shows that it has changed"
    submit_label = "Save it"
    success_message = "It stands beside the finding."

    def load(self) -> Activity:
        """The activity of the link. Raises Http404."""
        activity = super().load()
        found = FindingLink.objects.filter(pk=self.kwargs["link"], finding__activity=activity)
        self.link = found.select_related("finding").first()
        if self.link is None or activity.closed_at is None:
            raise Http404
        return activity

    def is_theirs(self, activity: Activity) -> bool:
        """Whoever keeps it."""
        return may_keep_activity(self.request.user, activity)

    def object_key(self, activity: Activity) -> str:
        """A draft is of this link."""
        return f"qa_portal.findinglink:{self.link.pk}"

    def get_values(self, activity: Activity) -> dict[str, Any]:
        """What was said before."""
        return {"shown": self.link.shown}

    def get_context_data(self, activity: Activity, **context: Any) -> dict[str, Any]:
        """With the finding."""
        return {**super().get_context_data(activity, **context), "link": self.link}

    def act(self, activity: Activity, form: Any, by: Any) -> None:
        """Say it."""
        actions.show_change(self.link, by=by, **form.cleaned_data)
