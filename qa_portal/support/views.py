"""The pages of requests for support: the queue, asking, one request and its steps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.people.directory import directory
from qa_portal.people.models import Team
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import StepPage, buttons_of

from . import actions, forms
from .models import SupportRequest
from .queries import counted_now, requests_found, visible_to
from .rules import sees_queue

#: The page of each step, by its name.
PAGES = {
    "take": "support_take",
    "put_back": "support_put_back",
    "give_answer": "support_answer",
    "withdraw": "support_withdraw",
}


def teams_to_ask_for(user: Any) -> list[tuple[int, str]]:
    """The teams that a person works in and whose procedure takes requests, by name."""
    book = directory()
    taken = {key for key, policy in policies_by_key().items() if policy.support is not None}
    found = {post.team_pk for post in book.posts_of(user.pk) if book.framework_key_of(post.team_pk) in taken}
    return book.teams_by_name(found)


class Queue(View):
    """Requests for support: the queue for the quality assurance team, one's own for everybody (MER-24)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        user = request.user
        sees = sees_queue(user)
        form = forms.QueueFilter(request.GET or None, sees_queue=sees)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found = requests_found(user, said.get("state") or None, said.get("kind") or None)
        context = {
            "page": LongList(found).get_page(request.GET.get("page")),
            "form": form,
            "is_filtered": any(said.values()),
            "sees_queue": sees,
            "counts": counted_now(user),
            "may_ask": bool(teams_to_ask_for(user)),
        }
        return render(request, "support/queue.html", context)


class Ask(EditView):
    """Asking the quality assurance team for guidance or support (MER-24). May: everybody whose procedure takes it."""

    form_class = forms.AskForm
    template_name = "activities/edit.html"
    title = "Ask for quality assurance support"
    submit_label = "Ask for it"
    success_message = "Your request is in the queue, and the quality assurance team has been told."

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever can't ask."""
        self.teams = teams_to_ask_for(self.request.user)
        if not self.teams:
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """The teams that they work in."""
        return {"teams": self.teams}

    def suggest(self, obj: None) -> dict[str, Any]:
        """The only team, where there is one."""
        return {"team": self.teams[0][0]} if len(self.teams) == 1 else {}

    def save(self, obj: None, form: forms.AskForm, by: Any) -> HttpResponse:
        """Ask, and go to its page."""
        said = dict(form.cleaned_data)
        team = Team.objects.get(pk=int(said.pop("team")))
        return redirect(actions.ask_for_support(by=by, team=team, **said))

    def get_success_url(self, obj: None) -> str:
        """The list."""
        return reverse("support")

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back."""
        return {**context, "trail": [("Requests for support", reverse("support"))]}


def request_or_404(request: HttpRequest, pk: int) -> SupportRequest:
    """One request that this person may see. Raises Http404."""
    people = ("asked_by", "taken_by", "answered_by", "withdrawn_by")
    found = visible_to(request.user).select_related("team", "framework", *people).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class RequestPage(View):
    """One request: what is asked for, who sees to it, its answer. May: whoever asked, the quality assurance team."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        asked = request_or_404(request, pk)
        context = {
            "asked": asked,
            "trail": [("Requests for support", reverse("support"))],
            "facts": facts_of(asked),
            "steps": buttons_of(request.user, asked, PAGES),
        }
        return render(request, "support/request.html", context)


def facts_of(asked: SupportRequest) -> list[tuple[str, str]]:
    """What is known of a request, in words."""
    facts = [
        ("Asked for", asked.get_kind_display()),
        ("By", f"{in_post(asked.asked_by)}, {weekday_date(asked.asked_at)}"),
        ("For", asked.team.name),
        ("To be answered by", weekday_date(asked.due_on)),
    ]
    if asked.wanted_on:
        facts.append(("Needed by", weekday_date(asked.wanted_on)))
    for what, at, by in (
        ("Taken on", asked.taken_at, asked.taken_by),
        ("Answered", asked.answered_at, asked.answered_by),
        ("Withdrawn", asked.withdrawn_at, asked.withdrawn_by),
    ):
        if at:
            facts.append((what, f"{in_post(by)}, {weekday_date(at)}"))
    return facts


class RequestStep(StepPage):
    """A step of a request, taken on a page of its own. Whoever may not gets 404."""

    template_name = "support/step.html"

    def load(self) -> SupportRequest:
        """The request, for whose step it is. Raises Http404."""
        asked = request_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(asked):
            raise Http404
        return asked

    def get_success_url(self, asked: SupportRequest) -> str:
        """Its page."""
        return asked.get_absolute_url()

    def get_context_data(self, asked: SupportRequest, **context: Any) -> dict[str, Any]:
        """With what is asked for."""
        trail = [("Requests for support", reverse("support")), ("The request", asked.get_absolute_url())]
        return {**super().get_context_data(asked, **context), "asked": asked, "trail": trail}


class Take(RequestStep):
    """Takes it on. May: the roles that the procedure names, never whoever asked."""

    form_class = forms.NothingForm
    step = "take"
    title = "Take the request on"
    submit_label = "Take it on"
    success_message = "You see to it, and whoever asked has been told."

    def act(self, asked: SupportRequest, form: Any, by: Any) -> None:
        """Take it."""
        actions.take_support_on(asked, by=by)


class PutBack(RequestStep):
    """Puts it back into the queue. May: as taking it on."""

    form_class = forms.NothingForm
    step = "put_back"
    title = "Put the request back into the queue"
    submit_label = "Put it back"
    success_message = "It is in the queue again. Its date stays."

    def act(self, asked: SupportRequest, form: Any, by: Any) -> None:
        """Put it back."""
        actions.put_support_back(asked, by=by)


class Answer(RequestStep):
    """Answers it. May: as taking it on."""

    form_class = forms.AnswerForm
    step = "give_answer"
    title = "Answer the request"
    submit_label = "Send the answer"
    success_message = "It is answered, and whoever asked has been told."

    def act(self, asked: SupportRequest, form: Any, by: Any) -> None:
        """Answer it."""
        actions.answer_support(asked, by=by, **form.cleaned_data)


class Withdraw(RequestStep):
    """Withdraws it, with the reason. May: whoever asked."""

    form_class = forms.WithdrawForm
    step = "withdraw"
    title = "Withdraw the request"
    submit_label = "Withdraw it"
    is_danger = True
    success_message = "It is withdrawn, and whoever was to answer has been told."

    def act(self, asked: SupportRequest, form: Any, by: Any) -> None:
        """Withdraw it."""
        actions.withdraw_support(asked, by=by, **form.cleaned_data)
