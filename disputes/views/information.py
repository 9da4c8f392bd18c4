"""*Significant information on an open case*: how a QAP starts outside a review (MOS-02)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from disputes.actions.qap_writing import write_information
from disputes.actions.start import complete_information, start_information
from disputes.forms.qap import InformationForm
from disputes.models import SignificantInformation
from disputes.rules import is_keeper, may_start_information, may_write_information
from qa_portal import clock
from qa_portal.children.pages import RecordEdit

COMPLETE = "complete"


class InformationEdit(RecordEdit):
    """What both pages share: the form, and the button that completes it and starts the QAP."""

    form_class = InformationForm
    template_name = "disputes/information.html"
    title = "Significant information on an open case"
    submit_label = "Save for later"
    success_message = ""

    def save(self, obj: Any, form: Any, by: Any) -> HttpResponse:
        """Save it, and when it is to be completed start the QAP; what is missing is said beside its field."""
        information = obj or start_information(self.subject, by=by)
        information = write_information(information, by=by, written=form.cleaned_data)
        if self.request.POST.get("then") == COMPLETE:
            qap = complete_information(information, by=by)
            messages.success(self.request, "The information is completed, and the QAP has started.")
            return redirect(qap)
        messages.success(self.request, "Saved. Complete it to start the QAP.")
        return redirect(information)

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """The second button, and the way back."""
        context = super().get_context_data(obj, **context)
        above = [(self.subject.reference, self.subject.get_absolute_url())]
        return {**context, "then": COMPLETE, "then_label": "Complete and start the QAP", "trail": above}

    def get_cancel_url(self, obj: Any) -> str:
        """The record."""
        return self.subject.get_absolute_url()


class StartInformation(InformationEdit):
    """Opening it, from the start menu of a record. May: ``may_start_information``."""

    def may(self, user: Any, subject: Any) -> bool:
        """Whom the framework lets start a QAP outside a review."""
        return may_start_information(user, subject)

    def suggest(self, obj: None) -> dict[str, Any]:
        """Today, and who writes it: both can be changed."""
        return {"received_on": clock.today(), "worker": self.request.user.name, "worker_on": clock.today()}


class Information(InformationEdit):
    """Writing it, and reading it once it is completed. May write: its keeper; may read: who sees the record."""

    def number(self) -> int:
        """The information."""
        return self.kwargs["pk"]

    def record_key(self) -> int:
        """The record that it is about."""
        found = SignificantInformation.objects.only("subject_id")
        return get_object_or_404(found, pk=self.kwargs["pk"]).subject_id

    def thing(self) -> SignificantInformation:
        """The information as it is now."""
        subject = self.subject
        found = SignificantInformation.objects.select_related("raised_by", "completed_by")
        information = get_object_or_404(found, pk=self.kwargs["pk"])
        information.subject = subject
        return information

    def closed_because(self, obj: SignificantInformation) -> str:
        """It was completed, or it is another's."""
        if may_write_information(self.request.user, obj):
            return ""
        if is_keeper(self.request.user, obj):
            return "This information has been completed, and its QAP has started."
        return "This information is written by the reviewing officer."

    def show_closed(self, obj: SignificantInformation, reason: str, values: Any) -> HttpResponse:
        """To be read, where nothing was typed; else with what was typed, so that it isn't lost."""
        if values is not None:
            return super().show_closed(obj, reason, values)
        form = self.make_form(obj, values=self.stored(obj))
        context = {"form": form, "information": obj, "qaps": list(obj.qaps.all())}
        from django.shortcuts import render

        context = {**self.record_context(), **context, "title": self.title}
        context["trail"] = [(self.subject.reference, self.subject.get_absolute_url())]
        return render(self.request, "disputes/information_read.html", context)
