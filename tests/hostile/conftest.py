"""The house's scene, one council with one of everything on it, told once for all of this folder (in each process)."""

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from qa_portal import clock
from qa_portal.wsgi import in_utf8
from tests.house import asking
from tests.house import scene as scenes


class Attacker(asking.Asker):
    """A client whose requests come in as they do through WSGI."""

    def request(self, **request: Any) -> HttpResponse:
        """The answer alone."""
        return self.handler(in_utf8(self._base_environ(**request)))


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker):
    """One transaction for the folder; by pytest-django's name, so that it lays a database."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def scene(db):
    """The council with one of everything on it."""
    with clock.standing_at(scenes.NOON):
        yield scenes.build()


@pytest.fixture(scope="package")
def clients(scene):
    """Everybody's client, signed in once."""
    found = {"anonymous": Attacker()}
    for persona, somebody in scene.people.items():
        found[persona] = Attacker()
        found[persona].force_login(somebody)
    return found
