"""By when a request is to be answered: one month from the day on which it was received, two more where it is complex.

The law counts calendar months (UK GDPR, article 12(3)): to the corresponding day of the month, the last of the month
where it has none; where that is no working day, the next one.
"""

from __future__ import annotations

import calendar as months
import datetime as dt

from qa_portal.deadlines.calendar import WorkingCalendar

#: How many months there are, and how many more when an extension was told.
MONTHS, MORE = 1, 2


def due_on(received: dt.date, calendar: WorkingCalendar, *, is_extended: bool = False) -> dt.date:
    """The last day for the answer."""
    number = received.month - 1 + MONTHS + (MORE if is_extended else 0)
    year, month = received.year + number // 12, number % 12 + 1
    day = dt.date(year, month, min(received.day, months.monthrange(year, month)[1]))
    return day if calendar.is_working(day) else calendar.add_working_days(day, 1)
