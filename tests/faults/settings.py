"""The tests' settings as the processes of a fault have them: durable on SQLite, mails kept, a sweep each second."""

import os

os.environ["SWEEP_SECONDS"] = "1"

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

NUDGES = "send"
EMAIL_BACKEND = "tests.faults.sink.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
