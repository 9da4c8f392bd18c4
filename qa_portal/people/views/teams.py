"""Teams as a tree, their posts, and where nobody holds one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.people import actions
from qa_portal.people.actions.teams import what_keeps_open
from qa_portal.people.changes import changes_of_team
from qa_portal.people.directory import Directory, Holding, PostKey, directory
from qa_portal.people.forms import FillPostForm, PostForm, ReasonForm, TeamForm
from qa_portal.people.models import Appointment, Post, Team
from qa_portal.people.pages import AdministratorsEditView, administrators_only, confirm, trail
from qa_portal.people.queries import current_or_later
from qa_portal.people.roles import Role

#: A tree of more teams than this is shown two levels at a time.
MOST_AT_ONCE = 120


@dataclass
class Branch:
    """A team in the tree as the page draws it."""

    pk: int
    name: str
    kind: str
    is_open: bool
    held: int = 0
    vacant: list[str] = field(default_factory=list)
    below: list[Branch] = field(default_factory=list)
    hidden_below: int = 0


def teams_trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs below the teams."""
    return trail(("Teams and posts", reverse("teams")), *steps)


def to_team(team: Team) -> list[tuple[str, str]]:
    """Breadcrumbs below one team."""
    return teams_trail((team.name, reverse("team", args=[team.pk])))


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """The tree of teams with their vacancies; a large one two levels at a time, from ``under``."""
    administrators_only(request)
    rows = {team.pk: team for team in Team.objects.all()}
    under = rows.get(int(request.GET["under"])) if request.GET.get("under", "").isdigit() else None
    tops = [under] if under else [team for team in rows.values() if team.parent_id is None]
    deepest = 2 if len(rows) > MOST_AT_ONCE else 99
    book, below = directory(), _below(rows)
    context = {
        "tree": [_branch(team, below, book, deepest) for team in tops],
        "vacancies": sum(
            not book.held.get(post.pk) for post in book.posts.values() if rows[post.team_pk].is_open
        ),
        "under": under,
        "trail": teams_trail() if under else trail(),
    }
    return render(request, "people/teams.html", context)


def _below(rows: dict[int, Team]) -> dict[int, list[Team]]:
    below: dict[int, list[Team]] = {}
    for team in rows.values():
        if team.parent_id is not None:
            below.setdefault(team.parent_id, []).append(team)
    return below


def _branch(team: Team, below: dict[int, list[Team]], book: Directory, levels: int) -> Branch:
    posts = sorted((p for p in book.posts_on(team.pk)), key=lambda p: list(Role.values).index(p.role))
    branch = Branch(team.pk, team.name, team.get_kind_display(), team.is_open)
    branch.held = sum(bool(book.held.get(post.pk)) for post in posts)
    branch.vacant = [Role(post.role).label for post in posts if not book.held.get(post.pk)]
    there = below.get(team.pk, [])
    if levels > 0:
        branch.below = [_branch(each, below, book, levels - 1) for each in there]
    else:
        branch.hidden_below = len(there)
    return branch


@dataclass(frozen=True)
class PostRow:
    """A post as the team's page shows it."""

    post: PostKey
    label: str
    appointments: list[Appointment]
    holding: Holding
    answers: Holding

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it today."""
        return not self.holding.people


@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its place in the tree, its posts and who holds them, its records by number."""
    administrators_only(request)
    found = get_object_or_404(Team.objects.select_related("parent"), pk=pk)
    book = directory()
    held: dict[int, list[Appointment]] = {}
    running = Appointment.objects.filter(current_or_later(clock.today()), post__team=found)
    for appointment in running.select_related("person").order_by("is_acting", "starts_on"):
        held.setdefault(appointment.post_id, []).append(appointment)
    rows = [
        PostRow(
            post,
            Role(post.role).label,
            held.get(post.pk, []),
            book.holding_of(post),
            book.who_holds(post.role, post.team_pk),
        )
        for post in sorted(book.posts_on(pk), key=lambda p: list(Role.values).index(p.role))
    ]
    context = {
        "team": found,
        "rows": rows,
        "below": found.below.order_by("name"),
        "records": found.subjects.filter(closed_on=None).count(),
        "framework": book.framework_key_of(pk),
        "today": clock.today(),
        "trail": teams_trail(),
    }
    return render(request, "people/team.html", context)


@require_safe
def team_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed about a team and who holds its posts, by whom."""
    administrators_only(request)
    found = get_object_or_404(Team, pk=pk)
    context = {"title": found.name, "changes": changes_of_team(found), "trail": to_team(found)}
    return render(request, "people/changes.html", context)


class AddTeam(AdministratorsEditView):
    """A new team."""

    form_class, title, submit_label = TeamForm, "Add a team", "Add this team"
    success_message = "The team is added. Give it its posts."

    def suggest(self, obj) -> dict:
        """Below the team that one came from."""
        above = self.request.GET.get("below", "")
        return {"parent": above} if above.isdigit() else {}

    def save(self, obj, form, by):
        """Add it, and on to its page."""
        made = actions.create_team(**form.cleaned_data, by=by)
        return redirect("team", made.pk)

    def get_success_url(self, obj) -> str:
        """The tree."""
        return reverse("teams")

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands."""
        return {"trail": teams_trail(), **context}


class OneTeamsEditView(AdministratorsEditView):
    """A page about one team."""

    def find(self) -> Team:
        """The team."""
        return get_object_or_404(Team, pk=self.kwargs["pk"])

    def get_success_url(self, obj) -> str:
        """The team's page."""
        return reverse("team", args=[obj.pk])

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands."""
        return {"trail": to_team(obj), **context}


class ChangeTeam(OneTeamsEditView):
    """Rename a team, move it, or give it another framework."""

    form_class = TeamForm

    def get_form_kwargs(self, obj) -> dict:
        """Which team it is."""
        return {"team": obj}

    def get_title(self, obj) -> str:
        """Which."""
        return f"Change {obj.name}"

    def save(self, obj, form, by) -> None:
        """Change it."""
        actions.change_team(obj, by=by, **form.cleaned_data)


class AddPost(OneTeamsEditView):
    """A post on a team."""

    form_class, submit_label = PostForm, "Add the post"
    success_message = "The post is there, and vacant until you appoint somebody."

    def get_title(self, obj) -> str:
        """Where."""
        return f"Add a post to {obj.name}"

    def get_values(self, obj) -> dict:
        """Nothing is stored yet."""
        return {}

    def object_key(self, obj) -> str:
        """A new post each time."""
        return f"new@{self.request.path}"

    def save(self, obj, form, by) -> None:
        """Make it."""
        actions.create_post(role=form.cleaned_data["role"], team=obj, by=by)


class FillPost(AdministratorsEditView):
    """A person for a post."""

    form_class, submit_label, success_message = FillPostForm, "Appoint", "The appointment is recorded."
    template_name = "people/fill_post.html"

    def find(self) -> Post:
        """The post."""
        return get_object_or_404(Post.objects.select_related("team"), pk=self.kwargs["pk"])

    def get_title(self, obj) -> str:
        """Which."""
        return f"Appoint somebody as {obj}"

    def get_values(self, obj) -> dict:
        """Nothing is stored yet."""
        return {}

    def suggest(self, obj) -> dict:
        """From today."""
        return {"starts_on": clock.today()}

    def object_key(self, obj) -> str:
        """A new appointment each time."""
        return f"new@{self.request.path}"

    def get_success_url(self, obj) -> str:
        """The team's page."""
        return reverse("team", args=[obj.team_id])

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands, and whom it might be."""
        book = directory()
        near = {pk for post in book.posts_on(obj.team_id) for pk in book.held.get(post.pk, ())}
        return {"trail": to_team(obj.team), "suggested": suggested(book, near), **context}

    def save(self, obj, form, by) -> None:
        """Appoint them."""
        actions.appoint(role=obj.role, team=obj.team, by=by, **form.cleaned_data)


def suggested(book: Directory, pks: Any, most: int = 150) -> list[Any]:
    """People for a datalist, by name."""
    return sorted((book.people[pk] for pk in pks if pk in book.people), key=lambda p: p.name)[:most]


@require_http_methods(["GET", "HEAD", "POST"])
def close_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a team out of use."""
    administrators_only(request)
    found = get_object_or_404(Team, pk=pk, is_open=True)
    return confirm(
        request,
        title=f"Close {found.name}?",
        sentences=[
            "No record can be allocated to it, and nobody appointed in it.",
            "Its past stays as it is. You can take it into use again.",
        ],
        button="Close the team",
        cancel_url=reverse("team", args=[pk]),
        form_class=ReasonForm,
        act=lambda given: actions.close_team(found, by=request.user, reason=given["reason"]),
        done=f"{found.name} is closed.",
        breadcrumbs=to_team(found),
        more={"hindrances": what_keeps_open(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a team into use again."""
    administrators_only(request)
    found = get_object_or_404(Team, pk=pk, is_open=False)
    return confirm(
        request,
        title=f"Take {found.name} into use again?",
        sentences=["Records can be allocated to it, and people appointed in it."],
        button="Take it into use",
        is_danger=False,
        cancel_url=reverse("team", args=[pk]),
        act=lambda given: actions.reopen_team(found, by=request.user),
        done=f"{found.name} is in use.",
        breadcrumbs=to_team(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a post that was made by mistake."""
    administrators_only(request)
    post = get_object_or_404(Post.objects.select_related("team"), pk=pk)
    return confirm(
        request,
        title=f"Remove the post of {post}?",
        sentences=["The post goes. This is for a post made by mistake, that nobody has held."],
        button="Remove the post",
        cancel_url=reverse("team", args=[post.team_id]),
        act=lambda given: actions.remove_post(post, by=request.user),
        done="The post is removed.",
        breadcrumbs=to_team(post.team),
    )
