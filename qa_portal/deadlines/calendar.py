"""The working-day calendar: pure arithmetic, no database and no clock of its own.

A working day is Monday to Friday, not a bank holiday of England and Wales, not a closure day of the council (LAW-05).
Day 0 is the calendar day in London on which a clock starts, whatever its hour and whatever day of the week; day 1 is
the next working day; what lasts N working days is due at the close of day N, 17:00 in London unless the framework says
otherwise. What lasts hours runs in elapsed hours, through nights, weekends and the change of the clocks.

Views and actions get today's calendar from ``qa_portal.deadlines.closures.current_calendar()``.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONDON = ZoneInfo("Europe/London")
CLOSE_OF_DAY = time(17, 0)

CHECKED_FROM = 1990
"""The first year whose bank holidays have been checked."""

CHECKED_TO = 2050
"""The last year whose bank holidays have been checked; beyond it every question is refused."""

FEWEST_BANK_HOLIDAYS = 8
"""England and Wales have had at least eight in every year since 1978; fewer means that the data has run out."""


class CalendarEnds(LookupError):
    """A day was asked about for which nobody has checked the bank holidays: refused, never guessed."""


class Duration(BaseModel):
    """How long something lasts: a number of working days, or a number of elapsed hours. Exactly one of the two."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    working_days: int | None = Field(
        None,
        ge=1,
        le=260,
        description="Working days: due at the close of the Nth working day after the start.",
    )
    hours: int | None = Field(
        None,
        ge=1,
        le=8760,
        description="Elapsed hours: nights, weekends and bank holidays count.",
    )

    @model_validator(mode="after")
    def _is_one_of_the_two(self) -> "Duration":
        if (self.working_days is None) == (self.hours is None):
            raise ValueError("give exactly one of working_days and hours, for example {working_days: 5}")
        return self

    def __str__(self) -> str:
        """In words: "5 working days", "1 working day", "24 hours"."""
        if self.working_days is not None:
            return f"{self.working_days} working day{'' if self.working_days == 1 else 's'}"
        return f"{self.hours} hour{'' if self.hours == 1 else 's'}"


def working_days(number: int) -> Duration:
    """A duration of ``number`` working days."""
    return Duration(working_days=number)


def hours(number: int) -> Duration:
    """A duration of ``number`` elapsed hours."""
    return Duration(hours=number)


@lru_cache(maxsize=1)
def bank_holidays() -> MappingProxyType[date, str]:
    """Every bank holiday of England and Wales in the checked years, with its name.

    Constructed once a process (about a third of a second). Substitute days and one-off holidays (jubilees, a wedding, a
    state funeral, a coronation) are included.

    Raises:
        CalendarEnds: a checked year has fewer bank holidays than any real one, so the data can't be trusted.
    """
    import holidays

    known = holidays.country_holidays("GB", subdiv="ENG", years=range(CHECKED_FROM, CHECKED_TO + 1))
    named = {day: name.replace("(observed)", "(substitute day)") for day, name in sorted(known.items())}
    for year in range(CHECKED_FROM, CHECKED_TO + 1):
        found = sum(1 for day in named if day.year == year)
        if found < FEWEST_BANK_HOLIDAYS:
            raise CalendarEnds(
                f"Only {found} bank holidays are known for {year}: the holiday data can't be trusted."
            )
    return MappingProxyType(named)


def day_in_london(moment: datetime) -> date:
    """The calendar day in London at ``moment``, which must carry a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone can't be placed in the calendar.")
    return moment.astimezone(LONDON).date()


def at_london(day: date, clock_time: time) -> datetime:
    """``clock_time`` on ``day`` as the clocks in London show it, as an aware moment in UTC."""
    return datetime.combine(day, clock_time, tzinfo=LONDON).astimezone(UTC)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked, and the arithmetic on them.

    Attributes:
        closed: weekdays (and any other days) that aren't worked: bank holidays and the council's closure days.
        checked_to: the last year that ``closed`` is known to be complete for.
        checked_from: the first such year.

    Every method raises ``CalendarEnds`` when it would have to look at a day outside the checked years.
    """

    closed: frozenset[date]
    checked_to: int
    checked_from: int = CHECKED_FROM

    @classmethod
    def of_england(cls, closure_days: Iterable[date] = ()) -> "WorkingCalendar":
        """The bank holidays of England and Wales and the closure days given."""
        return cls(
            closed=frozenset(bank_holidays()) | frozenset(closure_days),
            checked_to=CHECKED_TO,
        )

    @cached_property
    def _closed_weekdays(self) -> list[int]:
        return sorted(day.toordinal() for day in self.closed if day.weekday() < 5)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        self._refuse_outside(day)
        return day.weekday() < 5 and day not in self.closed

    def add_working_days(self, start_day: date, n: int) -> date:
        """The ``n``-th working day after ``start_day`` (before it where ``n`` is negative; itself where ``n`` is 0)."""
        self._refuse_outside(start_day)
        day, one_day = start_day, timedelta(days=1 if n > 0 else -1)
        for _ in range(abs(n)):
            day += one_day
            while not self.is_working(day):
                day += one_day
        return day

    def due_at(self, starts_at: datetime, duration: Duration, close: time = CLOSE_OF_DAY) -> datetime:
        """When something that starts at ``starts_at`` and lasts ``duration`` is due, in UTC (LAW-05).

        Working days are due at ``close``, London time, of the Nth working day; hours are elapsed and ignore ``close``.
        """
        if duration.hours is not None:
            return self._elapsed(starts_at, duration.hours)
        return at_london(
            self.add_working_days(day_in_london(starts_at), duration.working_days),
            close,
        )

    def before(self, moment: datetime, duration: Duration, at: time | None = None) -> datetime:
        """``duration`` before ``moment``, in UTC: for reminders.

        Working days keep the hour that the clocks in London show at ``moment``, unless ``at`` gives another.
        """
        return self._shifted(moment, duration, -1, at)

    def after(self, moment: datetime, duration: Duration, at: time | None = None) -> datetime:
        """``duration`` after ``moment``, in UTC: for alerts on what stays undone. ``at`` as in ``before``."""
        return self._shifted(moment, duration, 1, at)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative where ``b`` is earlier than ``a``.

        From Wednesday to Friday it is 2, from Friday to the Monday after it 1, from that Monday back to Friday -1.
        """
        return self._worked_up_to(b) - self._worked_up_to(a)

    def working_day_number(self, starts_at: datetime, at: datetime) -> int:
        """Which working day of a clock that started at ``starts_at`` it is at ``at``: 0 until the first one comes.

        A weekend or holiday has the number of the working day before it. The close of day doesn't change the number.
        """
        return self.working_days_between(day_in_london(starts_at), day_in_london(at))

    def _shifted(self, moment: datetime, duration: Duration, sign: int, at: time | None) -> datetime:
        if duration.hours is not None:
            return self._elapsed(moment, sign * duration.hours)
        day = self.add_working_days(day_in_london(moment), sign * duration.working_days)
        return at_london(day, at or moment.astimezone(LONDON).time())

    @staticmethod
    def _elapsed(moment: datetime, number_of_hours: int) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("A moment without a time zone can't be placed in the calendar.")
        return moment.astimezone(UTC) + timedelta(hours=number_of_hours)

    def _worked_up_to(self, day: date) -> int:
        """Working days from the beginning of the calendar's count up to and including ``day``."""
        self._refuse_outside(day)
        weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the count was a Monday
        return weeks * 5 + min(rest, 5) - bisect_right(self._closed_weekdays, day.toordinal())

    def _refuse_outside(self, day: date) -> None:
        if not self.checked_from <= day.year <= self.checked_to:
            raise CalendarEnds(
                f"The working-day calendar is checked from {self.checked_from} to {self.checked_to} and was asked about"
                f" {day.isoformat()}. Check the bank holidays of that year and move the calendar's last year."
            )
