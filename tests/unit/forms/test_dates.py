import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from qa_portal.forms.dates import read_date, read_time

FOURTH_OF_DECEMBER = dt.date(2026, 12, 4)


@pytest.mark.parametrize(
    "text",
    [
        "4/12/2026",
        "04/12/2026",
        "4.12.26",
        "4-12-2026",
        "4 12 2026",
        "2026-12-04",
        "4 December 2026",
        "4 dec 2026",
        "4th December, 2026",
        "Friday 4 December 2026",
        "Fri, 4 Dec 2026",
        "  4  December   2026 ",
    ],
)
def test_a_date_is_read_as_people_write_it(text):
    assert read_date(text) == FOURTH_OF_DECEMBER


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/2/2026", "February 2026 has 28 days"),
        ("4/13/2026", "There is no month 13"),
        ("4 Decembre 2026", "“Decembre” is not a month"),
        ("4/12", "The year is missing"),
        ("4 December", "The year is missing"),
        ("4/12/1066", "Check the year"),
        ("next week", "Enter a date such as"),
        ("0/12/2026", "it can’t be day 0"),
        ("9" * 5000, "Enter a date such as"),
    ],
)
def test_a_date_that_cannot_be_says_what_is_wrong(text, says):
    with pytest.raises(ValidationError, match=says):
        read_date(text)


def test_two_digit_years_belong_to_the_nearest_century():
    assert read_date("1/2/13").year == 2013
    assert read_date("1/2/87").year == 1987


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("14:30", dt.time(14, 30)),
        ("2.30pm", dt.time(14, 30)),
        ("2:30 p.m.", dt.time(14, 30)),
        ("2pm", dt.time(14)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        ("midday", dt.time(12)),
        ("0930", dt.time(9, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(text, time):
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["25:00", "2:75pm", "soon", "13pm", "9" * 5000])
def test_a_time_that_cannot_be_says_how_to_write_one(text):
    with pytest.raises(ValidationError, match="Enter a time"):
        read_time(text)


def test_an_hour_alone_asks_which_half_of_the_day_is_meant():
    with pytest.raises(ValidationError, match="2am or 2pm"):
        read_time("2")
