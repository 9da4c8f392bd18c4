"""Selection and findings by equality characteristics: what is counted, what is hidden, who sees it (KNO-24)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest
from django.urls import reverse

from audits.equality.counts import count_findings, count_selection
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.figures.actions import count_figures
from qa_portal.figures.models import Figure
from tests.factories.audits_after import audit_after
from tests.factories.audits_climb import challenge_at
from tests.factories.cycles import caseload, cycle_at
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
NEXT_MONTH = dt.datetime(2026, 12, 7, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council("waltham-forest")


def record(c, **said):
    subject = child(c)
    Subject.objects.filter(pk=subject.pk).update(**said)
    return subject


def counted(rows):
    """(characteristic, value, how it stands) → how many."""
    found = Counter()
    for row in rows:
        found[row.along, row.within, row.stands] += row.number
    return found


def table_on(page, heading, caption):
    part = page.split(f'<h2 class="govuk-heading-m">{heading}</h2>')[1].split("<h2")[0]
    table = part.split(f'govuk-table__caption">{caption}')[1].split("</table>")[0]
    return {
        re.search(r'__header">(.*?)</th>', row)[1]: re.findall(r"<td[^>]*>(.*?)</td>", row)
        for row in re.findall(r'<tr class="govuk-table__row"><th scope="row".*?</tr>', table)
    }


@pytest.mark.rule("KNO-24")
def test_grades_are_counted_by_what_the_record_holds(c):
    audit_after("returned", c, record(c, sex="female", date_of_birth=dt.date(2024, 12, 2)), grade="good")
    audit_after(
        "returned", c, record(c, ethnicity="mixed", disability="yes", date_of_birth=None), grade="good"
    )
    challenge_at("informal", c, record(c, sex="male"))
    assert counted(count_findings()) == {}, "a month that isn't over"
    with clock.standing_at(NEXT_MONTH):
        found = counted(count_findings())
    assert found["sex", "female", "good"] == found["sex", "", "good"] == 1
    assert found["ethnicity", "mixed", "good"] == found["disability", "yes", "good"] == 1
    assert found["age", "1_to_4", "good"] == found["age", "", "good"] == 1
    assert not any(value == "male" for _, value, _ in found), "a challenged grade isn't counted (WAL-25)"


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (dt.date(2026, 10, 30), "under_1"),
        (dt.date(2025, 12, 2), "under_1"),
        (dt.date(2025, 12, 1), "1_to_4"),
        (dt.date(2010, 12, 2), "10_to_15"),
        (dt.date(2010, 12, 1), "16_to_17"),
        (dt.date(2008, 12, 1), "18_up"),
        (None, ""),
    ],
)
def test_a_band_of_age_begins_on_the_birthday(c, born, band):
    audit_after("returned", c, record(c, date_of_birth=born), grade="good")
    with clock.standing_at(NEXT_MONTH):
        found = counted(count_findings())
    assert [value for characteristic, value, _ in found if characteristic == "age"] == [band]


@pytest.mark.rule("KNO-24")
def test_who_was_drawn_is_counted_beside_who_was_in_the_pool(c):
    caseload(c)
    Subject.objects.update(sex="female")
    cycle = cycle_at("sent", c)
    drawn = cycle.draws.get().lines.filter(fate="drawn").count()
    left = cycle.draws.get().lines.filter(fate="not_drawn").count()
    assert drawn
    with clock.standing_at(NEXT_MONTH + dt.timedelta(days=31)):
        found = counted(count_selection())
    assert (found["sex", "female", "drawn"], found["sex", "female", "not_drawn"]) == (drawn, left)


@pytest.mark.rule("KNO-24")
def test_small_numbers_are_hidden_and_what_would_tell_them(c, client):
    count_figures(all_of_them=True)
    numbers = {
        ("female", "good"): 20,
        ("female", "inadequate"): 3,
        ("male", "good"): 30,
        ("male", "inadequate"): 9,
    }
    for (sex, grade), number in numbers.items():
        Figure.objects.create(
            measure="equality.findings", along="sex", within=sex, stands=grade, number=number
        )
    page = sign_in(client, c.insights_member).get(reverse("equality")).content.decode()
    rows = table_on(page, "Sex", "Audits, by overall grade")
    assert rows["Female"] == ["Hidden", "0", "Hidden", "0", "23"]
    assert rows["Male"] == ["Hidden", "0", "Hidden", "0", "39"]
    assert rows["All"] == ["12", "0", "50", "0", "62"]
    assert "Not recorded" not in rows, "a value that nobody has"


def test_it_is_the_quality_assurance_teams_alone(c, client):
    for who in (c.team_manager, c.head_of_service, c.iro, c.administrator):
        assert sign_in(client, who).get(reverse("equality")).status_code == 404
    assert sign_in(client, c.insights_head).get(reverse("equality")).status_code == 200


@pytest.mark.rule("MOS-04")
def test_a_characteristic_is_corrected_on_the_record(c, client):
    subject = child(c)
    where = reverse("correct_details", args=[subject.pk])
    page = sign_in(client, c.social_worker).get(where)
    sent = send(
        client, where, page, case_kind=subject.case_kind, sex="male", ethnicity="asian", disability="no"
    )
    assert sent.status_code == 302
    subject.refresh_from_db()
    assert (subject.sex, subject.ethnicity, subject.disability) == ("male", "asian", "no")
    assert {"sex", "ethnicity", "disability"} <= set(subject.corrected_fields)
    shown = client.get(reverse("details", args=[subject.pk])).content.decode()
    assert "Asian or Asian British" in shown
