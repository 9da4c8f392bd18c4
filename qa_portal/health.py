"""GET /health: is the portal well? 200 when every check passes, 503 otherwise.

Apps add their checks by name with `register_health_check`; the ground brings the database and the queue.
"""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)


class Unwell(Exception):
    """Raised by a check that found something wrong; its text is shown on /health, so it names no person."""


Check = Callable[[], object]
_checks: dict[str, tuple[Check, bool]] = {}


def register_health_check(name: str, fn: Check, *, critical: bool = True) -> None:
    """Ask `fn` at each GET /health. What it returns is shown under `name` (a text, a number of seconds, None); it
    raises `Unwell` with a sentence when something is wrong, which makes /health answer 503 if the check is
    `critical`. A second registration under the same name replaces the first."""
    _checks[name] = (fn, critical)


def report() -> tuple[dict, bool]:
    """Every check's finding by name, and whether all critical ones passed. A check that fails in any other way
    counts as failed, with the type of its error alone."""
    findings, well = {}, True
    for name, (fn, critical) in _checks.items():
        started = time.perf_counter()
        try:
            finding = {"ok": True, "value": fn()}
        except Unwell as wrong:
            finding = {"ok": False, "value": str(wrong)}
        except Exception as error:  # a broken check must not hide the others
            log.warning("health check failed", check=name, error=type(error).__qualname__)
            finding = {"ok": False, "value": type(error).__qualname__}
        finding["ms"] = round((time.perf_counter() - started) * 1000)
        well = well and (finding["ok"] or not critical)
        findings[name] = finding
    return findings, well


@never_cache
@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """The report as JSON. Open to all, since a load balancer asks it: it holds no personal data."""
    findings, well = report()
    return JsonResponse({"ok": well, "checks": findings}, status=200 if well else 503)


def database_answers() -> str:
    """One trivial query; the name of the database engine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return connection.vendor


def queue_answers() -> str:
    """Whether the broker answers within a second. Not critical: without it nothing is lost but minutes."""
    if not settings.REDIS_URL:
        settings.QUEUE_DIR.mkdir(parents=True, exist_ok=True)
        return "files"
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    try:
        client.ping()
    except redis.RedisError as error:
        raise Unwell(
            "Redis does not answer: work waits in the database and goes on when it is back."
        ) from error
    finally:
        client.close()
    return "redis"


register_health_check("database", database_answers)
register_health_check("queue", queue_answers, critical=False)
