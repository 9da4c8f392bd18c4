"""The list of reports, and drafting one: the service first, then which report on what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from qa_portal import clock
from qa_portal.dashboards.paging import LongList
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for, policies_by_key, policy_of
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.people.directory import directory
from qa_portal.people.models import Team
from qa_portal.reporting import periods
from qa_portal.reporting.actions import draft_report
from qa_portal.reporting.forms import DraftForm, ReportFilter, ServiceForm
from qa_portal.reporting.kinds import ReportKind, kinds_for
from qa_portal.reporting.queries import Wanted, reports_found
from qa_portal.reporting.rules import may_draft, may_see_reports, reads_all


def services_for(user: Any) -> list[tuple[int, str]]:
    """The teams and services whose reports this person drafts, by name."""
    book = directory()
    theirs = {
        key for key, policy in policies_by_key().items() if may_draft(user, policy) and kinds_for(policy)
    }
    in_use = set(Team.objects.filter(is_open=True).values_list("pk", flat=True))
    if not reads_all(user):
        in_use &= book.teams_managed_by(user.pk)
    found = [pk for pk in in_use if book.framework_key_of(pk) in theirs]
    return book.teams_by_name(found)


class Reports(View):
    """Every report that a person may see, the latest period first. May: the quality assurance team and managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        user = request.user
        if not may_see_reports(user):
            raise Http404
        book = directory()
        managed = book.teams_managed_by(user.pk)
        seen = set(book.team_names) if reads_all(user) else managed
        policies = policies_by_key().values()
        kinds = {each.name: each.label for policy in policies for each in kinds_for(policy)}
        form = ReportFilter(
            request.GET or None,
            kinds=[(str(name), kinds[name]) for name in ReportName if name in kinds],
            teams=book.teams_by_name(seen),
        )
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        wanted = Wanted(
            kind=said.get("kind") or None,
            state=said.get("state") or None,
            team=int(said["team"]) if said.get("team") else None,
        )
        context = {
            "page": LongList(reports_found(user, wanted)).get_page(request.GET.get("page")),
            "form": form,
            "is_filtered": any(said.values()),
            "may_draft": any(may_draft(user, policy) for policy in policies),
        }
        return render(request, "reporting/list.html", context)


class ChooseService(View):
    """The service that the report is about; one alone needs no choice. May: whoever drafts reports."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The choice, or the way on to the form."""
        teams = services_for(request.user)
        if not teams:
            raise Http404
        if len(teams) == 1:
            return redirect("report_draft", teams[0][0])
        form = ServiceForm(request.GET if "team" in request.GET else None, teams=teams)
        if form.is_bound and form.is_valid():
            return redirect("report_draft", int(form.cleaned_data["team"]))
        return render(
            request, "reporting/service.html", {"form": form, "trail": [("Reports", reverse("reports"))]}
        )


class DraftReport(EditView):
    """Drafting a report of a service (WAL-21). May: the roles that its framework names."""

    form_class = DraftForm
    template_name = "reporting/edit.html"
    submit_label = "Draft it"
    success_message = "The draft is there: its figures were gathered from the records."

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't draft reports of this service."""
        if self.team.pk not in dict(services_for(self.request.user)):
            raise Http404

    @property
    def team(self) -> Team:
        """The service. Raises Http404."""
        team = Team.objects.filter(pk=self.kwargs["pk"], is_open=True).first()
        if team is None:
            raise Http404
        return team

    @property
    def policy(self) -> Framework:
        """What the service's framework says. Raises Http404 where none serves it."""
        try:
            return policy_of(framework_for(self.team))
        except NoFramework:
            raise Http404 from None

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """Every report that can be drafted today, with its periods."""
        return {"choices": choices_of(self.policy, self.team.pk)}

    def save(self, obj: None, form: DraftForm, by: Any) -> HttpResponse:
        """Draft it and go to its page."""
        kind, first, last, about = form.cleaned_data["about"].split("|")
        words = dict(form.fields["about"].choices)[form.cleaned_data["about"]] if int(about) else ""
        report = draft_report(
            kind,
            by=by,
            team=self.team,
            first=dt.date.fromisoformat(first),
            last=dt.date.fromisoformat(last),
            about=int(about),
            about_words=words.partition(": ")[2],
        )
        return redirect(report)

    def get_success_url(self, obj: None) -> str:
        """The list."""
        return reverse("reports")

    def get_title(self, obj: None) -> str:
        """For whom."""
        return f"Draft a report on {self.team}"

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back, and the procedure."""
        policy = self.policy
        facts = [("Procedure", f"{policy.title}, version {policy.about.version}")]
        return {**context, "trail": [("Reports", reverse("reports"))], "facts": facts}


def choices_of(policy: Framework, team: int) -> list[tuple[str, str]]:
    """Each report that can be drafted today as a choice: kind, first day, last day and thing, and its words."""
    found = []
    for kind in kinds_for(policy):
        for first, last, about, words in _abouts(kind, policy, team):
            found.append((f"{kind.name.value}|{first}|{last}|{about}", f"{kind.label}: {words}"))
    return found


def _abouts(kind: ReportKind, policy: Framework, team: int) -> list[tuple[dt.date, dt.date, int, str]]:
    if kind.period == periods.PeriodKind.THING:
        return [(each.first, each.last, each.key, each.words) for each in kind.things(team)]
    found = periods.periods(kind.period, clock.today(), policy.reports.year_begins)
    return [(first, last, 0, periods.in_words(first, last)) for first, last in found]
