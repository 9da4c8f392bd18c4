"""The pages of the calendar of quality assurance: the calendar, an activity, planning it, what findings change."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from qa_portal.children.staff import staff_offered
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for, policies_by_key, policy_of
from qa_portal.improvement.queries import because_of
from qa_portal.improvement.views import AgreeAction, plan_as_shown
from qa_portal.people.directory import directory
from qa_portal.people.models import Team
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of
from qa_portal.workflow.steps import leads_from_here

from . import actions, forms
from .models import Activity
from .queries import Wanted, activities_found, findings_of, links_found, visible_to
from .rules import (
    may_agree_with_activity,
    may_keep_activity,
    may_plan_activities,
    may_see_calendar,
    may_write_findings,
    teams_of_concern,
)

CALENDAR = "Calendar of quality assurance"
#: The page of each step, by its name.
PAGES = {"hold": "activity_hold", "close": "activity_close", "call_off": "activity_call_off"}


def trail_to(user: Any, activity: Activity | None = None) -> list[tuple[str, str]]:
    """The way back; whoever leads one activity alone has no calendar."""
    trail = [(CALENDAR, reverse("activities"))] if may_see_calendar(user) else []
    return [*trail, (str(activity), activity.get_absolute_url())] if activity is not None else trail


def services_for(user: Any) -> list[tuple[int, str]]:
    """The teams and services whose activities this person plans, by name."""
    theirs = {key for key, policy in policies_by_key().items() if may_plan_activities(user, policy)}
    if not theirs:
        return []
    book = directory()
    open_ones = Team.objects.filter(is_open=True).values_list("pk", flat=True)
    found = [pk for pk in open_ones if book.framework_key_of(pk) in theirs]
    return book.teams_by_name(found)


class Calendar(View):
    """The activities that a person may see, the soonest first (MER-19). May: the quality assurance team, managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The calendar, in a constant number of queries."""
        user = request.user
        if not may_see_calendar(user):
            raise Http404
        book = directory()
        seen = set(book.team_names) if book.is_quality_team(user.pk) else teams_of_concern(user)
        form = forms.CalendarFilter(
            request.GET or None,
            teams=book.teams_by_name(seen),
        )
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        wanted = Wanted(
            kind=said.get("kind") or None,
            state=said.get("state") or None,
            team=int(said["team"]) if said.get("team") else None,
            first=said.get("first"),
            last=said.get("last"),
        )
        policies = policies_by_key().values()
        context = {
            "page": LongList(activities_found(user, wanted)).get_page(request.GET.get("page")),
            "form": form,
            "is_filtered": any(said.values()),
            "may_plan": any(may_plan_activities(user, policy) for policy in policies),
        }
        return render(request, "activities/calendar.html", context)


class Changes(View):
    """What agreed findings are to change, and what shows that it has (KNO-22). May: as the calendar."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        if not may_see_calendar(request.user):
            raise Http404
        form = forms.ChangesFilter(request.GET or None)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found = links_found(request.user, said.get("area") or None, said.get("shown") or None)
        context = {
            "page": LongList(found).get_page(request.GET.get("page")),
            "form": form,
            "is_filtered": any(said.values()),
            "trail": trail_to(request.user),
        }
        return render(request, "activities/changes.html", context)


def activity_or_404(request: HttpRequest, pk: int) -> Activity:
    """One activity that this person may see. Raises Http404."""
    people = ("lead", "planned_by", "held_by", "closed_by", "called_off_by")
    found = visible_to(request.user).select_related("team", "framework", *people).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class ActivityPage(View):
    """One activity: when, where and why, what it found, what that changes, what is undertaken because of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        activity, user = activity_or_404(request, pk), request.user
        keeps = may_keep_activity(user, activity)
        writes = may_write_findings(user, activity)
        steps = buttons_of(user, activity, PAGES)
        may_agree = may_agree_with_activity(user, activity)
        new_url = reverse("activity_action_new", args=[activity.pk]) if may_agree else ""
        context = {
            "activity": activity,
            "trail": trail_to(user),
            "facts": facts_of(activity),
            "steps": steps,
            "findings": findings_of(activity),
            "may_write": writes and leads_from_here(activity, "close"),
            "may_change": keeps and leads_from_here(activity, "hold"),
            "may_show": keeps and activity.closed_at is not None,
            "plan": plan_as_shown(user, because_of(activity), new_url),
        }
        return render(request, "activities/activity.html", context)


def days_of(activity: Activity) -> str:
    """When it is: one day, or from the first to the last."""
    first = weekday_date(activity.begins_on)
    return first if activity.ends_on == activity.begins_on else f"{first} to {weekday_date(activity.ends_on)}"


def facts_of(activity: Activity) -> list[tuple[str, str]]:
    """What is known of it, in words."""
    facts = [
        ("Service", activity.team.name),
        ("When", days_of(activity)),
        ("Where", activity.place),
        ("Who leads it", in_post(activity.lead)),
        ("Who takes part", activity.with_whom),
        ("Planned", f"{in_post(activity.planned_by)}, {weekday_date(activity.planned_at)}"),
    ]
    if activity.held_at:
        facts.append(("Said to be held", f"{in_post(activity.held_by)}, {weekday_date(activity.held_at)}"))
    if activity.looked_at is not None:
        facts.append(("Looked at", str(activity.looked_at)))
    if activity.closed_at:
        facts.append(
            ("Findings agreed", f"{in_post(activity.closed_by)}, {weekday_date(activity.closed_at)}")
        )
    if activity.called_off_at:
        facts.append(
            ("Called off", f"{in_post(activity.called_off_by)}, {weekday_date(activity.called_off_at)}")
        )
    return [(key, value) for key, value in facts if value]


class ChooseService(View):
    """Which service's activity is planned: its procedure says which kinds there are. May: whoever plans any."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The choice, or the way on to the form."""
        teams = services_for(request.user)
        if not teams:
            raise Http404
        if len(teams) == 1:
            return redirect("activity_plan", teams[0][0])
        form = forms.TeamForm(request.GET if "team" in request.GET else None, teams=teams)
        if form.is_bound and form.is_valid():
            return redirect("activity_plan", int(form.cleaned_data["team"]))
        return render(request, "activities/service.html", {"form": form, "trail": trail_to(request.user)})


def kinds_of(policy: Framework) -> list[tuple[str, str]]:
    """The kinds of activity that a procedure has, with their words."""
    return [(kind.value, kind.label) for kind in policy.activities.kinds] if policy.activities else []


class PlanActivity(EditView):
    """Planning an activity of a service (MER-19). May: the roles that its framework names."""

    form_class = forms.ActivityForm
    template_name = "activities/edit.html"
    submit_label = "Put it into the calendar"
    success_message = "It is in the calendar, and whoever leads it has been told."

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't plan activities of this service."""
        self.team = Team.objects.filter(pk=self.kwargs["pk"], is_open=True).first()
        if self.team is None:
            raise Http404
        try:
            self.policy = policy_of(framework_for(self.team))
        except NoFramework:
            raise Http404 from None
        if not may_plan_activities(self.request.user, self.policy):
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """The kinds of its procedure."""
        return {"kinds": kinds_of(self.policy)}

    def save(self, obj: None, form: forms.ActivityForm, by: Any) -> HttpResponse:
        """Plan it and go to its page."""
        return redirect(actions.plan_activity(by=by, team=self.team, **form.cleaned_data))

    def get_success_url(self, obj: None) -> str:
        """The calendar."""
        return reverse("activities")

    def get_title(self, obj: None) -> str:
        """For whom."""
        return f"Plan an activity of {self.team}"

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back, and who may be meant."""
        facts = [("Procedure", f"{self.policy.title}, version {self.policy.about.version}")]
        return {**context, "trail": trail_to(self.request.user), "facts": facts, "staff": staff_offered()}


class AgreeWithActivity(AgreeAction):
    """Agreeing an action of the service because of an activity (MER-19). May: whoever keeps it, once it was held."""

    def find(self) -> Activity | None:
        """The activity."""
        found = visible_to(self.request.user).select_related("team", "framework")
        return found.filter(pk=self.kwargs["pk"]).first()

    def way_back(self) -> tuple[str, str]:
        """The calendar."""
        return (CALENDAR, reverse("activities"))
