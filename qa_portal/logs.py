"""Logs: one JSON object a line, on standard error, without personal data.

What a line may hold: time, level, event, method, path (URLs contain ids alone), status, milliseconds, the
person's id, a request id. What it may not: names, addresses, query strings, form data, the text of
exceptions (a database error quotes the row it refused). So an exception is logged as its type and where it happened.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("qa_portal.request")


def without_exception_text(_logger, _name: str, event: dict) -> dict:
    """A structlog processor: `exc_info` becomes the types of the exceptions and the places, never their text."""
    exc_info = event.pop("exc_info", None)
    record = event.get("_record")
    if not exc_info and record is not None and record.exc_info:
        exc_info = record.exc_info
    if exc_info is True:
        import sys

        exc_info = sys.exc_info()
    error = exc_info if isinstance(exc_info, BaseException) else (exc_info[1] if exc_info else None)
    if error is None:
        return event
    chain = []
    while error is not None and len(chain) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        chain.append(
            {"type": type(error).__qualname__, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames]}
        )
        error = error.__cause__ or error.__context__
    event["exception"] = chain
    return event


def logging_config(level: str) -> dict:
    """The `LOGGING` setting: everything to standard error as JSON, through `without_exception_text`; also sets
    structlog up. `level` is that of the portal's own loggers."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    without_exception_text,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "qa_portal": {"level": level},
            "notifications": {"level": level},
            "audits": {"level": level},
            "disputes": {"level": level},
            "moderation": {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},  # a 404 has its line already
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Its lines quote the address that was typed; the attempts are in the database.
            "axes": {"level": "CRITICAL"},
            "celery": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


class RequestLogMiddleware:
    """One line a request, with its path but not its query string, and the person's id but not her name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        user = getattr(request, "user", None)
        level = logging.WARNING if response.status_code >= 500 else logging.INFO
        if request.path != "/health" or response.status_code != 200:
            log.log(
                level,
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
                user_id=getattr(user, "pk", None),
            )
        response.headers["X-Request-ID"] = request_id
        return response
