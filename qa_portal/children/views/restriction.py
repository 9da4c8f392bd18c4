"""Lock a record down to named people, open it again, open it in an emergency (LEE-14)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from qa_portal.children import forms
from qa_portal.children.access import log_access, open_in_emergency
from qa_portal.children.actions import open_record_again, restrict_record
from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.children.pages import RecordEdit, refused_page
from qa_portal.children.rules import may_restrict_record, sight_of
from qa_portal.children.staff import person_in_list, staff_offered
from qa_portal.deadlines.words import weekday_time
from qa_portal.workflow.steps import NotYours, StandsInTheWay, StepRefused


class RestrictRecord(RecordEdit):
    """Who is named on a restricted record: at first, and whenever it changes."""

    form_class = forms.RestrictForm
    template_name = "children/restrict.html"
    title = "Restrict this record to named people"
    submit_label = "Restrict the record"
    success_message = "The record is open to the named people only. Those who are new have been told."
    tab = "details"
    back_to = "record"

    def may(self, user: Any, subject: Subject) -> bool:
        """Heads of service and above, and the IRO Manager."""
        return may_restrict_record(user, subject)

    def thing(self) -> Subject:
        """The record, as it is now."""
        return get_object_or_404(Subject, pk=self.subject.pk)

    def get_title(self, obj: Subject) -> str:
        """Restrict it, or change who is named."""
        return "Who is named on this restricted record" if obj.is_restricted else self.title

    def get_values(self, obj: Subject) -> dict[str, Any]:
        """Who is named now; before it is restricted, a suggestion is made instead."""
        guardians = obj.guardians.select_related("person").order_by("pk")
        return {"people": [{"id": g.pk, "person": person_in_list(g.person)} for g in guardians]}

    def suggest(self, obj: Subject) -> dict[str, Any]:
        """Whoever works with the child, and whoever restricts it."""
        if obj.is_restricted:
            return {}
        likely = [self.subject.practitioner, self.subject.iro, self.request.user]
        people = list(dict.fromkeys(p for p in likely if p is not None))
        return {"people": [{"person": person_in_list(p)} for p in people]}

    def get_context_data(self, obj: Subject, **context: Any) -> dict[str, Any]:
        """Whom the browser offers while one types."""
        return {**super().get_context_data(obj, **context), "staff": staff_offered()}

    def store(self, obj: Subject, form: Any, by: Any) -> HttpResponse | None:
        """Restrict it. Whoever didn't name themselves goes to their own list: the record is shut to them now."""
        people = [row["person"] for row in form.cleaned_data["people"]]
        restrict_record(obj, by=by, people=people, reason=form.cleaned_data["reason"])
        return None if by in people else redirect("records")


class OpenRecordAgain(RecordEdit):
    """The end of a restriction."""

    form_class = forms.ReasonForm
    title = "Open this record again to everyone who works with it"
    submit_label = "Open it again"
    success_message = "The restriction has ended."
    tab = "details"

    def may(self, user: Any, subject: Subject) -> bool:
        """Whoever may restrict it, while it is."""
        return subject.is_restricted and may_restrict_record(user, subject)

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Open it again."""
        open_record_again(self.subject, by=by, reason=form.cleaned_data["reason"])


class EmergencyAccessPage(View):
    """The way to a restricted record when a child can't wait. Shows its reference and nothing else."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why."""
        subject = self._subject(pk)
        if sight_of(request.user, subject).opens:
            return redirect("record", pk)
        return self._page(forms.EmergencyForm(), subject)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it for a few hours, and tell the named people and the IRO Manager at once."""
        subject = self._subject(pk)
        if sight_of(request.user, subject).opens:
            return refused_page(request, NotYours("This record is open to you already."), f"/record/{pk}/")
        form = forms.EmergencyForm(request.POST)
        if not form.is_valid():
            return self._page(form, subject, status=422)
        try:
            access = open_in_emergency(subject, by=request.user, reason=form.cleaned_data["reason"])
        except StandsInTheWay as refused:
            form.add_error("reason", list(refused.sentences))
            return self._page(form, subject, status=422)
        except StepRefused as refused:
            return refused_page(request, refused, "/")
        until = weekday_time(access.ends_at)
        messages.warning(
            request, f"This record is open to you until {until}. Its named people have been told."
        )
        return redirect("record", pk)

    def _subject(self, pk: int) -> Subject:
        """The record, if it is in this person's scope; a refusal out of scope is logged like any other."""
        subject = get_object_or_404(Subject, pk=pk)
        sight = sight_of(self.request.user, subject)
        if not sight.in_scope:
            page, what = f"emergency:{pk}", AccessLogEntry.What.REFUSED
            log_access(self.request.user, subject, page=page, what=what, why=sight.why)
            raise Http404
        return subject

    def _page(self, form: Any, subject: Subject, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "reference": subject.reference,
            "hours": settings.EMERGENCY_ACCESS_HOURS,
        }
        return render(self.request, "children/emergency.html", context, status=status)
