"""An empty database of the tests, made by the migrations once and kept until they change.

Running all migrations takes longer than most files of tests. On SQLite the result is a file: it is kept in
``.tools/test-schema``, under a digest of whatever it is made from, and copied from there. A process that finds none
makes it, and others wait for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".tools" / "test-schema"
#: How many databases of other digests are kept: one goes back and forth between branches.
FEW = 12
#: What the schema is made from, beside the migrations themselves.
MADE_FROM = (
    "requirements.txt",
    "qa_portal/trail/append_only.py",
    "qa_portal/settings.py",
    "qa_portal/first_tables.py",
)


def digest() -> str:
    """A digest of everything that an empty, migrated database depends on."""
    found = hashlib.sha256(django.__version__.encode())
    files = [*ROOT.glob("*/migrations/*.py"), *(ROOT / name for name in MADE_FROM)]
    for path in sorted(files):
        if path.exists():
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:24]


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """Put the kept database where the tests' own is expected; then it only has to be opened."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        yield False
        return
    place = Path(connection.creation._get_test_db_name())
    shutil.copyfile(kept_database(), place)
    settings.DATABASES["default"]["TEST"]["MIGRATE"] = False
    connection.settings_dict["TEST"]["MIGRATE"] = False
    yield True
    place.unlink(missing_ok=True)


def kept_database() -> Path:
    """The kept database; it is made where there is none yet."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{digest()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _make(kept)
    return kept


def _make(kept: Path) -> None:
    """Migrate an empty database into place; of those of other digests the last few are kept."""
    for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-FEW]:
        old.unlink()
    # A place of its own: the migration of a process that was ended may still be writing to its own.
    making = kept.with_suffix(f".{os.getpid()}")
    environment = os.environ | {
        "TEST_DATABASE_URL": f"sqlite:///{making}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    migrate = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    with contextlib.closing(sqlite3.connect(making)) as made:
        made.execute("SELECT 1 FROM django_migrations")  # fails where there is nothing
        made.execute("PRAGMA journal_mode=DELETE")
    making.rename(kept)
