"""The logs refuse change and deletion in the database itself, on SQLite and on PostgreSQL (LEE-15, LEE-16, R18)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from qa_portal.children.models import AccessLogEntry
from qa_portal.trail.append_only import REFUSAL, allowing_sql, append_only_tables, refusing_sql
from tests.factories.people import council
from tests.factories.records import child

pytestmark = pytest.mark.django_db

TABLES = append_only_tables(apps.get_models(), named=["AccessLogEntry"])


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, COUNT(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1")
            return {name for name, number in cursor.fetchall() if number == 2}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled <> 'D'"
        )
        return {name.strip('"') for (name,) in cursor.fetchall()}


def test_every_history_and_the_access_log_is_append_only():
    """An app with a history brings a migration that ends with RefuseChanges()."""
    assert len(TABLES) > 20
    without = set(TABLES) - _triggers()
    assert not without, f"These logs can be changed; add RefuseChanges() to their app's migrations: {without}"


def test_there_is_no_history_that_nobody_named():
    named = {t for t in connection.introspection.table_names() if "_historical" in t}
    assert named <= set(TABLES)


@pytest.fixture
def logged():
    """A record with a history and a look at it."""
    c = council()
    subject = child(c)
    entry = AccessLogEntry.objects.create(
        subject=subject, person=c.iro, what="viewed", page="record:1", why="x"
    )
    return subject, entry


@pytest.mark.rule("LEE-16")
def test_a_look_cannot_be_changed_or_deleted(logged):
    _, entry = logged
    entry.why = "another"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLogEntry.objects.all().update(why="another")
    assert AccessLogEntry.objects.get().why == "x"


@pytest.mark.rule("LEE-15")
def test_a_history_cannot_be_changed_or_deleted(logged):
    subject, _ = logged
    before = list(subject.history.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        subject.history.update(first_name="Nobody")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        subject.history.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE qa_portal_historicalsubject SET last_name = 'Nobody'")
    assert list(subject.history.values()) == before


def test_laying_the_triggers_twice_does_no_harm_and_they_can_be_lifted(logged):
    _, entry = logged
    table, vendor = AccessLogEntry._meta.db_table, connection.vendor
    with connection.cursor() as cursor:
        for statement in refusing_sql(vendor, table):
            cursor.execute(statement)
        for statement in allowing_sql(vendor, table):
            cursor.execute(statement)
    entry.why = "lifted"
    entry.save()
    with connection.cursor() as cursor:
        for statement in refusing_sql(vendor, table):
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match=REFUSAL[:20]), transaction.atomic():
        entry.save()


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_still_be_emptied(logged):
    """The emptying after this test is the test; the next one looks."""
    assert AccessLogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_and_refuses_again_afterwards():
    assert not AccessLogEntry.objects.exists()
    assert set(TABLES) <= _triggers()
