"""Opening a cycle: the service first, then its month, tool and focus (WAL-01, MER-02, WAL-28, KNO-18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from audits.actions.cycles import open_cycle
from audits.forms.cycles import CycleForm, ServiceForm
from audits.rules import may_open_cycles
from qa_portal import clock
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for, policies_by_key, policy_of
from qa_portal.people.directory import directory
from qa_portal.people.models import Team

#: How many months ahead a cycle can be opened.
MONTHS_AHEAD = 12


def services_for(user: Any) -> list[tuple[int, str]]:
    """The teams and services whose cycles this person opens, by name."""
    book = directory()
    theirs = {key for key, policy in policies_by_key().items() if may_open_cycles(user, policy)}
    in_use = set(Team.objects.filter(is_open=True).values_list("pk", flat=True))
    found = [pk for pk in in_use if book.framework_key_of(pk) in theirs]
    return book.teams_by_name(found)


class ChooseService(View):
    """The service whose cycle is to be opened; one alone needs no choice. May: whoever opens cycles."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The choice, or the way on to the form."""
        teams = services_for(request.user)
        if not teams:
            raise Http404
        form = ServiceForm(request.GET if "team" in request.GET else None, teams=teams)
        if len(teams) == 1:
            return redirect("cycle_open", teams[0][0])
        if form.is_bound and form.is_valid():
            return redirect("cycle_open", int(form.cleaned_data["team"]))
        context = {"form": form, "trail": [("Audit cycles", reverse("cycles"))]}
        return render(request, "audits/cycle_service.html", context)


class OpenCycle(EditView):
    """Opening a cycle for a service (WAL-01, MER-02). May: ``may_open_cycles`` of the team's framework."""

    form_class = CycleForm
    template_name = "audits/cycle_edit.html"
    title = "Open an audit cycle"
    submit_label = "Open the cycle"
    success_message = "The cycle is open. Look at who audits in it, then draw the cases."

    @cached_property
    def team(self) -> Team:
        """The service. Raises Http404."""
        team = Team.objects.filter(pk=self.kwargs["pk"], is_open=True).first()
        if team is None:
            raise Http404
        return team

    @cached_property
    def policy(self) -> Framework:
        """What the team's framework says. Raises Http404 where none serves it."""
        try:
            return policy_of(framework_for(self.team))
        except NoFramework:
            raise Http404 from None

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't open cycles of this service."""
        if not may_open_cycles(self.request.user, self.policy):
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """The months of the framework's calendar, its tools, and whether somebody agrees the schedule."""
        return {
            "months": [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in months_of(self.policy)],
            "tools": [(tool.key, tool.title) for tool in self.policy.tools],
            "asks_agreed": bool(self.policy.cycles.schedule_agreed_by),
        }

    def save(self, obj: None, form: CycleForm, by: Any) -> HttpResponse:
        """Open it and go to its page."""
        said = dict(form.cleaned_data)
        month = dt.date.fromisoformat(f"{said.pop('month')}-01")
        cycle = open_cycle(by=by, team=self.team, month=month, **said)
        return redirect(cycle)

    def get_success_url(self, obj: None) -> str:
        """The list."""
        return reverse("cycles")

    def get_title(self, obj: None) -> str:
        """In the council's words."""
        return f"{self.policy.terms.cycle}: open one for {self.team}"

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back, and what the procedure says of cycles."""
        cycles = self.policy.cycles
        facts = [("Procedure", f"{self.policy.title}, version {self.policy.about.version}")]
        if cycles.themed_a_year:
            facts.append(("Themed cycles a year", str(cycles.themed_a_year)))
        if cycles.schedule_agreed_by:
            facts.append(("The schedule is agreed by", str(cycles.schedule_agreed_by)))
        return {**context, "trail": [("Audit cycles", reverse("cycles"))], "facts": facts}


def months_of(policy: Framework) -> list[dt.date]:
    """The months for which a cycle can be opened today, by the framework's calendar (WAL-01)."""
    first = clock.today().replace(day=1)
    year, month = first.year, first.month - 1
    ahead = [dt.date(year + (month + n) // 12, (month + n) % 12 + 1, 1) for n in range(MONTHS_AHEAD + 1)]
    return [day for day in ahead if day.month in policy.cycles.all_months]
