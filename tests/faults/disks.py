"""R12: the disk is full: the database's, that of the documents, that of temporary files.

Each is a file system of its own (a tmpfs of a fixed size, mounted for the trial), filled up to its last pages by a file
that is removed afterwards. On PostgreSQL the database is a tablespace there; its log is elsewhere, as it should be.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import pwd
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from notifications.beat import run_beat
from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.documents.models import Document
from qa_portal.documents.reports import make_pending_documents
from qa_portal.documents.store import read_bytes
from tests.factories.people import sign_in
from tests.integration.editing import fields_of

from .checking import breached_once, followed_once, is_sound, nothing_set_apart
from .findings import Found
from .ground import Ground, fork
from .scene import DUE, MONDAY

#: Tables in which a request may leave a trace that changes nothing: who looked, that she is there, what she typed.
HARMLESS = {"django_session", "qa_portal_accesslogentry", "qa_portal_draft", "notifications_sweepstate"}
SIZE = {True: 150_000_000, False: 40_000_000}
PAGE = 4096
SAID = (
    "{refused} pieces of work met the full disk: an error each, nothing half-saved, done when there was room again; "
    "{done} still found room and are whole"
)

Outcome = tuple[list[str], bool]  # what was wrong; whether the work was refused


@contextlib.contextmanager
def small_disk(ground: Ground) -> Iterator[Path]:
    """A file system of its own. Raises RuntimeError where this machine doesn't allow one."""
    place = Path(tempfile.mkdtemp(dir=ground.folder, prefix="small-"))
    size = SIZE[ground.is_postgresql]
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = f"size={size},mode=0755,uid={os.geteuid()}"
    done = subprocess.run(
        [*sudo, "mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"This needs a small file system of its own, and mount says: {done.stderr}")
    try:
        yield place
    finally:
        subprocess.run([*sudo, "umount", "-l", place], check=True)


class Ballast:
    """What fills a disk, all but a few pages."""

    def __init__(self, disk: Path, chance: Random) -> None:
        self.path = disk / "ballast"
        with self.path.open("wb", buffering=0) as out:
            with contextlib.suppress(OSError):
                while out.write(bytes(1 << 16)) == 1 << 16:
                    pass
            with contextlib.suppress(OSError):
                while out.write(bytes(PAGE)):
                    pass
        size = self.path.stat().st_size
        os.truncate(self.path, size - min(size, chance.choice((0, 0, 1, 2, 4, 8, 16, 40)) * PAGE))

    def remove(self) -> None:
        """Make room."""
        self.path.unlink()


def database_full(ground: Ground, trials: int, chance: Random) -> Found:
    """The disk of the database: a note, a sweep of three hundred, an upload, a paper, an audit's report."""
    return _trials(ground, trials, chance, "database", (_note, _sweep, _upload, _paper, _report))


def documents_full(ground: Ground, trials: int, chance: Random) -> Found:
    """The disk of the documents: an upload, a paper, an audit's report."""
    return _trials(ground, trials, chance, "documents", (_upload, _paper, _report))


def temporary_full(ground: Ground, trials: int, chance: Random) -> Found:
    """The disk of temporary files: an upload that doesn't fit into memory; papers, which need none."""
    return _trials(
        ground, trials, chance, "temporary", (_large_upload, _paper, _large_upload, _large_upload, _report)
    )


def _trials(ground: Ground, trials: int, chance: Random, which: str, works: tuple[Callable, ...]) -> Found:
    found = Found(SAID)
    for number in range(trials):
        answer = ground.folder / "answer"
        answer.unlink(missing_ok=True)
        with small_disk(ground) as disk, _portal(ground, disk if which == "database" else None) as folder:
            log = ground.folder / "disk.log"
            child = fork(
                _trial, ground, disk, which, works[number % len(works)], chance.random(), answer, log=log
            )
            if child.wait(120) != 0:
                found.add([f"the process ended: {log.read_text()[-1500:]}"])
                continue
            wrong, refused = json.loads(answer.read_text())
            assert folder.exists()
        found.add(wrong)
        found.counts["refused" if refused else "done"] += 1
    return found


@contextlib.contextmanager
def _portal(ground: Ground, disk: Path | None) -> Iterator[Path]:
    if disk is None or not ground.is_postgresql:
        with ground.portal(within=disk) as folder:
            yield folder
        return
    place = disk / "tablespace"
    place.mkdir()
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(place, account.pw_uid, account.pw_gid)
    ground.as_admin(f"CREATE TABLESPACE small LOCATION '{place}'")
    try:
        with ground.portal(tablespace="small") as folder:
            yield folder
    finally:
        ground.as_admin("DROP TABLESPACE small")


def _trial(ground: Ground, disk: Path, which: str, work: Callable, seed: float, answer: Path) -> None:
    """One piece of work on a full disk, and again when there is room."""
    if which == "documents":
        settings.FILES_DIR = disk / "files"
    if which == "temporary":
        settings.FILE_UPLOAD_TEMP_DIR = tempfile.tempdir = str(disk)
    with clock.standing_at(MONDAY):
        wrong, refused = work(ground, lambda: Ballast(disk, Random(seed)))
    answer.write_text(json.dumps([wrong + is_sound(), refused]))


# -- the pieces of work: each fills the disk when it is ready, and says what was wrong and whether it was refused --


def _note(ground: Ground, fill: Callable[[], Ballast]) -> Outcome:
    said = {"title": "On a full disk", "text": "She rang. " * 800}
    return _post(
        ground, fill, "case_note_add", said, lambda: CaseNote.objects.filter(title=said["title"]).count()
    )


def _upload(ground: Ground, fill: Callable[[], Ballast], size: int = 250_000) -> Outcome:
    text = "A line of a letter.\n" * (size // 20)

    def there() -> int:
        found = Document.objects.filter(title="On a full disk", state="stored").select_related("file")
        return sum(read_bytes(document.file) == text.encode() for document in found)

    said = {
        "title": "On a full disk",
        "file": lambda: SimpleUploadedFile("letter.txt", text.encode(), "text/plain"),
    }
    return _post(ground, fill, "document_attach", said, there)


def _large_upload(ground: Ground, fill: Callable[[], Ballast]) -> Outcome:
    return _upload(ground, fill, 3_000_000)


def _post(
    ground: Ground, fill: Callable[[], Ballast], page: str, said: dict[str, Any], there: Callable[[], int]
) -> Outcome:
    """Send a form; the second time, with room, it must be taken, and what it says must be there once."""
    client = sign_in(Client(raise_request_exception=False), ground.scene.council.iro)
    url = reverse(page, args=[ground.scene.children[0].pk])
    form = dict(fields_of(client.get(url)).lists())

    def send() -> Any:
        return client.post(url, form | {name: v() if callable(v) else v for name, v in said.items()})

    wrong, before = [], _contents()
    ballast = fill()
    answer = send()
    refused = answer.status_code != 302
    if refused:
        words = answer.content.decode()
        if "Something went wrong" not in words and "there is no room for it" not in words:
            wrong.append(f"{page} answered {answer.status_code} without saying what is wrong")
        if changed := _difference(before, _contents()):
            wrong.append(f"{page} left something in {changed}")
    ballast.remove()
    if refused and (again := send()).status_code != 302:
        wrong.append(f"{page} answers {again.status_code} though there is room again")
    if there() != 1:
        wrong.append(f"what {page} said is there {there()} times")
    return wrong, refused


def _sweep(ground: Ground, fill: Callable[[], Ballast]) -> Outcome:
    ballast, refused, wrong = fill(), False, []
    with clock.standing_at(DUE):
        for _ in range(4):  # more often than a row that fails is tried
            try:
                run_beat()
            except OperationalError:
                refused = True
                connection.close()  # as the queue does after each task
        ballast.remove()
        run_beat()
    wrong += breached_once(ground.scene.expected, DUE) + followed_once(ground.scene.follows)
    return wrong + nothing_set_apart(), refused


def _report(ground: Ground, fill: Callable[[], Ballast]) -> Outcome:
    return _paper(ground, fill, "audit")


def _paper(ground: Ground, fill: Callable[[], Ballast], key: str = "stage_request") -> Outcome:
    """A paper waits as long as there is no room, however often it is tried, and then is made by itself."""
    papers = Document.objects.filter(subject=ground.scene.children[0], report_key=key)
    papers.update(next_try_at=MONDAY)
    ballast, wrong, made = fill(), [], 0
    for hours in range(5):
        with clock.standing_at(MONDAY + dt.timedelta(hours=hours)):
            try:
                made += make_pending_documents()
            except OperationalError:
                connection.close()
    refused = not made
    if refused and set(papers.values_list("state", "file")) != {("pending", None)}:
        wrong.append(f"the paper is {list(papers.values_list('state', 'file'))} on a full disk")
    ballast.remove()
    with clock.standing_at(MONDAY + dt.timedelta(hours=9)):
        make_pending_documents()
    for paper in papers.select_related("file"):
        notes = CaseNote.objects.filter(document=paper).count()
        if paper.state != Document.State.STORED or notes != 1:
            wrong.append(f"the paper is {paper.state} with {notes} notes though there is room again")
        else:
            read_bytes(paper.file)
    return wrong, refused


def _contents() -> dict[str, str]:
    """A hash of each table's rows."""
    found = {}
    for table in connection.introspection.table_names():
        if table not in HARMLESS:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _difference(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in before if before[table] != after[table])
