"""A looked-after child without a reviewing officer is alerted on, however it came about (LAW-11)."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from notifications.beat import run_checks
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.allocation import alert_on_missing_iros, without_iro
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.people.models import User
from qa_portal.people.roles import Role
from tests.factories.people import council as small_council
from tests.factories.people import person, sign_in
from tests.factories.records import child, foster_carer
from tests.integration.plans import reads_through

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


def clocks(subject):
    return Deadline.objects.filter(kind="iro_missing", subject=subject, met_at=None, cancelled_at=None)


def alerts(person):
    return Message.objects.filter(recipient=person, event__startswith="iro", urgency="alert")


@pytest.mark.rule("LAW-11")
def test_when_the_reviewing_officer_leaves_the_iro_manager_is_alerted_at_once(client, c):
    subjects = [child(c), child(c)]
    answer = sign_in(client, c.administrator).post(
        reverse("person_leave", args=[c.iro.pk]), {"reason": "New job"}
    )
    assert answer.status_code == 302
    for subject in subjects:
        subject.refresh_from_db()
        assert subject.iro is None
        assert clocks(subject).count() == 1
    alert = alerts(c.iro_manager).get()
    assert all(subject.reference in alert.text for subject in subjects)


@pytest.mark.rule("LAW-11")
def test_when_the_allocation_ends_the_iro_manager_is_alerted_and_told_again_until_somebody_is_allocated(
    client, c
):
    subject = child(c)
    client = sign_in(client, c.iro_manager)
    url = reverse("transfer_record", args=[subject.pk])
    allocate(client, url, iro="none")
    assert alerts(c.iro_manager).count() == 1
    deadline = clocks(subject).get()
    assert deadline.due_at == clock.at_london(dt.date(2026, 11, 30), dt.time(17))
    with clock.standing_at(MONDAY + dt.timedelta(days=9)):
        sweep()
        late = Message.objects.filter(deadline=deadline, urgency="alert")
        assert late.filter(recipient=c.iro_manager).exists()
        assert late.filter(recipient=c.team_manager).exists(), "it climbs (LEE-02)"
        allocate(client, url, iro="person", iro_person=c.other_iro.pk)
        assert not clocks(subject).exists()
        deadline.refresh_from_db()
        assert deadline.met_at is not None


def allocate(client, url, **given):
    import re

    sent = {"iro": "keep", "cp_chair": "keep", "starts_on": "23/11/2026", **given}
    page = client.post(url, sent).content.decode()
    seen = re.search(r'name="confirmed" value="(\w+)"', page).group(1)
    assert client.post(url, {**sent, "confirmed": seen}).status_code == 302


@pytest.mark.rule("LAW-11")
def test_the_regular_check_finds_a_child_whose_officer_went_missing_by_any_other_road(c):
    subject = child(c)
    Subject.objects.filter(pk=subject.pk).update(iro=None)
    run_checks()
    assert clocks(subject).count() == 1
    assert alerts(c.iro_manager).count() == 1
    run_checks()
    assert clocks(subject).count() == 1
    assert alerts(c.iro_manager).count() == 1, "nobody is told twice"


@pytest.mark.rule("LAW-11")
def test_an_officer_who_cannot_sign_in_counts_as_none(c):
    subject = child(c)
    c.iro.is_active = False
    c.iro.save()
    run_checks()
    assert clocks(subject).exists()


def test_the_check_stops_the_clock_of_a_child_who_is_no_longer_looked_after(c):
    subject = child(c, iro=None)
    assert clocks(subject).exists()
    Subject.objects.filter(pk=subject.pk).update(case_kind="child_in_need")
    run_checks()
    assert not clocks(subject).exists()


def test_other_records_need_no_reviewing_officer(c):
    others = [
        child(c, iro=None, case_kind="child_in_need"),
        child(c, iro=None, closed_on=dt.date(2026, 1, 1)),
        foster_carer(c, iro=None),
    ]
    run_checks()
    assert not Deadline.objects.filter(kind="iro_missing", subject__in=others).exists()


def test_the_check_costs_three_queries_when_there_is_nothing_to_do(c, django_assert_num_queries):
    for _ in range(5):
        child(c)
    with django_assert_num_queries(3):
        assert alert_on_missing_iros() == 0


def test_the_check_reads_no_record_of_a_child_who_has_an_officer(c):
    left = person(Role.IRO, c.quality_unit, by=c.administrator)
    child(c, iro=left)
    User.objects.filter(pk=left.pk).update(is_active=False)
    some = {"kind": "child", "case_kind": "looked_after", "team": c.team, "iro": c.iro}
    Subject.objects.bulk_create(Subject(reference=f"X-{n}", **some) for n in range(2000))
    if (
        connection.vendor == "postgresql"
    ):  # SQLite would rather read one table through than an index of two values
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Subject._meta.db_table}")
    assert reads_through(without_iro().order_by(), Subject) == []


@pytest.mark.rule("LAW-11")
def test_however_many_are_missing_each_is_found_a_few_at_a_time(c):
    subjects = [child(c) for _ in range(5)]
    without_framework = child(c, team=lonely_team(c))
    Subject.objects.update(iro=None)
    assert [alert_on_missing_iros(most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert all(clocks(subject).count() == 1 for subject in subjects)
    assert not clocks(without_framework).exists()
    told = alerts(c.iro_manager)
    assert told.filter(subject=without_framework).count() == 1, "it has no clock, and isn't forgotten for it"
    Subject.objects.exclude(pk=subjects[0].pk).update(iro=c.other_iro)
    assert [alert_on_missing_iros(most=2) for _ in range(3)] == [2, 2, 0]
    assert clocks(subjects[0]).exists(), "still without one"
    assert not any(clocks(subject).exists() for subject in subjects[1:])


def lonely_team(c):
    from qa_portal.people import actions

    return actions.create_team(
        name="Systems Projects", kind="team", parent=None, framework_key="", by=c.administrator
    )


def test_a_team_without_a_framework_has_no_clock_and_the_alert_all_the_same(c):
    from qa_portal.people import actions

    actions.change_team(c.department, framework_key="", by=c.administrator)
    subject = child(c)
    Subject.objects.filter(pk=subject.pk).update(iro=None)
    run_checks()
    assert not clocks(subject).exists()
    assert alerts(c.iro_manager).count() == 1
    with clock.standing_at(MONDAY + dt.timedelta(hours=1)):
        run_checks()
    assert alerts(c.iro_manager).count() == 1, "once a day, not once a minute"


def test_the_list_shows_references_alone_to_those_who_answer_for_reviewing(client, c):
    subject = child(c, iro=None, first_name="Marigold")
    page = sign_in(client, c.iro_manager).get(reverse("without_iro")).content.decode()
    assert f"Allocate a reviewing officer to {subject.reference}" in page
    assert "Marigold" not in page
    page = sign_in(client, c.insights_member).get(reverse("without_iro")).content.decode()
    assert subject.reference in page
    assert "Allocate a reviewing officer" not in page
    assert sign_in(client, c.social_worker).get(reverse("without_iro")).status_code == 404
