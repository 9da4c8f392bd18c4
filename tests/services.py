"""A throw-away PostgreSQL and Redis for one run of the tests: `python -m pytest -p tests.services tests/integration`.

Loaded with -p, since Django's settings are read before any conftest. The servers end with the run, also when it fails,
and with the process, also when it is killed.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.servers import CARELESS, PostgreSQL, Redis

_servers: list[PostgreSQL | Redis] = []
_folder: Path | None = None


def pytest_unconfigure(config) -> None:
    """Stop them."""
    stop()


def pytest_report_header(config) -> str:
    """Say what the tests run on."""
    return "services: PostgreSQL and Redis, thrown away afterwards"


def start() -> None:
    """Start both servers and point the settings of the tests at them."""
    global _folder
    if "TEST_DATABASE_URL" in os.environ:
        return
    _folder = Path(tempfile.mkdtemp(prefix="qa-portal-services-"))
    atexit.register(stop)
    database, redis = PostgreSQL(_folder / "pg", **CARELESS), Redis(_folder / "redis")
    _servers.extend([database, redis])
    database.create()
    for server in _servers:
        server.start()
    os.environ["TEST_DATABASE_URL"] = database.url()
    os.environ["TEST_REDIS_URL"] = redis.url


def stop() -> None:
    """End both servers and remove what they wrote."""
    while _servers:
        _servers.pop().stop()
    if _folder:
        shutil.rmtree(_folder, ignore_errors=True)


# At import, since pytest-django reads the settings before any hook of this module could run. A worker of xdist finds
# its controller's servers in the environment.
start()
