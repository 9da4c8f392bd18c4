"""The pages of the rolling plan: the list, its export, one action and its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from qa_portal import clock
from qa_portal.children.access import log_exports, open_page
from qa_portal.children.pages import RecordPage
from qa_portal.children.rules import asker
from qa_portal.dashboards.paging import MOST
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.words import weekday_date
from qa_portal.forms.teams import team_options
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here, steps_open_to

from . import actions, forms
from .export import csv_lines
from .models import Action
from .queries import (
    action_for_page,
    actions_found,
    copies_of,
    documents_of,
    page_of_plan,
    read_beside,
    siblings_without,
    wanted_by,
)
from .rules import may_keep_plan
from .words import owner_in_words, source_in_words

#: The page of each step, by its name.
PAGE_OF_STEP = {
    "complete": "plan_action_complete",
    "verify": "plan_action_verify",
    "give_back": "plan_action_give_back",
    "drop": "plan_action_drop",
}


def _filtered(request: HttpRequest) -> tuple[forms.PlanFilter, dict[str, Any]]:
    """The filters as sent and what they say; one that can't be read narrows nothing, and says why."""
    form = forms.PlanFilter(request.GET if request.GET else None, teams=team_options(request.user))
    said = {}
    if form.is_bound:
        form.is_valid()
        said = {name: value for name, value in form.cleaned_data.items() if value}
    return form, said


class Plan(View):
    """The actions that a person may see, soonest first: filtered, 25 a page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        form, said = _filtered(request)
        page = page_of_plan(asker(request.user), wanted_by(said), request.GET.get("page"))
        context = {
            "page": page,
            "form": form,
            "is_filtered": bool(said),
            "export_url": _with_filters("plan_export", request),
        }
        return render(request, "plan/plan.html", context)


def _with_filters(url_name: str, request: HttpRequest) -> str:
    """The address of another page for the same filters."""
    kept = [(k, v) for k, values in request.GET.lists() for v in values if v and k != "page"]
    return f"{reverse(url_name)}?{urlencode(kept)}".rstrip("?")


class PlanExport(View):
    """What the plan lists, all pages of it, as CSV; each record in it is logged as exported (LEE-16, LEE-18)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file. Its name and its rows name no child. Too many for one file are to be narrowed first."""
        _form, said = _filtered(request)
        found = actions_found(asker(request.user), wanted_by(said), clock.today())
        rows = list(found.select_related("about_type")[: MOST + 1])
        if len(rows) > MOST:
            messages.warning(
                request,
                f"There are more than {MOST:,} actions, too many to download at once. Narrow them with the filters.",
            )
            return redirect(_with_filters("plan", request))
        log_exports(request.user, {row.subject_id: row.subject for row in rows}.values(), page="plan_export")
        response = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="actions-{clock.today().isoformat()}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def _action(request: HttpRequest, pk: int) -> Action:
    """The action, its record opened and logged. Raises Http404 and RecordIsRestricted."""
    found = action_for_page(pk)
    if found is None:
        raise Http404
    found.subject = open_page(request, found.subject_id, number=pk)
    if not leads_from_here(found, "open"):
        return found
    raise Http404  # only proposed yet: what it comes from shows it


class ActionPage(RecordPage):
    """One action: what is to be done and why, whose it is, how it got here."""

    template_name = "plan/action.html"

    def record_key(self) -> int:
        """The record that it is on."""
        return self.action.subject_id

    def number(self) -> int:
        """The action."""
        return self.kwargs["pk"]

    @property
    def action(self) -> Action:
        """The action; 404 when there is none, or while it is only proposed."""
        if not hasattr(self, "_action"):
            self._action = _action(self.request, self.kwargs["pk"])
        return self._action

    def show(self) -> dict[str, Any]:
        """Everything that is known of it."""
        action, user = self.action, self.request.user
        running = open_deadlines_of(action, "action_done").first()
        about: Any = action.about
        if getattr(about, "framework_id", None) == action.framework_id:
            about.framework = action.framework
        documents, copies = read_beside(action)
        return {
            "action": action,
            "running": running,
            "whose": owner_in_words(action),
            "source": source_in_words(action),
            "source_url": about.get_absolute_url() if about is not None else "",
            "steps": [
                (step, reverse(PAGE_OF_STEP[step.name], args=[action.pk]))
                for step in steps_open_to(user, action)
            ],
            "may_change_date": running is not None and may_keep_plan(user, action),
            "documents": documents,
            "copies": copies_of(user, action, copies),
            "may_copy": running is not None
            and may_keep_plan(user, action)
            and bool(siblings_without(user, action)),
            "changes": list(running.changes.select_related("approved_by")) if running else [],
        }


class ActionStep(StepPage):
    """A step of an action, taken on a page of its own."""

    template_name = "plan/step.html"

    def load(self) -> Action:
        """The action, its record opened and logged."""
        self.action = _action(self.request, self.kwargs["pk"])
        return self.action

    def get_success_url(self, action: Action) -> str:
        """Its page."""
        return self.action.get_absolute_url()

    def get_context_data(self, action: Action, **context: Any) -> dict[str, Any]:
        """With what is to be done."""
        return {
            **super().get_context_data(action, **context),
            "subject": action.subject,
            "action": action,
            "whose": owner_in_words(action),
            "documents": documents_of(action),
        }


class Complete(ActionStep):
    """Says that it is done, with what shows it (KNO-04)."""

    form_class = forms.EvidenceForm
    step = "complete"
    title = "Say that the action is done"
    submit_label = "It is done"
    success_message = "The action is done. Somebody else verifies it."

    def what_happens(self, action: Action) -> list[str]:
        """Somebody else looks at it."""
        return [
            "Its date stops running.",
            "A manager or the quality assurance team verifies it, or gives it back.",
        ]

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Say so."""
        actions.complete_action(action, by=by, **form.cleaned_data)


class Verify(ActionStep):
    """Verifies that it was done (NEW-02)."""

    form_class = forms.VerificationForm
    step = "verify"
    title = "Verify the action"
    submit_label = "It is verified"
    success_message = "The action is verified."

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Verify it."""
        actions.verify_action(action, by=by, **form.cleaned_data)


class GiveBack(ActionStep):
    """Gives it back: what was shown doesn't show it."""

    form_class = forms.ReasonForm
    step = "give_back"
    title = "Give the action back"
    submit_label = "Give it back"
    success_message = "The action is to be done again, and its owner has been told."

    def get_form_kwargs(self, action: Action) -> dict[str, Any]:
        """What is asked for."""
        return {"label": "What is still missing?"}

    def what_happens(self, action: Action) -> list[str]:
        """The date stays."""
        return [f"It is to be done again. Its date stays: {weekday_date(action.due_on)}."]

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Give it back."""
        actions.give_action_back(action, by=by, **form.cleaned_data)


class Drop(ActionStep):
    """Drops it, with the reason."""

    form_class = forms.ReasonForm
    step = "drop"
    title = "Drop the action"
    submit_label = "Drop it"
    is_danger = True
    success_message = "The action was dropped. It stays in the plan with the reason."

    def get_form_kwargs(self, action: Action) -> dict[str, Any]:
        """What is asked for."""
        return {"label": "Why is it no longer needed?"}

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Drop it."""
        actions.drop_action(action, by=by, **form.cleaned_data)


class ChangeDate(ActionStep):
    """Changes its date, with the reason (LAW-06)."""

    form_class = forms.DateForm
    title = "Change the action’s date"
    submit_label = "Change the date"
    success_message = "The date is changed, and the owner has been told."

    def is_theirs(self, action: Action) -> bool:
        """Managers of the team, and the quality assurance team."""
        return may_keep_plan(self.request.user, action)

    def leads_on(self, action: Action) -> bool:
        """While it is to be done."""
        return leads_from_here(action, "complete")

    def what_happens(self, action: Action) -> list[str]:
        """It is still counted against the first date."""
        return [
            f"It is to be done by {weekday_date(action.due_on)} now.",
            "The first date is kept: what is done after it still counts as late.",
        ]

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Change it."""
        actions.change_action_date(action, by=by, **form.cleaned_data)
