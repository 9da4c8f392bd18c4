"""The pages of a team's workload: the diagrams, and the list behind each bar (LEE-06)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from qa_portal.charts.shapes import BarRow, Bars, Part
from qa_portal.deadlines.holders import Hearers
from qa_portal.figures.queries import counted_at
from qa_portal.forms import PortalForm, SelectField
from qa_portal.forms.selects import Choices
from qa_portal.forms.teams import ANY, team_options
from qa_portal.people.directory import Directory, directory

from .workload import (
    MOST_PEOPLE,
    STANDS,
    WORKLOAD,
    Load,
    Wanted,
    has_load,
    kinds_for,
    label_of,
    loads_by,
    name_of,
    page_of_work,
    scope_of,
)

_PARTS = (Part("Overdue", "bad"), Part("Due within five working days", "warn"), Part("Due later", "quiet"))
#: All kinds of work are shown: there are some thirty.
_MOST_KINDS = 60


class TeamFilter(PortalForm):
    """Which of one's teams."""

    team = SelectField("Team", [ANY], required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams


class WorkFilter(TeamFilter):
    """Team, kind, whose, and how it stands. People are named by whoever comes here from a bar."""

    stands = SelectField("How it stands", [("", "All that is open"), *STANDS.items()], required=False)
    kind = SelectField("Kind of work", [("", "All")], required=False)
    person = SelectField("Whose", [("", "Everybody’s")], required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], people: list[tuple[str, str]], **kw: Any):
        super().__init__(*args, **kw)
        self.fields["kind"].choices = [("", "All"), *kinds]
        self.fields["person"].choices = [("", "Everybody’s"), *people]


def _scope(request: HttpRequest) -> tuple[Directory, frozenset[int], Choices]:
    """The teams that whoever asks may look at, and those that can be chosen. Raises Http404 for none."""
    book = directory()
    scope = scope_of(request.user, book)
    if not scope:
        raise Http404
    return book, scope, team_options(request.user)


def _narrowed(book: Directory, scope: frozenset[int], said: dict[str, Any]) -> frozenset[int]:
    return scope & book.teams_under(int(said["team"])) if said.get("team") else scope


def _said(form: PortalForm) -> dict[str, Any]:
    """What the filters say; one that can't be read narrows nothing, and says why."""
    if not form.is_bound:
        return {}
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """What is open, due soon and overdue, by person and by kind; each bar leads to the list of it."""
    book, scope, named = _scope(request)
    form = TeamFilter(request.GET if request.GET else None, teams=named)
    said = _said(form)
    teams = _narrowed(book, scope, said)
    people = loads_by("along", request.user, teams, MOST_PEOPLE + 1)
    kinds = loads_by("within", request.user, teams, _MOST_KINDS)
    team = {"team": said["team"]} if said else {}
    numbers = {stands: sum(getattr(load, stands) for load in kinds) for stands in STANDS}
    context = {
        "form": form if len(scope) > 1 else None,
        "of": book.team_names[int(said["team"])] if said else _of_whom(book, scope),
        "as_of": counted_at([WORKLOAD]),
        "figures": [
            (numbers[stands], words, _list_url(team | {"stands": stands})) for stands, words in STANDS.items()
        ],
        "by_person": _by_person(book, people[:MOST_PEOPLE], sum(numbers.values()), numbers["overdue"], team),
        "by_kind": _by_kind(kinds, team),
        "more_people": len(people) > MOST_PEOPLE,
    }
    return render(request, "dashboards/workload.html", context)


def _of_whom(book: Directory, scope: frozenset[int]) -> str:
    return f"{len(scope)} teams" if len(scope) > 1 else "".join(book.team_names[pk] for pk in scope)


def _list_url(wanted: dict[str, str]) -> str:
    return f"{reverse('workload_list')}?{urlencode(wanted)}"


def _row(load: Load, label: str, wanted: dict[str, str]) -> BarRow:
    values = tuple(getattr(load, stands) for stands in STANDS)
    return BarRow(label, values, tuple(_list_url(wanted | {"stands": stands}) for stands in STANDS))


def _by_person(book: Directory, people: list[Load], number: int, overdue: int, team: dict[str, str]) -> Bars:
    if not overdue:
        point = f"Nothing is overdue: {number:,} open"
    else:
        first, whose = people[0], name_of(book, people[0].key)
        them = f"{first.overdue:,} of them {'waits' if first.overdue == 1 else 'wait'} for {whose}"
        point = f"{overdue:,} of {number:,} {'is' if overdue == 1 else 'are'} overdue; {them}"
    rows = tuple(_row(load, name_of(book, load.key), team | {"person": load.key}) for load in people)
    return Bars("people", point, "Open work, by whoever it waits for", "Person", _PARTS, rows)


def _by_kind(kinds: list[Load], team: dict[str, str]) -> Bars:
    late = [load for load in kinds if load.overdue]
    if late:
        point = f"“{label_of(late[0].key)}” is overdue most often: {late[0].overdue:,} of {late[0].number:,}"
    elif kinds:
        most = max(kinds, key=lambda load: load.number)
        point = f"Most of what is open is “{label_of(most.key)}”: {most.number:,}"
    else:
        point = "Nothing is open"
    rows = tuple(_row(load, label_of(load.key), team | {"kind": load.key}) for load in kinds)
    return Bars("kinds", point, "Open work, by kind", "Kind of work", _PARTS, rows)


@require_safe
def workload_list(request: HttpRequest) -> HttpResponse:
    """The work behind a bar, soonest first, 25 a page: each row leads to where it is done."""
    book, scope, named = _scope(request)
    asked = request.GET.get("person", "")
    is_known = asked.isdecimal() and len(asked) < 19 and has_load(int(asked), request.user, scope)
    people = [(asked, name_of(book, asked))] if is_known else []
    form = WorkFilter(
        request.GET if request.GET else None,
        teams=named,
        kinds=kinds_for(request.user),
        people=people,
    )
    said = _said(form)
    wanted = Wanted(
        _narrowed(book, scope, said),
        kind=said.get("kind"),
        person=int(said["person"]) if said.get("person") else None,
        stands=said.get("stands"),
    )
    page = page_of_work(request.user, wanted, request.GET.get("page"))
    hearers = Hearers(book, {})
    for deadline in page.object_list:
        deadline.whose = hearers.holders_in_words(deadline)
    context = {
        "page": page,
        "form": form,
        "is_filtered": bool(said),
        "heading": STANDS.get(wanted.stands or "", "Open work"),
        "trail": [("Workload", reverse("workload"))],
    }
    return render(request, "dashboards/workload_list.html", context)
