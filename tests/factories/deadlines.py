"""Deadlines of a kind that is only there in tests, on records of children, opened by the ledger's own action."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from qa_portal.children.models import Subject
from qa_portal.deadlines.actions import open_deadline
from qa_portal.deadlines.calendar import working_days
from qa_portal.deadlines.kinds import DeadlineKind, register, unregister
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.queries import framework_for_subject
from qa_portal.people.roles import Role

from .people import Council
from .records import child

KIND = "test_answer"


@contextlib.contextmanager
def a_kind(
    on_breach: Callable[[Any, Deadline], None] | None = None, key: str = KIND, **given: Any
) -> Iterator[DeadlineKind]:
    """A kind of deadline that leads to the child's record: "Answer stage 1"."""
    more = {"on_breach": on_breach} if on_breach else {}
    try:
        yield register(DeadlineKind(key, "Answer stage 1", "record", **more, **given))
    finally:
        unregister(key)


def running(council: Council, subject: Subject | None = None, **given: Any) -> Deadline:
    """A stage's clock that starts now, of five working days, which the Team Manager must answer for the IRO.

    Anything of ``open_deadline`` can be given.
    """
    subject = subject or child(council)
    fields: dict[str, Any] = {
        "clock_name": "stage_answer",
        "lasts": working_days(5),
        "owner": Role.TEAM_MANAGER,
        "parties": {"raiser": "iro"},
    }
    return open_deadline(
        given.pop("kind", KIND),
        about=subject,
        subject=subject,
        framework=framework_for_subject(subject),
        **{**fields, **given},
    )


def many_running(council: Council, number: int, start: int = 0, **given: Any) -> list[Deadline]:
    """Many such clocks, each on a record of its own; quickly, for counts and races."""
    first = running(council, **given)
    rest = [
        Subject(
            kind=Subject.Kind.CHILD,
            case_kind=Subject.CaseKind.LOOKED_AFTER,
            reference=f"M{start + n:06}",
            first_name="Robin",
            last_name=f"Many{start + n}",
            team=council.team,
            practitioner=council.social_worker,
            iro=council.iro,
        )
        for n in range(number - 1)
    ]
    Subject.objects.bulk_create(rest)
    copies = []
    for subject in rest:
        copy = Deadline.objects.get(pk=first.pk) if not copies else _copy_of(copies[0])
        copy.pk, copy._state.adding = None, True
        copy.subject, copy.about_id = subject, subject.pk
        copies.append(copy)
    Deadline.objects.bulk_create(copies)
    return [first, *copies]


def bystanders(council: Council, number: int) -> None:
    """Open deadlines that are far from due, so that what is due is no flood."""
    many = many_running(council, number, start=500_000)
    far = many[0].due_at + dt.timedelta(days=300)
    Deadline.objects.filter(pk__in=[each.pk for each in many]).update(due_at=far, next_at=far, plan=[])


def _copy_of(deadline: Deadline) -> Deadline:
    fields = {f.attname: getattr(deadline, f.attname) for f in Deadline._meta.concrete_fields}
    return Deadline(**fields)
