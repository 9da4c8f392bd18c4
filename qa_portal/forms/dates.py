"""Reading a date or a time as people write it, and saying what is wrong with one that can't be read."""

import calendar
import datetime as dt
import re

from django.core.exceptions import ValidationError

EXAMPLE = "such as 4/12/2026 or 4 December 2026"
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2150, 12, 31)

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", re.IGNORECASE)
_NUMBERS = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_WORDS = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[ \-](?:of )?([a-z]+)\.?,?[ \-](\d{4}|\d{2})$", re.IGNORECASE)
_NO_YEAR = re.compile(r"^\d{1,2}(?:st|nd|rd|th)?[/.\- ](\d{1,2}|[a-z]+)$", re.IGNORECASE)


def read_date(text: str) -> dt.date:
    """The date that ``text`` says: "4/12/2026", "4.12.26", "2026-12-04", "4 December 2026", "Fri 4th Dec
    2026".

    Day before month, as in England. Raises ValidationError with what is wrong and how to mend it.
    """
    text = _WEEKDAY.sub("", " ".join(str(text).split()))
    if match := _ISO.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMBERS.match(text):
        day, month, year = int(match[1]), int(match[2]), _whole_year(match[3])
    elif match := _WORDS.match(text):
        day, year = int(match[1]), _whole_year(match[3])
        month = _MONTHS.get(match[2].lower())
        if month is None:
            raise ValidationError(
                f"“{match[2][:20]}” is not a month. Enter a date {EXAMPLE}.", code="invalid"
            )
    elif _NO_YEAR.match(text):
        raise ValidationError(f"The year is missing. Enter the whole date, {EXAMPLE}.", code="invalid")
    else:
        raise ValidationError(f"Enter a date {EXAMPLE}.", code="invalid")
    return _existing(day, month, year)


def _whole_year(text: str) -> int:
    # Two digits mean the century that puts the year nearest: children's records reach back, plans a little
    # ahead.
    year = int(text)
    return year if len(text) == 4 else (2000 + year if year < 60 else 1900 + year)


def _existing(day: int, month: int, year: int) -> dt.date:
    if not 1 <= month <= 12:
        raise ValidationError(
            f"There is no month {month}. Enter day, month and year, {EXAMPLE}.", code="invalid"
        )
    if not EARLIEST.year <= year <= LATEST.year:
        raise ValidationError(
            f"Check the year: {year} can’t be right. Enter a date {EXAMPLE}.", code="invalid"
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = f"{calendar.month_name[month]} {year}"
        raise ValidationError(
            f"{name} has {last} days, so it can’t be day {day}. Check the day.", code="invalid"
        )
    return dt.date(year, month, day)


_TIME = re.compile(r"^(\d{1,2})(?:[:.]?([0-5]\d))?\s*(a\.?m\.?|p\.?m\.?)?$", re.IGNORECASE)


def read_time(text: str) -> dt.time:
    """The time of day that ``text`` says: "14:30", "2.30pm", "2pm", "1430", "midday".

    Raises ValidationError with how to write one.
    """
    text = " ".join(str(text).lower().split())
    if text in ("midday", "noon"):
        return dt.time(12)
    match = _TIME.match(text)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
            return dt.time(hour, minute)
        if not half and hour < 24 and (match[2] is not None):
            return dt.time(hour, minute)
        if not half and hour < 24:
            raise ValidationError(
                f"Say whether it is {hour}am or {hour}pm, or write it as {hour:02}:00.", code="invalid"
            )
    raise ValidationError("Enter a time, such as 14:30 or 2:30pm.", code="invalid")
