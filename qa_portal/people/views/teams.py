"""Teams as a tree, their posts, and where nobody holds one."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.people import actions
from qa_portal.people.actions.teams import what_keeps_open
from qa_portal.people.changes import changes_of_team
from qa_portal.people.directory import Directory, directory
from qa_portal.people.forms import ReasonForm, TeamForm
from qa_portal.people.holding import Holding, PostKey
from qa_portal.people.models import Appointment, Team
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
