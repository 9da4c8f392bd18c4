"""What is drawn by functions says what it did as a template, and escapes every text."""

import datetime as dt
from types import SimpleNamespace as Made

import pytest

from qa_portal import clock
from qa_portal.dashboards.work import Row
from qa_portal.templatetags.portal_rows import deadline_chip, work_rows
from qa_portal.templatetags.portal_signs import flags_in_a_line, tag
from qa_portal.templatetags.records import record_rows

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HOSTILE = '<img src=x onerror="alert(1)">'
HARMLESS = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"


@pytest.fixture(autouse=True)
def _monday(db):
    with clock.standing_at(MONDAY):
        yield


def deadline(days: int, **more):
    due_at = clock.at_london(MONDAY.date() + dt.timedelta(days), dt.time(17))
    return Made(**{"due_at": due_at, "first_due_at": due_at, "label": HOSTILE, "is_open": True} | more)


def test_a_chip_of_a_list_leaves_the_label_out_and_a_whole_one_says_it():
    short = deadline_chip(deadline(7), "compact")
    assert "portal-due--compact" in short
    assert "<strong>In 5 working days</strong>" in short
    assert '<span class="portal-due__when">5pm on Monday 30 November</span>' in short
    whole = deadline_chip(deadline(7))
    assert f"<span>{HARMLESS} by 5pm on Monday 30 November (in 5 working days)</span>" in whole
    assert "portal-due--compact" not in whole


def test_a_chip_says_that_it_was_extended_and_from_when():
    first = deadline(-3).due_at
    whole = deadline_chip(deadline(7, is_extended=True, first_due_at=first))
    assert "Extended: it was due on Friday 20 November 2026." in whole


def test_a_row_of_work_says_what_whence_and_until_when():
    subject = Made(reference="C-1", is_restricted=False)
    row = Row("Answer the request", "/x/?a=1&b=2", subject, from_whom=HOSTILE, note=HOSTILE, deadline=deadline(7),
              at=MONDAY, at_words="Asked", state="sent")  # fmt: skip
    shown = work_rows([row])
    assert '<a class="govuk-link" href="/x/?a=1&amp;b=2">Answer the request</a>' in shown
    assert f"Record C-1 · from {HARMLESS} · asked on Monday 23 November 2026" in shown
    assert shown.count(HARMLESS) == 2
    assert HOSTILE not in shown
    assert "In 5 working days" in shown
    done = work_rows([Row("Done", "", at=MONDAY, at_words="Completed")])
    assert "<a " not in done
    assert "Completed Monday 23 November 2026" in done
    assert "Returned" in work_rows([Row("Back", "/y/", subject, state="returned")])
    assert "open to named people alone" in work_rows([Row("Work", "", subject, is_closed=True)])


def test_a_record_that_does_not_open_shows_its_reference_alone():
    record = Made(
        opens=True, reference="C-1", full_name=HOSTILE, date_of_birth=dt.date(2013, 3, 9), team="Court Team",
        practitioner=None, flags=["no-iro"], get_absolute_url=lambda: "/record/1/", get_case_kind_display=lambda: "CLA",
    )  # fmt: skip
    shown = record_rows([record])
    assert f">{HARMLESS}</a>" in shown
    assert "C-1 · born 9 March 2013 · CLA · Court Team</div>" in shown
    assert "No IRO" in shown
    record.opens = False
    closed = record_rows([record])
    assert ">C-1</a>" in closed
    assert HARMLESS not in closed
    assert "born" not in closed
    assert "Restricted" in closed


def test_a_mark_is_escaped_whatever_was_drawn_before():
    assert HARMLESS in tag(HOSTILE)
    assert HARMLESS in tag(HOSTILE)
    assert flags_in_a_line(["nothing that is known"]) == ""
    assert flags_in_a_line(["urgent"]).count("<li>") == 1
