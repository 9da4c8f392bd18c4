"""Indexes: of a history and of the outbox those that something reads, and no others, since each step pays for each."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from notifications.queries import notices_for
from qa_portal import clock
from qa_portal.children.changes import _sources as sources
from qa_portal.children.models import Allocation, Subject
from qa_portal.outbox.models import Message
from qa_portal.people.models import Appointment, Cover
from qa_portal.reporting.models import ReportText
from tests.factories.people import council
from tests.factories.records import child

from .plans import reads_through

pytestmark = pytest.mark.django_db

#: What reads histories besides the trail of a record: the trails of people and teams, the look at late transfers,
#: the versions of a report's texts.
ALSO_READ = {
    Appointment: {"person", "post"},
    Cover: {"absent", "covered_by"},
    Allocation: {"history_date"},
    ReportText: {"report"},
}

HISTORIES = [m for m in apps.get_models() if hasattr(m, "instance_type") and hasattr(m, "tracked_fields")]


def indexed(model) -> list[str]:
    """The columns that lead an index of a model's table, its key aside, each as often as it does."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    leads = [each for each in found.values() if (each["index"] or each["unique"]) and not each["primary_key"]]
    return sorted(each["columns"][0] for each in leads)


def trail_columns(tracked) -> set[str]:
    return {path.split("__")[0] for s in sources.values() if s.model is tracked for path in s.path}


def test_a_history_has_the_indexes_that_something_reads_and_no_others():
    assert len(HISTORIES) > 20
    for history in HISTORIES:
        tracked = history.instance_type
        read = {"id"} | trail_columns(tracked) | ALSO_READ.get(tracked, set())
        assert indexed(history) == sorted(history._meta.get_field(name).column for name in read), history


def test_the_trail_of_a_record_reads_no_history_through():
    c = council()
    subject = child(c)
    for source in sources.values():
        for user in (c.team_manager, c.insights_manager):
            assert reads_through(source.of(subject, user).order_by(), source.history) == [], source.key


def test_what_is_read_of_people_and_of_the_outbox_reads_no_table_through():
    c = council()
    for rows in (
        Appointment.history.filter(person=c.iro),
        Appointment.history.filter(post__team=c.team),
        Cover.history.filter(Q(absent=c.iro) | Q(covered_by=c.iro)),
        Allocation.history.filter(history_date__gte=clock.now()),
        Subject.history.filter(id=1),
        notices_for(c.iro),
        notices_for(c.iro, "unread"),
        Message.objects.filter(deadline__in=[1, 2]),
    ):
        assert reads_through(rows.order_by(), rows.model) == [], rows.query


def test_the_outbox_has_no_index_that_nothing_reads():
    assert indexed(Message) == sorted([
        "deadline_id",  # once for each deadline's occasion; a timeline's reminders
        "occasion",  # once for each event
        "message_id",  # one mail, one name
        "recipient_id",  # the inbox
        "recipient_id",  # what is unread
        "mail_next_at",  # what is to be mailed
        "mail_next_at",  # what could not be
    ])  # fmt: skip
