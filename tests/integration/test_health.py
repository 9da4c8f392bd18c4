"""GET /health, which load balancers and the supervisor ask."""

import pytest
from django.db import connection

from qa_portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _checks_of_the_ground(monkeypatch) -> None:
    """Only what the ground checks, so that a test says what else there is."""
    own = {name: check for name, check in health._checks.items() if name in ("database", "queue")}
    monkeypatch.setattr(health, "_checks", own)


def test_a_well_portal_answers_200_to_anybody_and_says_what_it_looked_at(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == {
        "ok": True,
        "value": connection.vendor,
        "ms": answer.json()["checks"]["database"]["ms"],
    }
    assert answer.json()["checks"]["queue"]["ok"]
    assert "no-store" in answer["Cache-Control"]


def test_what_an_app_registers_is_asked_and_its_failure_answers_503(client):
    def last_sweep():
        raise health.Unwell("The last sweep was 200 seconds ago.")

    health.register_health_check("sweep", last_sweep)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["ok"] is False
    assert answer.json()["checks"]["sweep"]["value"] == "The last sweep was 200 seconds ago."


def test_a_check_that_is_not_critical_is_shown_without_an_alarm(client):
    def queue():
        raise health.Unwell("Redis does not answer.")

    health.register_health_check("queue", queue, critical=False)
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["checks"]["queue"]["ok"] is False


def test_a_broken_check_hides_neither_the_others_nor_tells_what_it_stumbled_over(client):
    def broken():
        raise ValueError("Kai Example's row is odd")

    health.register_health_check("outbox", broken)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"]["value"] == "ValueError"
    assert answer.json()["checks"]["database"]["ok"]
    assert b"Kai" not in answer.content


def test_a_database_that_is_gone_answers_503(client, monkeypatch):
    def gone(*args, **kwargs):
        raise OSError("no database")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["ok"] is False


def test_health_is_read_and_never_posted(client):
    assert client.post("/health").status_code == 405
