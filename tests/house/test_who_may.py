"""R15 to R18: who may open what, what another team's keys give, what is logged, what can't be tampered with."""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from qa_portal import clock
from tests.house import scene as scenes
from tests.house.who_may import ROWS

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with clock.standing_at(scenes.NOON):
        yield scenes.build()


def _address(scene, row) -> str:
    return reverse(row.name, args=[scene.keys[name] for name in row.names])


def _clients(scene) -> dict[str, Client]:
    clients = {"anonymous": Client()}
    for part, somebody in scene.people.items():
        clients[part] = Client()
        clients[part].force_login(somebody)
    return clients


def test_each_page_opens_to_those_in_the_table_and_to_nobody_else(scene):
    wrong = []
    clients = _clients(scene)
    for row in ROWS:
        address = _address(scene, row)
        for part, client in clients.items():
            answer = client.get(address)
            if not _is_right(row, part, answer):
                wrong.append(f"{row.name} ({', '.join(row.names)}) to {part}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _is_right(row, part: str, answer) -> bool:
    if part in ("anonymous", "disabled"):
        return _is_sign_in(answer)
    if part in row.may:
        return answer.status_code == 200
    if row.on_record and part in ("other_iro", "other_social_worker", "other_team_manager", "administrator"):
        return answer.status_code == 404
    # Whoever sees the thing but may not do this, or not any more, is refused or led back to it.
    return answer.status_code in (302, 403, 404, 409) and not _is_sign_in(answer)


def _is_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(resolve_url(settings.LOGIN_URL))
