"""The verbs of the closure days: add one, remove one, and what either would move (LAW-05)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from qa_portal import clock
from qa_portal.trail.records import acting

from .actions import dated_otherwise_by, redate_open_deadlines
from .calendar import CHECKED_TO, WorkingCalendar, bank_holidays
from .closures import ClosureDay, current_calendar
from .models import Deadline
from .words import weekday_date


def add_closure_day(day: date, *, reason: str, by: Any) -> list[Deadline]:
    """Close the council on a day, and re-date the open deadlines; give those that moved.

    Raises:
        ValidationError: by field, for a day that isn't worked anyway, is closed already, has passed or lies beyond the
            calendar.
    """
    refuse_closure_day(day)
    with transaction.atomic(), acting(by=by, step="add_closure_day", reason=reason):
        ClosureDay.objects.create(day=day, reason=reason)
        return redate_open_deadlines(by=by, reason=f"The council is closed on {weekday_date(day)}: {reason}")


def remove_closure_day(closure: ClosureDay, *, reason: str, by: Any) -> list[Deadline]:
    """Open the council on a day after all, and re-date the open deadlines; give those that moved.

    Raises:
        ValidationError: the day has come or passed, so that deadlines have been reckoned with it.
    """
    refuse_removal(closure)
    with transaction.atomic(), acting(by=by, step="remove_closure_day", reason=reason):
        closure.delete()
        return redate_open_deadlines(
            by=by, reason=f"The council works on {weekday_date(closure.day)} after all: {reason}"
        )


def refuse_closure_day(day: date) -> None:
    """Raise ValidationError, with how to mend it, for a day on which the council can't be closed."""
    if day < clock.today():
        raise ValidationError({"day": f"{weekday_date(day)} has passed. Choose today or a later day."})
    if day.year > CHECKED_TO:
        raise ValidationError({"day": f"The calendar is known up to {CHECKED_TO}. Choose an earlier day."})
    if day.weekday() > 4:
        raise ValidationError(
            {"day": f"{weekday_date(day)} isn't a working day anyway. Choose a day from Monday to Friday."}
        )
    if name := bank_holidays().get(day):
        raise ValidationError(
            {"day": f"{weekday_date(day)} is a bank holiday already ({name}). Choose another day."}
        )
    if closed := ClosureDay.objects.filter(day=day).first():
        raise ValidationError(
            {"day": f"The council is closed on {weekday_date(day)} already: {closed.reason}."}
        )


def refuse_removal(closure: ClosureDay) -> None:
    """Raise ValidationError for a closure day that has come: deadlines have been reckoned with it."""
    if closure.day <= clock.today():
        raise ValidationError(
            "This day has come, and deadlines have been reckoned with it. It stays as it was."
        )


def how_many_move_when_closed(day: date) -> int:
    """How many open deadlines would move if the council were closed on a day."""
    return _how_many_move(current_calendar().closed | {day})


def how_many_move_when_open(day: date) -> int:
    """How many open deadlines would move if the council worked on a day that it is closed on."""
    return _how_many_move(current_calendar().closed - {day})


def _how_many_move(closed: frozenset[date]) -> int:
    calendar = WorkingCalendar(closed=closed, checked_to=CHECKED_TO)
    # What a person has put off stays where it was put; only the date that it is counted against moves.
    return sum(not deadline.is_extended for deadline, _ in dated_otherwise_by(calendar))
