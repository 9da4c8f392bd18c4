"""Asking the whole table as everybody, and keeping what came back: status, words, what was logged, what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from qa_portal.children.models import AccessLogEntry
from qa_portal.reading.statements import text_of

from .scene import Scene
from .who_may import NOT_IN, Row

#: What a request that changes nothing may still write: who looked, that she is still there, what she typed.
HARMLESS = ("qa_portal_accesslogentry", "django_session", "qa_portal_draft")
_WRITE = re.compile(
    r'^\s*(?:WITH \w+ AS \()?(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE
)


class Asker(Client):
    """A test client that doesn't keep every template's context: the table asks some thousand times."""

    def __init__(self, **given: Any) -> None:
        super().__init__(raise_request_exception=False, **given)

    def request(self, **request: Any) -> HttpResponse:
        """The answer alone."""
        return self.handler(self._base_environ(**request))


@dataclass
class Answer:
    """What came of one request."""

    row: Row
    persona: str
    method: str
    status: int
    url: str
    body: str
    wrote: list[str]
    logged: list[AccessLogEntry] = field(default_factory=list)

    @property
    def title(self) -> str:
        """For a message."""
        return f"{self.method} {self.row.title} by {self.persona}: {self.status}"

    @property
    def is_to_sign_in(self) -> bool:
        """Whether it leads to the sign-in page."""
        return self.status == 302 and self.url.startswith(resolve_url(settings.LOGIN_URL))


def clients(scene: Scene, **given: Any) -> dict[str, Asker]:
    """Everybody's client, signed in once."""
    found = {"anonymous": Asker(**given)}
    for persona, somebody in scene.people.items():
        found[persona] = Asker(**given)
        found[persona].force_login(somebody)
    return found


def address(scene: Scene, row: Row) -> str:
    """The row's address: keys of things by their names, words as they are."""
    return reverse(row.name, args=[n[1:] if n.startswith("=") else scene.keys[n] for n in row.names])


def ask(client: Client, row: Row, persona: str, method: str, url: str, data: Any = None) -> Answer:
    """One request, taken back afterwards."""
    with rolled_back(), writes() as wrote:
        last = AccessLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = getattr(client, method.lower())(url, data or {})
        logged = list(AccessLogEntry.objects.filter(pk__gt=last))
        body = b"".join(response) if response.streaming else response.content
        return Answer(
            row,
            persona,
            method,
            response.status_code,
            response.headers.get("Location", ""),
            body.decode("utf-8", "replace"),
            wrote,
            logged,
        )


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that are written to meanwhile, but for those of ``HARMLESS``."""
    found: list[str] = []

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        match = _WRITE.match(text_of(sql))
        if match and match[1] not in HARMLESS:
            found.append(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def wrong_with(answer: Answer) -> str:
    """What is wrong with an answer by the table; empty when nothing is."""
    status, persona, row = answer.status, answer.persona, answer.row
    may = row.gets if answer.method == "GET" else row.posts
    if status >= 500:
        return "broke"
    if persona in NOT_IN:
        return "" if answer.is_to_sign_in and not answer.wrote else "isn't sent to sign in"
    if may is None:
        return "" if status == 405 and not answer.wrote else "has a method too many"
    if persona in may:
        if answer.method == "GET":
            wanted = 302 if persona in answer.row.leads_on else 200
            return "" if status == wanted and not answer.is_to_sign_in else "is kept out"
        return "is kept out" if status in (403, 404, 405) or answer.is_to_sign_in else ""
    if answer.wrote:
        return f"changed {', '.join(sorted(set(answer.wrote)))}"
    if not row.on_record or persona not in row.of:
        return "" if status == 404 else "isn't told that there is nothing"
    # Whoever sees the thing but may not do this, or not any more, is refused or led back to it.
    if status in (403, 404, 409) or (answer.method == "GET" and status == 302 and not answer.is_to_sign_in):
        return ""
    return "is let in"
