"""Non-completion in the year to date: who completed what they were allocated, and who didn't (WAL-20)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable
from qa_portal.reporting.kinds import Scope, Sheet, SheetRow
from qa_portal.reporting.periods import months_between
from qa_portal.reporting.shown import said as in_words

from .sheets import RESTRICTED

IN_TIME, LATE, MISSING = "Completed in time", "Completed late", "Not completed"
STANDS = (IN_TIME, LATE, MISSING)

#: How many are named in the report itself; the spreadsheet has them all.
MOST_NAMED = 100


@dataclass(frozen=True)
class Asked:
    """One audit that was due in the year, as it stood when the period had ended. ``service`` is the auditor's own."""

    audit: Audit
    due_at: dt.datetime
    done_at: dt.datetime | None
    stands: str
    service: str

    @property
    def month(self) -> dt.date:
        """The month in which it was due."""
        return clock.london_date(self.due_at).replace(day=1)

    @property
    def auditor(self) -> str:
        """Who audits, with their role."""
        role = self.audit.reviewer_role
        return (
            f"{self.audit.reviewer.name}, {Role(role).label}"
            if role in Role.values
            else self.audit.reviewer.name
        )


def asked_for(scope: Scope) -> list[Asked]:
    """Each audit of the service's work that was due in the year until the period's end, practice and compliance alike.

    By its first due date: an agreed extension still counts late (LAW-06). Audits that were withdrawn count nowhere.
    """
    kind = ContentType.objects.get_for_model(Audit)
    audits = {
        audit.pk: audit
        for audit in Audit.objects.filter(team__in=scope.teams, allocated_at__lt=scope.ends)
        .exclude(state=Audit.State.WITHDRAWN)
        .filter(allocated_at__gte=scope.year_begins - dt.timedelta(days=366))
        .select_related("subject", "team", "reviewer", "framework")
    }
    due: dict[int, Deadline] = {}
    clocks = Deadline.objects.filter(kind="audit_complete", about_type=kind, about_id__in=audits)
    for each in clocks.filter(first_due_at__gte=scope.year_begins, first_due_at__lt=scope.ends).order_by(
        "pk"
    ):
        due[each.about_id] = each  # the newest, where there are several
    found = [_asked(scope, audits[pk], each) for pk, each in due.items() if each.cancelled_at is None]
    return sorted(found, key=lambda each: (each.due_at, each.audit.pk))


def _asked(scope: Scope, audit: Audit, due: Deadline) -> Asked:
    done = due.met_at if due.met_at and due.met_at < scope.ends else None
    stands = MISSING if done is None else IN_TIME if done <= due.first_due_at else LATE
    book = directory()
    posts = sorted(book.posts_of(audit.reviewer_id), key=lambda post: post.role != audit.reviewer_role)
    unit = scope.unit_of(posts[0].team_pk) if posts else None
    service = book.team_names.get(unit, "") or (posts[0].team_name if posts else "No post today")
    return Asked(audit, due.first_due_at, done, stands, service)


def compliance_part(scope: Scope) -> Gathered:
    """Completed in time, late or not at all: by month, and by the auditor's service."""
    asked = asked_for(scope)
    mine = [each for each in asked if clock.london_date(each.due_at) >= scope.first]
    months = Counter((each.month, each.stands) for each in asked)
    services = Counter((each.service, each.stands) for each in asked)

    def count(among: list[Asked], stands: str) -> int:
        return sum(each.stands == stands for each in among)

    tones = ("good", "warn", "bad")
    missing = count(mine, MISSING)
    return Gathered(
        sentences=(
            "Each audit counts in the month in which it was first due, practice audits and compliance checks alike.",
        ),
        figures=(
            Figure("due", "Due in the period", len(mine)),
            Figure("in_time", "Completed in time", count(mine, IN_TIME), len(mine), splits="period"),
            Figure("missing", "Not completed", missing, len(mine), splits="period"),
            *(
                Figure(
                    key,
                    f"{stands}, year to date",
                    count(asked, stands),
                    len(asked),
                    adds=("by_month", stands),
                    splits="year",
                )
                for key, stands in (("in_time_year", IN_TIME), ("missing_year", MISSING))
            ),
        ),
        grids=(
            Grid(
                "by_month",
                "Year to date, by the month in which they were due",
                "Month",
                STANDS,
                tuple(
                    Line(f"{month:%B %Y}", tuple(months[month, stands] for stands in STANDS))
                    for month in months_between(scope.year_first, scope.last)
                ),
                across=True,
                tones=tones,
                point=f"{count(asked, IN_TIME)} of {len(asked)} audits of the year were completed in time",
            ),
            Grid(
                "by_service",
                "Year to date, by the auditor’s service",
                "Service",
                STANDS,
                tuple(
                    Line(service, tuple(services[service, stands] for stands in STANDS))
                    for service in sorted({service for service, _ in services})
                ),
                across=True,
                tones=tones,
                point="Completion by the auditor’s service, year to date",
            ),
        ),
        tables=(_named(mine),),
    )


def _named(mine: list[Asked]) -> WordTable:
    rows = tuple(
        (each.auditor, each.service, each.audit.tool.title, weekday_date(each.due_at))
        for each in mine
        if each.stands == MISSING
    )
    return WordTable(
        "not_completed",
        "Not completed in the period, for the Heads of Service to follow up",
        ("Auditor", "Service", "Audit", "Was due"),
        rows[:MOST_NAMED],
        is_inside=True,
    )


def begin_compliance(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the summary."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return (
        f"Audits due in the period: {said('due')}. Completed in time: {said('in_time')}; not completed: "
        f"{said('missing')}. In the year to date {said('in_time_year')} were completed in time."
    )


def asked_rows(scope: Scope) -> Iterator[SheetRow]:
    """A row for each audit that was due in the year to date."""
    for each in asked_for(scope):
        audit = each.audit
        hidden = audit.subject.is_restricted
        yield (
            None if hidden else audit.subject_id,
            (
                RESTRICTED if hidden else audit.subject.reference,
                audit.reviewer.name,
                Role(audit.reviewer_role).label if audit.reviewer_role in Role.values else "",
                each.service,
                audit.team.name if audit.team else "",
                audit.tool.title,
                audit.re_audit_of_id is not None,
                audit.allocated_at,
                each.due_at,
                each.done_at,
                each.stands,
            ),
        )


def auditor_rows(scope: Scope) -> Iterator[SheetRow]:
    """A row for each auditor: what they were allocated in the year to date, and what came of it."""
    asked = asked_for(scope)
    counts = Counter((each.service, each.auditor, each.stands) for each in asked)
    for service, auditor in sorted({(service, auditor) for service, auditor, _ in counts}):
        numbers = [counts[service, auditor, stands] for stands in STANDS]
        yield None, (service, auditor, sum(numbers), *numbers)


COMPLIANCE = Sheet(
    "compliance",
    "Year to date",
    (
        "Record",
        "Auditor",
        "In the role of",
        "Auditor’s service",
        "Team audited",
        "Audit",
        "Re-audit",
        "Allocated on",
        "Due on",
        "Completed on",
        "Compliance",
    ),
    (16, 26, 22, 28, 26, 28, 9, 18, 18, 18, 20),
    asked_rows,
)
BY_AUDITOR = Sheet(
    "by_auditor",
    "By auditor",
    ("Service", "Auditor", "Due", *STANDS),
    (28, 40, 8, 18, 18, 18),
    auditor_rows,
)
