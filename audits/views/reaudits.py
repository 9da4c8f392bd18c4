"""Re-audits: those that are to be allocated, and the page on which one is (WAL-16)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from audits.actions.reauditing import allocate_reaudit
from audits.forms.reaudits import ReauditForm
from audits.loop.pages import AuditWriting
from audits.loop.reaudits import CLOCK, has_opened, not_yet, reauditors_for, with_what_rows_say
from audits.models import Audit
from audits.rules import may_allocate_audit, may_see_reaudits
from audits.writing.answers import tone_of
from qa_portal import clock
from qa_portal.children.queries import visible_to
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.models import User


class ReauditsDue(View):
    """The audits whose re-audit is to be allocated, soonest first, 25 a page. May: the quality assurance team."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries; what can't be allocated yet says from when."""
        if not may_see_reaudits(request.user):
            raise Http404
        running = Deadline.objects.filter(kind=CLOCK, met_at=None, cancelled_at=None)
        found = running.filter(subject__in=visible_to(request.user)).select_related("subject", "framework")
        page = LongList(found.order_by("due_at", "pk")).get_page(request.GET.get("page"))
        keys = [deadline.about_id for deadline in page.object_list]
        audits = with_what_rows_say(Audit.objects.filter(pk__in=keys)).in_bulk()
        rows = []
        for deadline in page.object_list:
            audit = audits[deadline.about_id]
            audit.subject = deadline.subject
            opens = has_opened(audit, deadline) and may_allocate_audit(request.user, audit)
            row = {"audit": audit, "clock": deadline, "tone": tone_of(audit.grade), "opens": opens}
            rows.append({**row, "has_come": deadline.due_at <= clock.now()})
        return render(request, "audits/reaudits.html", {"page": page, "rows": rows})


class AllocateReaudit(AuditWriting):
    """Allocate the re-audit to a senior manager. May: whoever allocates audits."""

    form_class = ReauditForm
    template_name = "audits/reaudit.html"
    submit_label = "Allocate it"
    success_message = "It is allocated, and everybody concerned is told."

    def may(self, user: Any, thing: Audit) -> bool:
        """Whoever allocates, where the procedure has re-audits."""
        return thing.policy.reaudit is not None and may_allocate_audit(user, thing)

    def is_open(self, thing: Audit) -> bool:
        """Once its day has come, until it is allocated."""
        return not not_yet(thing)

    def closed_words(self, thing: Audit) -> str:
        """From when, or why not at all."""
        return " ".join(blocker.sentence for blocker in not_yet(thing))

    def get_object(self) -> Audit:
        """The audit; 404 for whoever doesn't allocate, whatever its day."""
        thing = self.load()
        if not self.is_theirs(thing):
            raise Http404
        return thing

    def get_title(self, thing: Audit) -> str:
        """What is allocated."""
        return f"Who writes the {thing.policy.terms.reaudit.lower()}?"

    def get_form_kwargs(self, thing: Audit) -> dict[str, Any]:
        """The senior managers who aren't barred from the record."""
        return {"people": reauditors_for(thing)}

    def what_happens(self, thing: Audit) -> list[str]:
        """Who is told, and what is tested."""
        sentences = [
            f"{thing.grade_label}, completed on {weekday_date(thing.submitted_at)}: it is audited again, with the "
            "audit before and its improvement plan beside it.",
            "Whoever you choose is asked, and the record opens to them. Practitioner and managers are told.",
        ]
        if thing.re_audit_of_id and thing.policy.reaudit.second_with_manager:
            sentences.append("It is at least the second: the Team Manager takes part in the conversation.")
        return sentences

    def act(self, thing: Audit, form: ReauditForm, by: Any) -> HttpResponse:
        """Allocate it."""
        reviewer = User.objects.get(pk=int(form.cleaned_data["reviewer"]))
        return redirect(allocate_reaudit(thing, by=by, reviewer=reviewer))
