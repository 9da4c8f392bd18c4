"""One council for all the questions of a module; what a question changes is taken back."""

import pytest
from django.db import transaction

from qa_portal import clock

from . import scene as scenes


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """One transaction for a module instead of one for a test; by pytest-django's name, so that it lays a database."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def scene(db):
    """The council with one of everything on it, told once."""
    with clock.standing_at(scenes.NOON):
        yield scenes.build()
