"""R18: no POST without its token, nothing changes by a GET, and what a form doesn't ask for is never taken."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from tests.integration.editing import fields_of

from . import asking
from .every_row import ROWS

#: One row for each URL that takes a POST, and somebody whose POST it takes.
POSTS = {row.name: (row, sorted(row.posts)[0]) for row in reversed(ROWS) if row.posts}


@pytest.fixture(scope="module")
def strict(scene):
    return asking.clients(scene, enforce_csrf_checks=True)


@pytest.fixture(scope="module")
def clients(scene):
    return asking.clients(scene)


def test_no_post_is_taken_without_its_token(scene, strict):
    wrong = []
    for row, persona in POSTS.values():
        answer = asking.ask(strict[persona], row, persona, "POST", asking.address(scene, row))
        if answer.status != 403 or answer.wrote:
            wrong.append(answer.title)
    for name in ("account_login", "account_reset_password", "session_stay"):
        assert strict["anonymous"].post(reverse(name)).status_code == 403, name
    assert not wrong, "\n".join(wrong)
    assert len(POSTS) > 80


def test_nothing_changes_by_a_get(scene, clients):
    """Whatever a form's button would send, sent as an address: nobody can be made to do it by a link."""
    said = {
        "reason": "Because.",
        "confirmed": "yes",
        "signed": "on",
        "sign": "on",
        "then": "complete",
        "note": "x",
    }
    #: Opening a notice marks it as read, as a mail program does.
    marks = {"notice": {"qa_portal_message"}}
    wrong = []
    for row in ROWS:
        for persona in sorted(row.posts or row.gets or ())[:1]:
            answer = asking.ask(clients[persona], row, persona, "GET", asking.address(scene, row), said)
            if row.posts and row.gets is None and answer.status != 405:
                wrong.append(f"{answer.title} has a GET")
            if set(answer.wrote) - marks.get(row.name, set()):
                wrong.append(f"{answer.title} changed {answer.wrote}")
    assert not wrong, "\n".join(wrong)


#: What no form asks for, whatever else it does: where things stand, whose they are, who did what and when.
NEVER = {
    "state": "closed", "id": "1", "pk": "1", "version": "99", "is_restricted": "on", "restricted": "on", "subject": "1",
    "subject_id": "1", "dispute": "1", "dispute_id": "1", "framework": "1", "framework_id": "1", "number": "77",
    "raised_by": "{me}", "raised_by_id": "{me}", "raised_at": "2020-01-01", "closed_by": "{me}",
    "closed_at": "2020-01-01",
    "concluded_by": "{me}", "concluded_at": "2020-01-01", "confirmed_by": "{me}", "confirmed_by_id": "{me}",
    "confirmed_at": "2020-01-01", "answered_by": "{me}", "completed_by": "{me}", "completed_at": "2020-01-01",
    "iro": "{me}", "iro_id": "{me}", "practitioner_id": "{me}", "cp_chair_id": "{me}", "recorded_by": "{me}",
    "added_by": "{me}", "is_staff": "on", "is_superuser": "on", "is_active": "", "password": "x",
    "closed_on": "2020-01-01",
    "first_due_at": "2020-01-01", "breached_at": "", "met_at": "2020-01-01", "by": "{me}", "user": "{me}",
}  # fmt: skip


def test_what_a_form_does_not_ask_for_changes_nothing(scene, clients, monkeypatch):
    """Each form is sent as it stands, once plainly and once with everything that it never asks for: same outcome."""
    monkeypatch.setattr("secrets.token_hex", lambda number: "5eed" * (number // 2))  # a draw's seed is chance
    wrong, asked = [], 0
    before = _rows()  # also before each of the others: whatever is sent is taken back
    for row, persona in POSTS.values():
        if row.gets is None or row.name in ("imports", "search"):
            continue
        url = asking.address(scene, row)
        opened = clients[persona].get(url)
        if opened.status_code != 200:
            continue
        data = {name: list(values) for name, values in fields_of(opened).lists()} | FILLED
        me = str(scene.people[persona].pk)
        more = {name: value.format(me=me) for name, value in NEVER.items()}
        more = {name: value for name, value in more.items() if not _asks_for(opened, name)}
        plain, with_more = (_outcome(clients[persona], url, sent, before) for sent in (data, data | more))
        asked += 1
        if plain != with_more:
            wrong.append(f"{row.title} by {persona}: {_difference(plain, with_more)}")
    assert not wrong, "\n".join(wrong)
    assert asked > 60, asked
    assert _rows() == before


#: Enough for most forms to be taken up.
FILLED = {
    "reason": ["It did not hold after all."], "note": ["Please look at it."], "signed": ["on"], "sign": ["on"],
    "comment": ["Agreed."], "summary": ["The plan came."], "level": ["2"], "confirmed": ["yes"],
}  # fmt: skip


def _asks_for(page, name: str) -> bool:
    return bool(re.search(rf'name="{name}"', page.content.decode()))


def _outcome(client, url: str, data: dict, before: dict[str, set]) -> tuple:
    """What a POST led to: its status, and every row that it left, with the moments and keys that it can't choose."""
    with asking.rolled_back():
        sent = client.post(url, data)
        after = _rows()
        changed = {(table, str(row)) for table in after for row in after[table] - before[table]}
        return sent.status_code, frozenset(changed)


def _rows() -> dict[str, set]:
    """Everything that is stored of records and people, row by row."""
    skipped = ("session", "draft", "accesslogentry", "directoryversion", "usersession")
    found = {}
    for model in apps.get_models():
        name = model.__name__.lower()
        if model._meta.app_label not in ("qa_portal", "disputes", "audits", "moderation") or name in skipped:
            continue
        if name.startswith("historical"):
            continue
        left_out = ("message_id", "token", "csrf")
        columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if f.attname not in left_out)
        with connection.cursor() as cursor:
            # As they are stored: to read them through the model takes longer than all else here.
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
            found[name] = set(cursor.fetchall())
    return found


def _difference(plain: tuple, with_more: tuple) -> str:
    return f"{plain[0]} and {with_more[0]}; {sorted(plain[1] ^ with_more[1])[:2]}"
