"""R25: a backup of a portal in use, restored into an empty place, on SQLite and on PostgreSQL; the app runs on it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from qa_portal import clock
from qa_portal.children.actions import add_case_note
from qa_portal.children.models import CaseNote
from qa_portal.documents.models import StoredFile
from qa_portal.documents.store import store_bytes
from tests.factories.disputes import dispute_at, document_on
from tests.factories.people import council
from tests.factories.records import child

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key of a portal, with which two-step secrets are encrypted, and which is in its backup"

pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """A portal's folder and the address of its database."""

    def __init__(self, var: Path, url: str) -> None:
        self.var, self.url = var, url

    def run(self, *command: str) -> str:
        """Run a command of the portal as whoever keeps it would; what it said."""
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "VAR_DIR": str(self.var),
            "LOCAL_HTTP": "1",
            "LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tables(self) -> dict[str, tuple[int, str]]:
        """For each table how many rows it has, and the checksum of all that is in them."""
        with closing(self._connect()) as database, closing(database.cursor()) as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                if self.url.startswith("postgres")
                else "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
            names = sorted(name for (name,) in cursor.fetchall())
            found = {}
            for name in names:
                cursor.execute(f'SELECT * FROM "{name}"')
                rows = sorted(map(repr, cursor.fetchall()))
                found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
            if self.url.startswith("postgres"):
                cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
                found["sequences"] = (0, repr(cursor.fetchall()))
        return found

    def rows(self, table: str, columns: str) -> set[tuple]:
        """Some columns of one table."""
        with closing(self._connect()) as database, closing(database.cursor()) as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            return set(cursor.fetchall())

    def files(self) -> dict[str, str]:
        """The checksum of every document, by its path."""
        return {
            str(path.relative_to(self.var)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (self.var / "files").rglob("*")
            if path.is_file()
        }

    def _connect(self):
        if self.url.startswith("sqlite"):
            return sqlite3.connect(self.url.removeprefix("sqlite:///"))
        import psycopg2

        return psycopg2.connect(self.url)


@pytest.fixture
def place(tmp_path, settings) -> Place:
    """The portal of this test's database, filled: disputes, papers, a key."""
    settings.FILES_DIR = tmp_path / "var" / "files"
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text(KEY)
    c = council()
    for state in ("drafted", "sent", "closed"):
        document_on(dispute_at(state, council=c, subject=child(c)).subject)
    store_bytes(b"Another paper", "text/plain")
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return Place(tmp_path / "var", f"sqlite:///{name}")
    return Place(tmp_path / "var", os.environ["TEST_DATABASE_URL"].replace("/postgres?", f"/{name}?"))


@pytest.fixture
def empty(tmp_path):
    """An empty place for the same kind of database."""
    if connection.vendor == "sqlite":
        yield Place(tmp_path / "new", f"sqlite:///{tmp_path}/new/portal.sqlite3")
        return
    name = f"restored_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield Place(tmp_path / "new", os.environ["TEST_DATABASE_URL"].replace("/postgres?", f"/{name}?"))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Busy(threading.Thread):
    """Somebody who writes notes and stores papers all the while."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = threading.Event()
        self.written = 0
        self.error: Exception | None = None

    def run(self) -> None:
        """Until told to stop."""
        from qa_portal.children.models import Subject

        try:
            subject = Subject.objects.select_related("iro").order_by("pk")[0]
            while not self.stop.is_set():
                add_case_note(
                    subject,
                    by=subject.iro,
                    title="A call",
                    text=f"Call {self.written}",
                    type=CaseNote.Type.QUALITY_ASSURANCE,
                    occurred_at=clock.now() - dt.timedelta(hours=1),
                )
                store_bytes(f"Paper {self.written}".encode(), "text/plain")
                self.written += 1
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def test_a_backup_restored_elsewhere_is_equal_in_each_table_and_file_and_the_app_runs_on_it(
    place, empty, tmp_path
):
    before = place.tables()
    assert before["qa_portal_deadline"][0] > 1
    assert len(place.files()) >= 2
    place.run("tools/backup.py", "backup", str(place.var), str(tmp_path / "backup"))
    empty.run("tools/backup.py", "restore", str(empty.var), str(tmp_path / "backup"))
    assert empty.tables() == before == place.tables()
    assert empty.files() == place.files()
    assert (empty.var / "secret_key").read_text() == KEY
    assert "200" in empty.run("-c", ANSWERS)


ANSWERS = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "qa_portal.settings"
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", check_unapplied=True, verbosity=0)
call_command("sweep", verbosity=0)
print(Client(SERVER_NAME="localhost").get("/health").status_code)
"""


def test_a_backup_of_a_portal_in_use_is_of_one_moment_and_no_paper_is_missing(place, empty, tmp_path):
    busy = Busy()
    busy.start()
    try:
        while busy.written < 5 and busy.is_alive():
            pass
        at_least = busy.written
        place.run("tools/backup.py", "backup", str(place.var), str(tmp_path / "backup"))
    finally:
        busy.stop.set()
        busy.join()
    assert busy.error is None
    assert busy.written > at_least, "it went on meanwhile"
    empty.run("tools/backup.py", "restore", str(empty.var), str(tmp_path / "backup"))
    restored = empty.rows("qa_portal_casenote", "id, text")
    everything = place.rows("qa_portal_casenote", "id, text")
    first = {row for row in everything if row[0] <= max(pk for pk, _ in restored)}
    assert at_least <= len(restored) <= len(everything)
    assert restored == first, "all that was written up to a moment, and nothing after it"
    stored = {row[0] for row in empty.rows("qa_portal_storedfile", "sha256")}
    assert len(stored) >= at_least
    assert stored <= set(empty.files().values()), "each paper that the database knows is there, and undamaged"
    assert StoredFile.objects.count() >= len(stored)
