"""What a person may see of reports, and what a page of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from qa_portal.frameworks.queries import policies_by_key
from qa_portal.people.directory import directory

from .models import Report
from .rules import may_draft, reads_all

#: What a list doesn't need of a report.
HEAVY = ("figures", "differences")


def visible_to(user: Any) -> QuerySet[Report]:
    """The reports that this person may see: the quality assurance team all, a manager what was published on a team that
    they manage, and the drafts of those whose framework has managers write them."""
    if reads_all(user):
        return Report.objects.all()
    managed = directory().teams_managed_by(user.pk)
    return Report.objects.filter(Q(state__in=[str(s) for s in Report.OUT]) | _writes(user), team__in=managed)


def _writes(user: Any) -> Q:
    """Reports whose framework lets this manager write them (MASH's Head of Service writes their own, KNO-21)."""
    keys = [key for key, policy in policies_by_key().items() if may_draft(user, policy)]
    return Q(framework__key__in=keys)


@dataclass(frozen=True)
class Wanted:
    """What the filters of the list say; None is not narrowed."""

    kind: str | None = None
    state: str | None = None
    team: int | None = None


def reports_found(user: Any, wanted: Wanted) -> QuerySet[Report]:
    """The reports that a person may see and the filters leave, the latest period first."""
    found = visible_to(user)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.team is not None:
        found = found.filter(team__in=directory().teams_under(wanted.team))
    return found.select_related("team", "framework").defer(*HEAVY).order_by("-last_on", "-pk")


def report_for_page(user: Any, pk: int) -> Report | None:
    """One report that a person may see, with its texts and whoever did what to it; None otherwise."""
    people = ("drafted_by", "published_by", "ended_by")
    found = visible_to(user).select_related("team", "framework", *people).prefetch_related("texts")
    return found.filter(pk=pk).first()


def texts_of(report: Report) -> dict[str, str]:
    """The texts of a report by their keys."""
    return {text.key: text.words for text in report.texts.all()}
