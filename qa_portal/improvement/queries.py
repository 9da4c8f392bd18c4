"""The improvement plans as a person may see them, and as reports show them to the boards (MER-07)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, WordTable
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.models import Report

from .models import ServiceAction

State = ServiceAction.State

#: How many actions a report tells.
MOST_TOLD = 100


def visible_to(user: Any) -> QuerySet[ServiceAction]:
    """The quality assurance team sees all; a manager those of their services; whoever has one, that one."""
    book = directory()
    if book.is_quality_team(user.pk):
        return ServiceAction.objects.all()
    mine = Q(team__in=book.teams_managed_by(user.pk)) | Q(owner_post__in=book.posts_answered_by(user.pk))
    return ServiceAction.objects.filter(mine)


def actions_found(user: Any, state: str | None, team: int | None) -> QuerySet[ServiceAction]:
    """Those that the filters leave, soonest first; without a state: those unfinished."""
    found = visible_to(user)
    if state == "overdue":
        found = found.filter(state=State.OPEN, due_on__lt=clock.today())
    elif state != "all":
        found = found.filter(state__in=[state] if state else [State.OPEN, State.DONE])
    if team is not None:
        found = found.filter(team__in=directory().teams_under(team))
    return found.select_related("team").order_by("due_on", "pk")


def of_report(report: Report) -> QuerySet[ServiceAction]:
    """The improvement plan of a report, whichever of its editions an action was agreed with."""
    kind = ContentType.objects.get_for_model(Report)
    same = ("kind", "team", "first_on", "last_on", "about_id")
    editions = Report.objects.filter(**{name: getattr(report, name) for name in same}).order_by()
    found = ServiceAction.objects.filter(about_type=kind, about_id__in=editions.values("pk"))
    return found.order_by("due_on", "pk")


def because_of(about: Any) -> QuerySet[ServiceAction]:
    """The improvement plan that comes from one thing."""
    kind = ContentType.objects.get_for_model(about)
    return ServiceAction.objects.filter(about_type=kind, about_id=about.pk).order_by("due_on", "pk")


def owner_in_words(action: ServiceAction) -> str:
    """Whose it is today: who holds its post, or that nobody does."""
    book = directory()
    post = book.posts.get(action.owner_post_id)
    return book.who_holds(post.role, post.team_pk).names if post else ""


def improvement_part(scope: Scope) -> Gathered | None:
    """The improvement plans of a service as they stood: what was agreed, how far it has got; None where there are none.

    In its reports the Learning and Improvement board sees them tracked until they are done (MER-07).
    """
    until = scope.looked_at if scope.about else scope.ends
    found = list(
        ServiceAction.objects.filter(team__in=scope.teams, agreed_at__lt=until)
        .filter(Q(verified_at__isnull=True) | Q(verified_at__gte=scope.begins))
        .filter(Q(dropped_at__isnull=True) | Q(dropped_at__gte=scope.begins))
        .order_by("due_on", "pk")
    )
    if not found:
        return None
    last = clock.london_date(until)
    stands = {action.pk: _stood(action, until, last) for action in found}
    counts = Counter(stands.values())
    kept = len(found) - counts["No longer needed"]
    book = directory()
    return Gathered(
        figures=(
            Figure("improvement", "Improvement actions", len(found)),
            Figure("improved", "Done", counts["Done"] + counts["Done and verified"], kept),
            Figure("improvement_late", "Overdue", counts["Overdue"], kept),
        ),
        tables=(
            WordTable(
                "improvement_plan",
                "Improvement plan",
                ("What is to be done", "How we shall know", "Who", "By", "Where it stands"),
                tuple(
                    (
                        action.what,
                        action.success,
                        book.posts[action.owner_post_id].label,
                        weekday_date(action.due_on),
                        stands[action.pk],
                    )
                    for action in found[:MOST_TOLD]
                ),
            ),
        ),
    )


def _stood(action: ServiceAction, until: Any, last: Any) -> str:
    """How an action stood at a moment."""
    for moment, words in (
        (action.dropped_at, "No longer needed"),
        (action.verified_at, "Done and verified"),
        (action.done_at, "Done"),
    ):
        if moment is not None and moment < until:
            return words
    return "Overdue" if action.due_on < last else "To be done"
