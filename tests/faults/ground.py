"""Where faults happen: throw-away portals on one database, each a copy of one that was built once, and processes that
are forked from this one, which has imported everything already."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections

from qa_portal.people.directory import forget_directory


class Ground:
    """One database engine with a portal on it (``build``), of which each trial gets a copy of its own.

    ``url`` is that of a PostgreSQL's own database, or None for SQLite. Nothing else may be connected to the portal that
    is copied.
    """

    def __init__(self, folder: Path, url: str | None = None, strategy: str = "WAL_LOG") -> None:
        self.folder = folder
        self._strategy = strategy
        self.is_postgresql = url is not None
        self.scene: Any = None
        #: A statement that takes something out of each portal's database.
        self.spoilt_by = ""
        self._number = 0
        self._template = f"faults_{os.getpid()}"
        if url is not None:
            found = environ.Env.db_url_config(url)
            self._options, self._admin = found.get("OPTIONS", {}), found["NAME"]

    @property
    def database(self) -> str:
        """Its name, as a table shows it."""
        return "PostgreSQL" if self.is_postgresql else "SQLite"

    def build(self, lay: Callable[[], Any], migrated: str | None = None) -> None:
        """Migrate an empty database, or copy a migrated one, and have ``lay`` put on it what every copy starts with."""
        self.use("template")
        self._create(migrated)
        if migrated is None:
            call_command("migrate", verbosity=0)
        settings.NUDGES = "record"
        self.scene = lay()
        connection.close()
        if not self.is_postgresql:
            with sqlite3.connect(self.folder / "template" / "db") as one_file:
                one_file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        gc.collect()
        gc.freeze()  # what is here stays as it is, so that a fork shares it

    @contextlib.contextmanager
    def portal(self, within: Path | None = None, tablespace: str = "") -> Iterator[Path]:
        """A copy, with a folder of its own; this process and those that it forks are connected to it.

        ``within`` and ``tablespace`` put it elsewhere than the other ones.
        """
        self._number += 1
        name = f"portal_{os.getpid()}_{self._number}"
        self.use(name, within)
        folder = (within or self.folder) / name
        if self.is_postgresql:
            where = f" STRATEGY {self._strategy}" + (f" TABLESPACE {tablespace}" if tablespace else "")
            self.as_admin(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"{where}')
        else:
            shutil.copyfile(self.folder / "template" / "db", folder / "db")
        files = self.folder / "template" / "files"
        if files.exists():
            shutil.copytree(files, folder / "files")
        if self.spoilt_by:
            with connection.cursor() as cursor:
                cursor.execute(self.spoilt_by)
        try:
            yield folder
        finally:
            connections.close_all()
            if self.is_postgresql:
                self.as_admin(f'DROP DATABASE "{name}" WITH (FORCE)')
            shutil.rmtree(folder, ignore_errors=True)

    def use(self, name: str, within: Path | None = None) -> None:
        """Connect to another portal, and forget what was remembered of the last one."""
        folder = (within or self.folder) / name
        connections.close_all()
        place = connection.settings_dict
        if self.is_postgresql:
            place["NAME"] = self._name_of(name)
            place["OPTIONS"] = {**place["OPTIONS"], **self._options}
        else:
            place["NAME"] = str(folder / "db")
        settings.VAR_DIR = folder
        settings.FILES_DIR = folder / "files"
        settings.QUEUE_DIR = folder / "queue"
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        forget_directory()
        for cache in caches.all(initialized_only=True):
            cache.clear()

    def _name_of(self, name: str) -> str:
        return self._template if name == "template" else name

    def remove(self) -> None:
        """Remove the database that the copies are made from; the folder is its maker's."""
        connections.close_all()
        if self.is_postgresql:
            self.as_admin(f'DROP DATABASE IF EXISTS "{self._name_of("template")}" WITH (FORCE)')

    def _create(self, migrated: str | None) -> None:
        if self.is_postgresql:
            template = f' TEMPLATE "{migrated}"' if migrated else ""
            self.as_admin(f'CREATE DATABASE "{self._name_of("template")}"{template}')
        elif migrated:
            with (
                sqlite3.connect(migrated) as source,
                sqlite3.connect(self.folder / "template" / "db") as copy,
            ):
                source.backup(copy)

    def as_admin(self, statement: str) -> None:
        """One statement to the server itself."""
        import psycopg2

        admin = psycopg2.connect(dbname=self._admin, user="portal", **self._options)
        try:
            admin.autocommit = True
            with admin.cursor() as cursor:
                cursor.execute(statement)
        finally:
            admin.close()


class Child:
    """A forked process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.status: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, by itself or not."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def kill(self) -> bool:
        """SIGKILL, and wait for its end; False when it had ended already."""
        if self.is_over:
            return False
        os.kill(self.pid, signal.SIGKILL)
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status == -signal.SIGKILL

    def wait(self, seconds: float = 60) -> int:
        """Wait for its end; kills what takes longer. Give its status: 0 is well."""
        if not wait_for(lambda: self.is_over, seconds):
            self.kill()
        return self.status if self.status is not None else -1


def fork(work: Callable[..., Any], *given: Any, log: Path | None = None) -> Child:
    """Run ``work`` in a process of its own, which ends with this one; what it raises is in ``log``."""
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Child(pid)
    status = 1
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if log is not None:
            handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
        work(*given)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def wait_for(condition: Callable[[], Any], seconds: float = 20, pause: float = 0.005) -> bool:
    """Whether something comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True
