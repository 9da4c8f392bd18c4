"""The command that fills a database to measure with touches nothing that anybody has."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from qa_portal.children.models import Subject
from tests.factories.people import council
from tests.factories.records import child

pytestmark = pytest.mark.django_db


def test_a_database_that_holds_anything_is_never_filled():
    subject = child(council())
    with pytest.raises(CommandError) as refused:
        call_command("fill_with", deadlines=1000)
    why = "holds people or records" if connection.vendor == "postgresql" else "Only PostgreSQL"
    assert why in str(refused.value)
    assert Subject.objects.get() == subject


def test_an_empty_database_is_filled_with_a_number_alone():
    with pytest.raises(CommandError):
        call_command("fill_with", deadlines=0)
    assert not Subject.objects.exists()
