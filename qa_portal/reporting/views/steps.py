"""The pages on which something of a report is written or done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.reporting import actions, forms
from qa_portal.reporting.comparing import compare_report
from qa_portal.reporting.models import Report, ReportText, ReportTo
from qa_portal.reporting.queries import texts_of
from qa_portal.reporting.rules import may_publish_report, may_write_report
from qa_portal.reporting.shown import shown
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here

from .page import report_or_404, trail_to


class WriteTexts(EditView):
    """The texts of a draft: kept as they are typed, merged where two write at once. May: ``may_write_report``."""

    form_class = forms.TextsForm
    template_name = "reporting/write.html"
    title = "Write the report"
    submit_label = "Save the texts"

    def get_object(self) -> Report:
        """The report, for whoever writes it. Raises Http404."""
        report = report_or_404(self.request, self.kwargs["pk"])
        if not may_write_report(self.request.user, report):
            raise Http404
        return report

    def get_form_kwargs(self, report: Report) -> dict[str, Any]:
        """The texts that this kind of report has."""
        return {"kind": report.report_kind}

    def get_values(self, report: Report) -> dict[str, str]:
        """As they are saved."""
        return texts_of(report)

    def closed_because(self, report: Report) -> str:
        """Once it is published, its texts stay."""
        if leads_from_here(report, "publish"):
            return ""
        return f"The report is “{report.get_state_display()}” now, so its texts stay as they are."

    def save(self, report: Report, form: forms.TextsForm, by: Any) -> None:
        """Save what changed."""
        actions.write_texts(report, by=by, words=form.cleaned_data)

    def last_saved(self, report: Report) -> tuple[str, Any]:
        """Who saved a text last."""
        last = (
            ReportText.history.filter(report=report.pk)
            .select_related("history_user")
            .order_by("-history_id")
            .first()
        )
        if last is None:
            return "Somebody else", None
        return (str(last.history_user) if last.history_user else "Somebody else"), last.history_date

    def get_context_data(self, report: Report, **context: Any) -> dict[str, Any]:
        """With the figures beside the form."""
        return {**context, "report": report, "trail": trail_to(report), "parts": shown(report.figures)}


class ReportStep(StepPage):
    """A step of a report, taken on a page."""

    template_name = "reporting/step.html"
    form_class = forms.NothingForm

    def load(self) -> Report:
        """The report, for whoever may do this with it. Raises Http404."""
        report = report_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(report):
            raise Http404
        return report

    def get_success_url(self, report: Report) -> str:
        """Its page."""
        return report.get_absolute_url()

    def get_context_data(self, report: Report, **context: Any) -> dict[str, Any]:
        """With the way back."""
        return {**super().get_context_data(report, **context), "report": report, "trail": trail_to(report)}


class Refresh(ReportStep):
    """Gathers the figures again. May: ``may_write_report``, while it is a draft."""

    title = "Gather the figures again"
    submit_label = "Gather them again"
    success_message = "The figures are as the records have them now."

    def is_theirs(self, report: Report) -> bool:
        """Whoever writes it."""
        return may_write_report(self.request.user, report)

    def leads_on(self, report: Report) -> bool:
        """While it is a draft."""
        return leads_from_here(report, "publish")

    def what_happens(self, report: Report) -> list[str]:
        """What is kept and what isn't."""
        return [
            "Figures and spreadsheet are gathered from the records as they are now.",
            "Texts that somebody has written stay as they are; those that the portal began are begun anew.",
        ]

    def act(self, report: Report, form: Any, by: Any) -> None:
        """Gather."""
        actions.gather_report(report, by=by)


class Publish(ReportStep):
    """Publishes it (WAL-21). May: ``may_publish_report``."""

    step = "publish"
    signs = True
    title = "Publish the report"
    submit_label = "Publish it"
    success_message = "The report is published. Its files are ready within a minute."

    def what_happens(self, report: Report) -> list[str]:
        """What is final, and who gets it."""
        said = [
            "Figures, spreadsheet and texts are sealed, and never change after that.",
            "Where the records are corrected later, the page says so beside the published figure.",
        ]
        if report.replaces_id:
            said.append("The edition that it replaces stays as it was, and says that there is a later one.")
        given = [f"{to.name} by {weekday_date(to.due_on)}" for to in report.recipients.all()]
        return [*said, f"To be given to: {'; '.join(given)}."] if given else said

    def act(self, report: Report, form: Any, by: Any) -> None:
        """Publish."""
        actions.publish_report(report, by=by)


class Withdraw(ReportStep):
    """Withdraws a published report. May: ``may_publish_report``."""

    form_class = forms.ReasonForm
    step = "withdraw"
    is_danger = True
    title = "Withdraw the report"
    submit_label = "Withdraw it"
    success_message = "The report is withdrawn. The quality assurance team still finds it, with the reason."

    def what_happens(self, report: Report) -> list[str]:
        """Whoever was given it must be told."""
        given = [to.name for to in report.recipients.all() if to.given_on]
        return [
            "Managers no longer find it.",
            *([f"It was given to {', '.join(given)}: tell them."] if given else []),
        ]

    def act(self, report: Report, form: Any, by: Any) -> None:
        """Withdraw it."""
        actions.withdraw_report(report, by=by, **form.cleaned_data)


class Discard(ReportStep):
    """Discards a draft. May: ``may_write_report``."""

    form_class = forms.ReasonForm
    step = "discard"
    is_danger = True
    title = "Discard the draft"
    submit_label = "Discard it"
    success_message = "The draft is discarded."

    def act(self, report: Report, form: Any, by: Any) -> None:
        """Discard it."""
        actions.discard_report(report, by=by, **form.cleaned_data)


class Again(ReportStep):
    """Drafts another edition of a published report. May: ``may_publish_report``."""

    form_class = forms.ReasonForm
    title = "Draft another edition"
    submit_label = "Draft it"

    def is_theirs(self, report: Report) -> bool:
        """Whoever publishes it."""
        return may_publish_report(self.request.user, report)

    def leads_on(self, report: Report) -> bool:
        """While no other edition has taken its place."""
        return leads_from_here(report, "supersede")

    def what_happens(self, report: Report) -> list[str]:
        """The published one stays."""
        return [
            "Its figures are gathered from the records as they are now; its texts are those that were published.",
            "This edition stays published until the other is, and as it is after that.",
        ]

    def act(self, report: Report, form: Any, by: Any) -> HttpResponse:
        """Draft it, and go to it."""
        return redirect(actions.draft_next_edition(report, by=by, **form.cleaned_data))


class Compare(View):
    """Looks for late corrections now. May: whoever writes or publishes the report."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compare, and say what came of it."""
        report = report_or_404(request, pk)
        writes = may_write_report(request.user, report) or may_publish_report(request.user, report)
        if not (writes and report.was_published):
            raise Http404
        found = len(compare_report(report))
        number = "1 figure differs" if found == 1 else f"{found or 'No'} figures differ"
        messages.info(request, f"{number} from what the records say now.")
        return redirect(f"{report.get_absolute_url()}#corrections")


class Given(EditView):
    """When somebody on the list was given the report (MER-21). May: ``may_write_report``, once it is published."""

    form_class = forms.GivenForm
    template_name = "reporting/edit.html"
    submit_label = "Record it"
    success_message = "Recorded."

    def get_object(self) -> ReportTo:
        """Whom it is for. Raises Http404."""
        to = ReportTo.objects.filter(pk=self.kwargs["pk"]).first()
        if to is None:
            raise Http404
        to.report = report_or_404(self.request, to.report_id)
        if not (may_write_report(self.request.user, to.report) and to.report.was_published):
            raise Http404
        return to

    def get_values(self, to: ReportTo) -> dict[str, Any]:
        """As it is recorded."""
        return {"on": to.given_on, "how": to.given_how}

    def suggest(self, to: ReportTo) -> dict[str, Any]:
        """Today."""
        return {"on": clock.today()}

    def save(self, to: ReportTo, form: forms.GivenForm, by: Any) -> None:
        """Record it."""
        actions.record_given(to, by=by, **form.cleaned_data)

    def get_success_url(self, to: ReportTo) -> str:
        """The report."""
        return to.report.get_absolute_url()

    def get_title(self, to: ReportTo) -> str:
        """To whom."""
        return f"When was it given to {to.name}?"

    def get_context_data(self, to: ReportTo, **context: Any) -> dict[str, Any]:
        """The way back, and by when they should have it."""
        return {
            **context,
            "trail": trail_to(to.report),
            "facts": [("To be given by", weekday_date(to.due_on))],
        }
