"""The pages of improvement plans: the list, agreeing an action, one action and its steps."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.people.directory import directory
from qa_portal.people.models import Post
from qa_portal.people.words import in_post
from qa_portal.reporting.models import Report
from qa_portal.reporting.queries import visible_to as reports_visible_to
from qa_portal.workflow.pages import StepPage, buttons_of

from . import actions, forms
from .models import ServiceAction
from .queries import actions_found, of_report, owner_in_words, visible_to
from .rules import may_see_improvement
from .sources import may_agree_for, source_seen_by

#: The page of each step, by its name.
PAGES = {
    "complete": "service_action_complete",
    "verify": "service_action_verify",
    "give_back": "service_action_give_back",
    "drop": "service_action_drop",
}


def plan_of(user: Any, report: Report) -> dict[str, Any]:
    """The improvement plan of a report as its page shows it."""
    new_url = reverse("service_action_new", args=[report.pk]) if may_agree_for(user, report) else ""
    return plan_as_shown(user, of_report(report), new_url)


def plan_as_shown(user: Any, found: QuerySet[ServiceAction], new_url: str) -> dict[str, Any]:
    """The actions of one source that this person may see, as its page shows them; ``new_url`` adds one, "" for none."""
    shown = list(found.filter(pk__in=visible_to(user)))
    for action in shown:
        action.whose = owner_in_words(action)
    return {"actions": shown, "new_url": new_url}


class Improvement(View):
    """The actions of all improvement plans that a person may see, soonest first. May: the quality assurance team and
    managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        user = request.user
        if not may_see_improvement(user):
            raise Http404
        book = directory()
        managed = book.teams_managed_by(user.pk)
        seen = set(book.team_names) if book.is_quality_team(user.pk) else managed
        form = forms.ImprovementFilter(
            request.GET or None,
            teams=book.teams_by_name(seen),
        )
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        team = int(said["team"]) if said.get("team") else None
        page = LongList(actions_found(user, said.get("state") or None, team)).get_page(
            request.GET.get("page")
        )
        for action in page.object_list:
            action.whose = owner_in_words(action)
        context = {"page": page, "form": form, "is_filtered": any(said.values())}
        return render(request, "improvement/list.html", context)


class AgreeAction(EditView):
    """Agreeing an action of an improvement plan because of something. May: whoever writes that (``sources.py``)."""

    form_class = forms.AgreeForm
    template_name = "reporting/edit.html"
    title = "Add to the improvement plan"
    submit_label = "Agree the action"
    success_message = "The action is agreed, and whoever does it has been told."

    def find(self) -> Any:
        """What it is agreed because of, as this person sees it; None where it isn't there."""
        raise NotImplementedError

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't agree actions with it."""
        self.about = self.find()
        if self.about is None or not may_agree_for(self.request.user, self.about):
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """The posts of the service, of the teams under it and of those above it."""
        book = directory()
        teams = {*book.teams_under(self.about.team_id), *book.line_of_teams(self.about.team_id)}
        found = [(post.pk, post.label) for team in teams for post in book.posts_on(team)]
        return {"posts": sorted(found, key=lambda pair: pair[1])}

    def save(self, obj: None, form: forms.AgreeForm, by: Any) -> None:
        """Agree it."""
        said = dict(form.cleaned_data)
        post = Post.objects.get(pk=int(said.pop("owner_post")))
        actions.agree_service_action(self.about, by=by, owner_post=post, **said)

    def get_success_url(self, obj: None) -> str:
        """The improvement plan where it came from."""
        return f"{self.about.get_absolute_url()}#improvement"

    def way_back(self) -> tuple[str, str]:
        """The list that what it came from is in."""
        raise NotImplementedError

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back."""
        trail = [self.way_back(), (str(self.about), self.about.get_absolute_url())]
        return {**context, "trail": trail, "facts": [("Service", self.about.team.name)]}


class AgreeWithReport(AgreeAction):
    """Agreeing an action of the improvement plan of a report (MER-07). May: whoever writes the report."""

    def find(self) -> Report | None:
        """The report, while it stands."""
        found = reports_visible_to(self.request.user).select_related("team", "framework")
        return found.filter(pk=self.kwargs["pk"]).first()

    def way_back(self) -> tuple[str, str]:
        """The reports."""
        return ("Reports", reverse("reports"))


def action_or_404(request: HttpRequest, pk: int) -> ServiceAction:
    """One action that this person may see. Raises Http404."""
    people = ("agreed_by", "done_by", "verified_by", "dropped_by")
    found = visible_to(request.user).select_related("team", "owner_post", "about_type", *people)
    action = found.filter(pk=pk).first()
    if action is None:
        raise Http404
    return action


class ServiceActionPage(View):
    """One action: what is to be done and why, whose it is, how it got here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        action, user = action_or_404(request, pk), request.user
        context = {
            "action": action,
            "source": source_seen_by(user, action),
            "trail": _trail(user),
            "whose": owner_in_words(action),
            "facts": facts_of(action),
            "steps": buttons_of(user, action, PAGES),
        }
        return render(request, "improvement/action.html", context)


def _trail(user: Any) -> list[tuple[str, str]]:
    """The way back; whoever has one action alone has no list."""
    return [("Improvement plans", reverse("improvement"))] if may_see_improvement(user) else []


def facts_of(action: ServiceAction) -> list[tuple[str, str]]:
    """What is known of an action, in words."""
    facts = [
        ("Service", action.team.name),
        ("Whose it is", owner_in_words(action)),
        ("To be done by", weekday_date(action.due_on)),
        ("Agreed", f"{in_post(action.agreed_by)}, {weekday_date(action.agreed_at)}"),
    ]
    if action.done_at:
        facts.append(("Done", f"{in_post(action.done_by)}, {weekday_date(action.done_at)}"))
    if action.verified_at:
        facts.append(("Verified", f"{in_post(action.verified_by)}, {weekday_date(action.verified_at)}"))
    if action.dropped_at:
        facts.append(("Dropped", f"{in_post(action.dropped_by)}, {weekday_date(action.dropped_at)}"))
    return facts


class ActionStep(StepPage):
    """A step of an action, taken on a page of its own."""

    template_name = "improvement/step.html"

    def load(self) -> ServiceAction:
        """The action, for whose step it is. Raises Http404."""
        action = action_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(action):
            raise Http404
        return action

    def get_success_url(self, action: ServiceAction) -> str:
        """Its page."""
        return action.get_absolute_url()

    def get_context_data(self, action: ServiceAction, **context: Any) -> dict[str, Any]:
        """With what is to be done."""
        return {
            **super().get_context_data(action, **context),
            "action": action,
            "whose": owner_in_words(action),
            "trail": [*_trail(self.request.user), ("The action", action.get_absolute_url())],
        }


class Complete(ActionStep):
    """Says that it is done, with what shows it. May: whoever owns it, a manager of the service."""

    form_class = forms.EvidenceForm
    step = "complete"
    title = "Say that the action is done"
    submit_label = "It is done"
    success_message = "The action is done. The quality assurance team verifies it."

    def what_happens(self, action: ServiceAction) -> list[str]:
        """Somebody else looks at it."""
        return ["The quality assurance team verifies it, or gives it back."]

    def act(self, action: ServiceAction, form: Any, by: Any) -> None:
        """Say so."""
        actions.complete_service_action(action, by=by, **form.cleaned_data)


class Verify(ActionStep):
    """Verifies it. May: the quality assurance team, never whoever did it."""

    form_class = forms.VerificationForm
    step = "verify"
    title = "Verify the action"
    submit_label = "It is verified"
    success_message = "The action is verified."

    def act(self, action: ServiceAction, form: Any, by: Any) -> None:
        """Verify it."""
        actions.verify_service_action(action, by=by, **form.cleaned_data)


class GiveBack(ActionStep):
    """Gives it back: what was shown doesn't show it."""

    form_class = forms.ReasonForm
    step = "give_back"
    title = "Give the action back"
    submit_label = "Give it back"
    success_message = "The action is to be done again, and its owner has been told."

    def act(self, action: ServiceAction, form: Any, by: Any) -> None:
        """Give it back."""
        actions.give_service_action_back(action, by=by, **form.cleaned_data)


class Drop(ActionStep):
    """Drops it, with the reason."""

    form_class = forms.ReasonForm
    step = "drop"
    title = "Drop the action"
    submit_label = "Drop it"
    is_danger = True
    success_message = "The action was dropped. It stays in the plan with the reason."

    def act(self, action: ServiceAction, form: Any, by: Any) -> None:
        """Drop it."""
        actions.drop_service_action(action, by=by, **form.cleaned_data)
