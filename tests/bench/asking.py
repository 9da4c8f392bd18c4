"""Asking the application in this process for a page, as gunicorn would, and timing it."""

from __future__ import annotations

import io
from time import perf_counter
from typing import Any, NamedTuple

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

from qa_portal.people.models import User

APPLICATION = get_wsgi_application()

#: A form's token; the cookie and the form carry the same.
TOKEN = get_random_string(32)


class Answer(NamedTuple):
    """What came back: the status, the body's length in bytes, and how long it took in seconds."""

    status: int
    size: int
    seconds: float


def cookie_of(email: str, backend: str = settings.PORTAL_BACKEND) -> str:
    """The cookies of a person who has just signed in."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend=backend)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def ask(path: str, cookie: str, form: dict[str, Any] | None = None) -> Answer:
    """Ask for a page, or with ``form`` send one; the time is that of the application, body included."""
    path, _, query = path.partition("?")
    body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}).encode() if form is not None else b""
    environ = {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if form is not None else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    said: list[str] = []
    started = perf_counter()
    response = APPLICATION(environ, lambda status, headers, *_: said.append(status))
    size = sum(len(part) for part in response)
    response.close()
    return Answer(int(said[0][:3]), size, perf_counter() - started)


def queries_of(path: str, cookie: str, form: dict[str, Any] | None = None) -> list[str]:
    """The statements that a page sends to the database; the marks of a transaction's ends aren't counted."""
    connection.force_debug_cursor = True
    try:
        ask(path, cookie, form)
        return [q["sql"] for q in connection.queries_log if q["sql"] not in ("BEGIN", "COMMIT")]
    finally:
        connection.force_debug_cursor = False


def floor_cookie() -> str:
    """The cookies of somebody at the floor page: the person is one row, as Django reads it by itself."""
    return cookie_of("iro@demo.invalid", settings.FLOOR_BACKEND)
