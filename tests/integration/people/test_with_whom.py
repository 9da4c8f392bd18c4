"""A deadline knows with whom it is, whatever happens to its record and in whichever moment (LEE-05)."""

from __future__ import annotations

import datetime as dt

import pytest

from notifications.beat import run_checks
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.transfers.allocating import allocate
from tests.factories.disputes import dispute_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


def whom_of(subject) -> set[int | None]:
    return set(Deadline.objects.filter(subject=subject, owner="iro").values_list("with_person", flat=True))


@pytest.mark.rule("LEE-05")
def test_the_clocks_of_a_relation_go_with_it_into_the_work_of_whoever_comes(c, client):
    record = child(c)
    dispute_at("drafted", council=c, subject=record)
    assert whom_of(record) == {c.iro.pk}
    allocate(record, "iro", person=c.other_iro, by=c.administrator)
    assert whom_of(record) == {c.other_iro.pk}
    assert record.reference in sign_in(client, c.other_iro).get("/").content.decode()
    assert record.reference not in sign_in(client, c.iro).get("/").content.decode()


@pytest.mark.rule("LEE-05")
def test_a_clock_that_was_opened_in_the_moment_of_a_transfer_finds_its_person(c, client):
    record, other = child(c), child(c)
    dispute_at("drafted", council=c, subject=record)
    dispute_at("drafted", council=c, subject=other)
    allocate(record, "iro", person=c.other_iro, by=c.administrator)
    # As a step leaves it that read the record before the transfer and wrote its clock after it.
    Deadline.objects.filter(subject=record, owner="iro").update(with_person=c.iro)
    assert record.reference not in sign_in(client, c.other_iro).get("/").content.decode()
    run_checks()
    assert record.reference in sign_in(client, c.other_iro).get("/").content.decode()
    assert whom_of(other) == {c.iro.pk}


def test_without_a_transfer_the_look_is_one_question(c, django_assert_num_queries):
    from qa_portal.transfers.with_whom import mend_with_whom

    dispute_at("drafted", council=c, subject=child(c))
    with clock.standing_at(MONDAY + dt.timedelta(hours=1)), django_assert_num_queries(1):
        assert mend_with_whom() == 0
