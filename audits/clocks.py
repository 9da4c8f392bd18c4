"""The clocks of audits: whose each is, and which clock of the framework it runs by. ``kinds`` says what is due."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.deadlines.actions import open_deadline
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.people.roles import line_above


def run_audit_clock(
    audit: Any,
    kind: str,
    *,
    owner: str,
    clock_name: str | None = None,
    due_at: dt.datetime | None = None,
    **given: Any,
) -> Deadline:
    """Open a clock on an audit. ``owner`` is a role or a relation; ``owner_person`` names one person instead."""
    return open_deadline(
        kind,
        about=audit,
        subject=audit.subject,
        framework=audit.framework,
        owner=owner,
        clock_name=clock_name,
        due_at=due_at,
        parties=parties_of(audit),
        **given,
    )


def run_reviewer_clock(audit: Any, kind: str, **given: Any) -> Deadline:
    """Open a clock on what the reviewer must do; when it passes, their own line hears of it, not the record's."""
    return open_deadline(
        kind,
        about=audit,
        subject=audit.subject,
        framework=audit.framework,
        owner=audit.reviewer_role or "reviewer",
        owner_person=audit.reviewer,
        parties=parties_of_reviewer(audit),
        **given,
    )


def run_part_clock(
    thing: Any, kind: str, *, owner: str, lasts: Duration | None = None, **given: Any
) -> Deadline:
    """Open a clock on a part of an audit (assurance, disputed level, challenge) or a safety alert, by its procedure."""
    audit = getattr(thing, "audit", None)
    return open_deadline(
        kind,
        about=thing,
        subject=audit.subject if audit is not None else thing.subject,
        framework=audit.framework if audit is not None else thing.framework,
        owner=owner,
        lasts=lasts,
        parties=parties_of(audit) if audit is not None else {"raiser": thing.raised_by_id},
        **given,
    )


def parties_of(audit: Any) -> dict[str, str | int]:
    """What the framework's words for people mean in this audit: a person’s key each."""
    return {"reviewer": audit.reviewer_id, "raiser": audit.reviewer_id}


def parties_of_reviewer(audit: Any) -> dict[str, str | int]:
    """As ``parties_of``, for what the reviewer must do: they answer for it, and above them their own manager."""
    parties = {**parties_of(audit), "answerer": audit.reviewer_id}
    manager = manager_of(audit.reviewer_id, audit.reviewer_role)
    return {**parties, "answerer_line": manager} if manager else parties


def manager_of(person_pk: int, role: str) -> int | None:
    """Whoever stands above a person in their own line today; None where nobody does.

    ``role`` says which of their posts counts, where they hold several.
    """
    book = directory()
    posts = sorted(book.posts_of(person_pk), key=lambda post: post.role != role)
    for post in posts[:1]:
        for above in line_above(post.role):
            holding = book.who_holds(above, post.team_pk, without=frozenset({person_pk}))
            if holding.people and not holding.fell_to_quality_team:
                return holding.people[0].pk
    return None


def close_of(thing: Any, day: dt.date) -> dt.datetime:
    """The framework's close of a day: when something dated to that day is due."""
    return clock.at_london(day, thing.policy.closes_at)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months later (the last of a shorter month), moved on to a working day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    found = dt.date(year, month + 1, min(day.day, last))
    working = current_calendar()
    while not working.is_working(found):
        found += dt.timedelta(days=1)
    return found


def first_working_day(month: dt.date) -> dt.date:
    """The first working day of a month."""
    day = month.replace(day=1)
    working = current_calendar()
    while not working.is_working(day):
        day += dt.timedelta(days=1)
    return day


def last_working_day(month: dt.date) -> dt.date:
    """The last working day of a month."""
    day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    working = current_calendar()
    while not working.is_working(day):
        day -= dt.timedelta(days=1)
    return day
