"""What one person's audits came to, in a period: counts, and a page of them with what they say (WAL-23)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef

from audits.counting import counted as that_count
from audits.models import Audit, GradeGiven
from audits.writing.answers import tone_of
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE, counted, read_page
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.plan.models import Action
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Keys, Parts, prepared


@dataclass(frozen=True)
class GradeCount:
    """How many audits of the period have which grade."""

    label: str
    tone: str
    number: int


@dataclass(frozen=True)
class Outcomes:
    """A page of a person's audits, each an ``Audit`` with ``outcome``; the counts are over the whole period."""

    page: Page
    counts: tuple[GradeCount, ...]
    number: int


@dataclass(frozen=True)
class Outcome:
    """What one audit came to, where its record opens to the reader; else the grade alone is told of it."""

    opens: bool
    tone: str
    grades: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Whether another overall grade was given after the first."""
        return len(self.grades) > 1


def outcomes_of(
    user: Any, person_pk: int, *, since: dt.datetime, before: dt.datetime, asked_for: str | None
) -> Outcomes:
    """What the audits of a person's work came to that were returned in a period, newest first, 25 a page.

    Whether ``user`` may see them is asked before (``may_see_outcomes``). An audit counts once it is returned, and not
    while its grade is under challenge (WAL-25). Two statements, whatever the number of audits.
    """
    kept: dict[str, list[Any]] = {}

    def read(offset: int) -> tuple[list[Audit], int]:
        found = _outcomes(**vars(asker(user)), of=person_pk, since=since, before=before, offset=offset)
        kept.update(found)
        return found["audits"], found["more"][0][0] if found["more"] else 0

    page = read_page(asked_for, read)
    _give_outcomes(page.object_list)
    numbers = dict(kept["grades"])
    counts = tuple(
        GradeCount(grade.label, tone_of(grade), numbers[grade]) for grade in Grade if numbers.get(grade)
    )
    return Outcomes(page, counts, sum(numbers.values()))


@prepared
def _outcomes(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    of: int,
    since: dt.datetime,
    before: dt.datetime,
    offset: int,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    found = that_count(Audit.objects.filter(practitioner=of, returned_at__gte=since, returned_at__lt=before))
    opens = Exists(seen_by(who).filter(pk=OuterRef("subject_id")).order_by())
    rows = found.annotate(opens=opens).select_related("subject", "framework", "re_audit_of__framework")
    grades = found.order_by().values("grade").annotate(number=Count("pk"))
    return {
        "audits": rows.order_by("-returned_at", "-pk")[offset : offset + PAGE],
        "more": counted(found.order_by("-returned_at", "-pk"), offset),
        "grades": grades.values_list("grade", "number")[:10],
    }


def _give_outcomes(audits: list[Audit]) -> None:
    """Give each audit its ``outcome``: what was said of it, in one query for all."""
    shown = tuple(audit.pk for audit in audits if audit.opens) or (0,)
    beside = _beside(an_audit=type_of(Audit), audits=shown)
    for audit in audits:
        tone = tone_of(audit.grade)
        if not audit.opens:
            audit.outcome = Outcome(False, tone)
            continue
        given = [each for each in beside["grades"] if each.audit_id == audit.pk]
        audit.outcome = Outcome(
            True,
            tone,
            tuple(f"{g.get_occasion_display()}: {audit.in_words(g.grade, g.point)}" for g in given),
            tuple(action for action in beside["actions"] if action.about_id == audit.pk),
        )


@prepared
def _beside(an_audit: int, audits: Keys) -> Parts:
    agreed = Action.objects.filter(about_type=an_audit, about_id__in=audits).exclude(
        state=Action.State.PROPOSED
    )
    return {
        "actions": agreed.order_by("position", "pk")[:500],
        "grades": GradeGiven.objects.filter(audit__in=audits).order_by("given_at", "pk")[:500],
    }
