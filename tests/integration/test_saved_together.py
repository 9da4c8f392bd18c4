"""A change and its history are saved together: on PostgreSQL by one statement, elsewhere one after the other."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from audits.models import Answer
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.trail.records import acting
from tests.factories.audits import audit_at
from tests.factories.people import council
from tests.factories.records import child

pytestmark = pytest.mark.django_db

TOLD = Notice("together", "About record {reference}", "It was changed.")


@pytest.fixture
def c():
    return council("merton")


@pytest.fixture
def answer(c):
    return audit_at("begun", c, child(c)).answers.first()


def newest(thing):
    return thing.history.first()


def as_stored(thing, names):
    return type(thing).objects.values(*names).get(pk=thing.pk)


@pytest.mark.rule("LEE-15")
def test_the_history_says_what_the_row_says_who_changed_it_and_why(c, answer):
    before = answer.history.count()
    answer.words = "The visits are written up within a day. 100 % of them: {yes}"
    with acting(by=c.iro, step="write_section", role="IRO, Reviewing", reason="Looked at again"):
        answer.save()
    assert answer.history.count() == before + 1
    row = newest(answer)
    names = [field.attname for field in type(row).tracked_fields]
    assert {name: getattr(row, name) for name in names} == as_stored(answer, names)
    assert row.words == answer.words
    said = (row.history_type, row.history_user, row.step, row.acting_as, row.history_change_reason)
    assert said == ("~", c.iro, "write_section", "IRO, Reviewing", "Looked at again")


def test_it_is_one_statement_where_the_database_can_say_it_in_one(answer):
    for words in ("Once.", "Twice."):  # the first tells the connection the statement
        answer.words = words
        with CaptureQueriesContext(connection) as sent:
            answer.save(update_fields=["words"])
    assert len(sent) == (1 if connection.vendor == "postgresql" else 2)
    assert newest(answer).words == "Twice."


def test_a_step_saves_what_it_changed_with_its_history(c):
    audit = audit_at("begun", c, child(c))
    row = newest(audit)
    names = [field.attname for field in type(row).tracked_fields]
    assert {name: getattr(row, name) for name in names} == as_stored(audit, names)
    assert (row.state, row.version) == (audit.state, audit.version)


def test_what_the_database_works_out_is_copied_as_it_came_out(c):
    audit = audit_at("begun", c, child(c))
    before = audit.version
    audit.version = F("version") + 1
    audit.save(update_fields=["version"])
    assert newest(audit).version == before + 1


def test_a_row_that_is_gone_is_not_changed_and_leaves_no_history(answer):
    gone = Answer.objects.get(pk=answer.pk)
    Answer.objects.filter(pk=answer.pk).delete()
    before = Answer.history.filter(id=gone.pk).count()
    gone.words = "Nobody reads this."
    with pytest.raises(DatabaseError), transaction.atomic():
        gone.save(force_update=True)
    assert Answer.history.filter(id=gone.pk).count() == before


def test_what_is_loaded_as_a_fixture_leaves_no_history(answer):
    before = answer.history.count()
    answer.save_base(raw=True, force_update=True)
    assert answer.history.count() == before
    answer.save()
    assert answer.history.count() == before + 1


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_notice_is_told_once_to_each_however_many_they_are(c, number):
    people = [c.iro, c.iro_manager, c.team_manager, c.social_worker, c.service_manager][:number]
    record = child(c)
    for _ in range(2):
        tell(
            TOLD,
            [Recipient(who.pk, "You are told.") for who in people],
            about=record,
            subject=record,
            occasion="1",
        )
    found = Message.objects.filter(event="together")
    assert sorted(found.values_list("recipient", flat=True)) == sorted(who.pk for who in people)
    assert {each.heading for each in found} == {f"About record {record.reference}"}
    assert len({each.message_id for each in found}) == number
