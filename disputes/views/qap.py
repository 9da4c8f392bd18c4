"""A QAP: its page, and starting one from a review (MOS-01, MOS-03, MOS-19)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from disputes import qap_history, qap_page, queries, reading
from disputes.actions.start import start_qap
from disputes.models import Qap, QapIssue
from disputes.rules import may_change_due_date, may_start_qap_from
from qa_portal.children.models import Meeting
from qa_portal.children.pages import RecordMixin, RecordPage


class OneQap(RecordMixin):
    """A view of one QAP; the record follows from it, and is opened and logged before anything of the QAP is shown."""

    _found: Qap | None = None

    def record_key(self) -> int:
        """The record that it is about."""
        self._found = self._find()
        return self._found.subject_id

    def _find(self) -> Qap:
        found = reading.qap_for_page(self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def number(self) -> int:
        """The QAP."""
        return self.kwargs["pk"]

    def read_qap(self) -> Qap:
        """The QAP as it is now, with its rows, and the record that this page has opened."""
        subject = self.subject
        qap, self._found = self._found or self._find(), None  # read anew whenever it is asked for again
        qap.subject = subject
        return reading.read_rows_of_qap(qap)

    def trail(self, qap: Qap, last: str = "") -> list[tuple[str, str]]:
        """The breadcrumbs: the record, and on pages below it the QAP."""
        above = [(qap.subject.reference, qap.subject.get_absolute_url())]
        return [*above, (qap.policy.terms.qap_short, qap.get_absolute_url())] if last else above


class QapPage(OneQap, RecordPage):
    """The whole of a QAP, for everyone to whom the record opens; its buttons are those of whoever looks."""

    template_name = "disputes/qap.html"

    def show(self) -> dict[str, Any]:
        """Everything: where it stands, what can be done, what is missing, how it got here."""
        subject = self.subject
        user, (qap, rows) = self.request.user, reading.read_whole_qap(self._found or self._find())
        qap.subject = subject
        buttons, blockers, heading = qap_page.what_now(user, qap)
        signatures = list(qap.signatures.all())
        stands = qap.is_signed
        return {
            "qap": qap,
            "terms": qap.policy.terms,
            "trail": self.trail(qap),
            "stands": qap_page.where_it_stands(qap),
            "asked": queries.mandatory_request_of(qap),
            "requests": list(qap.requests.all()),
            "deadlines": self._clocks(qap),
            "buttons": buttons,
            "blockers": blockers,
            "blockers_heading": heading,
            "sections": qap_page.sections_of(user, qap),
            "map": qap_history.map_of(qap, rows),
            "entries": qap_history.timeline_of(qap, rows),
            "issues": issues_in_words(qap),
            "outcome": qap.policy.qap.outcome(qap.outcome).label if qap.outcome else "",
            "signature": signatures[-1] if signatures and stands else None,
            "older_signatures": signatures[:-1] if stands else signatures,
            "led_to": None if qap.is_open else qap.led_to,
            "next_action": qap_page.next_action_in_words(qap),
            "papers": [] if qap.is_open else qap.papers,
        }

    def _clocks(self, qap: Qap) -> list[dict[str, Any]]:
        """The running clocks, soonest first, each with whether this person may change its date (LAW-06)."""
        running = sorted((d for d in qap.deadlines.all() if d.is_open), key=lambda d: d.due_at)
        for deadline in running:
            deadline.subject = qap.subject
            if deadline.framework_id == qap.framework_id:
                deadline.framework = qap.framework
        user = self.request.user
        return [{"deadline": d, "may_change": may_change_due_date(user, d)} for d in running]


def issues_in_words(qap: Qap) -> list[dict[str, Any]]:
    """The issues, each with its number and the mark of its decision."""
    marks = {QapIssue.Decision.RESOLVED: ("good", "tick")}
    return [
        {
            "issue": issue,
            "number": number,
            "mark": marks.get(issue.decision, ("warn", "warning")) if issue.decision else None,
        }
        for number, issue in enumerate(qap.issues.all(), 1)
    ]


def about(qap: Qap) -> dict[str, Any]:
    """The filter for what points to a QAP."""
    from django.contrib.contenttypes.models import ContentType

    return {"about_type": ContentType.objects.get_for_model(Qap), "about_id": qap.pk}


class StartQapFromReview(RecordPage):
    """The next action of a completed review, for whoever completed it (MOS-01). A POST starts the QAP."""

    template_name = "components/confirm.html"

    def record_key(self) -> int:
        """The record of the review."""
        return get_object_or_404(Meeting.objects.only("subject_id"), pk=self.kwargs["pk"]).subject_id

    def number(self) -> int:
        """The review."""
        return self.kwargs["pk"]

    def show(self) -> dict[str, Any]:
        """What will be started."""
        meeting = self.meeting()
        return {
            "title": "Start a QAP from this review",
            "sentences": [
                "A QAP starts, linked to this review and its audit.",
                "It is in your work at once, and among the current work on the record.",
                "Nobody is asked anything before you send the request.",
            ],
            "button": "Start the QAP",
            "cancel_url": meeting.get_absolute_url(),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start it, or lead to the one that the review has started already."""
        qap = start_qap(self.subject, by=request.user, meeting=self.meeting())
        messages.success(request, "The QAP has started. Write down the issues.")
        return redirect(reverse("qap", args=[qap.pk]))

    def meeting(self) -> Meeting:
        """The review; 404 for whoever may not start a QAP from it."""
        subject = self.subject
        meeting = get_object_or_404(Meeting.objects.select_related("completed_by"), pk=self.kwargs["pk"])
        meeting.subject = subject
        begun = next((qap for qap in meeting.qaps.all() if qap.is_open), None)
        if begun is None and not may_start_qap_from(self.request.user, meeting):
            raise Http404
        return meeting
