"""The portal's settings as the tests use them: one machine, its own empty VAR_DIR in each process, nothing sent."""

import atexit
import os
import shutil
import tempfile

VAR_DIR = tempfile.mkdtemp(prefix="qa-portal-test-")
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)

for _name in (
    "DEMO",
    "SECRET_KEY",
    "REQUIRE_MFA",
    "COUNCIL_NAME",
    "COUNCIL_COLOUR",
    "EMAIL_URL",
    "ALLOWED_HOSTS",
):
    os.environ.pop(_name, None)
os.environ.update(
    LOCAL_HTTP="1",
    DEBUG="0",
    VAR_DIR=VAR_DIR,
    STATIC_MANIFEST="0",
    STATIC_ROOT=tempfile.mkdtemp(dir=VAR_DIR),  # empty: each test client would read a full one through
    NUDGES="record",
    LOG_LEVEL="WARNING",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright runs an event loop in the thread of the tests
)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{VAR_DIR}/portal.sqlite3")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")

from qa_portal.settings import *  # noqa: E402, F403
from qa_portal.settings import CACHES, DATABASES, VAR_DIR  # noqa: E402

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SIGN_IN_MAIL = "now"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A test that travels to next week is still signed in; those of sessions set their own limits. No more than this,
# since a browser's timer holds 24 days at most.
SESSION_IDLE_SECONDS = SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = 20 * 24 * 3600

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: in memory all threads would share one connection and no race could be seen.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in"}
