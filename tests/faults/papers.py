"""R13: kill -9 while a PDF is made, stored or put on its record."""

from __future__ import annotations

import datetime as dt
import hashlib
import mmap
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.documents import making, reports, store
from qa_portal.documents.models import Document, StoredFile
from qa_portal.documents.orphans import OLD_ENOUGH, remove_orphans
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import FileIsDamaged, path_of, read_bytes

from .findings import Found
from .ground import Ground, fork
from .scene import MONDAY

#: What the worker is at.
MAKES, STORES, ATTACHES = range(3)

#: Where the lines are at which a worker is killed, and how many of them a piece of work has at most.
OURS = (making.__file__, reports.__file__, store.__file__)
LINES = 30

#: The papers of one trial: of each of the two children a letter, the report of a dispute and that of an audit.
KEYS = ("stage_request", "dispute", "audit")


def kill_papermakers(ground: Ground, trials: int, chance: Random) -> Found:
    """The trials: each with six papers of two children and two workers, of which each is killed once."""
    found = Found(
        "{kills} kills ({MAKES} while it was made, {STORES} while stored, {ATTACHES} while put on the record); "
        "{papers} papers attached once, byte for byte as without a kill"
    )
    right, takes = _made_in_peace(ground)
    for trial in range(trials):
        with ground.portal() as folder:
            documents = _ask(ground)
            places = _kill_two(folder, takes, (trial + chance.random()) / trials, chance)
            wrong = _on_record(documents, right)
            child = fork(_make, MONDAY + making.CLAIM + dt.timedelta(minutes=1), log=folder / "log")
            assert child.wait() == 0, (folder / "log").read_text()[-3000:]
            wrong += _on_record(documents, right, is_finished=True) + _left_behind()
        found.add(wrong)
        found.counts.update(kills=len(places), papers=len(documents))
        found.counts.update(
            {name: places.count(at) for at, name in enumerate(("MAKES", "STORES", "ATTACHES"))}
        )
    return found


def _ask(ground: Ground) -> list[Document]:
    """The papers that wait: of each child one of each sort."""
    asked = Document.objects.filter(subject__in=ground.scene.children, report_key__in=KEYS)
    asked.update(next_try_at=MONDAY)
    return list(asked.order_by("pk"))


def _made_in_peace(ground: Ground) -> tuple[dict[int, str], float]:
    """The SHA-256 of each paper as it is when nobody is killed, and how long all of them take, in seconds.

    Each says the reference of its own child and no other's.
    """
    # Once before, so that no trial has to: importing the renderer and reading the fonts takes longer than a paper.
    render_pdf('<html lang="en"><title>A paper</title><p>Words.</p></html>', identifier="before")
    with ground.portal() as folder:
        documents = _ask(ground)
        started = time.monotonic()
        child = fork(_make, MONDAY, log=folder / "log")
        assert child.wait() == 0, (folder / "log").read_text()[-3000:]
        takes = time.monotonic() - started
        right = {}
        for document in Document.objects.filter(pk__in=[d.pk for d in documents]).select_related("file"):
            data = read_bytes(document.file)
            words = subprocess.run(
                ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
            ).stdout
            named = [c.reference for c in ground.scene.children if c.reference.encode() in words]
            assert named == [document.subject.reference], f"{document.report_key} names {named}"
            right[document.pk] = hashlib.sha256(data).hexdigest()
    return right, takes


@dataclass(frozen=True)
class Death:
    """Where a worker dies: at a line of the portal's own code, the so-manieth time that it is at a place."""

    place: int
    time: int
    line: int


def _make(at: dt.datetime, note: mmap.mmap | None = None, death: Death | None = None) -> None:
    """What a worker does at a beat; ``note`` shows what it is at."""
    if note is not None:
        reports.store_bytes = _noting(note, STORES, death, reports.store_bytes)
        reports._put_on_record = _noting(note, ATTACHES, death, reports._put_on_record)
    with clock.standing_at(at):
        reports.make_pending_documents()


def _noting(note: mmap.mmap, place: int, death: Death | None, work: Callable) -> Callable:
    times = 0

    def noted(*given: Any, **named: Any) -> Any:
        nonlocal times
        times += 1
        note[0] = place
        try:
            if death and (death.place, death.time) == (place, times):
                sys.settrace(_dying_at(death.line))
            return work(*given, **named)
        finally:
            sys.settrace(None)
            note[0] = MAKES

    return noted


def _dying_at(line: int) -> Callable:
    """Ends this process before it runs the so-manieth line of the code that makes papers and stores them."""
    left = line

    def on_line(frame: Any, event: str, given: Any) -> Callable:
        nonlocal left
        left -= event == "line"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    return lambda frame, event, given: on_line if frame.f_code.co_filename in OURS else None


def _kill_two(folder: Path, takes: float, share: float, chance: Random) -> list[int]:
    """Two workers at once; one dies at any moment, one at a line of storing or attaching something.

    ``share`` says at which, so that all trials together die at each of them.
    """
    place, line = divmod(int(share * 2 * LINES), LINES)
    death = Death((STORES, ATTACHES)[place], chance.randint(1, 3), line + 1)
    notes = [mmap.mmap(-1, 1) for _ in range(2)]
    workers = [
        fork(_make, MONDAY, note, dies, log=folder / "log")
        for note, dies in zip(notes, (None, death), strict=True)
    ]
    # The two share the work; the later it dies, the more they could have done twice.
    dies_at = time.monotonic() + chance.uniform(0, takes * chance.choice((0.6, 1.2)))
    places = []
    while not all(worker.is_over for worker in workers):
        if time.monotonic() >= dies_at and not workers[0].is_over and workers[0].kill():
            places.append(notes[0][0])
        time.sleep(0.0005)
    if workers[1].status == -signal.SIGKILL:
        places.append(notes[1][0])
    return places


def _on_record(documents: list[Document], right: dict[int, str], is_finished: bool = False) -> list[str]:
    """What is wrong with the papers: each is whole, once, on its child's record, or visibly pending."""
    wrong = []
    for old in documents:
        document = Document.objects.select_related("file").get(pk=old.pk)
        notes = list(CaseNote.objects.filter(document=document).values_list("subject_id", flat=True))
        title = f"{document.report_key} {document.pk}"
        if document.state == Document.State.PENDING and not is_finished:
            if notes or document.file_id or document.next_try_at is None or document.attempts:
                wrong.append(f"{title} is pending, but not as before")
            continue
        if document.state != Document.State.STORED:
            wrong.append(f"{title} is {document.state} in the end")
            continue
        if document.subject_id != old.subject_id or notes != [old.subject_id]:
            wrong.append(f"{title} has notes on {notes}, its child is {old.subject_id}")
        try:
            if hashlib.sha256(read_bytes(document.file)).hexdigest() != right[document.pk]:
                wrong.append(f"{title} isn't the paper that was asked for")
        except FileIsDamaged as damage:
            wrong.append(f"{title}: {damage}")
    for path in Path(settings.FILES_DIR).rglob("*"):
        whole = path.is_file() and not path.name.startswith(".part-")
        if whole and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            wrong.append(f"{path.name[:12]} is cut short on the volume")
    return wrong


def _left_behind() -> list[str]:
    """What crashes left on the volume goes with the housekeeping, and nothing else does."""
    long_ago = time.time() - 2 * OLD_ENOUGH.total_seconds()
    for path in Path(settings.FILES_DIR).rglob("*"):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))
    with clock.standing_at(MONDAY + 2 * OLD_ENOUGH):
        remove_orphans()
    there = {path.name for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()}
    wanted = {path_of(sha).name for sha in StoredFile.objects.values_list("sha256", flat=True)}
    return (
        [] if there == wanted else [f"{len(there ^ wanted)} files don't match their rows after housekeeping"]
    )
